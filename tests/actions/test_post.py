"""What was handed over is remembered beside the ledger: in order, of this history, and as it was written."""

import json
import shutil

import pytest

from nesa_fund.actions import post
from nesa_fund.handover.layouts import LAYOUTS
from nesa_fund.handover.made import Handover, Span
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import open_ledger
from sheets import alliance, take

CODES = (
    ("Member", "Category", "Code"),
    ("Coquet", "Teaching staff", "5001"),
)
CSV = LAYOUTS["csv"]
WRITTEN = """\
{
  "after": 0,
  "files": {
    "csv Coquet 0001.csv": "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7"
  },
  "head": "HEAD",
  "layout": "csv",
  "member": "Coquet",
  "number": 1,
  "through": 4
}
"""


def invoice(number):
    return [("Invoice number", "Invoice date", "Supplier", "Customer", "Description", "Net", "Agreement", "Category"),
            (number, "14/11/2025", "Hartside", "Coquet", "Cello teaching", 50, "music", "Teaching")]  # fmt: skip


@pytest.fixture(scope="module")
def charged(tmp_path_factory):
    made = alliance(tmp_path_factory.mktemp("charged") / "ledger")
    take(made, CODES)
    take(made, invoice("1"))
    return made


@pytest.fixture
def root(charged, tmp_path):
    return shutil.copytree(charged, tmp_path / "ledger")


def hand_over(root):
    """Hand over what was not yet, as the command does."""
    ledger = open_ledger(root)
    span = post.next_span(ledger, "Coquet", CSV)
    if span is None:
        return None
    handover = post.made(ledger, "Coquet", CSV, span)
    assert isinstance(handover, Handover)
    record = post.record_of(ledger, handover, {part.file: b"data" for part in handover.parts})
    post.remember(root, record)
    return record


def test_what_is_remembered_can_be_read_by_people_and_holds_no_money(root):
    hand_over(root)
    text = (root / "posts/Coquet/csv Coquet 0001.json").read_text("utf-8")
    assert text == WRITTEN.replace("HEAD", open_ledger(root).book.head)


def test_each_handover_goes_on_where_the_last_ended(root):
    assert hand_over(root).span == (1, 0, 4)
    assert hand_over(root) is None
    take(root, invoice("2"))
    take(root, invoice("3"))
    assert hand_over(root).span == (2, 4, 6)
    assert [one.span for one in post.recorded(open_ledger(root), "Coquet", "csv")] == [(1, 0, 4), (2, 4, 6)]


def test_another_member_and_another_layout_begin_at_the_beginning(root):
    hand_over(root)
    ledger = open_ledger(root)
    assert post.next_span(ledger, "Rothley", CSV) == (1, 0, 4)
    assert post.next_span(ledger, "Coquet", LAYOUTS["iris"]) == (1, 0, 4)


def test_another_layout_is_named_only_where_it_had_some_of_the_same_batches(root):
    hand_over(root)
    take(root, invoice("2"))
    ledger = open_ledger(root)
    spans = [Span(1, 0, 5), Span(1, 3, 5), Span(1, 4, 5)]
    assert [post.also_handed_over(ledger, "Coquet", LAYOUTS["iris"], span) for span in spans] == [["csv"], ["csv"], []]
    assert post.also_handed_over(ledger, "Coquet", CSV, Span(1, 0, 5)) == []


def test_of_two_that_hand_over_at_once_one_is_told(root):
    record = hand_over(root)
    with pytest.raises(InputError, match="handover 1 was made by somebody else meanwhile; run the command again"):
        post.remember(root, record)


def damaged(change):
    def damage(path):
        told = json.loads(path.read_text("utf-8"))
        change(told)
        path.write_text(json.dumps(told, sort_keys=True, indent=2, ensure_ascii=False) + "\n", "utf-8")

    return damage


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_bytes(b"{"), "csv Coquet 0001.json is not as nesa wrote it"),
        (lambda path: path.write_bytes(b"[" * 9999), "csv Coquet 0001.json is not as nesa wrote it"),
        (damaged(lambda told: told.update(through="4")), "csv Coquet 0001.json is not as nesa wrote it"),
        (damaged(lambda told: told.update(member="Rothley")), "csv Coquet 0001.json is not as nesa wrote it"),
        (damaged(lambda told: told.update(head="0" * 64)), "csv Coquet 0001.json is of another history"),
        (damaged(lambda told: told.update(through=99)), "csv Coquet 0001.json is of another history"),
        (lambda path: path.rename(path.with_name("csv Coquet 0007.json")), "csv Coquet 0007.json is not as nesa wrote"),
    ],
)
def test_a_record_that_is_not_as_it_was_written_is_named(root, damage, said):
    hand_over(root)
    damage(root / "posts/Coquet/csv Coquet 0001.json")
    with pytest.raises(InputError, match=said):
        post.next_span(open_ledger(root), "Coquet", CSV)


def test_a_handover_that_lacks_among_others_is_named(root):
    hand_over(root)
    take(root, invoice("2"))
    hand_over(root)
    (root / "posts/Coquet/csv Coquet 0001.json").unlink()
    with pytest.raises(InputError, match="posts/Coquet: handover 1 for csv is not there; bring its file back"):
        post.next_span(open_ledger(root), "Coquet", CSV)


def test_a_number_that_there_is_not_is_named(root):
    hand_over(root)
    with pytest.raises(InputError, match="there is no handover 2 to Coquet for csv; there are 1 to 1"):
        post.earlier(open_ledger(root), "Coquet", CSV, 2)


def test_an_altered_ledger_hands_over_nothing(root):
    path = next((root / "batches/0004").glob("Coquet.beancount"))
    path.chmod(0o644)
    path.write_text(path.read_text("utf-8").replace("50.00", "51.00"), "utf-8")
    ledger = open_ledger(root)
    with pytest.raises(LedgerError, match="not as it was written, so nothing is handed over; see nesa verify"):
        post.made(ledger, "Coquet", CSV, post.next_span(ledger, "Coquet", CSV))


def test_what_is_remembered_is_no_part_of_the_books(root):
    before = open_ledger(root).history
    hand_over(root)
    after = open_ledger(root).history
    assert (before.head, before.alterations, before.foreign) == (after.head, after.alterations, after.foreign)
