"""What a rule says of its own ledger, word for word and penny for penny, as ``tests/rules/told`` keeps it.

The marks of a ledger say where something must be found. These texts say beside it how much was tested, and
with which sentence, amount, day and entities each thing is found. Run by hand to write those of some ledgers,
or of all, and then read what has changed: python tests/support/told.py sub5 sub5_overpaid
"""

import sys
from datetime import date
from pathlib import Path

from ledgers import book_from_text, ledger_text
from nesa_fund.book import Book
from nesa_fund.money import format_pounds
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Finding, Gap, Rule

FOLDER = Path(__file__).resolve().parents[1] / "rules"
TOLD = FOLDER / "told"
RULES = {rule.id: rule for rule in CATALOGUE}
AS_AT = date(2026, 8, 31)  # As tests/rules/test_fixtures.py has it.


def names() -> list[str]:
    """The ledgers of the rules."""
    return sorted(path.stem for path in FOLDER.glob("*.beancount"))


def rule_id(name: str) -> str:
    """The rule that a ledger is of."""
    return name.partition("_")[0].upper()


def told(rule: Rule, book: Book, as_at: date) -> str:
    """What a rule says of a book, a line for each thing, in order of the book's lines."""
    book.made.clear()  # By the rules as they were before one was changed.
    outcome = rule.check(book, as_at)
    years = sorted({f"{day:%Y-%m}" for day in outcome.tested["day"].dropna()})
    head = f"tested {len(outcome.tested)}, {format_pounds(int(outcome.tested['pence'].sum()))}, in {' '.join(years)}"
    found = sorted(outcome.findings, key=lambda one: (one.place.line, one.message))
    lines = [head, *map(_finding, found), *sorted(map(_gap, outcome.gaps))]
    return "".join(f"{' '.join(line.split())}\n" for line in lines)


def _finding(one: Finding) -> str:
    amount = "" if one.pence is None else format_pounds(one.pence)
    borne = f" borne by {', '.join(one.bearers)}" if one.bearers else ""
    whose = f"of {', '.join(one.entities)}{borne}"
    return f"line {one.place.line} {one.severity.value} {one.day} {one.about} {amount} {whose}: {one.message}"


def _gap(gap: Gap) -> str:
    return f"not shown {gap.day} {gap.link} by {gap.who}: {gap.message}"


def book_of(name: str) -> Book:
    """The book of a ledger of tests/rules, on the day that it is judged."""
    return book_from_text(ledger_text(FOLDER, name)).until(AS_AT)


def kept(name: str) -> str:
    """What is kept of what its rule says of a ledger."""
    return (TOLD / f"{name}.txt").read_text("utf-8")


def of_ledger(name: str) -> str:
    """What its rule says of a ledger."""
    return told(RULES[rule_id(name)], book_of(name), AS_AT)


def main() -> None:
    """Write the texts."""
    for name in sys.argv[1:] or names():
        (TOLD / f"{name}.txt").write_text(of_ledger(name), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
