"""The Beancount plugin: broken rules of the charter as errors of the ledger, in bean-check and Fava."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from beancount.core import data

from nesa_fund import beans
from nesa_fund.book import Book, Origin
from nesa_fund.derived import ALLIANCE
from nesa_fund.engine import run
from nesa_fund.entries import OPENED, Place
from nesa_fund.facts import Alliance
from nesa_fund.gate import check_canonical
from nesa_fund.history import History, folder_name, is_batch_folder, read_history
from nesa_fund.problems import LedgerError
from nesa_fund.register import Register
from nesa_fund.rules.base import Finding, Rule

__plugins__ = ("check_charter",)


class CharterError(NamedTuple):
    """A broken rule, as Beancount shows errors."""

    source: dict[str, Any]
    message: str
    entry: data.Directive | None


def check_charter(
    entries: list[data.Directive], options_map: Mapping[str, Any], config: str = ""
) -> tuple[list[data.Directive], list[CharterError]]:
    """Run the charter over a loaded ledger; the entries stay as they are.

    Args:
        entries: What Beancount loaded.
        options_map: Beancount's options; ``filename`` tells the ledger's folder.
        config: The day up to which to check, "2026-08-31" (default: today).

    Returns:
        The same entries, and an error for every breach that no exception accepts.
    """
    top = str(options_map["filename"])
    try:
        as_at = date.fromisoformat(config) if config else datetime.now().astimezone().date()
        with beans.no_collection():
            return entries, _errors(entries, Path(top).parent, as_at)
    except Exception as error:  # noqa: BLE001  # Beancount would go on as if there were no charter: say it.
        message = f"the charter was not checked: {error or type(error).__name__}"
        return entries, [CharterError({"filename": top, "lineno": 0}, message, None)]


class _Loaded(NamedTuple):
    """What Beancount loaded: the entries of batches, each at its place, and those that stand in none."""

    placed: dict[Place, data.Directive]
    foreign: list[data.Directive]


def _loaded(entries: Iterable[data.Directive], root: Path) -> _Loaded:
    found, files = _Loaded({}, []), dict[str, tuple[int, str] | None]()
    for entry in entries:
        name = entry.meta["filename"]
        if name not in files:  # There are as many entries as there are few files.
            files[name] = _file(Path(name), root)
        if file := files[name]:
            found.placed[Place(*file, entry.meta["lineno"])] = entry
        elif Path(name).is_relative_to(root / "batches"):
            found.foreign.append(entry)
    return found


def _file(path: Path, root: Path) -> tuple[int, str] | None:
    """The number of the batch that a file is of, and its path below the ledger; None where it is of none."""
    folder = path.parent
    if folder.parent != root / "batches" or not is_batch_folder(folder.name):
        return None
    return int(folder.name), path.relative_to(root).as_posix()


def _errors(entries: list[data.Directive], root: Path, as_at: date) -> list[CharterError]:
    history = read_history(root)
    placed, foreign = _loaded(entries, root)
    verdict = run(_book(placed, history), as_at)
    broken = [
        _error(result.rule, judged.finding, root, placed.get(judged.finding.place))
        for result in verdict.results
        for judged in result.findings
        if judged.breaks
    ]
    return [*broken, *_foreign_error(foreign)]


def _foreign_error(foreign: list[data.Directive]) -> list[CharterError]:
    """One error for all that Beancount loaded from folders of no batch: the charter does not see it."""
    if not foreign:
        return []
    first = foreign[0]
    message = (
        f"{len(foreign)} entries stand in no batch: the charter was not checked on them; nesa verify names the place"
    )
    return [CharterError({"filename": first.meta["filename"], "lineno": first.meta["lineno"]}, message, first)]


def _error(rule: Rule, finding: Finding, root: Path, entry: data.Directive | None) -> CharterError:
    source = {"filename": str(root / (finding.place.file or ALLIANCE)), "lineno": finding.place.line}
    return CharterError(source, f"{rule.id} {rule.name}: {finding.message}. {finding.remedy}", entry)


def _book(placed: Mapping[Place, data.Directive], history: History) -> Book:
    """The book of what Beancount loaded, in the order in which it was recorded."""
    contents, is_readable = beans.Contents(), history.is_whole and _is_readable(history)
    for place in sorted(placed):
        owner = place.file.rpartition("/")[2].partition(".")[0]
        try:
            beans.read_entry(placed[place], place, "" if owner == "register" else owner, contents)
        except LedgerError:
            if not history.alterations:
                raise
            is_readable = False
    register = Register(contents.facts)
    if history.alterations and not register.all(Alliance):
        register, is_readable = register.joined_by([Alliance(day=OPENED, name="")]), False
    origin = Origin(history.batches, history.alterations, history.files, is_readable)
    return Book(register, contents.rows, origin)


def _is_readable(history: History) -> bool:
    """Whether the text of every altered file is still such as a batch holds."""
    altered = {alteration.file for alteration in history.alterations}
    keys = {f"batches/{folder_name(number)}/{name}": (number, name) for number, name in history.texts}
    return all(_is_canonical(history.texts[keys[file]], file) for file in sorted(altered & keys.keys()))


def _is_canonical(content: bytes, file: str) -> bool:
    try:
        check_canonical(content.decode(), file)
    except (LedgerError, UnicodeDecodeError):
        return False
    return True
