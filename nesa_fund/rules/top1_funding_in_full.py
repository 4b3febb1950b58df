"""TOP1: a school's public funding arrives in full, less only what the law deducts."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.facts import AgreedAccount, BankLine, Deduction, Funding
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, Year, day_in_words, parse_year, year_of
from nesa_fund.register import Register
from nesa_fund.rules.base import WAY_BACK, Finding, Gap, Outcome, Rule
from nesa_fund.rules.charged import ORDER, entries

_STREAM = ["entity", "year", "counterparty"]
_PUBLISH = "record what is published and what it received: nesa template funding -o funding.xlsx"


class _Stream(NamedTuple):
    """One stream of a member's funding of one of its own years."""

    code: str
    year: str
    name: str

    @property
    def stem(self) -> str:
        """What the links of its receipts begin with."""
        return f"Funding-{self.code}-{self.year}-{self.name}"


class _Judged(NamedTuple):
    """A stream that was looked at: the day that it counts on, what came, and what there is to say of it."""

    day: date
    pence: int = 0
    finding: Finding | None = None
    gap: Gap | None = None


def check(book: Book, as_at: date) -> Outcome:
    """Each school receives every stream of its public funding as published, less the deductions that are stated.

    What is tested is each stream of a school or trust in each of its own financial years, by what
    its book received for that year, whenever it came. Once the year has ended, that is what was
    published less the stated deductions, to the penny; while the year runs, it is no more. A
    finding stands at the receipt by which it came to more; of too little, at the last one.

    It is not shown yet where nothing is published for a stream, nor for any stream of a year that
    ended while the school was a member. Nor is it, once the year has ended, where no receipt is
    recorded, no line of the member's own bank was matched to one, and the member has not declared,
    in signing its account as at the year's end or a day of the year after, that its funding came in
    full.

    For example::

        2025-04-01 custom "funding" "Hartside" "2025-26" "PupilPremium" 100.00 GBP

        2025-06-30 * "a penny short in all" ^Funding-Hartside-2025-26-PupilPremium-1
          event: "funding"
          year: "2025-26"
          Assets:Hartside:Bank                50.00 GBP
          Income:Hartside:Funding:PupilPremium -50.00 GBP

        2025-12-31 * "is found at the last receipt" ^Funding-Hartside-2025-26-PupilPremium-2  ;! TOP1
          event: "funding"
          year: "2025-26"
          Assets:Hartside:Bank                49.99 GBP
          Income:Hartside:Funding:PupilPremium -49.99 GBP
    """
    told = _Told(book, as_at)
    first = book.register.charter_from
    judged = [one for one in _judged(told) if one.day >= first]
    tested = [one for one in judged if not one.gap]
    population = {"day": [pd.Timestamp(one.day) for one in tested], "pence": [one.pence for one in tested]}
    return Outcome(
        pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"}),
        tuple(one.finding for one in tested if one.finding and (one.finding.day or one.day) >= first),
        (*(one.gap for one in judged if one.gap), *_unpublished(told)),
    )


class _Told:
    """What is known on a day of streams: published, deducted, received, matched at a bank, and declared."""

    def __init__(self, book: Book, as_at: date) -> None:
        """Take the facts dated up to the day, and the receipts of a book that is cut at it."""
        self.register, self.as_at = book.register, as_at
        facts = (fact for fact in self.register.all(Funding) if fact.day <= as_at)
        self.published = {_Stream(fact.code, fact.year, fact.stream): fact for fact in facts}
        self.deducted: Counter[_Stream] = Counter()
        for fact in self.register.all(Deduction):
            if fact.day <= as_at:
                self.deducted[_Stream(fact.code, fact.year, fact.stream)] += fact.amount
        self.receipts = _receipts(book)
        sums = self.receipts.groupby(_STREAM, observed=True)["came"].sum().reset_index()
        streams = map(_Stream, *(sums[column].astype(str) for column in _STREAM))
        self.received = dict(zip(streams, map(int, sums["came"]), strict=True))
        self.matched = _matched(self.register, as_at)
        self.declared: dict[str, list[date]] = defaultdict(list)
        for said in self.register.all(AgreedAccount):
            if said.funding_in_full and said.day <= as_at:
                self.declared[said.code].append(said.as_at or said.day)

    @property
    def streams(self) -> list[_Stream]:
        """Every stream that anything is known of, in order."""
        found, codes = {*self.published, *self.deducted, *self.received}, set(self.register.contributing)
        return sorted(stream for stream in found if stream.code in codes)

    def due(self, stream: _Stream) -> int:
        """Pence published of a stream, less what is stated to be deducted of it."""
        return self.published[stream].amount - self.deducted[stream]

    def came(self, stream: _Stream) -> int | None:
        """Pence received of a stream, by the book or else by the lines of the bank; None where neither tells."""
        return self.received.get(stream, self.matched.get((stream.code, stream.stem)))

    def has_declared(self, code: str, year: Year) -> bool:
        """Whether a member signed that its funding came in full, as at a year's end or within the year after it."""
        until = year_of(year.end + ONE_DAY, _year_start(self.register, code)).end
        return any(year.end <= day < until for day in self.declared[code])


def _receipts(book: Book) -> pd.DataFrame:
    """The live receipts of public funding, in order of date, with the pence that came."""
    rows = book.live[book.live["klass"] == "Funding"]
    return rows.assign(came=-rows["pence"]).sort_values(ORDER, kind="stable")


def _matched(register: Register, as_at: date) -> dict[tuple[str, str], int]:
    """Member and stem of links -> pence of the lines of its own bank that were matched to such receipts alone."""
    found: Counter[tuple[str, str]] = Counter()
    for line in register.all(BankLine):
        stems = {link.rpartition("-")[0] for link in line.answers}
        if line.day <= as_at and len(stems) == 1:
            found[line.owner, stems.pop()] += line.amount
    return dict(found)


def _own_year(register: Register, stream: _Stream) -> Year | None:
    """The member's own financial year that is meant; None where it has none of that name."""
    try:
        return parse_year(stream.year, _year_start(register, stream.code))
    except ValueError:
        return None


def _year_start(register: Register, code: str) -> str:
    return register.members[code].year_start or register.alliance().year_start


def _judged(told: _Told) -> Iterator[_Judged]:
    """Each stream of which there is something to look at."""
    for stream in told.streams:
        year = _own_year(told.register, stream)
        day = min(year.end, told.as_at) if year else told.as_at
        if year is None or stream not in told.published:
            lack = "nothing is published" if year else "its year is none of its own"
            yield _Judged(day, gap=_gap(told, stream, day, lack, "record what is published for it"))
            continue
        has_ended, due, came = year.end < told.as_at, told.due(stream), told.came(stream)
        if came is not None:
            is_wrong = came != due if has_ended else came > due
            yield _Judged(day, came, finding=_finding(told, stream, came, day) if is_wrong else None)
        elif has_ended:
            is_said = not due or told.has_declared(stream.code, year)
            remedy = "record what it received, or have it declare on its signed account that its funding came in full"
            yield _Judged(day, gap=None if is_said else _gap(told, stream, day, "no receipt is recorded", remedy))


def _finding(told: _Told, stream: _Stream, came: int, day: date) -> Finding:
    due, deducted, name = told.due(stream), told.deducted[stream], told.register.name(stream.code)
    less = f", less {format_pounds(deducted)} deducted by law" if deducted else ""
    rows = told.receipts[(told.receipts[_STREAM] == list(stream)).all(axis=1)]
    beyond = rows["came"].cumsum()[::-1].cummin()[::-1] > due
    is_more = came > due
    by = next(entries(rows[beyond] if is_more else rows[-1:], "came"), None)
    return Finding(
        message=f"{name} received {format_pounds(came)} of {stream.name} for {stream.year}; "
        f"{format_pounds(told.published[stream].amount)} was published{less}",
        remedy=f"see what came: record what else is published for it; {WAY_BACK}"
        if is_more
        else "ask whoever pays it where the rest is: nothing is taken off the top for the alliance",
        place=by.place if by else told.published[stream].place,
        link=by.link if by else "",
        subject=stream.stem,
        entities=(stream.code,),
        pence=abs(came - due),
        day=by.day if by and is_more else day,
    )


def _gap(told: _Told, stream: _Stream, day: date, lack: str, remedy: str) -> Gap:
    name = told.register.name(stream.code)
    return Gap(f"{name}, {stream.name} for {stream.year}: {lack}", name, remedy, day, stream.stem)


def _unpublished(told: _Told) -> Iterator[Gap]:
    """A gap for each own year that ended while a school or trust was a member, and of which nothing is known."""
    register = told.register
    known = {(stream.code, stream.year) for stream in told.streams}
    for code in register.contributing:
        first = max(register.spells(code)[0][0], register.charter_from)
        year = year_of(first, _year_start(register, code))
        while year.end < told.as_at:
            if register.is_in(code, year.end) and (code, year.name) not in known:
                name = register.name(code)
                lack = f"{name}: nothing is published of its funding for {year.name}, to {day_in_words(year.end)}"
                yield Gap(lack, name, _PUBLISH, year.end)
            year = year_of(year.end + ONE_DAY, _year_start(register, code))


RULE = Rule("TOP1", "funding in full", promises=(3,), check=check, can_be_excepted=False)
