"""What two statements both show is one figure: on the example's books, at ends of months all through its year."""

from datetime import date
from pathlib import Path

import pytest

from nesa_fund.claims import OVERPAID
from nesa_fund.money import format_pounds
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.store import open_ledger

DAYS = (
    date(2025, 9, 30),
    date(2025, 11, 30),
    date(2026, 1, 31),
    date(2026, 3, 31),
    date(2026, 5, 31),
    date(2026, 6, 30),
    date(2026, 8, 31),
)
OWED_BY, OWED_TO = "Owed by other entities", "Owed to other entities"


class Drawn:
    """A statement, its tables by name, each row by its first cell and each value by its column."""

    def __init__(self, statement):
        self.statement = statement
        self.tables = {table.name: table for table in statement.tables}

    def rows(self, name):
        table = self.tables[name]
        titles = [column.title for column in table.columns]
        return [dict(zip(titles, row, strict=True)) for row in table.rows]

    def total(self, name):
        table = self.tables[name]
        return dict(zip([column.title for column in table.columns], table.totals, strict=True))

    def __getitem__(self, name):
        first = self.tables[name].columns[0].title
        return {row[first]: row for row in self.rows(name)}

    def figure(self, name, line, column):
        return self[name].get(line, {}).get(column) or 0


@pytest.fixture(scope="module")
def example():
    return open_ledger(Path(__file__).parents[2] / "ledger").book


@pytest.fixture(params=DAYS, ids=str)
def at(request, example):
    return lambda name, **more: Drawn(statement_named(name)(example, Arguments(as_at=request.param, **more)))


def test_entities_and_the_fund_show_the_funds_figures_alike(at):
    entities, fund = at("entities"), at("fund")
    for line, has in (
        ("In the Fund's bank", "In the bank"),
        (OWED_BY, "Owed by members"),
        (OWED_TO, "Owed to members"),
        ("Owed to firms", "Owed to firms"),
        ("Contributions of later years", "Contributions of later years"),
    ):
        assert entities.figure("holdings", line, "Partnership Fund") == fund.figure("holdings", has, "Now")
    assert entities.total("holdings")["Partnership Fund"] == fund.total("held")["Now"]
    for line in ("Contributions", "Grants", "Interest"):
        assert entities.figure("earned", line, "Partnership Fund") == fund.figure("summary", line, "Together")
    spent = [
        entities.figure("earned", line, "Partnership Fund") for line in ("Spent of contributions", "Spent of grants")
    ]
    assert sum(spent) == fund.figure("summary", "Spending", "Together")


def test_entities_and_balances_show_alike_what_is_owed(at):
    entities, balances = at("entities"), at("balances")
    back = sum(row["To pay"] for row in balances.rows("invoices") if row["For"].startswith(OVERPAID))
    to_pay = balances.total("invoices")["To pay"]
    assert entities.figure("holdings", OWED_BY, "Between them") == 2 * back - to_pay
    assert entities.statement.answers[0].answer.startswith(
        f"{format_pounds(to_pay)} by the books of those it is owed to; the"
    )


def test_entities_and_each_members_account_show_alike_what_it_owes_and_is_owed(at, example):
    entities = at("entities")
    for code in example.register.members:
        account, name = at("account", member=code), example.register.name(code)
        assert -entities.figure("holdings", OWED_TO, name) == account.total("owes")["At the end"]
        assert entities.figure("holdings", OWED_BY, name) == account.total("owed")["At the end"]


def test_the_books_of_all_entities_come_to_nothing_between_them(at):
    entities = at("entities")
    for line in (OWED_BY, OWED_TO):
        assert entities.figure("holdings", line, "Together") == 0
    for line in ("Contributions", "Contributions to the Fund", "Charged to others", "Gifts from associations"):
        assert entities.figure("earned", line, "Together") == 0
    assert entities.total("holdings") == entities.total("owned")
    assert entities.total("holdings")["Between them"] == entities.total("earned")["Between them"] == 0
    earned = {column: entities.total("earned")[column] for column in entities.total("owned") if column != "What"}
    result = entities["owned"]["Result of the year"]
    assert earned == {column: result[column] or 0 for column in earned}


def test_lead_and_entities_show_each_line_of_each_entity_alike(at):
    lead, entities = at("lead"), at("entities")
    for name in ("holdings", "earned"):
        now = lead.tables[name].columns[2].title
        shown = {(row["Line"], row["Entity"]): row[now] for row in lead.rows(f"{name} by entity") if row[now]}
        whose = [column.title for column in entities.tables[name].columns[1:-2]]
        assert shown == {
            (row["What"], entity): row[entity] for row in entities.rows(name) for entity in whose if row[entity]
        }
        for line, row in lead[name].items():
            between = entities.figure(name, line, "Between them")
            assert row[now] + between == entities.figure(name, line, "Together")


def test_the_journal_has_every_pound_that_moved_and_no_other(at, example):
    journal = at("journal")
    day = journal.statement.as_at
    moved = example.money[(example.money["day"].dt.date <= day) & (example.money["day"].dt.date >= date(2025, 9, 1))]
    assert journal.total("journal")["Amount"] == int(moved.loc[moved["pence"] > 0, "pence"].sum())
    assert journal.total("kinds")["Amount"] == journal.total("journal")["Amount"]
    assert journal.total("kinds")["Entries"] == len(journal.rows("journal")) == moved["txn"].nunique()


def test_a_return_and_entities_show_alike_what_each_school_spent(at, example):
    entities = at("entities")
    for code in example.register.contributing:
        name = example.register.name(code)
        spent = sum(entities.figure("earned", line, name) for line in ("Costs", "Contributions to the Fund"))
        assert at("cfr", member=code).total("codes")["Together"] == -spent
        assert at("cfr", member=code).total("charges")["In 2025-26"] == -spent


def test_a_return_and_the_account_show_alike_what_others_charged(at, example):
    for code in example.register.contributing:
        account, returned = at("account", member=code), at("cfr", member=code)
        assert returned.total("codes")["Charged by others"] == account.total("charged")["Amount"]
