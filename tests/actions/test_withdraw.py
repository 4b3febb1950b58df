"""A member leaves: its account is closed to the penny by what its time in comes to."""

from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, FOUNDED, ROLLS, add, alliance, bean_check, roll, school
from made_once import made_once
from nesa_fund import store
from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule import ChargeRun, adopt, charge, confirm
from nesa_fund.actions.withdraw import withdraw
from nesa_fund.engine import run
from nesa_fund.facts import Close, Fact, PlanLine, Withdrawal
from nesa_fund.records import Unplaced
from schedules import JANUARY, OCTOBER, YEAR, adopted, adoption, confirmation, refused
from sheets import balances, item, lines

LEFT = date(2026, 1, 31)
APRIL = date(2026, 4, 20)
TODAY = date(2026, 5, 1)


PLAN = PlanLine(
    day=FOUNDED, year=YEAR, line="maths", amount=2_400_000, title="Maths", category="Training",
    source="sheet.xlsx [Plan!A2]",
)  # fmt: skip


@made_once
def _begun(root: Path) -> Path:
    made = alliance(root)
    add(made, [PLAN])
    return adopted(made, *ROLLS)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return _begun(tmp_path / "ledger")


def leaving(code: str = "Elsdon", day: date = LEFT, **more) -> Withdrawal:
    return Withdrawal(day=day, code=code, **({"minute": "FGB 7"} | more))


def leave(root: Path, wanted: Withdrawal | None = None, today: date = TODAY):
    return withdraw(root, wanted or leaving(), today, CLERK)


def breaches(root: Path, as_at: date = TODAY) -> list[str]:
    """What breaks the charter, but for debts that are late: nobody pays here."""
    results = [
        result for result in run(store.open_ledger(root).book, as_at).results if result.rule.id not in {"SUB5", "MEM3"}
    ]
    return [f"{result.rule.id}: {one.finding.message}" for result in results for one in result.findings if one.breaks]


def warnings(root: Path, as_at: date) -> list[str]:
    """What TOP3 only says."""
    (result,) = run(store.open_ledger(root).book, as_at, only=["TOP3"]).results
    return [one.finding.message for one in result.findings if not one.breaks]


def charge_all(root: Path) -> None:
    for day in (OCTOBER, JANUARY, APRIL):
        charge(root, ChargeRun(YEAR, day), CLERK)


def test_what_was_charged_beyond_its_time_is_credited_newest_instalment_first(root):
    for day in (OCTOBER, JANUARY):
        charge(root, ChargeRun(YEAR, day), CLERK)
    charge(root, ChargeRun(YEAR, date(2026, 1, 20), 3), CLERK)
    done = leave(root)
    assert (done.decided.charged_pence, done.decided.due_pence) == (199_200, 83_500)
    assert "credit-note" not in item(root, "Fund-2025-26-Elsdon-1")
    third = item(root, "Fund-2025-26-Elsdon-3").split("\n\n")
    assert third[3] == lines(
        """
        2026-01-31 * "Elsdon" "Contribution 2025-26, after its last day in" ^Fund-2025-26-Elsdon-3
        event: "credit-note"
        number: "Fund-2025-26-Elsdon-credit-1"
        year: "2025-26"
        reason: "withdrawal"
        minute: "FGB 7"
        Assets:Fund:Debtors:Elsdon -664.00 GBP
        Income:Fund:Contributions:Elsdon 664.00 GBP
        """
    )
    second = item(root, "Fund-2025-26-Elsdon-2").split("\n\n")
    assert second[2] == lines(
        """
        2026-01-31 * "Fund" "Contribution 2025-26, after its last day in" ^Fund-2025-26-Elsdon-2
        event: "credit-note"
        number: "Fund-2025-26-Elsdon-credit-2"
        year: "2025-26"
        reason: "withdrawal"
        minute: "FGB 7"
        Expenses:Elsdon:Contribution -493.00 GBP
        Liabilities:Elsdon:Creditors:Fund 493.00 GBP
        """
    )
    assert balances(root)["Expenses:Elsdon:Contribution"] == 83_500
    assert bean_check(root) == ""
    assert breaches(root) == []


def test_what_its_time_comes_to_beyond_the_charges_is_a_closing_charge(root):
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    leave(root)
    closing = item(root, "Fund-2025-26-Elsdon-closing").split("\n\n")
    assert closing[0] == lines(
        """
        2026-01-31 * "Fund" "Contribution 2025-26, to its last day in" ^Fund-2025-26-Elsdon-closing
        event: "contribution"
        year: "2025-26"
        minute: "FGB 7"
        Expenses:Elsdon:Contribution 171.00 GBP
        Liabilities:Elsdon:Creditors:Fund -171.00 GBP
        """
    )
    assert balances(root)["Assets:Fund:Debtors:Elsdon"] == 83_500
    assert breaches(root) == []
    for number, day in enumerate((date(2026, 2, 2), APRIL), 2):
        charge(root, ChargeRun(YEAR, day, number), CLERK)
    assert breaches(root, date(2026, 9, 1)) == []


def test_said_again_it_is_recorded_already(root):
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    leave(root)
    assert leave(root).batch is None
    assert leave(root, leaving("Elsdon First School", minute=" FGB 7 ")).batch is None


def test_where_the_policy_is_keep_nothing_is_charged_or_returned(tmp_path):
    root = tmp_path / "ledger"
    found(root, alliance_fact("Coast and Castle Alliance", FOUNDED, {"withdrawal": "keep"}), CLERK)
    add(root, [PLAN, *map(school, ROLLS), *(roll(code, pupils) for code, pupils in ROLLS.items())])
    adopted(root, *ROLLS)
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    done = leave(root)
    assert (done.decided.due_pence, done.decided.transactions) == (None, ())
    assert store.open_ledger(root).register.spells("Elsdon") == ((FOUNDED, LEFT),)
    assert breaches(root) == []


def test_a_leaving_to_come_is_reckoned_once_its_day_is_there(root):
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    done = leave(root, leaving(day=date(2026, 8, 31)), OCTOBER)
    assert done.decided.transactions == ()
    assert done.decided.notes == ("its account is closed once 31 August 2026 has come: then record this again",)
    for day in (JANUARY, APRIL):
        charge(root, ChargeRun(YEAR, day), CLERK)
    again = leave(root, leaving(day=date(2026, 8, 31)), date(2026, 9, 1))
    assert (again.batch, again.decided.due_pence) == (None, 199_200)


def test_a_closing_charge_that_was_never_confirmed_is_not_made(tmp_path):
    root = adopted(alliance(tmp_path / "ledger"), "Hartside", "Coquet", "Rothley")
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    done = leave(root)
    assert done.decided.notes == (
        "its closing charge of £835.00 is not made: its governing body had not confirmed £835.00 by its last day in",
    )
    confirm(root, confirmation("Elsdon"), CLERK)
    assert leave(root).decided.due_pence == 83_500
    assert balances(root)["Assets:Fund:Debtors:Elsdon"] == 83_500
    assert leave(root).batch is None


def test_who_left_before_it_confirmed_or_the_board_adopted_is_named_and_breaks_nothing(tmp_path):
    root = alliance(tmp_path / "ledger")
    add(root, [PLAN])
    adopted(root, "Hartside", "Coquet", "Rothley")
    done = leave(root, leaving(day=date(2025, 9, 7)))
    confirm(root, confirmation("Elsdon"), CLERK)  # On 20 September.
    assert leave(root, leaving(day=date(2025, 9, 7))).batch is None
    charge_all(root)
    ended = date(2026, 9, 1)
    assert (len(done.decided.notes), breaches(root, ended)) == (1, [])
    (said,) = warnings(root, ended)
    assert said == (
        "Elsdon First School left on 7 September 2025, and £38.20 for its time in 2025-26 was not charged: its "
        "governing body had not confirmed £38.20 by its last day in"
    )


def test_who_had_confirmed_by_its_last_day_and_was_not_charged_is_still_a_breach(root):
    add(root, [leaving(day=date(2025, 9, 20), source="sheet.xlsx [A1]")])
    charge_all(root)
    (found,) = breaches(root, date(2026, 9, 1))
    assert found.startswith("TOP3: Elsdon First School was charged £0.00 for 2025-26")
    assert warnings(root, date(2026, 9, 1)) == []


def test_an_association_leaves_without_an_account_of_contributions(root):
    add(root, [school("ElmPTA", kind="association", host="Hartside")])
    assert leave(root, leaving("ElmPTA")).decided.share is None


def test_the_minute_given_is_kept_with_it(root):
    charge_all(root)
    withdraw(root, leaving(day=date(2026, 4, 30)), TODAY, CLERK, [Paper("minute.pdf", b"signed")])
    assert 'document: "minute.pdf"' in item(root, "Fund-2025-26-Elsdon-3")
    (said,) = store.open_ledger(root).register.all(Withdrawal)
    assert said.document == "minute.pdf"


def test_a_later_year_adopted_with_its_share_is_named_and_asks_nothing_of_it(root):
    add(root, [roll(code, 100, "2025-10") for code in ROLLS])
    adopt(root, adoption(year="2026-27", census="2025-10", day=date(2026, 4, 1)), CLERK)
    (note,) = [one for one in leave(root).decided.notes if "2026-27" in one]
    assert note.startswith("2026-27 is adopted with its share of £6,000.00, which nobody will pay")
    assert [one for one in breaches(root, date(2027, 9, 1)) if "Elsdon" in one and "2026-27" in one] == []


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (leaving("Nobody"), 'member "Nobody": no member of that name'),
        (leaving(day=date(2025, 8, 31)), "Elsdon First School (Elsdon) is not in membership on 31 August 2025"),
        (leaving(minute=" "), "the minute of the decision to leave is wanted"),
        (leaving(day=date(2027, 5, 2)), "2 May 2027 is more than a year ahead"),
        (leaving(successor="Elsdon"), "can't be its own successor"),
        (leaving(successor="ElsdonAcademy"), 'member "ElsdonAcademy": no member of that name'),
        (leaving("Partnership Fund"), "the Partnership Fund is no member"),
    ],
)
def test_what_can_not_be_is_refused(root, wanted, told):
    assert told in refused(root, lambda: leave(root, wanted))


def test_who_leaves_already_is_refused_by_the_day(root):
    leave(root)
    assert "leaves already, its last day in is 31 January 2026" in refused(
        root, lambda: leave(root, leaving(day=date(2025, 12, 31)))
    )
    assert "is not in membership on 28 February 2026" in refused(
        root, lambda: leave(root, leaving(day=date(2026, 2, 28)))
    )
    told = refused(root, lambda: leave(root, leaving(minute="FGB 8")))
    assert "leaves on 2026-01-31 already, by minute FGB 7 (batch 9)" in told


def test_nobody_leaves_in_a_closed_year(root):
    facts: list[Fact] = [Close(day=date(2026, 9, 1), year=YEAR, source="sheet.xlsx [A1]")]
    add(root, facts)
    assert "2025-26 is closed" in refused(root, lambda: leave(root))


def test_what_was_charged_after_its_last_day_is_to_be_taken_back_first(root):
    charge_all(root)
    told = refused(root, lambda: leave(root))
    assert "was charged Fund-2025-26-Elsdon-3 on 20 April 2026, after its last day in" in told
    assert "nesa reverse 11 --row Fund-2025-26-Elsdon-3 --reason REASON" in told


def test_a_run_of_before_leaves_out_a_leaver_whose_account_is_closed(root):
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    leave(root)
    run_of_january = charge(root, ChargeRun(YEAR, JANUARY), CLERK).decided
    assert "Elsdon" not in {one.member for one in run_of_january.contributions}
    assert run_of_january.awaited["Elsdon"].startswith("its account is closed")
    assert [one for one in breaches(root) if "Elsdon" in one] == []
    charge(root, ChargeRun(YEAR, APRIL), CLERK)
    assert breaches(root, date(2026, 9, 30)) == []


def test_what_it_paid_ahead_and_is_on_no_charge_is_named(root):
    came = Unplaced(
        day=OCTOBER, link="Unplaced-Fund-2025-10-01-1", source="sheet.xlsx [A1]", description="Not placed",
        payer="Elsdon", pence=66_400,
    )  # fmt: skip
    add(root, transactions=came.transactions())
    when = f"came from it on {OCTOBER.day} October 2025 (Unplaced-Fund-2025-10-01-1)"
    told = f"£664.00 that {when} is not placed: the Fund owes it back, where no charge of it is open"
    assert told in leave(root).decided.notes
