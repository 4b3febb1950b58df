"""Options for a year's contributions: kept beside the ledger, and compared side by side."""

import json
from datetime import date

import pytest

from folders import add, bean_check, roll, school
from nesa_fund import store
from nesa_fund.cli import main
from nesa_fund.facts import Withdrawal
from options import DECIDED, PROPOSE, option_file, planned

HALVES = """\
{
  "arguments": {
    "join": [
      "Elm=0.5@2025-09-01"
    ],
    "roll": [
      "Elsdon=82.5"
    ],
    "total": "24000.00"
  },
  "head": "HEAD",
  "name": "halves",
  "result": {
    "census": "2024-10",
    "shares": [
      {
        "days": 365,
        "member": "Coquet",
        "roll": "198",
        "share": "4752.00"
      },
      {
        "days": 365,
        "member": "Elm",
        "roll": "0.5",
        "share": "12.00"
      },
      {
        "days": 365,
        "member": "Elsdon",
        "roll": "82.5",
        "share": "1980.00"
      },
      {
        "days": 365,
        "member": "Hartside",
        "roll": "412",
        "share": "9888.00"
      },
      {
        "days": 365,
        "member": "Rothley",
        "roll": "307",
        "share": "7368.00"
      }
    ],
    "total": "24000.00",
    "without-roll": []
  },
  "year": "2025-26"
}
"""


@pytest.fixture
def plan_of_four(four):
    planned(four)
    return four


# Keeping


def test_an_option_is_kept_as_text_that_people_can_read(four, schedule):
    head = store.open_ledger(four).book.head
    code, out, err = schedule(*PROPOSE, "--roll", "elsdon=82.50", "--join", "Elm=0.5@01/09/2025", "--name", "halves")
    assert (code, err) == (0, "")
    assert option_file(four).read_text() == HALVES.replace("HEAD", head)
    assert out.endswith(
        'Kept as the option "halves" of 2025-26; it can be adopted when what it supposes of members is recorded\n'
    )


def test_an_option_is_written_over_and_that_is_said(four, schedule):
    schedule(*PROPOSE, "--name", "one")
    first = option_file(four, "one").read_bytes()
    _, out, _ = schedule("propose", "2025-26", "--total", "25000", "--name", "one")
    assert 'Kept as the option "one" of 2025-26, over the one of that name; to adopt it: nesa schedule adopt' in out
    assert option_file(four, "one").read_bytes() != first
    assert [path.name for path in option_file(four).parent.iterdir()] == ["one.json"]


def test_options_do_not_touch_the_history_nor_the_books(four, schedule):
    before, head = bean_check(four), store.open_ledger(four).book.head
    schedule(*PROPOSE, "--name", "one")
    with pytest.raises(SystemExit) as ended:
        main(["--ledger", str(four), "verify"])
    assert ended.value.code == 0
    assert (bean_check(four), before) == ("", "")
    ledger = store.open_ledger(four)
    assert (ledger.book.head, ledger.history.foreign) == (head, ())


def test_verifying_says_nothing_of_options(four, schedule, capsys):
    schedule(*PROPOSE, "--name", "one")
    with pytest.raises(SystemExit):
        main(["--ledger", str(four), "verify"])
    assert "option" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["../one", "a/b", "con", "", " ", ".one", "a,b", "one.", "a\x1bb", "a*", "x" * 130])
def test_a_name_that_no_file_can_have_is_refused(unscheduled, name):
    unscheduled(*PROPOSE, "--name", name)


def test_a_name_that_differs_in_case_alone_is_refused(schedule, unscheduled):
    schedule(*PROPOSE, "--name", "Halves")
    assert 'an option "Halves" of 2025-26 is kept' in unscheduled(*PROPOSE, "--name", "halves")


def test_a_proposal_that_is_refused_is_not_kept(four, unscheduled):
    unscheduled("propose", "2025-26", "--total", "0", "--name", "none")
    assert not option_file(four).parent.exists()


# Lines of the plan


@pytest.mark.usefixtures("plan_of_four")
def test_a_supposed_line_of_the_plan_changes_the_total(schedule):
    code, out, _ = schedule("propose", "2025-26", "--line", "MATHS=16000", "--line", "sport=500.50")
    assert code == 0
    assert "£25,500.50" in out
    assert "It supposes £16,000.00 for the line maths, recorded as £15,000.00." in out
    assert "It supposes £500.50 for the line sport, which is not in the plan yet." in " ".join(out.split())


@pytest.mark.usefixtures("plan_of_four")
def test_a_line_may_be_supposed_to_fall_away(schedule):
    assert json.loads(schedule("propose", "2025-26", "--line", "maths=0", "--json")[1])["total"] == "9000.00"


def test_lines_are_supposed_where_there_is_no_plan_yet(schedule):
    assert json.loads(schedule("propose", "2025-26", "--line", "maths=100", "--json")[1])["total"] == "100.00"


@pytest.mark.usefixtures("plan_of_four")
@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--line", "maths"), "is not like maths=16000"),
        (("--line", "=5"), "is not like maths=16000"),
        (("--line", "a,b=5"), "is not like maths=16000"),
        (("--line", "maths=lots"), "not an amount of money"),
        (("--line", "maths=-1"), "below zero"),
        (("--line", "maths=1", "--line", "maths=2"), "twice"),
        (("--line", "maths=1", "--line", "Maths=2"), "twice"),
        (("--line", "maths=1", "--total", "5"), "give --total, or --line, not both"),
        (("--line", "reading=5"), "paid from the grant SSIF"),
    ],
)
def test_what_can_not_be_supposed_of_the_plan_is_refused(unscheduled, args, told):
    assert told in unscheduled("propose", "2025-26", *args)


# Comparing


def test_options_stand_side_by_side_with_the_proposal(schedule):
    schedule(*PROPOSE, "--roll", "Elsdon=583", "--name", "larger")
    schedule("propose", "2025-26", "--total", "24000", "--join", "Elm=500@2025-09-01", "--name", "elm")
    code, out, _ = schedule(*PROPOSE, "--compare")
    table = out[out.index("Shares by each option") : out.index("Rolls that differ")].splitlines()
    assert code == 0
    assert [" ".join(line.split()) for line in table[2:-1]] == [
        "Member This proposal elm Difference larger Difference",
        "--------------------- ------------- ---------- ---------- ---------- ----------",
        "Coquet First School £4,752.00 £3,168.00 -£1,584.00 £3,168.00 -£1,584.00",
        "Elm £0.00 £8,000.00 £8,000.00 £0.00 £0.00",
        "Elsdon First School £1,992.00 £1,328.00 -£664.00 £9,328.00 £7,336.00",
        "Hartside First School £9,888.00 £6,592.00 -£3,296.00 £6,592.00 -£3,296.00",
        "Rothley First School £7,368.00 £4,912.00 -£2,456.00 £4,912.00 -£2,456.00",
        "--------------------- ------------- ---------- ---------- ---------- ----------",
        "Total £24,000.00 £24,000.00 £0.00 £24,000.00 £0.00",
    ]
    rolls = out[out.index("Rolls that differ") : out.index("Notes")].splitlines()
    assert [" ".join(line.split()) for line in rolls[4:-1]] == [
        "Elm no part 500 no part",
        "Elsdon First School 83 83 583",
    ]
    assert 'Option "elm": £24,000.00 by the rolls of 2024-10, supposing that Elm joins on 1 Sep 2025 with 500' in out
    assert max(map(len, out.splitlines())) <= 100
    assert "- Difference: the share by the option less the share by this proposal." in out


def test_the_comparison_is_in_the_json_too(schedule):
    schedule("propose", "2025-26", "--total", "10", "--join", "Elm=1000@2025-09-01", "--name", "elm")
    _, out, err = schedule("propose", "2025-26", "--total", "10", "--compare", "--json", "--name", "as now")
    told = json.loads(out)
    assert err.startswith('Kept as the option "as now" of 2025-26;')
    assert list(told) == ["year", "total", "census", "shares", "without-roll", "warnings", "compared"]
    (option,) = told["compared"]
    assert {key: option[key] for key in option if key != "shares"} == {
        "name": "elm",
        "arguments": {"total": "10.00", "join": ["Elm=1000@2025-09-01"]},
        "total": "10.00",
        "census": "2024-10",
        "without-roll": [],
        "current": True,
    }
    assert option["shares"][:2] == [
        {"member": "Coquet", "roll": "198", "share": "0.99", "difference": "-0.99"},
        {"member": "Elm", "roll": "1000", "share": "5.00", "difference": "5.00"},
    ]


def test_a_member_that_an_option_leaves_out_takes_no_part_in_it(four, schedule):
    schedule(*PROPOSE, "--leave", "Elsdon@2025-09-01", "--name", "without")
    add(four, [Withdrawal(day=date(2025, 9, 1), code="Hartside", source="sheet.xlsx [x]")])
    add(four, [school("Ash"), roll("Ash", 10)])
    told = json.loads(schedule(*PROPOSE, "--compare", "--json")[1])["compared"][0]
    ash = next(one for one in told["shares"] if one["member"] == "Ash")
    assert (ash["roll"], ash["share"], told["current"]) == (None, "0.00", False)


def test_where_no_option_is_kept_comparing_says_so(schedule):
    assert "No other option of 2025-26 is kept; --name OPTION keeps this one." in schedule(*PROPOSE, "--compare")[1]
    assert json.loads(schedule(*PROPOSE, "--compare", "--json")[1])["compared"] == []


def test_an_option_is_not_compared_with_itself(schedule):
    schedule(*PROPOSE, "--name", "one")
    schedule(*PROPOSE, "--name", "two")
    told = json.loads(schedule("propose", "2025-26", "--total", "5", "--name", "one", "--compare", "--json")[1])
    assert [option["name"] for option in told["compared"]] == ["two"]


def test_an_option_that_the_ledger_has_passed_by_is_named_in_the_comparison(four, schedule):
    schedule(*PROPOSE, "--name", "one")
    add(four, [roll("Elsdon", 84, corrects="0002 sheet.xlsx [Rolls!Elsdon]", reason="amended")])
    told = " ".join(schedule(*PROPOSE, "--compare")[1].split())
    assert 'Option "one" is no longer what the ledger gives: keep it anew before it is chosen.' in told


@pytest.mark.parametrize(
    "altered",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        HALVES,
        HALVES.replace('"halves"', '"one"').replace('"4752.00"', '"4752.0"'),
        HALVES.replace('"halves"', '"one"').replace('"days": 365', '"days": "365"'),
        HALVES.replace('"halves"', '"one"').replace('"Coquet"', "[]"),
        HALVES.replace('"halves"', '"one"').replace('"198"', '"1/3"'),
        HALVES.replace('"halves"', '"one"').replace('"Elsdon=82.5"', "5"),
        HALVES.replace('"halves"', '"one"').replace('"2025-26"\n', '"2026-27"\n'),
        f"{HALVES.replace('halves', 'one')} ",
    ],
)
def test_an_option_that_is_not_as_it_was_kept_is_refused(four, schedule, unscheduled, altered):
    schedule(*PROPOSE, "--name", "one")
    option_file(four, "one").write_text(altered)
    told = "options/2025-26/one.json is not as nesa kept it: take it away, or keep the option anew"
    assert told in unscheduled(*PROPOSE, "--compare")
    assert told in unscheduled("adopt", "2025-26", "--option", "one", *DECIDED)
