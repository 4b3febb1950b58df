"""The demo: the example alliance's year, recorded step by step as its office would have done it."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.actions.import_sheets import Request, import_sheets
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule import ChargeRun, adopt, charge
from nesa_fund.batches import Signature
from nesa_fund.example.sheets import ALLIANCE, CENSUS, FOUNDED, TOTAL, YEAR, example_sheets
from nesa_fund.facts import Schedule
from nesa_fund.history import read_history
from nesa_fund.money import parse_pence
from nesa_fund.problems import InputError
from nesa_fund.store import Ledger, open_ledger

AS_AT = date(2026, 8, 31)
OFFICER, TREASURER = "finance-officer", "treasurer"
SPREADSHEETS, STATEMENTS = "spreadsheets", "statements"
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
    yield Step(
        _at(2025, 5, 1),
        f"The {ALLIANCE} is founded, with an empty book for its Partnership Fund",
        lambda root, by: found(root, alliance_fact(ALLIANCE, FOUNDED, {"holder": "Coquet High School"}), by),
    )
    yield _sheet(_at(2025, 5, 6), "members.xlsx", "Five schools join; each gets a book of its own")
    yield _sheet(
        _at(2025, 6, 2), "rolls-january-2025.xlsx", "Their pupils on roll are recorded, census of January 2025"
    )
    yield _sheet(_at(2025, 6, 12), "plan-2025-26.xlsx", "The plan for the Fund, line by line: £24,000.00")
    yield Step(_at(2025, 6, 12, 11), "The Board adopts the annual contribution schedule", _adopt)
    yield _sheet(
        _at(2025, 6, 30), "agreements.xlsx", "What schools do for each other is agreed, and each party consents"
    )
    yield _sheet(_at(2025, 7, 11), "confirmations-2025-26.xlsx", "Each governing body confirms its own contribution")
    yield _charge(_at(2025, 9, 15), "The first instalment is charged")
    yield _sheet(
        _at(2025, 10, 31), "autumn-first-half.xlsx", "Autumn, first half: invoices, a shared bill, spending, payments"
    )
    yield _sheet(_at(2025, 12, 19), "autumn-second-half.xlsx", "Autumn, second half: the same")
    yield _charge(_at(2026, 1, 12), "The second instalment is charged")
    yield _sheet(_at(2026, 2, 6), "elm-joins.xlsx", "Elm joins from February and pays its part of the year")
    yield _sheet(_at(2026, 2, 27), "spring-first-half.xlsx", "Spring, first half: a school invoices the Fund, too")
    yield _sheet(_at(2026, 4, 17), "spring-second-half.xlsx", "Spring, second half: a bill shared equally by all six")
    yield _charge(_at(2026, 4, 20), "The third instalment is charged, Elm's with it")
    yield _sheet(_at(2026, 5, 29), "summer-first-half.xlsx", "Summer, first half")
    yield _sheet(
        _at(2026, 7, 17),
        "summer-second-half.xlsx",
        "Summer, second half; the last payments come as CSV",
        "summer-payments.csv",
    )


def _at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def _sheet(moment: datetime, name: str, words: str, *more: str) -> Step:
    def do(root: Path, by: Signature) -> None:
        content = dict(example_files())
        papers = [Paper(file, content[file]) for file in (name, *more)]
        imported = import_sheets(root, Request(papers, moment.date()), by)
        if imported.problems:
            raise InputError(*imported.problems)

    return Step(moment, words, do)


def _charge(moment: datetime, words: str) -> Step:
    return Step(moment, words, lambda root, by: charge(root, ChargeRun(YEAR, moment.date()), by))


def _adopt(root: Path, by: Signature) -> object:
    schedule = Schedule(
        day=_ADOPTED, year=YEAR, total=parse_pence(TOTAL), census=CENSUS, instalments=3, minute="Board 2025-06-11/5"
    )
    return adopt(root, schedule, by)


def _refuse_others(folder: Path) -> None:
    ours = {"batches", "views", SPREADSHEETS, STATEMENTS, "books.beancount", "alliance.beancount"}
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
