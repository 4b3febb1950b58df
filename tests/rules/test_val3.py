"""VAL3's limits, years and sentences: what wants quotes, and what a contract must say."""

from datetime import date

import pytest

from nesa_fund.engine import Status
from warned import result_of

AS_AT = date(2026, 12, 31)
HEAD = """\
2024-09-01 custom "alliance" "Coast and Castle Alliance"
  quotes-above: 500.00 GBP
2024-09-01 custom "member" "Hartside" "school"
2024-09-01 custom "member" "Coquet" "school"
2024-09-01 custom "plan" "2024-25" "maths" 9000.00 GBP
2025-09-01 custom "plan" "2025-26" "maths" 9000.00 GBP
  title: "Maths network"
2024-09-01 custom "agreement" "broadband" "Hartside" 9000.00 GBP
  customers: "Coquet"
  contract: "net"
"""


def contract(day="2024-09-01", contact="Business manager", **said):
    meta = "".join(f"  {key}: {value}\n" for key, value in said.items())
    return f'{day} custom "contract" "net" "North Net Ltd" 900.00 GBP\n  contact: "{contact}"\n{meta}'


def bought(pounds, day="2025-10-01", link="Fund-MH-1", event="spending", **said):
    meta = "".join(f'  {key}: "{text}"\n' for key, text in said.items())
    return f"""
{day} * "Maths Hub Ltd" "a network day" ^{link}
  event: "{event}"
  plan: "maths"
{meta}  Expenses:Fund:General:Training   {pounds} GBP
  Liabilities:Fund:Suppliers       {-float(pounds):.2f} GBP
"""


def billed(pounds, day="2025-10-01", link="Hartside-1", event="invoice", own="0.00", **said):
    meta = "".join(f'  {key}: "{text}"\n' for key, text in said.items())
    total = float(pounds) + float(own)
    return f"""
{day} * "Coquet" "broadband" ^{link}
  event: "{event}"
  agreement: "broadband"
{meta}  Assets:Hartside:Debtors:Coquet     {pounds} GBP
  Expenses:Hartside:Costs:Broadband  {own} GBP
  Liabilities:Hartside:Suppliers     {-total:.2f} GBP
"""


def result(*texts, head=HEAD):
    return result_of(head + "".join(texts), "VAL3", AS_AT)


def found(*texts, head=HEAD):
    """(link, pence) of each finding."""
    return [(one.finding.link, one.finding.pence) for one in result(*texts, head=head).findings]


def test_the_finding_on_a_line_says_what_was_spent_and_the_limit():
    (one,) = result(bought("500.00"), bought("0.01", "2025-10-02", "Fund-MH-2")).findings
    assert one.finding.message == (
        'with this the Fund spent £500.01 on "Maths network" in 2025-26, more than £500.00, and no quotes are recorded'
    )
    assert (one.finding.link, one.finding.pence, one.finding.entities) == ("Fund-MH-2", 50001, ("Fund",))


def test_the_finding_on_a_contract_is_borne_by_those_who_pay():
    (one,) = result(contract(), billed("300.00", event="shared-cost", own="200.01")).findings
    assert one.finding.message == (
        "Hartside-1 brings what was charged under the joint contract net to £500.01 in 2025-26, more than £500.00, "
        "and no quotes are recorded"
    )
    assert one.finding.pence == 50001
    assert one.finding.entities == one.finding.bearers == ("Hartside", "Coquet")
    (one,) = result(contract(), billed("500.01")).findings
    assert (one.finding.entities, one.finding.bearers) == (("Hartside", "Coquet"), ("Coquet",))


def test_the_finding_on_a_charge_says_what_the_contract_lacks():
    (one,) = result(contract(contact="", until="2025-09-30"), billed("1.00")).findings
    assert one.finding.message == (
        "Hartside-1 is charged under the joint contract net, which had ended on 30 September 2025 and names no contact"
    )
    assert (one.finding.pence, one.finding.bearers) == (100, ("Coquet",))


def test_each_year_is_counted_alone():
    assert found(bought("500.00", "2025-08-31"), bought("500.00", "2025-09-01", "Fund-MH-2")) == []
    two = bought("500.01", "2025-08-31"), bought("500.01", "2025-09-01", "Fund-MH-2")
    assert found(*two) == [("Fund-MH-1", 50001), ("Fund-MH-2", 50001)]
    assert found(contract(), billed("500.00", "2025-08-31"), billed("500.00", "2025-09-01", "Hartside-2")) == []
    late = billed("500.00", "2025-09-01", "Hartside-2", supplied="2025-08-31")
    assert found(contract(), billed("0.01", "2025-08-31"), late) == [("Hartside-2", 50001)]


def test_a_credit_counts_in_the_year_of_what_it_credits():
    credit = bought("-100.00", "2025-09-01", event="credit-note")
    assert found(bought("500.00", "2025-08-31"), credit, bought("500.01", "2025-09-02", "Fund-MH-2")) == [
        ("Fund-MH-2", 50001)
    ]
    credit = billed("-100.00", "2025-09-01", event="credit-note")
    more = billed("500.01", "2025-09-02", "Hartside-2")
    assert found(contract(), billed("500.00", "2025-08-31"), credit, more) == [("Hartside-2", 50001)]


def test_what_was_credited_in_time_makes_room_also_on_the_same_day():
    credit = billed("-10.00", "2025-10-05", event="credit-note")
    assert found(contract(), billed("500.00"), billed("10.00", "2025-10-05", "Hartside-2"), credit) == []
    credit = bought("-10.00", "2025-10-05", event="credit-note")
    assert found(bought("500.00"), bought("10.00", "2025-10-05", "Fund-MH-2"), credit) == []


def test_spending_that_was_above_the_limit_stays_found_though_it_is_credited_later():
    credit = bought("-10.00", "2025-10-05", event="credit-note")
    assert found(bought("510.00"), credit) == [("Fund-MH-1", 51000)]


def test_the_limit_is_that_settled_on_the_day_of_the_charge():
    raised = '2025-10-02 custom "alliance" "Coast and Castle Alliance"\n  quotes-above: 600.00 GBP\n'
    assert found(raised, bought("500.01", "2025-10-01")) == [("Fund-MH-1", 50001)]
    assert found(raised, bought("500.01", "2025-10-02")) == []
    assert found(raised, bought("600.01", "2025-10-02")) == [("Fund-MH-1", 60001)]
    none = '2025-10-02 custom "alliance" "Coast and Castle Alliance"\n'
    assert found(none, bought("500.01", "2025-10-02")) == []


def test_the_limit_is_that_of_the_charges_own_day_not_of_the_supply():
    raised = '2025-10-02 custom "alliance" "Coast and Castle Alliance"\n  quotes-above: 600.00 GBP\n'
    assert found(contract(), raised, billed("500.01", "2025-10-02", supplied="2025-10-01")) == []


def test_what_was_spent_before_a_limit_was_settled_is_found_at_the_next_bill_if_there_is_one():
    head = HEAD.replace("  quotes-above: 500.00 GBP\n", "")
    settled = '2025-10-02 custom "alliance" "Coast and Castle Alliance"\n  quotes-above: 500.00 GBP\n'
    before, credit = bought("900.00"), bought("-1.00", "2025-10-03", event="credit-note")
    assert found(settled, before, credit, head=head) == []
    assert found(settled, before, credit, bought("1.00", "2025-10-04", "Fund-MH-2"), head=head) == [
        ("Fund-MH-2", 90000)
    ]


def test_what_was_spent_before_the_charter_counts_for_no_year():
    head = HEAD.replace("  quotes-above", "  charter-from: 2025-10-15\n  quotes-above", 1)
    assert found(bought("400.00"), bought("500.00", "2025-10-15", "Fund-MH-2"), head=head) == []


def test_what_a_member_bears_itself_of_a_bill_on_a_line_is_not_the_funds():
    own = bought("300.00", event="shared-cost") + bought("900.00", event="shared-cost").replace(
        "Fund:General", "Hartside:Costs"
    ).replace("Liabilities:Fund", "Liabilities:Hartside")
    assert found(own) == []


def test_a_bill_that_is_shared_anew_is_tested_once():
    anew = {"day": "2025-12-01", "reason": "reshare"}
    for make, more in ((bought, ()), (billed, (contract(),))):
        credit = make("-100.00", event="credit-note", **anew)
        again = make("150.00", event="shared-cost", **anew)
        said = result(*more, make("480.00", event="shared-cost"), credit, again)
        assert (said.tested, said.value_pence, said.findings) == (1, 48000, ())


def test_without_a_limit_no_quotes_are_wanted_and_no_spending_is_tested():
    head = HEAD.replace("  quotes-above: 500.00 GBP\n", "")
    assert result(bought("9999.00"), head=head).status is Status.NOT_APPLICABLE
    charged = result(contract(), billed("9999.00"), head=head)
    assert (charged.status, charged.tested, charged.value_pence) == (Status.SATISFIED, 1, 999900)


def test_tested_are_the_bills_on_lines_and_the_charges_under_contracts():
    texts = (
        *(contract(), bought("100.00"), bought("-1.00", "2025-10-05", event="credit-note")),
        *(billed("10.00"), billed("-1.00", "2025-10-05", event="credit-note")),
    )
    assert (result(*texts).tested, result(*texts).value_pence) == (2, 11000)


@pytest.mark.parametrize(("day", "is_found"), [("2025-12-31", True), ("2026-01-01", False)])
def test_a_contract_renewed_runs_again_from_its_own_day(day, is_found):
    renewed = contract("2026-01-01", until="2026-12-31")
    assert bool(found(contract(until="2025-10-31"), renewed, billed("1.00", day))) is is_found


@pytest.mark.parametrize(("day", "is_found"), [("2025-12-31", False), ("2026-01-01", True)])
def test_quotes_and_contact_are_those_of_the_contract_on_the_day_of_supply(day, is_found):
    silent = contract("2026-01-01", contact="")
    assert bool(found(contract(quotes=2), silent, billed("1.00", day))) is is_found
    unquoted = contract("2026-01-01")
    assert bool(found(contract(quotes=2), unquoted, billed("500.01", day))) is is_found


def test_a_contract_that_is_nowhere_recorded_is_not_shown_yet():
    said = result(billed("900.00"))
    assert (said.status, said.findings, said.tested) == (Status.NOT_EVIDENCED, (), 0)
    (gap,) = said.gaps
    assert gap.message == 'charges are under a contract "net", which is nowhere in the register'
    assert result(contract(), billed("100.00")).gaps == ()


def test_an_exception_of_the_customer_accepts_a_charge_under_a_contract_that_ended():
    accepted = (
        '2026-01-05 custom "exception" "VAL3" "Hartside-1" 1.00 GBP\n  minutes: "Coquet: Trustees 2026-01-05/4"\n'
    )
    ended = contract(until="2025-09-30"), billed("1.00")
    assert result(*ended).status is Status.BREACHED
    assert result(*ended, accepted).status is Status.ACCEPTED


def test_a_supply_before_the_charter_that_is_billed_in_it_is_a_charge_in_it():
    head = HEAD.replace("  quotes-above", "  charter-from: 2025-09-01\n  quotes-above", 1)
    late = billed("1.00", "2025-09-01", supplied="2025-08-31")
    assert found(contract(until="2025-08-30"), late, head=head) == [("Hartside-1", 100)]
    assert found(contract(until="2025-08-30"), billed("1.00", "2025-08-31"), head=head) == []
