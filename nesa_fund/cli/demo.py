"""``nesa demo``: the example alliance, built, checked and reported on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from nesa_fund.actions.demo import AS_AT, SPREADSHEETS, STATEMENTS, build_demo, is_changed
from nesa_fund.book import shown_head
from nesa_fund.cli.screen import pasted, say
from nesa_fund.engine import CONCLUSION_TITLES, Conclusion, Status, run
from nesa_fund.example.sheets import YEAR
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.store import Ledger
from reports import render
from reports.files import write_report

_FILES = (
    ("schedule", "xlsx", None),
    ("schedule", "pdf", None),
    ("probity", "xlsx", None),
    ("probity", "pdf", None),
    ("fund", "xlsx", None),
    ("balances", "csv", None),
    ("account", "pdf", "Hartside"),
    ("batches", "json", None),
)


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("nesa-demo"))
def demo_command(folder: Path) -> int:
    """Build the example alliance in FOLDER (default: nesa-demo), check it, and write its statements.

    Example: nesa demo
    """
    ledger = build_demo(folder, lambda words: say(f"  {words}"))
    verdict = run(ledger.book, AS_AT)
    counts = {status: sum(one.status is status for one in verdict.results) for status in Status}
    register = ledger.register
    click.echo("")
    say(f"{len(ledger.book.transactions)} transactions of {len(register.members)} members and their Fund, in {folder}")
    say(f"The charter's rules: {', '.join(f'{n} {status.in_words}' for status, n in counts.items() if n)}")
    for name, conclusion in verdict.conclusions(YEAR).items():
        say(f"  {CONCLUSION_TITLES[name]}, {YEAR}: {_in_words(conclusion)}")
    for line in _write_statements(ledger, folder):
        say(f"  {line}")
    say(f"The head of the history, for the Board's minutes: {shown_head(ledger.book.head)}")
    say(_next(folder))
    return 1 if verdict.is_breached else 0


def _write_statements(ledger: Ledger, folder: Path) -> Iterator[str]:
    (folder / STATEMENTS).mkdir(exist_ok=True)
    for name, form, member in _FILES:
        arguments = Arguments(as_at=AS_AT, year=None if name in {"balances", "batches"} else YEAR, member=member)
        content = render(statement_named(name)(ledger.book, arguments), form)
        title = " ".join(part for part in (name, member, arguments.year) if part)
        path = folder / STATEMENTS / f"{title}.{form}"
        if is_changed(path, content.encode() if isinstance(content, str) else content):
            yield f"{path} is not as it was built; it is left as it is"
        else:
            yield f"wrote {write_report(path, content)}"


def _in_words(conclusion: Conclusion) -> str:
    if not conclusion.parts:
        return "demonstrated"
    ids = ", ".join(conclusion.parts)
    if conclusion.status == "not-demonstrated":
        return f"not demonstrated: {ids}"
    return f"demonstrated, but for what is not shown yet ({ids})"


def _next(folder: Path) -> str:
    called = Path(sys.argv[0])
    beside = called.parent if called.parent != Path() else None
    nesa, fava = (pasted(beside / name if beside else name) for name in ("nesa", "fava"))
    nesa += f" --ledger {pasted(folder)}"
    return f"""
What to try next:
  {nesa} check --as-at {AS_AT}
  {nesa} report schedule --year {YEAR}
  {nesa} pack board {YEAR} --as-at {AS_AT} -o packs
  {nesa} report account --member Elsdon --year {YEAR}    (it left in March)
  {nesa} import {pasted(folder / SPREADSHEETS / "mistakes.xlsx")}    (shows what a wrong sheet gets)
  {fava} {pasted(folder / "alliance.beancount")}    (browse the books; stop it with Ctrl-C)"""
