"""Canonical text: how a batch file writes accounts, facts and transactions, always the same way."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from nesa_fund.entries import COMMODITIES, POUNDS, STAFF_DAYS, Transaction, klass
from nesa_fund.facts import Fact, Spec, specs
from nesa_fund.money import format_pence
from nesa_fund.rows import META, Rows, ends_of

_RANK = {key: rank for rank, key in enumerate(META)}
"""Key of metadata -> its place in the order of writing: another key has no column, and is never written."""


class Open(NamedTuple):
    """An account opened, with the codes it has in the returns of schools."""

    day: date
    account: str
    codes: tuple[tuple[str, str], ...] = ()


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


def texts_of(rows: Rows) -> list[str]:
    """The transactions of one file's rows, each as ``text_of_transaction`` writes it: column by column, for many."""
    heads = zip(rows.day, rows.payee, _all_quoted(rows.payee), _all_quoted(rows.narration), rows.link, strict=True)
    begun = [
        f"{day} * {said} {what} ^{link}" if payee else f"{day} * {what} ^{link}"
        for day, payee, said, what, link in heads
    ]
    metas = [
        [f"\n  {key}: {said}" if value else "" for value, said in zip(column, _all_quoted(column), strict=True)]
        for key, column in rows.meta.items()
        if any(column)
    ]
    return ["".join(parts) for parts in zip(begun, *metas, _texts_of_postings(rows), strict=True)]


def _texts_of_postings(rows: Rows) -> Iterator[str]:
    """The postings of each transaction, as wide as its longest account."""
    begin = 0
    for end in ends_of(rows.txn):
        accounts = rows.account[begin:end]
        width = max(map(len, accounts)) + 2
        units = zip(accounts, rows.pence[begin:end], rows.commodity[begin:end], strict=True)
        yield "".join([f"\n  {name.ljust(width)}{format_pence(pence).rjust(12)} {unit}" for name, pence, unit in units])
        begin = end


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


def _all_quoted(texts: Sequence[str]) -> list[str]:
    """A column of strings, each as Beancount writes it: all of them are looked at as one text first."""
    together = "".join(texts)
    assert together.isprintable(), together
    is_plain = not ('"' in together or "\\" in together)
    return [f'"{text}"' for text in texts] if is_plain else list(map(quoted, texts))


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
