"""Which kind of sheet each sheet of a drop is, and its rows read: nothing of the ledger is needed yet."""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from importers.banks.rows import statement_table
from importers.columns import AS_IT_STANDS, Layout, normalise
from importers.examples import BOARDS, EXAMPLES, LISTS
from importers.files.opening import Opening
from importers.kinds import KINDS
from importers.kinds.aliases import ALIASES
from importers.kinds.bank_statement import BANK_STATEMENT
from importers.kinds.base import AnyKind
from importers.kinds.members import MEMBERS
from importers.rows import NO_EXAMPLE, Reading, read_rows
from importers.seen import HOW, as_told, said_hidden, seen
from importers.sheet import HEADER_ROWS, Table, find_table, header_lines
from importers.typed import typed_rows
from importers.workbook import Sheet
from nesa_fund.problems import InputError, Problem

_BANKS_OWN = frozenset({"Paid in", "Paid out", "Balance"})
_IF_BANKS = f"if it is a bank's statement: --kind {BANK_STATEMENT.name}"


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet as one kind, as it was said to be read: its table, and every row of it read or found wrong.

    ``count``: how many good rows it has, also where they were put away.
    """

    kind: AnyKind
    table: Table
    reading: Reading  # type: ignore[type-arg]  # Of the kind's own rows.
    layout: Layout
    count: int

    @property
    def title(self) -> str:
        """The file, and the sheet where it has a name."""
        return f"{self.table.file} [{self.table.sheet}]" if self.table.sheet else self.table.file

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in: there is the example row at most."""
        reading = self.reading
        return bool(reading.examples) and not (self.count or reading.failed or reading.skipped or reading.not_asked)

    def without_rows(self) -> "ReadSheet":
        """The sheet, its rows put away."""
        return replace(self, table=replace(self.table, rows=()), reading=self.reading._replace(rows=[]))


@dataclass(frozen=True, slots=True)
class Drop:
    """Everything that was brought in at once.

    Sheets in the order of their kinds, sheets left aside, the files that are papers of rows, blank
    sheets of known kinds that nothing was filled into, and hidden sheets, which were not read.
    """

    sheets: tuple[ReadSheet, ...]
    left_aside: tuple[str, ...]
    papers: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds in the drop, in the order they are taken."""
        return tuple(dict.fromkeys(sheet.kind.name for sheet in self.sheets))

    def without_rows(self) -> "Drop":
        """The drop, its rows put away: once they are on the desk, 100,000 of them only take room."""
        return replace(self, sheets=tuple(sheet.without_rows() for sheet in self.sheets))


def read_drop(
    files: Mapping[str, bytes] | Opening,
    kind: str | None = None,
    layout: Layout = AS_IT_STANDS,
    aliases: str = "",
    *,
    include_hidden: bool = False,
) -> Drop:
    """Read the spreadsheets of a drop.

    Args:
        files: Name -> content; or files that are being opened already.
        kind: The kind that every sheet is (default: by each one's headers).
        layout: What the person importing says of the columns: of every sheet where the kind is
            told, else of those that have all the headers it maps.
        aliases: The name of the file that lists spellings of members, if one of them does.
        include_hidden: Read hidden sheets, rows and columns too.

    Raises:
        InputError: A file can't be read, or no sheet of it is of any kind.
    """
    kinds = [kind_named(kind)] if kind else list(KINDS.values())
    found: list[ReadSheet] = []
    aside: list[str] = []
    hidden: list[str] = []
    opening = files if isinstance(files, Opening) else Opening(files)
    names = [name for name in opening.names if name != aliases]
    if not names:
        raise InputError("no spreadsheet among the files: a paper goes with the sheet that names it as its Document")
    sheets = {}
    for name in names:
        sheets[name], left_out = shown_sheets(opening, name, include_hidden=include_hidden)
        hidden += left_out
    told = _told(sheets, kind, layout)
    for name, of_file in sheets.items():
        read = [(sheet, _as_kind(sheet, *told.get((name, sheet.name), (kinds, AS_IT_STANDS)))) for sheet in of_file]
        if not any(one for _, one in read):
            raise InputError(Problem(_unknown(of_file, kinds, layout), name))
        found += [one for _, one in read if one]
        aside += [f"{name} [{sheet.name}]" for sheet, one in read if not one and not _is_lists(sheet)]
    if aliases:
        found += _spellings(opening, aliases)
    order = list(KINDS)
    order.insert(order.index(MEMBERS.name) + 1, ALIASES.name)
    found.sort(key=lambda sheet: order.index(sheet.kind.name))
    blank = [sheet for sheet in found if sheet.is_blank]
    brought = tuple(sheet for sheet in found if not sheet.is_blank)
    return Drop(brought, tuple(aside), opening.papers, tuple(sheet.title for sheet in blank), tuple(hidden))


def _is_lists(sheet: Sheet) -> bool:
    """Whether a sheet is that of our own blank workbooks' lists."""
    return sheet.rows[0][:1] == [LISTS]


def _is_for_people(sheet: Sheet) -> bool:
    """Whether a sheet is one of the Board's workbook that says what its sheets for the import say."""
    return any(isinstance(value, str) and value.startswith(BOARDS) for value in sheet.rows[0][:1])


def shown_sheets(opening: Opening, name: str, *, include_hidden: bool) -> tuple[list[Sheet], list[str]]:
    """The sheets of a file that hold something and are seen, and the titles of those that are hidden.

    Raises:
        InputError: The file can't be read, or shows nothing.
    """
    told = [as_told(sheet) if include_hidden else seen(sheet) for sheet in opening.workbook(name).sheets]
    filled = [sheet for sheet in told if _holds_something(sheet) and not _is_for_people(sheet)]
    shown = [sheet for sheet in filled if not sheet.hidden]
    if not shown:
        is_hidden = bool(filled) or any(map(said_hidden, told))
        raise InputError(Problem(f"all that it holds is hidden; {HOW}" if is_hidden else "has no rows", name))
    return shown, [f"{name} [{sheet.name}]" for sheet in filled if sheet.hidden and not _is_lists(sheet)]


def _spellings(opening: Opening, name: str) -> list[ReadSheet]:
    """The file that lists spellings of members: one sheet of it, or more."""
    if name not in opening.names:
        raise InputError(Problem("is no spreadsheet; --alias takes a list in two columns, Spelling and Member", name))
    found = [
        read
        for sheet in shown_sheets(opening, name, include_hidden=False)[0]
        if (read := _as_kind(sheet, [ALIASES], AS_IT_STANDS))
    ]
    if not found:
        raise InputError(Problem("has no columns headed Spelling and Member, whose spelling it is", name))
    return found


_Told = tuple[list[AnyKind], Layout]


def _told(sheets: Mapping[str, Sequence[Sheet]], kind: str | None, layout: Layout) -> dict[tuple[str, str], _Told]:
    """Of which sheets a layout speaks, and which kinds they may be: (file, sheet) -> kinds and layout."""
    every = [sheet for of_file in sheets.values() for sheet in of_file]
    if layout == AS_IT_STANDS:
        return {}
    if kind:
        return {(sheet.file, sheet.name): ([kind_named(kind)], layout) for sheet in every}
    if not layout.theirs:
        raise InputError("--set, --skip-blank and --only need --kind, or a --map that names a header of theirs")
    keys = {normalise(name) for name in layout.names}
    kinds = [one for one in KINDS.values() if keys <= {normalise(column.name) for column in one.all_columns}]
    if not kinds:
        raise InputError(f"no kind of sheet has all the columns {', '.join(layout.names)}; say which with --kind")
    meant = [sheet for sheet in every if any(_has(line, layout) for _, line in header_lines(sheet))]
    if not meant:
        raise InputError(f"no sheet has the headers {', '.join(filter(None, layout.maps.values()))} in one row")
    return {(sheet.file, sheet.name): (kinds, layout) for sheet in meant}


def _has(line: Mapping[int, str], layout: Layout) -> bool:
    """Whether a row of headers has all those that a layout maps."""
    return layout.theirs <= set(map(normalise, line.values()))


def _holds_something(sheet: Sheet) -> bool:
    """Whether a sheet has any value; one that has is cited by its name, which must then be fit for that."""
    if not any(value is not None for row in sheet.rows for value in row):
        return False
    if not sheet.name.isprintable() or set("[]") & set(sheet.name):
        shown = sheet.name.encode("ascii", "backslashreplace").decode()
        raise InputError(
            Problem(f'the sheet name "{shown}" has a sign that is not allowed; rename the sheet', sheet.file)
        )
    return True


def kind_named(name: str) -> AnyKind:
    """The kind of that name.

    Raises:
        InputError: There is none such; the nearest is named.
    """
    if name in KINDS:
        return KINDS[name]
    near = difflib.get_close_matches(name, KINDS, n=1)
    hint = f"; nearest: {near[0]}" if near else ""
    raise InputError(f'no kind of sheet is called "{name}"{hint}; kinds: {", ".join(KINDS)}')


def _as_kind(sheet: Sheet, kinds: Iterable[AnyKind], layout: Layout) -> ReadSheet | None:
    """The sheet as the kind whose columns it has: all that are required, and then most of all.

    A bank's statement is known by that bank's own headers, and otherwise only where it is said to be one.
    """
    kinds = list(kinds)
    if BANK_STATEMENT in kinds:
        statement = statement_table(sheet, BANK_STATEMENT.all_columns, layout)
        if statement:
            return _read(statement, BANK_STATEMENT, layout)
        kinds = [kind for kind in kinds if kind is not BANK_STATEMENT or _is_named(sheet, kind)] or kinds
    top = replace(sheet, rows=sheet.rows[:HEADER_ROWS])
    lines = header_lines(top)
    tables = [(kind, table) for kind in kinds if (table := find_table(top, kind.all_columns, layout, lines))]
    best = sorted(tables, key=lambda found: _likeness(sheet, *found), reverse=True)[:2]
    if not best or not _is_likely(*best[0]):
        return None
    kind = best[0][0]
    if len(best) > 1 and _likeness(sheet, *best[1]) == _likeness(sheet, *best[0]):
        names = " or ".join(sorted(kind.name for kind, _ in best))
        raise InputError(Problem(f"could be {names}; say which with --kind", sheet.file, sheet.name))
    table = find_table(sheet, kind.all_columns, layout, lines)
    if table and table.missing and _is_like_banks(sheet, _BANKS_OWN):
        hint = Problem(_IF_BANKS, sheet.file, sheet.name)
        table = replace(table, problems=(*table.problems, hint))
    return _read(table, kind, layout) if table else None


def _read(table: Table, kind: AnyKind, layout: Layout) -> ReadSheet:
    example = EXAMPLES.get(kind.name, NO_EXAMPLE)
    typed = typed_rows(table, kind.model, kind.all_columns, layout, example) if kind.by_columns else None
    if typed:
        return ReadSheet(kind, table, Reading(typed, [], [], [], [], Counter(), []), layout, len(typed))
    reading = read_rows(table, kind.model, kind.all_columns, layout, example)
    return ReadSheet(kind, table, reading, layout, len(reading.rows))


def _is_named(sheet: Sheet, kind: AnyKind) -> bool:
    return sheet.name.casefold().replace(" ", "-") in {kind.name, kind.title.casefold()}


def _likeness(sheet: Sheet, kind: AnyKind, table: Table) -> tuple[bool, int, int, int]:
    """How much a sheet is of a kind: it says so, and has its columns, less the needed ones that it lacks."""
    is_named = _is_named(sheet, kind)
    required = sum(column.required for column in kind.columns)
    missing, found = len(table.missing), len(table.columns)
    return is_named and not missing, found - missing, found, required - missing


def _is_likely(kind: AnyKind, table: Table) -> bool:
    """Whether a sheet that lacks required columns is still most of that kind: then it is a fault, else not it."""
    required = sum(column.required for column in kind.columns)
    return 2 * len(table.missing) < required


def _unknown(sheets: Sequence[Sheet], kinds: Sequence[AnyKind], layout: Layout) -> str:
    """Why no sheet of a file is of a kind: which is the nearest, and what it lacks."""
    if len(kinds) == 1:
        wanted = ", ".join(column.name for column in kinds[0].columns if column.required)
        mapped = ", ".join(f'"{header}" for {name}' for name, header in layout.maps.items() if header)
        lacks = f"{wanted} (with {mapped})" if mapped else wanted
        return (
            f"no sheet has the columns of {kinds[0].name}: {lacks}; say what they are called with --map COLUMN=HEADER"
        )
    tables = [(kind, table) for sheet in sheets for kind in kinds if (table := find_table(sheet, kind.all_columns))]
    if not tables:
        return f"no sheet is of a known kind ({', '.join(KINDS)}); say which with --kind, and its columns with --map"
    kind, table = max(tables, key=lambda found: (len(found[1].columns) - len(found[1].missing), len(found[1].columns)))
    if kind is BANK_STATEMENT and not table.missing:
        told = f", and --map COLUMN=HEADER for what is in {', '.join(table.unread)}" if table.unread else ""
        return f"no sheet is of a known kind; its headers are like a bank's: --kind {kind.name}{told}"
    banks = f"; {_IF_BANKS}" if any(_is_like_banks(sheet, _BANKS_OWN | {"Amount"}) for sheet in sheets) else ""
    lacks = ", ".join(table.missing)
    others = f"; it has {', '.join(table.unread)}" if table.unread else ""
    remedy = f"say what they are called: --kind {kind.name} --map COLUMN=HEADER"
    return f"no sheet is of a known kind; nearest: {kind.name}, of which it lacks {lacks}{others}; {remedy}{banks}"


def _is_like_banks(sheet: Sheet, moved: frozenset[str]) -> bool:
    """Whether a sheet has the columns that a bank's statement has: a date, and one of those of what was moved."""
    table = find_table(sheet, BANK_STATEMENT.all_columns)
    return table is not None and not table.missing and not moved.isdisjoint(table.columns)
