"""JSON that a script reads back to the very figures."""

import json
from fractions import Fraction

from nesa_fund.statements.base import Statement
from reports.json import render_json


def test_it_carries_all_that_the_statement_says(schedule: Statement):
    read = json.loads(render_json(schedule))
    tables = read.pop("tables")
    assert read == {
        "schema": "urn:nesa-fund:statement:1",
        "name": "schedule",
        "title": "Annual contribution schedule 2025-26",
        "alliance": "Coast and Castle Alliance",
        "audience": "the Strategic Board",
        "period": "1 September 2025 to 31 August 2026",
        "as_at": "2025-11-14",
        "head": "9f2c 11ab 03d4 77e0",
        "made": schedule.made,
        "answers": [{"question": "Does it add up?", "answer": "Yes, to the penny."}],
        "charts": [
            {
                "name": "balance",
                "title": "The Fund's balance",
                "shape": "line",
                "unit": "money",
                "labels": ["2025-09-01", "2025-11-14"],
                "series": [{"title": "Balance", "values": ["0.00", "1234.56"]}],
                "alt": "The balance rises from nothing to £1,234.56.",
            }
        ],
        "notes": list(schedule.notes),
    }
    assert [(table["name"], table["title"]) for table in tables] == [
        ("shares", "Contributions by member"),
        ("days", "Staff days"),
    ]


def test_values_are_text_that_says_them_exactly(schedule: Statement):
    shares, days = json.loads(render_json(schedule))["tables"]
    assert shares["columns"][3] == {"title": "Contribution", "unit": "money"}
    assert shares["rows"][4][:8] == ["Ash", "184", "23/194", "7113.40", "38.65", "401.84", "awaited", None]
    assert shares["totals"][:5] == ["Total", "1552", "1", "60000.00", None]
    assert days["rows"][0][1] == "112.5"
    assert sum(Fraction(row[2]) for row in shares["rows"]) == 1


def test_a_table_without_totals_has_none(hostile: Statement):
    assert json.loads(render_json(hostile))["tables"][0]["totals"] is None


def test_hostile_text_is_kept_to_the_letter_in_plain_ascii(hostile: Statement):
    text = render_json(hostile)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert tuple(row[0] for row in json.loads(text)["tables"][0]["rows"]) == hostile.notes


def test_the_same_statement_gives_the_same_text(schedule: Statement):
    assert render_json(schedule) == render_json(schedule)
