"""Invoices put on the desk by columns are those that each row by itself makes, to the last word and fault."""

from collections import Counter
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folders import add
from importers.columns import AS_IT_STANDS
from importers.desk import Desk
from importers.examples import EXAMPLES
from importers.kinds.invoices import INVOICES
from importers.rows import read_rows
from importers.sheet import find_table
from importers.typed import TypedRows, typed_rows
from importers.workbook import BadCell, Sheet
from nesa_fund.charges import fold_number
from nesa_fund.draft import Draft, written
from nesa_fund.facts import Close
from nesa_fund.store import open_ledger
from sheets import alliance, take

HEADER = (
    *("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Category"),
    *("VAT", "VAT treatment", "Quantity", "Credit of", "Reason", "Note", "Document", "Initials"),
)
AS_AT, WHEN_CLOSED = date(2026, 8, 1), date(2026, 12, 2)
RECORDED = (
    (*HEADER[:8], "Note"),
    ("R-1", date(2025, 11, 14), "Hartside", "Coquet", "Cello", 1200, "music", None),
    ("R-5", date(2025, 11, 14), "Hartside", "Coquet", "Cello", 1200, "music", None, "by hand"),
    ("R-2", date(2025, 11, 14), "Hartside", "Rothley", "Cello", 12, "music", None),
    ("R-2", date(2026, 9, 14), "Hartside", "Rothley", "Cello", 12, "music", None),
    ("R-4", date(2026, 9, 14), "Hartside", "Rothley", "Cello", 12, "music", None),
    ("R-3", date(2025, 11, 14), "Coquet", "Rothley", "Viola", 5, None, "Teaching"),
)
CREDITED = (
    (*HEADER[:6], "Credit of", "Reason"),
    ("C-1", date(2025, 12, 1), "Hartside", "Coquet", "less", 10, "R-1", "price"),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Four schools with invoices, one number used in two years, a credit note, and a year that is closed."""
    root = alliance(tmp_path_factory.mktemp("plain") / "ledger")
    take(root, RECORDED, as_at=date(2026, 9, 30))
    take(root, CREDITED, as_at=date(2026, 9, 30))
    add(root, [Close(day=date(2026, 12, 1), year="2026-27", minute="Board 1", source="close.pdf")])
    return open_ledger(root)


def mostly(plain, *others):
    """One of the plain values fifteen times in sixteen: most rows are plain then, and many sheets have another one."""
    return st.integers(0, 15).flatmap(lambda n: st.sampled_from(others if n == 7 else plain))


DAYS = (date(2025, 11, 14), date(2026, 1, 7), datetime(2026, 1, 7), "14/11/2025")  # noqa: DTZ001  # As a sheet has it.
ROWS = st.tuples(
    st.integers(0, 30).map("HS-{}".format)
    | st.sampled_from(["R-1", "R-2", "R-3", "r 1", "C-1", "hs 1", "2025-26-R-2", 7, 7.0, "--"])
    | st.sampled_from(["é/1", "è/1"]),
    mostly(DAYS, date(2026, 8, 20), date(2024, 11, 14), date(2026, 9, 14)),
    mostly(("Hartside", "Coquet"), "Coquet High School", "hartside middle", "Fund", "Ash", "school"),
    mostly(("Coquet", "Rothley"), "Rothley First School", "elsdon", "Fund", "Hartside", "Ash", None),
    st.sampled_from(["Cello", "Viola", 'a "quoted" \\ word']),
    mostly((1200, 12.0, "£1,200.00", 5), 0, -3.5, None),
    mostly(("music", None), "net", "unheard of"),
    mostly((None, "Teaching"), "E03", "cello"),
    *(mostly((None,), *others) for others in ((2.4, 0), ("reclaimed", "exempt"), (3,))),
    *(
        mostly((None,), *others)
        for others in (("R-1", "HS-1", "hs 2", "HS-3", "Hartside-HS-4"), ("price", "withdrawal"))
    ),
    *(mostly((None,), *others) for others in (("a note",), ("bill.pdf",), ("AB",))),
)
CELLO = ("HS-1", DAYS[0], "Hartside", "Coquet", "Cello", 1200, "music", None, *[None] * 8)


def table_of(rows):
    table = find_table(Sheet("invoices.xlsx", "Autumn", [list(HEADER), *map(list, rows)]), INVOICES.all_columns)
    assert table is not None
    return table


def typed(table):
    return typed_rows(table, INVOICES.model, INVOICES.all_columns, AS_IT_STANDS, EXAMPLES["invoices"])


def read(table):
    return read_rows(table, INVOICES.model, INVOICES.all_columns, AS_IT_STANDS, EXAMPLES["invoices"])


def put(ledger, rows, *, as_at=AS_AT, drop_copies=False):
    """A desk, and all that it says of rows, in the order that it says it."""
    desk = Desk(ledger, as_at, documents={"bill.pdf": "bill.pdf"}, drop_copies=drop_copies)
    INVOICES.put(desk, rows)
    said = list(desk.transactions), [*desk.warnings], [*desk.readings], Counter(map(str, desk.problems))
    return desk, (*said, desk.pairs, desk.new, desk.present, desk.total)


@given(rows=st.lists(ROWS, min_size=1, max_size=25), drop_copies=st.booleans())
@settings(max_examples=100, deadline=None)
def test_by_columns_the_desk_has_what_each_row_by_itself_puts_on_it(ledger, rows, drop_copies):
    assert_alike(ledger, rows, drop_copies=drop_copies)


def cello(**said):
    """A plain row, some of it said otherwise."""
    return tuple(said.get(name.replace(" ", "_"), value) for name, value in zip(HEADER, CELLO, strict=True))


@pytest.mark.parametrize(
    "rows",
    [
        [cello(), cello(Invoice_no="hs 1", Net=5)],
        [cello(), cello(), cello(Initials="AB")],
        [cello(Invoice_no="é/1"), cello(Invoice_no="è/1")],
        [cello(), cello(Invoice_no="CN-1", Net=10, Credit_of="hs 1", Reason="price")],
        [cello(), cello(Invoice_no="CN-1", Net=10, Credit_of="Hartside-HS-1", Reason="price")],
        [cello(), cello(Invoice_no="HS-1", Net=10, Credit_of="R-1", Reason="price")],
        [cello(Invoice_no="C-1"), cello(Invoice_no="R-2", Date=date(2026, 1, 7))],
        [cello(Invoice_no="R-4"), cello(Invoice_no="2025-26-R-4")],
        [cello(Invoice_no="R-1"), cello(Invoice_no="R-3"), cello(Invoice_no="R-5")],
        [cello(Invoice_no="R-1", Description="Viola"), cello(Invoice_no="R-5", Net=3)],
        [cello(Invoice_no="r 1", Net=3), cello(Invoice_no="R-2", Description="Viola", Customer="Rothley", Net=12)],
        [cello(Invoice_no="R-1", Category="Cleaning"), cello(Invoice_no="R-2", Customer="Coquet", Net=12)],
        [cello(Invoice_no="R-1", Agreement=None, Category="Teaching"), cello(Invoice_no="R-5", Note="by hand")],
        [cello(Invoice_no="R-1", Date=date(2026, 1, 7)), cello(Invoice_no="R-1", Note="again")],
        [cello(Date=date(2026, 8, 20)), cello(Invoice_no=2, Date=date(2026, 9, 14)), cello(Invoice_no=3, Net=0)],
        [cello(Customer="Fund"), cello(Invoice_no=2, Customer="Hartside"), cello(Invoice_no=3, Customer="Ash")],
        [cello(Supplier="Fund"), cello(Invoice_no=2, Supplier="Ash"), cello(Invoice_no=3, Date=date(2024, 11, 14))],
        [
            cello(Agreement="unheard of", Category="Teaching"),
            cello(Invoice_no=2, Agreement=None),
            cello(Invoice_no=3, Category="cello"),
        ],
        [cello(VAT=2), cello(Invoice_no=2, Customer="elsdon"), cello(Invoice_no=3, VAT_treatment="exempt")],
        [cello(Customer="Rothley First School"), cello(Invoice_no=2, Note="a"), cello(Invoice_no=3, Customer="elsdon")],
    ],
)
def test_rows_that_are_out_of_the_ordinary_or_meet_others_are_looked_at_one_by_one(ledger, rows):
    for some in (rows, rows[::-1], [*rows, cello(Invoice_no="HS-77")]):
        assert_alike(ledger, some)


def assert_alike(ledger, rows, *, drop_copies=False):
    """What is put by columns is what is put row by row."""
    table = table_of(rows)
    by_columns = typed(table)
    assert by_columns is not None or read(table).problems
    if by_columns is not None:
        each = list(by_columns)
        assert each == read(table).rows
        for as_at in (AS_AT, WHEN_CLOSED):
            desk, said = put(ledger, by_columns, as_at=as_at, drop_copies=drop_copies)
            other, meant = put(ledger, each, as_at=as_at, drop_copies=drop_copies)
            assert said == meant
            assert texts(ledger, desk) == texts(ledger, other)


def texts(ledger, desk):
    """What would be written of a desk, and in which rows it would be read."""
    made = written(Draft("import", (), desk.transactions), 9, ledger.register.members, ledger.accounts)
    return dict(made.texts), made.rows, made.opens


@pytest.mark.parametrize(
    "row",
    [(None, *CELLO[1:]), ("HS-1", "31/02/2026", *CELLO[2:]), ("HS-1", True, *CELLO[2:]),
     (BadCell("an error"), *CELLO[1:]), tuple(EXAMPLES["invoices"].get(name) for name in HEADER)],
)  # fmt: skip
def test_a_sheet_with_a_row_that_is_faulty_or_the_example_is_read_row_by_row(row):
    assert typed(table_of([CELLO, row])) is None


def test_equal_cells_of_other_types_are_read_apart():
    table = table_of([(1, *CELLO[1:]), (1.0, *CELLO[1:]), ("1", *CELLO[1:])])
    found = typed(table)
    assert isinstance(found, TypedRows)
    assert found.columns["number"] == ["1", "1", "1"]
    assert typed(table_of([(1, *CELLO[1:]), (True, *CELLO[1:])])) is None


def test_most_rows_of_a_plain_sheet_are_taken_by_columns(ledger):
    rows = typed(table_of([(f"HS-{n}", *CELLO[1:]) for n in range(20)] + [("R-1", *CELLO[1:])]))
    desk, _ = put(ledger, rows)
    assert len(desk.transactions.invoices) == 20
    assert desk.transactions.others == []
    assert (desk.new, desk.present) == (20, 1)


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=6), min_size=1, max_size=5))
def test_numbers_folded_together_a_line_each_are_folded_as_each_by_itself(numbers):
    assert fold_number("\n".join(numbers)).split("\n") == [fold_number(number) for number in numbers]
