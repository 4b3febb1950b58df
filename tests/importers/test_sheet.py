"""Finding the table in a sheet, and its total."""

import pytest

from importers.columns import Column, Layout
from importers.seen import seen
from importers.sheet import find_table
from importers.workbook import BadCell, Sheet, address, shown
from nesa_fund.problems import InputError

COLUMNS = (
    Column("Member", "member", ("School",), required=True),
    Column("Census", "census", required=True),
    Column("Pupils", "pupils", ("NOR", "Number on roll"), required=True),
    Column("Net", "net", ("Amount",)),
)


def table(*rows, layout=Layout(), name="Rolls"):
    return find_table(Sheet("rolls.xlsx", name, [list(row) for row in rows]), COLUMNS, layout)


def values(found):
    return {row.number: dict(row.values) for row in found.rows}


HEADER = ("Member", "Census", "Pupils")
ASH = ("Ash", "2025-10", 112.0)
ELM = ("Elm", "2025-10", 88.0)


@pytest.mark.parametrize(("column", "cell"), [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")])
def test_an_address_is_the_spreadsheets_own(column, cell):
    assert address(7, column) == cell


def test_a_table_is_found_under_banners_and_blank_rows_with_its_columns_in_any_order():
    found = table(
        ["Hartside alliance", None], [], [None, "NOR", "Notes", "School", "census"], [], ["x", 112.0, None, "Ash", "c"]
    )
    assert found.header_row == 3
    assert found.columns == {"Member": 3, "Census": 4, "Pupils": 1}
    assert found.unread == ("Notes",)
    assert values(found) == {5: {"Member": "Ash", "Census": "c", "Pupils": 112.0}}
    assert not found.problems


def test_a_header_on_two_rows_is_read_as_one():
    found = table([None, None, "Number"], ["School", "Census", "on roll"], ASH)
    assert found.header_row == 2
    assert values(found) == {3: {"Member": "Ash", "Census": "2025-10", "Pupils": 112.0}}


def test_a_header_cell_may_break_its_lines():
    assert table(["Member", "Census", "Number\non roll"], ASH).columns["Pupils"] == 2


def test_cells_of_unread_columns_stay_within_reach():
    found = table([*HEADER, "Rothley"], [*ASH, 3.0], ELM)
    assert found.others == {3: "Rothley"}
    assert [dict(row.others) for row in found.rows] == [{3: 3.0}, {}]


def test_a_sheet_with_one_known_header_only_is_another_kind():
    assert table(["Member", "Address"], ["Ash", "Ash Lane"]) is None
    assert table() is None
    assert table(*[["x"]] * 30, HEADER, ASH) is None


def test_required_columns_that_are_not_there_are_one_problem_each():
    found = table(["Member", "Pupils", "Town"], ["Ash", 112.0, "x"])
    assert found.missing == ("Census",)
    assert [str(p) for p in found.problems] == [
        "rolls.xlsx [Rolls]: no column Census; its headers are: Member, Pupils, Town"
    ]


def test_a_value_set_for_all_rows_stands_in_for_a_column():
    found = table(["Member", "Pupils"], ["Ash", 112.0], layout=Layout(sets={"census": "2023-01"}))
    assert values(found) == {2: {"Member": "Ash", "Pupils": 112.0, "Census": "2023-01"}}
    assert not found.problems


def test_a_value_set_for_a_column_that_is_there_is_a_problem():
    (problem,) = table(HEADER, ASH, layout=Layout(sets={"Census": "2023-01"})).problems
    assert (problem.cell, problem.column) == ("B1", "Census")


def test_two_headers_for_one_column_are_a_problem_that_names_both_cells():
    (problem,) = table([*HEADER, "Net", "Amount"], ASH).problems
    assert str(problem) == (
        'rolls.xlsx [Rolls!E1] Net "Amount": the same column as "Net" in D1; say which with --map "Net=…"'
    )
    chosen = table([*HEADER, "Net", "Amount"], ASH, layout=Layout(maps={"Net": "Amount"}))
    assert not chosen.problems
    assert chosen.columns["Net"] == 4
    assert chosen.unread == ("Net",)


def test_a_mapped_header_that_the_sheet_lacks_is_an_error_that_lists_the_headers():
    sentence = r'rolls.xlsx \[Rolls\]: no header "nor" for the column Pupils; its headers are: Member, Census, Pupils'
    with pytest.raises(InputError, match=sentence):
        table(HEADER, ASH, layout=Layout(maps={"Pupils": "nor"}))


def test_skipping_rows_by_a_column_that_the_sheet_lacks_is_an_error():
    with pytest.raises(InputError, match="--skip-blank Net: the sheet has no such column"):
        table(HEADER, ASH, layout=Layout(skip_blank=("Net",)))


def test_a_total_that_agrees_is_left_out():
    found = table(HEADER, ASH, ELM, [], ["Total", None, 200.0])
    assert list(values(found)) == [2, 3]
    assert not found.problems


@pytest.mark.parametrize("label", ["Total", "TOTALS:", "Grand total", "Total for October"])
def test_a_total_that_disagrees_is_a_problem_by_its_cell(label):
    found = table([*HEADER, "Net"], [*ASH, "1,000.10"], [*ELM, 0.2], [label, None, 200.0, "£1,000.31"])
    assert list(values(found)) == [2, 3]
    assert [str(p) for p in found.problems] == [
        (
            'rolls.xlsx [Rolls!D4] Net "£1,000.31": the total row does not agree with the rows above it, '
            "which add up to 1000.30"
        )
    ]


def test_a_record_of_a_firm_called_total_is_a_record():
    assert list(values(table(HEADER, ASH, ("Total Gas Ltd", "2025-10", 1.0)))) == [2, 3]


def test_a_total_among_the_records_is_named_and_is_no_record():
    found = table(HEADER, ASH, ("Total", None, 112.0), ELM, ("Total", None, 200.0))
    assert list(values(found)) == [2, 4]
    (problem,) = found.problems
    assert str(problem) == (
        'rolls.xlsx [Rolls!A3]: "Total" is a total among the records: '
        "delete the row; if it is a record, it lacks Census"
    )


@pytest.mark.parametrize("label", ["Sub-total", "Hartside Total", "Total (autumn)", "GRAND TOTALS:"])
def test_a_total_by_another_name_is_a_total(label):
    (problem,) = table(HEADER, ASH, (label, None, 112.0), ELM).problems
    assert f'A3]: "{label}" is a total among the records' in str(problem)


def test_a_total_may_be_called_so_in_any_column():
    found = table(("Pupils", "Net", "Notes", "Member", "Census"), (112.0, 5, None, "Ash", "c"), (112.0, 5, "Total"))
    assert list(values(found)) == [2]
    assert found.problems == ()
    assert found.remarks == ("row 3 is the total: not recorded",)


def test_a_record_that_lacks_something_and_speaks_of_a_total_is_no_total():
    found = table((*HEADER, "Notes"), ASH, ("Elm", None, 88.0, "Total of both sites"), ASH)
    assert list(values(found)) == [2, 3, 4]
    assert list(values(table((*HEADER, "Notes"), ASH, ("Elm", None, 88.0, "Total of both sites")))) == [2, 3]


def test_a_total_that_counts_hidden_rows_says_so():
    hidden = Sheet("a.xlsx", "Rolls", [[*HEADER], [*ASH], [*ELM], ["Total", None, 200.0]], hidden_rows=frozenset({3}))
    (problem,) = find_table(seen(hidden), COLUMNS).problems
    assert problem.message == (
        "the total row does not agree with the rows above it, which add up to 112.00; "
        "row 3 is hidden, and not among them"
    )


def test_a_total_of_nothing_but_hidden_rows_does_not_agree():
    hidden = Sheet("a.xlsx", "Rolls", [[*HEADER], [*ASH], ["Total", None, 112.0]], hidden_rows=frozenset({2}))
    (problem,) = find_table(seen(hidden), COLUMNS).problems
    assert problem.message.endswith("which add up to 0.00; row 2 is hidden, and not among them")


def test_a_column_that_is_missing_because_it_is_hidden_is_told_so():
    hidden = Sheet("a.xlsx", "Rolls", [[*HEADER], [*ASH]], hidden_columns=frozenset({1, 5}))
    (problem,) = find_table(seen(hidden), COLUMNS).problems
    assert problem.message == (
        "no column Census; its headers are: Member, Pupils; "
        "column B is hidden, and --include-hidden reads what is hidden"
    )


def test_a_value_is_shown_short_and_without_invisible_signs():
    assert shown("Ash\u202e\nx") == "Ash\\u202e x"
    assert len(shown("x" * 100)) == 60
    assert (shown(112.0), shown(12.5), shown(None)) == ("112", "12.5", "")


def test_a_row_that_is_called_total_and_has_amounts_alone_is_a_total_wherever_its_name_stands():
    columns = (Column("Name", "name", required=True), Column("Amount", "amount", required=True))
    rows = [["Amount", "Name"], [5.0, "Total Gas Ltd"], [7.0, "Ash"], [12.0, "Total"]]
    assert [row.number for row in find_table(Sheet("a.xlsx", "S", rows), columns).rows] == [2, 3]
    assert [row.number for row in find_table(Sheet("a.xlsx", "S", rows[:2]), columns).rows] == [2]
    noted = [*rows[:3], [12.0, "Total", "as agreed"]]
    assert [row.number for row in find_table(Sheet("a.xlsx", "S", noted), columns).rows] == [2, 3]
    other = [*rows[:3], [11.0, "Total", "a firm of that name"]]
    assert [row.number for row in find_table(Sheet("a.xlsx", "S", other), columns).rows] == [2, 3, 4]


@pytest.mark.parametrize("total", [112.005, "1l2", "112.00Total", BadCell("holds the error #REF!")])
def test_a_total_that_can_not_be_checked_is_named(total):
    (problem,) = table(HEADER, ASH, ("Total", None, total)).problems
    assert problem.cell == "C3"
    assert problem.message == (
        "the total row has no amount here to be checked against the rows above it, which add up to 112.00"
    )


def test_a_last_row_without_an_amount_is_a_total_only_if_it_is_called_just_that():
    (problem,) = table(HEADER, ASH, ("Totally Wired Ltd", "2025-10", None)).problems
    assert "if it is a record, it lacks Pupils" in problem.message
    assert not table(HEADER, ASH, ("Total", None, None)).problems
