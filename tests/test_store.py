from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, FOUNDED, ROLLS, add, alliance, contribution, digest, founded, roll, school
from nesa_fund import store
from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.batches import Papers, commit, manifest_bytes
from nesa_fund.bookwriter import write_file
from nesa_fund.draft import Draft
from nesa_fund.entries import Posting, Transaction
from nesa_fund.facts import Alliance, Member, Strength
from nesa_fund.gate import check_canonical
from nesa_fund.problems import LedgerError
from nesa_fund.store import open_ledger, record
from tamper import append, seal


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


def draft(*facts, transactions=(), **more) -> Draft:
    return Draft("import", facts, tuple(transactions), sources={"sheet.xlsx": b"x"}, **more)


# Founding


def test_a_ledger_begins_with_its_alliance_and_the_book_of_the_fund(tmp_path):
    founded(tmp_path)
    assert {path.name for path in (tmp_path / "batches/0001").iterdir()} == {
        "batch.json", "source", "register.beancount", "Fund.beancount",
    }  # fmt: skip
    assert (tmp_path / "batches/0001/Fund.beancount").read_text() == (
        "2000-01-01 open Assets:Fund:Bank GBP\n\n2000-01-01 open Equity:Fund:Opening GBP\n"
    )
    shared = (tmp_path / "batches/0001/register.beancount").read_text().split("\n\n")
    assert shared[:2] == ["2000-01-01 commodity GBP", "2000-01-01 commodity DAY"]
    assert shared[2].startswith('2025-09-01 custom "alliance" "Coast and Castle Alliance"\n')


def test_a_ledger_is_founded_once(root):
    before = digest(root)
    with pytest.raises(LedgerError, match="holds a ledger already"):
        found(root, alliance_fact("Another", FOUNDED), CLERK)
    with pytest.raises(LedgerError, match="holds a ledger already"):
        store.found(root, draft(Alliance(day=FOUNDED, name="Another")), CLERK)
    assert digest(root) == before


# Recording


def test_what_was_recorded_is_read_back(root):
    entries = contribution("Hartside", 12_345)
    ledger = add(root, [roll("Hartside", 400, "2023-10")], entries)
    assert ledger.register.roll("Hartside", "2023-10") == 400
    assert ledger.book.daily_balance("Liabilities:Hartside:Creditors:Fund").to_list() == [-12_345]
    assert set(ledger.book.postings["file"]) == {"batches/0003/Hartside.beancount", "batches/0003/Fund.beancount"}
    anew = open_ledger(root)
    assert anew.rows == ledger.rows
    assert (anew.register.facts, anew.accounts, anew.book.head) == (
        ledger.register.facts,
        ledger.accounts,
        ledger.book.head,
    )


def test_each_entity_has_its_files_from_its_first_batch(root):
    for code in ROLLS:
        assert (root / f"batches/0002/{code}.register.beancount").read_bytes() == b""
        assert f"open Assets:{code}:Bank GBP" in (root / f"batches/0002/{code}.beancount").read_text()


def test_an_account_is_opened_by_the_batch_that_first_uses_it_and_no_other(root):
    add(root, transactions=contribution("Hartside"))
    ledger = add(root, transactions=contribution("Hartside", instalment=2))
    texts = [(root / f"batches/000{n}/Hartside.beancount").read_text() for n in (3, 4)]
    assert [text.count(" open ") for text in texts] == [2, 0]
    assert "Expenses:Hartside:Contribution" in ledger.accounts


def test_a_member_that_changes_does_not_begin_its_book_again(root):
    add(root, [school("Hartside", date(2026, 1, 1), name="Hartside Primary")])
    assert {path.name for path in (root / "batches/0003").iterdir()} == {"batch.json", "source", "register.beancount"}


def test_what_is_one_members_own_stands_in_its_own_register(root):
    add(root, [Strength(day=FOUNDED, code="Elsdon", reserve=5, source="sheet.xlsx [A1]")])
    assert "strength" in (root / "batches/0003/Elsdon.register.beancount").read_text()
    assert not (root / "batches/0003/register.beancount").exists()


def test_an_empty_draft_writes_nothing(root):
    before = digest(root)
    assert record(root, lambda _: None, CLERK) is None
    assert record(root, lambda _: draft(), CLERK) is None
    assert digest(root) == before


def test_a_batch_whose_number_is_taken_is_built_again_on_the_new_head(root):
    seen = []

    def make(ledger: store.Ledger) -> Draft:
        seen.append((len(ledger.history.batches), ledger.register.roll("Hartside", "2023-10")))
        if len(seen) == 1:
            add(root, [roll("Hartside", 400, "2023-10")])
        return draft(roll("Hartside", 410, "2022-10"))

    ledger = record(root, make, CLERK)
    assert seen == [(2, None), (3, 400)]
    assert (ledger.register.roll("Hartside", "2023-10"), ledger.register.roll("Hartside", "2022-10")) == (400, 410)
    assert (ledger.history.alterations, list(ledger.history.batches)) == ((), [1, 2, 3, 4])


@pytest.mark.parametrize("is_sealed", [True, False])
def test_an_account_that_is_opened_nowhere_is_refused_by_its_place(root, is_sealed):
    path = root / "batches" / "0001" / "Fund.beancount"
    moved = """
2025-10-01 * "Moved" ^Transfer-Fund-2025-10-01-1
  event: "transfer"
  source: "command.json [A1]"
  Assets:Fund:Bank:Deposit   1.00 GBP
  Assets:Fund:Bank          -1.00 GBP
"""
    append(path, moved)
    if not is_sealed:  # Somebody altered it: EVI4 says so, and the rest is read as far as it can be.
        assert open_ledger(root).history.alterations
        return
    seal(root)
    line = path.read_text("utf-8").splitlines().index('2025-10-01 * "Moved" ^Transfer-Fund-2025-10-01-1') + 1
    with pytest.raises(LedgerError) as caught:
        open_ledger(root)
    place = f"batches/0001/Fund.beancount line {line}"
    assert str(caught.value) == f"{place}: Assets:Fund:Bank:Deposit is opened nowhere in the ledger"
    path.write_text(f"{path.read_text('utf-8')}\n2000-01-01 open Assets:Fund:Bank:Deposit GBP\n", "utf-8", newline="\n")
    seal(root)
    assert open_ledger(root).book.live_transactions.shape[0] == 1


def test_a_draft_that_raises_leaves_the_ledger_as_it_was(root):
    before = digest(root)

    def make(_: store.Ledger) -> Draft:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        record(root, make, CLERK)
    assert digest(root) == before


def test_the_manifest_carries_what_the_draft_says(root):
    source = {"totals": {"GBP": "1.00"}, "rows": 3, "note": "July", "names": {"sheet.xlsx": "Sheet of July.xlsx"}}
    batch = add(root, transactions=contribution(), **source).book.batches[3]
    assert (dict(batch.totals), batch.rows, batch.note, batch.sources) == ({"GBP": "1.00"}, 3, "July", {"sheet.xlsx"})


# What can't be read back


@pytest.mark.parametrize("link", ["two words", "", "Hart#side"])
def test_what_can_not_be_read_back_is_never_committed(root, link):
    before = digest(root)
    postings = (Posting("Assets:Hartside:Bank", 1), Posting("Income:Hartside:Other", -1))
    entry = Transaction(FOUNDED, "", "x", link, {"event": "other", "source": "sheet.xlsx [A1]"}, postings)
    with pytest.raises((AssertionError, LedgerError)):
        add(root, transactions=[entry])
    assert digest(root) == before


def test_members_of_any_case_are_compared_in_one_order(root):
    add(root, [school("ABc"), school("Abd")])
    add(root, transactions=[*contribution("ABc"), *contribution("Abd"), *contribution("Coquet")])


# Opening


def test_where_there_is_no_ledger_it_says_so(tmp_path):
    with pytest.raises(LedgerError, match="is not a ledger"):
        open_ledger(tmp_path)


def test_text_outside_the_grammar_is_refused_though_it_is_as_written(root):
    _smuggle(root, 'option "title" "x"\n')
    with pytest.raises(LedgerError, match=r"batches/0003/Hartside\.beancount line 1: not a line"):
        open_ledger(root)


def test_text_that_is_not_utf8_is_refused(root):
    _smuggle(root, b"\xff\n")
    with pytest.raises(LedgerError, match=r"batches/0003/Hartside\.beancount: not UTF-8"):
        open_ledger(root)


def test_an_altered_ledger_is_opened_as_far_as_it_can_be_read(root):
    path = root / "batches/0002/Hartside.beancount"
    path.chmod(0o644)
    path.write_text('option "title" "x"\n')
    book = open_ledger(root).book
    assert ([found.file for found in book.alterations], book.is_readable) == (
        ["batches/0002/Hartside.beancount"],
        False,
    )
    assert book.register.roll("Coquet", "2024-10") == 198


def test_a_folder_of_batches_without_an_alliance_is_no_ledger(tmp_path):
    _smuggle(tmp_path, "", number=1, previous=None)
    with pytest.raises(LedgerError, match="no alliance fact"):
        open_ledger(tmp_path)


def _smuggle(root: Path, content: str | bytes, number: int = 3, previous: str | None = "") -> None:
    """A batch that is chained as it should be, with content that this program never writes."""
    raw = content if isinstance(content, bytes) else content.encode()
    head = open_ledger(root).history.head if previous == "" else previous

    def build(staging: Path) -> None:
        digests = {"Hartside.beancount": write_file(staging / "Hartside.beancount", [raw])}
        manifest = manifest_bytes(number, head, Papers("import", digests, {}, 0, {}), CLERK, "0")
        write_file(staging / "batch.json", [manifest])

    commit(root, number, build)


# Previews


def test_a_preview_is_the_book_as_it_would_be(root):
    drafted = draft(roll("Hartside", 1, "2023-10"), transactions=contribution())
    ledger = open_ledger(root)
    preview = ledger.with_draft(drafted)
    recorded = record(root, lambda _: drafted, CLERK).book
    order = ["account", "pence", "file", "batch", "link", "event"]
    rows = [sorted(book.postings[order].astype(str).to_numpy().tolist()) for book in (preview, recorded)]
    assert rows[0] == rows[1]
    assert preview.register.roll("Hartside", "2023-10") == 1
    assert ledger.register.roll("Hartside", "2023-10") is None


def test_a_draft_knows_when_it_is_empty():
    assert draft().is_empty
    assert not draft(Member(day=FOUNDED, code="Elm", kind="school")).is_empty


def test_the_text_of_a_batch_is_canonical(root):
    add(root, [roll("Elsdon", "82.5", basis='a "b" \\')], contribution())
    texts = {path.relative_to(root).as_posix(): path.read_text() for path in (root / "batches").rglob("*.beancount")}
    for name, text in texts.items():
        check_canonical(text, name)
    assert len(texts) == 2 + 9 + 3


# Reading on


def alike(one: store.Ledger, other: store.Ledger) -> bool:
    same = (one.rows, one.register.facts, one.accounts, one.history) == (
        other.rows, other.register.facts, other.accounts, other.history,
    )  # fmt: skip
    return same and one.book.origin == other.book.origin


def test_a_ledger_that_is_read_on_is_the_one_that_is_read_whole(root):
    before = open_ledger(root)
    add(root, [school("Elm")], contribution("Hartside"))
    add(root, [roll("Elm", 99)], contribution("Elm"))
    after = store.read_on(before)
    assert alike(after, open_ledger(root))
    assert after.register.members.keys() - before.register.members.keys() == {"Elm"}
    assert alike(store.read_on(after), after)


def test_a_batch_that_is_altered_before_it_is_read_on_is_named_as_ever(root):
    before = open_ledger(root)
    add(root, transactions=contribution("Hartside"))
    append(root / "batches/0003/Hartside.beancount", "\n")
    assert store.read_on(before).history.alterations == open_ledger(root).history.alterations != ()


def test_what_is_read_on_must_be_sound_text(root):
    before = open_ledger(root)
    add(root, transactions=contribution("Hartside"))
    append(root / "batches/0003/Hartside.beancount", "\n2026-01-01 pad Assets:Hartside:Bank Equity:Hartside:Opening\n")
    seal(root)
    with pytest.raises(LedgerError):
        store.read_on(before)
