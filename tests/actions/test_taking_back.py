"""Stories of a wrong entry found later: taken back and entered right, the books end as if right at first."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from folders import CLERK, bean_check, founded
from nesa_fund import store
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.actions.schedule import ChargeRun, adopt, charge, confirm
from nesa_fund.actions.strike import Striking, strike
from nesa_fund.claims import outstanding
from nesa_fund.engine import run
from nesa_fund.statements.base import Statement
from nesa_fund.statements.catalogue import STATEMENTS, Arguments
from schedules import JANUARY, OCTOBER, YEAR, adoption, confirmation, refused
from sheets import AGREEMENTS, MEMBERS, PLAN, ROLLS, Rows, alliance, balances, blocks, facts, item, take, xlsx

TODAY = date(2026, 1, 20)
NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
CONSENTS = (
    ("Agreement", "Member", "Date", "Minute"),
    *[("music", who, date(2025, 9, 2), "FGB 3") for who in ("Hartside", "Coquet", "Rothley")],
)
HEADER = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement")
PAYMENTS = ("Date", "From", "To", "Amount", "Reference", "Refund")


def invoice(net: float, number: str = "HS-1") -> tuple[object, ...]:
    return (number, date(2025, 11, 14), "Hartside", "Coquet", "Cello", net, "music")


def paid(amount: float, refund: str = "no", day: date = date(2025, 12, 1)) -> tuple[object, ...]:
    payer, payee = ("Hartside", "Coquet") if refund == "yes" else ("Coquet", "Hartside")
    return (day, payer, payee, amount, "HS-1", refund)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return agreed(alliance(tmp_path / "ledger"))


def agreed(root: Path) -> Path:
    take(root, CONSENTS)
    return root


def right_at_first(root: Path, rolls: Rows = ROLLS) -> Path:
    """The same alliance, in whose ledger nothing was ever wrong."""
    sheets = {"Members": MEMBERS, "Rolls": rolls, "Plan": PLAN, "Agreements": AGREEMENTS}
    take(founded(root), Paper("start.xlsx", xlsx(sheets)))
    return agreed(root)


_OF_BATCHES = {"rules", "not-shown", "recorded-later"}


def figures(root: Path) -> dict[str, object]:
    """All that is to be as if right at first: balances, debts, and every figure and note of the statements.

    Left out is only what tells of the taking back itself: how much of each book a rule has tested, what is told of
    single batches, and a note.
    """
    book = store.open_ledger(root).book
    whose = [Arguments(as_at=TODAY, member=code) for code in ("Hartside", "Coquet", "Rothley", "Elsdon", "Fund")]
    drawn = [STATEMENTS[name](book, Arguments(as_at=TODAY)) for name in ("balances", "probity")]
    drawn += [STATEMENTS["account"](book, one) for one in whose]
    if book.register.schedule(YEAR):
        drawn.append(STATEMENTS["schedule"](book, Arguments(as_at=TODAY)))
    told = {f"{one.title}, {title}": lines for one in drawn for title, lines in shown(one).items()}
    return {"balances": balances(root), "debts": outstanding(book).to_dict("records"), **told}


def shown(statement: Statement) -> dict[str, list[str]]:
    """The lines of each table of a statement, in any order, and its notes."""
    lines = {table.title: sorted(map(str, table.rows)) for table in statement.tables if table.name not in _OF_BATCHES}
    return lines | {"notes": [note for note in statement.notes if not note.startswith("Corrected are entries")]}


def history(root: Path) -> list[str]:
    """What each batch since the start was, as the statement of the history tells it."""
    (table,) = STATEMENTS["batches"](store.open_ledger(root).book, Arguments(as_at=TODAY)).tables
    return [str(row[3]) for row in table.rows[3:]]


def breaches(root: Path, as_at: date = TODAY) -> list[str]:
    """What breaks the charter; and stock Beancount must load every file."""
    assert bean_check(root) == ""
    results = run(store.open_ledger(root).book, as_at).results
    return [f"{result.rule.id}: {one.finding.message}" for result in results for one in result.findings if one.breaks]


def back(root: Path, batch: int, *rows: str):
    """Take something back, and have that recorded today: what was paid as it was billed is too much from then on."""
    return reverse(root, TakingBack(batch, "found wrong", rows), TODAY, replace(CLERK, recorded_at=NOW))


def newest(root: Path) -> int:
    return max(store.open_ledger(root).book.batches)


def test_a_wrong_penny_is_taken_back_and_imported_under_its_number(root, tmp_path):
    take(root, [HEADER, invoice(1200.01), invoice(300, "HS-2")])
    back(root, newest(root), "Sheet1!A2")
    assert breaches(root) == []
    right = right_at_first(tmp_path / "right")
    for made in (root, right):
        take(made, [HEADER, invoice(1200), invoice(300, "HS-2")])
        take(made, [PAYMENTS, paid(1200)])
    assert balances(root)["Expenses:Coquet:Costs:Teaching"] == 150_000
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30_000
    assert figures(root) == figures(right)
    assert breaches(root) == []
    assert history(root) == ["import invoices", "reversal", "import invoices", "import payments"]
    assert [item(root, "Hartside-HS-1").count(f"{pence} GBP") for pence in ("1200.01", "1200.00")] == [8, 8]
    assert take(root, [HEADER, invoice(1200), invoice(300, "HS-2")]).batch is None


def test_a_wrong_charge_that_was_paid_is_billed_again_under_its_number_and_the_payment_stays(root):
    take(root, [HEADER, invoice(1250)])
    take(root, [PAYMENTS, paid(1250)])
    assert len(back(root, 4).decided.standing) == 1
    take(root, [HEADER, invoice(1200)])
    assert item(root, "Hartside-HS-1").count('event: "invoice"') == 4
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == -5_000
    take(root, [PAYMENTS, paid(50, "yes", date(2026, 1, 19))])
    right = {
        "Assets:Coquet:Bank": -120_000,
        "Assets:Hartside:Bank": 120_000,
        "Expenses:Coquet:Costs:Teaching": 120_000,
        "Income:Hartside:Recharges:Teaching": -120_000,
    }
    assert balances(root) == right
    assert breaches(root) == []


def test_a_wrong_roll_found_after_charging_ends_as_if_right_at_first(root, tmp_path):
    adopt(root, adoption(), CLERK)
    confirmed = [confirm(root, confirmation(code), CLERK).batch for code in ("Coquet", "Elsdon", "Hartside", "Rothley")]
    run_of_october = charge(root, ChargeRun(YEAR, OCTOBER), CLERK).batch
    schedule = confirmed[0] - 1
    assert f"batch {run_of_october}, the contribution Fund-2025-26-Coquet-1, rests on it" in refused(
        root, lambda: strike(root, Striking(schedule, "command.json [A1]", "wrong roll"), TODAY, CLERK)
    )
    back(root, run_of_october)
    assert breaches(root) == []
    strike(root, Striking(schedule, "command.json [A1]", "wrong roll"), TODAY, CLERK)
    assert breaches(root) == []
    amended = [("Rothley", "2024-10", 387), ("Hartside", "2024-10", 332)]
    take(root, [ROLLS[0], *amended], correct="a class was counted at the wrong school")
    assert breaches(root) == []
    right = right_at_first(tmp_path / "right", [ROLLS[0], *amended, *ROLLS[2:3], *ROLLS[4:]])
    due = {"Coquet": 475_200, "Elsdon": 199_200, "Hartside": 796_800, "Rothley": 928_800}
    for made in (root, right):
        adopt(made, adoption(), CLERK)
        for code, pence in due.items():
            why = "the roll was wrong" if made == root and code in {"Hartside", "Rothley"} else ""
            confirm(made, confirmation(code, pence, reason=why), CLERK)
        assert breaches(made) == []
        for number, day in enumerate((OCTOBER, JANUARY), 1):
            charge(made, ChargeRun(YEAR, day, number), CLERK)
            assert breaches(made, date(2026, 1, 9)) == []
        take(made, [PAYMENTS[:5], (OCTOBER, "Hartside", "Fund", 2656, "PF2526HARTSIDE1")])
    assert figures(root) == figures(right)
    for made in (root, right):
        charge(made, ChargeRun(YEAR, date(2026, 4, 20)), CLERK)
    assert {code: balances(root)[f"Expenses:{code}:Contribution"] for code in due} == due
    assert balances(root) == balances(right)
    corrected = "import rolls: corrected: a class was counted at the wrong school"
    again = ["reversal", "strike", corrected, "adoption", "confirmation", "confirmation", "charge", "charge"]
    assert history(root) == ["adoption", *4 * ["confirmation"], "charge", *again, "import payments", "charge"]
    assert [len(facts(root, kind)) for kind in ("roll", "schedule", "confirmation", "struck")] == [6, 2, 6, 1]
    assert "\n\n".join(blocks(root)).count('reverses: "0009"') == 8


def test_a_confirmation_for_the_wrong_school_is_struck_and_entered_right(root, tmp_path):
    right = right_at_first(tmp_path / "right")
    for made in (root, right):
        adopt(made, adoption(), CLERK)
    wrong = confirm(root, confirmation("Rothley", 199_200), CLERK).batch
    strike(root, Striking(wrong, "command.json [A1]", "it was Elsdon's"), TODAY, CLERK)
    assert breaches(root) == []
    for made in (root, right):
        confirm(made, confirmation("Elsdon"), CLERK)
        due = charge(made, ChargeRun(YEAR, OCTOBER), CLERK).decided
        assert ([one.member for one in due.contributions], "Rothley" in due.awaited) == (["Elsdon"], True)
    assert breaches(root) == []
    assert figures(root) == figures(right)
    assert history(root) == ["adoption", "confirmation", "strike", "confirmation", "charge"]
    assert len(facts(root, "confirmation")) == 2


def test_a_charged_confirmation_is_struck_only_once_the_charge_is_taken_back(root):
    adopt(root, adoption(), CLERK)
    wrong = confirm(root, confirmation("Elsdon"), CLERK).batch
    run_of_october = charge(root, ChargeRun(YEAR, OCTOBER), CLERK).batch
    told = refused(root, lambda: strike(root, Striking(wrong, "command.json [A1]", "not decided"), TODAY, CLERK))
    assert told == (
        "the confirmation of 2025-26 by Elsdon First School (Elsdon) can't be struck: batch 6, the contribution "
        "Fund-2025-26-Elsdon-1, rests on it; take that back first"
    )
    back(root, run_of_october, "Fund-2025-26-Elsdon-1")
    assert strike(root, Striking(wrong, "command.json [A1]", "not decided"), TODAY, CLERK).batch
    assert charge(root, ChargeRun(YEAR, OCTOBER), CLERK).decided.contributions == ()
    assert breaches(root) == []


def test_one_member_of_a_charge_run_is_taken_back_and_charged_again(root):
    adopt(root, adoption(), CLERK)
    for code in ("Coquet", "Elsdon", "Hartside", "Rothley"):
        confirm(root, confirmation(code), CLERK)
    run_of_october = charge(root, ChargeRun(YEAR, OCTOBER), CLERK).batch
    before = balances(root)
    assert len(back(root, run_of_october, "Fund-2025-26-Elsdon-1").decided.undone) == 2
    assert breaches(root) == []
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    assert balances(root) == before
    assert breaches(root) == []
