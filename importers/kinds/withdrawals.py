"""Withdrawals: who leaves, and since when; its account is closed with it."""

from collections.abc import Iterator, Sequence

from importers.cells import Day, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import MEMBER, MINUTE, Kind
from importers.rows import Row
from nesa_fund.closing import Leaving, leaving_of, withdrawal_faults
from nesa_fund.draft import Draft
from nesa_fund.facts import Withdrawal
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words


class WithdrawalRow(Row):
    """One member that leaves."""

    member: Text
    day: Day
    minute: Text = ""
    successor: Text = ""


COLUMNS = (
    MEMBER,
    Column("Date", "day", ("Last day", "Leaving date", "Left on", "Date left", "Last day in"), required=True),
    MINUTE,
    Column("Successor", "successor", ("Converts to", "Becomes", "New school")),
)


def _put(desk: Desk, rows: Sequence[WithdrawalRow]) -> None:
    told = list(_told(desk, rows))
    desk.add_facts(told)
    if not desk.problems:
        for row, said in told:
            _close_account(desk, row, said)


def _told(desk: Desk, rows: Sequence[WithdrawalRow]) -> Iterator[tuple[WithdrawalRow, Withdrawal]]:
    """The withdrawals of a sheet, each checked with those before it counted."""
    register = desk.register
    for row in sorted(rows, key=lambda row: row.day):
        code = desk.member(row, "member", row.member)
        successor = desk.member(row, "successor", row.successor) if row.successor else ""
        if code is None or successor is None:
            continue
        said = Withdrawal(day=row.day, source=row.source, code=code, minute=row.minute, successor=successor)
        faults = withdrawal_faults(desk.ledger.book, register, said, desk.as_at)
        for fault in faults:
            desk.problem(row, fault.field, fault.message)
        if not faults:
            register = register.joined_by([said])
            yield row, said


def _close_account(desk: Desk, row: WithdrawalRow, said: Withdrawal) -> None:
    """Put what closes a leaver's account on the desk, with what is on it already counted."""
    so_far = Draft("withdrawals", tuple(desk.facts), tuple(desk.transactions))
    book = desk.ledger.book if so_far.is_empty else desk.ledger.with_draft(so_far)
    meta = {"minute": said.minute, "document": desk.papers(row)}
    leaving = leaving_of(book, said, desk.as_at, meta)
    for deal in leaving.deals:
        desk.add(deal)
        desk.count_new([], deal)
    for note in leaving.notes:
        desk.warn(row, f"{said.code}: {note}")
    desk.readings[_in_words(leaving)] = None


def _in_words(leaving: Leaving) -> str:
    told = f"{leaving.said.code} leaves, its last day in is {day_in_words(leaving.said.day)}"
    if leaving.share is None or leaving.due_pence is None:
        return told
    return (
        f"{told}: charged {format_pounds(leaving.charged_pence)} for {leaving.year}, "
        f"for its time in {format_pounds(leaving.due_pence)}"
    )


WITHDRAWALS = Kind("withdrawals", "Withdrawals", WithdrawalRow, COLUMNS, _put)
