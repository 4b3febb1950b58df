import json
import os
import sys
from pathlib import Path

import pytest

from folders import add, alliance, bean_check, digest, school
from nesa_fund import store
from nesa_fund.cli import main
from options import planned

ADOPT = ("adopt", "2025-26", "--total", "24000", "--census", "2024-10", "--minute", "Board 4", "--date", "2025-09-02")
CONFIRM = ("--minute", "FGB 6", "--date", "20/09/2025", "--purpose", "the plan", "--by", "clerk")
NO_PLAN = (
    "No plan that members pay for is recorded of 2025-26: TOP4 holds a total to the plan recorded before it is adopted."
)
AMOUNTS = {"Hartside": "9888.00", "Coquet": "£4,752.00", "Rothley": "7368", "Elsdon": "1992.00"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


@pytest.fixture
def nesa(root, capsys):
    """Run a command of the schedule: its exit code, what it printed, and what it complained of."""

    def run(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--ledger", str(root), "schedule", *args])
        printed = capsys.readouterr()
        return int(str(ended.value.code)), printed.out, printed.err

    return run


@pytest.fixture
def refused(root, nesa):
    """Run a command that must be refused with exit code 2, having changed nothing; what it complained of."""

    def run(*args: str) -> str:
        before = digest(root)
        code, out, err = nesa(*args)
        assert (code, out, digest(root)) == (2, "", before)
        assert "Traceback" not in err
        return err

    return run


def test_a_proposal_is_an_aligned_table_that_closes(nesa):
    code, out, _ = nesa("propose", "2025-26", "--total", "24000")
    table = out[out.index("Member") : out.index("Notes")].splitlines()
    assert code == 0
    assert table[:9] == [
        "Member                  Roll  Part of the year       Share",
        "---------------------  -----  ----------------  ----------",
        "Coquet First School      198           100.00%   £4,752.00",
        "Elsdon First School       83           100.00%   £1,992.00",
        "Hartside First School    412           100.00%   £9,888.00",
        "Rothley First School     307           100.00%   £7,368.00",
        "---------------------  -----  ----------------  ----------",
        "Total                  1,000                    £24,000.00",
        "",
    ]
    assert max(map(len, out.splitlines())) <= 100
    assert "The census 2024-10 is the newest that is dated on or before 1 Sep 2025." in out


def test_a_proposal_names_who_is_awaited_and_what_was_supposed(root, nesa):
    add(root, [school("Ash")])
    nesa(*ADOPT, "--without-roll", "Ash")
    _, out, _ = nesa("propose", "2025-26", "--total", "100", "--census", "2024-10", "--leave", "Coquet@2026-01-31")
    assert "Awaited: Ash First School has no roll at 2024-10, and so no share here." in out
    assert "2025-26 is adopted already, at £24,000.00; this changes nothing of it." in out
    assert "It supposes rolls, joinings or leavings that the ledger does not hold." in out
    assert "newest" not in out


def test_a_proposal_as_json_has_amounts_as_text(nesa):
    given = ("--total", "£24,000", "--roll", "Elsdon=82.5", "--join", "Elm=0.5@2025-09-01", "--json")
    code, out, _ = nesa("propose", "2025-26", *given)
    assert code == 0
    assert json.loads(out) == {
        "year": "2025-26",
        "total": "24000.00",
        "census": "2024-10",
        "shares": [
            {"member": "Coquet", "roll": "198", "share": "4752.00"},
            {"member": "Elm", "roll": "0.5", "share": "12.00"},
            {"member": "Elsdon", "roll": "82.5", "share": "1980.00"},
            {"member": "Hartside", "roll": "412", "share": "9888.00"},
            {"member": "Rothley", "roll": "307", "share": "7368.00"},
        ],
        "without-roll": [],
        "warnings": [NO_PLAN],
    }


def test_a_proposal_writes_nothing(root, nesa):
    before = digest(root)
    assert nesa("propose", "2025-26", "--total", "1", "--leave", "Coquet@2026-01-31")[0] == 0
    assert digest(root) == before


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--roll", "Hartside"), "is not like Coquet=210"),
        (("--roll", "=3"), "is not like Coquet=210"),
        (("--roll", "Hartside=many"), "is not like Coquet=210"),
        (("--roll", "Hartside=1", "--roll", "Hartside=2"), "twice"),
        (("--join", "Elm=120"), "is not like Elm=120@2026-02-01"),
        (("--join", "Elm@2026-02-01"), "is not like Elm=120@2026-02-01"),
        (("--join", "Elm=120@soon"), "not a date"),
        (("--leave", "Coquet"), "is not like Coquet@2026-02-28"),
        (("--leave", "Cocket@2026-02-01"), "nearest: Coquet First School (Coquet)"),
        (("--roll", "Coquet=112,5"), "is not like Coquet=210"),
        (("--roll", "Coquet=112.00001"), "is not like Coquet=210"),
        (("--leave", "Coquet@0001-01-01"), "not a date from 2000 to 2100"),
        (("--census", "2019-10"), "there are rolls of 2024-10"),
        (("--total", "24k"), "not an amount of money"),
    ],
)
def test_what_can_not_be_proposed_is_refused(refused, args, told):
    total = () if "--total" in args else ("--total", "24000")
    assert told in refused("propose", "2025-26", *total, *args)


def test_a_year_goes_from_adoption_to_the_last_instalment(root, nesa, tmp_path):
    minute = tmp_path / "minute.pdf"
    minute.write_bytes(b"signed")
    code, out, _ = nesa(*ADOPT, "--instalments", "3", "--evidence", str(minute), "--by", "chair", "--note", "agreed")
    assert (code, out.splitlines()[0]) == (0, "2025-26 is adopted: £24,000.00 by the rolls of 2024-10, instalments 3.")
    assert "  Hartside First School: £9,888.00\n" in out
    assert bean_check(root) == ""
    for code, amount in AMOUNTS.items():
        assert nesa("confirm", "2025-26", code.upper(), "--amount", amount, *CONFIRM)[0] == 0
    assert bean_check(root) == ""
    for number, day in enumerate(("2025-10-01", "2026-01-08", "2026-04-20"), 1):
        code, out, _ = nesa("charge", "2025-26", "--date", day, "--by", "clerk")
        assert (code, out.splitlines()[0]) == (0, f"Instalment {number} of 2025-26, charged on {day}: £8,000.00.")
        assert bean_check(root) == ""
    book = store.open_ledger(root).book
    assert [batch.kind for batch in book.batches.values()][2:] == ["adoption"] + ["confirmation"] * 4 + ["charge"] * 3
    assert (book.batches[3].recorded_by, book.batches[3].note) == ("chair", "agreed")
    assert book.register.schedule("2025-26").document == "minute.pdf"


def test_a_total_beyond_the_plan_is_said_when_it_is_proposed_and_when_it_is_adopted(root, nesa):
    planned(root)
    beyond = "£24,000.01 is £0.01 more than 2025-26 needs, which TOP4 will find: its plan has £24,000.00 not paid"
    _, out, _ = nesa("propose", "2025-26", "--total", "24000.01")
    assert f"- Warning: {beyond}" in " ".join(out.split())
    assert beyond in json.loads(nesa("propose", "2025-26", "--total", "24000.01", "--json")[1])["warnings"][0]
    assert "Warning" not in nesa("propose", "2025-26")[1]
    code, out, _ = nesa(*ADOPT, "--total", "24000.01")
    assert (code, f"Warning: {beyond}" in out) == (0, True)
    assert 'while nothing is charged by it: nesa strike 4 "command.json [A1]" --reason WHY' in out


def test_a_year_adopted_without_a_plan_is_said_to_have_none(nesa):
    code, out, _ = nesa(*ADOPT)
    assert (code, f"Warning: {NO_PLAN}" in out) == (0, True)


def test_each_step_may_be_run_again(root, nesa):
    steps = [ADOPT, *(("confirm", "2025-26", code, "--amount", sum_, *CONFIRM) for code, sum_ in AMOUNTS.items())]
    steps.append(("charge", "2025-26", "--date", "2025-10-01"))
    assert [nesa(*step)[0] for step in steps] == [0] * 6
    before = digest(root)
    again = [nesa(*step) for step in steps]
    assert [code for code, _, _ in again] == [0] * 6
    assert "is adopted already, nothing was written" in again[0][1]
    assert "recorded already, nothing was written" in again[1][1]
    assert "Nothing to charge on 2025-10-01: instalment 1 of 2025-26" in again[-1][1]
    assert digest(root) == before


def test_a_charge_names_whom_it_awaits(nesa):
    nesa(*ADOPT)
    nesa("confirm", "2025-26", "Hartside", "--amount", "9888", "--not-quorate", *CONFIRM)
    code, out, _ = nesa("charge", "2025-26", "--date", "2025-10-01")
    assert code == 0
    assert out.splitlines()[:2] == [
        "Nothing to charge on 2025-10-01: whoever is left of instalment 1 of 2025-26 is still awaited.",
        "Awaited:",
    ]
    assert "  Hartside First School: the meeting that confirmed on 20 September 2025 was not quorate\n" in out
    assert "  Coquet First School: has not confirmed its share of £4,752.00\n" in out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            ("--amount", "9887.99"),
            "its governing body confirmed £9,887.99, less than £9,888.00",
        ),
        (
            ("--amount", "9888", "--not-quorate"),
            "the meeting that confirmed on 20 September 2025 was not quorate",
        ),
    ],
)
def test_a_confirmation_that_nothing_can_be_charged_on_is_recorded_and_said_to_be_one(nesa, given, told):
    nesa(*ADOPT)
    code, out, _ = nesa("confirm", "2025-26", "Hartside", *given, *CONFIRM)
    assert (code, f"Warning: {told}; until it confirms anew" in out, "; recorded." in out) == (0, True, True)
    assert told in nesa("charge", "2025-26", "--date", "2025-10-01")[1]


def test_a_confirmation_that_carries_its_charge_is_said_nothing_of(nesa):
    assert "Warning" not in nesa("confirm", "2025-26", "Hartside", "--amount", "1", *CONFIRM)[1]
    nesa(*ADOPT)
    assert "Warning" not in nesa("confirm", "2025-26", "Rothley", "--amount", "7368", *CONFIRM)[1]


def test_a_confirmation_is_corrected_with_its_reason(root, nesa, refused):
    nesa("confirm", "2025-26", "Hartside", "--amount", "9988.00", *CONFIRM)
    again = ("confirm", "2025-26", "Hartside", "--amount", "9888.00", *CONFIRM)
    assert "£9,988.00 on 2025-09-20, minute FGB 6" in refused(*again)
    assert "--correct and --reason go together" in refused(*again, "--correct")
    assert "--correct and --reason go together" in refused(*again, "--reason", "slip")
    code, out, _ = nesa(*again, "--correct", "--reason", "slip of the pen", "--body", "full governing body")
    assert (code, "£9,888.00 confirmed" in out) == (0, True)
    said = store.open_ledger(root).register.confirmations["Hartside", "2025-26"]
    assert (said.reason, said.body, said.corrects) == (
        "slip of the pen",
        "full governing body",
        "0003 command.json [A1]",
    )
    assert bean_check(root) == ""


def test_members_without_a_roll_are_named_and_may_be_listed(root, nesa, refused):
    add(root, [school("Elm")])
    assert "--without-roll Elm" in refused(*ADOPT)
    code, out, _ = nesa(*ADOPT, "--without-roll", "Elm First School,")
    assert (code, "Elm" in out) == (0, False)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (ADOPT[:-2], "--date"),
        ((*ADOPT, "--total", "0"), "above zero"),
        ((*ADOPT, "--instalments", "0"), "instalments"),
        ((*ADOPT, "--evidence", "nowhere.pdf"), "nowhere.pdf"),
        ((*ADOPT, "--by", "a\nb"), "one line"),
        ((*ADOPT, "--minute", "a\x1bb"), "one line"),
        ((*ADOPT, "--date", "9999-12-31"), "not a date from 2000 to 2100"),
        (("confirm", "2025-26", "Hartside", "--amount", "1", *CONFIRM, "--body", "a\udcffb"), "one line"),
        (("confirm", "2025-26", "Hartside", "--amount", "1", *CONFIRM, "--purpose", "a\x9bb"), "one line"),
        (("charge", "2025-26", "--date", "0001-01-01"), "not a date from 2000 to 2100"),
        (("confirm", "2025-26", "Hartsyde", "--amount", "1", *CONFIRM), "nearest: Hartside First School (Hartside)"),
        (("confirm", "2025-26", "Hartside", "--amount", "1.005", *CONFIRM), "not an amount"),
        (("charge", "2025-26", "--date", "2025-10-01"), "2025-26 is not adopted yet"),
        (("charge", "2025-26"), "--date"),
    ],
)
def test_what_does_not_fit_is_refused(refused, args, told):
    assert told in refused(*args)


def test_evidence_whose_name_can_not_be_kept_is_refused(refused, tmp_path):
    paper = tmp_path / "nul.pdf"
    paper.write_bytes(b"")
    assert "device" in refused(*ADOPT, "--evidence", str(paper))


@pytest.mark.skipif(sys.platform == "win32", reason="there no file can have such a name")
@pytest.mark.parametrize("name", [b"\xff.pdf", b"a\nb.pdf"])
def test_evidence_whose_name_is_no_text_is_refused(refused, tmp_path, name):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(b"signed")
    confirm = ("confirm", "2025-26", "Hartside", "--amount", "9888", *CONFIRM)
    for command in (ADOPT, confirm):
        assert "rename the file" in refused(*command, "--evidence", str(path))


def test_every_command_shows_an_example(nesa):
    helps = [nesa(*name, "--help")[1] for name in ((), ("propose",), ("adopt",), ("confirm",), ("charge",))]
    assert all("Example: nesa schedule" in text for text in helps)
