"""The Fund's book beside its banks: what the last statement has, what it does not show yet, and what the book has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND, bank
from nesa_fund.facts import BankLine, BankStatement
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.banked import BROUGHT_IN, Banked, banked
from nesa_fund.statements.base import Answer, Column, Table, Unit, counted
from nesa_fund.statements.behind import behind, parts


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One bank account of the Fund on the day of its newest statement.

    ``unshown`` are the payments that are in the book by that day and on no statement by then, since
    the first that is recorded, one row each: day, payee, link, pence. ``early`` is what the bank
    showed by then of payments dated later, ``lines`` are the bank's lines by then that no payment
    accounts for, and ``book`` is what the book has at the end of that day. ``counted`` are the
    entries of the first, the second and the last, as ``parts`` under those names.
    """

    name: str
    statement: BankStatement
    prepared: str
    reviewed: str
    unshown: pd.DataFrame
    early: int
    lines: tuple[BankLine, ...]
    book: int
    counted: pd.DataFrame

    @property
    def apart(self) -> int:
        """Pence by which the two still differ."""
        waiting = int(self.unshown["pence"].sum()) - self.early - sum(line.amount for line in self.lines)
        return self.book - self.statement.closing - waiting


def reconciled(book: Book, as_at: date) -> list[Reconciled]:
    """Each bank account of the Fund of which a statement is recorded, of a book cut at a day."""
    statements: dict[str, list[BankStatement]] = defaultdict(list)
    for one in book.register.all(BankStatement):
        if not one.owner and one.day <= as_at:
            statements[one.account].append(one)
    known = banked(book, as_at) if statements else None
    return [_reconciled(book, known, of_account) for _, of_account in sorted(statements.items())] if known else []


def _reconciled(book: Book, known: Banked, statements: Sequence[BankStatement]) -> Reconciled:
    statement = statements[-1]
    account, end = statement.account, pd.Timestamp(statement.day)
    lines = [line.day for line in known.lines if line.account == account]
    begun = pd.Timestamp(min([*lines, *(one.since or one.day for one in statements)]))
    rows = known.entries[known.entries["account"].astype(str) == statement.account]
    shown = pd.Series([line.day for line in known.lines], dtype="datetime64[s]").reindex(rows["shown_by"])
    is_shown, is_booked = (shown <= end).to_numpy(), (rows["day"] <= end).to_numpy()
    is_told = (rows["day"] >= begun) & (rows["event"] != BROUGHT_IN)  # What was before, no statement here can show.
    unshown = rows[is_booked & ~is_shown & is_told.to_numpy()]
    first = unshown.groupby("payment_no", sort=False).head(1)[["payment_no", "day", "payee", "link"]]
    pence = unshown.groupby("payment_no")["pence"].sum().reindex(first["payment_no"])
    batch = book.batches.get(statement.place.batch)
    return Reconciled(
        statement.account.removeprefix(bank(FUND)).lstrip(":") or "the Fund's bank account",
        statement,
        batch.recorded_by if batch else "",
        batch.approved_by if batch else "",
        first.assign(pence=pence.to_numpy()),
        int(rows.loc[is_shown & ~is_booked, "pence"].sum()),
        tuple(one for one in known.open_lines if one.account == statement.account and one.day <= statement.day),
        int(rows.loc[is_booked, "pence"].sum()),
        pd.concat(
            [
                parts(unshown, "unshown", {1: unshown["pence"]}),
                parts(rows, "early", {1: -rows["pence"].where(is_shown & ~is_booked, 0)}),
                parts(rows, "book", {1: rows["pence"].where(is_booked, 0)}),
            ]
        ),
    )


def bank_tables(found: list[Reconciled]) -> Iterator[Table]:
    """The reconciliation of each account, and the payments that its bank has still to show."""
    for one in found:
        day = day_in_words(one.statement.day)
        lines: list[tuple[str, str, int]] = [("", "By the bank's statement", one.statement.closing)]
        if len(one.unshown):
            lines.append(("unshown", "In the book, not on a statement yet", int(one.unshown["pence"].sum())))
        if one.early:
            lines.append(("early", "On the statement, in the book on a later day", -one.early))
        if one.lines:
            lines.append(("", "On the statement, in no book yet", -sum(line.amount for line in one.lines)))
        if one.apart:
            lines.append(("", "Not explained", one.apart))
        lines.append(("book", "By the Fund's book", one.book))
        columns = (Column("What"), Column(f"At the end of {day}", Unit.MONEY))
        made = behind([name for name, *_ in lines], one.counted)
        rows = tuple((said, pence) for _, said, pence in lines)
        yield Table(f"bank-{one.name}" if len(found) > 1 else "bank", _title(one), columns, rows, behind=made)
    waiting = tuple(
        (row.day.date(), str(row.payee), str(row.link), int(row.pence)) for one in found for row in _rows(one.unshown)
    )
    if waiting:
        titles = Column("Date", Unit.DATE), Column("Whom"), Column("Item"), Column("Amount", Unit.MONEY, total=True)
        yield Table("unpresented", "In the book, not on a bank statement yet", titles, waiting)


def _rows(frame: pd.DataFrame) -> Iterator[pd.Series]:
    yield from frame.itertuples()  # type: ignore[misc]


def _title(one: Reconciled) -> str:
    """Who prepared and who reviewed it stands with the title, as on any reconciliation."""
    prepared = f"prepared by {one.prepared}" if one.prepared else "nobody is named who prepared it"
    reviewed = f"approved by {one.reviewed}" if one.reviewed else "not approved by a second person yet"
    name = f"The bank account {one.name}" if one.name != "the Fund's bank account" else "The Fund's bank account"
    return f"{name}, reconciled: {prepared}, {reviewed}"


def bank_answer(found: list[Reconciled]) -> Answer:
    """Whether the bank agrees with the book, in a sentence."""
    question = "Does the bank agree?"
    if not found:
        return Answer(question, "No bank statement is recorded yet.")
    told = []
    for one in found:
        on = (
            f"at the end of {day_in_words(one.statement.day)} ({format_pounds(one.statement.closing)} by its statement)"
        )
        if one.apart or one.lines:
            off = abs(one.apart) + sum(abs(line.amount) for line in one.lines)
            told.append(f"Not {on}: {format_pounds(off)} is not explained yet.")
        else:
            some = (
                f", {counted(len(one.unshown), 'payment')} that it has still to show apart" if len(one.unshown) else ""
            )
            told.append(f"Yes, to the penny {on}{some}.")
    return Answer(question, " ".join(told))
