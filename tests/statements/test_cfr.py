"""A member's charges by the codes of its return: in its own year, split by days, with no penny lost."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import book_from_text
from nesa_fund.categories import CATEGORIES
from nesa_fund.periods import year_of
from nesa_fund.problems import InputError
from nesa_fund.statements import cfr as cfr_
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.statements.own_year import split_by_days

REGISTER = """
2024-09-01 custom "alliance" "Coast and Castle Alliance"
2024-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
  sector: "maintained"
  year-start: "04-01"
2024-09-01 custom "member" "Coquet" "school"
  sector: "academy"
2024-09-01 custom "member" "Elm" "school"
2024-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"
2025-09-01 custom "code" "Hartside" "Broadband" "N210"
  cost-centre: "ADM"
2025-09-01 custom "code" "Hartside" "Servers" "N211"
2025-09-01 custom "code" "Coquet" "Teaching" "T1"
"""


def bill(day, link, hartside, coquet, **told):
    told = {"event": "shared-cost", "category": "Broadband", **told}
    category = told.pop("category")
    said = "".join(f'  {key.replace("_", "-")}: "{text}"\n' for key, text in told.items())
    whole = f"{float(hartside) + float(coquet):.2f}"
    return f"""
{day} * "North Net Ltd" "Bill {link}" ^Hartside-{link}
{said}  number: "{link}"
  Expenses:Hartside:Costs:{category}   {hartside} GBP
  Assets:Hartside:Debtors:Coquet      {coquet} GBP
  Liabilities:Hartside:Suppliers     -{whole} GBP
{day} * "Hartside" "Bill {link}" ^Hartside-{link}
{said}  number: "{link}"
  Expenses:Coquet:Costs:{category}         {coquet} GBP
  Liabilities:Coquet:Creditors:Hartside  -{coquet} GBP
"""


CELLO = """
2026-01-10 * "Hartside" "Cello" ^Coquet-9
  event: "invoice"
  number: "9"
  Assets:Coquet:Debtors:Hartside   50.00 GBP
  Income:Coquet:Recharges:Teaching   -50.00 GBP
2026-01-10 * "Coquet" "Cello" ^Coquet-9
  event: "invoice"
  number: "9"
  Expenses:Hartside:Costs:Teaching   50.00 GBP
  Liabilities:Hartside:Creditors:Coquet   -50.00 GBP

2025-09-15 * "Fund" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Hartside-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Expenses:Hartside:Contribution   300.00 GBP
  Liabilities:Hartside:Creditors:Fund   -300.00 GBP
"""
WHOLE = {"covers_from": "2026-01-01", "covers_until": "2026-12-31"}
LEDGER = REGISTER + CELLO + bill("2026-01-05", "N1", "365.00", "730.01", **WHOLE)


def cfr(text, member="Hartside", as_at=date(2026, 3, 31), **more):
    return statement_named("cfr")(book_from_text(text), Arguments(as_at=as_at, member=member, **more))


def rows(statement, name):
    return next((list(table.rows) for table in statement.tables if table.name == name), None)


def total(text, member="Hartside", as_at=date(2026, 3, 31), **more):
    return next(table.totals[-1] for table in cfr(text, member, as_at, **more).tables if table.name == "codes")


def test_a_maintained_schools_charges_stand_by_cfr_code_in_its_own_year():
    said = cfr(LEDGER)
    assert said.title == "Charges of Hartside Middle School by CFR code 2025-26"
    assert said.period == "1 April 2025 to 31 March 2026"
    # Of 365 days 90 are from January to March: 365.00 x 90 / 365.
    assert rows(said, "codes") == [
        ("E01", "Teaching staff", None, 5000, 0, 5000),
        ("E20A", "Connectivity", "N210 ADM", 0, 9000, 9000),
        ("no code", "Contribution to the Partnership Fund", None, 30000, 0, 30000),
    ]
    assert said.answers[0].answer == ("£440.00; £90.00 of it is this year's part of 1 charge for a time beyond it.")


def test_the_own_code_of_the_contribution_stands_by_it():
    said = rows(cfr(LEDGER + '2025-09-01 custom "code" "Hartside" "Contribution" "N700"\n'), "codes")
    assert said[-1] == ("no code", "Contribution to the Partnership Fund", "N700", 30000, 0, 30000)


def test_an_academys_stand_by_the_line_of_its_return_in_the_alliances_year_where_it_said_no_other():
    said = cfr(LEDGER, "Coquet")
    assert said.title == "Charges of Coquet by AAR line 2025-26"
    assert said.period == "1 September 2025 to 31 August 2026"
    # 243 of 365 days: 730.01 x 243 / 365 is 486.0066...; what is left is 244.0033...
    assert rows(said, "codes") == [("BAE210", "ICT learning resources", 48601, 0, 48601)]
    assert "When its own financial year starts is not recorded, so the alliance's is taken." in said.notes
    assert rows(said, "income") == [("Teaching staff", 5000)]


def test_where_the_sector_is_not_recorded_both_codes_are_shown():
    elm = LEDGER.replace("Liabilities:Coquet", "Liabilities:Elm").replace("Expenses:Coquet", "Expenses:Elm")
    said = cfr(elm, "Elm")
    assert rows(said, "codes")[0][:2] == ("E20A / BAE210", "Connectivity")
    assert said.tables[0].columns[0].title == "CFR code and AAR line"
    assert any("both lists" in note for note in said.notes)


def test_a_time_that_spans_the_years_is_split_by_days_and_comes_to_the_whole():
    line = ("Bill N1", "N1", "E20A", date(2026, 1, 1), date(2026, 12, 31), 36500)
    assert rows(cfr(LEDGER), "spanning") == [(*line, 0, 9000, 27500)]
    assert rows(cfr(LEDGER, as_at=date(2026, 4, 1)), "spanning") == [(*line, 9000, 27500, 0)]
    assert rows(cfr(LEDGER, "Coquet"), "spanning")[0][5:] == (73001, 0, 48601, 24400)


def test_a_time_of_three_years_has_a_part_in_each():
    three = REGISTER + bill("2026-01-05", "N1", "10.00", "0.01", covers_from="2025-03-31", covers_until="2026-04-01")
    # One day, 365 days and one day of 367: 2.72.., 994.55.. and 2.72.. pence; the largest remainders are the two ends'.
    parts = [total(three, year=year, as_at=date(2026, 4, 30)) for year in ("2024-25", "2025-26", "2026-27")]
    assert parts == [3, 994, 3]
    assert rows(cfr(three), "spanning")[0][5:] == (1000, 3, 994, 3)


def test_a_time_within_the_year_is_not_split():
    within = REGISTER + bill("2026-01-05", "N1", "10.00", "0.01", covers_from="2025-04-01", covers_until="2026-03-31")
    assert rows(cfr(within), "spanning") == []
    assert total(within) == 1000
    beyond = within.replace("2026-03-31", "2026-04-01")
    assert len(rows(cfr(beyond), "spanning")) == 1
    before = within.replace("2025-04-01", "2025-03-31")
    assert len(rows(cfr(before), "spanning")) == 1


@pytest.mark.parametrize(
    ("day", "told", "year"),
    [
        ("2026-03-31", {}, "2025-26"),
        ("2026-04-01", {}, "2026-27"),
        ("2026-04-09", {"supplied": "2026-03-31"}, "2025-26"),
        ("2026-04-09", {"supplied": "2026-04-01"}, "2026-27"),
        ("2026-04-09", {"covers_from": "2026-01-01"}, "2026-27"),  # A time without an end is none.
        ("2026-04-09", {"covers_from": "2026-03-31", "covers_until": "2026-03-30"}, "2026-27"),
        ("2026-04-09", {"covers_from": "2026-03-31", "covers_until": "2026-03-31"}, "2025-26"),
    ],
)
def test_a_charge_counts_on_its_day_of_supply_or_by_its_time(day, told, year):
    text = REGISTER + bill(day, "N1", "10.00", "0.01", **told)
    found = {one: total(text, year=one, as_at=date(2026, 4, 30)) for one in ("2025-26", "2026-27")}
    assert found == {one: 1000 * (one == year) for one in found}


def test_what_was_taken_back_counts_on_its_date_and_what_took_it_back_on_its_own():
    back = """
;; batch 2
2026-04-02 * "North Net Ltd" "Bill N1" ^Hartside-N1
  event: "reversal"
  reverses: "0001"
  covers-from: "2026-01-01"
  covers-until: "2026-12-31"
  Expenses:Hartside:Costs:Broadband  -365.00 GBP
  Assets:Hartside:Debtors:Coquet     -730.01 GBP
  Liabilities:Hartside:Suppliers     1095.01 GBP
"""
    text = REGISTER + bill("2026-01-05", "N1", "365.00", "730.01", **WHOLE) + back
    assert total(text, year="2025-26", as_at=date(2026, 4, 30)) == 36500
    assert total(text, year="2026-27", as_at=date(2026, 4, 30)) == -36500


def test_every_charge_is_listed_with_what_of_it_falls_into_the_year():
    said = cfr(LEDGER)
    assert rows(said, "charges") == [
        (
            date(2025, 9, 15),
            "Partnership Fund",
            *("Contribution 2025-26, instalment 1", "PF2526HARTSIDE1", "no code", 30000),
        ),
        (date(2026, 1, 5), "North Net Ltd", "Bill N1", "N1", "E20A", 9000),
        (date(2026, 1, 10), "Coquet", "Cello", "9", "E01", 5000),
    ]
    totals = {table.name: table.totals for table in said.tables}
    assert totals["charges"][-1] == totals["codes"][-1]


def test_categories_of_one_line_stand_together_and_one_that_is_unknown_has_no_code():
    text = REGISTER + "".join(
        bill("2026-01-05", f"N{n}", "1.00", "2.00", category=category)
        for n, category in enumerate(("Broadband", "Servers", "Hardware", "AdminSupplies", "Wizardry"))
    )
    assert rows(cfr(text, "Coquet"), "codes") == [
        ("BAE210", "ICT learning resources", 600, 0, 600),
        ("BAE280", "Administrative supplies, non-educational", 200, 0, 200),
        ("no code", "Wizardry", 200, 0, 200),
    ]
    assert [row[:3] for row in rows(cfr(text), "codes")] == [
        ("E20A", "Connectivity", "N210 ADM"),
        ("E20B", "Onsite servers", "N211"),
        ("E20F", "Other hardware", None),
        ("E22", "Administrative supplies, non-educational", None),
        ("no code", "Wizardry", None),
    ]


def test_every_line_that_a_category_comes_into_has_a_name():
    assert {one.aar for one in CATEGORIES.values() if one.aar} <= cfr_._AAR_LINES.keys()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"member": None}, "a return is a school's or a trust's own; choose one of Coquet, Elm, Hartside"),
        ({"member": "HartsidePTA"}, "a return is a school's or a trust's own"),
        ({"member": "Fund"}, "a return is a school's or a trust's own"),
        (
            {"year": "2025"},
            '"2025" is not a year, like 2025-26; the own year of Hartside Middle School starts on 04-01',
        ),
        ({"year": "2026-27"}, "2026-27 of Hartside Middle School begins on 1 April 2026, after 31 March 2026"),
    ],
)
def test_what_can_not_be_drawn_is_refused(given, why):
    with pytest.raises(InputError, match=why):
        cfr(LEDGER, **{"member": "Hartside", **given})


def test_a_year_that_only_the_member_has_is_drawn_with_the_notes_of_its_day():
    text = LEDGER.replace('"Coast and Castle Alliance"', '"Coast and Castle Alliance"\n  year-start: "01-01"', 1)
    text += '2026-03-01 custom "note" "cfr" "Hartside"\n  text: "Ask about the cello."\n'
    assert cfr(text, year="2025-26").notes[-1] == "Hartside: Ask about the cello. (1 March 2026)"


@given(
    st.integers(-(10**12), 10**12),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 1500),
    st.sampled_from(["04-01", "09-01", "01-01", "12-28"]),
)
def test_no_penny_is_lost_over_the_years_and_each_has_its_days(pence, first, more, starts):
    last = first + timedelta(days=more)
    parts = split_by_days(pence, first, last, starts)
    assert sum(parts.values()) == pence
    for name, part in parts.items():
        days = sum(year_of(first + timedelta(days=n), starts).name == name for n in range(more + 1))
        assert abs(part - Fraction(pence * days, more + 1)) < 1
