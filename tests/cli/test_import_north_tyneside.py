"""7,427 real payments of a council to schools, brought in as the schools' invoices to it, by the command line alone."""

import csv
import io
import json
import os
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from folders import digest
from nesa_fund.cli import main
from nesa_fund.facts import Mapping
from nesa_fund.store import open_ledger
from sheets import balances, blocks

DATA = os.environ.get("NESA_PUBLIC_DATA", "")
pytestmark = pytest.mark.skipif(not DATA, reason="NESA_PUBLIC_DATA does not name the folder of the public data")
NAME = "northtyneside_payments_to_schools_2014-2022.csv"
DAY, NUMBER, NET, PAYEE = "Payment Date", "Transaction Number", "Net Amount", "Supplier (Beneficiary) Name"
AS_THEY_ARE = [
    *("--kind", "invoices", "--map", f"Invoice no={NUMBER}", "--map", f"Date={DAY}", "--map", f"Net={NET}"),
    *("--map", f"Supplier={PAYEE}", "--map", "Description=Procurement Classification"),
    *("--set", "Customer=Council", "--set", "Category=Teaching"),
]


def run(capsys, *args):
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


@pytest.fixture(scope="module")
def rows():
    with (Path(DATA) / NAME).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def facts(rows):
    """What an independent reading of the file comes to: pence, rows that are copies, numbers that cancel."""
    seen, copies, numbers = {}, {}, defaultdict(list)
    for place, row in enumerate(rows, 2):
        read = tuple(value for column, value in row.items() if column != "source_file")
        first = seen.setdefault(read, place)
        if first != place:
            copies[place] = (first, row["source_file"] == rows[first - 2]["source_file"])
        else:
            numbers[row[NUMBER]].append(Decimal(row[NET]))
    left_out = sum(Decimal(rows[place - 2][NET]) for place in copies)
    total = sum(Decimal(row[NET]) for row in rows) - left_out
    cancelled = sorted(number for number, parts in numbers.items() if sum(parts) == 0)
    return {"copies": copies, "total": total, "cancelled": cancelled, "numbers": numbers}


@pytest.fixture
def root(tmp_path, rows, capsys):
    """The council and 90 payees as members, each under a name of its own that no sheet of the council has."""
    ledger = tmp_path / "ledger"
    run(capsys, "init", ledger, "--name", "North Tyneside", "--date", "2014-04-01")
    spellings = sorted({row[PAYEE] for row in rows})
    assert len(spellings) == 90
    members = [["Name", "Kind", "Joined", "Member code"], ["The Council", "trust", "2014-04-01", "Council"]]
    members += [[f"Member {n}", "school", "2014-04-01", f"P{n}"] for n in range(len(spellings))]
    write(tmp_path / "members.csv", members)
    write(
        tmp_path / "alias.csv", [["Their spelling", "Member"], *([name, f"P{n}"] for n, name in enumerate(spellings))]
    )
    assert run(capsys, "--ledger", ledger, "import", tmp_path / "members.csv")[0] == 0
    return ledger


def write(path, table):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


def test_a_councils_own_extract_is_recorded_to_the_penny_and_nothing_twice(root, rows, facts, tmp_path, capsys):
    def bring(*args):
        return run(capsys, "--ledger", root, "import", *args)

    path, alias = Path(DATA) / NAME, ("--alias", tmp_path / "alias.csv")
    before = digest(root)

    code, out, err = bring(path, *AS_THEY_ARE, *alias, "--json")
    errors = json.loads(out)["errors"]
    assert (code, err, digest(root)) == (2, "", before)
    named = {int(re.sub(r"\D", "", one["cell"])): one["message"].partition(";")[0] for one in errors}
    assert (len(errors), len(rows)) == (52, 7427)
    assert named == {
        place: f"an exact copy of row {first}" if is_alike else f"but for source_file, not read, a copy of row {first}"
        for place, (first, is_alike) in facts["copies"].items()
    }
    assert sum(is_alike for _, is_alike in facts["copies"].values()) == 22

    leaving_out = (*AS_THEY_ARE, "--drop-copies")
    code, out, _ = bring(path, *leaving_out, *alias, "--dry-run")
    assert (code, digest(root)) == (0, before)
    assert f"{NAME}: 52 copies left out as asked: row 573 of row 572, " in out
    assert all(f"row {place} of row {first}" in out for place, (first, _) in facts["copies"].items())
    nothing = re.findall(r"^  (\d+) of P\d+: its lines come to nothing, and nothing is charged$", out, re.MULTILINE)
    assert sorted(nothing) == facts["cancelled"]
    assert len(nothing) == 3

    code, out, _ = bring(path, *leaving_out, *alias, "--save-map", "council", "--json")
    said = json.loads(out)
    assert (code, said["batch"], said["totals"]) == (0, 3, {"GBP": f"{facts['total']:.2f}"})
    assert said["rows"]["new"] == 7427 - 52 - 6 + 90 + 1  # The charges' rows, the spellings, and the map.
    owed = [pence for account, pence in balances(root).items() if account.startswith("Liabilities:Council:Creditors:")]
    assert (-sum(owed), len(owed)) == (int(facts["total"] * 100), 90)
    charged = [one for one in blocks(root) if " * " in one.split("\n")[0] and "Liabilities:Council" in one]
    assert len(charged) == len(facts["numbers"]) - 3 == 7192

    before = digest(root)
    assert json.loads(bring(path, *leaving_out, *alias, "--json")[1])["batch"] is None
    shuffled = io.StringIO(newline="")
    table = csv.DictWriter(shuffled, list(rows[0]))
    table.writeheader()
    table.writerows(sorted(rows, key=lambda row: row[NET][::-1]))  # As good as shuffled.
    (tmp_path / "shuffled.csv").write_text(shuffled.getvalue(), encoding="utf-8")
    code, out, _ = bring(tmp_path / "shuffled.csv", "--use-map", "council", "--drop-copies", "--json")
    assert (code, json.loads(out)["rows"]) == (0, {"new": 0, "present": 7427 - 52 - 6, "refused": 0})
    assert digest(root) == before

    register = open_ledger(root).register
    assert {spelling for member in register.members.values() for spelling in member.alias} == {
        row[PAYEE] for row in rows
    }
    assert [one.kind for one in register.all(Mapping)] == ["invoices"]
