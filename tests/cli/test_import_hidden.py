"""``nesa import`` of a workbook that hides something: listed and left out, or read when it is asked for."""

import openpyxl
import pytest

from sheets import facts

ROLLS = (
    ("Member", "Census", "Pupils", "Basis"),
    ("Hartside", "2025-10", 400, "headcount"),
    ("Coquet", "2025-10", 200, None),
    ("Rothley", "2025-10", 300, None),
)


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Rolls"
    for row in ROLLS:
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    old = book.create_sheet("Old")
    for row in (*ROLLS[:1], ("Elsdon", "2025-10", 80, None)):
        old.append(row)
    old.sheet_state = "hidden"
    book.save(tmp_path / "rolls.xlsx")
    return tmp_path / "rolls.xlsx"


def new_rolls(root):
    return [fact.split()[3].strip('"') for fact in facts(root, "roll") if '"2025-10"' in fact]


def test_what_is_hidden_is_listed_and_not_recorded(nesa, root, path):
    code, said, _ = nesa(path)
    assert code == 0
    assert "rolls.xlsx [Old]: a hidden sheet, not read; --include-hidden reads what is hidden\n" in said
    assert "row 3 and column D are hidden: not read; --include-hidden reads what is hidden\n" in said
    assert new_rolls(root) == ["Hartside", "Rothley"]


def test_what_is_hidden_is_recorded_when_it_is_asked_for(nesa, root, path):
    code, said, _ = nesa(path, "--include-hidden")
    assert code == 0
    assert "hidden" not in said
    assert new_rolls(root) == ["Hartside", "Coquet", "Rothley", "Elsdon"]
    assert any("headcount" in fact for fact in facts(root, "roll"))
