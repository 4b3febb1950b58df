"""What has no number: known as a multiset, counted by its links, never in a closed year."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folders import add
from made_once import made_once
from nesa_fund import store
from nesa_fund.facts import Close
from nesa_fund.records import reversal
from sheets import alliance, balances, item, refusal, take

DAY = date(2025, 10, 1)
INTEREST = (("Date", "From", "What", "Amount"), (DAY, "Linn Bank", "interest", 5))
FRIENDS = (
    ("Name", "Kind", "Joined", "Member code", "Host"),
    ("Friends", "pta", date(2025, 9, 1), "Friends", "Hartside"),
)
KINDS = {
    "fund-income": INTEREST,
    "funding": (("Member", "Year", "Stream", "Received", "Date received"), ("Hartside", "2025-26", "GAG", 5, DAY)),
    "raised": (("Date", "Association", "Amount", "Description"), (DAY, "Friends", 5, "Winter fair")),
    "gifts": (("Date", "Association", "School", "Amount", "For"), (DAY, "Friends", "Hartside", 5, "A drum")),
    "in-kind": (("Date", "Giver", "Receiver", "Days", "Duty"), (DAY, "Hartside", "Coquet", 5, "Leads maths")),
    "opening": (("Entity", "What", "Amount", "Date"), ("Hartside", "bank balance", 5, date(2025, 9, 1))),
    "payments": (("Date", "From", "To", "Amount"), (DAY, "Hartside", "Fund", 5)),
}


@made_once
def _begun(root):
    root = alliance(root)
    take(root, FRIENDS)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def close(root):
    add(root, [Close(day=date(2026, 10, 1), year="2025-26", source="sheet.xlsx [A1]")])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_new_is_dated_into_a_closed_year_and_what_is_there_stays_known(root, kind):
    take(root, KINDS[kind])
    close(root)
    assert take(root, KINDS[kind]).batch is None
    header, row = KINDS[kind]
    another = [7 if value == 5 else "Coquet" if value == "Hartside" and kind == "opening" else value for value in row]
    assert "is in 2025-26, which is closed: nothing later is dated into it" in refusal(root, (header, another))


def test_what_was_reversed_does_not_count_as_recorded(root):
    take(root, (*INTEREST, INTEREST[1]))
    rows = [one for one in store.open_ledger(root).rows.link if one.startswith("Interest")]
    assert rows == ["Interest-Fund-2025-10-01-1", "Interest-Fund-2025-10-01-2"]
    (entry,) = recorded(root, "Interest-Fund-2025-10-01-1")
    add(root, transactions=[reversal(entry, entry.day, "entered twice", "sheet.xlsx [A1]")])
    again = take(root, (*INTEREST, INTEREST[1]))
    assert (again.new, again.present) == (1, 1)
    assert balances(root)["Assets:Fund:Bank"] == 1000
    assert item(root, "Interest-Fund-2025-10-01-1").count('event: "interest"') == 2


def recorded(root, link):
    from importers.charges import Charges

    return Charges(store.open_ledger(root)).recorded(link)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=6), first=st.integers(0, 6))
def test_a_part_of_a_sheet_and_then_the_whole_is_the_whole_once(tmp_path_factory, amounts, first):
    root = alliance(tmp_path_factory.mktemp("whole") / "ledger")
    rows = [(DAY, "Linn Bank", "interest", pounds) for pounds in amounts]
    if rows[:first]:
        take(root, [INTEREST[0], *rows[:first]])
    imported = take(root, [INTEREST[0], *reversed(rows)])
    assert imported.new + len(rows[:first]) == len(rows)
    assert balances(root)["Assets:Fund:Bank"] == sum(amounts) * 100
