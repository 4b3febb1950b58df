"""Public funding in full: what is published for each member, what it received, and its contribution beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from nesa_fund.book import Book, shown_head
from nesa_fund.claims import movements
from nesa_fund.facts import Deduction, Funding
from nesa_fund.periods import Year, year_of
from nesa_fund.statements.arguments import Arguments, asked_year, refuse_others, span_in_words
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value
from nesa_fund.statements.dealings import of_contributions


def funding(book: Book, arguments: Arguments) -> Statement:
    """The funding of each member's own year that begins in the calendar year in which the alliance's does.

    Raises:
        InputError: No such year.
    """
    refuse_others(arguments, "funding", "year")
    year = asked_year(book, arguments)
    asked = _Funding(book.until(arguments.as_at), year)
    return Statement(
        name="funding",
        title=f"Public funding and contributions {year.name}",
        alliance=book.register.alliance().name,
        audience="auditors: internal scrutiny and independent examiners",
        period=f"{span_in_words(year.start, year.end)}; funding by each member's own year that begins in "
        f"{year.start.year}",
        as_at=arguments.as_at,
        head=shown_head(book.head),
        made="What is published for each stream, less what the authority deducts by law, stands beside what the "
        "member's own book has as received, and the contribution that it pays itself beside both.",
        tables=(_members(asked), _streams(asked), _deductions(asked)),
        notes=tuple(_notes(asked)),
    )


@dataclass(frozen=True, slots=True)
class _Stream:
    """A stream of a member's funding in pence; ``published`` is None where nothing is."""

    published: int | None
    deducted: int
    received: int

    @property
    def awaited(self) -> int | None:
        """What is still to come; below zero where more came than is published."""
        return None if self.published is None else self.published - self.deducted - self.received


@dataclass(frozen=True)
class _Funding:
    """The book up to the day asked for, and the alliance year."""

    book: Book
    year: Year

    @cached_property
    def own_years(self) -> dict[str, Year]:
        """School or trust -> its own financial year, of those that took part in it or in the alliance's year."""
        register = self.book.register
        found = {code: self._own_year(code) for code in register.contributing}
        return {
            code: own
            for code, own in found.items()
            if self.year.part(register.spells(code)) or own.part(register.spells(code)) or code in self.contributions
        }

    def _own_year(self, code: str) -> Year:
        start = self.book.register.members[code].year_start or self.book.register.alliance().year_start
        return year_of(date(self.year.start.year, 12, 31), start)

    @cached_property
    def streams(self) -> dict[tuple[str, str], _Stream]:
        """(member, stream) -> its funding, of every stream that is published, deducted from or received."""
        register, received = self.book.register, self._received
        published = {(said.code, said.stream): said.amount for said in register.all(Funding) if self._is_of_year(said)}
        deducted: dict[tuple[str, str], int] = {}
        for said in self.deductions:
            deducted[said.code, said.stream] = deducted.get((said.code, said.stream), 0) + said.amount
        keys = sorted({*published, *deducted, *received})
        return {key: _Stream(published.get(key), deducted.get(key, 0), received.get(key, 0)) for key in keys}

    @cached_property
    def deductions(self) -> list[Deduction]:
        """What authorities take by law of those years' funding, by member and stream."""
        said = [one for one in self.book.register.all(Deduction) if self._is_of_year(one)]
        return sorted(said, key=lambda one: (one.code, one.stream, one.reason))

    def _is_of_year(self, said: Funding | Deduction) -> bool:
        return said.code in self.own_years and said.year == self.own_years[said.code].name

    @property
    def _received(self) -> dict[tuple[str, str], int]:
        rows = self.book.live
        rows = rows[(rows["event"] == "funding") & (rows["klass"] == "Funding")]
        rows = rows[["entity", "counterparty", "year", "pence"]].astype(
            {"entity": str, "counterparty": str, "year": str}
        )
        sums = rows.groupby(["entity", "counterparty", "year"])["pence"].sum()
        return {
            (code, stream): -pence
            for (code, stream, year), pence in zip(sums.index.to_list(), sums.tolist(), strict=True)
            if code in self.own_years and year == self.own_years[code].name
        }

    @cached_property
    def contributions(self) -> dict[str, tuple[int, int]]:
        """Member -> its contribution of the alliance year, charged and paid, less what was credited and given back."""
        return contributed(self.book, self.year.name)

    @property
    def unpublished(self) -> Iterator[str]:
        """Members for which nothing is published, and streams of which nothing is, as a sentence names them."""
        name = self.book.register.name
        for code in self.own_years:
            streams = {stream: one for (member, stream), one in self.streams.items() if member == code}
            lacking = [stream for stream, one in streams.items() if one.published is None]
            if lacking or not streams:
                yield f"{name(code)} ({', '.join(lacking)})" if lacking else name(code)


def contributed(book: Book, year: str) -> dict[str, tuple[int, int]]:
    """Member -> pence charged and paid of its contribution of a year, less what was credited and given back."""
    rows = movements(book)
    rows = of_contributions(rows[rows["is_live"]])
    rows = rows[rows["of_year"] == year]
    is_paid = rows["event"].isin(["payment", "refund"])
    sums = rows.assign(charged=rows["owed"].mask(is_paid, 0), paid=-rows["owed"].where(is_paid, 0))
    by_member = sums.groupby("debtor")[["charged", "paid"]].sum()
    return dict(zip(by_member.index.to_list(), map(tuple, by_member.to_numpy().tolist()), strict=True))


def received(book: Book, year: Year) -> dict[tuple[str, str], int]:
    """(member, stream) -> pence received of public funding, each member's for its own year, as the statement has it."""
    return {key: one.received for key, one in _Funding(book, year).streams.items() if one.received}


def _money(*titles: str) -> list[Column]:
    return [Column(title, Unit.MONEY, total=True) for title in titles]


def _members(asked: _Funding) -> Table:
    columns = (
        Column("Member"),
        Column("Its year begins", Unit.DATE),
        *_money("Published less deducted", "Received", "Contribution", "Contribution paid"),
        Column("As part of what is published", Unit.PERCENT),
    )
    return Table("members", "Funding, and the contribution beside it", columns, tuple(_member_rows(asked)))


def _member_rows(asked: _Funding) -> Iterator[tuple[Value, ...]]:
    for code, own in asked.own_years.items():
        streams = [one for (member, _), one in asked.streams.items() if member == code]
        published = [one for one in streams if one.published is not None]
        due = sum((one.published or 0) - one.deducted for one in published)
        charged, paid = asked.contributions.get(code, (0, 0))
        yield (
            *(asked.book.register.name(code), own.start, due if published else None),
            *(sum(one.received for one in streams) if streams else None, charged, paid),
            Fraction(charged, due) if due > 0 else None,
        )


def _streams(asked: _Funding) -> Table:
    columns = (
        Column("Member"),
        Column("Stream"),
        *_money("Published", "Less deducted", "Received", "Still to come"),
    )
    name = asked.book.register.name
    rows = tuple(
        (name(code), stream, one.published, one.deducted, one.received, one.awaited)
        for (code, stream), one in asked.streams.items()
    )
    return Table("streams", "Each stream of funding", columns, rows)


def _deductions(asked: _Funding) -> Table:
    columns = (Column("Member"), Column("Stream"), Column("Taken for"), *_money("Amount"), Column("Published by"))
    name = asked.book.register.name
    rows = ((name(one.code), one.stream, one.reason, one.amount, one.publisher or None) for one in asked.deductions)
    return Table("deductions", "What is deducted by law", columns, tuple(rows))


def _notes(asked: _Funding) -> Iterator[str]:
    yield (
        "Nothing is taken off the top where each stream comes in whole, less what is deducted by law, and the "
        "contribution is paid apart from it; still to come is below zero where more came than is published."
    )
    yield (
        f"The contribution is that of the alliance year {asked.year.name}, less what was credited or given back of it; "
        "a member's own financial year may begin earlier or later."
    )
    if unpublished := ", ".join(asked.unpublished):
        yield f"Not shown yet: nothing published is recorded for {unpublished}."
