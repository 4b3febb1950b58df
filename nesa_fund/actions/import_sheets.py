"""Importing: a drop of spreadsheets becomes one batch, or nothing changes and every fault is named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from importers.columns import AS_IT_STANDS, Layout
from importers.corrections import Correction
from importers.desk import Desk
from importers.files.opening import Opening
from importers.questions import Question
from importers.recognise import Drop, read_drop
from importers.saved import Told, remember_map, saved_map
from nesa_fund import store
from nesa_fund.actions.command import maybe_one_line, one_line
from nesa_fund.actions.import_rows import Tally, put_on_desk
from nesa_fund.actions.papers import Kept, Paper, keep
from nesa_fund.actions.strictly import breaking
from nesa_fund.ahead import Ahead
from nesa_fund.batches import Signature
from nesa_fund.beans import no_collection
from nesa_fund.book import Book
from nesa_fund.draft import Draft
from nesa_fund.engine import Judged, Status, Verdict, run
from nesa_fund.facts import Exempted
from nesa_fund.money import format_pence
from nesa_fund.problems import InputError, Problem
from nesa_fund.store import Ledger

Tell = Callable[[str, Callable[[], float]], None]
_READ, _CHECKED, _WRITTEN = 0.25, 0.6, 0.7  # How much of a large import is done by then, as measured.


@dataclass(frozen=True, slots=True)
class Request:
    """What is brought in, and how it is to be read.

    ``files`` are as given, papers too; ``aliases`` is the list of spellings beside them. ``as_at`` is
    the day of the import: what is dated later is said, and the charter is run for it afterwards.
    ``use_map`` and ``save_map`` name layouts that are remembered. ``strict``: what breaks the charter
    is refused.
    """

    files: Sequence[Paper]
    as_at: date
    kind: str | None = None
    layout: Layout = AS_IT_STANDS
    correction: Correction | None = None
    dry_run: bool = False
    note: str = ""
    include_hidden: bool = False
    aliases: Paper | None = None
    use_map: str = ""
    save_map: str = ""
    drop_copies: bool = False
    strict: bool = False

    def keep(self) -> Kept:
        """All its files under safe names, the list of spellings last."""
        return keep([*self.files, *([self.aliases] if self.aliases else [])])


class Begun(NamedTuple):
    """What other processes began to read: the same files, kept under safe names, and the ledger's books."""

    opening: Opening
    ahead: Ahead


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: of the batch it made, or of what it would have made.

    ``next_batch`` is the number that it has or would have had: what is found there is new. ``not_shown``
    is how many rules the books lack the evidence for. ``meant``, of a dry run only: the ledger as it
    stands, and what would be added to it.
    """

    drop: Drop | None
    problems: tuple[Problem, ...] = ()
    batch: int | None = None
    next_batch: int = 1
    head: str = ""
    new: int = 0
    present: int = 0
    refused: int = 0
    total_pence: int = 0
    readings: tuple[str, ...] = ()
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    charter: tuple[tuple[str, Judged], ...] = ()
    not_shown: int = 0
    meant: tuple[Ledger, Draft] | None = None
    questions: tuple[Question, ...] = ()

    @property
    def totals(self) -> dict[str, str]:
        """The control total of what is new, by commodity."""
        return {"GBP": format_pence(self.total_pence)}


def correction_of(reason: str, minute: str, *, wanted: bool) -> Correction | None:
    """Why known rows are corrected, where that is asked for.

    Raises:
        InputError: One goes without the other.
    """
    if wanted and not reason.strip():
        raise InputError('--correct needs --reason, like --reason "census return amended"')
    if (reason or minute) and not wanted:
        raise InputError("--reason and --minute go with --correct")
    return Correction(one_line(reason, "--reason"), maybe_one_line(minute, "--minute")) if wanted else None


class _RefusedError(Exception):
    """Faults were found: nothing is recorded."""

    def __init__(self, refused: Imported) -> None:
        super().__init__()
        self.refused = refused


def import_sheets(
    root: Path,
    request: Request,
    signature: Signature,
    begun: Begun | None = None,
    tell: Tell = lambda *_: None,
) -> Imported:
    """Read, check and record a drop of spreadsheets as one batch.

    Args:
        root: The ledger's folder.
        request: What is brought in.
        signature: Who records it and when.
        begun: What other processes began to read before.
        tell: Is told what is being done, before each step, and gets what answers how much of all is done.

    Returns:
        What was recorded; with problems, where nothing was.

    Raises:
        InputError: A file can't be read at all, or an option names what there is not.
        LedgerError: The ledger can't be read or written.
    """
    with no_collection():
        importing = _Importing(request, begun.opening if begun else None, tell)
        tell("reading the ledger", lambda: 0.0)
        try:
            if request.dry_run:
                return _previewed(store.open_ledger(root, ahead=begun and begun.ahead), importing)
            return _recorded(root, importing, signature, begun and begun.ahead)
        except _RefusedError as refused:
            return refused.refused


def preview_sheets(
    ledger: Ledger, request: Request, opening: Opening | None = None, *, judged: bool = True
) -> Imported:
    """What a drop of spreadsheets would add to a ledger that was read, and what is wrong in it; nothing is recorded.

    ``opening``: the same files, where somebody began to open them. ``judged``: whether the charter is run as well.

    Raises:
        InputError: A file can't be read at all, or an option names what there is not.
    """
    try:
        return _previewed(ledger, _Importing(request, opening, lambda *_: None), judged=judged)
    except _RefusedError as refused:
        return refused.refused


def _recorded(root: Path, importing: "_Importing", signature: Signature, ahead: Ahead | None) -> Imported:
    recorded = store.record(root, importing.make, signature, importing.look, ahead)
    if recorded:
        return replace(importing.imported, batch=len(recorded.history.batches), head=recorded.book.head)
    assert importing.as_it_stands  # Nothing was new.
    importing.look(importing.as_it_stands)
    return importing.imported


def _previewed(ledger: Ledger, importing: "_Importing", *, judged: bool = True) -> Imported:
    draft = importing.make(ledger)
    if judged:
        importing.look(ledger.with_draft(draft) if draft else ledger.book)
    else:
        importing.say_warnings()
    return replace(importing.imported, meant=(ledger, draft) if draft else None)


class _Importing:
    """One drop, on its way into a ledger: ``imported`` came of it; ``as_it_stands`` is the book, where nothing did."""

    as_it_stands: Book | None
    imported: Imported

    def __init__(self, request: Request, opening: Opening | None, tell: Tell) -> None:
        self._request, self._tell, self._kept = request, tell, request.keep()
        self._opening = opening or Opening(self._kept.sources)  # It goes on while the ledger is read.
        self._warnings: tuple[str, ...] = ()

    def make(self, ledger: Ledger) -> Draft | None:
        """What the drop adds to a ledger as it stands."""
        request, kept = self._request, self._kept
        told = Told(request.kind, request.layout)
        if request.use_map:
            told = told.over(saved_map(ledger.register, request.use_map), request.use_map)
        self._tell("reading the files", lambda: _READ / 2)
        desk = Desk(ledger, request.as_at, request.correction, drop_copies=request.drop_copies)
        drop = read_drop(self._opening, *told, list_of_names(request, kept), include_hidden=request.include_hidden)
        desk.documents = {given: name for name, given in kept.names.items() if name in drop.papers}
        tallies = put_on_desk(desk, drop, self._checking)
        drop = drop.without_rows()
        if request.save_map and not desk.problems:
            tallies[f"map {request.save_map}"] = _remembered(desk, drop, request.save_map, told)
        draft = None if desk.problems else _draft(desk, drop, kept, request.note)
        if draft and request.strict:
            self._tell("running the charter's rules", lambda: _CHECKED)
            desk.problems.extend(breaking(ledger, draft, request.as_at))
        if desk.problems:
            raise _RefusedError(_refused(drop, desk))
        self.as_it_stands, self._warnings = None if draft else ledger.book, tuple(desk.warnings)
        self.imported = _imported(drop, desk, tallies)
        self._tell("writing the batch", lambda: _CHECKED)
        self._opening.forget()
        return draft

    def _checking(self, what: str, part: Callable[[], float]) -> None:
        self._tell(what, lambda: _READ + (_CHECKED - _READ) * part())

    def say_warnings(self) -> None:
        """Put what was noticed before the readings, where the charter isn't run."""
        self.imported = replace(self.imported, readings=(*self._warnings, *self.imported.readings))

    def look(self, book: Book) -> None:
        """Run the charter over the book as it will be."""
        doing = "running the charter's rules" if self._request.dry_run else "reading it back, and running the charter"
        self._tell(doing, lambda: _WRITTEN)
        verdict, imported = run(book, self._request.as_at), self.imported
        self.imported = replace(
            imported,
            readings=(*self._warnings, *_in_vain(book, verdict, imported.next_batch), *imported.readings),
            charter=tuple((result.rule.id, one) for result in verdict.results for one in result.findings if one.breaks),
            not_shown=sum(result.status is Status.NOT_EVIDENCED for result in verdict.results),
        )


def list_of_names(request: Request, kept: Kept) -> str:
    """The name under which the list of spellings is kept; empty where there is none."""
    return list(kept.sources)[-1] if request.aliases else ""


def _remembered(desk: Desk, drop: Drop, name: str, told: Told) -> Tally:
    before = Tally(desk.new, desk.present, 0)
    remember_map(desk, drop, name, told)
    return Tally(desk.new - before.new, desk.present - before.present, 0)


def _draft(desk: Desk, drop: Drop, kept: Kept, note: str) -> Draft | None:
    draft = Draft(
        kind=f"import {', '.join(drop.kinds)}",
        facts=tuple(desk.facts),
        transactions=desk.transactions,
        sources=kept.sources,
        names=kept.names,
        rows=desk.new,
        totals={"GBP": format_pence(desk.total)},
        note="; ".join(filter(None, (note, f"corrected: {desk.correction}" if desk.correction else ""))),
    )
    return None if draft.is_empty else draft


def _imported(drop: Drop, desk: Desk, tallies: Mapping[str, Tally]) -> Imported:
    """What came of a drop before the charter is run."""
    return Imported(
        drop=drop,
        next_batch=len(desk.ledger.history.batches) + 1,
        head=desk.ledger.book.head,
        tallies=tallies,
        new=desk.new,
        present=desk.present,
        total_pence=desk.total,
        readings=tuple(desk.readings),
        pairs=dict(desk.pairs),
        questions=tuple(desk.questions),
    )


def _in_vain(book: Book, verdict: Verdict, batch: int) -> Iterator[str]:
    """What is found of the exceptions of a batch: that one accepts nothing, as there is no such breach, or not so."""
    places = {fact.place for fact in book.register.all(Exempted) if fact.place.batch == batch}
    for result in verdict.results:
        for found in (one.finding for one in result.findings if one.finding.place in places):
            yield f"{found.message}: {found.remedy}"


def _refused(drop: Drop, desk: Desk) -> Imported:
    problems = tuple(sorted(dict.fromkeys(desk.problems), key=lambda problem: _order(drop, problem)))
    rows = {(problem.file, problem.sheet, problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for problem in problems}
    readings = (*desk.warnings, *desk.readings)
    return Imported(
        drop=drop,
        problems=problems,
        head=desk.ledger.book.head,
        present=desk.present,
        refused=len(rows),
        readings=readings,
    )


def _order(drop: Drop, problem: Problem) -> tuple[int, int, int, str]:
    """Where a problem stands in what was brought in: by sheet, row and column."""
    sheets, place = [(one.table.file, one.table.sheet) for one in drop.sheets], (problem.file, problem.sheet)
    letters = problem.cell.rstrip("0123456789")
    row = int(problem.cell[len(letters) :] or 0)
    return sheets.index(place) if place in sheets else -1, row, len(letters), letters
