"""Facts of what was decided: the plan, the schedule, confirmations, agreements, exceptions."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from nesa_fund.facts.base import Fact, is_year, require, spec
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine(Fact):
    """A line of the year's plan for the Partnership Fund."""

    TYPE = "plan"
    VALUES = ("year", "line", "amount")
    KEY = ("year", "line")
    year: str = spec("text")
    line: str = spec("text")
    amount: int = spec("amount")
    title: str = spec("text", "")
    category: str = spec("text", "")
    lead: str = spec("text", "")
    participants: tuple[str, ...] = spec("codes", ())
    purpose: str = spec("text", "")
    grant: str = spec("text", "")
    quotes: int | None = spec("count", None)
    minute: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Fact):
    """The Board's adoption of the year's total."""

    TYPE = "schedule"
    VALUES = ("year", "total")
    KEY = ("year",)
    year: str = spec("text")
    total: int = spec("amount")
    census: str = spec("text", "")
    basis: str = spec("text", "roll")
    instalments: int = spec("count", 1)
    without_roll: tuple[str, ...] = spec("codes", ())
    set_aside: int | None = spec("amount", None)
    minute: str = spec("text", "")

    def check(self) -> None:
        """Refuse a year that there is not, and no instalment at all."""
        require(is_year(self.year), f'"{self.year}" is not a year, like 2025-26')
        require(self.instalments >= 1, "there is at least one instalment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Fact):
    """A governing body's own decision on its contribution of a year."""

    TYPE = "confirmation"
    VALUES = ("code", "year", "amount")
    KEY = ("code", "year")
    code: str = spec("text")
    year: str = spec("text")
    amount: int = spec("amount")
    body: str = spec("text", "")
    minute: str = spec("text", "")
    quorate: bool = spec("flag", default=False)
    purpose: str = spec("text", "")

    def carries(self, pence: int, day: date) -> bool:
        """Whether it carries so many pence charged on a day: decided by then, in due form, and of as much."""
        return not self.lack(pence, day)

    def lack(self, pence: int, day: date) -> str:
        """Why it does not carry so many pence charged on a day, as the end of a sentence; empty where it does."""
        decided = day_in_words(self.day)
        if self.day > day:
            return f"its governing body confirmed only on {decided}"
        if not self.quorate:
            return f"the meeting that confirmed on {decided} was not quorate"
        if not self.minute or not self.purpose:
            return f"the confirmation of {decided} has no {'purpose' if self.minute else 'minute'}"
        if self.amount < pence:
            return f"its governing body confirmed {format_pounds(self.amount)}, less than {format_pounds(pence)}"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Fact):
    """What a supplier and its customers agreed; the ceiling is net of VAT over its life."""

    TYPE = "agreement"
    VALUES = ("code", "supplier", "ceiling")
    KEY = ("code",)
    STATE = True
    code: str = spec("text")
    supplier: str = spec("text")
    ceiling: int = spec("amount")
    title: str = spec("text", "")
    customers: tuple[str, ...] = spec("codes", ())
    category: str = spec("text", "")
    share: str = spec("text", "priced")
    unit: str = spec("text", "")
    unit_price: int | None = spec("amount", None)
    unit_cost: int | None = spec("amount", None)
    cost_basis: str = spec("text", "")
    weights: tuple[tuple[str, Fraction], ...] = spec("weights", ())
    census: str = spec("text", "")
    leaver: str = spec("text", "stays")
    contract: str = spec("text", "")
    until: date | None = spec("day", None)

    def check(self) -> None:
        """Refuse a weight below zero."""
        require(all(weight >= 0 for _, weight in self.weights), "a weight is not below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Fact):
    """One party's own decision on an agreement's terms."""

    TYPE = "consent"
    VALUES = ("agreement", "code")
    KEY = ("agreement", "code", "day")
    agreement: str = spec("text")
    code: str = spec("text")
    minute: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance(Fact):
    """The customer's word on a charge."""

    TYPE = "acceptance"
    VALUES = ("link", "code", "answer")
    KEY = ("link", "code")
    OWNER = "code"
    link: str = spec("text")
    code: str = spec("text")
    answer: str = spec("text")
    by: str = spec("text", "")

    def check(self) -> None:
        """Refuse an answer that is neither yes nor no."""
        require(self.answer in {"accepted", "disputed"}, f'"{self.answer}" is neither accepted nor disputed')


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(Fact):
    """A joint contract with a firm, beside what each participant would pay alone."""

    TYPE = "contract"
    VALUES = ("code", "supplier", "annual_cost")
    KEY = ("code",)
    STATE = True
    code: str = spec("text")
    supplier: str = spec("text")
    annual_cost: int = spec("amount")
    title: str = spec("text", "")
    alone_cost: tuple[tuple[str, int], ...] = spec("costs", ())
    participants: tuple[str, ...] = spec("codes", ())
    contact: str = spec("text", "")
    until: date | None = spec("day", None)
    quotes: int | None = spec("count", None)
    category: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempted(Fact):
    """One breach, accepted by each entity that bears the loss; it stays visible."""

    TYPE = "exception"
    VALUES = ("rule", "link", "amount")
    KEY = ("rule", "link")
    rule: str = spec("text")
    link: str = spec("text")
    amount: int = spec("amount")
    until: date | None = spec("day", None)
    minutes: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Fact):
    """The annual formal review."""

    TYPE = "review"
    VALUES = ("year",)
    KEY = ("year",)
    year: str = spec("text")
    minute: str = spec("text", "")

    def check(self) -> None:
        """Refuse a year that there is not."""
        require(is_year(self.year), f'"{self.year}" is not a year, like 2025-26')


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Fact):
    """A year is closed: nothing later is dated into it."""

    TYPE = "close"
    VALUES = ("year",)
    KEY = ("year",)
    year: str = spec("text")
    minute: str = spec("text", "")
    carried: int | None = spec("amount", None)
