"""What bean-query sums over the books of an invented alliance is what the probity statement says of them."""

from functools import cache

import pytest
from beanquery import query

from alliances import alliance
from alliances_loaded import loaded
from alliances_people import shape_of
from nesa_fund.money import pence_from_decimal
from nesa_fund.statements.arguments import Arguments
from nesa_fund.statements.probity import probity

SEED = 2
YEARS = shape_of(SEED).years
_PAID = "entry_meta('event') IN ('payment', 'refund')"


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """A function that gives the rows of a query over the postings of one year."""
    entries, errors, options = loaded(alliance(SEED), tmp_path_factory.mktemp("ledger"))
    assert not errors

    def ask(year, columns, condition="TRUE"):
        dated = f"date >= {year.start} AND date <= {year.end} AND {condition}"
        return query.run_query(entries, options, f"SELECT {columns} WHERE {dated}")[1]

    return ask


@cache
def tables(year):
    made = alliance(SEED)
    statement = probity(made.book, Arguments(as_at=made.last, year=year.name))
    return {table.name: table.rows for table in statement.tables}


def pence(rows):
    """The only sum that a query gives, in pence; nothing where no posting is such."""
    return pence_from_decimal(rows[0][0]) if rows and rows[0][0] else 0


def of_rules(year):
    """Rule -> how much it tested in a year, and its value."""
    return {row[0]: (row[4], row[5] or 0) for row in tables(year)["rules"]}


@pytest.mark.parametrize("year", YEARS, ids=lambda year: year.name)
def test_every_transaction_of_the_year_and_all_its_debits_were_tested(books, year):
    count = len({row[0] for row in books(year, "id")})
    debits = pence(books(year, "sum(number)", "number > 0 AND currency = 'GBP'"))
    assert of_rules(year)["SEP1"] == of_rules(year)["SEP2"] == (count, debits)


@pytest.mark.parametrize("year", YEARS, ids=lambda year: year.name)
def test_every_contribution_charged_was_tested(books, year):
    of_fund = "account ~ '^Assets:Fund:Debtors:' AND entry_meta('event') = 'contribution'"
    charged = books(year, "number", of_fund)
    total = pence(books(year, "sum(number)", of_fund))
    assert of_rules(year)["TOP2"] == of_rules(year)["TOP3"] == (len(charged), total)


@pytest.mark.parametrize("year", YEARS, ids=lambda year: year.name)
def test_all_spending_of_the_fund_was_tested(books, year):
    """What was taken back is in neither: a reversal is of a purchase that was wrong."""
    spent = "account ~ '^Expenses:Fund:(General|Grants):' AND entry_meta('event') != 'credit-note'"
    assert of_rules(year)["FUN2"][1] == pence(books(year, "sum(number)", spent))


@pytest.mark.parametrize("year", YEARS, ids=lambda year: year.name)
def test_each_member_paid_and_received_what_its_own_book_says(books, year):
    figures = tables(year).get("members")
    if figures is None:
        pytest.skip("the statement has no figures of the members yet")
    register = alliance(SEED).book.register
    for code in register.members:
        claims = f"account ~ '^(Assets:{code}:Debtors|Liabilities:{code}:Creditors):' AND {_PAID}"
        given, taken = f"account ~ '^Expenses:{code}:Gifts:'", f"account ~ '^Income:{code}:Gifts:'"
        paid = pence(books(year, "sum(number)", f"{claims} AND number > 0")) + pence(books(year, "sum(number)", given))
        received = pence(books(year, "sum(number)", f"{claims} AND number < 0"))
        received += pence(books(year, "sum(number)", taken))
        said = next((row[1:3] for row in figures if row[0] == register.name(code)), (0, 0))
        assert (code, *said) == (code, paid, -received)
