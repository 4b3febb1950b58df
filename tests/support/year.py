"""The year told in docs/a-year.md, run line by line: what each sheet or command leaves in the books.

Run by hand to write the entries and balances into the page: python tests/support/year.py
"""

import re
import shlex
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from beancount import loader
from click.testing import CliRunner

from honest import breaches_of
from nesa_fund import canon
from nesa_fund.cli.main import cli
from nesa_fund.entries import POUNDS, STAFF_DAYS, Transaction
from nesa_fund.money import format_pence
from nesa_fund.store import Ledger, open_ledger

PAGE = Path(__file__).resolve().parents[2] / "docs" / "a-year.md"
_FENCE = re.compile(r"^```(?P<info>[a-z][^\n]*)\n(?P<body>.*?)^```\n", re.MULTILINE | re.DOTALL)
_LEFT = re.compile(r"(?:^\| Account .*\n(?:^\|.*\n)+)", re.MULTILINE)


@dataclass
class Event:
    """One heading of the page: what is given, and what is said to come of it."""

    title: str
    text: str
    given: list[tuple[str, str]] = field(default_factory=list)
    entries: str = ""
    left: str = ""


def events(page: str) -> Iterator[Event]:
    """The events of the page, in order."""
    for part in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        text = part.split("\n## ", 1)[0]
        event = Event(text.split("\n", 1)[0].strip(), text)
        for match in _FENCE.finditer(text):
            if match["info"] == "beancount":
                event.entries = match["body"]
            else:
                event.given.append((match["info"], match["body"]))
        left = _LEFT.search(text)
        event.left = left.group(0) if left else ""
        yield event


class Year:
    """The ledger that the page's events are recorded in, one after the other."""

    def __init__(self, folder: Path) -> None:
        """Begin in an empty folder."""
        self.folder = folder
        self.root = folder / "ledger"
        self._known = 0

    def do(self, event: Event) -> Ledger:
        """Give the program what the event gives it; the ledger as it is then."""
        for info, body in event.given:
            if info.startswith("csv "):
                name = info.split(" ", 1)[1]
                (self.folder / name).write_text(body)
                self._run(["import", str(self.folder / name)])
            else:
                for line in body.replace("\\\n", " ").splitlines():
                    self._run(shlex.split(line.removeprefix("nesa ")))
        return open_ledger(self.root)

    def _run(self, arguments: list[str]) -> None:
        arguments = [str(self.root) if one == "ledger" else one for one in arguments]
        result = CliRunner().invoke(cli, ["--ledger", str(self.root), *arguments], standalone_mode=False)
        said = f"{' '.join(arguments)}\n{result.output}"
        if result.exception:
            raise AssertionError(f"{said}\n{result.exception}") from result.exception
        assert not result.return_value, said

    def new(self, ledger: Ledger) -> list[Transaction]:
        """What was recorded since it was last asked."""
        rows = ledger.rows
        recorded = [rows.transaction(n) for n in range(self._known, len(rows.day))]
        found = [replace(one, meta={**one.meta, "source": ""}) for one in recorded]
        self._known = len(rows.day)
        return found


def entries_text(transactions: list[Transaction]) -> str:
    """The entries as the page shows them, in the order of the books."""
    return canon.blocks(map(canon.text_of_transaction, transactions))


def left_text(ledger: Ledger, transactions: list[Transaction]) -> str:
    """The balances of the accounts that the entries touched, as the page shows them."""
    touched = {(posting.account, posting.commodity) for one in transactions for posting in one.postings}
    rows = ledger.rows
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
    assert breaches_of(ledger.book, as_at) == []


def last_day(ledger: Ledger) -> date:
    """The last day with an entry; the founding where there is none."""
    return max(ledger.rows.day, default=ledger.register.settings[0].day)


def main() -> None:
    """Write what the events leave into the page."""
    page = PAGE.read_text()
    with tempfile.TemporaryDirectory() as scratch:
        year = Year(Path(scratch))
        for event in events(page):
            ledger = year.do(event)
            new = year.new(ledger)
            check(year.root, ledger, last_day(ledger))
            text = _LEFT.sub("", re.sub(r"```beancount\n.*?^```\n\n?", "", event.text, flags=re.DOTALL | re.MULTILINE))
            shown = f"```beancount\n{entries_text(new)}```\n\n{left_text(ledger, new)}\n" if new else ""
            page = page.replace(event.text, text.rstrip() + "\n\n" + shown)
    PAGE.write_text(re.sub(r"\n{3,}", "\n\n", page).rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())
