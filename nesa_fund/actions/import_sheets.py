"""Importing: a drop of spreadsheets becomes one batch, or nothing changes and every fault is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from importers.columns import AS_IT_STANDS, Layout
from importers.corrections import Correction
from importers.desk import Desk
from importers.files.opening import Opening
from importers.kinds import KINDS
from importers.kinds.base import distinct
from importers.recognise import Drop, ReadSheet, read_drop
from nesa_fund import store
from nesa_fund.actions.papers import Paper, keep
from nesa_fund.batches import Signature
from nesa_fund.beans import no_collection
from nesa_fund.book import Book
from nesa_fund.draft import Draft
from nesa_fund.engine import Judged, run
from nesa_fund.money import format_pence
from nesa_fund.problems import Problem
from nesa_fund.store import Ledger


@dataclass(frozen=True, slots=True)
class Request:
    """What is brought in, and how it is to be read.

    ``files`` are as given; ``as_at`` is the day of the import: what is dated later is said, and the
    charter is run for it afterwards.
    """

    files: Sequence[Paper]
    as_at: date
    kind: str | None = None
    layout: Layout = AS_IT_STANDS
    correction: Correction | None = None
    dry_run: bool = False
    note: str = ""
    include_hidden: bool = False


class Tally(NamedTuple):
    """What one kind of sheet brought: rows new, rows recorded already, and pence of what is new."""

    new: int
    present: int
    pence: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: of the batch it made, or of what it would have made.

    ``next_batch`` is the number that it has or would have had: what is found there is new.
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

    @property
    def totals(self) -> dict[str, str]:
        """The control total of what is new, by commodity."""
        return {"GBP": format_pence(self.total_pence)}


class _RefusedError(Exception):
    """The desk found faults: nothing is recorded."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk


def import_sheets(root: Path, request: Request, signature: Signature, opening: Opening | None = None) -> Imported:
    """Read, check and record a drop of spreadsheets as one batch.

    Args:
        root: The ledger's folder.
        request: What is brought in.
        signature: Who records it and when.
        opening: The same files, kept under safe names, where somebody began to open them before.

    Returns:
        What was recorded; with problems, where nothing was.

    Raises:
        InputError: A file can't be read at all, or an option names what there is not.
        LedgerError: The ledger can't be read or written.
    """
    with no_collection():
        return _import(root, request, signature, opening)


def _import(root: Path, request: Request, signature: Signature, opening: Opening | None) -> Imported:
    kept = keep(request.files)
    drop = read_drop(opening or kept.sources, request.kind, request.layout, include_hidden=request.include_hidden)
    desks: list[Desk] = []
    tallies: dict[str, Tally] = {}

    def make(ledger: Ledger) -> Draft | None:
        papers = {given: name for name, given in kept.names.items() if name in drop.papers}
        desk = Desk(ledger, request.as_at, request.correction, papers)
        by_kind = put_on_desk(desk, drop)
        desks.append(desk)
        tallies.update(by_kind)
        if desk.problems:
            raise _RefusedError(desk)
        return _draft(desk, drop, kept.sources, kept.names, request.note)

    try:
        if request.dry_run:
            ledger = store.open_ledger(root)
            draft = make(ledger)
            book = ledger.with_draft(draft) if draft else ledger.book
            return _imported(drop, desks[-1], book, request.as_at, tallies=tallies)
        recorded = store.record(root, make, signature)
    except _RefusedError as refused:
        return _refused(drop, refused.desk)
    if recorded is None:
        return _imported(drop, desks[-1], desks[-1].ledger.book, request.as_at, tallies=tallies)
    imported = _imported(drop, desks[-1], recorded.book, request.as_at, tallies=tallies)
    return replace(imported, batch=len(recorded.history.batches), head=recorded.book.head)


def put_on_desk(desk: Desk, drop: Drop) -> dict[str, Tally]:
    """Put every sheet on the desk, kind by kind; later kinds rest on the facts of earlier ones.

    Where standing data have faults, what rests on them is not looked at yet: it would be wrong
    for their reason.
    """
    tallies: dict[str, Tally] = {}
    for name in drop.kinds:
        sheets = [sheet for sheet in drop.sheets if sheet.kind.name == name]
        rows = [row for sheet in sheets for row in sheet.reading.rows]
        kind = KINDS[name]
        for place in (place for sheet in sheets for place in sheet.reading.failed):
            desk.check_failed(place, kind.members)
        before = Tally(desk.new, desk.present, desk.total)
        kind.put(desk, distinct(rows) if kind.standing else rows)
        for sheet in sheets:
            desk.readings.update(dict.fromkeys(_remarks(desk, sheet)))
        tallies[name] = Tally(desk.new - before.new, desk.present - before.present, desk.total - before.pence)
        if kind.standing and (desk.problems or any(sheet.reading.problems for sheet in sheets)):
            break
    desk.problems.extend(problem for sheet in drop.sheets for problem in sheet.reading.problems)
    desk.problems.extend(desk.lost_papers)
    if not desk.problems:
        desk.problems.extend(_idle_papers(drop, desk))
    return tallies


def _idle_papers(drop: Drop, desk: Desk) -> list[Problem]:
    """A problem for each paper that no row names: whoever gave it meant it to be kept with something."""
    named = {name.strip() for sheet in drop.sheets for row in sheet.reading.rows for name in row.document.split(",")}
    message = "no row names it; write its name in a column headed Document, beside what it is the paper of"
    return [Problem(message, kept) for given, kept in desk.documents.items() if given not in named]


def _remarks(desk: Desk, sheet: ReadSheet) -> list[str]:
    remarks = [f"{sheet.title}: {remark}" for remark in sheet.table.remarks]
    remarks += [f"{sheet.title}: row {one.row} is the example, as it was: not read" for one in sheet.reading.examples]
    place = sheet.table.file, sheet.table.sheet
    if unread := [header for header in sheet.table.unread if (*place, header) not in desk.headed]:
        remarks.append(f"{sheet.title}: columns not read: {', '.join(unread)}")
    if sheet.reading.skipped:
        codes = {one.shown: desk.names.find(one.shown) for one in sheet.reading.skipped}
        called = {text: desk.register.name(code) if code else text for text, code in codes.items()}
        names = ", ".join(f"{called[one.shown]} (row {one.place.row})" for one in sheet.reading.skipped)
        remarks.append(f"{sheet.title}: {len(sheet.reading.skipped)} rows left out, blank there as asked: {names}")
    return remarks


def _draft(desk: Desk, drop: Drop, sources: Mapping[str, bytes], names: Mapping[str, str], note: str) -> Draft | None:
    draft = Draft(
        kind=f"import {', '.join(drop.kinds)}",
        facts=tuple(desk.facts),
        transactions=tuple(desk.transactions),
        sources=sources,
        names=names,
        rows=desk.new,
        totals={"GBP": format_pence(desk.total)},
        note="; ".join(filter(None, (note, f"corrected: {desk.correction}" if desk.correction else ""))),
    )
    return None if draft.is_empty else draft


def _imported(drop: Drop, desk: Desk, book: Book, as_at: date, tallies: Mapping[str, Tally]) -> Imported:
    verdict = run(book, as_at)
    return Imported(
        drop=drop,
        next_batch=len(desk.ledger.history.batches) + 1,
        head=desk.ledger.book.head,
        tallies=tallies,
        new=desk.new,
        present=desk.present,
        total_pence=desk.total,
        readings=(*desk.warnings, *desk.readings),
        pairs=dict(desk.pairs),
        charter=tuple((result.rule.id, one) for result in verdict.results for one in result.findings if one.breaks),
    )


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
    sheets = [(sheet.table.file, sheet.table.sheet) for sheet in drop.sheets]
    place = (problem.file, problem.sheet)
    letters = problem.cell.rstrip("0123456789")
    row = int(problem.cell[len(letters) :] or 0)
    return sheets.index(place) if place in sheets else -1, row, len(letters), letters
