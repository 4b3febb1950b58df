"""The lead schedules: each class of accounts this year and last, what moved between, and the entities it is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import FUND
from nesa_fund.periods import ONE_DAY, Year, day_in_words
from nesa_fund.statements.arguments import Arguments, begun_year, refuse_others, span_in_words
from nesa_fund.statements.base import Column, Statement, Table, Unit
from nesa_fund.statements.lines import EARNED, HOLDINGS, PAID_ABOVE, Lines, accounts_of


def lead(book: Book, arguments: Arguments) -> Statement:
    """The lead schedules of an alliance year beside the year before, up to the day asked for.

    Raises:
        InputError: No such year, or it has not begun by the day asked for.
    """
    refuse_others(arguments, "lead", "year")
    year, last = begun_year(book, arguments)
    asked = _Asked(Lines(book.until(last)), year, book.register.year_of(year.start - ONE_DAY), last)
    return Statement(
        name="lead",
        title=f"Lead schedules {year.name}",
        alliance=book.register.alliance().name,
        audience="auditors",
        period=span_in_words(year.start, last),
        as_at=last,
        head=shown_head(book.head),
        made="The accounts of each class in all entities' books, summed entity by entity, by the dates of their "
        "entries, contributions in the year that they are for; nothing between the entities is taken out.",
        tables=tuple(_tables(asked)),
        notes=tuple(_notes(asked)),
    )


@dataclass(frozen=True)
class _Asked:
    """The books up to the day asked for, the year, and the year before."""

    lines: Lines
    year: Year
    before: Year
    last: date

    @property
    def held(self) -> pd.DataFrame:
        """What each entity had and owed at the end of each of the two years, by line and entity."""
        return _beside(self.lines.held(self.year), self.lines.held(self.before), HOLDINGS)

    @property
    def earned(self) -> pd.DataFrame:
        """What each entity received and spent in each of the two years, by line and entity."""
        return _beside(self.lines.earned(self.year), self.lines.earned(self.before), EARNED)


def _beside(now: "pd.Series[int]", before: "pd.Series[int]", order: Iterable[str]) -> pd.DataFrame:
    """Two years' figures in the order of the lines, the Fund last; those of nothing in both are left out."""
    known = now.index.union(before.index)
    both = pd.DataFrame(
        {name: one.reindex(known, fill_value=0) for name, one in {"now": now, "before": before}.items()}
    )
    both = both[(both != 0).any(axis=1)].assign(movement=lambda rows: rows["now"] - rows["before"])
    places = {line: n for n, line in enumerate(order)}
    return both.sort_index(key=lambda names: names.map(lambda one: (places.get(one, len(places)), one == FUND, one)))


def _tables(asked: _Asked) -> Iterator[Table]:
    ends = [f"At {day_in_words(day)}" for day in (asked.last, asked.before.end)]
    years = [asked.year.name, asked.before.name]
    held, earned = asked.held, asked.earned
    yield _by_class("holdings", "What all have and owe, by class of account", ends, held, "Net")
    yield _by_class("earned", "What all received and spent, by class of account", years, earned, "Result")
    yield _by_entity(asked, "holdings by entity", "What each has and owes, by class of account", ends, held)
    yield _by_entity(asked, "earned by entity", "What each received and spent, by class of account", years, earned)


def _money(titles: Iterable[str]) -> list[Column]:
    return [Column(title, Unit.MONEY, total=True) for title in (*titles, "Movement")]


def _by_class(name: str, title: str, titles: Iterable[str], figures: pd.DataFrame, total: str) -> Table:
    columns = (Column("Line"), Column("Accounts"), *_money(titles))
    sums = figures.groupby(level="line", sort=False).sum()
    told = zip(sums.index.to_list(), sums.to_numpy().tolist(), strict=True)
    return Table(name, title, columns, tuple((line, accounts_of(line), *pence) for line, pence in told), total)


def _by_entity(asked: _Asked, name: str, title: str, titles: Iterable[str], figures: pd.DataFrame) -> Table:
    columns = (Column("Line"), Column("Entity"), *_money(titles))
    called = asked.lines.book.register.name
    told = zip(figures.index.to_list(), figures.to_numpy().tolist(), strict=True)
    return Table(name, title, columns, tuple((line, called(entity), *pence) for (line, entity), pence in told))


def _notes(asked: _Asked) -> Iterator[str]:
    yield "What is owed and spent is below zero; a line of nothing in both years is left out."
    yield (
        "Each line is that of the balance sheet and income statement of every entity, which also shows what of it is "
        "between entities."
    )
    yield "What went through members' banks is no bank balance: a book holds a member's dealings with the alliance."
    yield PAID_ABOVE
    if asked.last < asked.year.end:
        yield f"{asked.year.name} is told up to {day_in_words(asked.last)}, {asked.before.name} is told whole."
