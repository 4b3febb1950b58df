"""Facts that evidence something: public funding, grants, bank statements, signed accounts, notes."""

from dataclasses import dataclass
from datetime import date

from nesa_fund.entries import FUND
from nesa_fund.facts.base import Fact, require, spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding(Fact):
    """A member's published public funding of its own year, by stream."""

    TYPE = "funding"
    VALUES = ("code", "year", "stream", "amount")
    KEY = ("code", "year", "stream")
    OWNER = "code"
    code: str = spec("text")
    year: str = spec("text")
    stream: str = spec("text")
    amount: int = spec("amount")
    publisher: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction(Fact):
    """What an authority takes by law from a funding stream, never for the alliance."""

    TYPE = "deduction"
    VALUES = ("code", "year", "stream", "amount")
    KEY = ("code", "year", "stream", "reason")
    OWNER = "code"
    code: str = spec("text")
    year: str = spec("text")
    stream: str = spec("text")
    amount: int = spec("amount")
    publisher: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Fact):
    """A restricted grant to the Fund."""

    TYPE = "grant"
    VALUES = ("code", "amount")
    KEY = ("code",)
    STATE = True
    code: str = spec("text")
    amount: int = spec("amount")
    title: str = spec("text", "")
    giver: str = spec("text", "")
    purpose: str = spec("text", "")
    paid: str = spec("text", "advance")
    until: date | None = spec("day", None)

    def check(self) -> None:
        """Refuse a grant that is paid neither before nor after it is spent."""
        require(self.paid in {"advance", "arrears"}, f'paid "{self.paid}" is neither advance nor arrears')


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement(Fact):
    """A bank statement seen: the closing balance at the end of the fact's day."""

    TYPE = "statement"
    VALUES = ("account", "closing")
    KEY = ("account", "day")
    account: str = spec("text")
    closing: int = spec("amount")
    since: date | None = spec("day", None, key="from")
    lines: int | None = spec("count", None)

    @property
    def owner(self) -> str:
        """A member's own account is nobody else's business; the Fund's is shared."""
        entity = self.account.split(":")[1] if ":" in self.account else FUND
        return "" if entity == FUND else entity


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine(Fact):
    """One line of a bank statement and what it was."""

    TYPE = "bank-line"
    VALUES = ("account", "line", "amount")
    KEY = ("account", "line")
    account: str = spec("text")
    line: str = spec("text")
    amount: int = spec("amount")
    names: str = spec("text", "")
    answers: tuple[str, ...] = spec("codes", ())
    text: str = spec("text", "")

    @property
    def owner(self) -> str:
        """A member's own account is nobody else's business; the Fund's is shared."""
        entity = self.account.split(":")[1] if ":" in self.account else FUND
        return "" if entity == FUND else entity


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedAccount(Fact):
    """A member signs its account with the alliance, or disputes it."""

    TYPE = "agreed-account"
    VALUES = ("code", "owed_to", "owing", "answer")
    KEY = ("code", "as_at")
    OWNER = "code"
    code: str = spec("text")
    owed_to: int = spec("amount")
    owing: int = spec("amount")
    answer: str = spec("text")
    as_at: date | None = spec("day", None)
    by: str = spec("text", "")
    funding_in_full: bool = spec("flag", default=False)

    def check(self) -> None:
        """Refuse an answer that is neither yes nor no."""
        require(self.answer in {"agree", "differ"}, f'"{self.answer}" is neither agree nor differ')


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping(Fact):
    """A sheet layout remembered."""

    TYPE = "mapping"
    VALUES = ("name",)
    KEY = ("name",)
    STATE = True
    name: str = spec("text")
    kind: str = spec("text", "")
    columns: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Fact):
    """The officer's commentary on a line of a statement."""

    TYPE = "note"
    VALUES = ("statement", "line")
    KEY = ("statement", "line", "day")
    statement: str = spec("text")
    line: str = spec("text")
    text: str = spec("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck(Fact):
    """A fact of an earlier batch counts no more."""

    TYPE = "struck"
    VALUES = ("batch", "fact_source")
    KEY = ("batch", "fact_source")
    batch: str = spec("text")
    fact_source: str = spec("text")
    minute: str = spec("text", "")
