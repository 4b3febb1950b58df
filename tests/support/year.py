"""The year told in docs/a-year.md, run line by line: what each sheet or command leaves in the books.

Run by hand to write the entries and balances into the page: python tests/support/year.py
"""

import json
import re
import shlex
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

from beancount import loader
from click.testing import CliRunner

from honest import breaches_of
from nesa_fund import canon
from nesa_fund.cli import options
from nesa_fund.cli.main import cli
from nesa_fund.entries import FUND, POUNDS, STAFF_DAYS, Transaction
from nesa_fund.money import format_pence
from nesa_fund.store import Ledger, open_ledger

TODAY = date(2026, 11, 20)  # The office's day, whatever the machine's: later than all that is told.
PAGE = Path(__file__).resolve().parents[2] / "docs" / "a-year.md"
_FENCE = re.compile(r"^```(?P<info>[a-z][^\n]*)\n(?P<body>.*?)^```\n", re.MULTILINE | re.DOTALL)
_LEFT = re.compile(r"(?:^\| Account .*\n(?:^\|.*\n)+)", re.MULTILINE)
_TABLE = re.compile(r"(?:^\| Month .*\n(?:^\|.*\n)+)", re.MULTILINE)


@dataclass
class Event:
    """One heading of the page: what is given, and what is said to come of it."""

    month: str
    title: str
    text: str
    given: list[tuple[str, str]] = field(default_factory=list)
    entries: str = ""
    left: str = ""


@dataclass(frozen=True)
class Told:
    """What came of an event: the ledger it left, the entries it recorded, and what went in, as the table names it."""

    event: Event
    ledger: Ledger
    new: list[Transaction]
    went_in: list[str]


def events(page: str) -> Iterator[Event]:
    """The events of the page, in order, each in the month of the heading above it."""
    month = ""
    for text in re.split(r"^(?=##+ )", page, flags=re.MULTILINE)[1:]:
        marks, title = text.split("\n", 1)[0].split(" ", 1)
        if marks == "##":
            month = title.split(":", 1)[0]
            continue
        event = Event(month, title, text)
        for match in _FENCE.finditer(text):
            if match["info"] == "beancount":
                event.entries = match["body"]
            else:
                event.given.append((match["info"], match["body"]))
        left = _LEFT.search(text)
        event.left = left.group(0) if left else ""
        yield event


@contextmanager
def clock_at(day: date) -> Iterator[None]:
    """Let the command line find that it is noon of a day."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.combine(day, time(12), tz)

    machines, options.datetime = options.datetime, Clock
    try:
        yield
    finally:
        options.datetime = machines


class Year:
    """The ledger that the page's events are recorded in, one after the other; ``nesa init`` begins another."""

    def __init__(self, folder: Path) -> None:
        """Begin in an empty folder."""
        self.folder = folder
        self.root = folder
        self._known = 0

    def tell(self, event: Event) -> Told:
        """Give the program what the event gives it: a sheet is imported, unless a command imports it by name."""
        commands = "".join(body for info, body in event.given if info == "console")
        went_in = []
        for info, body in event.given:
            if info == "console":
                went_in += [self._run(shlex.split(line)) for line in body.replace("\\\n", " ").splitlines()]
                continue
            name = info.removeprefix("csv ")
            (self.folder / name).write_text(body)
            if name not in commands:
                went_in.append(self._run(["nesa", "import", name]))
        ledger = open_ledger(self.root)
        told = Told(event, ledger, self._new(ledger), list(dict.fromkeys(went_in)))
        check(self.root, ledger, last_day(ledger))
        return told

    def _run(self, command: list[str]) -> str:
        """Run one command; what the table calls it, for an import the kinds of sheet."""
        words = command[1:]
        if words[0] == "init":
            self.root, self._known = self.folder / words[1], 0
            words[1] = str(self.root)
        is_import = words[0] == "import"
        if is_import:
            words[1:2] = ["--json", str(self.folder / words[1])]
        with clock_at(TODAY):
            result = CliRunner().invoke(cli, ["--ledger", str(self.root), *words], standalone_mode=False)
        said = f"{shlex.join(words)}\n{result.output}"
        if result.exception:
            raise AssertionError(f"{said}\n{result.exception}") from result.exception
        assert not result.return_value, said
        if is_import:
            flag = " `--correct`" if "--correct" in words else ""
            return ", ".join(json.loads(result.output)["kinds"]) + flag
        return f"`nesa {' '.join(words[: 1 + (words[0] == 'schedule')])}`"

    def _new(self, ledger: Ledger) -> list[Transaction]:
        rows = ledger.rows
        recorded = [rows.transaction(n) for n in range(self._known, len(rows.day))]
        self._known = len(rows.day)
        return [replace(one, meta={**one.meta, "source": ""}) for one in recorded]


def table_text(year: list[Told]) -> str:
    """The table of all events, as the page begins with it."""
    lines = ["| Month | Event | What goes in | Entries in the books of |", "|---|---|---|---|"]
    for told in year:
        title = told.event.title
        slug = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        books = sorted({one.entity for one in told.new}, key=lambda entity: (entity == FUND, entity))
        cells = told.event.month, f"[{title}](#{slug})", ", ".join(told.went_in), ", ".join(books) or "none: facts only"
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def entries_text(transactions: list[Transaction]) -> str:
    """The entries as the page shows them, in the order of the books."""
    return canon.blocks(map(canon.text_of_transaction, transactions))


def left_text(told: Told) -> str:
    """The balances of the accounts that the entries touched, as the page shows them."""
    touched = {(posting.account, posting.commodity) for one in told.new for posting in one.postings}
    rows = told.ledger.rows
    balances: dict[tuple[str, str], int] = defaultdict(int)
    for account, pence, commodity in zip(rows.account, rows.pence, rows.commodity, strict=True):
        balances[account, commodity] += pence
    lines = [
        f"| {account} | {format_pence(balances[account, commodity])}{' DAY' if commodity == STAFF_DAYS else ''} |"
        for account, commodity in sorted(touched)
    ]
    return "\n".join(["| Account | Left at |", "|---|---:|", *lines, ""]) if lines else ""


def check(root: Path, ledger: Ledger, as_at: date) -> None:
    """What must hold after every single event."""
    _, errors, _ = loader.load_file(str(root / "books.beancount"))
    assert not errors, errors
    money: dict[tuple[str, str], int] = defaultdict(int)
    for account, pence, commodity in zip(ledger.rows.account, ledger.rows.pence, ledger.rows.commodity, strict=True):
        money[account.split(":")[1], commodity] += pence
    assert {key: pence for key, pence in money.items() if pence} == {}, "a book does not balance"
    assert {commodity for _, commodity in money} <= {POUNDS, STAFF_DAYS}
    breaches = breaches_of(ledger.book, as_at)
    assert not breaches, breaches


def last_day(ledger: Ledger) -> date:
    """The last day with an entry; the founding where there is none."""
    return max(ledger.rows.day, default=ledger.register.settings[0].day)


def main() -> None:
    """Write what the events leave into the page, and the table of them all."""
    page = _TABLE.sub("", PAGE.read_text())
    with tempfile.TemporaryDirectory() as scratch:
        year = Year(Path(scratch))
        told = [year.tell(event) for event in events(page)]
    for one in told:
        text = _LEFT.sub("", re.sub(r"```beancount\n.*?^```\n\n?", "", one.event.text, flags=re.DOTALL | re.MULTILINE))
        shown = f"```beancount\n{entries_text(one.new)}```\n\n{left_text(one)}\n" if one.new else ""
        page = page.replace(one.event.text, text.rstrip() + "\n\n" + shown)
    page = page.replace("\n## ", f"\n{table_text(told)}\n## ", 1)
    PAGE.write_text(re.sub(r"\n{3,}", "\n\n", page).rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())
