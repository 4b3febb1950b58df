"""Bills shared by usage: what each sharer used, told in a column each or in one cell, and pinned on the bill."""

from datetime import date

import pytest

from agreed import agreed, table
from honest import unsound
from sheets import balances, item, refusal, take

TRIP = {
    "Reference": "T-7", "Date": date(2025, 10, 1), "Paid by": "Hartside", "Supplier": "Linn Coaches Ltd",
    "Description": "Minibus", "Agreement": "minibus", "Net": 100,
}  # fmt: skip
USED = {"Hartside": 5, "Usage Coquet": 12, "Usage: Rothley First School": 3, "Elsdon": 0}


@pytest.fixture
def root(tmp_path):
    return agreed(tmp_path / "ledger")


def trip(**used):
    return table(TRIP, TRIP | used)


def costs(root):
    return {name.split(":")[1]: pence for name, pence in balances(root).items() if name.startswith("Expenses")}


def test_a_bill_is_shared_by_what_each_used_and_pins_it(root):
    imported = take(root, trip(**USED))
    assert costs(root) == {"Hartside": 2500, "Coquet": 6000, "Rothley": 1500}
    assert item(root, "Hartside-T-7").count('usage: "Coquet=12, Elsdon=0, Hartside=5, Rothley=3"') == 3
    assert not [reading for reading in imported.readings if "columns not read" in reading]
    assert unsound(root) == []
    assert take(root, trip(**USED)).batch is None


def test_a_row_of_another_usage_is_no_copy_and_is_not_left_out_as_one(root):
    rows = [*trip(**USED), trip(**USED | {"Elsdon": 1})[1]]
    assert refusal(root, rows).endswith("the number is used twice: row 2 has it for another bill")
    assert "an exact copy of row 2; take it out" in refusal(root, [*trip(**USED), trip(**USED)[1]])


def test_one_cell_may_tell_what_each_used(root):
    take(root, trip(**USED))
    said = {"Usage": "Coquet High School = 12; Hartside=5, Rothley=3.0, Elsdon=0"}
    assert take(root, trip(**said)).batch is None


def test_another_usage_of_a_recorded_bill_is_a_correction(root):
    take(root, trip(**USED))
    assert "is in batch 3 with another usage; to correct it" in refusal(root, trip(**USED | {"Hartside": 6}))
    take(root, trip(**USED | {"Hartside": 10}), correct="the log book")
    assert costs(root) == {"Hartside": 4000, "Coquet": 4800, "Rothley": 1200}
    assert unsound(root) == []


def test_a_credit_is_passed_on_by_the_usage_pinned_on_the_bill(root):
    take(root, trip(**USED))
    credit = TRIP | {"Reference": "T-8", "Net": 20, "Credit of": "T-7", "Reason": "error", "Date": date(2025, 10, 9)}
    take(root, table(TRIP, credit))
    assert costs(root) == {"Hartside": 2000, "Coquet": 4800, "Rothley": 1200}
    assert unsound(root) == []


@pytest.mark.parametrize(
    ("used", "fault"),
    [
        ({}, "Usage: is blank: minibus is shared by usage; give a column headed Usage for each of Hartside, Coquet"),
        ({"Hartside": 5, "Coquet": 1}, "Usage: lacks Rothley, Elsdon: each sharer has a figure, 0 where it used"),
        ({**USED, "Fund": 1}, "Usage: has Fund, on that day no sharer of a bill under minibus"),
        (dict.fromkeys(USED, 0), "Usage: is nothing for everyone: it tells no share"),
        ({**USED, "Coquet": 1}, "Usage: two columns mean Coquet"),
        ({**USED, "Elsdon": -1}, 'Elsdon "-1": not a number'),
        ({**USED, "Usage": "Coquet=1"}, 'Usage "Coquet=1": is stated twice: in this cell, and in the columns'),
        ({"Usage": "Coquet 1"}, 'Usage "Coquet 1": Coquet 1 is not like Coquet=12'),
        ({"Usage": "Coquet=1, Coquet High=2"}, 'Usage "Coquet=1, Coquet High=2": has Coquet twice'),
        ({"Usage": "Coquet=x"}, 'Usage "Coquet=x": Coquet=x: not a number'),
        ({"Usage": "Ash=1"}, 'Usage "Ash=1": no member of that name'),
    ],
)
def test_usage_that_tells_no_share_is_refused_by_cell(root, used, fault):
    assert refusal(root, trip(**used)).partition("] ")[2].startswith(fault)
