"""The demo: the example alliance's year, recorded step by step as its office would have done it."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.actions.import_sheets import Request, import_sheets
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.post import FOLDER as HANDOVERS
from nesa_fund.actions.schedule import ChargeRun, adopt, charge
from nesa_fund.actions.schedule_options import FOLDER as OPTIONS
from nesa_fund.batches import Signature
from nesa_fund.example.sheets import ALLIANCE, CENSUS, FOUNDED, TOTAL, YEAR, example_sheets, example_story
from nesa_fund.facts import Schedule
from nesa_fund.history import read_history
from nesa_fund.money import parse_pence
from nesa_fund.problems import InputError
from nesa_fund.store import Ledger, open_ledger

AS_AT = date(2026, 8, 31)
OFFICER, TREASURER = "finance-officer", "treasurer"
SPREADSHEETS, STATEMENTS = "spreadsheets", "statements"
_WRITTEN_IN_USE = {HANDOVERS, OPTIONS, "packs", "papers"}
"""What other commands write, and the guides have written, beside the books of the example."""
_ADOPTED = date(2025, 6, 11)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the office did: when, in plain words, and how."""

    recorded_at: datetime
    words: str
    do: Callable[[Path, Signature], object]

    def run(self, root: Path) -> None:
        """Do it, by the example's own clock."""
        self.do(root, Signature(OFFICER, self.recorded_at, TREASURER))


def build_demo(folder: Path, said: Callable[[str], None]) -> Ledger:
    """Build the example alliance in a folder.

    Args:
        folder: Empty, not there yet, or an untouched demo.
        said: Is told each step in plain words as it is done.

    Raises:
        InputError: The folder holds something else.
    """
    _refuse_others(folder)
    if (folder / "batches").exists():
        _refuse_worked_on(folder)
        said("The example alliance is here already, as it was built")
    else:
        for step in steps():
            step.run(folder)
            said(step.words)
    for name, content in example_files():
        path = folder / SPREADSHEETS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_changed(path, content):
            said(f"{path} is not as it was built; it is left as it is")
        else:
            path.write_bytes(content)
    return open_ledger(folder)


def is_changed(path: Path, content: bytes) -> bool:
    """Whether a file is there with other content than the demo writes: somebody's own work."""
    return path.exists() and path.read_bytes() != content


def example_files() -> Iterator[tuple[str, bytes]]:
    """The example's spreadsheets, name and content."""
    for name in dict.fromkeys(sheet.file for sheet in example_sheets()):
        yield name, files("nesa_fund.example").joinpath(name).read_bytes()


def steps() -> Iterator[Step]:
    """The year, in the order it was recorded."""
    for one in example_story():
        yield Step(one.at, one.words, _doing(one.what, one.at.date()))


def _doing(what: str, day: date) -> Callable[[Path, Signature], object]:
    match what:
        case "found":
            return _found
        case "adopt":
            return _adopt
        case "charge":
            return lambda root, by: charge(root, ChargeRun(YEAR, day), by)
        case _:
            return lambda root, by: _import(root, what.split(", "), day, by)


def _import(root: Path, names: list[str], day: date, by: Signature) -> None:
    content = dict(example_files())
    imported = import_sheets(root, Request([Paper(name, content[name]) for name in names], day), by)
    if imported.problems:
        raise InputError(*imported.problems)


def _found(root: Path, by: Signature) -> object:
    return found(root, alliance_fact(ALLIANCE, FOUNDED, {"holder": "Coquet High School"}), by)


def _adopt(root: Path, by: Signature) -> object:
    schedule = Schedule(
        day=_ADOPTED, year=YEAR, total=parse_pence(TOTAL), census=CENSUS, instalments=3, minute="Board 2025-06-11/5"
    )
    return adopt(root, schedule, by)


def _refuse_others(folder: Path) -> None:
    ours = {"batches", "views", SPREADSHEETS, STATEMENTS, "books.beancount", "alliance.beancount", *_WRITTEN_IN_USE}
    if folder.is_file():
        raise InputError(f"{folder} is a file; name a folder")
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours) if folder.exists() else []
    others = [name for name in others if not name.endswith(".picklecache")]
    if others:
        raise InputError(f"{folder} holds something else than a demo, {others[0]}; name another folder")


def _refuse_worked_on(folder: Path) -> None:
    """A demo that somebody added to, or another ledger, is never built over."""
    with tempfile.TemporaryDirectory() as scratch:
        for step in steps():
            step.run(Path(scratch))
        as_built = read_history(Path(scratch))
    here = read_history(folder)
    if here.head != as_built.head or here.alterations:
        raise InputError(f"{folder} holds a ledger that is no untouched demo; name another folder, or remove it first")
