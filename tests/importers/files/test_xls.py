"""Opening the old kind of workbook: what is looked at before calamine is handed anything."""

import struct
from pathlib import Path

import pytest

from importers.files import xls
from importers.files.compound import SIGNATURE, CompoundError, packed, stream_of
from importers.files.reader import read_workbook
from nesa_fund.problems import InputError
from packages import records, xls_with

LOOKS = (Path(__file__).parent / "kept/looks.xls").read_bytes()
NUMBER, ROW, DIMENSIONS, FILEPASS, BOF, EOF = 0x203, 0x208, 0x200, 0x2F, 0x809, 0x0A


def refusal(content):
    with pytest.raises(InputError) as caught:
        read_workbook("a.xls", content)
    assert str(caught.value).startswith("a.xls: ")
    return str(caught.value)


def cell(row, column, value=1.0):
    return NUMBER, struct.pack("<HHHd", row, column, 0, value)


def with_cells(*cells):
    """The kept file with these cells behind the first sheet's size."""
    sizes = iter([True])

    def change(kind, data):
        more = cells if kind == DIMENSIONS and next(sizes, False) else ()
        return [(kind, data), *more]

    return xls_with(LOOKS, change)


def test_the_helper_changes_nothing_by_itself():
    assert read_workbook("a.xls", xls_with(LOOKS, lambda kind, data: [(kind, data)])) == read_workbook("a.xls", LOOKS)
    assert read_workbook("a.xls", with_cells(cell(20, 3, 7.0))).sheets[0].rows[20][3] == 7


def test_a_far_away_cell_is_refused_before_memory_is_asked_for(monkeypatch):
    monkeypatch.setattr(xls, "sheets_by_calamine", None)
    assert "far from the others" in refusal(with_cells(cell(65535, 255)))


def test_a_size_that_lies_loses_no_row_and_asks_for_no_memory():
    def lying(rows, columns):
        def change(kind, data):
            return [(kind, struct.pack("<IIHHH", 0, rows, 0, columns, 0) if kind == DIMENSIONS else data)]

        return read_workbook("a.xls", xls_with(LOOKS, change))

    honest = read_workbook("a.xls", LOOKS)
    assert lying(1, 1) == lying(2**32 - 1, 65535) == honest


def test_a_cell_beyond_the_last_column_and_one_with_two_values_are_refused():
    assert "beyond the last column" in refusal(with_cells(cell(1, 256)))
    assert "two values in one cell" in refusal(with_cells(cell(1, 0)))


def test_a_protected_workbook_is_refused():
    protected = xls_with(LOOKS, lambda kind, data: [(kind, data), *([(FILEPASS, bytes(54))] if kind == 0x42 else [])])
    assert "protected by a password" in refusal(protected)
    assert "protected by a password" in refusal(packed("EncryptedPackage", bytes(100)))


def test_a_workbook_from_before_excel_97_is_refused():
    old = xls_with(LOOKS, lambda kind, data: [(kind, b"\0\5" + data[2:] if kind == BOF else data)])
    assert "from before Excel 97" in refusal(old)
    assert "not a workbook that can be read" in refusal(packed("Book", bytes(5000)))


@pytest.mark.parametrize("size", [8, 511, 600, 3000, 5000, 6500])
def test_a_truncated_workbook_is_refused(size):
    assert "not a workbook that can be read; open it in Excel, save it as .xlsx" in refusal(LOOKS[:size])


def test_records_without_an_end_are_refused():
    cut = xls_with(LOOKS, lambda kind, data: [] if kind == EOF else [(kind, data)])
    assert "not a workbook that can be read" in refusal(cut)


def test_two_sheets_of_the_same_records_are_refused():
    starts = [data for kind, data, _ in records(LOOKS) if kind == 0x85]

    def same(kind, data):
        return [(kind, starts[0][:4] + data[4:] if kind == 0x85 else data)]

    assert "not a workbook that can be read" in refusal(xls_with(LOOKS, same))


def test_a_chain_that_runs_in_a_ring_is_refused():
    ring = bytearray(packed("Workbook", bytes(9000)))
    table = len(ring) - 4096
    ring[table : table + 8] = struct.pack("<II", 1, 0)
    with pytest.raises(CompoundError):
        stream_of(bytes(ring), {"Workbook"})
    assert "not a workbook that can be read" in refusal(bytes(ring))


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 5_000_000])
def test_what_is_packed_comes_out_again(size):
    stream = bytes(range(256)) * (size // 256 + 1)
    name, found = stream_of(packed("Workbook", stream[:size]), {"Book", "Workbook"})
    assert (name, found[:size], set(found[size:])) == ("Workbook", stream[:size], {0} if size < 4096 else set())


def test_nothing_but_a_signature_is_refused():
    assert "not a workbook that can be read" in refusal(SIGNATURE)
