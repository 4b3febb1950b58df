"""The example's year: one of each thing that happens in an alliance, to the penny, and never a promise broken."""

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from nesa_fund.book import Book
from nesa_fund.engine import run
from nesa_fund.store import open_ledger

LEDGER = Path(__file__).parent.parent / "ledger"
SLOW = bool(os.environ.get("NESA_SLOW_TESTS"))
FIRST, LAST = date(2025, 5, 1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def book() -> Book:
    """The finished year, as the repository has it."""
    return open_ledger(LEDGER).book


def broken(book: Book, day: date) -> list[str]:
    """The rules that are broken on a day."""
    return [result.rule.id for result in run(book, day).results if any(one.breaks for one in result.findings)]


def days(first: date, last: date) -> list[date]:
    """Every day from one to another."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def days_of(book: Book) -> set[date]:
    """The days that anything in a book is dated."""
    return {day.date() for day in book.transactions["day"]} | {fact.day for fact in book.register.facts}


def left(book: Book, account: str, day: date = LAST) -> int:
    """What is left on an account, and those below it, at the end of a day."""
    balances = book.daily_balance(account)
    return int(balances[balances.index <= str(day)].iloc[-1])


def test_no_promise_is_broken_on_any_day_of_the_finished_year(book: Book) -> None:
    dated = {day - timedelta(days=eve) for day in days_of(book) for eve in (0, 1)}  # Between them debts only age.
    for day in [*(days(FIRST, LAST) if SLOW else sorted(dated)), date(2027, 1, 1), date(2035, 1, 1)]:
        assert not broken(book, day), day


def test_no_promise_is_broken_after_any_step_until_the_next(book: Book, tmp_path: Path) -> None:
    so_far = Path(shutil.copytree(LEDGER, tmp_path / "ledger"))
    until = LAST
    for number, batch in sorted(book.batches.items(), reverse=True):
        recorded, known = batch.recorded_at.date(), open_ledger(so_far).book
        assert max(known.batches) == number
        for day in days(recorded, until) if SLOW else sorted({recorded, until}):
            assert not broken(known, day), (number, day)
        shutil.rmtree(so_far / "batches" / f"{number:04d}")
        until = recorded - timedelta(days=1) if recorded > before(book, number) else recorded


def before(book: Book, number: int) -> date:
    """The day that the batch before one was recorded."""
    return book.batches[number - 1].recorded_at.date() if number > 1 else date.min


def test_every_school_bears_its_part_of_the_broadband_without_the_vat_that_its_payer_reclaims(book: Book) -> None:
    # 3,020.00 x 412, 612, 98, 144.5 and 307 of 1,573.5 pupils: 790.746 74, 1,174.604 38, 188.090 24, 277.337 14 and
    # 589.221 48; the two pennies that cutting leaves go to the largest remainders, Elsdon's and Hartside's.
    shares = {"Hartside": 79075, "Coquet": 117460, "Rothley": 18809, "Elsdon": 27734, "Linn": 58922}
    assert {code: left(book, f"Expenses:{code}:Costs:Broadband") for code in shares} == shares
    assert sum(shares.values()) == 302000
    assert left(book, "Assets:Hartside:VAT") == 60400


def test_half_a_day_of_the_site_manager_is_credited_before_it_is_paid(book: Book) -> None:
    # Linn: 4.5 days at 168.20, and 2 in summer, less half a day. Elsdon: 5 days and 3.
    assert left(book, "Liabilities:Linn:Creditors:Coquet", date(2025, 11, 28)) == -75690
    assert left(book, "Liabilities:Linn:Creditors:Coquet", date(2025, 12, 5)) == -(75690 - 8410)
    assert left(book, "Expenses:Linn:Costs:PremisesStaff") == 6 * 16820
    assert left(book, "Income:Coquet:Recharges:PremisesStaff") == -14 * 16820


def test_what_the_parents_raised_stays_theirs_but_for_their_gift_to_their_own_school(book: Book) -> None:
    assert left(book, "Income:HartsidePTA:Raised") == -86420
    assert (
        left(book, "Expenses:HartsidePTA:Gifts:Hartside") == -left(book, "Income:Hartside:Gifts:HartsidePTA") == 60000
    )
    assert left(book, "Assets:HartsidePTA:Bank") == 86420 - 60000


def test_the_grant_is_received_first_and_spent_on_its_own_line_alone(book: Book) -> None:
    unspent = book.unspent_grants()
    on = {day: int(unspent[unspent.index <= day].iloc[-1]) for day in ("2025-10-13", "2025-11-26", "2026-03-11")}
    assert on == {"2025-10-13": 150000, "2025-11-26": 150000 - 108000, "2026-03-11": 0}
    spent = book.money[(book.money["klass"] == "Grants") & (book.money["root"] == "Expenses")]
    assert set(spent["plan"]) == {"strings"}


def test_the_leaver_pays_for_its_time_and_gets_the_rest_back(book: Book) -> None:
    # 1 September to 31 March are 212 of 365 days: 2,204.00 x 212/365 = 1,280.13; two instalments of 734.67 were paid.
    assert left(book, "Expenses:Elsdon:Contribution") == 128013
    assert left(book, "Liabilities:Elsdon:Creditors:Fund", date(2026, 3, 31)) == 2 * 73467 - 128013 == 18921
    assert left(book, "Liabilities:Elsdon", date(2026, 4, 23)) == 18921 - 3 * 16820
    assert left(book, "Liabilities:Elsdon", date(2026, 4, 24)) == 0


def test_the_converted_school_and_its_academy_pay_together_what_the_school_would_have_paid(book: Book) -> None:
    # June to August are 92 of 365 days: 24,000.00 x 98/1,573.5 x 92/365 = 376.76; the school's 1,494.76 x 273/365 =
    # 1,118.00, so that the same is credited to it.
    assert left(book, "Expenses:RothleyAcademy:Contribution") == 37676
    assert left(book, "Expenses:Rothley:Contribution") == 149476 - 37676 == 111800
    assert left(book, "Liabilities:Rothley:Creditors:Fund", date(2026, 5, 31)) == 37676
    spells = book.register.spells
    assert spells("Rothley")[-1][1] == date(2026, 5, 31)
    assert spells("RothleyAcademy") == ((date(2026, 6, 1), None),)


def test_at_the_end_nobody_owes_anybody_and_the_fund_holds_what_it_did_not_spend(book: Book) -> None:
    owed = book.money[book.money["klass"].isin(["Debtors", "Creditors", "Suppliers"])]
    assert len(owed)
    assert not owed.groupby("account", observed=True)["pence"].sum().any()
    # 24,000.00, Elm's 1,063.09 and the academy's 376.76, less what was not charged or was credited: 923.87, 376.76.
    contributed = 2400000 + 106309 + 37676 - (220400 - 128013) - 37676
    # Maths, reading, leaders, wellbeing and scrutiny; the grant is spent to the penny.
    assert left(book, "Assets:Fund:Bank") == contributed - (900000 + 594000 + 540000 + 295000 + 60000) == 24922
