from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ledgers import book_from_text
from nesa_fund import claims
from nesa_fund.book import Book
from nesa_fund.entries import Place, Transaction, creditors, debtors, pounds
from nesa_fund.facts import Alliance
from nesa_fund.register import Register
from nesa_fund.rows import Rows

FIRST = date(2025, 9, 1)
ALLIANCE = Alliance(day=FIRST, name="Coast and Castle Alliance")


def entry(day, event, pence, link="Hartside-1", line=1, **meta):
    """Hartside's entry of a movement on what Coquet owes it."""
    postings = pounds((debtors("Hartside", "Coquet"), pence), ("Income:Hartside:Recharges:Premises", -pence))
    meta = {"event": event, **{key.replace("_", "-"): value for key, value in meta.items()}}
    return Transaction(day, "", "", link, meta, postings, Place(1, "test", line))


def book_of(*entries, states=(ALLIANCE,)):
    rows = Rows()
    for transaction in entries:
        rows.add(transaction)
    return Book(Register(states), rows)


def on(days):
    return FIRST + timedelta(days=days)


def charged(*entries):
    """(day of settlement or None, pence unpaid) of each charge, in order of date."""
    found = claims.Debts(book_of(*entries)).charges.sort_values(["day", "line"])
    return [
        (None if pd.isna(day) else day.date(), unpaid)
        for day, unpaid in zip(found["settled"], found["unpaid"], strict=True)
    ]


def test_part_payments_settle_a_charge_on_the_day_of_the_last():
    parts = entry(on(5), "payment", -40, line=2), entry(on(9), "payment", -60, line=3)
    assert charged(entry(on(0), "invoice", 100), *parts) == [(on(9), 0)]


def test_what_is_not_paid_in_full_is_not_settled():
    assert charged(entry(on(0), "invoice", 100), entry(on(5), "payment", -99, line=2)) == [(None, 1)]


def test_a_prepaid_charge_is_settled_on_its_own_day():
    assert charged(entry(on(0), "payment", -100), entry(on(5), "invoice", 100, line=2)) == [(on(5), 0)]


def test_several_charges_on_one_claim_are_paid_oldest_first():
    both = entry(on(3), "shared-cost", 50, line=2), entry(on(0), "shared-cost", 100)
    assert charged(*both, entry(on(9), "payment", -120, line=3)) == [(on(9), 0), (None, 30)]


def test_a_refunded_payment_has_settled_nothing():
    paid_back = entry(on(2), "payment", -100, line=2), entry(on(50), "refund", 100, line=3)
    assert charged(entry(on(0), "invoice", 100), *paid_back) == [(None, 100)]


def test_a_refund_of_what_was_overpaid_leaves_the_charge_settled():
    over = entry(on(2), "payment", -130, line=2), entry(on(50), "refund", 30, line=3)
    assert charged(entry(on(0), "invoice", 100), *over) == [(on(2), 0)]


def test_a_payment_and_its_refund_within_one_day_are_judged_at_its_end():
    same_day = entry(on(50), "refund", 100, line=3), entry(on(50), "payment", -100, line=4)
    assert charged(entry(on(0), "invoice", 100), entry(on(2), "payment", -100, line=2), *same_day) == [(on(2), 0)]


def test_a_payment_of_another_claim_settles_nothing_here():
    assert charged(entry(on(0), "invoice", 100), entry(on(5), "payment", -100, link="Hartside-2")) == [(None, 100)]


MOVEMENTS = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from(["invoice", "shared-cost", "payment", "payment", "credit-note", "refund"]),
        st.integers(1, 6),
        st.sampled_from(["Hartside-1", "Hartside-2"]),
    ),
    max_size=14,
)


def settled_naively(movements):
    """(link, day, place in line) -> day of settlement, by walking through every day of every claim."""
    found = {}
    for link in {link for *_, link in movements}:
        mine = sorted((day, n, event, pence) for n, (day, event, pence, its) in enumerate(movements) if its == link)
        owed_until = 0
        for charge_day, n, event, charge in mine:
            if event not in claims.CHARGES:
                continue
            owed_until += charge
            paid_by = [
                sum(pence if event != "refund" else -pence for day, _, event, pence in mine
                    if day <= last and event not in claims.CHARGES)
                for last in range(9)
            ]  # fmt: skip
            stays = [last for last in range(9) if all(paid >= owed_until for paid in paid_by[last:])]
            found[link, n] = on(max(min(stays), charge_day)) if stays else None
    return found


@given(MOVEMENTS)
def test_settlement_is_what_a_walk_through_every_day_finds(movements):
    is_rise = {"invoice": 1, "shared-cost": 1, "refund": 1}
    entries = [
        entry(on(day), event, pence * is_rise.get(event, -1), link, line)
        for line, (day, event, pence, link) in enumerate(movements)
    ]
    found = claims.Debts(book_of(*entries)).charges
    days = [None if pd.isna(day) else day.date() for day in found["settled"]]
    assert dict(zip(zip(found["link"], found["line"], strict=True), days, strict=True)) == settled_naively(movements)
    for link, charges in found.groupby("link", observed=True):
        owed = sum(pence * is_rise.get(event, -1) for _, event, pence, its in movements if its == link)
        assert charges["unpaid"].sum() == min(max(owed, 0), charges["owed"].sum())


@given(MOVEMENTS)
def test_charges_and_what_is_beyond_them_explain_every_balance(movements):
    is_rise = {"invoice": 1, "shared-cost": 1, "refund": 1}
    book = book_of(
        *(
            entry(on(day), event, pence * is_rise.get(event, -1), link, line)
            for line, (day, event, pence, link) in enumerate(movements)
        )
    )
    debts = pd.concat([claims.Debts(book).charges, claims.Debts(book).overpaid])
    ways = debts["unpaid"].where(debts["creditor"] == "Hartside", -debts["unpaid"])
    by_link = ways.groupby(debts["link"].astype(str)).sum()
    assert by_link[by_link != 0].to_dict() == claims.outstanding(book).set_index("link")["owed"].to_dict()


def beyond(*entries):
    """(day, creditor, pence, day of settlement or None) of what is owed beyond the charges, in order of date."""
    found = claims.Debts(book_of(*entries)).overpaid.sort_values(["day", "line"])
    columns = (found[name] for name in ("day", "creditor", "owed", "settled"))
    return [
        (day.date(), creditor, owed, None if pd.isna(settled) else settled.date())
        for day, creditor, owed, settled in zip(*columns, strict=True)
    ]


def test_what_is_paid_above_a_charge_is_owed_back_from_that_day():
    over = entry(on(2), "payment", -130, line=2), entry(on(9), "payment", -20, line=3)
    back = entry(on(50), "refund", 40, line=4)
    assert beyond(entry(on(0), "invoice", 100), *over) == [(on(2), "Coquet", 30, None), (on(9), "Coquet", 20, None)]
    assert beyond(entry(on(0), "invoice", 100), *over, back) == [
        (on(2), "Coquet", 30, on(50)),
        (on(9), "Coquet", 20, None),
    ]


def test_what_is_refunded_above_the_payments_is_owed_as_the_charge_is():
    moved = entry(on(2), "payment", -100, line=2), entry(on(50), "refund", 5_000, line=3)
    book = book_of(entry(on(0), "invoice", 100), *moved)
    assert beyond(entry(on(0), "invoice", 100), *moved) == [(on(50), "Hartside", 4_900, None)]
    assert claims.Debts(book).overpaid["due"].dt.date.tolist() == [on(80)]
    charged = claims.Debts(book).charges
    at_deadline = pd.Series(pd.Timestamp(on(30)), index=charged.index)
    assert claims.Debts(book).unpaid_after(charged, at_deadline).tolist() == [100]


def test_claims_of_any_size_and_number_are_settled_each_by_its_own_payments():
    largest = 4 * 10**18
    moved = [
        one
        for n in range(4)
        for one in (
            entry(on(n), "invoice", largest, f"Hartside-{n}", 2 * n),
            entry(on(n + 5), "payment", -largest, f"Hartside-{n}", 2 * n + 1),
        )
    ]
    assert charged(*moved) == [(on(n + 5), 0) for n in range(4)]


def due(*entries, states=(ALLIANCE,)):
    found = claims.Debts(book_of(*entries, states=states)).charges.sort_values(["day", "line"])
    return [day.date() for day in found["due"]]


def test_a_charge_keeps_the_terms_it_was_born_with():
    shorter = Alliance(day=on(10), name=ALLIANCE.name, terms_days=7)
    both = entry(on(9), "invoice", 1), entry(on(10), "invoice", 1, "Hartside-2")
    assert due(*both, states=(ALLIANCE, shorter)) == [on(39), on(17)]


def test_a_charge_may_state_when_it_falls_due():
    assert due(entry(on(0), "invoice", 1, due="2025-12-24")) == [date(2025, 12, 24)]


def test_a_claim_from_before_the_charter_falls_due_anew_whatever_it_states():
    charter = Alliance(day=FIRST, name=ALLIANCE.name, charter_from=on(100))
    assert due(entry(on(0), "opening", 1, due="2025-09-02"), states=(charter,)) == [on(130)]


def billed_again(*, days=60, pence=100, agreement="music", credit=100):
    return due(
        entry(on(0), "invoice", 100, "Hartside-1", 1, agreement="music"),
        entry(on(20), "credit-note", -credit, "Hartside-1", 2, reason="error"),
        entry(on(20 + days), "invoice", pence, "Hartside-2", 3, agreement=agreement),
    )[-1]


def test_a_credited_charge_billed_again_within_60_days_falls_due_when_it_did():
    assert billed_again(days=60) == billed_again(days=0) == on(30)


def test_after_60_days_it_is_a_debt_of_its_own():
    assert billed_again(days=61) == on(20 + 61 + 30)


def test_for_more_than_was_credited_it_is_a_debt_of_its_own():
    assert billed_again(pence=101) == billed_again(credit=99) == on(20 + 60 + 30)


def test_under_another_agreement_it_is_a_debt_of_its_own():
    assert billed_again(agreement="sport") == on(20 + 60 + 30)


def test_a_chain_of_credits_and_bills_goes_back_to_the_first_charge():
    chain = [
        step
        for n in range(4)
        for step in (
            entry(on(50 * n), "invoice", 100, f"Hartside-{n}", 2 * n),
            entry(on(50 * n + 40), "credit-note", -100, f"Hartside-{n}", 2 * n + 1),
        )
    ]
    assert due(*chain) == [on(30)] * 4


def test_reversed_charges_are_no_charges():
    book = book_from_text("""
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 * "Coquet" "hall" ^Hartside-1
  event: "invoice"
  Assets:Hartside:Debtors:Coquet        1.00 GBP
  Income:Hartside:Recharges:Premises   -1.00 GBP

;; batch 2

2025-09-01 * "Coquet" "hall" ^Hartside-1
  event: "reversal"
  reverses: "0001"
  Assets:Hartside:Debtors:Coquet       -1.00 GBP
  Income:Hartside:Recharges:Premises    1.00 GBP
""")
    assert claims.Debts(book).charges.empty
    assert claims.outstanding(book).empty


def test_both_books_of_a_claim_move_the_same_way():
    theirs = pounds((creditors("Coquet", "Hartside"), -100), ("Expenses:Coquet:Costs:Premises", 100))
    book = book_of(entry(on(0), "invoice", 100), Transaction(on(0), "", "", "Hartside-1", {"event": "invoice"}, theirs))
    assert claims.movements(book)["owed"].tolist() == [100, 100]
    assert claims.Debts(book).charges["owed"].tolist() == [100]


def test_a_surplus_is_settled_when_the_fund_has_paid_it_back():
    def fund(day, event, pence, line):
        postings = pounds((debtors("Fund", "Coquet"), pence), ("Income:Fund:Contributions:Coquet", -pence))
        return Transaction(day, "", "", "Fund-2025-26-Coquet-surplus", {"event": event}, postings, Place(1, "t", line))

    found = claims.Debts(book_of(fund(on(0), "surplus", -100, 1), fund(on(8), "refund", 100, 2))).surpluses
    assert found[["creditor", "debtor", "owed", "unpaid"]].to_numpy().tolist() == [["Coquet", "Fund", 100, 0]]
    assert found["settled"].dt.date.tolist() == [on(8)]


def test_a_book_without_entries_has_no_claims():
    book = book_of()
    debts = claims.Debts(book)
    assert [len(found) for found in (debts.charges, debts.surpluses, claims.outstanding(book))] == [0, 0, 0]


def test_what_was_unpaid_at_the_end_of_a_day_counts_the_payments_of_that_day():
    parts = entry(on(5), "payment", -40, line=2), entry(on(9), "payment", -60, line=3)
    book = book_of(entry(on(0), "invoice", 100), *parts)
    charged = claims.Debts(book).charges
    days = [pd.Series(pd.Timestamp(on(day)).as_unit("s"), index=charged.index) for day in (4, 5, 8)]
    assert [claims.Debts(book).unpaid_after(charged, day).tolist() for day in days] == [[100], [60], [60]]
