"""Warnings in test ledgers: ``;? PAR1`` at the end of a line says that a rule warns there, and breaks nothing."""

import re
from datetime import date

from ledgers import book_from_text
from nesa_fund.engine import Result, run
from nesa_fund.rules.base import Severity

_MARK = re.compile(r";\?\s*(?P<ids>[A-Z0-9 ]+)$")


def warned(text: str, rule_id: str, as_at: date) -> dict[int, str]:
    """Line -> what a rule warns of there; where it warns twice, both."""
    found: dict[int, str] = {}
    for one in result_of(text, rule_id, as_at).findings:
        assert one.finding.severity is Severity.WARNING, one.finding
        line = one.finding.place.line
        found[line] = "; ".join(filter(None, (found.get(line), one.finding.message)))
    return found


def result_of(text: str, rule_id: str, as_at: date) -> Result:
    """What one rule finds in a ledger."""
    (result,) = run(book_from_text(text), as_at, only=[rule_id]).results
    return result


def marked(text: str, rule_id: str) -> set[int]:
    """The lines at which a ledger says that a rule warns."""
    marks = {number: _MARK.search(line) for number, line in enumerate(text.splitlines(), 1)}
    return {number for number, mark in marks.items() if mark and rule_id in mark["ids"].split()}
