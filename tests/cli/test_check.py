"""``nesa check`` and ``nesa rules``, through the command itself."""

import json
from dataclasses import replace
from datetime import date

import pytest

from nesa_fund.cli import main
from nesa_fund.cli.verdicts import _gaps
from nesa_fund.engine import CATALOGUE, Result, Status
from nesa_fund.facts import Exempted, PlanLine
from nesa_fund.rules.base import Gap
from nesa_fund.store import open_ledger
from recorded import add, alter, founded, invoice, paid


@pytest.fixture
def nesa(capsys):
    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def clean(tmp_path):
    root = founded(tmp_path / "ledger")
    bill = invoice("0012")
    add(root, bill, paid(bill, 120_000))
    return root


@pytest.fixture
def broken(clean):
    add(clean, invoice("0012", day=date(2025, 11, 28)))
    return clean


def check(nesa, root, *args):
    return nesa("--ledger", root, "check", "--as-at", "2025-12-01", *args)


def test_a_kept_charter_ends_with_nothing_to_complain_of(nesa, clean):
    code, out, err = check(nesa, clean)
    assert (code, err) == (0, "")
    assert "Broken" not in out


def test_a_broken_charter_ends_with_exit_code_1_and_names_place_figures_and_remedy(nesa, broken):
    code, out, _ = check(nesa, broken)
    assert code == 1
    assert "EVI2 no invoice twice (promise 8)" in out
    assert "batches/0006/Hartside.beancount line " in out
    assert "£1,200.00 now, £1,200.00 then" in " ".join(out.split())
    assert "Remedy: see which of the two stands" in out


def test_no_line_is_wider_than_100_columns(nesa, broken):
    _, out, _ = check(nesa, broken)
    assert max(map(len, out.splitlines())) <= 100


def test_a_head_and_the_three_conclusions_of_the_year_are_shown(nesa, clean):
    from nesa_fund.book import shown_head

    _, out, _ = check(nesa, clean)
    assert shown_head(open_ledger(clean).book.head) in out
    assert "The year 2025-26" in out
    for title in ("No school pays for another", "Nothing is taken off the top", "The Partnership Fund is ring-fenced"):
        assert title in out


def test_json_is_the_object_that_is_documented(nesa, broken):
    code, out, _ = check(nesa, broken, "--json")
    said = json.loads(out)
    assert code == 1
    assert list(said) == ["alliance", "as_at", "head", "status", "conclusions", "rules"]
    assert (said["alliance"], said["as_at"], said["status"]) == ("Coast and Castle Alliance", "2025-12-01", "breached")
    assert said["head"] == open_ledger(broken).book.head
    part = said["conclusions"]["2025-26"]["no-cross-subsidy"]
    assert (part["status"], part["parts"]["EVI2"]) == ("not-demonstrated", "breached")
    assert "SEP2" not in part["parts"]
    (rule,) = [rule for rule in said["rules"] if rule["id"] == "EVI2"]
    assert (rule["name"], rule["status"], rule["tested"], rule["value"]) == (
        "no invoice twice",
        "breached",
        2,
        "2400.00",
    )
    (finding,) = rule["findings"]
    line = finding.pop("line")
    assert (broken / finding["file"]).read_text("utf-8").splitlines()[line - 1].startswith("2025-11-28 *")
    message, remedy = finding.pop("message"), finding.pop("remedy")
    assert "0012" in message
    assert remedy
    assert finding == {
        "rule": "EVI2",
        "severity": "breach",
        "batch": 6,
        "file": "batches/0006/Hartside.beancount",
        "link": "Hartside-0012",
        "entities": ["Hartside", "Coquet"],
        "amount": "1200.00",
        "date": "2025-11-28",
        "accepted": None,
    }


def test_json_of_a_rule_alone_concludes_nothing(nesa, broken):
    code, out, _ = check(nesa, broken, "--json", "--rule", "sep2", "--rule", "SEP1")
    said = json.loads(out)
    assert (code, said["conclusions"], said["status"]) == (0, None, "satisfied")
    assert [(rule["id"], rule["status"]) for rule in said["rules"]] == [("SEP1", "satisfied"), ("SEP2", "satisfied")]


def test_a_rule_without_an_amount_has_no_value(nesa, clean):
    _, out, _ = check(nesa, clean, "--json", "--rule", "EVI4")
    (rule,) = json.loads(out)["rules"]
    assert rule["value"] is None
    assert rule["tested"] > 0


def test_what_stands_nowhere_in_a_file_has_no_line(nesa, clean):
    alter(clean / "batches/0001/source/command.json", b"clerk", b"clerc")
    code, out, _ = check(nesa, clean, "--json", "--rule", "EVI4")
    (finding,) = json.loads(out)["rules"][0]["findings"]
    assert (code, finding["file"], finding["line"], finding["date"]) == (
        1,
        "batches/0001/source/command.json",
        None,
        None,
    )


def test_an_accepted_breach_shows_its_minutes_and_ends_with_exit_code_0(nesa, clean):
    bill = replace(invoice("0044"), agreement="", meta={})
    add(clean, bill)
    code, _, _ = check(nesa, clean, "--json", "--rule", "SUB1")
    assert code == 1
    minutes = "Hartside: FGB 2025-11-20/5; Coquet: FGB 2025-11-21/4"
    day = date(2025, 11, 21)
    said = Exempted(
        day=day, rule="SUB1", link=bill.link, amount=120_000, until=date(2026, 8, 31), minutes=minutes,
        reason="agreed by word", source="autumn.xlsx [A9]",
    )  # fmt: skip
    add(clean, facts=[said])
    code, out, _ = check(nesa, clean, "--json", "--rule", "SUB1")
    found = json.loads(out)["rules"][0]
    assert (code, found["status"]) == (0, "accepted")
    accepted = {"minutes": minutes, "reason": "agreed by word", "until": "2026-08-31"}
    assert [finding["accepted"] for finding in found["findings"]] == [accepted] * len(found["findings"])
    _, out, _ = check(nesa, clean)
    assert "Accepted by exception" in out
    assert "agreed by word" in out


def test_a_year_shows_what_is_dated_in_it(nesa, broken):
    plan = PlanLine(day=date(2024, 9, 1), year="2024-25", line="maths", amount=1_000, source="sheet.xlsx [A1]")
    add(broken, facts=[plan])
    code, out, _ = check(nesa, broken, "--year", "2024-25")
    assert code == 0
    assert "The year 2024-25" in out
    assert "2025-26" not in out
    assert check(nesa, broken, "--year", "2025-26")[0] == 1


@pytest.mark.parametrize(("year", "near"), [("2099-00", "2025-26"), ("2001-02", "2025-26"), ("2026-27", "2025-26")])
def test_a_year_in_which_nothing_is_is_refused_by_the_nearest(nesa, clean, year, near):
    code, out, err = check(nesa, clean, "--year", year)
    assert (code, out) == (2, "")
    assert err == f'nothing is recorded for a year "{year}"; the nearest is {near}\n'


@pytest.mark.parametrize("year", ["2025", "2025-27", "25-26"])
def test_a_year_that_is_none_is_refused(nesa, clean, year):
    code, out, err = check(nesa, clean, "--year", year)
    assert (code, out) == (2, "")
    assert "not a year, like 2025-26" in err


def test_a_rule_that_is_none_is_refused_with_the_nearest(nesa, clean):
    code, out, err = check(nesa, clean, "--rule", "SUB44")
    assert (code, out) == (2, "")
    assert "SUB4" in err


def test_a_folder_that_is_no_ledger_ends_with_exit_code_3(nesa, tmp_path):
    code, _, err = check(nesa, tmp_path)
    assert code == 3
    assert "not a ledger" in err


def test_rules_lists_every_rule(nesa):
    from nesa_fund.rules import CATALOGUE

    code, out, _ = nesa("rules")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [rule.id for rule in CATALOGUE]


def test_rules_explains_one(nesa):
    code, out, _ = nesa("rules", "fun4")
    assert code == 0
    assert out.startswith("FUN4 never overdrawn, never borrowed (promise 8)\n")
    assert "A fund that can go below zero is being lent to by someone" in out


def test_rules_refuses_one_that_is_none_with_the_nearest(nesa):
    code, out, err = nesa("rules", "FUM4")
    assert (code, out) == (2, "")
    assert "FUN4" in err


def test_nothing_in_a_book_reaches_the_terminal_as_a_control(nesa, tmp_path):
    root = founded(tmp_path / "ledger")
    (root / "batches/0004/source/oth\u202eer\u009b.xlsx").write_bytes(b"")
    code, out, _ = check(nesa, root)
    assert code == 1
    assert "oth\\u202eer\\x9b.xlsx" in out
    assert not any(not char.isprintable() for char in out if char != "\n")
    _, out, _ = check(nesa, root, "--json")
    assert out.isascii()


def test_of_many_that_lack_the_same_the_first_three_are_told_and_the_others_counted():
    lacks = [Gap(f"nothing of {n}", f"School {n}", "record it") for n in range(7) for _ in range(2)]
    lacks += [Gap("no bill", "School 9", "find it")]
    result = Result(CATALOGUE[0], Status.NOT_EVIDENCED, 1, 0, (), tuple(lacks))
    told = "\n".join(_gaps([result]))
    assert [f"School {n} can show it" in told for n in (*range(7), 9)] == [True] * 3 + [False] * 4 + [True]
    assert "nothing of 0, and 1 more like it" in told
    assert "the like from 4 others; nesa todo names each" in told
