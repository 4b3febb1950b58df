"""A shared bill that a leaver had a part in goes on with those who stay, where it was agreed so."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anew import AGREED, HEADER, LEFT, TODAY, agreed, bill, breaches, leave
from folders import CLERK, bean_check
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.actions.withdraw import withdraw
from nesa_fund.facts import Withdrawal
from schedules import refused
from sheets import balances, item, lines, take


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return agreed(tmp_path / "ledger")


def test_the_unexpired_part_is_credited_by_the_old_key_and_charged_by_the_new(root):
    take(root, [HEADER, bill()])
    leave(root)
    credit, charge = item(root, "Hartside-NN-881").split("\n\n")[7:9]
    assert credit == lines(
        """
        2026-02-01 * "North Net Ltd" "Bill NN-881, shared anew from 2026-02-01" ^Hartside-NN-881
        event: "credit-note"
        number: "NN-881-Elsdon-credit"
        agreement: "wifi"
        census: "2024-10"
        reason: "reshare"
        minute: "FGB 7"
        covers-from: "2026-02-01"
        covers-until: "2026-08-31"
        Expenses:Hartside:Costs:Broadband -239.30 GBP
        Assets:Hartside:Debtors:Coquet -115.00 GBP
        Assets:Hartside:Debtors:Elsdon -48.21 GBP
        Assets:Hartside:Debtors:Rothley -178.31 GBP
        Expenses:Hartside:Costs:Broadband 580.82 GBP
        """
    )
    assert charge == lines(
        """
        2026-02-01 * "North Net Ltd" "Bill NN-881, shared anew from 2026-02-01" ^Hartside-NN-881
        event: "shared-cost"
        number: "NN-881-Elsdon-reshare"
        agreement: "wifi"
        census: "2024-10"
        reason: "reshare"
        minute: "FGB 7"
        covers-from: "2026-02-01"
        covers-until: "2026-08-31"
        Expenses:Hartside:Costs:Broadband 260.96 GBP
        Assets:Hartside:Debtors:Coquet 125.41 GBP
        Assets:Hartside:Debtors:Rothley 194.45 GBP
        Expenses:Hartside:Costs:Broadband -580.82 GBP
        """
    )
    assert balances(root)["Expenses:Elsdon:Costs:Broadband"] == 8_300 - 4_821
    assert balances(root)["Liabilities:Hartside:Suppliers"] == -100_000
    assert bean_check(root) == ""
    assert breaches(root) == []
    assert leave(root).batch is None


def test_one_who_leaves_later_is_taken_out_of_what_was_shared_anew(root):
    take(root, [HEADER, bill()])
    leave(root)
    leave(root, "Coquet", date(2026, 3, 31), date(2026, 4, 1))
    assert 'number: "NN-881-Elsdon-reshare-Coquet-credit"' in item(root, "Hartside-NN-881")
    after = balances(root)
    assert after["Expenses:Coquet:Costs:Broadband"] == 19_800 - 11_500 + 12_541 - 9_051
    assert sum(pence for account, pence in after.items() if account.startswith("Expenses:")) == 100_000
    assert breaches(root, date(2026, 3, 1)) == []
    assert [one for one in breaches(root, date(2026, 4, 2)) if "SUB5" not in one] == []


@pytest.mark.parametrize("day", [date(2025, 12, 31), LEFT], ids=["earlier", "on the same day"])
def test_one_who_had_left_by_then_must_be_recorded_together(root, day):
    take(root, [HEADER, bill()])
    leave(root)
    told = refused(root, lambda: leave(root, "Coquet", day))
    assert "Coquet High School (Coquet) was charged a part of Hartside-NN-881 anew after its last day in" in told
    assert "nesa reverse 6 --reason REASON" in told


@pytest.mark.parametrize("day", [date(2025, 12, 31), LEFT], ids=["earlier", "on the same day"])
def test_leavings_on_one_sheet_are_shared_anew_in_order_of_their_days(root, day):
    take(root, [HEADER, bill()])
    take(root, [("Member", "Date", "Minute"), ("Elsdon", LEFT, "FGB 7"), ("Coquet", day, "FGB 8")], as_at=TODAY)
    after = balances(root)
    days = (day - date(2025, 8, 31)).days
    assert abs(after["Expenses:Coquet:Costs:Broadband"] - 19_800 * days // 365) <= 1
    assert sum(pence for account, pence in after.items() if account.startswith("Expenses:")) == 100_000
    assert breaches(root) == []
    assert leave(root, "Coquet", day, TODAY, "FGB 8").batch is None


def test_where_only_the_payer_stays_the_rest_is_its_own(root):
    take(root, [HEADER, bill("S-1", 365, "salt")])
    leave(root)
    assert balances(root)["Expenses:Hartside:Costs:Cleaning"] == 36_500 - 18_250 + 10_600
    assert leave(root).batch is None
    assert breaches(root) == []


def test_what_was_credited_of_the_bill_before_is_not_shared_anew(root):
    take(root, [HEADER, bill("S-1", 365, "salt")])
    credit = (
        "S-2",
        date(2025, 12, 20),
        "Hartside",
        "North Net Ltd",
        "Less salt",
        73,
        "salt",
        None,
        None,
        "S-1",
        "price",
    )
    take(root, [(*HEADER, "Credit of", "Reason"), credit])
    leave(root)
    assert balances(root)["Expenses:Elsdon:Costs:Cleaning"] == (36_500 - 7_300) // 2 - (21_200 * 292 // 365) // 2


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (bill(**{"from": None, "until": None}), "it does not state the time that it covers"),
        (bill(agreement="paper"), "its agreement paper ends on 31 January 2026"),
    ],
)
def test_what_can_not_be_shared_anew_is_named(root, row, told):
    take(root, [HEADER, row])
    done = leave(root)
    assert done.decided.notes == (f"Hartside-NN-881 is not shared anew: {told}",)
    assert done.decided.transactions == ()


def test_of_a_bill_whose_vat_is_passed_on_it_is_said_how_it_is_shared_anew(root):
    header = (*HEADER, "VAT", "VAT treatment")
    batch = take(root, [header, (*bill(), 200, "disbursement"), (*bill("NN-2", until=LEFT), 200, "disbursement")]).batch
    reversing = f"nesa reverse {batch} --row Hartside-NN-881 --reason REASON --minute MINUTE"
    (note,) = leave(root).decided.notes
    assert note == (
        "Hartside-NN-881 is not shared anew: its VAT is disbursement, which is passed on; to share it anew, "
        f"{reversing}, and import it as two bills, the second dated 1 February 2026"
    )


def test_of_a_bill_that_a_leaver_pays_for_others_beyond_its_time_it_is_said(root):
    take(root, [HEADER, bill(), bill("NN-2", until=LEFT), bill("NN-3", agreement="net")])
    done = leave(root, "Hartside")
    (note,) = done.decided.notes
    assert note == (
        "Hartside-NN-881, which it pays for others, covers 1 February 2026 to 31 August 2026 too and is not shared "
        "anew: agree in the minutes who bears that time, and credit what the others do not"
    )
    assert done.decided.transactions == ()


def test_the_agreements_that_a_successor_is_no_party_to_are_named(root):
    joined = ("Elsdon Academy", "school", date(2026, 2, 1), "ElsdonAcademy")
    take(root, [("Name", "Kind", "Joined", "Member code"), joined])
    anew = [*AGREED[1]]
    anew[2], anew[8] = "Coquet, Rothley, ElsdonAcademy", date(2026, 2, 1)
    take(root, [AGREED[0], anew])
    said = Withdrawal(day=LEFT, code="Elsdon", minute="FGB 7", successor="ElsdonAcademy")
    (note,) = withdraw(root, said, TODAY, CLERK).decided.notes
    assert note == (
        "its successor Elsdon Academy (ElsdonAcademy) is no party to boiler, net, salt, skips: new terms name it, and "
        "it consents to them"
    )


def test_of_a_bill_recorded_after_a_leaving_it_is_said_how_it_is_shared_anew(root):
    leave(root)
    imported = take(root, [HEADER, bill()])
    again = 'nesa withdraw Elsdon --date 2026-01-31 --minute "FGB 7"'
    told = f"shares it anew from 1 February 2026 once the leaving is recorded again: {again}"
    assert f"row 2 covers time after Elsdon's last day in, 31 January 2026; this program {told}" in imported.readings
    leave(root)
    assert balances(root)["Expenses:Elsdon:Costs:Broadband"] == 8_300 - 4_821
    assert not any("covers time after" in one for one in take(root, [HEADER, bill()]).readings)


def test_of_a_leaving_without_a_minute_the_sheet_is_imported_again_as_no_command_would_take_it(root):
    leavers = [("Member", "Date"), ("Elsdon", LEFT)]
    take(root, leavers, as_at=date(2026, 2, 2))
    told = "once the leaving is recorded again: import the withdrawals sheet that tells of it again"
    assert any(one.endswith(told) for one in take(root, [HEADER, bill()]).readings)
    take(root, leavers, as_at=date(2026, 2, 2))
    assert balances(root)["Expenses:Elsdon:Costs:Broadband"] == 8_300 - 4_821
    assert not any("covers time after" in one for one in take(root, [HEADER, bill()]).readings)


def test_a_bill_whose_vat_is_passed_on_is_recorded_as_two_where_a_sharer_leaves(root):
    leave(root)
    header = (*HEADER, "VAT", "VAT treatment")
    vat = (200, "disbursement")
    whole = take(root, [header, (*bill(), *vat)], dry_run=True)
    two = "record two, the second dated 1 February 2026, each with its own Reference"
    assert any(one.endswith(f"shares no bill anew whose VAT is disbursement: {two}") for one in whole.readings)
    until, since = bill("NN-1", 400, until=LEFT), bill("NN-2", 600, day=date(2026, 2, 1), **{"from": date(2026, 2, 1)})
    parts = take(root, [header, (*until, 80, vat[1]), (*since, 120, vat[1])])
    assert not any("covers time after" in one for one in parts.readings)
    assert balances(root)["Expenses:Elsdon:Costs:Broadband"] == 48_000 * 83 // 1000
    assert breaches(root, date(2026, 2, 2)) == []


@pytest.mark.parametrize("row", [bill(agreement="net"), bill(until=LEFT)], ids=["it stays", "it has run out"])
def test_what_stays_or_has_run_out_is_left_alone(root, row):
    take(root, [HEADER, row])
    done = leave(root)
    assert (done.decided.notes, done.decided.transactions) == ((), ())


@settings(max_examples=3)
@given(pence=st.integers(1_000, 99_999), day=st.dates(date(2025, 12, 2), date(2026, 2, 19)))
def test_to_share_anew_moves_no_penny_of_the_bill(tmp_path_factory, pence, day):
    root = agreed(tmp_path_factory.mktemp("any") / "ledger")
    take(root, [HEADER, bill(net=pence / 100)])
    leave(root, day=day)
    after = balances(root)
    assert sum(part for account, part in after.items() if account.startswith("Expenses:")) == pence
    owed = sum(part for account, part in after.items() if ":Debtors:" in account)
    assert owed == -sum(part for account, part in after.items() if ":Creditors:" in account)
    assert breaches(root) == []


def test_a_sharing_anew_that_is_taken_back_leaves_the_bill_and_names_what_was_paid_for_it(root):
    take(root, [HEADER, bill()])
    before = balances(root)
    batch = leave(root).batch
    payments = ("Date", "From", "To", "Amount", "Reference")
    take(root, [payments, (date(2026, 2, 10), "Coquet", "Hartside", 208.41, "NN-881")])
    done = reverse(root, TakingBack(batch, "it stays"), TODAY, CLERK)
    (told,) = done.decided.standing
    owed = "Hartside Middle School owes Coquet High School £10.41 on Hartside-NN-881, paid above what stands"
    assert told == f"{owed}; refund it, or have the leaving share the bill anew"
    assert balances(root)["Expenses:Coquet:Costs:Broadband"] == before["Expenses:Coquet:Costs:Broadband"]
    leave(root, minute="FGB 8")
    assert "Assets:Hartside:Debtors:Coquet" not in balances(root)
