"""Canonical text: how a batch file writes accounts, facts and transactions, always the same way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from nesa_fund.coded import Coded
from nesa_fund.entries import COMMODITIES, POUNDS, STAFF_DAYS, Transaction, klass
from nesa_fund.facts import Fact, Spec, specs
from nesa_fund.money import format_all_pence, format_pence
from nesa_fund.rows import META, Rows, ends_of

T = TypeVar("T")
_RANK = {key: rank for rank, key in enumerate(META)}
"""Key of metadata -> its place in the order of writing: another key has no column, and is never written."""


_AT_ONCE = 2**10
"""Directives of a large file that are written at once."""


class Open(NamedTuple):
    """An account opened, with the codes it has in the returns of schools."""

    day: date
    account: str
    codes: tuple[tuple[str, str], ...] = ()


def is_register(name: str) -> bool:
    """Whether a file of a batch holds facts: a register of the alliance or of one entity, not a book."""
    return f".{name}".endswith(".register.beancount")


def name_of(file: str) -> str:
    """The name of a file of a batch, by its path."""
    return file.rpartition("/")[2]


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
    meta, postings = transaction.meta, transaction.postings
    payee = f"{quoted(transaction.payee)} " if transaction.payee else ""
    width = max([len(account) for account, _, _ in postings]) + 2
    return "\n".join(
        [
            f"{transaction.day} * {payee}{quoted(transaction.narration)} ^{transaction.link}",
            *[f"  {key}: {quoted(meta[key])}" for key in sorted(meta, key=_RANK.__getitem__) if meta[key]],
            *[
                f"  {account.ljust(width)}{format_pence(pence).rjust(12)} {commodity}"
                for account, pence, commodity in postings
            ],
        ]
    )


def texts_of_books(opens: Mapping[str, Iterable[Open]], rows: Rows) -> Iterator[tuple[str, Iterator[str]]]:
    """The name of each file of books, and its text in pieces, which are to be taken before the next file is asked for.

    ``opens`` are the accounts that are opened, by file; the rows stand file after file.
    """
    of_rows = texts_of(rows)
    counts = {name_of(file): len(span) for file, span in rows.by_file().items()}
    for name in dict.fromkeys((*counts, *opens)):
        yield name, _pieces(chain(map(text_of_open, opens.get(name, ())), islice(of_rows, counts.get(name, 0))))


def _pieces(directives: Iterator[str]) -> Iterator[str]:
    """What ``blocks`` makes of many directives, bit by bit."""
    before = ""
    while some := blocks(islice(directives, _AT_ONCE)):
        yield before + some
        before = "\n"


def texts_of(rows: Rows) -> Iterator[str]:
    """Transactions by their columns, each as ``text_of_transaction`` writes it."""
    columns = [
        _each(rows.day, lambda day: f"{day} *"),
        _each(rows.payee, lambda payee: f" {quoted(payee)}" if payee else ""),
        _each(rows.narration, lambda narration: f" {quoted(narration)}"),
        _each(rows.link, lambda link: f" ^{link}"),
        *(_each(column, partial(_text_of_meta, key)) for key, column in rows.meta.items() if not column.is_blank),
        _texts_of_postings(rows),
    ]
    return map("".join, zip(*columns, strict=True))


def _each(column: Coded[T], text_of: Callable[[T], str]) -> Iterator[str]:
    """What each row of a column is written as: each value is written once, where many rows share it."""
    if 2 * len(column.distinct) > len(column):
        return map(text_of, column)
    return map(list(map(text_of, column.distinct)).__getitem__, column.codes)


def _text_of_meta(key: str, value: str) -> str:
    return f"\n  {key}: {quoted(value)}" if value else ""


def _texts_of_postings(rows: Rows) -> Iterator[str]:
    """The postings of each transaction, as wide as its longest account: of those on the same accounts alike."""
    known: dict[bytes, str] = {}
    is_one_commodity = len(rows.commodity.distinct) == 1
    both = zip(rows.account.codes, rows.commodity.codes, strict=True)
    units = rows.account.codes if is_one_commodity else Coded(both).codes
    amounts, begin = format_all_pence(rows.pence), 0
    for end in ends_of(rows.txn):
        key = units[begin:end].tobytes()
        if key not in known:
            known[key] = _blank_postings(rows.account[begin:end], rows.commodity[begin:end])
        yield known[key] % amounts[begin:end]
        begin = end


def _blank_postings(accounts: Sequence[str], commodities: Sequence[str]) -> str:
    """The postings on some accounts, with places for their amounts: neither of both has a % sign."""
    width = max(map(len, accounts)) + 2
    return "".join(f"\n  {name.ljust(width)}%12s {unit}" for name, unit in zip(accounts, commodities, strict=True))


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
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


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
