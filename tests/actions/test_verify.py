"""Verifying: every kind of alteration is named, and a noted head vouches for what came before it."""

import json
from datetime import UTC, date, datetime

import pytest

from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.actions.verify import parse_head, report_lines, verified
from nesa_fund.batches import Signature, remove_tree
from nesa_fund.book import shown_head
from nesa_fund.draft import Draft
from nesa_fund.facts import Member
from nesa_fund.history import canonical_json, read_history
from nesa_fund.problems import InputError
from nesa_fund.store import record

SIGNATURE = Signature("officer", datetime(2025, 9, 1, tzinfo=UTC))


@pytest.fixture
def ledger(tmp_path):
    """A ledger of three batches."""
    found(tmp_path, alliance_fact("Coast and Castle Alliance", date(2025, 9, 1)), SIGNATURE)
    for code in ("Hartside", "Coquet"):
        draft = Draft(
            "import",
            facts=(Member(day=date(2025, 9, 1), code=code, kind="school", source="m.csv [A1]"),),
            sources={"m.csv": code.encode()},
            rows=1,
        )
        record(tmp_path, lambda _, draft=draft: draft, SIGNATURE)
    return tmp_path


def heads(ledger):
    return [batch.head for batch in read_history(ledger).batches.values()]


def rewrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


def verify(ledger, noted=""):
    return verified(read_history(ledger), parse_head(noted) if noted else "")


def test_an_untouched_ledger_is_sound(ledger):
    said = verify(ledger)
    assert said.is_sound
    assert (said.batches, said.alterations, said.head) == (3, (), heads(ledger)[-1])


def test_without_a_noted_head_it_says_that_nothing_vouches_for_the_last_manifest(ledger):
    lines = report_lines(verify(ledger))
    assert lines[0] == f"3 batches, {verify(ledger).files} files re-hashed. Head: {shown_head(heads(ledger)[-1])}"
    assert "vouched for by nothing but itself" in lines[1]
    assert lines[-1] == "Verified: every file is as its manifest says."


def test_the_newest_head_vouches_for_all(ledger):
    said = verify(ledger, shown_head(heads(ledger)[2]))
    assert said.is_sound
    assert said.noted_batch == 3
    assert any("the whole history is as it was" in line for line in report_lines(said))


@pytest.mark.parametrize("length", [16, 17, 64])
def test_a_head_may_be_noted_in_sixteen_digits_or_more(ledger, length):
    assert verify(ledger, heads(ledger)[2][:length].upper()).noted_batch == 3


def test_an_older_head_vouches_up_to_its_batch_and_says_which(ledger):
    said = verify(ledger, heads(ledger)[0])
    assert said.is_sound
    assert said.noted_batch == 1
    assert any("of batch 1: everything up to there" in line and "batches 2 to 3" in line for line in report_lines(said))
    assert any("What came later, batch 3," in line for line in report_lines(verify(ledger, heads(ledger)[1])))


def test_a_head_of_no_batch_is_refused(ledger):
    said = verify(ledger, "0123 4567 89ab cdef")
    assert not said.is_sound
    assert "No manifest here has the head that was noted, 0123 4567 89ab cdef" in report_lines(said)[1]
    assert report_lines(said)[-1] == "NOT VERIFIED."


def test_a_slip_of_the_pen_is_guessed(ledger):
    right = heads(ledger)[1][:16]
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    said = verify(ledger, wrong)
    assert said.nearest == 2
    assert "Most like it is the head of batch 2" in report_lines(said)[1]


@pytest.mark.parametrize("text", ["", " "])
def test_a_head_that_is_empty_is_refused(text):
    with pytest.raises(InputError, match="the head is empty"):
        parse_head(text)


@pytest.mark.parametrize("text", ["9f2c", "9f2c 11ab 03d4 77eg", "0" * 65])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(InputError, match="is no head"):
        parse_head(text)


def places(said):
    return [(found.batch, found.file) for found in said.alterations]


def test_a_changed_byte_is_named(ledger):
    path = ledger / "batches/0002/register.beancount"
    rewrite(path, path.read_bytes().replace(b"school", b"skhool"))
    said = verify(ledger)
    assert places(said) == [(2, "batches/0002/register.beancount")]
    assert "batches/0002/register.beancount: altered: its SHA-256 is not the one in the manifest" in report_lines(said)
    assert report_lines(said)[-1] == "NOT VERIFIED: altered in 1 place."


def test_a_changed_source_is_named(ledger):
    rewrite(ledger / "batches/0002/source/m.csv", b"another")
    assert places(verify(ledger)) == [(2, "batches/0002/source/m.csv")]


def test_a_missing_file_and_an_added_one_are_named(ledger):
    (ledger / "batches/0002/source/m.csv").unlink()
    (ledger / "batches/0003/Extra.beancount").write_text("")
    assert places(verify(ledger)) == [(2, "batches/0002/source/m.csv"), (3, "batches/0003/Extra.beancount")]


def test_a_missing_batch_is_named(ledger):
    remove_tree(ledger / "batches/0002")
    assert (2, "batches/0002") in places(verify(ledger))


def change_manifest(ledger, number, **changed):
    path = ledger / f"batches/{number:04d}/batch.json"
    rewrite(path, canonical_json({**json.loads(path.read_bytes()), **changed}))


def test_a_changed_manifest_is_named_by_the_one_built_on_it(ledger):
    change_manifest(ledger, 2, approved_by="somebody")
    assert places(verify(ledger)) == [(2, "batches/0002/batch.json")]


def test_the_last_manifest_is_caught_only_by_the_noted_head(ledger):
    noted = heads(ledger)[2]
    change_manifest(ledger, 3, approved_by="somebody")
    assert verify(ledger).is_sound
    assert not verify(ledger, noted).is_sound


def test_a_last_batch_taken_away_is_caught_by_the_noted_head(ledger):
    noted = heads(ledger)[2]
    remove_tree(ledger / "batches/0003")
    assert verify(ledger).is_sound
    assert not verify(ledger, noted).is_sound


def test_an_older_head_still_vouches_for_what_came_before_an_alteration(ledger):
    rewrite(ledger / "batches/0003/source/m.csv", b"another")
    said = verify(ledger, heads(ledger)[1])
    assert not said.is_sound
    assert said.is_vouched_for
    assert not verify(ledger, heads(ledger)[2]).is_vouched_for
    assert any("is not what was recorded" in line for line in report_lines(verify(ledger, heads(ledger)[2])))


def test_a_foreign_file_is_named_and_alters_nothing(ledger):
    (ledger / "batches/notes.txt").write_text("mine")
    said = verify(ledger)
    assert said.is_sound
    assert "batches/notes.txt: belongs to no batch; neither nesa nor Beancount reads it" in report_lines(said)


def test_a_foreign_folder_that_beancount_reads_is_named_and_leaves_the_noted_head_its_word(ledger):
    (ledger / "batches/evil").mkdir()
    (ledger / "batches/evil/Fund.beancount").write_text("")
    said = verify(ledger, heads(ledger)[2])
    assert (said.is_sound, said.is_vouched_for) == (False, True)
    assert "batches/evil: belongs to no batch, but Beancount would read it: take it away" in report_lines(said)
    assert report_lines(said)[-1] == "NOT VERIFIED: altered in 1 place."


def test_a_ledger_without_any_batch_is_not_verified(tmp_path):
    (tmp_path / "batches").mkdir()
    said = verify(tmp_path)
    assert not said.is_sound
    assert report_lines(said)[0] == "There is no batch in this ledger."
