"""Opens a ledger and adds to it: the gate, the batches, the book they make."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nesa_fund import __version__, batches, beans, derived, readback
from nesa_fund.ahead import Ahead
from nesa_fund.batches import NumberTakenError, Papers, Signature
from nesa_fund.book import Batch, Book, Origin
from nesa_fund.bookwriter import write_file
from nesa_fund.draft import Draft, Written, rows_of, written
from nesa_fund.entries import OPENED, Place
from nesa_fund.facts import Alliance, Fact
from nesa_fund.history import MANIFEST, History, Texts, read_history
from nesa_fund.history import read_on as continued
from nesa_fund.problems import LedgerError
from nesa_fund.reading import contents_of
from nesa_fund.register import Register
from nesa_fund.rows import Rows
from nesa_fund.writing import Writing

_NOBODY = Signature("", datetime.min.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it was read: its folder, history, book, and the accounts opened in it."""

    root: Path
    history: History
    book: Book
    rows: Rows
    accounts: frozenset[str]

    @property
    def register(self) -> Register:
        """The register of its book."""
        return self.book.register

    def with_draft(self, draft: Draft) -> Book:
        """The book as it would be with a draft recorded: what a preview checks."""
        number = len(self.history.batches) + 1
        known = {**self.book.batches, number: _as_batch(number, draft, _NOBODY, "")}
        register = self.register.joined_by(placed(draft.facts, number))
        rows = self.rows.joined_by([rows_of(draft, number)])
        return Book(register, rows, self.book.origin._replace(batches=known))


def placed(facts: Iterable[Fact], batch: int) -> list[Fact]:
    """Facts as they will stand in a batch, before they have a line there."""
    return [_at(fact, batch, line) for line, fact in enumerate(facts, 1)]


def _at(fact: Fact, batch: int, line: int) -> Fact:
    return dataclasses.replace(fact, place=fact.place._replace(batch=batch, line=line))


def _as_batch(number: int, draft: Draft, signature: Signature, head: str) -> Batch:
    return Batch(
        number,
        draft.kind,
        signature.recorded_at,
        signature.recorded_by,
        signature.approved_by,
        signature.how,
        draft.note,
        frozenset(draft.sources),
        draft.rows,
        draft.totals,
        head,
    )


def open_ledger(root: Path, history: History | None = None, ahead: Ahead | None = None) -> Ledger:
    """Read every batch of a ledger through the gate; what was read just now is not read again.

    A ledger that was altered is read as far as it can be; its book says where it was altered, and
    ``is_readable`` whether what it holds can be relied on at all.

    Raises:
        LedgerError: There is no ledger, or its text is outside the grammar though it is as written.
    """
    history = history or read_history(root)
    with beans.no_collection():
        contents, is_read = contents_of(history.texts, ahead, is_strict=not history.alterations)
        is_readable = is_read and history.is_whole
        register = Register(contents.facts)
        if not register.all(Alliance):
            if not history.alterations:
                raise LedgerError(f"{root} has no alliance fact: it is not a ledger made by nesa init")
            register, is_readable = register.joined_by([Alliance(day=OPENED, name=root.name)]), False
        origin = Origin(history.batches, history.alterations, history.files, is_readable)
        book = Book(register, contents.rows.packed(), origin)
    opened = frozenset(opened.account for opened in contents.opens)
    if not history.alterations:
        _refuse_unopened(book.rows, opened)
    return Ledger(root, dataclasses.replace(history, texts=Texts()), book, book.rows, opened)


def read_on(ledger: Ledger) -> Ledger:
    """A ledger and the batches that were added since it was read, which alone are read.

    Raises:
        LedgerError: Their text is outside the grammar though it is as written, or can't be read.
    """
    history = continued(ledger.root, ledger.history)
    if history.alterations:
        return open_ledger(ledger.root)
    contents, _ = contents_of(history.texts)
    opened = ledger.accounts | {opened.account for opened in contents.opens}
    _refuse_unopened(contents.rows, opened)
    rows = ledger.rows.joined_by([contents.rows])
    register = Register((*ledger.register.facts, *contents.facts))
    book = Book(register, rows, Origin(history.batches, files=history.files))
    return Ledger(ledger.root, dataclasses.replace(history, texts=Texts()), book, rows, opened)


def _refuse_unopened(rows: Rows, opened: frozenset[str]) -> None:
    """Refuse an account that no batch opens: stock Beancount would not load what is on it."""
    unopened = set(rows.account.distinct) - opened
    if unopened:
        at = next(n for n, account in enumerate(rows.account) if account in unopened)
        txn = rows.txn[at]
        place = Place(rows.batch[txn], rows.file[txn], rows.line[txn])
        raise LedgerError(f"{place}: {rows.account[at]} is opened nowhere in the ledger")


def opened_to_add(root: Path, ahead: Ahead | None = None) -> Ledger:
    """A ledger that a batch may be added to.

    Raises:
        LedgerError: It was altered, or can't be read.
    """
    ledger = open_ledger(root, ahead=ahead)
    if ledger.history.alterations:
        first = ledger.history.alterations[0]
        raise LedgerError(f"{first.file}: {first.message}; nothing is added to an altered ledger, see nesa verify")
    return ledger


def record(
    root: Path,
    make: Callable[[Ledger], Draft | None],
    signature: Signature,
    look: Callable[[Book], None] = lambda _: None,
    ahead: Ahead | None = None,
) -> Ledger | None:
    """Add one batch to a ledger; build it again when another took its number.

    Args:
        root: The ledger's folder.
        make: Makes the draft from the ledger as it stands; None or an empty draft: nothing to record.
        signature: Who records it and when.
        look: Looks at the book as it will be, while what was written is read back.
        ahead: The ledger's books, where somebody began to read them before.

    Returns:
        The ledger with the new batch, or None where there was nothing to record.

    Raises:
        LedgerError: The ledger was altered, or can't be written.
    """
    while True:
        adding = _adding(opened_to_add(root, ahead), make, signature)
        if adding is None:
            return None
        try:
            return adding.commit(look)
        except NumberTakenError:
            continue


def found(root: Path, draft: Draft, signature: Signature) -> Ledger:
    """Begin a ledger with its first batch."""
    empty = History({}, (), (), 0)
    nothing = Ledger(root, empty, Book(Register(()), Rows()), Rows(), frozenset())
    adding = _adding(nothing, lambda _: draft, signature)
    assert adding  # A ledger begins with its alliance.
    try:
        return adding.commit(lambda _: None)
    except NumberTakenError as error:
        raise LedgerError(f"{root} holds a ledger already") from error


def _adding(ledger: Ledger, make: Callable[[Ledger], Draft | None], signature: Signature) -> "_Adding | None":
    """What is to be recorded on a ledger, its transactions as rows alone; None where there is nothing."""
    draft = make(ledger)
    if draft is None or draft.is_empty:
        return None
    members = ledger.register.members if ledger.history.batches else None
    meant = written(draft, len(ledger.history.batches) + 1, members, ledger.accounts)
    draft = dataclasses.replace(draft, transactions=())
    return _Adding(ledger, dataclasses.replace(meant, draft=draft), signature)


class _Adding:
    """A batch on its way into a ledger.

    Rows are let go of once they are written and joined: whoever looks at the book to come may take much room.
    """

    def __init__(self, ledger: Ledger, meant: Written, signature: Signature) -> None:
        self._ledger, self._meant, self._signature = ledger, meant, signature

    def commit(self, look: Callable[[Book], None]) -> Ledger:
        """Put the batch in its place; the ledger that has it."""
        recorded: list[Ledger] = []
        root, number = self._ledger.root, self._meant.number

        def build(staging: Path) -> None:
            said, digests, rows = self._write(staging)
            batch = self._sign(staging, digests)

            def meanwhile(facts: Sequence[Fact]) -> None:
                recorded.append(self._extended(rows, facts, batch, len(digests)))
                look(recorded[-1].book)

            readback.check(staging, said, digests, meanwhile)

        batches.commit(root, number, build)
        try:
            derived.refresh(root, recorded[-1].register)
        except OSError as error:
            raise LedgerError(
                f"batch {number} is recorded, but {error.filename} can't be rewritten: {error.strerror}"
            ) from error
        return recorded[-1]

    def _write(self, staging: Path) -> tuple[readback.Meant, dict[str, str], Rows]:
        """Write all files but the manifest: what they are to say, the SHA-256 of each, and all rows of the ledger.

        The rows are joined while the books are written.
        """
        ledger, meant = self._ledger, self._meant
        with Writing(staging, meant.opens, meant.rows) as writing:
            others = {name: text.encode() for name, text in meant.registers.items()}
            others |= {f"source/{name}": content for name, content in meant.draft.sources.items()}
            digests = {name: write_file(staging / name, [content]) for name, content in others.items()}
            rows, said = ledger.rows.joined_by([meant.rows]), readback.meant_by(meant)
            digests |= writing.digests()
        self._ledger = dataclasses.replace(ledger, book=Book(ledger.register, Rows(), ledger.book.origin), rows=Rows())
        self._meant = dataclasses.replace(meant, rows=Rows())
        return said, digests, rows

    def _sign(self, staging: Path, digests: Mapping[str, str]) -> Batch:
        """Write the manifest: the batch as it is known from now on."""
        draft, number, head = self._meant.draft, self._meant.number, self._ledger.history.head
        papers = Papers(draft.kind, digests, draft.names, draft.rows, draft.totals, draft.note)
        manifest = batches.manifest_bytes(number, head or None, papers, self._signature, __version__)
        return _as_batch(number, draft, self._signature, write_file(staging / MANIFEST, [manifest]))

    def _extended(self, rows: Rows, facts: Sequence[Fact], batch: Batch, files: int) -> Ledger:
        """The ledger with one batch more, its facts as they were read back: nothing else has changed."""
        ledger = self._ledger
        history = dataclasses.replace(ledger.history, batches={**ledger.history.batches, batch.number: batch})
        register = Register((*ledger.register.facts, *facts))
        book = Book(register, rows, Origin(history.batches, files=ledger.book.files + files))
        opened = {one.account for of_file in self._meant.opens.values() for one in of_file}
        return Ledger(ledger.root, history, book, rows, ledger.accounts | opened)
