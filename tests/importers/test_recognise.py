"""Which kind each sheet of a drop is, by its headers; what is no kind, and what could be two."""

from datetime import date

import pytest

from importers.columns import Layout
from importers.kinds import KINDS
from importers.recognise import kind_named, read_drop
from nesa_fund.problems import InputError
from sheets import AGREEMENTS, MEMBERS, PLAN, ROLLS, csv_text, xlsx

PAYMENTS = [("Date", "From", "To", "Amount", "Reference"), (date(2025, 10, 1), "Ash", "Elm", 1, "7")]
INVOICES = [
    ("Inv Ref", "Invoice date", "From", "To", "Details", "Amount £"),
    (7, date(2025, 10, 1), "Ash", "Elm", "Cello", 1),
]
SHARED = [
    ("Our ref", "Bill date", "Payer", "Firm", "Narrative", "Total", "SLA"),
    (7, "01/10/2025", "Ash", "N", "x", 1, "s"),
]
SPENDING = [("Ref", "Date", "Firm", "Details", "Gross", "Budget line"), (7, "01/10/2025", "North Net", "x", 1, "maths")]
CONSENTS = [("Agreement", "School", "Date", "FGB minute"), ("music", "Ash", "01/10/2025", "6")]
CONFIRMED = [
    ("School", "Academic year", "£", "Meeting date", "Minute", "Quorum", "For what"),
    ("Ash", "2025-26", 1, "01/10/2025", "6", "y", "x"),
]
EVERY = {
    "members": MEMBERS, "rolls": ROLLS, "plan": PLAN, "agreements": AGREEMENTS, "consents": CONSENTS,
    "confirmations": CONFIRMED, "invoices": INVOICES, "shared-costs": SHARED, "fund-spending": SPENDING,
    "payments": PAYMENTS,
}  # fmt: skip


def drop(sheets, **options):
    return read_drop({"book.xlsx": xlsx(sheets)}, **options)


def fault(files, **options):
    with pytest.raises(InputError) as caught:
        read_drop(files, **options)
    return str(caught.value)


@pytest.mark.parametrize("kind", EVERY)
def test_a_sheet_is_of_the_kind_whose_headers_it_has(kind):
    (sheet,) = drop({"Sheet1": EVERY[kind]}).sheets
    assert sheet.kind.name == kind
    assert sheet.reading.problems == []


def test_sheets_in_any_order_are_taken_in_the_order_of_what_rests_on_what():
    backwards = dict(reversed(EVERY.items()))
    assert drop(backwards).kinds == tuple(EVERY) == tuple(kind for kind in KINDS if kind in EVERY)


def test_sheets_of_no_kind_are_left_aside_and_named_and_empty_ones_are_not():
    found = drop({"Cover": [["Coast and Castle Alliance"]], "Rolls": ROLLS, "Blank": []})
    assert (found.kinds, found.left_aside) == (("rolls",), ("book.xlsx [Cover]",))


def test_a_file_of_which_no_sheet_is_of_a_kind_is_refused():
    assert fault({"a.csv": b"x,y\n1,2\n"}) == (
        f"a.csv: no sheet is of a known kind ({', '.join(KINDS)}); say which with --kind, and its columns with --map"
    )


def test_a_file_without_rows_is_refused():
    assert fault({"a.xlsx": xlsx({"Sheet1": []})}) == "a.xlsx: has no rows"
    assert fault({"a.csv": b"\n\n"}) == "a.csv: has no rows"


def test_a_sheet_that_lacks_a_required_column_is_that_kind_and_says_so():
    (sheet,) = drop({"Sheet1": [row[:1] + row[2:] for row in INVOICES]}).sheets
    assert [str(problem) for problem in sheet.reading.problems] == [
        "book.xlsx [Sheet1]: no column Date; its headers are: Inv Ref, From, To, Details, Amount £"
    ]


def test_a_sheet_that_could_be_two_kinds_is_refused_until_one_is_said():
    both = [("Name", "Kind", "Joined", "Census", "Pupils"), ("Ash", "school", "01/09/2025", "2025-10", 66)]
    file = xlsx({"Sheet1": both})
    assert fault({"a.xlsx": file}) == "a.xlsx [Sheet1]: could be members or rolls; say which with --kind"
    assert drop({"Sheet1": both}, kind="rolls").kinds == ("rolls",)


def test_a_sheet_of_two_kinds_is_the_one_that_it_is_named_after():
    both = [("Year", "Line", "Title", "Amount", "Category", "Member", "Census", "Pupils"), (None,) * 7 + (1,)]
    assert drop({"Plan": both}).kinds == ("plan",)
    assert drop({"Rolls": both}).kinds == ("rolls",)


def test_a_kind_that_is_told_is_not_guessed():
    with_kind = drop({"Sheet1": ROLLS}, kind="rolls", layout=Layout(maps={"Pupils": "Pupils"}))
    assert with_kind.kinds == ("rolls",)
    assert fault({"a.csv": csv_text(ROLLS)}, kind="members").startswith(
        "a.csv: no sheet has the columns of members: Name"
    )


def test_a_sheet_of_no_kind_names_the_nearest_and_what_it_lacks():
    assert fault({"a.csv": b"School,Amount,Term\nAsh,1,Autumn\n"}) == (
        "a.csv: no sheet is of a known kind; nearest: opening, of which it lacks What, Date; "
        "it has Term; say what they are called: --kind opening --map COLUMN=HEADER"
    )


@pytest.mark.parametrize(
    ("header", "others"),
    [
        ("Posting date,Withdrawals,Deposits", ", and --map COLUMN=HEADER for what is in Withdrawals, Deposits"),
        ("Value date,Balance", ""),
    ],
)
def test_a_sheet_with_a_banks_headers_is_pointed_to_bank_statements(header, others):
    like = "no sheet is of a known kind; its headers are like a bank's: --kind bank-statement"
    assert fault({"a.csv": f"{header}\n01/10/2025,1,2\n".encode()}) == f"a.csv: {like}{others}"


def test_a_sheet_that_lacks_a_column_and_has_a_banks_headers_may_be_a_statement():
    (sheet,) = read_drop({"a.csv": b"Date,Narrative,Debit,Credit\n01/10/2025,x,,3\n"}).sheets
    assert [str(problem) for problem in sheet.reading.problems] == [
        "a.csv: no column In; its headers are: Date, Narrative, Debit, Credit",
        "a.csv: if it is a bank's statement: --kind bank-statement",
    ]
    (sheet,) = read_drop({"a.csv": b"Date,Payee,Amount\n01/10/2025,Ash,3\n"}).sheets
    assert len(sheet.reading.problems) == 1


def test_a_map_without_a_kind_is_of_the_sheet_that_has_its_headers_alone():
    theirs = [("School", "Census", "NOR"), ("Ash", "2025-10", 5)]
    found = drop({"Sheet1": theirs, "Payments": PAYMENTS}, layout=Layout(maps={"pupils": "nor"}))
    assert [(sheet.kind.name, sheet.reading.problems) for sheet in found.sheets] == [("rolls", []), ("payments", [])]
    assert [sheet.layout.maps for sheet in found.sheets] == [{"pupils": "nor"}, {}]


def test_a_map_with_a_kind_is_of_every_sheet():
    assert "no sheet has the columns of rolls" in fault(
        {"a.csv": csv_text(PAYMENTS)}, kind="rolls", layout=Layout(maps={"Pupils": "NOR"})
    )


def test_a_layout_without_a_header_of_theirs_needs_a_kind_and_a_kind_has_a_name():
    assert "need --kind" in fault({"a.csv": csv_text(ROLLS)}, layout=Layout(sets={"Census": "2025-10"}))
    with pytest.raises(InputError, match='no kind of sheet is called "roll"; nearest: rolls; kinds: settings'):
        kind_named("roll")


@pytest.mark.parametrize("name", ["a&#10;b", "a [b", "a&#x202E;b"])
def test_a_sheet_whose_name_could_not_be_cited_is_refused(name):
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx({"Rolls": ROLLS}))) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'name="Rolls"', f'name="{name}"'.encode()))
    assert "has a sign that is not allowed; rename the sheet" in fault({"a.xlsx": packed.getvalue()})
