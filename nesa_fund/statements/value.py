"""Value for money: each joint contract with a firm, what it costs together and alone, and what each member saves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.facts import Contract
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year, add_months, day_in_words
from nesa_fund.rules.base import entities_in_words
from nesa_fund.statements.arguments import Arguments, asked_entity, begun_year, refuse_others, span_in_words
from nesa_fund.statements.base import Answer, Chart, Column, Series, Shape, Statement, Table, Unit, Value
from nesa_fund.statements.behind import behind, parts
from nesa_fund.statements.contracted import Borne, borne, contracts_of, participants_of

_MOST_BARS, _MOST_NAMES, _MOST_ROWS = 30, 3, 200
_UNSTATED = "not stated"


def value(book: Book, arguments: Arguments) -> Statement:
    """The joint contracts of an alliance year, up to the day asked for; with a member, those that it has a part in.

    Raises:
        InputError: No such year or member, or a year that has not begun by the day asked for.
    """
    refuse_others(arguments, "value", "year", "member")
    year, last = begun_year(book, arguments)
    member = asked_entity(book, arguments)
    asked = _Asked(book.until(last), year, Year(year.start, last), member)
    whose = f" for {book.register.name(member)}" if member else ""
    return Statement(
        name="value",
        title=f"Value of buying together {year.name}{whose}",
        alliance=book.register.alliance().name,
        audience=f"the governors of {book.register.name(member)}" if member else "the Strategic Board",
        period=span_in_words(year.start, last),
        as_at=last,
        head=shown_head(book.head),
        made="Each joint contract's cost of a year beside what its members said that they would pay alone, and what "
        "each bore of it in this year by its own book, without VAT that it reclaims.",
        tables=(_contracts(asked), _members(asked), _shares(asked)),
        notes=tuple(_notes(asked)),
        answers=tuple(_answers(asked)),
        charts=tuple(_charts(asked)),
    )


class _Share(NamedTuple):
    """One member's part in a contract, in pence: None for what it would pay alone that nobody stated."""

    terms: Contract
    member: str
    alone: int | None
    charged: int

    @property
    def saving(self) -> int | None:
        """What it saves in the year, once it was charged."""
        return None if self.alone is None or not self.charged else self.alone - self.charged


@dataclass(frozen=True)
class _Asked:
    """The book up to the day asked for, the year, its days up to then, and whose part is asked for, if one member's."""

    book: Book
    year: Year
    period: Year
    member: str | None

    @cached_property
    def costs(self) -> Borne:
        """What each member bore of each contract in the year."""
        return borne(self.book, self.year)

    @property
    def borne(self) -> dict[str, dict[str, int]]:
        """Contract -> member -> pence that it bore of it in the year."""
        return self.costs.pence

    @cached_property
    def contracts(self) -> list[Contract]:
        """Those that ran in the year, or were charged in it."""
        found = contracts_of(self.book.register, self.period, self.borne)
        return [terms for terms in found if self.member in {None, *self.parties(terms)}]

    def parties(self, terms: Contract) -> list[str]:
        """Who takes part in a contract, and whoever else bore something of it."""
        taking_part = participants_of(self.book.register, terms, self.period)
        return list(dict.fromkeys([*taking_part, *sorted(self.borne.get(terms.code, {}))]))

    @cached_property
    def shares(self) -> list[_Share]:
        """The part of each member in each contract, or of the one asked for."""
        return [
            _Share(terms, code, dict(terms.alone_cost).get(code), self.borne.get(terms.code, {}).get(code, 0))
            for terms in self.contracts
            for code in self.parties(terms)
            if self.member in {None, code}
        ]

    @property
    def shown(self) -> list[_Share]:
        """Of very many parts only those that are dearer than alone, or that can't be told."""
        is_short = len(self.shares) <= _MOST_ROWS
        return [one for one in self.shares if is_short or one.alone is None or (one.saving or 1) < 0]

    def unstated(self, terms: Contract) -> list[str]:
        """Those who take part, and of whom it is not stated what they would pay alone."""
        stated = dict(terms.alone_cost)
        return [code for code in participants_of(self.book.register, terms, self.period) if code not in stated]

    def alone(self, terms: Contract) -> int | None:
        """What all who take part would pay alone in a year; None where that is not stated of each."""
        stated = dict(terms.alone_cost)
        codes = participants_of(self.book.register, terms, self.period)
        return None if self.unstated(terms) else sum(stated[code] for code in codes)

    def saving(self, terms: Contract) -> int | None:
        """What a year of it saves all who take part together."""
        alone = self.alone(terms)
        return None if alone is None else alone - terms.annual_cost


def _title(terms: Contract) -> str:
    return terms.title or terms.code


def _contracts(asked: _Asked) -> Table:
    is_stated = all(asked.alone(terms) is not None for terms in asked.contracts)
    columns = (
        Column("Contract"),
        Column("Firm"),
        Column("A year together", Unit.MONEY, total=is_stated),
        Column("A year alone", Unit.MONEY, total=is_stated),
        Column("Saving", Unit.MONEY, total=True),
        Column("Of the cost alone", Unit.PERCENT),
        Column(f"Charged in {asked.year.name}", Unit.MONEY, total=True),
        Column("Renewal", Unit.DATE),
        Column("Contact"),
        Column("Quotes", Unit.NUMBER),
    )
    rows, costs = tuple(_contract(asked, one) for one in asked.contracts), asked.costs.entries
    made = behind([one.code for one in asked.contracts], parts(costs, costs["contract"], {6: costs["pence"]}))
    return Table("contracts", "Each joint contract", columns, rows, behind=made)


def _contract(asked: _Asked, terms: Contract) -> tuple[Value, ...]:
    alone, saving = asked.alone(terms), asked.saving(terms)
    return (
        _title(terms),
        terms.supplier,
        terms.annual_cost,
        _UNSTATED if alone is None else alone,
        saving,
        Fraction(saving, alone) if alone and saving is not None else None,
        sum(asked.borne.get(terms.code, {}).values()),
        terms.until or "no end",
        terms.contact or "nobody named",
        "none" if terms.quotes is None else terms.quotes,
    )


def _money(*titles: str) -> list[Column]:
    return [Column(title, Unit.MONEY, total=True) for title in titles]


def _members(asked: _Asked) -> Table:
    """What each member would pay alone for what it was charged for together, and what it saves."""
    told = [one for one in asked.shares if one.saving is not None]
    rows, codes = [], []
    for code in sorted({one.member for one in told}):
        own = [one for one in told if one.member == code]
        alone, charged = sum(one.alone or 0 for one in own), sum(one.charged for one in own)
        rows.append((asked.book.register.name(code), len(own), alone, charged, alone - charged))
        codes.append(code)
    columns = (Column("Member"), Column("Contracts", Unit.NUMBER), *_money("Alone", "Charged", "Saving"))
    costs = asked.costs.entries
    costs = costs[_part_names(costs).isin([_part_name(one) for one in told])]
    made = behind(codes, parts(costs, costs["owner"], {3: costs["pence"]}))
    return Table("members", f"What each member saved in {asked.year.name}", columns, tuple(rows), behind=made)


def _part_name(one: _Share) -> str:
    return f"{one.terms.code}/{one.member}"


def _part_names(costs: pd.DataFrame) -> pd.Series:
    return costs["contract"] + "/" + costs["owner"]


def _shares(asked: _Asked) -> Table:
    alone = Column("Alone, a year", Unit.MONEY)
    columns = (Column("Contract"), Column("Member"), alone, *_money("Charged", "Saving"))
    rows = tuple(
        (
            _title(one.terms),
            asked.book.register.name(one.member),
            _UNSTATED if one.alone is None else one.alone,
            one.charged or None,
            one.saving,
        )
        for one in asked.shown
    )
    whole = len(asked.shown) == len(asked.shares)
    title = (
        "Each contract by member" if whole else "Each contract by member: what is dearer than alone, or can't be told"
    )
    costs = asked.costs.entries
    made = behind([_part_name(one) for one in asked.shown], parts(costs, _part_names(costs), {3: costs["pence"]}))
    return Table("shares", title, columns, rows, behind=made)


def _answers(asked: _Asked) -> Iterator[Answer]:
    if not asked.contracts:
        yield Answer("What do we buy together?", f"No joint contract is recorded that ran in {asked.year.name}.")
        return
    told = {terms.code: saving for terms in asked.contracts if (saving := asked.saving(terms)) is not None}
    untold = len(asked.contracts) - len(told)
    besides = f"; of {untold} more it is not shown yet" if untold else ""
    together = sum(terms.annual_cost for terms in asked.contracts if terms.code in told)
    saved = sum(told.values())
    yield Answer(
        "What does buying together save?",
        f"{format_pounds(saved)} a year: {format_pounds(together)} together, {format_pounds(together + saved)} alone, "
        f"by {_counted(len(told), 'contract')}{besides}.",
    )
    yield Answer("Does anybody pay more than alone?", _dearer(asked))
    yield Answer("What comes up for renewal?", _renewals(asked))


def _dearer(asked: _Asked) -> str:
    told = [one for one in asked.shares if one.saving is not None]
    if not told:
        return "Not shown yet: nobody whose cost alone is stated was charged in the year."
    of = f"the {len({one.member for one in told}):,} charged"
    more = sorted((one for one in told if (one.saving or 0) < 0), key=lambda one: (one.saving, one.member))
    if not more:
        return f"Nobody of {of}."
    who = len({one.member for one in more})
    said = _first([f"{asked.book.register.name(one.member)} for {_title(one.terms)}" for one in more])
    return f"{who} of {of}: {said}."


def _renewals(asked: _Asked) -> str:
    """The contracts that end within a year of the day, soonest first, and those that have ended."""
    day = asked.period.end
    ending: list[tuple[date, Contract]] = [
        (one.until, one) for one in asked.contracts if one.until and one.until <= add_months(day, 12)
    ]
    said = [
        f"{_title(one)}, which {'ended' if end < day else 'ends'} on {day_in_words(end)}"
        for end, one in sorted(ending, key=lambda pair: (pair[0], pair[1].code))
    ]
    return f"{_first(said, '; ')}." if said else "None within a year."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _first(said: list[str], comma: str = ", ") -> str:
    """The first of many, and how many more there are."""
    more = len(said) - _MOST_NAMES
    return comma.join([*said[:_MOST_NAMES], f"and {more} more"] if more > 0 else said)


def _charts(asked: _Asked) -> Iterator[Chart]:
    """What each contract saves in a year, largest first; of many the largest."""
    told = [(saving, terms) for terms in asked.contracts if (saving := asked.saving(terms)) is not None]
    told = sorted(told, key=lambda pair: (-pair[0], pair[1].code))[:_MOST_BARS]
    if not told:
        return
    (most, best), (least, last) = told[0], told[-1]
    of = f", the {_MOST_BARS} that save most" if len(asked.contracts) > _MOST_BARS else ""
    yield Chart(
        name="saving",
        title=f"Saving in a year by contract{of}",
        shape=Shape.BARS,
        unit=Unit.MONEY,
        labels=tuple(_title(terms) for _, terms in told),
        series=(Series("Saving in a year", tuple(saving for saving, _ in told)),),
        alt=f"A bar for each contract: from {_title(best)}, which saves {format_pounds(most)} a year, to "
        f"{_title(last)} with {format_pounds(least)}.",
    )


def _notes(asked: _Asked) -> Iterator[str]:
    yield (
        "A saving of a contract is of a whole year: what those who take part would pay alone, less its annual cost. "
        f"A member's saving is what it would pay alone in a year, less what it was charged in {asked.year.name}."
    )
    yield (
        "A charge that states the time it is for counts by the days of it that fall into the year, any other on its "
        "day of supply."
    )
    if asked.period.end < asked.year.end:
        yield "The year is not over: what is still charged in it lessens the members' savings."
    if any(not one.charged for one in asked.shares):
        yield "Where nothing was charged in the year, no saving of the member is shown."
    if len(asked.shown) < len(asked.shares):
        yield (
            f"{len(asked.shares):,} parts of members in contracts are too many to list here: each member's own are "
            "shown where it alone is asked for."
        )
    for terms in asked.contracts:
        if lacking := asked.unstated(terms):
            names = entities_in_words(asked.book, lacking)
            yield f"{_title(terms)}: what {names} would pay alone is not stated; record it on a sheet of contracts."
