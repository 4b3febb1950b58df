"""FUN2's amounts: what each purchase spends past its line."""

from datetime import date

from ledgers import book_from_text
from nesa_fund.engine import run

HEAD = """\
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "plan" "2025-26" "maths" 100.00 GBP
"""


def bought(count, pounds, plan="maths"):
    return f"""
2025-10-0{count} * "Maths Hub Ltd" "a purchase" ^Fund-MH-{count}
  event: "spending"
  plan: "{plan}"
  Expenses:Fund:General:Training        {pounds} GBP
  Liabilities:Fund:Suppliers           -{pounds} GBP
"""


def beyond(*purchases):
    (result,) = run(book_from_text(HEAD + "".join(purchases)), date(2026, 8, 31), only=["FUN2"]).results
    return [one.finding.pence for one in result.findings]


def test_the_purchase_that_passes_the_line_is_beyond_it_in_part_and_the_next_in_full():
    assert beyond(bought(1, "99.00"), bought(2, "3.00"), bought(3, "4.00")) == [200, 400]


def test_a_purchase_without_a_line_is_beyond_the_plan_in_full():
    assert beyond(bought(1, "3.00", plan="music")) == [300]
