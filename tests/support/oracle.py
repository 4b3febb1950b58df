"""A second reader of ledgers, slow and plain: Beancount's own entries, row by row, for what the oracle's rules ask.

It is written from the design's text and knows nothing of the program's own code, so that where the
two agree both have understood the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from beancount.core import data
from beancount.parser import parser

ONE_DAY = timedelta(days=1)
CHARGES = ("invoice", "shared-cost", "contribution", "opening")


@dataclass(frozen=True)
class Posting:
    """One posting, its amount in pence or hundredths of a day."""

    account: str
    pence: Fraction
    commodity: str

    @property
    def parts(self) -> list[str]:
        """Root, entity, class, counterparty and detail; empty where there is none."""
        return (self.account.split(":") + [""] * 4)[:5]

    @property
    def root(self) -> str:
        return self.parts[0]

    @property
    def entity(self) -> str:
        return self.parts[1]

    @property
    def klass(self) -> str:
        return self.parts[2]

    @property
    def other(self) -> str:
        return self.parts[3]

    @property
    def detail(self) -> str:
        return self.parts[4]


@dataclass
class Entry:
    """One transaction where it stands."""

    day: date
    batch: int
    owner: str
    file: str
    line: int
    payee: str
    links: tuple[str, ...]
    meta: Mapping[str, str]
    postings: tuple[Posting, ...]
    is_live: bool = True
    undoes: "Entry | None" = None

    @property
    def link(self) -> str:
        return min(self.links, default="")

    @property
    def event(self) -> str:
        return self.meta.get("event", "")

    @property
    def place(self) -> tuple[str, int]:
        return self.file, self.line

    @property
    def order(self) -> tuple[object, ...]:
        return self.day, self.batch, self.file, self.line

    def sum(self, *klasses: str, root: str = "") -> Fraction:
        """What stands on accounts of some classes."""
        of = (one for one in self.postings if one.klass in klasses and root in {"", one.root})
        return sum((one.pence for one in of), Fraction(0))


@dataclass(frozen=True)
class Fact:
    """One fact where it stands."""

    kind: str
    day: date
    values: tuple[Any, ...]
    meta: Mapping[str, Any]
    batch: int
    line: int

    def text(self, key: str, default: str = "") -> str:
        return str(self.meta.get(key, default))

    def pence(self, key: str) -> int | None:
        return None if self.meta.get(key) is None else _pence(self.meta[key])

    def count(self, key: str, default: int) -> int:
        return int(self.meta.get(key, default))

    def listed(self, key: str) -> list[str]:
        return [part.strip() for part in self.text(key).split(",") if part.strip()]

    def date(self, key: str) -> date | None:
        return self.meta.get(key)


def _pence(value: Any) -> int:
    return int(Fraction(value.number) * 100)


@dataclass
class Told:
    """All that the texts of a ledger tell, as of a day."""

    entries: list[Entry]
    facts: list[Fact]
    as_at: date
    recorded: Mapping[int, date] = field(default_factory=dict)

    # Facts

    @cached_property
    def by_kind(self) -> dict[str, list[Fact]]:
        """The facts that count, in order of date: not struck, not corrected, of one key the one recorded last."""
        struck = {(fact.values[0].zfill(4), fact.values[1]) for fact in self.facts if fact.kind == "struck"}
        corrected = {fact.text("corrects") for fact in self.facts if fact.text("corrects")}
        slots: dict[object, Fact] = {}
        for fact in sorted(self.facts, key=lambda one: (one.batch, one.line)):
            said = f"{fact.batch:04d}", fact.text("source")
            if said not in struck and " ".join(said) not in corrected:
                slots[_slot(fact)] = fact
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in sorted(slots.values(), key=lambda one: (one.day, one.batch)):
            found[fact.kind].append(fact)
        return found

    def by(self, batch: int) -> "Told":
        """What had been recorded when a batch was."""
        return self._by_batch(batch)

    @cached_property
    def _by_batch(self) -> Any:
        return cache(lambda batch: Told([], [one for one in self.facts if one.batch <= batch], self.as_at))

    def all(self, kind: str) -> list[Fact]:
        return self.by_kind.get(kind, [])

    def settled(self, day: date) -> Fact:
        """What the alliance had settled by a day."""
        states = self.all("alliance")
        return ([one for one in states if one.day <= day] or states[:1])[-1]

    @cached_property
    def charter_from(self) -> date:
        return self.all("alliance")[-1].date("charter-from") or date.min

    @cached_property
    def members(self) -> dict[str, Fact]:
        return {fact.values[0]: fact for fact in self.all("member")}

    def contributes(self, code: str) -> bool:
        return code in self.members and self.members[code].values[1] in {"school", "trust"}

    def spells(self, code: str) -> list[tuple[date, date]]:
        """First and last days of membership; without a last one, the last day there is."""
        found: list[tuple[date, date]] = []
        told = [(fact.day, fact.kind) for kind in ("member", "withdrawal") for fact in self.all(kind)
                if fact.values[0] == code]  # fmt: skip
        for day, kind in sorted(told):
            is_open = bool(found) and found[-1][1] == date.max
            if kind == "member" and not is_open:
                found.append((day, date.max))
            elif kind == "withdrawal" and is_open:
                found[-1] = (found[-1][0], day)
        return found

    def is_in(self, code: str, day: date) -> bool:
        return code == "Fund" or any(first <= day <= last for first, last in self.spells(code))

    def roll(self, code: str, census: str) -> Fraction | None:
        """A member's pupils at a census, over its schools."""
        found = [fact for fact in self.all("roll") if (fact.values[0], fact.text("census")) == (code, census)]
        listed = set(self.members[code].listed("urn")) if code in self.members else set()
        if not found or (
            {fact.text("urn") for fact in found} < listed and "" not in {fact.text("urn") for fact in found}
        ):
            return None
        return sum((Fraction(fact.values[1]) for fact in found), Fraction(0))

    def year(self, day: date) -> str:
        """The name of the alliance year of a day."""
        first, _ = self.span_of(day)
        return f"{first.year}-{(first.year + 1) % 100:02d}"

    def span_of(self, day: date) -> tuple[date, date]:
        month, first = map(int, self.all("alliance")[-1].text("year-start", "09-01").split("-"))
        start = date(day.year, month, first)
        if start > day:
            start = date(day.year - 1, month, first)
        return start, date(start.year + 1, month, first) - ONE_DAY

    def span(self, year: str) -> tuple[date, date]:
        """The first and the last day of a year."""
        return self.span_of(date(int(year[:4]), 12, 31))

    # Entries

    @cached_property
    def live(self) -> list[Entry]:
        """What was not reversed and is no reversal, in order."""
        return sorted((one for one in self.entries if one.is_live), key=lambda one: one.order)

    def in_charter(self, entries: Iterable[Entry]) -> list[Entry]:
        return [one for one in entries if one.day >= self.charter_from]


_STATES = {"alliance", "member", "agreement", "grant", "contract", "mapping"}
_KEYS = {
    "alliance": [], "member": [0], "withdrawal": [0, "day"], "strength": [0, "as-at"], "roll": [0, "census", "urn"],
    "plan": [0, 1], "schedule": [0], "confirmation": [0, 1], "agreement": [0], "consent": [0, 1, "day"],
    "acceptance": [0, 1], "funding": [0, 1, 2], "deduction": [0, 1, 2, "reason"], "grant": [0], "contract": [0],
    "duty": [0, 1], "statement": [0, "day"], "bank-line": [0, 1], "agreed-account": [0, "as-at"], "close": [0],
    "code": [0, 1], "exception": [0, 1], "review": [0], "mapping": [0], "note": [0, 1, "day"], "struck": [0, 1],
}  # fmt: skip


def _slot(fact: Fact) -> tuple[object, ...]:
    """What only one fact fills: its key, and for a state its date as well."""
    key = [fact.values[n] if isinstance(n, int) else fact.day if n == "day" else fact.text(n) for n in _KEYS[fact.kind]]
    return (fact.kind, *map(str, key), *([fact.day] if fact.kind in _STATES else []))


# Reading


def told(texts: Mapping[str, str], as_at: date, recorded: Mapping[int, date]) -> Told:
    """What the texts of a ledger's batch files tell.

    Args:
        texts: Path below the ledger -> its text.
        as_at: The day; entries dated later are left out.
        recorded: Batch -> the day it was recorded, which its manifest tells.
    """
    entries: list[Entry] = []
    facts: list[Fact] = []
    for path in sorted(texts):
        found = _read(path, texts[path])
        entries += [Entry(*one) for one in found[0]]
        facts += found[1]
    entries.sort(key=lambda one: (one.batch, one.file, one.line))
    _take_back(entries)
    return Told([one for one in entries if one.day <= as_at], facts, as_at, recorded)


@cache
def _read(path: str, text: str) -> tuple[list[tuple[Any, ...]], list[Fact]]:
    """The transactions and facts of one file."""
    parsed, errors, _ = parser.parse_string(text, report_filename=path)
    assert not errors, errors
    batch, owner = int(path.split("/")[1]), re.split(r"[/.]", path)[2]
    entries, facts = [], []
    for one in parsed:
        line = one.meta["lineno"]
        if isinstance(one, data.Transaction):
            meta = {key: value for key, value in one.meta.items() if key not in {"filename", "lineno"}}
            postings = tuple(Posting(p.account, Fraction(p.units.number) * 100, p.units.currency) for p in one.postings)
            links = tuple(sorted(one.links))
            entries.append((one.date, batch, owner, path, line, one.payee or "", links, meta, postings))
        elif isinstance(one, data.Custom):
            values = tuple(value.value for value in one.values)
            facts.append(Fact(one.type, one.date, values, one.meta, batch, line))
    return entries, facts


def _take_back(entries: list[Entry]) -> None:
    """Find what each reversal takes back: of the batch it names, of its book and link, with signs turned."""
    for one in (one for one in entries if one.event == "reversal"):
        one.is_live = False
        turned = sorted((p.account, -p.pence, p.commodity) for p in one.postings)
        key = one.meta.get("reverses", "").zfill(4), one.owner, one.link
        fitting = [
            other for other in entries
            if other.event != "reversal" and other.is_live and (f"{other.batch:04d}", other.owner, other.link) == key
            and sorted((p.account, p.pence, p.commodity) for p in other.postings) == turned
        ]  # fmt: skip
        fitting.sort(key=lambda other: other.day != one.day)
        if fitting:
            one.undoes, fitting[0].is_live = fitting[0], False
