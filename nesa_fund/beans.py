"""The one module that knows Beancount's types: it reads the text of batches into our own values."""

import gc
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from beancount.core import data
from beancount.parser import _parser, grammar  # type: ignore[attr-defined]  # Compiled, without stubs.

from nesa_fund.canon import Open
from nesa_fund.entries import POUNDS, Place, Posting, Transaction
from nesa_fund.facts import FACTS, Fact, FactError, Raw, read_fact
from nesa_fund.gate import check_canonical
from nesa_fund.money import LARGEST_PENCE, whole_pence
from nesa_fund.problems import LedgerError
from nesa_fund.rows import META, Rows, Sink, by_key

_OF_TRANSACTIONS = frozenset(META)
_OF_OPENS = frozenset({"cfr", "aar"})
_PIECE = 2**17
"""Signs of text that are parsed at once, and what follows up to the end of an entry."""
_AMOUNTS = re.compile(rf"(?:-?\d{{1,{len(str(LARGEST_PENCE)) - 3}}}+\.\d\d(?:\n|\Z))*+", re.ASCII)
"""Amounts, a line each, that are in whole pence and of fewer digits than ``LARGEST_PENCE``."""


@dataclass(slots=True)
class Contents:
    """What one file, or the whole ledger, holds."""

    facts: list[Fact] = field(default_factory=list)
    opens: list[Open] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)


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


Unit = tuple[str, Decimal, str]
"""Account, number and commodity."""


class Entry(NamedTuple):
    """A transaction as Beancount's parser reads it."""

    line: int
    day: date
    payee: str
    narration: str
    links: tuple[str, ...]
    meta: Mapping[str, Any]
    units: list[Unit]


class _Builder(grammar.Builder):
    """What Beancount's parser calls for what it reads: transactions come out as plain tuples, the rest as its own.

    Its own builder makes five objects a posting, counts decimals for its printer and sorts: most of
    the time that a reading takes. What the gate lets through needs none of it.
    """

    def handle_list(self, _file: str, _line: int, found: list[Any] | None, new: object) -> list[Any]:
        found = found or []
        if new is not None:
            found.append(new)
        return found

    def account(self, file: str, line: int, account: str) -> str:
        return self.accounts.get(account) or str(super().account(file, line, account))  # type: ignore[no-untyped-call]

    def amount(self, _file: str, _line: int, number: Decimal, currency: str) -> tuple[Decimal, str]:
        return number, currency

    def key_value(self, _file: str, _line: int, key: str, value: object) -> tuple[str, object]:
        return key, value

    def tag_link_new(self, _file: str, _line: int) -> list[str]:
        return []

    def tag_link_LINK(self, _file: str, _line: int, links: list[str], link: str) -> list[str]:  # noqa: N802
        links.append(link)
        return links

    def posting(
        self, _file: str, _line: int, account: str, units: tuple[Decimal, str], *_: object
    ) -> tuple[str, Decimal, str]:
        return account, *units

    def transaction(  # noqa: PLR0913, PLR0917  # As Beancount calls it.
        self, file: str, line: int, day: date, _flag: str, texts: list[str], links: list[str], below: list[Any] | None
    ) -> Entry:
        meta: dict[str, object] = {}
        units = []
        for one in below or ():
            if len(one) == 3:
                units.append(one)
            elif units:
                self._refuse(file, line, "metadata belong to the transaction, above its postings")
            elif one[0] in meta:
                self._refuse(file, line, f"{one[0]} is said twice")
            else:
                meta[one[0]] = one[1]
        payee, narration = texts if len(texts) == 2 else ("", texts[0])
        return Entry(line, day, payee, narration, tuple(links), meta, units)

    def _refuse(self, file: str, line: int, message: str) -> None:
        self.build_grammar_error(file, line, message)  # type: ignore[no-untyped-call]


def parse(text: str, file: str) -> Iterator[list[Entry | data.Directive]]:
    """Beancount's parse of a batch file, after the gate, in the order of the file; nothing is booked, included or run.

    A large file is parsed piece by piece, since what is parsed takes several times the room of its text.

    Raises:
        LedgerError: The text is outside the grammar.
    """
    check_canonical(text, file)
    for line, piece in _pieces(text):
        builder = _Builder()  # type: ignore[no-untyped-call]  # As Beancount has it.
        _parser.Parser(builder).parse(io.BytesIO(piece.encode()), filename=file, lineno=line)
        if builder.errors:
            error = builder.errors[0]
            raise LedgerError(f"{file} line {error.source['lineno']}: {error.message}")
        yield builder.entries


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A text in pieces that end between two entries, each with the line that it begins on."""
    begin, line = 0, 1
    while begin < len(text):
        end = text.find("\n\n", begin + _PIECE)
        piece = text[begin : end + 2] if end >= 0 else text[begin:]
        yield line, piece
        begin, line = begin + len(piece), line + piece.count("\n")


def decoded(content: bytes, file: str) -> str:
    """The text of a batch file.

    Raises:
        LedgerError: It is not UTF-8.
    """
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise LedgerError(f"{file}: not UTF-8 text") from error


def read_file(text: str, batch: int, file: str, into: Contents, sink: Sink | None = None) -> None:
    """Read one file of a batch.

    Args:
        text: The file's text.
        batch: The number of its batch.
        file: Its path below the ledger folder; its name tells whose book it is.
        into: Where what it holds is appended, in the order of the file.
        sink: Where its transactions are appended instead.

    Raises:
        LedgerError: The text is outside the grammar, or holds a fact that can't be one.
    """
    owner = file.rsplit("/", 1)[-1].split(".", 1)[0]
    owner = "" if owner == "register" else owner
    sink = into.rows if sink is None else sink
    for piece in parse(text, file):
        entries = []
        for entry in piece:
            if isinstance(entry, Entry):
                entries.append(entry)
            else:
                read_entry(entry, Place(batch, file, entry.meta["lineno"]), owner, into)
        units = [unit for entry in entries for unit in entry.units]
        numbers = [str(number) for _, number, _ in units]
        if owner and _are_sound(entries, numbers):
            _take_all(entries, units, numbers, (batch, file, owner), sink)
        else:
            for entry in entries:
                _take(entry, Place(batch, file, entry.line), owner, sink)


def _are_sound(entries: Sequence[Entry], numbers: Sequence[str]) -> bool:
    """Whether transactions are all as they should be: one link, known keys with texts, amounts in whole pence."""
    return (
        all(len(entry.links) == 1 and entry.units for entry in entries)
        and _OF_TRANSACTIONS.issuperset(set[str]().union(*[entry.meta for entry in entries]))
        and {type(value) for entry in entries for value in entry.meta.values()} <= {str}
        and _AMOUNTS.fullmatch("\n".join(numbers)) is not None
    )


def _take_all(
    entries: Sequence[Entry], units: Sequence[Unit], numbers: Sequence[str], of: tuple[int, str, str], sink: Sink
) -> None:
    """Take transactions that are sound, column by column; ``numbers`` are the amounts of their units as text."""
    sink.add_columns(
        of,
        day=[entry.day for entry in entries],
        line=[entry.line for entry in entries],
        payee=[entry.payee for entry in entries],
        narration=[entry.narration for entry in entries],
        link=[entry.links[0] for entry in entries],
        meta=by_key([entry.meta for entry in entries]),
        counts=[len(entry.units) for entry in entries],
        account=[account for account, _, _ in units],
        pence=list(map(int, "\n".join(numbers).replace(".", "").split())),
        commodity=[commodity for _, _, commodity in units],
    )


def read_entry(entry: data.Directive, place: Place, owner: str, into: Contents) -> None:
    """Take one of Beancount's directives into our own values."""
    match entry:
        case data.Transaction():
            _take(_entry(entry, place), place, owner, into.rows)
        case data.Custom():
            into.facts.append(_fact(entry, place))
        case data.Open():
            _refuse_unknown(_said(entry.meta).keys() - _OF_OPENS, "an open", place)
            codes = tuple((key, str(entry.meta[key])) for key in ("cfr", "aar") if key in entry.meta)
            into.opens.append(Open(entry.date, entry.account, codes))
        case _:
            _refuse_unknown(_said(entry.meta).keys(), f"a {type(entry).__name__.lower()}", place)


def _said(meta: Mapping[str, Any]) -> dict[str, Any]:
    """A directive's metadata without what Beancount adds: where it stands, and notes of its own."""
    return {key: value for key, value in meta.items() if key not in {"filename", "lineno"} and key[0] != "_"}


def _refuse_unknown(keys: Collection[str], of: str, place: Place) -> None:
    if keys:
        raise LedgerError(f"{place}: {', '.join(sorted(keys))} is no metadata of {of}")


def _entry(entry: data.Transaction, place: Place) -> Entry:
    units = []
    for posting in entry.postings:
        if posting.meta and len(posting.meta) > 2:  # Its file name and line.
            raise LedgerError(f"{place}: metadata belong to the transaction, above its postings")
        if posting.units is None or posting.units.number is None:
            raise LedgerError(f"{place}: a posting without an amount")
        units.append((posting.account, posting.units.number, posting.units.currency))
    texts = entry.payee or "", entry.narration or ""
    return Entry(place.line, entry.date, *texts, tuple(entry.links), _said(entry.meta), units)


def _take(entry: Entry, place: Place, owner: str, sink: Sink) -> None:
    if not entry.units:
        raise LedgerError(f"{place}: a transaction without postings")
    if not entry.meta.keys() <= _OF_TRANSACTIONS:
        _refuse_unknown(entry.meta.keys() - _OF_TRANSACTIONS, "a transaction", place)
    postings, part_pence = [], []
    for position, (account, number, commodity) in enumerate(entry.units):
        if abs(number) * 100 > LARGEST_PENCE:
            raise LedgerError(f"{place}: too large to be an amount here")
        pence, is_whole = whole_pence(number)
        if not is_whole:
            part_pence.append(position)
        postings.append(Posting(account, pence, commodity))
    meta = {key: str(value) for key, value in entry.meta.items()}
    link = min(entry.links, default="")
    transaction = Transaction(entry.day, entry.payee, entry.narration, link, meta, tuple(postings), place)
    sink.add(transaction, owner, len(set(entry.links)), frozenset(part_pence))


def _fact(entry: data.Custom, place: Place) -> Fact:
    fact = FACTS.get(entry.type)
    if not fact:
        raise LedgerError(f'{place}: "{entry.type}" is no fact of the register')
    try:
        values = [_raw(value.value) for value in entry.values]
        meta = {key: _raw(value) for key, value in _said(entry.meta).items()}
        return read_fact(fact, entry.date, values, meta, place)
    except FactError as error:
        raise LedgerError(f"{place}: {error}") from error


def _raw(value: object) -> Raw:
    if isinstance(value, tuple):  # Beancount's amount: a number and its commodity.
        number, commodity = value
        if commodity != POUNDS or number is None:
            raise FactError(f"{number} {commodity} is not an amount in pounds")
        return _raw(number)
    if isinstance(value, str | Decimal | date | bool):
        return value
    raise FactError(f"{value} is nothing that a fact holds")
