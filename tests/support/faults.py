"""Faults planted one at a time into sound books: read from tests/faults, planted, looked for.

``base.beancount`` is a sound alliance. Each ``.diff`` beside it tells faults as small edits of it:

    # What is wrong, in plain words
    as at: 2026-02-27
     a line that stands there: whole entries begin with a line that stands there once
    -a line taken out; with `` ...`` at its end the whole entry
    +a line put in, after the line before it; after ``@@``, at the end of the books

A mark at the end of a line says what must be found there, and nowhere else: ``;! SUB6`` a breach,
``;~ PAR1`` a warning, ``;? EVI3`` that it is not shown yet. A finding about a whole batch is found at its line.

Run by hand to write docs/faults.md: python tests/support/faults.py
"""

import re
import sys
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ledgers import book_from_text
from nesa_fund.periods import day_in_words
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Finding, Gap, Rule, Severity

FOLDER = Path(__file__).resolve().parents[1] / "faults"
PAGE = FOLDER.parents[1] / "docs" / "faults.md"
AS_AT = date(2027, 1, 15)  # The year 2025-26 ended so long ago that every promise about it can be told.
BREACH, WARNING, UNSHOWN = "!", "~", "?"
RULES = {rule.id: rule for rule in CATALOGUE}
_MARK = re.compile(r"\s*;(?P<kind>[!~?])(?P<ids>( [A-Z]+\d+)+)(?=\s*;|$)")
_HEAD = re.compile(r"\d{4}-|;;")
_ENTRY = re.compile(r"(?P<day>\S+) \* .*?\^(?P<link>\S+)")
_FACT = re.compile(r'(?P<day>\S+) custom "(?P<type>\S+)" (?P<values>.*)')
_ACCOUNT = re.compile(r"  [A-Z]\w+:(\w+):")
_KINDS = {BREACH: "", WARNING: " (a warning)", UNSHOWN: " (not shown yet)"}
_ELSEWHERE = {"EVI4": "an altered file, as tests/test_demo.py alters every file of the example"}
_HEAD_OF_PAGE = """\
# Faults, and the rules that find them

Made from `tests/faults` by `tests/support/faults.py`: don't edit it here. The books of a sound alliance stand in
`tests/faults/base.beancount`: four schools, a parents' association, a trust that joins, a school that leaves, and the
Partnership Fund, in one year in which every promise of the charter is kept. Each fault below is a small edit of them,
planted alone. A test holds that each is found by exactly the rules named here, at exactly these places, and nothing
else; a rule that is not built yet is held to it once it is. A warning breaks nothing; what is *not shown yet* lacks the
evidence that the rule needs, and is never counted as kept.
"""


class Found(NamedTuple):
    """What is found on one line: a breach, a warning, or that something is not shown."""

    line: int
    kind: str
    rule: str


class Fault(NamedTuple):
    """One fault: what is wrong in words, the heading it stands under, the day, and its edit of the sound books."""

    title: str
    heading: str
    as_at: date
    edit: tuple[str, ...]


@cache
def base() -> str:
    """The sound books."""
    return (FOLDER / "base.beancount").read_text("utf-8")


@cache
def faults() -> tuple[Fault, ...]:
    """Every fault, in the order of the files and of their lines."""
    return tuple(fault for path in sorted(FOLDER.glob("*.diff")) for fault in read(path.read_text("utf-8")))


def read(text: str) -> list[Fault]:
    """The faults of one file; its first line is its heading."""
    top, *parts = re.split(r"^# ", text, flags=re.MULTILINE)
    found = []
    for part in parts:
        title, *lines = part.splitlines()
        days = [line.removeprefix("as at: ") for line in lines if line.startswith("as at: ")]
        edit = tuple(line for line in lines if line and not line.startswith("as at: "))
        day = date.fromisoformat(days[0]) if days else AS_AT
        found.append(Fault(title, top.strip().removeprefix("== "), day, edit))
    return found


def planted(fault: Fault) -> str:
    """The books with the fault in them, and its marks."""
    lines = base().splitlines()
    at: int | None = None
    for edit in fault.edit:
        sign, text = edit[0], edit[1:]
        if edit == "@@":
            at = None
        elif sign == "+":
            at = _put(lines, len(lines) - 1 if at is None else at, text)
        elif sign == "-":
            at = _take(lines, text, at)
        else:
            assert sign == " ", edit
            at = _find(lines, unmarked(text), at)
            lines[at] = text
    return "\n".join(lines) + "\n"


def _put(lines: list[str], at: int, text: str) -> int:
    if _HEAD.match(text) and lines[at]:
        lines.insert(at + 1, "")
        at += 1
    lines.insert(at + 1, text)
    return at + 1


def _take(lines: list[str], text: str, at: int | None) -> int:
    at = _find(lines, text.removesuffix(" ..."), at)
    last = at
    while text.endswith(" ...") and lines[last + 1 : last + 2] not in ([], [""]):
        last += 1
    del lines[at : last + 1]
    return at - 1


def _find(lines: list[str], text: str, at: int | None) -> int:
    """Where a line stands: one that begins an entry stands once, any other is the next such line of its entry."""
    if _HEAD.match(text):
        found = [n for n, line in enumerate(lines) if unmarked(line) == text]
        assert len(found) == 1, f"stands {len(found)} times: {text}"
        return found[0]
    assert at is not None, f"of which entry is: {text}"
    end = next((n for n in range(at + 1, len(lines)) if not lines[n]), len(lines))
    of_entry = [" ".join(line.split()) for line in lines[at + 1 : end]]
    assert " ".join(text.split()) in of_entry, f"not in the entry: {text}"
    return at + 1 + of_entry.index(" ".join(text.split()))


def unmarked(line: str) -> str:
    """A line without its marks."""
    return _MARK.sub("", line)


def expected(text: str) -> set[Found]:
    """What the marks of a text say must be found."""
    return {
        Found(n, mark["kind"], rule)
        for n, line in enumerate(text.splitlines(), 1)
        for mark in _MARK.finditer(line)
        for rule in mark["ids"].split()
    }


def found(text: str, as_at: date, rules: Iterable[Rule]) -> set[Found]:
    """What some rules find in the books of a text, on which line."""
    lines, marks = text.splitlines(), expected(text)
    book = book_from_text("\n".join(map(unmarked, lines))).until(as_at)
    told = set()
    for rule in rules:
        outcome = rule.check(book, as_at)
        told |= {_finding(rule, one, lines) for one in outcome.findings}
        told |= {one for gap in outcome.gaps for one in _gap(rule, gap, lines, marks)}
    return told


def _finding(rule: Rule, one: Finding, lines: list[str]) -> Found:
    batch = (n for n, line in enumerate(lines, 1) if line.startswith(f";; batch {one.place.batch} "))
    kind = BREACH if one.severity is Severity.BREACH else WARNING
    return Found(one.place.line or next(batch, 0), kind, rule.id)


def _gap(rule: Rule, gap: Gap, lines: list[str], marks: set[Found]) -> set[Found]:
    """What is not shown has no place: it is told on the marked lines of its rule, if they are of its link."""
    here = {one for one in marks if (one.kind, one.rule) == (UNSHOWN, rule.id) and gap.link in lines[one.line - 1]}
    return here or {Found(0, UNSHOWN, rule.id)}


# The page


def page() -> str:
    """docs/faults.md: every fault, the rules that find it, and where."""
    lines, told = [_HEAD_OF_PAGE], list(faults())
    by_rule: dict[str, list[int]] = {rule: [] for rule in RULES}
    heading = ""
    for number, fault in enumerate(told, 1):
        if fault.heading != heading:
            heading = fault.heading
            lines += [f"## {heading}", "", "| | Fault | Found by | Where |", "|---:|---|---|---|"]
        text = planted(fault)
        marks = sorted(expected(text), key=lambda one: (one.line, list(RULES).index(one.rule), one.kind))
        for one in marks:
            by_rule[one.rule] += [number] if number not in by_rule[one.rule] else []
        rules = dict.fromkeys(f"{one.rule}{_KINDS[one.kind]}" for one in marks)
        places = dict.fromkeys(place_in_words(text.splitlines(), one.line) for one in marks)
        lines.append(f"| {number} | {fault.title} | {', '.join(rules)} | {'<br>'.join(places)} |")
        if number == len(told) or told[number].heading != heading:
            lines.append("")
    lines += ["## Each rule, and the faults that it finds", "", "| Rule | Name | Faults |", "|---|---|---|"]
    for rule, numbers in by_rule.items():
        shown = ", ".join(map(str, numbers)) or _ELSEWHERE[rule]
        lines.append(f"| {rule} | {RULES[rule].name} | {shown} |")
    return "\n".join(lines) + "\n"


def place_in_words(lines: list[str], number: int) -> str:
    """A line of the books as the page names it: whose entry it is, of which day and item, or which fact."""
    line = unmarked(lines[number - 1])
    if entry := _ENTRY.match(line):
        entity = next(found[1] for below in lines[number:] if (found := _ACCOUNT.match(below)))
        whose = "the Fund's" if entity == "Fund" else f"{entity}'s"
        return f"{whose} entry of {_day(entry['day'])}, {entry['link']}"
    if fact := _FACT.match(line):
        values = " ".join(part.strip('" ') for part in re.findall(r'"[^"]*"|\S+ GBP', fact["values"]))
        return f"{fact['type']} of {_day(fact['day'])}: {values}"
    return line.removeprefix(";; ").split(" ")[0] + " " + line.split(" ")[2]


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
