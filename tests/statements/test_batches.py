"""The history as a statement: one line a batch, none left out."""

from datetime import UTC, date, datetime
from fractions import Fraction

from nesa_fund.book import Alteration, Batch, Book, Origin
from nesa_fund.facts import Alliance
from nesa_fund.register import Register
from nesa_fund.rows import Rows
from nesa_fund.statements.catalogue import Arguments, statement_named

HEAD = "9f2c11ab03d477e0" + "0" * 48


def batch(number, **given):
    said = {
        "kind": "import", "recorded_at": datetime(2025, 11, 14, 9, 5, tzinfo=UTC), "recorded_by": "officer",
        "approved_by": "", "how": "declared", "note": "", "sources": frozenset(), "rows": 40, "totals": {},
        "head": HEAD,
    } | given  # fmt: skip
    return Batch(number, **said)


def history(*batches, alterations=()):
    register = Register([Alliance(day=date(2025, 9, 1), name="Coast and Castle Alliance")])
    book = Book(register, Rows(), Origin({one.number: one for one in batches}, alterations))
    return statement_named("batches")(book, Arguments(as_at=date(2025, 11, 1)))


def test_each_batch_tells_when_who_what_how_much_and_its_head():
    said = history(batch(1, approved_by="head", note="autumn invoices", totals={"GBP": "12345.67"}))
    assert said.tables[0].rows == (
        (
            1,
            date(2025, 11, 14),
            "09:05",
            "import: autumn invoices",
            "officer",
            "head",
            40,
            1234567,
            "9f2c 11ab 03d4 77e0",
        ),
    )
    assert said.head == "9f2c 11ab 03d4 77e0"


def test_the_history_is_whole_whatever_the_day_asked_for():
    said = history(batch(1), batch(2, recorded_at=datetime(2026, 1, 2, tzinfo=UTC)))
    assert [row[0] for row in said.tables[0].rows] == [1, 2]
    assert said.period == "14 November 2025 to 2 January 2026"


def test_a_batch_without_an_approver_says_nobody():
    assert history(batch(1)).tables[0].rows[0][5] == "nobody"


def test_staff_days_have_a_column_where_a_batch_counts_any():
    said = history(batch(1), batch(2, totals={"DAY": "3.50"}))
    assert [row[-1] for row in said.tables[0].rows] == [None, Fraction(7, 2)]


def test_a_total_tampered_with_is_shown_as_it_stands():
    said = history(batch(1, totals={"GBP": "lots", "DAY": "NaN"}))
    assert (said.tables[0].rows[0][7], said.tables[0].rows[0][-1]) == ("lots", "NaN")


def test_an_altered_ledger_is_named_as_such():
    said = history(batch(1), alterations=(Alteration(1, "batches/0001/Fund.beancount", "altered"),))
    assert "The ledger is not as it was written: nesa verify names every place." in said.notes
