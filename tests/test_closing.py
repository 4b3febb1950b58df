"""What a leaver's account and a surplus come to, to the penny; and what rests on each kind of fact."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgers import book_from_text
from nesa_fund.allocation import instalments
from nesa_fund.book import Book
from nesa_fund.closing import general_balance, leaving_of, resting_on, surplus_of
from nesa_fund.entries import Place, Transaction
from nesa_fund.facts import FACTS, Withdrawal
from nesa_fund.money import half_up
from nesa_fund.records import Contribution
from nesa_fund.register import Register
from nesa_fund.rows import Rows

FACTS_OF_A_YEAR = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Elm" "school"
2025-09-01 custom "member" "Ash" "school"
2024-10-01 custom "roll" "Elm" 83
  census: "2024-10"
2024-10-01 custom "roll" "Ash" 917
  census: "2024-10"
2025-09-01 custom "schedule" "2025-26" {total} GBP
  census: "2024-10"
  instalments: 3
2025-09-01 custom "confirmation" "Elm" "2025-26" {total} GBP
  quorate: TRUE
  minute: "FGB 6"
  purpose: "the plan"
"""
DAYS = (date(2025, 9, 2), date(2025, 9, 3), date(2025, 9, 4))
TODAY = date(2026, 9, 1)


def with_entries(register: Register, entries: list[Transaction]) -> Book:
    rows = Rows()
    for entry in entries:
        rows.add(entry)
    return Book(register, rows)


def charged(total: int, count: int) -> Book:
    """A year of two schools of a thousand pupils, with the first instalments charged to Elm."""
    register = book_from_text(FACTS_OF_A_YEAR.format(total=f"{total // 100}.{total % 100:02d}")).register
    share = half_up(Fraction(total * 83, 1000))
    entries = [
        entry
        for number, (day, pence) in enumerate(zip(DAYS[:count], instalments(share, 3), strict=False), 1)
        for entry in Contribution(
            day=day, year="2025-26", member="Elm", instalment=number, pence=pence, source="sheet.xlsx [A1]"
        ).transactions()
    ]
    return with_entries(register, entries)


def owed(entries) -> int:
    return sum(
        pence for entry in entries for account, pence, _ in entry.postings if account == "Assets:Fund:Debtors:Elm"
    )


@settings(max_examples=30)
@given(
    total=st.integers(1, 10**6).map(lambda thousands: thousands * 1_000),
    count=st.integers(0, 3),
    last=st.dates(DAYS[-1], date(2026, 8, 31)),
)
def test_a_closing_brings_the_account_to_the_days_that_it_was_in(total, count, last):
    book = charged(total, count)
    said = Withdrawal(day=last, code="Elm", source="sheet.xlsx [A2]", place=Place(2))
    left = Book(book.register.joined_by([said]), book.rows, book.origin)
    leaving = leaving_of(left, said, TODAY, {})
    before = owed(entry for entry in _recorded(book))
    due = half_up(Fraction(total * 83 * ((last - date(2025, 8, 31)).days), 1000 * 365))
    assert (leaving.charged_pence, leaving.due_pence) == (before, due)
    assert before + owed(leaving.transactions) == due
    by_link = {deal[0].link: owed(deal) for deal in leaving.deals}
    if due < before:
        assert [-pence > 0 for pence in by_link.values()] == [True] * len(by_link)
        assert list(by_link) == sorted(by_link, reverse=True)
    for deal in leaving.deals:
        assert all(sum(pence for _, pence, _ in entry.postings) == 0 for entry in deal)


def _recorded(book: Book) -> list[Transaction]:
    return book.recorded(book.transactions)


def test_transactions_come_out_of_the_table_as_they_went_in():
    book = charged(2_400_000, 2)
    wanted = [
        entry
        for number, day in enumerate(DAYS[:2], 1)
        for entry in Contribution(
            day=day, year="2025-26", member="Elm", instalment=number, pence=66_400, source="sheet.xlsx [A1]"
        ).transactions()
    ]
    assert _recorded(book) == wanted


@settings(max_examples=30)
@given(
    pence=st.integers(1, 10**8),
    paid_in=st.lists(st.integers(1, 10**7), min_size=1, max_size=8),
)
def test_a_surplus_is_shared_to_the_penny_as_it_was_paid_in(pence, paid_in):
    members = {f"Ash{n}": net for n, net in enumerate(paid_in)}
    entries = [
        entry
        for code, net in members.items()
        for entry in Contribution(
            day=DAYS[0], year="2025-26", member=code, instalment=1, pence=net, source="sheet.xlsx [A1]"
        ).transactions()
    ]
    book = with_entries(book_from_text(FACTS_OF_A_YEAR.format(total="1.00")).register, entries)
    back = surplus_of(book, "2025-26", pence, TODAY, {"source": "sheet.xlsx [A2]", "minute": "Board 6"})
    shares = {one.member: -one.pence for one in back}
    assert sum(shares.values()) == pence
    whole = sum(members.values())
    for code, net in members.items():
        assert abs(shares.get(code, 0) - Fraction(pence * net, whole)) < 1


def test_the_general_balance_is_the_bank_without_what_is_unspent_of_each_grant():
    book = book_from_text("""
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 * "brought forward" ^Opening-Fund
  event: "opening"
  Assets:Fund:Bank                   100.00 GBP
  Equity:Fund:Opening:Grants:SSIF    -30.00 GBP
  Equity:Fund:Opening                -70.00 GBP

2025-10-01 * "spent of it" ^Fund-1
  event: "spending"
  Expenses:Fund:Grants:SSIF:Training   10.00 GBP
  Assets:Fund:Bank                    -10.00 GBP

2025-10-02 * "spent in arrears" ^Fund-2
  event: "spending"
  Expenses:Fund:Grants:Hub:Training    5.00 GBP
  Assets:Fund:Bank                    -5.00 GBP
""")
    year = book.register.year("2025-26")
    balance = general_balance(book, year, date(2025, 10, 31))
    assert (balance.held, balance.pence) == (8_500, 6_500)
    assert str(balance) == "£85.00 in its bank, less £20.00 unspent of grants"
    assert general_balance(book, year, date(2025, 8, 31)).pence == 0


A_YEAR = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"
2025-09-01 custom "member" "Coquet" "school"
2025-09-01 custom "member" "Elm" "school"
2025-09-01 custom "member" "Linn" "school"
2024-10-01 custom "roll" "Hartside" 60
  census: "2024-10"
2024-10-01 custom "roll" "Coquet" 40
  census: "2024-10"
2023-10-01 custom "roll" "Coquet" 41
  census: "2023-10"
2025-09-01 custom "plan" "2025-26" "maths" 100.00 GBP
2025-09-01 custom "plan" "2025-26" "idle" 100.00 GBP
2025-09-01 custom "grant" "SSIF" 100.00 GBP
2025-09-01 custom "grant" "Hub" 100.00 GBP
2025-09-01 custom "contract" "net" "North Net Ltd" 100.00 GBP
2025-09-01 custom "agreement" "music" "Hartside" 100.00 GBP
  customers: "Coquet"
  contract: "net"
2025-09-02 custom "consent" "music" "Coquet"
2025-09-02 custom "consent" "music" "Linn"
2025-09-01 custom "agreement" "idle" "Hartside" 100.00 GBP
;; batch 2
2025-09-03 custom "schedule" "2025-26" 100.00 GBP
  census: "2024-10"
;; batch 3
2025-09-03 custom "confirmation" "Coquet" "2025-26" 40.00 GBP
2025-09-03 custom "confirmation" "Hartside" "2025-26" 60.00 GBP
2026-01-31 custom "withdrawal" "Coquet"
;; batch 4

2025-10-01 * "charged" ^Fund-2025-26-Coquet-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Assets:Fund:Debtors:Coquet            40.00 GBP
  Income:Fund:Contributions:Coquet     -40.00 GBP

2026-01-31 * "credited" ^Fund-2025-26-Coquet-1
  event: "credit-note"
  reason: "withdrawal"
  Assets:Fund:Debtors:Coquet           -20.00 GBP
  Income:Fund:Contributions:Coquet      20.00 GBP
;; batch 5

2025-11-14 * "music" ^Hartside-1
  event: "invoice"
  agreement: "music"
  Assets:Hartside:Debtors:Coquet        12.00 GBP
  Income:Hartside:Recharges:Teaching   -12.00 GBP

2025-11-15 * "North Net Ltd" ^Fund-7
  event: "spending"
  plan: "maths"
  Expenses:Fund:General:Training        5.00 GBP
  Liabilities:Fund:Suppliers           -5.00 GBP

2025-11-15 * "granted" ^Grant-SSIF-1
  event: "grant"
  Assets:Fund:Bank                      5.00 GBP
  Income:Fund:Grants:SSIF              -5.00 GBP
;; batch 6
2026-09-08 custom "close" "2025-26"
2027-09-08 custom "close" "2026-27"
"""
CHARGE, CREDIT = (f"batch 4, the {what} Fund-2025-26-Coquet-1" for what in ("contribution", "credit-note"))
MUSIC = "batch 5, the invoice Hartside-1"


@pytest.mark.parametrize(
    ("kind", "says", "resting"),
    [
        ("member", {"code": "Elm"}, []),
        ("member", {"code": "Linn"}, ["batch 1, the consent of Linn to music"]),
        ("roll", {"code": "Hartside"}, ["batch 2, the adoption of 2025-26"]),
        ("roll", {"census": "2023-10"}, []),
        ("plan", {"line": "maths"}, ["batch 5, the spending Fund-7"]),
        ("plan", {"line": "idle"}, []),
        ("grant", {"code": "SSIF"}, ["batch 5, the grant Grant-SSIF-1"]),
        ("grant", {"code": "Hub"}, []),
        ("contract", {}, ["batch 1, the agreement music"]),
        ("agreement", {"code": "music"}, ["batch 1, the consent of Coquet to music",
                                          "batch 1, the consent of Linn to music", MUSIC]),
        ("agreement", {"code": "idle"}, []),
        ("consent", {"code": "Coquet"}, [MUSIC]),
        ("consent", {"code": "Linn"}, []),
        ("schedule", {}, [CHARGE, CREDIT]),
        ("confirmation", {"code": "Coquet"}, [CHARGE, CREDIT]),
        ("confirmation", {"code": "Hartside"}, []),
        ("withdrawal", {}, [CREDIT]),
        ("close", {"year": "2025-26"}, ["batch 6, the close of 2026-27"]),
        ("close", {"year": "2026-27"}, []),
        ("alliance", {}, ["the ledger itself"]),
    ],
)  # fmt: skip
def test_what_rests_on_a_fact_is_named_by_its_batch(kind, says, resting):
    book = book_from_text(A_YEAR)
    facts = book.register.all(FACTS[kind])
    (fact,) = (one for one in facts if all(getattr(one, name) == value for name, value in says.items()))
    assert [str(rest) for rest in resting_on(book, fact)] == resting
