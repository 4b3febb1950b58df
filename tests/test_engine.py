"""The engine: what a status is, what accepts a finding, and what a year comes to."""

import gc
import weakref
from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text
from nesa_fund.engine import CONCLUSIONS, Status, run
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Severity
from nesa_fund.store import open_ledger

LEDGER = Path(__file__).parents[1] / "ledger"
AS_AT = date(2026, 8, 31)
ALLIANCE = '2024-09-01 custom "alliance" "Coast and Castle Alliance"\n'
MEMBERS = '2024-09-01 custom "member" "Hartside" "school"\n\n2026-01-01 custom "member" "Coquet" "school"\n'
UNPLANNED = """
2025-10-01 * "Maths Hub Ltd" "no line of the plan" ^Fund-MH-1
  event: "spending"
  Expenses:Fund:General:Training       10.00 GBP
  Liabilities:Fund:Suppliers          -10.00 GBP
"""
OUTSIDE = """
2025-10-01 * "Coquet" "not a member yet" ^Hartside-1
  event: "invoice"
  number: "1"
  Assets:Hartside:Debtors:Coquet        10.00 GBP
  Income:Hartside:Recharges:Teaching   -10.00 GBP

2025-10-01 * "Hartside" "not a member yet" ^Hartside-1
  event: "invoice"
  number: "1"
  Expenses:Coquet:Costs:Teaching        10.00 GBP
  Liabilities:Coquet:Creditors:Hartside -10.00 GBP
"""
HALF_PENNY = """
2025-10-01 * "off" ^Other-1
  event: "other"
  Assets:Hartside:Bank    5.00 GBP
  Income:Hartside:Other  -4.99 GBP
"""


def exception(rule="FUN2", link="Fund-MH-1", pounds="10.00", minutes="Fund: Board 2026-03-03/5", until="2026-12-31"):
    return f'\n2026-03-03 custom "exception" "{rule}" "{link}" {pounds} GBP\n  minutes: "{minutes}"\n  until: {until}\n'


def result(rule_id, *texts, as_at=AS_AT):
    (found,) = run(book_from_text(ALLIANCE + "\n" + MEMBERS + "".join(texts)), as_at, only=[rule_id]).results
    return found


def breaks(found):
    return [one.breaks for one in found.findings if one.finding.severity is Severity.BREACH]


def warnings(found):
    return [one.finding.message for one in found.findings if one.finding.severity is Severity.WARNING]


def test_a_rule_with_nothing_of_its_kind_does_not_apply():
    assert result("FUN2").status is Status.NOT_APPLICABLE


def test_a_breach_breaks_its_rule():
    assert result("FUN2", UNPLANNED).status is Status.BREACHED


def test_what_is_dated_after_the_day_is_left_out():
    assert result("FUN2", UNPLANNED, as_at=date(2025, 9, 30)).status is Status.NOT_APPLICABLE


def test_what_was_before_the_charter_is_never_breached():
    charter = ALLIANCE + "  charter-from: 2026-02-01\n\n" + MEMBERS + UNPLANNED + OUTSIDE + HALF_PENNY
    assert not run(book_from_text(charter), date(2026, 2, 1)).is_breached
    (found,) = run(book_from_text(charter), AS_AT, only=["SEP1"]).results
    assert found.status is Status.NOT_APPLICABLE


def test_an_exception_accepts_a_breach_and_it_stays_visible():
    found = result("FUN2", UNPLANNED, exception())
    assert (found.status, breaks(found), warnings(found)) == (Status.ACCEPTED, [False], [])
    assert found.findings[0].accepted.minutes == "Fund: Board 2026-03-03/5"


@pytest.mark.parametrize(
    "given",
    [
        {"pounds": "9.99"},
        {"until": "2026-08-30"},
        {"link": "Fund-MH-2"},
        {"rule": "FUN3"},
        {"minutes": "Hartside: FGB 2026-03-03/5"},
        {"minutes": "Fund:"},
        {"minutes": ""},
    ],
    ids=["too small", "ended", "another link", "another rule", "another's minute", "an empty minute", "no minute"],
)
def test_an_exception_does_not_accept(given):
    found = result("FUN2", UNPLANNED, exception(**given))
    assert (found.status, breaks(found)) == (Status.BREACHED, [True])
    assert len(warnings(found)) == (given.get("rule", "FUN2") == "FUN2")


def test_an_exception_holds_on_its_last_day():
    assert result("FUN2", UNPLANNED, exception(until="2026-08-31")).status is Status.ACCEPTED


def test_an_exception_accepts_one_breach_and_no_other():
    second = UNPLANNED.replace("Fund-MH-1", "Fund-MH-2")
    found = result("FUN2", UNPLANNED, second, exception())
    assert (found.status, breaks(found)) == (Status.BREACHED, [False, True])


def test_an_exception_for_nothing_is_a_warning_and_changes_no_status():
    found = result("FUN2", exception())
    assert (found.status, len(warnings(found))) == (Status.NOT_APPLICABLE, 1)


def test_what_is_never_accepted_stays_broken_whatever_was_minuted():
    found = result("SEP2", HALF_PENNY, exception("SEP2", "Other-1", minutes="Hartside: FGB 1"))
    assert (found.status, breaks(found), len(warnings(found))) == (Status.BREACHED, [True], 1)


def test_a_breach_is_accepted_only_by_a_minute_of_each_who_bears_it():
    minutes = "Coquet: FGB 2026-03-05/4; Hartside: FGB 2026-03-03/5"
    assert result("MEM1", OUTSIDE, exception("MEM1", "Hartside-1", minutes=minutes)).status is Status.ACCEPTED
    minutes = "Hartside: FGB 2026-03-03/5"
    assert result("MEM1", OUTSIDE, exception("MEM1", "Hartside-1", minutes=minutes)).status is Status.BREACHED


def test_a_warning_changes_no_status():
    twin = OUTSIDE.replace("Hartside-1", "Hartside-l").replace('number: "1"', 'number: "l"')
    later = (OUTSIDE + twin).replace("2025-10-01", "2026-01-01")
    found = result("EVI2", later)
    assert (found.status, len(warnings(found))) == (Status.SATISFIED, 1)


def test_a_gap_comes_before_an_exception_and_after_a_breach():
    documents = ALLIANCE + "  documents: TRUE\n\n" + MEMBERS
    (found,) = run(book_from_text(documents + OUTSIDE), AS_AT, only=["EVI1"]).results
    assert found.status is Status.NOT_EVIDENCED
    (found,) = run(
        book_from_text(documents + OUTSIDE.replace("  number", '  source: ""\n  number')), AS_AT, only=["EVI1"]
    ).results
    assert found.status is Status.BREACHED


def test_every_rule_of_the_catalogue_has_a_result():
    verdict = run(book_from_text(ALLIANCE), AS_AT)
    assert [one.rule.id for one in verdict.results] == [rule.id for rule in CATALOGUE]


def test_a_breach_counts_against_the_year_it_is_dated_in():
    verdict = run(
        book_from_text(ALLIANCE + "\n" + MEMBERS + UNPLANNED + HALF_PENNY.replace("2025-10", "2024-10")), AS_AT
    )
    statuses = {
        year: {one.rule.id: one.status for one in results if one.rule.id in {"FUN2", "SEP2"}}
        for year, results in verdict.by_year.items()
    }
    assert statuses == {
        "2024-25": {"SEP2": Status.BREACHED, "FUN2": Status.NOT_APPLICABLE},
        "2025-26": {"SEP2": Status.SATISFIED, "FUN2": Status.BREACHED},
    }


def test_a_conclusion_names_exactly_the_parts_not_plainly_kept():
    verdict = run(book_from_text(ALLIANCE + "\n" + MEMBERS + UNPLANNED), AS_AT)
    said = verdict.conclusions("2025-26")
    assert list(said) == list(CONCLUSIONS)
    assert said["ring-fenced"].status == "not-demonstrated"
    assert said["ring-fenced"].parts["FUN2"] is Status.BREACHED
    assert said["no-top-slicing"].status != "not-demonstrated"
    good = {Status.SATISFIED, Status.NOT_APPLICABLE}
    assert not any(status in good for conclusion in said.values() for status in conclusion.parts.values())


def test_an_accepted_breach_is_named_and_does_not_spoil_the_year():
    verdict = run(book_from_text(ALLIANCE + "\n" + MEMBERS + UNPLANNED + exception()), AS_AT)
    said = verdict.conclusions("2025-26")["ring-fenced"]
    assert (said.status, said.parts["FUN2"]) == ("demonstrated-but-for", Status.ACCEPTED)


def test_every_part_of_a_conclusion_is_a_rule_of_the_catalogue():
    ids = {rule.id for rule in CATALOGUE}
    assert {part for parts in CONCLUSIONS.values() for part in parts} <= ids


def test_a_year_can_be_asked_for_without_entries():
    assert list(run(book_from_text(ALLIANCE), AS_AT, year="2024-25").by_year) == ["2024-25"]


def test_a_book_is_let_go_when_nobody_holds_it_though_all_rules_were_run_over_it():
    book = open_ledger(LEDGER).book
    for day in (date(2026, 3, 31), date(2026, 8, 31)):
        run(book, day)
    told = weakref.ref(book)
    gc.collect()
    gc.disable()
    try:
        del book
        assert told() is None
    finally:
        gc.enable()


def test_a_rule_says_of_each_day_what_it_said_when_asked_for_it_first():
    book = open_ledger(LEDGER).book
    days = [date(2026, 8, 31), date(2025, 12, 31), date(2026, 8, 31)]
    first, other, again = (
        [(one.rule.id, one.status, one.tested, one.findings) for one in run(book, day).results] for day in days
    )
    assert first == again
    assert first != other
