"""Ledgers for tests, written as Beancount text with the expected rule ids on the offending lines."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

from beancount.core import data
from beancount.parser import parser

from nesa_fund import beans
from nesa_fund.book import Batch, Book, Origin
from nesa_fund.entries import Place
from nesa_fund.register import Register

MARK = re.compile(r"\s*;!\s*(?P<ids>[A-Z0-9 ]+)$")
BATCH = re.compile(r"^;; batch (?P<number>\d+)(?: (?P<told>.+))?$")
FILE = re.compile(r"^;; file (?P<owner>\w+)$")


def book_from_text(text: str) -> Book:
    """A book from one text that holds the facts and every entity's transactions.

    A line ``;; batch 3`` begins a further batch (the first is 1); ``;; batch 3 a.xlsx b.pdf``
    names its sources (default: any that is cited), and ``recorded=2026-01-05``, ``by=clerk``,
    ``approved=head`` (or nothing) and ``how=signed-in`` what its manifest tells (default: recorded
    on 1 September 2025 by the clerk, approved by the head as declared). ``;; file Coquet`` puts the next transactions
    into Coquet's file whatever their accounts; ``;; file`` is undone by the next batch line.
    ``;! SUB4`` at the end of a line says which rules must be broken there and is not read.
    """
    lines = text.splitlines()
    contents = beans.Contents()
    batch, owner = 1, ""
    known: dict[int, Batch] = {1: _batch(1, "")}
    clean: list[str] = []
    starts: list[tuple[int, int, str]] = []
    for line in lines:
        if found := BATCH.match(line):
            batch, owner = int(found["number"]), ""
            known[batch] = _batch(batch, found["told"] or "")
        elif found := FILE.match(line):
            owner = found["owner"]
        if re.match(r"\d{4}-", line):
            starts.append((len(clean) + 1, batch, owner))
        clean.append("" if line.startswith(";") else MARK.sub("", line))
    entries, errors, _ = parser.parse_string("\n".join(clean) + "\n", "test")
    assert not errors, errors
    where = {start: (number, owner) for start, number, owner in starts}
    for entry in sorted(entries, key=lambda entry: entry.meta["lineno"]):
        number, file_owner = where[entry.meta["lineno"]]
        if isinstance(entry, data.Transaction | data.Custom):
            entry.meta.setdefault("source", "sheet.xlsx [A1]")
        beans.read_entry(entry, Place(number, "test", entry.meta["lineno"]), file_owner, contents)
    papers = {name.strip() for fact in contents.facts for name in fact.document.split(",")}
    cited = frozenset({source.rsplit(" [", 1)[0] for source in contents.rows.meta["source"]} | papers)
    batches = {n: one if one.sources else one._replace(sources=cited) for n, one in known.items()}
    return Book(Register(contents.facts), contents.rows, Origin(batches, files=1))


def _batch(number: int, told: str) -> Batch:
    """What a batch's line tells; without sources, which are then those that are cited."""
    words = told.split()
    said = {"recorded": "2025-09-01", "by": "clerk", "approved": "head", "how": "declared"}
    said |= dict(word.split("=") for word in words if "=" in word)
    when = datetime.combine(date.fromisoformat(said["recorded"]), datetime.min.time(), UTC)
    return Batch(
        number, "import", when, said["by"], said["approved"], said["how"], "",
        frozenset(word for word in words if "=" not in word), 0, {}, f"{number:064x}",
    )  # fmt: skip


def expected(text: str) -> dict[int, set[str]]:
    """Line -> the rule ids that its mark says must be found there."""
    marks = {number: MARK.search(line) for number, line in enumerate(text.splitlines(), 1)}
    return {number: set(mark["ids"].split()) for number, mark in marks.items() if mark}


def found(book: Book, rule_id: str, as_at: date) -> dict[int, set[str]]:
    """Line -> the rule's id where it finds a breach."""
    from nesa_fund.engine import run

    (result,) = run(book, as_at, only=[rule_id]).results
    lines = [one.finding.place.line for one in result.findings if one.breaks]
    return {line: {rule_id} for line in lines}


def ledger_text(folder: Path, name: str) -> str:
    """The text of a fixture."""
    return (folder / f"{name}.beancount").read_text(encoding="utf-8")
