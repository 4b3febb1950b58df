"""Invoices between members: what is recorded, what is the same row, what is refused."""

from datetime import date

import pytest

from folders import add
from importers.columns import Layout
from nesa_fund.actions.papers import Paper
from nesa_fund.facts import Close
from sheets import TODAY, alliance, balances, bring, item, lines, refusal, said, sheet, take, xlsx

HEADER = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Category", "Quantity")
CELLO = (
    "0012",
    date(2025, 11, 14),
    "Hartside",
    "Coquet High School",
    "Cello teaching, autumn",
    1200,
    "music",
    None,
    30,
)
CELLO_ENTRIES = """
    2025-11-14 * "Hartside" "Cello teaching, autumn" ^Hartside-0012
      event: "invoice"
      number: "0012"
      agreement: "music"
      quantity: "30"
      Expenses:Coquet:Costs:Teaching            1200.00 GBP
      Liabilities:Coquet:Creditors:Hartside    -1200.00 GBP

    2025-11-14 * "Coquet" "Cello teaching, autumn" ^Hartside-0012
      event: "invoice"
      number: "0012"
      agreement: "music"
      quantity: "30"
      Assets:Hartside:Debtors:Coquet            1200.00 GBP
      Income:Hartside:Recharges:Teaching       -1200.00 GBP
"""


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def rows(*changed, header=HEADER):
    """The invoice, once for each set of columns that are changed in it."""
    told = [dict(zip(HEADER, CELLO, strict=True)) | one for one in changed or [{}]]
    header = (*header, *(name for name in told[0] if name not in header))
    return [header, *([one.get(name) for name in header] for one in told)]


def test_an_invoice_is_one_entry_in_each_book(root):
    imported = take(root, rows())
    assert item(root, "Hartside-0012") == lines(CELLO_ENTRIES)
    assert (imported.batch, imported.new, imported.totals) == (3, 1, {"GBP": "1200.00"})
    assert imported.pairs == {("Hartside", "Coquet"): 120000}
    assert "Coquet High School is Coquet" in imported.readings


def test_an_invoice_to_the_fund_is_on_a_line_of_the_plan(root):
    take(root, rows({"Customer": "Partnership Fund", "Agreement": None, "Plan line": "Maths network"}))
    assert balances(root) == {
        "Assets:Hartside:Debtors:Fund": 120000,
        "Expenses:Fund:General:Training": 120000,
        "Income:Hartside:Recharges:Training": -120000,
        "Liabilities:Fund:Creditors:Hartside": -120000,
    }
    assert 'plan: "maths"' in item(root, "Hartside-0012")


@pytest.mark.parametrize(
    "again",
    [
        sheet(rows()),
        sheet(rows(), "renamed copy.xlsx"),
        sheet(rows(), "invoices.csv"),
        sheet([row[::-1] for row in rows()]),
        Paper("book.xlsx", xlsx({"Notes": [["nothing here"]], "Autumn": [["Charges"], [], *rows()]})),
    ],
    ids=["same", "renamed", "as CSV", "columns in another order", "on another sheet"],
)
def test_the_same_row_again_adds_nothing(root, again):
    take(root, rows())
    imported = take(root, again)
    assert (imported.batch, imported.new, imported.present) == (None, 0, 1)


def test_rows_split_over_two_files_are_the_same_rows(root):
    both = rows({"Invoice no": "1"}, {"Invoice no": "2", "Net": 5})
    take(root, both)
    imported = take(root, sheet([both[0], both[2]], "b.csv"), sheet([both[0], both[1]], "a.xlsx"))
    assert (imported.batch, imported.present) == (None, 2)


def test_rows_of_one_number_are_lines_of_one_invoice_in_any_order(root):
    header, cello, hall = rows({}, {"Description": "Hall", "Net": 50, "Category": "Occupation", "Customer": "Coquet"})
    take(root, [header, cello, hall])
    wanted = lines(
        """
        2025-11-14 * "Coquet" "Cello teaching, autumn; Hall" ^Hartside-0012
          event: "invoice"
          number: "0012"
          agreement: "music"
          quantity: "60"
          Assets:Hartside:Debtors:Coquet            1250.00 GBP
          Income:Hartside:Recharges:Occupation       -50.00 GBP
          Income:Hartside:Recharges:Teaching       -1200.00 GBP
        """
    )
    assert item(root, "Hartside-0012").endswith(wanted)
    assert take(root, [header, hall, cello]).batch is None
    assert "£1,250.00" in refusal(root, [header, cello])


def test_rows_of_one_number_with_another_customer_or_date_are_no_lines_of_it(root):
    problems = said(bring(root, rows({}, {"Customer": "Rothley"}, {"Date": date(2025, 11, 15)})))
    assert [problem.partition(": ")[2] for problem in problems] == [
        "the number is used twice: row 2 has it with another customer",
        "the number is used twice: row 2 has it with another date",
    ]


def test_lines_that_cancel_to_nothing_are_named_and_charge_nothing(root):
    imported = take(root, rows({}, {"Net": -1200, "Description": "taken back"}))
    assert "0012 of Hartside: its lines come to nothing, and nothing is charged" in imported.readings
    assert (imported.batch, balances(root)) == (None, {})


@pytest.mark.parametrize("net", [0, -12.5])
def test_a_charge_is_more_than_nothing(root, net):
    wanted = "a charge is more than nothing, and a credit note says in Credit of what it credits"
    assert refusal(root, rows({"Net": net})).endswith(wanted)


def test_a_line_taken_off_in_another_category_is_no_part_of_the_control_total(root):
    imported = take(root, rows({}, {"Net": -200, "Description": "less", "Category": "Occupation"}))
    assert imported.totals == {"GBP": "1000.00"}


@pytest.mark.parametrize("day", [date(2025, 8, 31), "01/01/2024"])
def test_a_charge_outside_membership_is_refused(root, day):
    problems = said(bring(root, rows({"Date": day, "Agreement": None, "Category": "Teaching"})))
    assert "is not in membership on" in problems[0]
    assert problems[0].startswith("sheet.xlsx [Sheet1!C2] Supplier")


def test_an_unknown_agreement_or_plan_line_is_refused_with_the_list(root):
    assert refusal(root, rows({"Agreement": "musik"})) == (
        'sheet.xlsx [Sheet1!G2] Agreement "musik": no agreement of that code; there are: boiler, music, net, skips'
    )
    assert refusal(root, rows({"Plan line": "math"})).endswith(
        'Plan line "math": no line of the plan for 2025-26; its lines are: broadband, maths'
    )


def test_a_charge_without_agreement_is_recorded_and_reported(root):
    imported = take(root, rows({"Agreement": None, "Category": "Teaching"}), as_at=TODAY)
    assert imported.batch == 3
    assert "SUB1" in {rule for rule, _ in imported.charter}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Credit of": "0011"}, 'J2] Credit of "0011": no charge of Hartside has that number; a credit names'),
        ({"Net": None}, "F2] Net: is blank: a charge has a Net or a Gross amount"),
        ({"Grant": "SSIF"}, 'J2] Grant "SSIF": only what the Partnership Fund is charged can be borne by a grant'),
        ({"Customer": None}, "D2] Customer: is blank"),
        ({"Reason": "Withdrawal"}, 'J2] Reason "Withdrawal": what is charged or credited for withdrawal is'),
        ({"Customer": "Hartside"}, 'D2] Customer "Hartside": is the supplier too'),
        ({"Supplier": "Fund"}, 'C2] Supplier "Fund": the Partnership Fund supplies nothing; '),
        ({"Category": "Teeching"}, 'H2] Category "Teeching": no such category; nearest: Teaching'),
        ({"Agreement": None}, "H2] Category: is blank: give one, or an agreement that has one"),
        ({"Unit price": 41}, 'J2] Unit price "41": times the quantity is £1,230.00, not £1,200.00'),
        (
            {"Supplier": "Rothely First"},
            'C2] Supplier "Rothely First": no member of that name; nearest: Rothley First School (Rothley)',
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_truthfully_is_refused_by_cell(root, changed, fault):
    assert refusal(root, rows(changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_a_charge_billed_after_the_customer_left_is_of_the_last_day_of_supply(root):
    take(root, rows({"Supplied to": date(2025, 10, 31)}))
    assert 'supplied: "2025-10-31"' in item(root, "Hartside-0012")
    problem = said(bring(root, rows({"Invoice no": "13", "Supplied to": date(2025, 8, 31)})))[0]
    assert problem.endswith("Hartside is not in membership on 31 August 2025")


def test_a_charge_dated_into_a_closed_year_is_refused_and_a_recorded_one_is_still_known(root):
    take(root, rows())
    close = Close(day=date(2026, 9, 30), year="2025-26", source="sheet.xlsx [A1]")
    add(root, [close])
    closed = "is in 2025-26, which is closed: nothing later is dated into it; "
    again = 'take the close back: nesa strike 4 "sheet.xlsx [A1]" --reason REASON'
    late = "date it when it comes, with Supplied to for the time it is for, or "
    assert take(root, rows()).batch is None
    assert refusal(root, rows({"Invoice no": "13"})).endswith(closed + late + again)
    assert refusal(root, rows({"Description": "Viola"}), correct="slip").endswith(closed + again)
    credit = rows({"Invoice no": "C-1", "Credit of": "0012", "Reason": "price"})
    assert refusal(root, credit).endswith(f"{closed}date it when it comes, or {again}")


def test_a_paper_given_with_a_charge_is_cited_and_one_given_later_is_a_correction(root):
    named = rows({"Document": "0012.pdf", "Note": "by post"})
    take(root, rows({"Note": "by post"}))
    paper = Paper("0012.pdf", b"%PDF")
    assert "with another document; to correct it" in refusal(root, sheet(named), paper)
    take(root, sheet(named), paper, correct="the paper has come")
    assert item(root, "Hartside-0012").count('document: "0012.pdf"') == 2
    assert take(root, sheet(named), paper).batch is None
    assert take(root, rows({"Note": "by post"})).batch is None


def test_a_vat_treatment_without_vat_is_recorded_as_stated(root):
    take(root, rows({"VAT": 0, "VAT treatment": "Outside scope", "Gross": 1200}))
    assert 'vat: "outside-scope"' in item(root, "Hartside-0012")


def test_a_column_of_other_headers_is_read_as_the_person_says(root):
    header = [{"Invoice no": "Doc"}.get(name, name) for name in HEADER]
    take(root, [header, CELLO], kind="invoices", layout=Layout(maps={"Invoice no": "Doc"}))
    assert item(root, "Hartside-0012")
