"""The real schools of Northumberland, and five trusts of many academies, imported as they were published."""

import csv
import os
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from folders import founded
from importers.columns import Layout
from nesa_fund.actions.papers import Paper
from nesa_fund.charges import basis, shares_of
from nesa_fund.facts import Roll
from nesa_fund.store import open_ledger
from sheets import FOUNDING, take

DATA = os.environ.get("NESA_PUBLIC_DATA", "")
pytestmark = pytest.mark.skipif(not DATA, reason="NESA_PUBLIC_DATA does not name the folder of the public data")
SCHOOLS = Layout(maps={"Name": "school_name", "URN": "urn"}, sets={"Joined": "2025-09-01", "Kind": "school"})
THEIR_ROLLS = Layout(
    maps={"Member": "urn", "Pupils": "nor_jan2023"}, sets={"Census": "2023-01"}, skip_blank=("Pupils",)
)
TRUSTS = Layout(maps={"Name": "trust_name", "URN": ""}, sets={"Joined": "2025-09-01", "Kind": "trust"})
ACADEMIES = Layout(
    maps={"Member": "trust_name", "URN": "urn", "Pupils": "nor_jan2023"},
    sets={"Census": "2023-01"},
    skip_blank=("Pupils",),
)


def extract(name):
    path = Path(DATA) / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Paper(name, path.read_bytes()), list(csv.DictReader(file))


@pytest.fixture(scope="module")
def northumberland(tmp_path_factory):
    root = founded(tmp_path_factory.mktemp("northumberland") / "ledger")
    paper, rows = extract("northumberland_schools.csv")
    members = take(root, paper, kind="members", layout=SCHOOLS)
    rolls = take(root, paper, kind="rolls", layout=THEIR_ROLLS)
    return root, rows, members, rolls


def test_every_school_is_a_member_and_those_of_one_name_have_codes_of_their_own(northumberland):
    root, rows, members, _ = northumberland
    known = open_ledger(root).register.members
    assert (members.new, len(known), len({code.casefold() for code in known})) == (201, 201, 201)
    shared = {name for name, count in Counter(row["school_name"] for row in rows).items() if count > 1}
    of_one_name = {code: member for code, member in known.items() if member.name in shared}
    assert (len(shared), len(of_one_name)) == (15, 30)
    assert all(code.endswith(member.urn) for code, member in of_one_name.items())


def test_every_roll_is_recorded_and_every_blank_is_named(northumberland):
    root, rows, _, rolls = northumberland
    assert (rolls.new, len(open_ledger(root).register.all(Roll))) == (173, 173)
    (left_out,) = [reading for reading in rolls.readings if "left out" in reading]
    blank = [row["school_name"] for row in rows if not row["nor_jan2023"]]
    assert left_out.startswith("northumberland_schools.csv: 28 rows left out, blank there as asked: ")
    assert len(blank) == 28
    assert all(f"{name} (row " in left_out for name in blank)


def test_fifty_thousand_pounds_over_the_real_rolls_lose_no_penny(northumberland):
    root, rows, _, _ = northumberland
    register = open_ledger(root).register
    on = basis(register, register.year("2025-26"), "2023-01")
    shares = shares_of(5_000_000, 1, on)
    pupils = [int(row["nor_jan2023"]) for row in rows if row["nor_jan2023"]]
    assert (len(shares), sum(share.pence for share in shares)) == (173, 5_000_000)
    assert sum(round(5_000_000 * number / sum(pupils)) for number in pupils) == 4_999_998
    whole = sum(pupils)
    assert all(abs(share.pence - 5_000_000 * share.roll / Fraction(whole)) < 1 for share in shares)


def test_the_extract_again_adds_nothing(northumberland):
    root, *_ = northumberland
    paper, _ = extract("northumberland_schools.csv")
    assert take(root, paper, kind="members", layout=SCHOOLS).batch is None
    assert take(root, paper, kind="rolls", layout=THEIR_ROLLS).batch is None


def test_a_trust_of_many_academies_is_one_member_with_the_sum_of_their_rolls(tmp_path):
    root = founded(tmp_path / "ledger")
    paper, rows = extract("northern_alliance_5_trusts_academies.csv")
    assert (len(rows), take(root, paper, kind="members", layout=TRUSTS).new) == (149, 5)
    take(root, paper, kind="rolls", layout=ACADEMIES)
    register = open_ledger(root).register
    pupils = Counter()
    for row in rows:
        pupils[row["trust_name"]] += int(row["nor_jan2023"] or 0)
    assert {register.members[code].name: register.roll(code, "2023-01") for code in register.members} == pupils
    assert {register.member(code, date(2025, 9, 1)).kind for code in register.members} == {"trust"}
    assert take(root, paper, kind="members", layout=TRUSTS, as_at=FOUNDING).batch is None
