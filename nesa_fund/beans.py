"""The one module that knows Beancount's types: canonical text from our values, and back."""

import gc
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from beancount.core import data
from beancount.core.amount import Amount
from beancount.parser import _parser, grammar  # type: ignore[attr-defined]  # Compiled, without stubs.

from nesa_fund.book import META, Rows
from nesa_fund.entries import COMMODITIES, POUNDS, STAFF_DAYS, Place, Posting, Transaction, klass
from nesa_fund.facts import FACTS, Fact, FactError, Raw, Spec, read_fact, specs
from nesa_fund.money import LARGEST_PENCE, format_pence, whole_pence
from nesa_fund.problems import LedgerError


class Open(NamedTuple):
    """An account opened, with the codes it has in the returns of schools."""

    day: date
    account: str
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Contents:
    """What one file, or the whole ledger, holds."""

    facts: list[Fact] = field(default_factory=list)
    opens: list[Open] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)


# Writing


def text_of_commodities(day: date) -> str:
    """The directives that name what the ledger counts in."""
    return blocks(f"{day} commodity {commodity}" for commodity in COMMODITIES)


def text_of_open(opened: Open) -> str:
    """One ``open`` directive."""
    currency = STAFF_DAYS if klass(opened.account) == "InKind" else POUNDS
    lines = [f"{opened.day} open {opened.account} {currency}"]
    return "\n".join([*lines, *(f"  {key}: {quoted(code)}" for key, code in opened.codes)])


def text_of_transaction(transaction: Transaction) -> str:
    """One transaction, its metadata in a fixed order, its amounts aligned."""
    payee = f"{quoted(transaction.payee)} " if transaction.payee else ""
    lines = [f"{transaction.day} * {payee}{quoted(transaction.narration)} ^{transaction.link}"]
    meta = transaction.meta
    assert set(meta) <= set(META), meta  # What has no column would be lost in silence.
    lines += [f"  {key}: {quoted(meta[key])}" for key in META if meta.get(key)]
    width = max(len(posting.account) for posting in transaction.postings) + 2
    lines += [
        f"  {account:<{width}}{format_pence(pence):>12} {commodity}"
        for account, pence, commodity in transaction.postings
    ]
    return "\n".join(lines)


def text_of_fact(fact: Fact) -> str:
    """One fact as a ``custom`` directive; what is not said is left out, but for flags and counts."""
    fields = specs(type(fact))  # type: ignore[arg-type]  # A class is hashable, whatever its instances are.
    said = [(spec, getattr(fact, spec.name)) for spec in fields]
    values = " ".join(_written(spec, value) for spec, value in said[: len(fact.VALUES)])
    meta = [
        f"  {spec.key}: {_written(spec, value)}"
        for spec, value in said[len(fact.VALUES) :]
        if value is not None and (value not in ("", ()) or value != spec.default)
    ]
    return "\n".join([f'{fact.day} custom "{fact.TYPE}" {values}', *meta])


def blocks(texts: Iterable[str]) -> str:
    """Directives apart by a blank line, one newline at the end; empty text for none."""
    text = "\n\n".join(texts)
    return text + "\n" if text else ""


def quoted(text: str) -> str:
    """A string as Beancount writes it."""
    assert text.isprintable(), text  # What people give is read strictly long before it comes here.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(spec: Spec, value: Any) -> str:  # noqa: ANN401  # A field's kind tells what it is.
    return _WRITERS[spec.kind](value)


def decimal_text(number: Fraction) -> str:
    """A number with a finite decimal expansion, written out: 412, 112.5."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    assert Fraction(exact) == number
    return f"{exact:f}"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "text": quoted,
    "amount": lambda pence: f"{format_pence(pence)} {POUNDS}",
    "number": decimal_text,
    "count": str,
    "day": str,
    "flag": lambda flag: "TRUE" if flag else "FALSE",
    "codes": lambda codes: quoted(", ".join(codes)),
    "weights": lambda pairs: quoted(", ".join(f"{code}={decimal_text(weight)}" for code, weight in pairs)),
    "costs": lambda pairs: quoted(", ".join(f"{code}={format_pence(pence)}" for code, pence in pairs)),
}

# The gate: text that Beancount runs is code, so only canonical lines reach its parser.

# Every repetition is possessive: a text is read once, in one pass, and never backed up in.

_STRING = r'"(?:[^"\\\n\x00-\x1f\x7f]++|\\["\\])*+"'
_DATE = r"\d{4}-\d{2}-\d{2}"
_ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*+)++"
_NUMBER = r"-?\d{1,15}+(?:\.\d{1,10}+)?"  # Beancount's own minus rounds what has more than 28 digits.
_COMMODITY = r"(?:GBP|DAY)"
_VALUE = rf"(?:{_STRING}|TRUE|FALSE|{_DATE}|{_NUMBER}(?: ++[A-Z]++)?|{_ACCOUNT})"
_FIRST_LINE = (
    rf"{_DATE} ++(?:"
    + "|".join(
        (
            rf"\*(?: ++{_STRING}){{1,2}}+(?: ++\^[A-Za-z0-9._/-]++)*+",
            rf"custom ++{_STRING}(?: ++{_VALUE})*+",
            rf"open ++{_ACCOUNT}(?: ++{_COMMODITY})?",
            rf"close ++{_ACCOUNT}",
            rf"commodity ++{_COMMODITY}",
        )
    )
    + ")"
)
_NEXT_LINE = rf"  (?:[a-z][a-zA-Z0-9_-]*+: *+{_VALUE}|{_ACCOUNT} ++{_NUMBER} ++{_COMMODITY})"
_BLOCK = rf"{_FIRST_LINE}\n(?:{_NEXT_LINE}\n)*+"
_FILE = re.compile(rf"(?:{_BLOCK}(?:\n{_BLOCK})*+)?+", re.ASCII)
_LINE = re.compile(rf"(?:{_FIRST_LINE}|{_NEXT_LINE})?\n", re.ASCII)


def check_canonical(text: str, file: str) -> None:
    """Refuse text outside the grammar of a batch file.

    Raises:
        LedgerError: The place and the line.
    """
    _check_printable(text, file)
    read = _FILE.match(text)
    assert read  # It may read nothing, but never fails.
    if read.end() == len(text):
        return
    start, line = read.end(), text.count("\n", 0, read.end()) + 1
    for shown in text[start:].splitlines(keepends=True):
        if not _LINE.fullmatch(shown):
            raise LedgerError(f"{file} line {line}: not a line of a batch file: {shown.strip()[:60]!r}")
        line += 1
    line = text.count("\n", 0, start) + 1
    raise LedgerError(f"{file} line {line}: not laid out as a batch file, with one blank line between its entries")


def _check_printable(text: str, file: str) -> None:
    """Refuse a character that ``quoted`` never writes: a control of any kind, a mark of direction, an odd space."""
    if text.replace("\n", "").isprintable():
        return
    lines = enumerate(text.split("\n"), 1)
    line, char = next((line, char) for line, shown in lines for char in shown if not char.isprintable())
    raise LedgerError(f"{file} line {line}: not a line of a batch file: it holds {char!a}, which is not printable")


# Reading


@contextmanager
def no_collection() -> Iterator[None]:
    """Reading and importing make millions of objects that live on: looking for garbage is a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Builder(grammar.Builder):
    """Beancount's own builder, less the statistics of decimals that only its printer needs."""

    def _dcupdate(self, number: Decimal, currency: str) -> None:
        pass


def parse(text: str, file: str) -> tuple[list[data.Directive], list[Any]]:
    """Beancount's parse of a text: its directives and errors; nothing is booked, included or run."""
    builder = _Builder()  # type: ignore[no-untyped-call]  # As Beancount has it.
    _parser.Parser(builder).parse(io.BytesIO(text.encode()), filename=file, lineno=1)
    entries, errors, _ = builder.finalize()  # type: ignore[no-untyped-call]
    return entries, errors


def read_file(text: str, batch: int, file: str, into: Contents) -> None:
    """Read one file of a batch, after the gate, by Beancount's own parser.

    Args:
        text: The file's text.
        batch: The number of its batch.
        file: Its path below the ledger folder; its name tells whose book it is.
        into: Where what it holds is appended, in the order of the file.

    Raises:
        LedgerError: The text is outside the grammar, or holds a fact that can't be one.
    """
    check_canonical(text, file)
    entries, errors = parse(text, file)
    if errors:
        error = errors[0]
        raise LedgerError(f"{file} line {error.source['lineno']}: {error.message}")
    owner = file.rsplit("/", 1)[-1].split(".", 1)[0]
    for entry in sorted(entries, key=lambda entry: entry.meta["lineno"]):
        read_entry(entry, Place(batch, file, entry.meta["lineno"]), "" if owner == "register" else owner, into)


def read_entry(entry: data.Directive, place: Place, owner: str, into: Contents) -> None:
    """Take one of Beancount's directives into our own values."""
    match entry:
        case data.Transaction():
            transaction, links, part_pence = _transaction(entry, place)
            into.transactions.append(transaction)
            into.rows.add(transaction, owner, links, part_pence)
        case data.Custom():
            into.facts.append(_fact(entry, place))
        case data.Open():
            codes = tuple((key, str(entry.meta[key])) for key in ("cfr", "aar") if key in entry.meta)
            into.opens.append(Open(entry.date, entry.account, codes))


def _transaction(entry: data.Transaction, place: Place) -> tuple[Transaction, int, frozenset[int]]:
    postings, part_pence = [], set()
    if not entry.postings:
        raise LedgerError(f"{place}: a transaction without postings")
    for position, posting in enumerate(entry.postings):
        if posting.meta and len(posting.meta) > 2:  # Its file name and line.
            raise LedgerError(f"{place}: metadata belong to the transaction, above its postings")
        units = posting.units
        if units is None or units.number is None:
            raise LedgerError(f"{place}: a posting without an amount")
        if abs(units.number) * 100 > LARGEST_PENCE:
            raise LedgerError(f"{place}: too large to be an amount here")
        pence, is_whole = whole_pence(units.number)
        if not is_whole:
            part_pence.add(position)
        postings.append(Posting(posting.account, pence, units.currency))
    meta = {key: str(value) for key, value in entry.meta.items() if key not in {"filename", "lineno"}}
    link = min(entry.links, default="")
    transaction = Transaction(entry.date, entry.payee or "", entry.narration or "", link, meta, tuple(postings), place)
    return transaction, len(entry.links), frozenset(part_pence)


def _fact(entry: data.Custom, place: Place) -> Fact:
    fact = FACTS.get(entry.type)
    if not fact:
        raise LedgerError(f'{place}: "{entry.type}" is no fact of the register')
    try:
        values = [_raw(value.value) for value in entry.values]
        meta = {key: _raw(value) for key, value in entry.meta.items() if key not in {"filename", "lineno"}}
        return read_fact(fact, entry.date, values, meta, place)
    except FactError as error:
        raise LedgerError(f"{place}: {error}") from error


def _raw(value: object) -> Raw:
    if isinstance(value, Amount):
        if value.currency != POUNDS or value.number is None:
            raise FactError(f"{value} is not an amount in pounds")
        return value.number
    if isinstance(value, str | Decimal | date | bool):
        return value
    raise FactError(f"{value} is nothing that a fact holds")
