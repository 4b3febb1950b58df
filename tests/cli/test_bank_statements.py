"""A year of an invented fund's bank statements, through the command line: in the end nothing is unmatched."""

from datetime import date

import openpyxl
import pytest

from agreed import agreed
from folders import CLERK, bean_check, digest
from honest import breaches
from nesa_fund.actions.schedule import adopt, confirm
from nesa_fund.cli import main
from nesa_fund.facts import BankLine, BankStatement
from nesa_fund.store import open_ledger
from schedules import SHARES, adoption, confirmation
from sheets import balances, item, take
from statements import hsbc_without_headers, lloyds, nationwide, ofx

TODAY = date(2026, 8, 31)
PLAN = (
    ("Year", "Line", "Title", "Amount", "Category", "Minute"),
    ("2025-26", "bank", "Bank charges", 60, "BankCharges", "SB 1"),
    ("2025-26", "network", "Network review", 9000, "Consultancy", "SB 1"),
)
BILLS = (
    ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line", "Credit of", "Reason"),
    ("NN-881", date(2025, 10, 20), "North Net Ltd", "Network review", 3000, "network", None, None),
)
INVOICES = (
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Plan line"),
    *((f"HS-{n}", date(2025, 11, 3), "Hartside", "Fund", f"Network day {n}", 300, "music", "maths") for n in (1, 2, 3)),
)
AUTUMN = (
    (date(2025, 10, 3), "HARTSIDE MIDDLE SC PF2526HARTSIDE1", 329600),  # The payment reference.
    (date(2025, 10, 6), "COQUET HIGH SCHOOL", 158400),  # Who it was, and the amount.
    (date(2025, 10, 7), "ELSDON FIRST PF2526 ELSDON 1", 66400),
    (date(2025, 10, 10), "LINN FOUNDATION SSIF 1 OF 2", 250000),  # A grant in two tranches.
    (date(2025, 10, 14), "ROTHLEY FIRST PF2526ROTHLEY1", 145600),  # One charge in two payments.
    (date(2025, 10, 21), "ROTHLEY FIRST PF2526ROTHLEY1", 100000),
    (date(2025, 10, 31), "INTEREST (GROSS)", 321),
    (date(2025, 11, 3), "SERVICE CHARGES REF : 123456", -500),
    (date(2025, 11, 5), "NORTH NET LTD NN-881", -300000),
    (date(2025, 11, 12), "COAST COPY SHOP", -2400),  # Two identical lines on one day.
    (date(2025, 11, 12), "COAST COPY SHOP", -2400),
    (date(2025, 11, 20), "HARTSIDE MIDDLE HS-1 HS-2 HS-3", -90000),  # One sum for three invoices.
    (date(2025, 11, 28), "LINN FOUNDATION", 250000),
    (date(2025, 12, 1), "00412 CASH AT COUNTER", 7500),
)
WINTER = (
    (date(2025, 11, 28), "LINN FOUNDATION", 250000),  # As in the autumn's statement.
    (date(2025, 12, 1), "00412 CASH AT COUNTER", 7500),
    (date(2025, 12, 16), "NORTH NET LTD REFUND", 40000),
    (date(2026, 1, 12), "HARTSIDE MIDDLE SC", 329600),  # Recorded from a sheet of payments, some days off.
    (date(2026, 1, 14), "BGC 66214", 66400),
    (date(2026, 1, 15), "ROTHLEY FIRST", 245600),
    (date(2026, 2, 2), "TFR TO 77000143219876", -200000),
)
DEPOSIT = (
    (date(2026, 2, 2), "Transfer from current account", 200000),
    (date(2026, 3, 31), "Interest added", 410),
)
SUMMER = (
    (date(2026, 4, 20), "HARTSIDE MIDDLE PF2526HARTSIDE3", 329600),
    (date(2026, 4, 21), "COQUET HIGH PF2526COQUET2 PF2526COQUET3", 316800),  # Two instalments in one sum.
    (date(2026, 4, 22), "ELSDON FIRST PF2526ELSDON3", 66400),
    (date(2026, 4, 24), "ROTHLEY FIRST PF2526ROTHLEY3", 245600),
    (date(2026, 4, 24), "ROTHLEY FIRST PF2526ROTHLEY3", 245600),  # Paid twice by mistake,
    (date(2026, 5, 6), "ROTHLEY FIRST SCHOOL", -245600),  # and given back.
    (date(2026, 5, 8), "CHQ 000101", -1999),
)
PAYMENTS = (
    ("Date", "From", "To", "Amount", "Reference"),
    (date(2026, 1, 9), "Hartside", "Fund", 3296, "PF2526HARTSIDE2"),
    (date(2026, 1, 14), "Elsdon", "Fund", 664, "PF2526ELSDON2"),
    (date(2026, 1, 15), "Rothley", "Fund", 2456, "PF2526ROTHLEY2"),
)
CREDIT = (
    (*BILLS[0], "Minute"),
    (
        "NNC-9",
        date(2025, 12, 10),
        "North Net Ltd",
        "Two days not given",
        -400,
        "network",
        "NN-881",
        "not supplied",
        "SB 9",
    ),
)


@pytest.fixture
def root(tmp_path):
    """The Fund's year is adopted and confirmed, its first instalment charged, its bills are recorded."""
    root = agreed(tmp_path / "ledger")
    take(root, PLAN)
    adopt(root, adoption(), CLERK)
    for code in SHARES:
        confirm(root, confirmation(code), CLERK)
    charge(root, 1, "2025-10-01")
    take(root, BILLS)
    take(root, INVOICES)
    return root


def charge(root, instalment, day):
    with pytest.raises(SystemExit) as ended:
        main(["--ledger", str(root), "schedule", "charge", "2025-26", "--instalment", str(instalment), "--date", day])
    assert ended.value.code in {None, 0}


@pytest.fixture
def nesa(root, tmp_path, capsys):
    def run(*args, **files):
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_bytes(content)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--ledger", str(root), "import", *(str(tmp_path / one) if "." in one else one for one in args)])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def answer(path, *told):
    """Fill the column What is this? of a workbook from the top, as an officer does, and keep it."""
    book = openpyxl.load_workbook(path)
    sheet = book["bank-statement"]
    assert sheet.max_row == 2 + len(told)
    for row, text in enumerate(told, 3):
        sheet.cell(row, 5).value = text
    book.save(path)


def asked(path):
    """The lines of a workbook: text, amount, and what we think."""
    rows = openpyxl.load_workbook(path)["bank-statement"].iter_rows(min_row=3, values_only=True)
    return [(row[1], row[2], row[3]) for row in rows]


def unmatched(root):
    """The lines that nothing accounts for, and the statements whose balance is not that of the books on their day."""
    register, rows = open_ledger(root).register, open_ledger(root).rows
    moved = [(rows.account[n], rows.day[txn], rows.pence[n]) for n, txn in enumerate(rows.txn)]
    off = {
        (one.account, one.day): held - one.closing
        for one in register.all(BankStatement)
        if one.closing != (held := sum(p for account, day, p in moved if account == one.account and day <= one.day))
    }
    return [line.text for line in register.all(BankLine) if not line.answers], off


def closing(lines):
    return sum(pence for _, _, pence in lines)


def sound(root, as_at, but=()):
    found = (breaches(root, as_at, but), bean_check(root))
    assert found == ([], "")
    return True


WAITING = {"FUN5"}
"""Lines that nobody has answered yet are what FUN5 finds."""


def test_a_year_of_statements_reaches_nothing_unmatched_by_the_workbook_alone(root, nesa, tmp_path):
    code, said, _ = nesa("autumn.csv", "--answers", "ask.xlsx", autumn__csv=lloyds(AUTUMN, 0))
    assert code == 0
    assert "the bank account of Partnership Fund, 14 lines: 11 accounted for, 3 to be answered" in said
    assert asked(tmp_path / "ask.xlsx") == [
        ("COAST COPY SHOP", -24, None), ("COAST COPY SHOP", -24, None), ("00412 CASH AT COUNTER", 75, None)
    ]  # fmt: skip
    assert sound(root, date(2025, 12, 1), WAITING)
    answer(tmp_path / "ask.xlsx", "plan maths – Maths network", "plan maths", "hold: asked the bank on 3 Dec")
    assert nesa("ask.xlsx")[0] == 0
    assert unmatched(root) == ([], {})
    assert balances(root)["Liabilities:Fund:Unidentified"] == -7500
    assert sound(root, date(2025, 12, 1))

    charge(root, 2, "2026-01-05")
    take(root, CREDIT)
    take(root, PAYMENTS)
    _, said, _ = nesa("winter.ofx", "--answers", "ask2.xlsx", winter__ofx=ofx(WINTER, closing(AUTUMN[:-2])))
    assert "7 lines: 6 accounted for, 1 to be answered" in said
    assert "bank-statement: 5 new, 2 recorded already; £400.00 in all" in said  # The refund: the rest was recorded.
    assert asked(tmp_path / "ask2.xlsx") == [("TFR TO 77000143219876", -2000, None)]
    answer(tmp_path / "ask2.xlsx", "transfer: Deposit")
    assert nesa("ask2.xlsx")[0] == 0
    assert unmatched(root) == ([], {})
    assert sound(root, date(2026, 2, 2))

    options = ("--kind", "bank-statement", "--set", "Account=Fund: Deposit")
    _, said, _ = nesa("deposit.csv", *options, deposit__csv=nationwide(DEPOSIT, 0))
    assert "the bank account of Partnership Fund (Deposit), 2 lines: 2 accounted for" in said
    assert "at the end of 31 March 2026 the bank holds £2,004.10, as the books do" in said

    charge(root, 3, "2026-04-15")
    opening = closing(AUTUMN[:-2]) + closing(WINTER)
    nesa("summer.csv", "--answers", "ask3.xlsx", summer__csv=hsbc_without_headers(SUMMER, opening))
    again, back, cheque = (text for _, text, _ in (SUMMER[4], SUMMER[5], SUMMER[6]))
    assert [text for text, _, _ in asked(tmp_path / "ask3.xlsx")] == [again, back, cheque]
    answer(tmp_path / "ask3.xlsx", "PF2526ROTHLEY3", "refund of Fund-2025-26-Rothley-3", "plan network")
    _, said, _ = nesa("ask3.xlsx")
    assert "pays £2,456.00 more than is owed on Fund-2025-26-Rothley-3" in said
    assert unmatched(root) == ([], {})

    # What was held is known by now: the first workbook tells it, and what else it tells is recorded already.
    answer(tmp_path / "ask.xlsx", "plan maths – Maths network", "plan maths", "grant Reading")
    _, said, _ = nesa("ask.xlsx")
    assert "bank-statement: 1 new, 2 recorded already" in said
    assert unmatched(root) == ([], {})
    assert "Liabilities:Fund:Unidentified" not in balances(root)
    assert balances(root)["Income:Fund:Grants:Reading"] == -7500
    assert sound(root, TODAY)
    for file in ("autumn.csv", "ask.xlsx", "winter.ofx", "ask2.xlsx", "summer.csv", "ask3.xlsx"):
        assert "Nothing was changed" in nesa(file)[1]


def test_a_lump_sum_two_equal_lines_and_two_payments_of_one_charge_stand_in_both_books(root, nesa):
    nesa("autumn.csv", autumn__csv=lloyds(AUTUMN, 0))
    books = balances(root)
    assert books["Assets:Hartside:Bank"] == 90000 - 329600
    assert books["Assets:Rothley:Bank"] == -245600
    assert not {name for name in books if "Debtors" in name or "Creditors" in name}
    lump = [block for n in (1, 2, 3) for block in item(root, f"Hartside-HS-{n}").split("\n\n") if "payment" in block]
    assert len(lump) == 6
    assert all('bank: "Fund/2025-11-20/-900.00/1"' in block for block in lump)
    assert all('payment: "Fund-2025-11-20-Hartside-HS-1+Hartside-HS-2+Hartside-HS-3"' in block for block in lump)


def test_a_dry_run_writes_the_questions_and_records_nothing(root, nesa, tmp_path):
    before = digest(root)
    code, said, _ = nesa("a.csv", "--dry-run", "--answers", "ask.xlsx", a__csv=lloyds(AUTUMN, 0))
    assert (code, digest(root), len(asked(tmp_path / "ask.xlsx"))) == (0, before, 3)
    assert "Nothing was changed: this was a dry run" in said


def test_no_workbook_is_written_where_nothing_is_asked_or_the_statement_is_wrong(nesa, tmp_path):
    code, _, err = nesa("a.csv", "--answers", "ask.xlsx", a__csv=lloyds(AUTUMN[:3], 0))
    assert (code, err) == (0, "No line is to be answered: ask.xlsx is not written\n")
    wrong = lloyds(AUTUMN, 0).replace(b"3296.00,3296.00", b"3296.00,3296.01")
    code, _, err = nesa("b.csv", "--answers", "ask.xlsx", b__csv=wrong)
    assert code == 2
    assert err == (
        'b.csv [H14] Balance "4880.00": does not follow from the line before: £3,296.01 and £1,584.00 come to 4880.01\n'
        "nothing was imported\n"
    )
    assert not (tmp_path / "ask.xlsx").exists()


def test_a_workbook_that_cannot_be_written_is_said_with_its_name(nesa):
    code, _, err = nesa("a.csv", "--answers", "no/such/ask.xlsx", a__csv=lloyds(AUTUMN, 0))
    assert code == 2
    assert "ask.xlsx: can't be written: No such file or directory; close it, or name another file" in err


def test_a_statement_is_taken_back_like_any_batch_and_can_come_again(root, nesa):
    before = balances(root)
    nesa("a.csv", a__csv=lloyds(AUTUMN, 0))
    batch = str(max(open_ledger(root).book.batches))
    with pytest.raises(SystemExit) as ended:
        main(["--ledger", str(root), "reverse", batch, "--reason", "the wrong file"])
    assert ended.value.code in {None, 0}
    assert balances(root) == before
    assert open_ledger(root).register.all(BankLine) == open_ledger(root).register.all(BankStatement) == []
    _, said, _ = nesa("a.csv")
    assert "14 lines: 11 accounted for, 3 to be answered" in said
    assert sound(root, date(2025, 12, 1), WAITING)
