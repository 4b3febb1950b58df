"""The lines of one statement in the order of time: its balances followed line by line, each line with its id."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count, pairwise
from typing import NamedTuple

from importers.banks.rows import StatementRow
from nesa_fund.entries import bank
from nesa_fund.facts import BankLine
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import Problem


class Account(NamedTuple):
    """An entity's bank account; ``detail`` tells a second one, like Deposit."""

    entity: str
    detail: str = ""

    @property
    def name(self) -> str:
        """As the books name it."""
        return f"{bank(self.entity)}:{self.detail}" if self.detail else bank(self.entity)

    @property
    def code(self) -> str:
        """What the ids of its lines begin with."""
        return f"{self.entity}:{self.detail}" if self.detail else self.entity


class Line(NamedTuple):
    """One line of a statement: what came into the account, in pence, or below nothing went out of it."""

    row: StatementRow
    pence: int
    id: str = ""

    @property
    def day(self) -> date:
        """The day the bank shows."""
        return self.row.day

    @property
    def text(self) -> str:
        """What the bank says of it."""
        return self.row.text


class Statement(NamedTuple):
    """The lines of a statement in order of time, and what the account held before and after them, where it says so."""

    lines: tuple[Line, ...]
    opening: int | None
    closing: int | None
    last: StatementRow


def statement_of(rows: Sequence[StatementRow], problems: list[Problem], *, is_whole: bool = True) -> Statement:
    """Read the rows of one statement, newest or oldest first.

    Args:
        rows: Its rows, one at least.
        problems: What is wrong is added here.
        is_whole: Whether every row could be read; else no balance can be followed.
    """
    problems.extend(_foreign(rows))
    moved = [Line(row, _pence(row, problems)) for row in rows]
    lines = _in_order(moved, problems)
    opening, closing = _follow(lines, problems if is_whole else [])
    stated = next((line.row.closing for line in lines if line.row.closing is not None), None)
    if stated is not None and closing is not None and stated != closing:
        said = f"the lines end at {format_pence(closing)}"
        problems.append(lines[-1].row.problem("closing", said))
    found = tuple(line for line in lines if line.pence)
    return Statement(found, opening, stated if closing is None else closing, lines[-1].row)


def _pence(row: StatementRow, problems: list[Problem]) -> int:
    """What a row brings in, in pence."""
    split = [(name, getattr(row, name)) for name in ("paid_in", "paid_out") if getattr(row, name)]
    for name, pence in split:
        if pence < 0:
            problems.append(row.problem(name, "is below nothing: what went out stands in Paid out, without a sign"))
    if len(split) > 1 or (split and row.amount):
        problems.append(row.problem(split[-1][0], "a line is paid in or paid out, and not both"))
    if row.amount is None and row.paid_in is None and row.paid_out is None and row.balance is None:
        problems.append(row.problem("amount", "is blank: a line has an amount, paid in or paid out"))
    return (row.amount or 0) + (row.paid_in or 0) - (row.paid_out or 0)


def _foreign(rows: Sequence[StatementRow]) -> Iterator[Problem]:
    """A problem for the first line in another currency, and the first of another account."""
    foreign = next((row for row in rows if row.currency and row.currency.upper() != "GBP"), None)
    if foreign:
        yield foreign.problem("currency", "is not GBP; only pounds are recorded here")
    for name in ("account_number", "sort_code", "account"):
        said = [row for row in rows if getattr(row, name)]
        other = next((row for row in said if getattr(row, name) != getattr(said[0], name)), None)
        if other:
            yield other.problem(name, f"the lines of {said[0].source} are of another account; give each its own sheet")


def _in_order(lines: Sequence[Line], problems: list[Problem]) -> list[Line]:
    """Lines oldest first, whichever way the bank lists them."""
    days = [line.day for line in lines]
    rises, falls = (all(one <= two for one, two in pairwise(order)) for order in (days, days[::-1]))
    backwards = list(lines[::-1])
    if rises and falls:  # All of one day: the balances tell.
        return backwards if _faults(backwards) < _faults(lines) else list(lines)
    if rises or falls:
        return list(lines) if rises else backwards
    if any(line.row.balance is not None for line in lines):
        ascends = days[0] <= days[-1]
        odd = next(two for one, two in pairwise(lines) if (one.day <= two.day) != ascends and one.day != two.day)
        problems.append(odd.row.problem("day", "is out of order, and so its balance can't be followed"))
    return sorted(lines, key=lambda line: line.day)


def _faults(lines: Iterable[Line]) -> int:
    found: list[Problem] = []
    _follow(lines, found)
    return len(found)


def _follow(lines: Iterable[Line], problems: list[Problem]) -> tuple[int | None, int | None]:
    """What the account held before the lines and after them, from the balances that they tell."""
    opening, held, unsaid = None, None, 0
    for line in lines:
        unsaid += line.pence
        balance = line.row.balance
        if balance is None:
            continue
        if held is None:
            opening = balance - unsaid
        elif held + unsaid != balance:
            wanted = f"{format_pounds(held)} and {format_pounds(unsaid)} come to {format_pence(held + unsaid)}"
            problems.append(line.row.problem("balance", f"does not follow from the line before: {wanted}"))
        held, unsaid = balance, 0
    return opening, None if held is None else held + unsaid


def with_ids(
    lines: Sequence[Line], account: Account, recorded: Sequence[BankLine]
) -> list[tuple[Line, BankLine | None]]:
    """Each line with its id, and the recorded line that it says again.

    The bank's own id tells a line; else its day and amount, as a multiset: two equal lines are
    two, the same lines again are none, whatever the bank calls them in another of its exports.
    """
    given = Counter(line.row.bank_id for line in lines)
    own = [line.row.bank_id if given[line.row.bank_id] == 1 else "" for line in lines]
    by_id = {one.line: one for one in recorded}
    found = {n: by_id[name] for n, name in enumerate(own) if name in by_id}
    alike: dict[tuple[date, int], list[BankLine]] = defaultdict(list)
    for one in recorded:
        if one.line not in own:
            alike[one.day, one.amount].append(one)
    for is_same_text in (True, False):
        for n, line in enumerate(lines):
            fitting = (
                one
                for one in alike[line.day, line.pence]
                if (one.text == line.text) is is_same_text and (not own[n] or _is_counted(one, account))
            )
            same = None if n in found else next(fitting, None)
            if same:
                found[n] = same
                alike[line.day, line.pence].remove(same)
    used = {*by_id, *own}
    told = []
    for n, line in enumerate(lines):
        made = (f"{account.code}/{line.day}/{format_pence(line.pence)}/{number}" for number in count(1))
        name = found[n].line if n in found else own[n] or next(one for one in made if one not in used)
        used.add(name)
        told.append((line._replace(id=name), found.get(n)))
    return told


def _is_counted(line: BankLine, account: Account) -> bool:
    """Whether a line's id is of our making, from its day and amount."""
    return line.line.startswith(f"{account.code}/{line.day}/")
