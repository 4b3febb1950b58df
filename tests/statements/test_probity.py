"""The probity report: every conclusion, rule, finding, exception and gap of the year has its line."""

from datetime import date

import pytest

from nesa_fund.engine import CONCLUSIONS, Accepted, Judged, Result, Status, Verdict
from nesa_fund.entries import Place
from nesa_fund.problems import InputError
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Finding, Gap, Rule, Severity
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.statements.probity import probity_of

AS_AT = date(2025, 12, 31)
PARTS = tuple(dict.fromkeys(part for parts in CONCLUSIONS.values() for part in parts))
BREACH = Finding(
    message="Coquet's share is £198.01, its allocation by roll of 2025-10 is £198.00",
    remedy="reverse that row of batch 7 and import the bill again",
    place=Place(7, "batches/0007/Coquet.beancount", 31),
    link="Hartside-NN-881",
    pence=1,
    day=date(2025, 10, 1),
)
WARNING = Finding(message="an invoice is disputed", remedy="agree on it", severity=Severity.WARNING)
EXCEPTION = Accepted("Hartside: FGB 3; Coquet: FGB 4", "a late census", date(2026, 3, 31))
GAP = Gap("no account signed", "Elsdon's governing body", "record its signature", date(2025, 11, 1))


def result(rule_id, status=Status.SATISFIED, findings=(), gaps=(), **given):
    rule = Rule(rule_id, f"name of {rule_id}", (2, 4), CATALOGUE[0].check, **given)
    return Result(rule, status, 12, 345600, findings, gaps)


def report(book, *special):
    by_id = {one.rule.id: one for one in special}
    results = tuple(by_id.get(part) or result(part) for part in PARTS)
    year = book.register.year("2025-26")
    return probity_of(book, Verdict(AS_AT, results, {"2025-26": results}), year)


def rows(statement, name):
    return next(table.rows for table in statement.tables if table.name == name)


def test_a_year_in_which_everything_is_kept_is_demonstrated(book):
    said = report(book)
    assert {row[1:] for row in rows(said, "conclusions")} == {("Demonstrated", "")}
    assert rows(said, "findings") == rows(said, "exceptions") == rows(said, "not-shown") == ()


def test_a_broken_rule_is_named_in_its_conclusion_and_with_place_and_remedy(book):
    said = report(book, result("SUB4", Status.BREACHED, (Judged(BREACH),)))
    assert [row[1:] for row in rows(said, "conclusions")] == [
        ("Not demonstrated", "Broken: SUB4"), ("Demonstrated", ""), ("Demonstrated", ""),
    ]  # fmt: skip
    assert rows(said, "findings") == (
        ("SUB4", "Broken", BREACH.message, BREACH.remedy, 1, date(2025, 10, 1), "Hartside-NN-881",
         "batches/0007/Coquet.beancount line 31"),
    )  # fmt: skip


def test_breaches_come_before_warnings(book):
    said = report(
        book,
        result("SUB4", findings=(Judged(WARNING),)),
        result("EVI2", Status.BREACHED, (Judged(BREACH),)),
    )
    assert [row[:2] for row in rows(said, "findings")] == [("EVI2", "Broken"), ("SUB4", "Warning")]


def test_an_accepted_breach_stays_visible_with_its_minutes(book):
    said = report(book, result("SUB4", Status.ACCEPTED, (Judged(BREACH, EXCEPTION),)))
    assert rows(said, "findings") == ()
    assert rows(said, "exceptions")[0][3:6] == (EXCEPTION.minutes, "a late census", date(2026, 3, 31))
    assert rows(said, "conclusions")[0][1:] == ("Demonstrated but for", "Kept, with exceptions: SUB4")


def test_what_is_not_shown_names_who_can_show_it_and_how(book):
    said = report(book, result("EVI5", Status.NOT_EVIDENCED, gaps=(GAP,)))
    assert rows(said, "not-shown") == (
        ("EVI5", "no account signed", "Elsdon's governing body", "record its signature", date(2025, 11, 1), None),
    )
    assert {row[2] for row in rows(said, "conclusions")} == {"Not shown yet: EVI5"}


def test_a_rule_shows_its_status_in_words_and_what_it_tested(book):
    said = report(book, result("SEP3", Status.NOT_APPLICABLE, by_construction=True))
    told = {row[0]: row[1:] for row in rows(said, "rules")}
    assert told["SEP3"] == ("name of SEP3", "2, 4", "Doesn't apply", 12, 345600, 0, "yes")
    assert any(note.startswith("By construction: SEP3. Entries") for note in said.notes)


def test_where_nothing_was_tested_nothing_is_claimed(book):
    nothing = [result(part, Status.NOT_APPLICABLE) for part in PARTS]
    assert {row[1] for row in rows(report(book, *nothing), "conclusions")} == {"Nothing tested yet"}


def test_the_engine_runs_every_rule_of_the_catalogue(book):
    said = statement_named("probity")(book, Arguments(as_at=AS_AT, year="2025-26"))
    assert [row[0] for row in rows(said, "rules")] == [rule.id for rule in CATALOGUE]
    assert {row[3] for row in rows(said, "rules")} <= {status.in_words for status in Status}


def test_an_unknown_year_names_the_nearest(book):
    with pytest.raises(InputError, match="the nearest is 2025-26"):
        statement_named("probity")(book, Arguments(as_at=AS_AT, year="2025-27"))


def test_beside_the_conclusions_stand_the_figures_of_each_member_as_in_the_flows(book):
    said = report(book)
    flows = statement_named("flows")(book, Arguments(as_at=AS_AT, year="2025-26"))
    assert [table.name for table in said.tables][:3] == ["conclusions", "members", "with-fund"]
    assert [rows(said, name) for name in ("members", "with-fund")] == [
        rows(flows, name) for name in ("members", "with-fund")
    ]
    assert rows(said, "members")[0] == ("Coquet", 60000, 0, 278400, 91, 0, 0)


def test_a_year_that_has_not_begun_has_no_figures(book):
    verdict = Verdict(date(2025, 8, 31), (), {"2025-26": tuple(result(part) for part in PARTS)})
    said = probity_of(book, verdict, book.register.year("2025-26"))
    assert "members" not in {table.name for table in said.tables}
