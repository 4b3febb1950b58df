"""The kinds of sheet as beangulp's importers: ``beangulp`` and Fava's import page preview what ``nesa import`` records.

An import file of three lines, kept outside the ledger's folder, hands them over: docs/fava-import.md. They only
read; to record a sheet is for ``nesa import``.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from beancount.core import data
from beancount.core.compare import hash_entry
from beancount.parser.parser import parse_string
from beangulp.exceptions import Error
from beangulp.extract import DUPLICATE
from beangulp.importer import Importer

from importers.files.opening import PAPERS
from importers.kinds import KINDS
from importers.recognise import read_drop
from nesa_fund.actions.import_sheets import Request, import_sheets
from nesa_fund.actions.papers import Paper, keep, last_part, safe_name
from nesa_fund.batches import Signature
from nesa_fund.draft import written
from nesa_fund.entries import FUND, bank
from nesa_fund.history import is_batch_folder
from nesa_fund.problems import InputError, LedgerError
from reports.words import plain

SEVERAL = "several-kinds"
SHOWN_PROBLEMS = 50
_SOURCE = "__source__"
"""The metadata whose text Fava's import page shows below an entry, and that nothing writes down."""


class SheetImporter(Importer):
    """The files whose sheets are all of one kind; or of several, which may rest on each other."""

    def __init__(self, kind: str) -> None:
        """For one of the kinds, or for ``SEVERAL``."""
        self.kind = kind

    @property
    def name(self) -> str:
        """Its name on the command line and the page: nesa.invoices."""
        return f"nesa.{self.kind}"

    def identify(self, filepath: str) -> bool:
        """Whether a file is of this kind; one that can't be read is of none."""
        return _look(Path(filepath)).kind == self.kind

    def account(self, filepath: str) -> str:  # noqa: ARG002  # As beangulp calls it.
        """An account that every ledger has, for beangulp to file the sheet under; a batch keeps its own copy."""
        return bank(FUND)

    def date(self, filepath: str) -> date | None:
        """The latest day that a row is dated."""
        return _look(Path(filepath)).day

    def filename(self, filepath: str) -> str:
        """The name that the batch would keep the sheet under."""
        return safe_name(Path(filepath).name, ())

    def extract(self, filepath: str, existing: data.Entries) -> data.Entries:
        """What ``nesa import`` would record of a file, in the ledger that the existing entries stand in.

        Raises:
            Error: Nothing would be recorded: everything that is wrong, by cell; or there is no ledger.
        """
        try:
            texts = _would_record(Path(filepath), _root(existing))
        except InputError as error:
            raise _error(error.problems) from error
        except LedgerError as error:
            raise _error([error]) from error
        return [entry for name, text in texts.items() for entry in _entries(text, name)]

    def deduplicate(self, entries: data.Entries, existing: data.Entries) -> None:
        """Mark what another file of one run brings too, alike but for its source.

        What the ledger has, by its link, is never extracted; what was taken back there may come again.
        """
        known = {_said(entry): entry for entry in existing if _SOURCE in entry.meta}
        for entry in entries:
            if twin := known.get(_said(entry)):
                entry.meta[DUPLICATE] = twin

    def sort(self, entries: data.Entries, reverse: bool = False) -> None:  # noqa: FBT001, FBT002  # As beangulp calls it.
        """Put them in order of date, and of one day as the batch has them."""
        entries.sort(key=lambda entry: entry.date, reverse=reverse)


class PageImporter(SheetImporter):
    """The same for Fava's import page: of an error that is raised it would show the lines of this program."""

    def extract(self, filepath: str, existing: data.Entries) -> data.Entries:
        """What would be recorded; or one entry that says why nothing would be, and that Fava can't save."""
        try:
            return super().extract(filepath, existing)
        except Error as error:
            meta = {"filename": filepath, _SOURCE: str(error), DUPLICATE: True}
            return [data.Custom(meta, _today(), "nothing-to-record", [])]


IMPORTERS = [SheetImporter(kind) for kind in (*KINDS, SEVERAL)]
"""For ``beangulp.Ingest``: just one of them knows a file."""
CONFIG = [PageImporter(kind) for kind in (*KINDS, SEVERAL)]
"""The same, under the name by which Fava asks an import file for them."""


class _Look(NamedTuple):
    """What a file is before any ledger is looked at: its kind, its latest day, the papers that its rows name."""

    kind: str = ""
    day: date | None = None
    papers: tuple[str, ...] = ()


def _look(path: Path) -> _Look:
    if not path.is_file():
        return _Look()
    stat = path.stat()
    return _looked(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1000)
def _looked(path: Path, _changed: int, _size: int) -> _Look:
    """A look at a file as it stands: each of the importers asks for it."""
    try:
        drop = read_drop(keep([_paper(path)]).sources)
    except InputError:
        return _Look()
    rows = [row for sheet in drop.sheets for row in sheet.reading.rows]
    days = [day for row in rows if isinstance(day := getattr(row, "day", None), date)]
    papers = (name.strip() for row in rows for name in row.document.split(","))
    kind = drop.kinds[0] if len(drop.kinds) == 1 else SEVERAL if drop.kinds else ""
    return _Look(kind, max(days, default=None), tuple(dict.fromkeys(papers)))


def _would_record(path: Path, root: Path) -> Mapping[str, str]:
    """File name -> text of what a batch with this sheet, and the papers beside it that it names, would hold."""
    papers = [one for one in path.parent.glob("*.*") if one.suffix.casefold() in PAPERS]
    named = [_paper(one) for one in sorted(papers) if last_part(one.name) in _look(path).papers]
    request = Request([_paper(path), *named], _today(), dry_run=True)
    imported = import_sheets(root, request, Signature("preview", datetime.now(UTC)))
    if imported.problems:
        raise InputError(*imported.problems)
    if imported.meant is None:
        return {}
    ledger, draft = imported.meant
    return written(draft, imported.next_batch, ledger.register.members, ledger.accounts).texts


def _error(wrong: Sequence[object]) -> Error:
    """Everything wrong, a line each, as beangulp takes it."""
    lines = [plain(str(one), one_line=True) for one in wrong[:SHOWN_PROBLEMS]]
    more = [f"and {len(wrong) - len(lines)} more"] if len(wrong) > len(lines) else []
    return Error("\n".join([*lines, *more, "nothing would be imported"]))  # type: ignore[no-untyped-call]


def _paper(path: Path) -> Paper:
    try:
        return Paper(path.name, path.read_bytes())
    except OSError as error:
        raise InputError(f"{path.name}: can't be read: {error.strerror}") from error


def _root(existing: data.Entries) -> Path:
    """The folder of the ledger that entries were loaded from."""
    files = dict.fromkeys(Path(entry.meta.get("filename", "")) for entry in existing)
    for file in files:
        if file.parent.parent.name == "batches" and is_batch_folder(file.parent.name):
            return file.parents[2]
    raise InputError("no ledger to compare with; name it, like -e ledger/books.beancount")


def _entries(text: str, name: str) -> data.Entries:
    """The directives of a batch file in its order, each with its own text."""
    parsed, errors, _ = parse_string(text, report_filename=name)
    assert not errors, errors
    entries = sorted(parsed, key=lambda entry: entry.meta["lineno"])
    blocks = text.strip().split("\n\n") if text else []
    for entry, block in zip(entries, blocks, strict=True):
        entry.meta[_SOURCE] = block
    return entries


def _said(entry: data.Directive) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What an entry says, wherever it stands and wherever it came from."""
    ours = {key: value for key, value in entry.meta.items() if key not in {"filename", "lineno", "source"}}
    said = tuple(sorted((key, str(value)) for key, value in ours.items() if not key.startswith("_")))
    return hash_entry(entry, exclude_meta=True), said


def _today() -> date:
    return datetime.now().astimezone().date()
