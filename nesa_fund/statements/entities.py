"""The balance sheet and the income statement of every entity, and of all together, without what is between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.claims import outstanding
from nesa_fund.entries import FUND
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year
from nesa_fund.statements.arguments import Arguments, begun_year, refuse_others, span_in_words
from nesa_fund.statements.base import Answer, Column, Statement, Table, Unit, Value
from nesa_fund.statements.lines import (
    BANKS,
    BROUGHT,
    EARLIER,
    EARNED,
    HOLDINGS,
    OWED_BY,
    OWED_TO,
    PAID_ABOVE,
    RESULT,
    Lines,
)

MOST_COLUMNS = 10
"""More entities than these have a row each, and the lines are the columns: a page is no wider than that."""
_BETWEEN, _TOGETHER = "Between them", "Together"
_UNEVEN = "Doesn't balance"


def entities(book: Book, arguments: Arguments) -> Statement:
    """What each entity has, owes, received and spent in an alliance year, up to the day asked for.

    Raises:
        InputError: No such year, or it has not begun by the day asked for.
    """
    refuse_others(arguments, "entities", "year")
    year, last = begun_year(book, arguments)
    asked = _Asked(book.until(last), year)
    return Statement(
        name="entities",
        title=f"Balance sheet and income statement of every entity {year.name}",
        alliance=book.register.alliance().name,
        audience="auditors",
        period=span_in_words(year.start, last),
        as_at=last,
        head=shown_head(book.head),
        made="From each entity's own book by the dates of its entries, contributions in the year that they are for; "
        "what entities owe, charge and give each other is taken out of the total.",
        tables=tuple(_tables(asked)),
        notes=tuple(_notes(asked, last)),
        answers=tuple(_answers(asked)),
    )


@dataclass(frozen=True)
class _Sheet:
    """One sheet's figures: by line and entity, and what of a line is between entities, all in pence."""

    name: str
    title: str
    lines: tuple[str, ...]
    figures: Mapping[tuple[str, str], int]
    between: Mapping[str, int]
    total: str

    def together(self, line: str) -> int:
        """A line of all entities, without what is between them."""
        return sum(pence for (of, _), pence in self.figures.items() if of == line) + self.between.get(line, 0)

    def of(self, entity: str) -> int:
        """What an entity's lines come to."""
        return sum(pence for (_, whose), pence in self.figures.items() if whose == entity)


@dataclass(frozen=True)
class _Asked:
    """The book up to the day asked for, and the year."""

    book: Book
    year: Year

    @cached_property
    def lines(self) -> Lines:
        """The book line by line."""
        return Lines(self.book)

    @cached_property
    def entities(self) -> list[str]:
        """Those with an entry, the Fund last."""
        known = set(self.lines.rows["entity"].astype("object")) | {FUND}
        return [*sorted(known - {FUND}), FUND]

    def without(self, last: date) -> list[str]:
        """Members that had joined by a day, and have no entry."""
        spells = {code: self.book.register.spells(code) for code in self.book.register.members}
        return [code for code, times in spells.items() if times[0][0] <= last and code not in self.entities]

    @cached_property
    def holdings(self) -> _Sheet:
        """What each entity has and owes at the end."""
        return self._sheet(
            "holdings", "Balance sheet: what each has and owes", HOLDINGS, self.lines.held(self.year), "Net"
        )

    @cached_property
    def owned(self) -> _Sheet:
        """Whose that is: the same sums, by where they came from."""
        owned = self.lines.owned(self.year)
        rest = self.lines.held(self.year).groupby("entity").sum().sub(owned.groupby("entity").sum(), fill_value=0)
        rest = pd.concat({_UNEVEN: rest[rest != 0].astype("int64")}, names=["line"])
        order = (BROUGHT, EARLIER, RESULT, _UNEVEN)
        return self._sheet("owned", "Balance sheet: where that came from", order, pd.concat([owned, rest]), "Net")

    @cached_property
    def earned(self) -> _Sheet:
        """What each received and spent in the year."""
        return self._sheet(
            "earned", "Income statement: what each received and spent", EARNED, self.lines.earned(self.year), RESULT
        )

    def _sheet(self, name: str, title: str, order: Iterable[str], figures: "pd.Series[int]", total: str) -> _Sheet:
        between = {line: pence for line, pence in self.lines.between(self.year).items() if line in order}
        assert sum(between.values()) == 0  # Each sheet closes by itself.
        pence: dict[tuple[str, str], int] = dict(zip(figures.index.to_list(), figures.to_list(), strict=True))
        shown = {line for line, _ in pence}
        return _Sheet(name, title, tuple(line for line in order if line in shown), pence, between, total)


def _tables(asked: _Asked) -> Iterator[Table]:
    for sheet in (asked.holdings, asked.owned, asked.earned):
        if len(asked.entities) <= MOST_COLUMNS:
            yield _by_line(asked, sheet)
        else:
            yield _by_entity(asked, sheet)
    yield _banks(asked)


def _money(titles: Iterable[str]) -> list[Column]:
    return [Column(title, Unit.MONEY, total=True) for title in titles]


def _by_line(asked: _Asked, sheet: _Sheet) -> Table:
    """A row a line, a column an entity."""
    columns = (Column("What"), *_money([*map(asked.book.register.name, asked.entities), _BETWEEN, _TOGETHER]))
    rows = tuple(
        (
            line,
            *(sheet.figures.get((line, one)) for one in asked.entities),
            sheet.between.get(line),
            sheet.together(line),
        )
        for line in sheet.lines
    )
    return Table(sheet.name, sheet.title, columns, rows, sheet.total)


def _by_entity(asked: _Asked, sheet: _Sheet) -> Table:
    """A row an entity, a column a line."""
    columns = (Column("Entity"), *_money([*sheet.lines, sheet.total]))
    rows: list[tuple[Value, ...]] = [
        (asked.book.register.name(one), *(sheet.figures.get((line, one)) for line in sheet.lines), sheet.of(one))
        for one in asked.entities
    ]
    between = tuple(sheet.between.get(line) for line in sheet.lines)
    if any(between):
        rows.append((_BETWEEN, *between, 0))
    return Table(sheet.name, sheet.title, columns, tuple(rows), _TOGETHER)


def _banks(asked: _Asked) -> Table:
    """What moved through each member's bank: before the year, in and out in it, and since the book began."""
    rows = asked.lines.rows
    rows = rows[rows["line"] == BANKS].astype({"entity": "object"})
    is_before = rows["day"] < pd.Timestamp(asked.year.start)
    sums = pd.DataFrame(
        {
            "entity": rows["entity"],
            "before": rows["pence"].where(is_before, 0),
            "in": rows["pence"].where(~is_before & (rows["pence"] > 0), 0),
            "out": rows["pence"].where(~is_before & (rows["pence"] < 0), 0),
            "since": rows["pence"],
        }
    )
    moved = sums.groupby("entity").sum()
    columns = (Column("Member"), *_money(["Before the year", "In", "Out", "Since its book began"]))
    name = asked.book.register.name
    lines = zip(moved.index, moved.to_numpy().tolist(), strict=True)
    return Table(
        "banks", "What moved through members' banks", columns, tuple((name(one), *told) for one, told in lines)
    )


def _answers(asked: _Asked) -> Iterator[Answer]:
    owed = int(outstanding(asked.book)["owed"].abs().sum())
    rest = sum(map(asked.holdings.together, (OWED_BY, OWED_TO)))
    agreed = "the books of those that owe it say the same, so it comes to nothing in the total"
    differ = f"the books of those that owe it differ from that by {format_pounds(abs(rest))}"
    yield Answer(
        "What do they owe each other?",
        f"{format_pounds(owed)} by the books of those it is owed to; {differ if rest else agreed}.",
    )
    earned = [asked.earned.together(line) for line in asked.earned.lines]
    came, went = sum(pence for pence in earned if pence > 0), -sum(pence for pence in earned if pence < 0)
    yield Answer(
        "What came from outside, and went there?",
        f"{format_pounds(came)} came, and {format_pounds(went)} was spent, all entities together.",
    )


def _notes(asked: _Asked, last: date) -> Iterator[str]:
    yield (
        "A member's book holds its dealings with the alliance, not its whole finances: what moved through its bank is "
        "no bank balance, and its result is that of these dealings."
    )
    yield "What is owed and spent is below zero; a blank is a line without an entry."
    yield (
        f'"{_BETWEEN}" takes out what one entity has of another and what the other owes or bears of it, by the book of '
        "the one that charged or gave; what is left of it together is what the two books do not say alike, or VAT on a "
        "charge that the customer bears."
    )
    yield PAID_ABOVE
    if _UNEVEN in asked.owned.lines:
        yield "A book that doesn't balance is found by the rules SEP1 and SEP2, at its entry."
    without = [asked.book.register.name(code) for code in asked.without(last)]
    if without:
        yield f"In membership and without an entry: {', '.join(without)}."
