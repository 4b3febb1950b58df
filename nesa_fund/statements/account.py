"""One member's account with the alliance: what it was charged and charged, paid and received, and what is owed.

Everything is read from the member's own book, so that the account is what the member can check by itself; that
the other side's books say the same is tested by rule SEP3.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import FUND, STAFF_DAYS
from nesa_fund.facts import Agreement, Confirmation, Consent, PlanLine, Withdrawal
from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import (
    Arguments,
    asked_entity,
    asked_period,
    known_entities,
    refuse_others,
    span_in_words,
)
from nesa_fund.statements.base import Column, Leads, Statement, Table, Unit, Value
from nesa_fund.statements.behind import Part, behind, parts
from nesa_fund.statements.items import Item, reference, typed
from nesa_fund.statements.own_book import KINDS, OwnBook, open_items, own_book

_Settled = tuple[tuple[date, str, str, str, int | None, int | None], str]
"""What was paid and received: day, with, for, reference, pence paid, pence received; and the item's link."""


class _Balance(NamedTuple):
    """What is left of a claim, in the book of which side, and when it fell due."""

    is_creditors_book: bool
    due: date
    pence: int


class _Gift(NamedTuple):
    """A posting of an association's gift."""

    day: date
    counterparty: str
    narration: str
    link: str
    pence: int


def account(book: Book, arguments: Arguments) -> Statement:
    """The account of one member for a year, or for a period given by its first and last day.

    Raises:
        InputError: No member asked for, no such member or year, or a period that has not begun.
    """
    refuse_others(arguments, "account", "year", "member", "since", "until")
    member = asked_entity(book, arguments)
    if member is None:
        raise InputError(f"an account is one member's; choose one of {', '.join(known_entities(book))}")
    first, last = asked_period(book, arguments)
    asked = own_book(book, member, first, last)
    return Statement(
        name="account",
        title=f"Account of {asked.name} with the alliance",
        alliance=book.register.alliance().name,
        audience=f"the governors and officers of {asked.name}",
        period=span_in_words(first, last),
        as_at=last,
        head=shown_head(book.head),
        made="From the member's own book: what was owed at the start and what was charged, less what was credited and "
        "paid, is what is owed at the end; what it owes and what it is owed are never set off.",
        tables=tuple(_tables(asked)),
        notes=tuple(_notes(asked)),
    )


def _tables(asked: OwnBook) -> Iterator[Table]:
    owes, owed = asked.rows[~asked.rows["is_creditors_book"]], asked.rows[asked.rows["is_creditors_book"]]
    yield _position(asked, owes, "owes", "What it owes", "Owed to")
    yield _position(asked, owed, "owed", "What it is owed", "Owed by")
    yield _charges(asked, owes, "charged", "What it was charged", "By")
    yield _charges(asked, owed, "charging", "What it charged", "To")
    yield _payments(asked)
    yield _open(asked)
    yield from _days(asked)


def _position(asked: OwnBook, rows: pd.DataFrame, name: str, title: str, whom: str) -> Table:
    columns = (
        Column(whom),
        Column("At the start", Unit.MONEY, total=True),
        Column("Charged", Unit.MONEY, total=True),
        Column("Less credited", Unit.MONEY, total=True),
        Column("Less paid", Unit.MONEY, total=True),
        Column("Corrected", Unit.MONEY, total=True),
        Column("At the end", Unit.MONEY, total=True),
    )
    sums = rows.pivot_table("owed", "other", "kind", "sum", fill_value=0).reindex(columns=KINDS, fill_value=0)
    lines = []
    for other, moved in zip(sums.index.to_list(), sums.to_numpy().tolist(), strict=True):
        start, charged, credited, paid, corrected = moved
        lines.append((asked.book.register.name(other), start, charged, -credited, -paid, corrected, sum(moved)))
    made = behind(sums.index.to_list(), parts(rows, rows["other"], _by_kind(rows)))
    return Table(name, title, columns, tuple(lines), behind=made)


def _by_kind(rows: pd.DataFrame) -> Part:
    """How much of each movement counts in which column of what is owed, as the columns are told."""
    signs = {"start": 1, "charged": 1, "credited": -1, "paid": -1, "corrected": 1}
    each = {n: (sign * rows["owed"]).where(rows["kind"] == kind, 0) for n, (kind, sign) in enumerate(signs.items(), 1)}
    return {**each, len(signs) + 1: rows["owed"]}


def _charges(asked: OwnBook, rows: pd.DataFrame, name: str, title: str, whom: str) -> Table:
    columns = (
        Column("Date", Unit.DATE),
        Column(whom),
        Column("For"),
        Column("Invoice or reference"),
        Column("Amount", Unit.MONEY, total=True),
        Column("Agreed in"),
        Column("Confirmed", Unit.DATE),
        Column("Minute"),
    )
    decided = _Decisions(asked.book)
    rows = rows[rows["kind"].isin(["charged", "credited"])]
    items = list(typed(Item, rows))
    lines = tuple(
        (item.day, asked.other(item), item.narration, reference(asked.book, item), item.owed, *decided.of(item))
        for item in items
    )
    return Table(name, title, columns, lines, leads=Leads(3, tuple(item.link for item in items)))


class _Decisions:
    """Under what a charge was agreed: the agreement or schedule, and the debtor's own decision."""

    def __init__(self, book: Book) -> None:
        self.register = book.register
        self.consents: dict[Agreement, dict[str, list[Consent]]] = {}

    def of(self, item: Item) -> tuple[Value, Value, Value]:
        """What was agreed, when the debtor confirmed it, and its minute; for the Fund the Board did, with its plan."""
        line = self._line(item) if item.debtor == FUND else None
        if item.agreement:
            terms = self.register.agreement(item.agreement, item.day)
            title = terms.title if terms else ""
            return (title or item.agreement, *_when(line or self._consent(terms, item.debtor)))
        if item.event == "contribution":
            return (f"schedule {item.year}", *_when(self.register.confirmations.get((item.debtor, item.year))))
        if line:
            return (line.title or line.line, *_when(line))
        return None, None, item.minute or None

    def _line(self, item: Item) -> PlanLine | None:
        return self.register.plan(self.register.year_of(item.day).name).get(item.plan)

    def _consent(self, terms: Agreement | None, party: str) -> Consent | None:
        if terms is None:
            return None
        if terms not in self.consents:
            self.consents[terms] = self.register.consents_to(terms)
        return min(self.consents[terms].get(party, []), key=lambda consent: consent.day, default=None)


def _when(said: Confirmation | Consent | PlanLine | None) -> tuple[Value, Value]:
    return (said.day, said.minute) if said else ("not recorded", None)


def _payments(asked: OwnBook) -> Table:
    columns = (
        Column("Date", Unit.DATE),
        Column("With"),
        Column("For"),
        Column("Invoice or reference"),
        Column("Paid", Unit.MONEY, total=True),
        Column("Received", Unit.MONEY, total=True),
    )
    rows = asked.rows[asked.rows["kind"] == "paid"]
    received = np.where(rows["is_creditors_book"], -rows["owed"], rows["owed"])
    lines = [
        ((item.day, asked.other(item), item.narration, asked.reference(item), *_each_way(pence)), item.link)
        for item, pence in zip(typed(Item, rows), received.tolist(), strict=True)
    ]
    in_order: list[_Settled] = sorted([*lines, *_gifts(asked)], key=_day_of)
    leads = Leads(3, tuple(link for _, link in in_order))
    return Table("payments", "What it paid and received", columns, tuple(line for line, _ in in_order), leads=leads)


def _day_of(settled: _Settled) -> date:
    return settled[0][0]


def _each_way(received: int) -> tuple[int | None, int | None]:
    """Pence paid and pence received, one of them None."""
    return (-received, None) if received < 0 else (None, received)


def _gifts(asked: OwnBook) -> Iterator[_Settled]:
    """An association's gifts to its host, as they stand in the book of either."""
    rows = asked.book.money
    days = rows["day"] >= pd.Timestamp(asked.first)
    rows = rows[days & (rows["entity"] == asked.member) & (rows["klass"] == "Gifts") & rows["is_live"]]
    for gift in typed(_Gift, rows):
        host = asked.book.register.name(gift.counterparty)
        yield (gift.day, host, gift.narration, gift.link, *_each_way(-gift.pence)), gift.link


def _open(asked: OwnBook) -> Table:
    columns = (
        Column("With"),
        Column("Invoice or reference"),
        Column("For"),
        Column("Due", Unit.DATE),
        Column("It owes", Unit.MONEY, total=True),
        Column("It is owed", Unit.MONEY, total=True),
    )
    rows = open_items(asked.rows)
    balances = list(zip(typed(Item, rows), typed(_Balance, rows), strict=True))
    lines = tuple(
        (
            *(asked.other(item), asked.reference(item)),
            item.narration if left.pence > 0 else f"paid above what was due: {item.narration}",
            left.due if left.pence > 0 else None,
            *((None, left.pence) if left.is_creditors_book else (left.pence, None)),
        )
        for item, left in balances
    )
    leads = Leads(1, tuple(item.link for item, _ in balances))
    return Table("open", f"Unpaid on {day_in_words(asked.last)}", columns, lines, leads=leads)


def _days(asked: OwnBook) -> Iterator[Table]:
    columns = (
        Column("With"),
        Column("For"),
        Column("Given", Unit.NUMBER, total=True),
        Column("Received", Unit.NUMBER, total=True),
    )
    rows = asked.book.live
    rows = rows[(rows["commodity"] == STAFF_DAYS) & (rows["entity"] == asked.member) & (rows["klass"] == "InKind")]
    rows = rows[(rows["day"] >= pd.Timestamp(asked.first)) & rows["root"].isin(["Expenses", "Income"])]
    rows = rows.astype({"counterparty": str, "duty": str, "root": str})
    sums = rows.pivot_table("pence", ["counterparty", "duty"], "root", "sum", fill_value=0)
    sums = sums.reindex(columns=["Expenses", "Income"], fill_value=0)
    lines = tuple(
        (asked.book.register.name(other), duty, Fraction(given, 100), Fraction(-received, 100))
        for (other, duty), (given, received) in zip(sums.index.to_list(), sums.to_numpy().tolist(), strict=True)
    )
    if lines:
        of = pd.Series([_duty_name(*of) for of in zip(rows["counterparty"], rows["duty"], strict=True)], rows.index)
        given = rows["pence"].where(rows["root"] == "Expenses", 0)
        made = behind([_duty_name(*of) for of in sums.index], parts(rows, of, {2: given, 3: given - rows["pence"]}))
        yield Table("days", "Staff days given and received", columns, lines, behind=made)


def _duty_name(other: str, duty: str) -> str:
    """A duty may be called anything, at any length."""
    return f"{other}/{sha256(duty.encode()).hexdigest()[:16]}"


def _notes(asked: OwnBook) -> Iterator[str]:
    yield from _left(asked)
    yield "Each amount is owed and paid in full: what the member owes is not lessened by what it is owed."
    yield "Confirmed is the debtor's own decision: of the contribution, or of the agreement that the charge rests on."
    if (asked.rows["kind"] == "corrected").any():
        yield "Corrected are entries that were taken back, and those that took them back."
    yield "Only dealings with the alliance stand in this account; it does not show the member's whole finances."


def _left(asked: OwnBook) -> Iterator[str]:
    """That the member has left, and what follows it; or what it follows."""
    register = asked.book.register
    for said in register.all(Withdrawal):
        day = day_in_words(said.day)
        if said.day >= asked.last:
            continue
        if said.code == asked.member and not register.is_in(asked.member, asked.last):
            follows = (
                f" {register.name(said.successor)} follows it, with an account of its own." if said.successor else ""
            )
            yield f"Its last day in the alliance was {day}.{follows}"
        elif said.successor == asked.member:
            yield f"It follows {register.name(said.code)}, whose last day in was {day} and whose account stands apart."
