"""Papers of the example alliance: each asks for what the books say, and for nothing else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from nesa_fund.actions.offer import offer
from nesa_fund.actions.schedule import Joining
from nesa_fund.book import Book
from nesa_fund.claims import movements
from nesa_fund.facts import PlanLine
from nesa_fund.papers.base import Paper
from nesa_fund.papers.charge import charge_papers
from nesa_fund.papers.confirm import confirm_papers
from nesa_fund.papers.letters import settlement_papers, statement_papers
from nesa_fund.papers.recharge import credit_papers, recharge_papers
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.statements.arguments import Arguments
from nesa_fund.statements.awaited import awaited
from nesa_fund.statements.balances import balances
from nesa_fund.statements.schedule import schedule
from nesa_fund.store import open_ledger

YEAR, FIRST, END = "2025-26", date(2025, 9, 1), date(2026, 8, 31)
LEDGER = Path(__file__).parents[2] / "ledger"


@pytest.fixture(scope="module")
def book() -> Book:
    return open_ledger(LEDGER).book


def owed(book: Book, event: str, **of: str) -> pd.DataFrame:
    """The live movements of an event in the debtors' books."""
    rows = movements(book)
    rows = rows[(rows["event"] == event) & rows["is_live"] & ~rows["is_creditors_book"]]
    for column, value in of.items():
        rows = rows[rows[column] == value]
    return rows


def table(paper: Paper, name: str) -> dict[object, object]:
    (found,) = [one for one in paper.tables if one.name == name]
    return {row[0]: row[-1] for row in found.rows}


def words(papers: Iterator[Paper]) -> str:
    return " ".join(text for paper in papers for text in (*paper.paragraphs, *paper.closing))


@pytest.mark.parametrize("instalment", [1, 2, 3])
def test_the_invoices_of_an_instalment_come_to_what_was_charged(book: Book, instalment: int):
    papers = list(charge_papers(book, YEAR, END, instalment))
    rows = owed(book, "contribution", year=YEAR, instalment=str(instalment))
    assert {paper.member: paper.pence for paper in papers} == dict(zip(rows["debtor"], rows["owed"], strict=True))
    assert all(paper.due == paper.day + pd.Timedelta(days=30) for paper in papers)


def test_an_invoice_shows_how_it_is_reckoned_and_who_confirmed(book: Book):
    (paper,) = [one for one in charge_papers(book, YEAR, END) if one.member == "Coquet"]
    assert paper.reference == "PF2526COQUET3"
    assert paper.sender == "The Partnership Fund of Coast and Castle Alliance, care of Coquet High School"
    assert table(paper, "sum") == {
        "Adopted by the Strategic Board for the year": "£24,000.00",
        "Pupils on roll, census of January 2025": "612",
        "The school's contribution for the year, by roll": "£9,334.60",
        "Instalment 3, to pay now": "£3,111.53",
    }
    assert "confirmed £9,334.60 for 2025-26 on 25 June 2025" in paper.paragraphs[0]
    assert "by 20 May 2026" in paper.closing[0]


def test_by_default_the_newest_instalment_is_charged(book: Book):
    assert {paper.title for paper in charge_papers(book, YEAR, date(2025, 12, 1))} == {
        "Contribution 2025-26, instalment 1"
    }


def test_the_papers_that_ask_to_confirm_come_to_the_adopted_total(book: Book):
    papers = list(confirm_papers(book, YEAR, date(2025, 7, 31), only_awaited=False))
    assert {paper.member for paper in papers}.isdisjoint({"Elm", "RothleyAcademy"})
    assert sum(paper.pence or 0 for paper in papers) == 2_400_000


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2026, 1, 31), set()),
        (date(2026, 2, 1), {"Elm"}),
        (END, {"Elm", "RothleyAcademy"}),
    ],
)
def test_one_that_joins_is_asked_from_the_day_that_it_joined(book: Book, day: date, asked: set[str]):
    papers = confirm_papers(book, YEAR, day, only_awaited=False)
    assert {paper.member for paper in papers} & {"Elm", "RothleyAcademy"} == asked


def test_one_that_is_still_to_join_is_not_awaited(book: Book):
    (said, *_) = awaited(book, Arguments(as_at=date(2025, 7, 1))).tables
    assert [row for row in said.rows if "the confirmation of" in str(row[0])] == []


@pytest.mark.parametrize(("day", "asked"), [(date(2026, 1, 14), set()), (date(2026, 1, 15), {"Elm"})])
def test_one_whose_joining_is_recorded_ahead_is_asked_from_then_on(book: Book, day: date, asked: set[str]):
    batches = dict(book.batches)
    batches[14] = batches[14]._replace(recorded_at=datetime(2026, 1, 15, 9, tzinfo=UTC))
    ahead = Book(book.register, book.rows, book.origin._replace(batches=batches))
    papers = confirm_papers(ahead, YEAR, day, only_awaited=False)
    assert {paper.member for paper in papers} & {"Elm", "RothleyAcademy"} == asked


def test_one_that_joined_is_asked_to_pay_in_the_instalments_that_were_left(book: Book):
    (paper,) = [one for one in confirm_papers(book, YEAR, END, only_awaited=False) if one.member == "Elm"]
    rows = owed(book, "contribution", year=YEAR, debtor="Elm")
    assert (paper.pence, len(rows)) == (106_309, 1)
    assert "payable in 1 instalment, for" in paper.closing[-1]
    assert not any("Instalment" in str(what) for what in table(paper, "figures"))


def test_the_motion_names_school_amount_year_and_instalments(book: Book):
    (paper,) = [one for one in confirm_papers(book, YEAR, END, only_awaited=False) if one.member == "Hartside"]
    assert paper.closing[-1] == (
        "Motion: that the governing body of Hartside Primary School confirms a contribution of £6,284.08 to the "
        "Partnership Fund of Coast and Castle Alliance for 2025-26, payable in 3 instalments, for the purposes of the "
        "plan above."
    )
    assert "quorate" in " ".join(paper.blanks)
    assert table(paper, "plan").keys() == {line.title for line in book.register.plan(YEAR).values()}


def test_a_paper_without_a_plan_has_no_table_of_it_and_no_motion_that_points_there(book: Book):
    facts = (fact for fact in book.register.facts if not isinstance(fact, PlanLine))
    unplanned = Book(Register(facts), book.rows, book.origin)
    (paper, *_) = confirm_papers(unplanned, YEAR, END, only_awaited=False)
    assert [one.name for one in paper.tables] == ["figures"]
    assert paper.closing[-1].endswith("for the purposes that the Strategic Board decides on.")
    joined = offer(unplanned, YEAR, Joining("Ashfield", Fraction(90), date(2026, 2, 1)), END)
    assert [one.name for one in joined.tables] == ["figures"]


def test_who_has_confirmed_is_asked_no_more(book: Book):
    with pytest.raises(InputError, match="every governing body has confirmed its contribution of 2025-26"):
        list(confirm_papers(book, YEAR, END, only_awaited=True))


def test_each_sharer_has_a_note_of_what_its_own_book_owes(book: Book):
    papers = list(recharge_papers(book, FIRST, END))
    rows = owed(book, "shared-cost")
    told = sorted((paper.member, paper.pence) for paper in papers)
    assert told == sorted(zip(rows["debtor"], map(int, rows["owed"]), strict=True))


def test_the_shares_on_a_note_close_to_the_bill(book: Book):
    paper = next(one for one in recharge_papers(book, FIRST, END) if one.reference == "HS-B1")
    shares = table(paper, "shares")
    assert sum(map(int, shares.values())) == 302_000  # type: ignore[arg-type]
    assert shares[paper.to] == paper.pence
    assert "billed £3,624.00 by North Net Ltd" in paper.paragraphs[0]
    assert "£604.00 VAT is reclaimed by the payer" in paper.paragraphs[0]


def test_each_credit_is_told_with_its_reason(book: Book):
    papers = list(credit_papers(book, FIRST, END))
    rows = owed(book, "credit-note")
    assert sorted(paper.pence or 0 for paper in papers) == sorted(-int(pence) for pence in rows["owed"])
    assert "The reason: it was not supplied" in words(iter(papers))
    assert "The reason: the school has left the alliance" in words(iter(papers))


def test_settlement_letters_say_what_the_balances_say(book: Book):
    day = date(2026, 3, 10)
    papers = list(settlement_papers(book, day))
    pairs = balances(book, Arguments(as_at=day)).tables[0]
    by_member: dict[str, int] = {}
    for owed_by, _, *_ages, to_pay in pairs.rows:
        by_member[str(owed_by)] = by_member.get(str(owed_by), 0) + int(to_pay)  # type: ignore[arg-type]
    assert {paper.to: paper.pence for paper in papers if paper.pence} == {
        name: pence for name, pence in by_member.items() if name != "Partnership Fund"
    }


def test_a_statement_of_account_asks_every_member_with_dealings_to_agree(book: Book):
    papers = list(statement_papers(book, YEAR, END))
    assert {paper.member for paper in papers} == set(book.register.members)
    assert all("We agree" in paper.blanks[0] for paper in papers)


def test_an_offer_is_what_the_school_was_charged_when_it_joined(book: Book):
    before = Book(book.register.recorded_by(12), book.rows, book.origin)
    paper = offer(before, YEAR, Joining("Elm", before.register.roll("Elm", "2025-01") or 120, date(2026, 2, 1)), END)  # type: ignore[arg-type]
    said = schedule(book, Arguments(as_at=END, year=YEAR))
    charged = {row[0]: row[3] for row in said.tables[0].rows}
    assert paper.pence == charged["Elm Primary Academy, joined 1 February 2026"] == 106_309


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda book: charge_papers(book, "2026-27", END), "no contribution of 2026-27 is charged"),
        (lambda book: charge_papers(book, YEAR, END, 4), "instalment 4 of 2025-26 is not charged"),
        (lambda book: confirm_papers(book, "2026-27", END, only_awaited=True), "no schedule of 2026-27 is adopted"),
        (lambda book: recharge_papers(book, END, END), "no bill was shared from 31 August 2026"),
        (lambda book: credit_papers(book, END, END), "nothing was credited"),
        (lambda book: settlement_papers(book, END), "nobody owes anybody anything on 31 August 2026"),
    ],
)
def test_where_there_is_nothing_to_send_it_is_said(book: Book, make, said: str):
    with pytest.raises(InputError, match=said):
        list(make(book))
