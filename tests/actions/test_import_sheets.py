"""A drop of sheets is one batch, or nothing changes and every fault is named by its cell."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from beancount import loader

from folders import digest, founded
from importers.columns import Layout
from nesa_fund.actions.papers import Paper
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import open_ledger
from one_of_each import BILLS, CONFIRMED, CONSENTS, INVOICES, PAYMENTS, SPENDING
from sheets import (
    AGREEMENTS,
    MEMBERS,
    PLAN,
    ROLLS,
    TODAY,
    alliance,
    balances,
    blocks,
    bring,
    csv_text,
    item,
    refusal,
    said,
    sheet,
    take,
    xlsx,
)

NEAREST = "nearest: Rothley First School (Rothley)"
EVERYTHING = {
    "Payments": PAYMENTS, "Spending": SPENDING, "Bills": BILLS, "Invoices": INVOICES, "Confirmed": CONFIRMED,
    "Consents": CONSENTS, "Agreements": AGREEMENTS, "Plan": PLAN, "Rolls": ROLLS, "Members": MEMBERS,
}  # fmt: skip
BALANCES = {
    "Assets:Coquet:Bank": -120000,
    "Assets:Fund:Bank": 475200,
    "Assets:Hartside:Bank": 20000,
    "Assets:Hartside:Debtors:Coquet": 19800,
    "Assets:Hartside:Debtors:Elsdon": 8300,
    "Assets:Hartside:Debtors:Rothley": 60700,
    "Expenses:Coquet:Costs:Broadband": 19800,
    "Expenses:Coquet:Costs:Teaching": 120000,
    "Expenses:Elsdon:Costs:Broadband": 8300,
    "Expenses:Fund:General:Training": 45000,
    "Expenses:Hartside:Costs:Broadband": 41200,
    "Expenses:Rothley:Costs:Broadband": 30700,
    "Expenses:Rothley:Costs:Teaching": 30000,
    "Income:Hartside:Recharges:Teaching": -150000,
    "Liabilities:Coquet:Creditors:Hartside": -19800,
    "Liabilities:Elsdon:Creditors:Hartside": -8300,
    "Liabilities:Fund:Suppliers": -45000,
    "Liabilities:Fund:Unidentified": -475200,
    "Liabilities:Rothley:Creditors:Hartside": -60700,
}


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def test_every_kind_in_one_workbook_in_any_order_is_one_batch_that_beancount_loads(tmp_path):
    root = founded(tmp_path / "ledger")
    imported = take(root, Paper("all.xlsx", xlsx(EVERYTHING)))
    assert (imported.batch, imported.new, imported.present) == (2, 22, 0)
    assert balances(root) == BALANCES
    assert sum(BALANCES.values()) == 0
    entries, errors, _ = loader.load_file(str(root / "books.beancount"))
    assert errors == []
    assert len(entries) > 50
    assert take(root, Paper("all.xlsx", xlsx(EVERYTHING))).batch is None


def test_every_kind_in_a_file_of_its_own_is_the_same_rows(tmp_path):
    one, many = founded(tmp_path / "one"), founded(tmp_path / "many")
    take(one, Paper("all.xlsx", xlsx(EVERYTHING)))
    papers = [sheet(rows, f"{name}.csv") for name, rows in EVERYTHING.items()]
    take(many, *papers)
    assert sorted(blocks(one)) == sorted(blocks(many))
    for paper in reversed(papers):
        assert take(one, paper).batch is None


def test_what_came_in_is_kept_byte_for_byte_and_every_entry_cites_its_row(root):
    content = xlsx({"Autumn": [["Charges"], *INVOICES]})
    take(root, Paper("C:\\sheets\\inv: autumn.xlsx", content))
    kept = root / "batches/0003/source/inv_ autumn.xlsx"
    assert kept.read_bytes() == content
    text = (root / "batches/0003/Rothley.beancount").read_text("utf-8")
    assert 'source: "inv_ autumn.xlsx [Autumn!A4]"' in text


def test_two_files_of_one_name_are_both_kept(root):
    take(root, sheet(INVOICES[:2], "a.csv"), sheet([INVOICES[0], INVOICES[2]], "a.csv"))
    text = "".join(path.read_text("utf-8") for path in (root / "batches/0003").glob("*.beancount"))
    assert {'source: "a.csv [A2]"', 'source: "a-2.csv [A2]"'} <= {line.strip() for line in text.splitlines()}


def test_every_fault_of_every_row_is_named_by_cell_in_the_order_of_the_sheets_and_nothing_is_written(root):
    before = digest(root)
    bad_invoices = [
        INVOICES[0],
        ("HS-1", "31/02/2026", "Hartside", "Coquet", "Cello", "1,2OO.00", "music"),
        ("HS-2", date(2025, 11, 15), "Rothely First", "Rothley", None, 300, "musik"),
        ("HS-3", date(2025, 11, 15), "Hartside", "Rothley", "Flute", 1, "musik"),
    ]
    bad_payments = [PAYMENTS[0], (date(2025, 12, 1), "Coquet", "Hartside", "ten", "HS-1")]
    imported = bring(root, sheet(bad_payments, "pay.csv"), Paper("inv.xlsx", xlsx({"Autumn": bad_invoices})))
    assert said(imported) == [
        'inv.xlsx [Autumn!B2] Date "31/02/2026": not a day that exists',
        'inv.xlsx [Autumn!F2] Net "1,2OO.00": not an amount of money, like 1200.00 or £1,200.00',
        'inv.xlsx [Autumn!C3] Supplier "Rothely First": no member of that name; ' + NEAREST,
        "inv.xlsx [Autumn!E3] Description: is blank",
        'inv.xlsx [Autumn!G4] Agreement "musik": no agreement of that code; there are: boiler, music, net, skips',
        'pay.csv [D2] Amount "ten": not an amount of money, like 1200.00 or £1,200.00',
    ]
    assert (imported.batch, imported.refused) == (None, 4)
    assert digest(root) == before


def test_a_fault_in_standing_data_hides_no_bad_cell_of_the_charges(root):
    members = [MEMBERS[0], ("Ash School", "college", date(2025, 9, 1), None)]
    charges = [INVOICES[0], ("HS-1", date(2025, 11, 14), "Ash", "Coquet", "Cello", "x", "music")]
    problems = said(bring(root, sheet(charges, "c.csv"), sheet(members, "m.csv")))
    assert [problem.partition("]")[0] for problem in problems] == ["m.csv [B2", "c.csv [F2"]


def test_a_good_file_beside_a_bad_one_is_not_imported(root):
    before = digest(root)
    assert said(bring(root, sheet(INVOICES, "good.csv"), sheet([PAYMENTS[0], (None,) * 4 + ("x",)], "bad.csv")))
    assert digest(root) == before


def test_a_dry_run_says_what_would_be_and_changes_nothing(root):
    before = digest(root)
    imported = take(root, INVOICES, dry_run=True, as_at=TODAY)
    assert (imported.batch, imported.new, imported.totals) == (None, 2, {"GBP": "1500.00"})
    assert "SUB1" in {rule for rule, _ in imported.charter}
    assert digest(root) == before


def test_columns_not_read_and_rows_left_out_are_listed(root):
    rows = [(*ROLLS[0], "Phase"), ("Coquet High", "2025-10", 5, "high"), ("Rothley", "2025-10", None, "first")]
    imported = take(root, rows, kind="rolls", layout=Layout(skip_blank=("Pupils",)))
    assert "sheet.xlsx [Sheet1]: columns not read: Phase" in imported.readings
    assert (
        "sheet.xlsx [Sheet1]: 1 row left out, blank there as asked: Rothley First School (row 3)" in imported.readings
    )
    assert refusal(root, rows) == "sheet.xlsx [Sheet1!C3] Pupils: is blank"


def test_a_sheet_that_lacks_a_required_column_is_refused(root):
    assert refusal(root, [row[1:] for row in PAYMENTS[:2]]) == (
        "sheet.xlsx [Sheet1]: no column Date; its headers are: From, To, Amount, Reference"
    )


def encrypted():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.xlsx", b"", "a.xlsx: the file is empty; ask for it again"),
        ("a.xlsx", xlsx({"Rolls": ROLLS})[:2000], "a.xlsx: damaged or cut short; ask for the file again"),
        ("a.xlsx", encrypted(), "a.xlsx: protected by a password; save a copy without one, and try again"),
        (
            "a.numbers",
            b"PK?",
            "a.numbers: not a spreadsheet that can be read here; save it as .xlsx",
        ),
        ("a.csv", csv_text(ROLLS) + b'"', "can't be read, for a quotation mark is not closed"),
        ("con.csv", csv_text(ROLLS), '"con.csv" is the name of a device on Windows; rename the file'),
        ("a\x1b.csv", csv_text(ROLLS), "has a control character or an invisible one; rename the file"),
    ],
    ids=["empty", "truncated", "with a password", "of another kind", "an open quotation", "a device", "an escape"],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_written(root, name, content, fault):
    before = digest(root)
    with pytest.raises(InputError) as caught:
        bring(root, sheet(INVOICES, "good.csv"), Paper(name, content))
    assert fault in str(caught.value)
    assert digest(root) == before


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "a\u202eb", "a\udce9"])
def test_a_correction_is_given_in_one_line_of_text(root, text):
    before = digest(root)
    with pytest.raises(InputError) as caught:
        bring(root, ROLLS, correct=text)
    assert str(caught.value) == "the reason of a correction is one line of text, without invisible characters"
    with pytest.raises(InputError) as caught:
        bring(root, ROLLS, correct="amended", minute=text)
    assert str(caught.value) == "the minute of a correction is one line of text, without invisible characters"
    assert digest(root) == before


def test_a_charge_dated_after_today_is_recorded_and_said_before_any_name(root):
    rows = (INVOICES[0], (*INVOICES[1][:3], "Coquet High", *INVOICES[1][4:]), INVOICES[2])
    imported = take(root, rows, as_at=date(2025, 11, 14))
    assert imported.readings == ("row 3 is dated 15 November 2025, after today", "Coquet High is Coquet")
    assert take(root, rows, as_at=date(2025, 11, 14)).readings == ("Coquet High is Coquet",)


def test_a_bill_dated_or_paid_after_today_is_said(root):
    paid = (BILLS[0], (*BILLS[1][:7], date(2062, 10, 9)))
    imported = take(root, paid, [SPENDING[0], ("NN-9", date(2025, 10, 2), *SPENDING[1][2:])], as_at=date(2025, 10, 1))
    dated = [reading for reading in imported.readings if "after today" in reading]
    assert dated == ["row 2 is paid on 9 October 2062, after today", "row 2 is dated 2 October 2025, after today"]


def test_there_must_be_a_ledger(tmp_path):
    with pytest.raises(LedgerError):
        bring(tmp_path / "nowhere", ROLLS)
    assert not (tmp_path / "nowhere").exists()


def test_a_formula_without_a_value_is_refused_by_cell(root):
    book = openpyxl.Workbook()
    book.active.append(list(INVOICES[0]))
    book.active.append([*INVOICES[1][:5], "=1200+0", "music"])
    file = io.BytesIO()
    book.save(file)
    assert refusal(root, Paper("a.xlsx", file.getvalue())) == (
        "a.xlsx [Sheet!F2] Net: holds a formula without a calculated value; open it in Excel, save, and try again"
    )


def test_a_blank_ledger_knows_no_member_and_says_so(tmp_path):
    root = founded(tmp_path / "ledger")
    assert said(bring(root, INVOICES[:2])) == [
        'sheet.xlsx [Sheet1!C2] Supplier "Hartside": no member of that name',
    ]


def test_a_zip_of_nothing_is_no_workbook(root):
    file = io.BytesIO()
    zipfile.ZipFile(file, "w").close()
    with pytest.raises(InputError):
        bring(root, Paper("a.xlsx", file.getvalue()))


def test_rows_in_a_batch_are_counted_and_totalled_in_its_manifest(root):
    take(root, INVOICES)
    batch = open_ledger(root).history.batches[3]
    assert (batch.kind, batch.rows, batch.totals) == ("import invoices", 2, {"GBP": "1500.00"})


def test_an_item_holds_all_that_happened_to_it(root):
    take(root, INVOICES, PAYMENTS)
    assert item(root, "Hartside-HS-1").count("event:") == 4
