"""How a shared bill falls on its sharers: to the penny, whatever its VAT is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund.allocation import allocate
from nesa_fund.bills import Sharing, share_bill, sharing_of
from nesa_fund.records import CreditNote, SharedCost

FOUR = {"Hartside": 412, "Coquet": 198, "Rothley": 307, "Elsdon": 83}
CODES = sorted(FOUR)
TREATMENTS = ("", "exempt", "borne", "reclaimed", "onward", "disbursement")
WEIGHTS = st.fixed_dictionaries({code: st.integers(0, 500) for code in CODES}).filter(lambda found: any(found.values()))


@given(
    WEIGHTS, st.integers(1, 10**7), st.integers(0, 10**6), st.sampled_from(TREATMENTS), st.sets(st.sampled_from(CODES))
)
def test_a_bill_falls_whole_on_its_sharers_and_nobody_owes_less_than_nothing(weights, net, vat, treatment, reclaiming):
    falls = share_bill(weights, "Hartside", net, vat, treatment, reclaiming)
    assert falls.gross == net + vat
    assert min(falls.costs.values()) >= 0
    assert min(falls.reclaimed.values(), default=0) >= 0


@given(WEIGHTS, st.integers(1, 10**7), st.integers(0, 10**6), st.sets(st.sampled_from(CODES)))
def test_vat_charged_on_is_the_bills_vat_by_the_same_key_without_the_payers_part(weights, net, vat, reclaiming):
    falls = share_bill(weights, "Hartside", net, vat, "onward", reclaiming)
    owed = {code: falls.costs[code] + falls.reclaimed.get(code, 0) for code in CODES if code != "Hartside"}
    shares, parts = allocate(net, weights), allocate(vat, weights)
    assert owed == {code: shares[code] + parts[code] for code in owed}
    assert falls.vat_on == vat - parts["Hartside"]
    assert falls.reclaimed["Hartside"] == vat


@given(WEIGHTS, st.integers(1, 10**7), st.integers(0, 10**6))
def test_a_disbursement_is_the_exact_gross_to_everyone_but_its_payer(weights, net, vat):
    falls = share_bill(weights, "Hartside", net, vat, "disbursement", {"Hartside"})
    shares = allocate(net + vat, weights)
    assert {**shares, "Hartside": falls.costs["Hartside"] + falls.reclaimed["Hartside"]} == shares
    assert {code: falls.costs[code] for code in CODES if code != "Hartside"} == {
        code: shares[code] for code in CODES if code != "Hartside"
    }


@pytest.mark.parametrize(
    ("treatment", "falls"),
    [
        ("reclaimed", Sharing({"Coquet": 198, "Elsdon": 83, "Hartside": 412, "Rothley": 307}, {"Hartside": 200})),
        ("borne", Sharing({"Coquet": 238, "Elsdon": 100, "Hartside": 494, "Rothley": 368}, {})),
        (
            "onward",
            Sharing(
                {"Coquet": 198, "Elsdon": 100, "Hartside": 412, "Rothley": 307},
                {"Coquet": 40, "Rothley": 61, "Hartside": 200},
                118,
            ),
        ),
        (
            "disbursement",
            Sharing({"Coquet": 238, "Elsdon": 100, "Hartside": 412, "Rothley": 368}, {"Hartside": 82}),
        ),
    ],
)
def test_a_bill_of_ten_pounds_and_two_of_vat(treatment, falls):
    found = share_bill(FOUR, "Hartside", 1000, 200, treatment, {"Hartside", "Coquet", "Rothley"})
    assert found == falls


@given(
    WEIGHTS, st.integers(1, 10**7), st.integers(0, 10**6), st.sampled_from(TREATMENTS), st.sets(st.sampled_from(CODES))
)
def test_what_falls_on_the_sharers_is_read_back_from_the_books_and_a_whole_credit_leaves_nothing(
    weights, net, vat, treatment, reclaiming
):
    falls = share_bill(weights, "Hartside", net, vat, treatment, reclaiming)
    bill = SharedCost(
        day=date(2025, 10, 1), link="Hartside-1", source="sheet.xlsx [A1]", description="Broadband", number="1",
        payer="Hartside", firm="North Net Ltd", category="Broadband", sharing=falls,
    )  # fmt: skip
    entries, turned = bill.transactions(), CreditNote(credited=bill).transactions()
    assert all(sum(posting.pence for posting in one.postings) == 0 for one in (*entries, *turned))
    assert sharing_of(entries).gross == falls.gross
    left = sharing_of((*entries, *turned))
    assert (set(left.costs.values()) | set(left.reclaimed.values()) | {left.vat_on}) == {0}
    assert sharing_of(turned).turned() == sharing_of(entries)
