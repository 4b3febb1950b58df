"""Settings: each row changes one thing that the alliance has settled, the rest holds on."""

from datetime import date

import pytest

from folders import founded
from honest import is_honest
from nesa_fund.store import open_ledger
from sheets import alliance, bring, facts, lines, refusal, said, sheet, take

HEADER = ("Setting", "Value")
DATED = ("Setting", "Value", "Date")
JANUARY = date(2026, 1, 1)


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def settled(root, day=None):
    return open_ledger(root).register.alliance(day)


def test_rows_of_one_day_are_one_fact_that_keeps_what_is_not_said(root):
    rows = [HEADER, ("Days to pay", "14 days"), ("Quotes above", "£500.00"), ("Minute", "Board 7")]
    imported = take(root, rows, as_at=JANUARY)
    assert facts(root, "alliance")[-1] == lines(
        """
        2026-01-01 custom "alliance" "Coast and Castle Alliance"
          year-start: "09-01"
          terms-days: 14
          overdue-days: 90
          withdrawal: "refund"
          parity-tolerance: 10
          in-kind-limit: 10
          carry-forward: 5
          quotes-above: 500.00 GBP
          documents: FALSE
          minute: "Board 7"
        """
    )
    assert imported.new == 1
    assert settled(root, date(2025, 12, 31)).terms_days == 30
    assert is_honest(root)


def test_a_later_day_builds_on_an_earlier_one_of_the_same_sheet(root):
    take(root, [DATED, ("Overdue after", 60, "01/02/2026"), ("Terms", 14, "01/01/2026")])
    states = open_ledger(root).register.settings
    assert [(f"{state.day}", state.terms_days, state.overdue_days) for state in states] == [
        ("2025-09-01", 30, 90),
        ("2026-01-01", 14, 90),
        ("2026-02-01", 14, 60),
    ]


def test_every_setting_is_read_by_its_kind(root):
    rows = [
        HEADER,
        ("Name", "Coast Alliance"),
        ("Leavers", "Keep"),
        ("Fund's account held by", "Hartside Middle School"),
        ("Parity tolerance", 5),
        ("In-kind limit", "20"),
        ("Carry forward", "7%"),
        ("Joiner's reserve at least", "1,000.00"),
        ("Documents", "yes"),
        ("Charter from", date(2026, 1, 1)),
    ]
    take(root, rows, as_at=JANUARY)
    now = settled(root)
    assert (now.name, now.withdrawal, now.holder) == ("Coast Alliance", "keep", "Hartside Middle School")
    assert (now.parity_tolerance, now.in_kind_limit, now.carry_forward) == (5, 20, 7)
    assert (now.joiner_reserve, now.documents, now.charter_from) == (100_000, True, JANUARY)


def test_a_setting_is_taken_away_by_none(root):
    take(root, [DATED, ("Quotes above", 500, "01/01/2026")])
    take(root, [DATED, ("Quotes above", "None", "01/02/2026")])
    assert settled(root).quotes_above is None


def test_the_same_settings_again_add_nothing_whatever_the_day(root):
    rows = [HEADER, ("Terms days", 14), ("Minute", "Board 7")]
    take(root, rows, as_at=JANUARY)
    assert take(root, rows, as_at=JANUARY).batch is None
    assert take(root, rows, as_at=date(2026, 3, 1)).batch is None
    assert take(root, [HEADER, ("terms-days", "14")], as_at=date(2026, 3, 1)).batch is None


def test_a_minute_is_of_its_own_decision_alone(root):
    take(root, [HEADER, ("Terms", 14), ("Minute", "Board 7")], as_at=JANUARY)
    take(root, [HEADER, ("Terms", 21)], as_at=date(2026, 3, 1))
    assert (settled(root).minute, settled(root).terms_days) == ("", 21)


def test_another_value_of_one_day_is_a_difference_until_it_is_corrected(root):
    take(root, [DATED, ("Terms", 14, "01/01/2026")])
    other = [DATED, ("Terms", 21, "01/01/2026")]
    assert "terms days is recorded as 14, now 21; to correct it: --correct --reason WHY" in refusal(root, other)
    take(root, other, correct="misheard")
    assert settled(root).terms_days == 21
    assert take(root, other).batch is None


def test_settings_before_later_ones_hold_until_those_and_that_is_said(root):
    take(root, [DATED, ("Terms", 14, "01/03/2026")])
    imported = take(root, [DATED, ("Charter from", "01/01/2026", "01/01/2026")])
    assert any("only until 2026-03-01, when other settings begin" in one for one in imported.readings)


def test_a_year_start_can_not_change_once_anything_is_named_by_a_year(root):
    fault = refusal(root, [HEADER, ("Year start", "04-01")])
    assert fault.endswith("stays 09-01: what is recorded already is reckoned by years that begin on that day")
    assert take(root, [HEADER, ("Year start", "09-01")]).batch is None


def test_a_year_start_is_set_while_nothing_is_named_by_a_year(tmp_path):
    root = founded(tmp_path / "ledger")
    take(root, [HEADER, ("Year start", "04-01")], as_at=JANUARY)
    assert settled(root).year_start == "04-01"


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("Terms dayz", 3, 'A2] Setting "Terms dayz": no such setting; nearest: terms-days; there are: name, year'),
        ("Terms", 7.5, 'B2] Value "7.5": not a whole number of days'),
        ("Terms", "a month", 'B2] Value "a month": not a number, like 112 or 112.5, with four decimals at most'),
        ("Terms", 3661, 'B2] Value "3661": more than ten years'),
        ("Terms", -1, 'B2] Value "-1": not a number, like 112 or 112.5'),
        ("Carry forward", 0.05, 'B2] Value "0.05": not a whole number, like 5 for five per cent'),
        ("Carry forward", 101, 'B2] Value "101": more than a hundred per cent'),
        ("Leavers", "sell", 'B2] Value "sell": neither refund nor keep'),
        ("Documents", "perhaps", 'B2] Value "perhaps": not yes or no'),
        ("Quotes above", "lots", 'B2] Value "lots": not an amount of money, like 1200.00 or £1,200.00'),
        ("Quotes above", "-5.00", 'B2] Value "-5.00": is below zero'),
        ("Charter from", "soon", 'B2] Value "soon": not a date, like 14/11/2025'),
        ("Year start", date(2025, 9, 1), 'B2] Value "01/09/2025": not a day written as text, month first, like 09-01'),
        ("Terms", None, "B2] Value: is blank"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_by_cell(root, setting, value, fault):
    assert refusal(root, [HEADER, (setting, value)]).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_a_setting_said_twice_is_one_value(root):
    twice = [HEADER, ("Terms", 14), ("Days to pay", 21)]
    assert refusal(root, twice) == 'sheet.xlsx [Sheet1!A3] Setting "Days to pay": is set to another value in row 2'
    take(root, [HEADER, ("Terms", 14), ("Days to pay", "14 days")], as_at=JANUARY)


def test_no_setting_holds_before_the_founding(root):
    fault = refusal(root, [DATED, ("Terms", 14, "31/08/2025")])
    assert fault.endswith("is before the alliance was founded, on 2025-09-01")


def test_every_faulty_row_is_named_at_once(root):
    imported = bring(root, sheet([HEADER, ("Terms", "x"), ("Nonsense", 1), ("Documents", "x")]))
    assert len(said(imported)) == 3
