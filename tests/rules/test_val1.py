"""VAL1's years and figures: when a charge counts, beside which cost alone, and what is not shown yet."""

from datetime import date

import pytest

from nesa_fund.engine import Status
from warned import result_of

AS_AT = date(2026, 8, 31)
HEAD = """\
2024-09-01 custom "alliance" "Coast and Castle Alliance"
2024-09-01 custom "member" "Hartside" "school"
2024-09-01 custom "member" "Coquet" "school"
2024-09-01 custom "agreement" "broadband" "Hartside" 9000.00 GBP
  customers: "Coquet"
  contract: "net"
"""


def contract(alone="Hartside=900.00, Coquet=365.00", participants="Hartside, Coquet", day="2024-09-01"):
    costs = f'  alone-cost: "{alone}"\n' if alone else ""
    return f'{day} custom "contract" "net" "North Net Ltd" 1000.00 GBP\n  participants: "{participants}"\n{costs}'


def charge(pounds, day="2025-10-01", link="Hartside-1", event="invoice", agreement="broadband", **said):
    meta = "".join(f'  {key.replace("_", "-")}: "{text}"\n' for key, text in said.items())
    of = f'  agreement: "{agreement}"\n' if agreement else ""
    return f"""
{day} * "Hartside" "broadband" ^{link}
  event: "{event}"
{of}{meta}  Expenses:Coquet:Costs:Broadband         {pounds} GBP
  Liabilities:Coquet:Creditors:Hartside  {-float(pounds):.2f} GBP
"""


def result(*texts, as_at=AS_AT):
    return result_of("".join((HEAD, *texts)), "VAL1", as_at)


def over(*texts, as_at=AS_AT):
    """(day that puts it in its year, pence too much) of each finding."""
    return [(one.finding.day, one.finding.pence) for one in result(*texts, as_at=as_at).findings]


def test_the_finding_says_what_is_borne_and_what_it_would_cost_alone():
    (one,) = result(contract(), charge("365.01")).findings
    assert one.finding.message == (
        "Coquet bears £365.01 of the joint contract net in 2025-26; alone it would pay £365.00"
    )
    assert (one.finding.link, one.finding.entities) == ("Hartside-1", ("Coquet",))


def test_each_year_is_compared_alone():
    assert over(contract(), charge("365.00", "2025-08-31"), charge("365.00", "2025-09-01", "Hartside-2")) == []
    assert over(contract(), charge("1.00", "2025-09-01"), charge("365.00", "2025-09-02", "Hartside-2")) == [
        (date(2025, 9, 2), 100)
    ]


def test_a_supply_billed_later_counts_in_the_year_of_the_supply():
    late = charge("365.00", "2025-09-05", supplied="2025-08-31")
    assert over(contract(), late, charge("365.00", "2025-10-01", "Hartside-2")) == []


def test_a_charge_for_two_years_counts_in_each_by_its_days():
    # 730 days of 2024-25 and 2025-26: £1.00 a day.
    both = charge("730.00", "2024-09-10", covers_from="2024-09-01", covers_until="2026-08-31")
    assert over(contract(), both) == []
    more = charge("730.02", "2024-09-10", covers_from="2024-09-01", covers_until="2026-08-31")
    assert over(contract(), more) == [(date(2024, 9, 10), 1), (date(2025, 9, 1), 1)]
    assert over(contract(), more, as_at=date(2025, 8, 31)) == [(date(2024, 9, 10), 1)]  # The next has not begun.
    assert over(contract(), more, as_at=date(2025, 9, 1)) == [(date(2024, 9, 10), 1), (date(2025, 9, 1), 1)]
    assert result(contract(), both).tested == 2


def test_half_a_penny_of_a_year_is_rounded_up():
    # 365 of 730 days of 730.01 are 365.005.
    assert over(contract(), charge("730.01", "2024-09-10", covers_from="2024-09-01", covers_until="2026-08-31")) == [
        (date(2024, 9, 10), 1),
        (date(2025, 9, 1), 1),
    ]


@pytest.mark.parametrize("said", [{"covers_from": "2024-09-01"}, {"covers_until": "2026-08-31"}])
def test_a_time_that_is_stated_in_half_is_none(said):
    assert over(contract(), charge("730.00", "2024-09-10", **said)) == [(date(2024, 9, 10), 36500)]


def test_a_charge_of_one_day_counts_on_it():
    once = charge("365.01", "2025-09-10", covers_from="2025-08-31", covers_until="2025-08-31")
    assert over(contract(), once) == [(date(2025, 8, 31), 1)]


def test_a_credit_counts_in_the_time_of_its_charge_whatever_its_own_day():
    credit = charge("-1.00", "2025-09-10", event="credit-note", agreement="", reason="price")
    assert over(contract(), charge("366.00", "2025-08-20"), credit) == []
    timed = charge("732.00", "2024-09-10", covers_from="2024-09-01", covers_until="2026-08-31")
    assert over(contract(), timed, credit) == [(date(2024, 9, 10), 50), (date(2025, 9, 1), 50)]
    of_one_year = charge(
        "-1.00", "2025-09-10", event="credit-note", covers_from="2025-09-01", covers_until="2026-08-31"
    )
    assert over(contract(), timed, of_one_year) == [(date(2024, 9, 10), 100)]


def test_a_finding_stands_at_the_charge_that_passes_the_cost_alone_for_good():
    first, second = charge("366.00"), charge("10.00", "2025-12-01", "Hartside-2")
    credit = charge("-5.00", "2025-11-01", event="credit-note", reason="price")
    (one,) = result(contract(), first, credit, second).findings
    assert (one.finding.link, one.finding.pence) == ("Hartside-2", 600)


def test_the_cost_alone_is_that_settled_on_the_day_of_the_years_last_supply():
    dearer = contract("Coquet=366.00", day="2026-04-01")
    assert over(contract(), dearer, charge("366.00", "2026-03-31")) == [(date(2026, 3, 31), 100)]
    assert over(contract(), dearer, charge("366.00", "2026-04-01")) == []
    assert over(contract(), dearer, charge("366.00", "2026-04-01", supplied="2026-03-31")) != []
    late = contract(day="2026-01-01")
    assert over(late, dearer, charge("366.00", "2025-10-01")) == [(date(2025, 10, 1), 100)]  # Before its first, those.


def test_the_contract_is_that_of_the_agreement_on_the_day_of_supply():
    ended = '2026-01-01 custom "agreement" "broadband" "Hartside" 9000.00 GBP\n  customers: "Coquet"\n'
    after = result(contract(), ended, charge("365.01", "2026-01-01"))
    assert (after.tested, after.findings, after.gaps) == (0, (), ())
    assert over(contract(), ended, charge("365.01", "2025-12-31")) == [(date(2025, 12, 31), 1)]


def test_an_agreement_may_come_under_a_contract_later():
    later = '2024-10-01 custom "agreement" "support" "Hartside" 9.00 GBP\n  customers: "Coquet"\n  contract: "net"\n'
    first = later.replace("2024-10-01", "2024-09-01").replace('  contract: "net"\n', "")
    assert over(contract(), first, later, charge("365.01", agreement="support")) == [(date(2025, 10, 1), 1)]
    assert over(contract(), first, later, charge("365.01", "2024-09-30", agreement="support")) == []


@pytest.mark.parametrize("participants", ["all", ""])
def test_a_contract_of_all_is_of_every_school_and_trust(participants):
    assert over(contract(participants=participants), charge("365.01")) == [(date(2025, 10, 1), 1)]


def test_without_a_cost_alone_it_is_not_shown_yet():
    found = result(contract("Hartside=600.00"), charge("365.01"))
    assert (found.status, found.tested, found.findings) == (Status.NOT_EVIDENCED, 0, ())
    (gap,) = found.gaps
    assert gap.message == (
        "what Coquet would pay alone is not recorded for the joint contract net, of which it bears £365.01 in 2025-26"
    )
    assert (gap.who, gap.day) == ("Coquet", date(2025, 10, 1))


def test_a_contract_that_is_nowhere_recorded_is_not_shown_yet():
    found = result(charge("365.01"))
    assert (found.status, found.tested) == (Status.NOT_EVIDENCED, 0)
    (gap,) = found.gaps
    assert gap.message == 'charges are under a contract "net", which is nowhere in the register'


def test_what_was_reversed_does_not_count():
    back = """
;; batch 2
2025-10-02 * "Hartside" "broadband" ^Hartside-2
  event: "reversal"
  reverses: "0001"
  Expenses:Coquet:Costs:Broadband        -100.00 GBP
  Liabilities:Coquet:Creditors:Hartside   100.00 GBP
"""
    assert over(contract(), charge("365.00"), charge("100.00", "2025-10-02", "Hartside-2"), back) == []


def test_staff_days_are_no_cost():
    days = """
2025-10-02 * "Hartside" "work" ^InKind-Coquet-2025-10-02-1
  event: "in-kind"
  agreement: "broadband"
  Expenses:Coquet:InKind:Hartside        100.00 DAY
  Equity:Coquet:InKind                  -100.00 DAY
"""
    assert over(contract(), charge("365.00"), days) == []


def test_a_time_that_ends_before_it_begins_is_none():
    wrong = charge("365.01", covers_from="2025-09-30", covers_until="2025-09-29")
    assert over(contract(), wrong) == [(date(2025, 10, 1), 1)]


def test_a_single_penny_is_tested():
    assert result(contract(), charge("0.01")).tested == 1


def test_who_is_no_participant_is_neither_tested_nor_asked_for_a_cost_alone():
    found = result(contract("Hartside=1.00", participants="Hartside"), charge("365.01"))
    assert (found.status, found.gaps) == (Status.NOT_APPLICABLE, ())


def test_a_credit_of_what_was_charged_before_the_charter_lessens_no_year():
    text = HEAD.replace('Alliance"', 'Alliance"\n  charter-from: 2025-09-01', 1) + contract()
    old = charge("500.00", "2025-08-31", "Hartside-0")
    credit = charge("-1.00", "2025-10-05", "Hartside-0", event="credit-note", reason="price")
    found = result_of(text + old + credit + charge("365.01"), "VAL1", AS_AT)
    assert [one.finding.pence for one in found.findings] == [1]


def test_a_bill_shared_anew_is_of_the_time_of_its_first_charge():
    anew = charge("66.00", "2025-09-10", event="shared-cost", reason="reshare")
    credit = charge("-65.00", "2025-09-10", event="credit-note", reason="reshare")
    this_years = charge("365.00", link="Hartside-2")
    assert over(contract(), charge("364.00", "2025-08-31"), credit, anew, this_years) == []
    timed = charge("364.00", "2025-09-05", covers_from="2024-09-01", covers_until="2025-08-31")
    assert over(contract(), timed, credit, anew, this_years) == []


def test_what_is_credited_in_full_was_not_borne():
    credit = charge("-365.01", "2025-10-05", event="credit-note", reason="error")
    assert result(contract(""), charge("365.01"), credit).status is Status.NOT_APPLICABLE


def test_where_no_agreement_names_a_contract_it_does_not_apply():
    assert result_of(HEAD.replace('  contract: "net"\n', "") + charge("5.00"), "VAL1", AS_AT).tested == 0
