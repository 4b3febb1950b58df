"""The rows of a drop put on the desk, kind by kind, and what is remarked on how they were read."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from importers.desk import Desk
from importers.kinds.base import distinct
from importers.recognise import Drop, ReadSheet
from importers.rows import Row
from nesa_fund.problems import Problem
from nesa_fund.statements.base import counted


class Tally(NamedTuple):
    """What one kind of sheet brought: rows new, rows recorded already, and pence of what is new."""

    new: int
    present: int
    pence: int


def put_on_desk(desk: Desk, drop: Drop, tell: Callable[[str, Callable[[], float]], None]) -> dict[str, Tally]:
    """Put every sheet on the desk, kind by kind; later kinds rest on the facts of earlier ones.

    Where standing data have faults, what rests on them is not looked at yet: it would be wrong
    for their reason. ``tell`` is told what is being done, and how much of all rows is done.
    """
    tallies: dict[str, Tally] = {}
    every = sum(sheet.count for sheet in drop.sheets)
    for name in drop.kinds:
        sheets = [sheet for sheet in drop.sheets if sheet.kind.name == name]
        rows, kind = _rows(sheets, is_last=name == drop.kinds[-1]), sheets[0].kind
        tell(f"checking {len(rows):,} rows of {name}", lambda: (desk.new + desk.present) / max(1, every))
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
    if desk.documents and not desk.problems:
        desk.problems.extend(_idle_papers(drop, desk))
    return tallies


def _rows(sheets: Sequence[ReadSheet], *, is_last: bool) -> Sequence[Row]:
    """The rows of sheets of one kind; by columns still, where it is one sheet and no later one asks what it brought."""
    if len(sheets) == 1 and is_last:
        return sheets[0].reading.rows
    return [row for sheet in sheets for row in sheet.reading.rows]


def _idle_papers(drop: Drop, desk: Desk) -> list[Problem]:
    """A problem for each paper that no row names: whoever gave it meant it to be kept with something."""
    named = {name.strip() for sheet in drop.sheets for row in sheet.reading.rows for name in row.document.split(",")}
    message = "no row names it; write its name in a column headed Document, beside what it is the paper of"
    return [Problem(message, kept) for given, kept in desk.documents.items() if given not in named]


def _remarks(desk: Desk, sheet: ReadSheet) -> list[str]:
    remarks = [f"{sheet.title}: {remark}" for remark in sheet.table.remarks]
    for column, count in sheet.reading.not_asked.items():
        remarks.append(f"{sheet.title}: {counted(count, 'row')} left out, of another {column} than asked for")
    remarks += [f"{sheet.title}: no row has {value}, asked for" for value in sheet.reading.not_found]
    remarks += [f"{sheet.title}: row {one.row} is the example, as it was: not read" for one in sheet.reading.examples]
    place = sheet.table.file, sheet.table.sheet
    if unread := [header for header in sheet.table.unread if (*place, header) not in desk.headed]:
        remarks.append(f"{sheet.title}: columns not read: {', '.join(unread)}")
    if sheet.reading.skipped:
        codes = {one.shown: desk.names.find(one.shown) for one in sheet.reading.skipped}
        called = {text: desk.register.name(code) if code else text for text, code in codes.items()}
        names = ", ".join(f"{called[one.shown]} (row {one.place.row})" for one in sheet.reading.skipped)
        rows = counted(len(sheet.reading.skipped), "row")
        remarks.append(f"{sheet.title}: {rows} left out, blank there as asked: {names}")
    return remarks
