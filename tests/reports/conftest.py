"""Invented statements that every renderer is tried on."""

from datetime import date
from fractions import Fraction

import pytest

from nesa_fund.statements.base import Answer, Chart, Column, Series, Shape, Statement, Table, Unit, Value

ROLLS = {"Hartside": 412, "Coquet": 355, "Rothley": 298, "Elsdon": 207, "Ash": 184, "Elm": 96}
PENCE = {
    "Hartside": 1_592_783,
    "Coquet": 1_372_422,
    "Rothley": 1_152_062,
    "Elsdon": 800_258,
    "Ash": 711_340,
    "Elm": 371_135,
}
CONFIRMED: dict[str, Value] = {
    "Hartside": date(2025, 7, 8),
    "Coquet": date(2025, 7, 10),
    "Rothley": date(2025, 7, 3),
    "Elsdon": date(2025, 9, 18),
    "Ash": "awaited",
    "Elm": date(2025, 7, 15),
}
MINUTES: dict[str, Value] = {
    "Hartside": "FGB 2025-07/6.2",
    "Coquet": "Governing body 10 July, item 7",
    "Rothley": "FGB 41/25",
    "Elsdon": "Extraordinary meeting of the full governing body, item 1, quorate",
    "Ash": None,
    "Elm": "Trust board 88.4",
}


BALANCE = Chart(
    "balance",
    "The Fund's balance",
    Shape.LINE,
    Unit.MONEY,
    (date(2025, 9, 1), date(2025, 11, 14)),
    (Series("Balance", (0, 123456)),),
    "The balance rises from nothing to £1,234.56.",
)


def statement(*tables: Table, **changed: object) -> Statement:
    said = {
        "name": "schedule",
        "title": "Annual contribution schedule 2025-26",
        "alliance": "Coast and Castle Alliance",
        "audience": "the Strategic Board",
        "period": "1 September 2025 to 31 August 2026",
        "head": "9f2c 11ab 03d4 77e0",
        "made": (
            "Each school's contribution is its share of the plan by pupil roll at the census of October 2025, "
            "rounded by the largest remainder so that the shares close to the penny."
        ),
    } | changed
    return Statement(as_at=date(2025, 11, 14), tables=tables, **said)  # type: ignore[arg-type]


def shares() -> Table:
    columns = (
        Column("Member"),
        Column("Roll", Unit.NUMBER, total=True),
        Column("Share", Unit.PERCENT, total=True),
        Column("Contribution", Unit.MONEY, total=True),
        Column("Per pupil", Unit.MONEY),
        Column("Change on last year", Unit.MONEY, total=True),
        Column("Confirmed by the governing body", Unit.DATE),
        Column("Minute"),
        Column("Instalments", Unit.NUMBER),
        Column("Charged", Unit.MONEY, total=True),
        Column("Paid", Unit.MONEY, total=True),
        Column("Outstanding", Unit.MONEY, total=True),
    )
    return Table("shares", "Contributions by member", columns, tuple(_share(member) for member in ROLLS))


def _share(member: str) -> tuple[Value, ...]:
    roll, pence = ROLLS[member], PENCE[member]
    charged = 0 if member == "Ash" else pence // 3
    paid = 0 if member == "Elm" else charged
    change = -12_550 if member == "Rothley" else 40_000 + roll
    part = Fraction(roll, sum(ROLLS.values()))
    return (
        *(member, roll, part, pence, pence // roll, change, CONFIRMED[member], MINUTES[member]),
        *(3, charged, paid, charged - paid),
    )


def days() -> Table:
    columns = (
        Column("Member"),
        Column("Given", Unit.NUMBER, total=True),
        Column("Received", Unit.NUMBER, total=True),
        Column("Part of the year", Unit.NUMBER),
        Column("Lead for"),
    )
    rows = (
        ("Hartside", Fraction(225, 2), 98, 1, "Mathematics; joint training days"),
        ("Coquet", 98, Fraction(225, 2), 1, None),
        ("Elsdon", Fraction(1, 4), Fraction(1, 4), Fraction(1, 3), "Joined in May: " + "shared caretaking, " * 12),
    )
    return Table("days", "Staff days", columns, rows)


HOSTILE = (
    "=1+1",
    "+44 1670 000000",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org")',
    "[red]Coquet[/red] [link=x]",
    "\x1b[31mred\x1b]0;title\x07",
    "two\nlines\tand a tab",
    "\u202edesrever\u2066\u200b",
    "\x00\x7f\x9b\ufffe\ud800",
    'Zoë’s Café, "North Net" Ltd; 学校 £5',
    "<b>&amp;_x001B_",
)


@pytest.fixture
def schedule() -> Statement:
    notes = (
        "Ash has not confirmed yet: its governing body meets on 4 December 2025. Until then nothing is charged to it.",
        "Contributions are charged in three instalments.",
    )
    answers = (Answer("Does it add up?", "Yes, to the penny."),)
    return statement(shares(), days(), notes=notes, answers=answers, charts=(BALANCE,))


@pytest.fixture
def single() -> Statement:
    return statement(shares())


@pytest.fixture
def hostile() -> Statement:
    table = Table(
        "a/b:[c]*?'",
        "=2+2 [bold]\x1b[2J",
        (Column("=Payee"), Column("What"), Column("Due", Unit.MONEY)),
        tuple((text, text, n) for n, text in enumerate(HOSTILE)),
    )
    return statement(
        table, table, title="=1+1\x1b[2J", alliance="A & B \u202e", audience="[red]x", made="\x07", notes=HOSTILE
    )


@pytest.fixture
def empty() -> Statement:
    columns = (Column("Member"), Column("Owed", Unit.MONEY, total=True))
    return statement(Table("none", "Who owes whom", columns, ()))
