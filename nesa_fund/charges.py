"""What is due: one definition of a contribution, for the charge, the schedule and the rules."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from string import ascii_uppercase
from typing import NamedTuple

import pandas as pd

from nesa_fund.allocation import AllocationError, allocate, instalments
from nesa_fund.book import Book
from nesa_fund.claims import movements
from nesa_fund.facts import Member, Schedule, Withdrawal
from nesa_fund.money import format_pounds, half_up
from nesa_fund.periods import Year, day_in_words
from nesa_fund.register import Register, Spell

_CONTRIBUTION = re.compile(r"Fund-(20\d\d-\d\d)-([A-Z][A-Za-z0-9]*)-(\d+|closing\d*|surplus)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """One member's contribution for a year, or for one of its times in it.

    Attributes:
        member: Its code.
        roll: Its pupils at the census.
        part: The part of the year that the share is for, 1 for the whole.
        pence: Its contribution.
        parts: Instalment number -> pence; they sum to ``pence``.
        joined: The day it joined, if that was after the schedule was adopted, else None.
        spells: Its spells of membership that the share is for, as they came about.
        before: How many shares the member has for earlier times of the year: it left and came back.
    """

    member: str
    roll: Fraction
    part: Fraction
    pence: int
    parts: Mapping[int, int]
    joined: date | None = None
    spells: tuple[Spell, ...] = ()
    before: int = 0

    @property
    def account(self) -> str:
        """What is charged and credited for the share goes by this name; nobody has two shares of one name."""
        return f"{self.member} {self.before + 1}" if self.before else self.member


@dataclass(frozen=True, slots=True)
class Basis:
    """What a schedule allocates over: rolls and parts of the year, and who has no roll."""

    rolls: Mapping[str, Fraction]
    parts: Mapping[str, Fraction]
    without_roll: tuple[str, ...]

    @property
    def weights(self) -> dict[str, Fraction]:
        """Member -> roll times the part of the year it is in."""
        return {code: self.rolls[code] * self.parts[code] for code in self.rolls}


def basis(register: Register, year: Year, census: str) -> Basis:
    """Who takes part in a year, by the facts of a register, and with which weight.

    Those taking part are the schools and trusts in membership on the year's first day, and those
    whose joining later in the year is recorded.
    """
    parts = {code: year.part(register.spells(code)) for code in register.contributing}
    taking_part = [code for code, part in parts.items() if part > 0]
    rolls = {code: register.roll(code, census) for code in taking_part}
    known = {code: roll for code, roll in rolls.items() if roll is not None}
    without = tuple(code for code in taking_part if rolls[code] is None)
    return Basis(known, {code: parts[code] for code in known}, without)


def planned_pence(register: Register, year: str) -> int:
    """What a year's plan has in lines that are not paid from grants."""
    return sum(line.amount for line in register.plan(year).values() if not line.grant)


def shares_of(total_pence: int, count: int, on: Basis) -> list[Share]:
    """The shares of a total by a basis, each in ``count`` instalments, in order of code.

    Raises:
        AllocationError: Nobody has a roll.
    """
    allocated = allocate(total_pence, on.weights)
    return [
        Share(code, on.rolls[code], on.parts[code], pence, dict(enumerate(instalments(pence, count), 1)))
        for code, pence in allocated.items()
    ]


def adopted_shares(book: Book, schedule: Schedule) -> list[Share]:
    """Every member's contribution for the year of an adopted schedule: the one definition.

    From the facts recorded up to the schedule's batch; and a member that joined afterwards pays
    on top its part of the total by the same measure, rounded half up, over the instalments not
    yet charged to anyone on the day it joins; by its roll as recorded when it was first charged,
    for the days that its joining was for, whatever is recorded of it later. One that leaves and
    comes back in the year has joined anew: it has a further share, by the same roll. None at all
    where no roll was recorded that could carry the total.
    """
    register = book.register
    year, known = register.year(schedule.year), register.recorded_by(schedule.place.batch)
    adopted = basis(known, year, schedule.census)
    try:
        shared = shares_of(schedule.total, schedule.instalments, adopted)
    except AllocationError:
        return []
    first = [
        replace(share, spells=register.spells(share.member)[: len(known.spells(share.member))]) for share in shared
    ]
    measure = schedule.total / sum(adopted.weights.values(), Fraction(0))
    asked = {*adopted.rolls, *schedule.without_roll}
    first_charged = _first_charged(book, schedule.year)
    for code in sorted(set(basis(register, year, schedule.census).rolls) - asked):
        spells = register.spells(code)
        begun = next(n for n, (_, last) in enumerate(spells) if last is None or last >= year.start)
        then = register.recorded_by(first_charged.get(code, register.last_batch))
        roll = then.roll(code, schedule.census) or register.roll(code, schedule.census) or Fraction(0)
        first.append(_on_top(book, schedule, measure, Share(code, roll, Fraction(0), 0, {}), begun))
    return [*first, *(again for share in first for again in _joined_again(book, schedule, measure, share))]


def _joined_again(book: Book, schedule: Schedule, measure: Fraction, share: Share) -> Iterator[Share]:
    """The further shares of a member that came back in the year after the times that its share is for."""
    year, spells = book.register.year(schedule.year), book.register.spells(share.member)
    begun = spells.index(share.spells[-1]) + 1 if share.spells else len(spells)
    while begun < len(spells) and spells[begun][0] <= year.end:
        share = _on_top(book, schedule, measure, replace(share, before=share.before + 1), begun)
        begun += len(share.spells)
        yield share


def _on_top(book: Book, schedule: Schedule, measure: Fraction, who: Share, begun: int) -> Share:
    """The share of a member that joined after adoption, from one of its spells on.

    Args:
        book: The book.
        schedule: The adopted schedule.
        measure: Pence a pupil of the whole year.
        who: Its code, its roll, and how many shares it has before.
        begun: Which of its spells the share begins with.
    """
    register, year = book.register, book.register.year(schedule.year)
    as_joined = _as_joined(register, who.member, begun)
    spells = register.spells(who.member)[begun : begun + len(as_joined)]
    joined, part = max(spells[0][0], year.start), year.part(as_joined)
    pence = half_up(measure * who.roll * part)
    left = instalments_left(book, schedule, joined) or [schedule.instalments + who.before]
    parts = dict(zip(left, instalments(pence, len(left)), strict=True))
    return replace(who, part=part, pence=pence, parts=parts, joined=joined, spells=spells)


def _first_charged(book: Book, year: str) -> dict[str, int]:
    """Member -> the batch that first charged it for a year: what is recorded later moves no share."""
    rows = movements(book)
    rows = rows[rows["is_live"] & (rows["event"] == "contribution") & (rows["year"] == year)]
    return {str(code): int(batch) for code, batch in rows["batch"].groupby(rows["debtor"]).min().items()}


def _as_joined(register: Register, code: str, begun: int) -> tuple[Spell, ...]:
    """A member's spells from one of them on, as they were known when its joining was recorded."""
    first = register.spells(code)[begun][0]
    told = (fact for fact in register.facts if isinstance(fact, Member | Withdrawal) and fact.code == code)
    batches = {fact.place.batch for fact in told}
    as_known = (register.recorded_by(batch).spells(code)[begun:] for batch in sorted(batches))
    return next((spells for spells in as_known if spells and spells[0][0] == first), register.spells(code)[begun:])


def instalments_left(book: Book, schedule: Schedule, day: date) -> list[int]:
    """The instalments not yet charged to anyone on a day."""
    rows = book.live_transactions
    charged = rows[(rows["event"] == "contribution") & (rows["year"] == schedule.year)]
    before = set(charged[charged["day"].dt.date < day]["instalment"].astype(str))
    return [n for n in range(1, schedule.instalments + 1) if str(n) not in before]


def shares_on(shares: Iterable[Share], day: date) -> dict[str, Share]:
    """Member -> the share that it is charged by on a day: of one that came back, by the time it is in or was last."""
    return {share.member: share for share in shares if not share.before or (share.joined and share.joined <= day)}


def accounts(shares: Iterable[Share], rows: pd.DataFrame) -> pd.Series:
    """The name of the share that each movement on contributions of a year is of, by the day its claim began."""
    of, begun = rows["debtor"].astype("object"), rows["day"].groupby(rows["link"].astype("object")).transform("min")
    for share in shares:
        if share.before and share.joined:
            of = of.mask((rows["debtor"] == share.member) & (begun >= pd.Timestamp(share.joined)), share.account)
    return of


def charged_before(share: Share, rows: pd.DataFrame) -> int:
    """What a member was charged less credits for its earlier times in the year, by the movements on contributions."""
    if not share.before:
        return 0
    return int(rows["owed"][(rows["debtor"] == share.member) & (accounts([share], rows) != share.account)].sum())


def last_day_in(share: Share, year: Year) -> date | None:
    """The last day in of a member that left within a year, in the time of a share; None for one that did not."""
    last = next((last for first, last in reversed(share.spells) if first <= year.end), None)
    return last if last and last in year else None


def closing_sum(register: Register, share: Share, year: Year, charged_pence: int) -> int | None:
    """What a leaver is to have been charged by a share in the end; None for a member that did not leave by its end.

    Under "refund" its share times its days in, by the days that the share was for, rounded half
    up; under "keep" what it had been charged. The policy is that of its last day.

    Args:
        register: The facts that it goes by.
        share: Its whole share for the time, however much of it was charged yet.
        year: The alliance year.
        charged_pence: What it had been charged by it, its closing charge or credit apart.
    """
    if not year.part(share.spells):
        return 0  # It had left before the year began, though the year was adopted with its share.
    last = last_day_in(share, year)
    if last is None:
        return None
    if register.alliance(last).withdrawal == "keep":
        return charged_pence
    return half_up(share.pence * year.part(share.spells) / share.part)


def closing_lack(register: Register, schedule: Schedule, share: Share, last: date, pence: int) -> str:
    """Why a leaver can't be charged so many pence in all for the year by its last day in; empty where it can.

    Nothing is charged after that day, nor before the Board adopted and its governing body confirmed.
    """
    if last < schedule.day:
        return f"the Board adopted {schedule.year} only on {day_in_words(schedule.day)}, after its last day in"
    confirmed = register.confirmations.get((share.member, schedule.year))
    if confirmed and confirmed.carries(pence, last):
        return ""
    return f"its governing body had not confirmed {format_pounds(pence)} by its last day in"


def is_closing(rows: pd.DataFrame) -> pd.Series:
    """Which movements on contributions are by a leaver's closing charge or credit: one without an instalment."""
    is_charge = (rows["event"] == "contribution") & (rows["instalment"] == "")
    is_credit = (rows["event"] == "credit-note") & (rows["reason"] == "withdrawal")
    return is_credit | rows["link"].isin(rows.loc[is_charge, "link"])


_LOWER = bytes(range(256)).lower()
_NO_LETTER_OR_DIGIT = bytes(code for code in range(128) if not chr(code).isalnum() and chr(code) != "\n")


def fold_number(number: str) -> str:
    """A charge's number ignoring case, spaces and punctuation: what the import and the rule hold to be one number.

    No number holds a line break: of many at once, a line each, every line is folded.
    """
    if number.isascii():  # As below, and quicker: a large sheet asks for each number several times.
        return number.encode().translate(_LOWER, _NO_LETTER_OR_DIGIT).decode()
    folded = unicodedata.normalize("NFKC", number).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign == "\n")


def contribution_link(year: str, member: str, instalment: int | str) -> str:
    """The link of a contribution: Fund-2025-26-Hartside-1, or …-closing, or …-surplus."""
    return f"Fund-{year}-{member}-{instalment}"


class OfContribution(NamedTuple):
    """What the link of a contribution tells: its year, its member, and its instalment, closing or surplus."""

    year: str
    member: str
    part: str


def of_contribution(link: str) -> OfContribution | None:
    """What a link tells as that of a contribution; None for any other."""
    found = _CONTRIBUTION.fullmatch(link)
    return OfContribution(*found.groups()) if found else None


def closing_link(year: str, share: Share) -> str:
    """The link of a leaver's closing charge: Fund-2025-26-Elm-closing; …-closing2 where it leaves a second time."""
    return contribution_link(year, share.member, f"closing{share.before + 1 if share.before else ''}")


def payment_reference(year: str, member: str, instalment: int, others: frozenset[str] = frozenset()) -> str:
    """The reference a member pays an instalment under: at most 18 letters and digits, unique.

    Args:
        year: The alliance year, "2025-26".
        member: Its code.
        instalment: Its number.
        others: All members' codes; one that another would meet, once shortened, gets letters of its own.
    """
    head, tail = f"PF{year[2:4]}{year[5:7]}", str(instalment)
    return f"{head}{_stems(others | {member}, 18 - len(head) - len(tail))[member]}{tail}"


@cache
def _stems(members: frozenset[str], room: int) -> Mapping[str, str]:
    """Member -> what no other has; it ends in a letter, so that the instalment after it is told apart."""
    short = {code: code.upper()[:room] for code in sorted(members)}
    times = Counter(short.values())
    stems = {code: text for code, text in short.items() if times[text] == 1 and text[-1].isalpha()}
    for code, text in short.items():
        taken = set(stems.values())
        numbered = (f"{text[: room - 3]}X{first}{second}" for first in ascii_uppercase for second in ascii_uppercase)
        stems.setdefault(code, next(stem for stem in numbered if stem not in taken))
    return stems
