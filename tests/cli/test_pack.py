"""``nesa pack`` as it is run: a PDF and a workbook a pack."""

import io
from pathlib import Path

import openpyxl
import pypdf
import pytest

from commands import run

LEDGER = Path(__file__).parents[2] / "ledger"


def pack(folder: Path, *arguments: str) -> int:
    return run("--ledger", str(LEDGER), "pack", *arguments, "--as-at", "2026-08-31", "-o", str(folder))


def test_the_board_has_one_document_with_what_it_is_asked_on_its_first_page(tmp_path: Path):
    assert pack(tmp_path, "board", "2025-26") == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "Strategic Board pack 2025-26.pdf", "Strategic Board pack 2025-26.xlsx",
    }  # fmt: skip
    first = pypdf.PdfReader(tmp_path / "Strategic Board pack 2025-26.pdf").pages[0].extract_text()
    for text in ("Decisions asked of the Board", "No school pays for another", "What changed in the year"):
        assert text in first
    sheets = openpyxl.load_workbook(
        io.BytesIO((tmp_path / "Strategic Board pack 2025-26.xlsx").read_bytes())
    ).sheetnames
    assert sheets[:2] == ["Contents", "Board decisions"]
    assert {"Schedule contributions", "Fund summary"} <= set(sheets)


def test_governors_have_one_each(tmp_path: Path):
    assert pack(tmp_path, "governors", "2025-26") == 0
    members = {path.stem for path in tmp_path.glob("*.pdf")}
    assert len(members) == 6
    assert "For the governors of Hartside Primary School, 2025-26" in members


def test_one_school_alone_can_be_named_and_nobody_else_is_made(tmp_path: Path):
    assert pack(tmp_path, "governors", "2025-26", "--member", "Linn Middle") == 0
    assert {path.stem for path in tmp_path.iterdir()} == {"For the governors of Linn Middle School, 2025-26"}


def test_a_year_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert pack(tmp_path / "out", "board", "1999-00") == 2
    assert "nothing is recorded for a year" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
