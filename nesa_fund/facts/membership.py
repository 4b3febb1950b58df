"""Facts of who the alliance is: its members, their rolls and strength, coming and going."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from nesa_fund.facts.base import Fact, require, spec
from nesa_fund.periods import is_year_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Alliance(Fact):
    """The alliance itself and what it has settled; a debt keeps the terms it was born with."""

    TYPE = "alliance"
    VALUES = ("name",)
    KEY = ()
    STATE = True
    name: str = spec("text")
    year_start: str = spec("text", "09-01")
    terms_days: int = spec("count", 30)
    overdue_days: int = spec("count", 90)
    withdrawal: str = spec("text", "refund")
    holder: str = spec("text", "")
    parity_tolerance: int = spec("count", 10)
    in_kind_limit: int = spec("count", 10)
    carry_forward: int = spec("count", 5)
    joiner_reserve: int | None = spec("amount", None)
    quotes_above: int | None = spec("amount", None)
    documents: bool = spec("flag", default=False)
    charter_from: date | None = spec("day", None)
    minute: str = spec("text", "")

    def check(self) -> None:
        """Refuse a year that can't begin, terms below zero, and a policy that there is not."""
        require(is_year_start(self.year_start), f'year-start "{self.year_start}" is not a day like 09-01')
        require(min(self.terms_days, self.overdue_days) >= 0, "terms-days and overdue-days are not below zero")
        require(self.withdrawal in {"refund", "keep"}, f'withdrawal "{self.withdrawal}" is neither refund nor keep')


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Fact):
    """A budget holder; joining is its own decision. The host of an association never changes."""

    TYPE = "member"
    VALUES = ("code", "kind")
    KEY = ("code",)
    STATE = True
    code: str = spec("text")
    kind: str = spec("text")
    name: str = spec("text", "")
    urn: str = spec("text", "")
    sector: str = spec("text", "")
    authority: str = spec("text", "")
    year_start: str = spec("text", "")
    host: str = spec("text", "")
    reclaims_vat: bool = spec("flag", default=False)
    bank: str = spec("text", "")
    alias: tuple[str, ...] = spec("codes", ())
    minute: str = spec("text", "")

    def check(self) -> None:
        """Refuse a code that can't be part of an account or a file's name, and a kind that there is not."""
        sound = re.fullmatch(r"[A-Z][A-Za-z0-9]{0,39}", self.code, re.ASCII)
        require(sound is not None and self.code not in {"Fund", "Register"}, f'"{self.code}" can\'t be a member code')
        require(self.kind in {"school", "trust", "association"}, f'"{self.kind}" is no kind of member')

    @property
    def contributes(self) -> bool:
        """Whether it is one of the contributing members: a school or a trust."""
        return self.kind in {"school", "trust"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Fact):
    """A member leaves; the date is its last day in."""

    TYPE = "withdrawal"
    VALUES = ("code",)
    KEY = ("code", "day")
    code: str = spec("text")
    minute: str = spec("text", "")
    successor: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength(Fact):
    """A joiner's revenue reserve in pence, as at a date."""

    TYPE = "strength"
    VALUES = ("code", "reserve")
    KEY = ("code", "as_at")
    OWNER = "code"
    code: str = spec("text")
    reserve: int = spec("amount")
    as_at: date | None = spec("day", None)
    minute: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll(Fact):
    """Pupils on roll at a census, of a member or of one of its URNs; may be 112.5."""

    TYPE = "roll"
    VALUES = ("code", "pupils")
    KEY = ("code", "census", "urn")
    code: str = spec("text")
    pupils: Fraction = spec("number")
    census: str = spec("text", "")
    urn: str = spec("text", "")
    basis: str = spec("text", "")

    def check(self) -> None:
        """Refuse pupils below none."""
        require(self.pupils >= 0, "a roll is not below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Fact):
    """A member leads an activity."""

    TYPE = "duty"
    VALUES = ("code", "title")
    KEY = ("code", "title")
    code: str = spec("text")
    title: str = spec("text")
    until: date | None = spec("day", None)
    line: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemCode(Fact):
    """A member's own finance system's code for a category."""

    TYPE = "code"
    VALUES = ("member", "category", "code")
    KEY = ("member", "category")
    OWNER = "member"
    member: str = spec("text")
    category: str = spec("text")
    code: str = spec("text")
    cost_centre: str = spec("text", "")
    vat_code: str = spec("text", "")
