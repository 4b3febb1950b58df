from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, ROLLS, add, alliance, bean_check, digest, roll, school
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule import adopt, confirm
from nesa_fund.charges import adopted_shares
from nesa_fund.facts import Close, Member
from schedules import OCTOBER, SHARES, YEAR, adoption, confirmation, refused, register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


# Adopt


def test_an_adoption_is_one_fact_that_settles_every_share(root):
    done = adopt(root, adoption(), CLERK, note="as proposed")
    book = done.ledger.book
    assert {share.member: share.pence for share in adopted_shares(book, done.decided)} == SHARES
    assert (done.batch, book.batches[3].kind, book.batches[3].note) == (3, "adoption", "as proposed")
    assert (book.batches[3].rows, dict(book.batches[3].totals)) == (1, {"GBP": "24000.00"})
    assert bean_check(root) == ""


def test_the_same_adoption_again_is_there_already(root):
    adopt(root, adoption(), CLERK)
    before = digest(root)
    assert adopt(root, adoption(minute=" Board 4 "), CLERK).batch is None
    assert digest(root) == before


def test_an_adoption_stays_the_same_when_its_missing_rolls_come_in(root):
    add(root, [school("Elm")])
    adopt(root, adoption(without_roll=("elm",)), CLERK)
    add(root, [roll("Elm", 50)])
    assert adopt(root, adoption(without_roll=("Elm",)), CLERK).batch is None


@pytest.mark.parametrize(
    "other", [{"total": 1}, {"day": OCTOBER}, {"minute": "x"}, {"instalments": 1}, {"set_aside": 5}]
)
def test_a_year_is_adopted_once(root, other):
    adopt(root, adoption(), CLERK)
    told = refused(root, lambda: adopt(root, adoption(**other), CLERK))
    assert "was adopted on 2025-09-02: £24,000.00 by the rolls of 2024-10, instalments 3, minute Board 4" in told


def test_members_without_a_roll_must_be_listed(root):
    add(root, [school("Elm"), school("Ash")])
    told = refused(root, lambda: adopt(root, adoption(without_roll=("Elm",)), CLERK))
    assert "no roll at 2024-10 for Ash First School (Ash)" in told
    done = adopt(root, adoption(without_roll=("Elm First School", "Ash")), CLERK)
    assert done.decided.without_roll == ("Ash", "Elm")
    assert {one.member for one in adopted_shares(done.ledger.book, done.decided)} == set(ROLLS)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"without_roll": ("Hartside",)}, "listed as without a roll"),
        ({"total": 0}, "above zero"),
        ({"total": -100}, "above zero"),
        ({"census": "2025-10"}, "there are rolls of 2024-10"),
        ({"minute": "  "}, "minute"),
        ({"minute": "Board\n4"}, "one line"),
        ({"instalments": 0}, "1 to 12 instalments"),
        ({"instalments": 13}, "1 to 12 instalments"),
        ({"set_aside": -1}, "below zero"),
        ({"year": "2025"}, "not a year"),
        ({"day": date(2026, 9, 1)}, "after 2025-26 has ended"),
    ],
)
def test_what_can_not_be_adopted_is_refused(root, changed, told):
    assert told in refused(root, lambda: adopt(root, adoption(**changed), CLERK))


def test_a_total_that_nobody_can_carry_is_refused(root):
    add(root, [roll(code, 0, "2025-06") for code in ROLLS])
    assert "nobody has a roll" in refused(root, lambda: adopt(root, adoption(census="2025-06"), CLERK))


def test_a_closed_year_is_not_adopted(root):
    add(root, [Close(day=OCTOBER, year=YEAR, source="x")])
    assert "closed" in refused(root, lambda: adopt(root, adoption(), CLERK))


def test_papers_are_kept_and_cited(root):
    papers = [Paper("/srv/clerk/minute.pdf", b"signed"), Paper("C:\\plan\\minute.pdf", b"plan")]
    done = adopt(root, adoption(), CLERK, papers)
    assert done.decided.document == "minute.pdf, minute-2.pdf"
    assert (root / "batches/0003/source/minute-2.pdf").read_bytes() == b"plan"
    assert done.ledger.book.batches[3].sources == {"command.json", "minute.pdf", "minute-2.pdf"}


# Confirm


def test_a_confirmation_is_recorded_once(root):
    done = confirm(root, confirmation("Hartside"), CLERK, [Paper("fgb.pdf", b"signed")])
    assert (done.batch, done.decided.amount, done.decided.quorate) == (3, 988_800, True)
    assert (done.decided.document, done.decided.source) == ("fgb.pdf", "command.json [A1]")
    before = digest(root)
    assert confirm(root, confirmation("hartside", 988_800), CLERK).batch is None
    assert digest(root) == before
    assert bean_check(root) == ""


def test_other_values_are_refused_with_what_is_recorded(root):
    confirm(root, confirmation("Hartside"), CLERK)
    told = refused(root, lambda: confirm(root, confirmation("Hartside", 900_000), CLERK))
    assert "£9,888.00 on 2025-09-20, minute FGB 6, purpose the plan (batch 3)" in told
    assert "--correct --reason" in told


def test_a_correction_names_the_fact_that_it_corrects(root):
    confirm(root, confirmation("Hartside", 900_000), CLERK)
    said = confirm(root, confirmation("Hartside", reason="misread"), CLERK).decided
    assert (said.corrects, said.reason, said.amount) == ("0003 command.json [A1]", "misread", 988_800)
    assert register(root).confirmations["Hartside", YEAR].amount == 988_800
    again = confirm(root, confirmation("Hartside", 900_000, reason="was right"), CLERK).decided
    assert again.corrects == "0004 command.json [A1]"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"code": "Coquett"}, 'member "Coquett": no member of that name; nearest: Coquet First School (Coquet)'),
        ({"code": "Zzz"}, 'member "Zzz": no member of that name'),
        ({"code": "Partnership Fund"}, "no member"),
        ({"code": "HartsidePTA"}, "an association"),
        ({"code": "Elm"}, "not in membership in 2025-26"),
        ({"year": "2025-2026"}, "not a year"),
        ({"amount": -1}, "above zero"),
        ({"minute": ""}, "minute"),
        ({"purpose": " "}, "purpose"),
        ({"body": "a\x1bb"}, "one line"),
        ({"reason": "slip"}, "nothing to correct"),
    ],
)
def test_what_can_not_be_confirmed_is_refused(root, changed, told):
    pta = Member(day=date(2025, 9, 1), code="HartsidePTA", kind="association", host="Hartside", source="x")
    add(root, [pta, school("Elm", date(2026, 9, 1))])
    said = {"code": "Hartside", "amount": 100} | changed
    assert told in refused(root, lambda: confirm(root, confirmation(**said), CLERK))


def test_a_name_that_two_members_bear_is_refused(root):
    add(root, [school("CoquetHigh", name="Coquet First School")])
    told = refused(root, lambda: confirm(root, confirmation("Coquet First School", 1), CLERK))
    assert "could be Coquet or CoquetHigh" in told
