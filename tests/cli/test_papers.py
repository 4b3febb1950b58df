"""``nesa papers`` as it is run: a PDF a school, and a list."""

import csv
import io
from pathlib import Path

import pypdf
import pytest

from commands import run

LEDGER = Path(__file__).parents[2] / "ledger"
OF_THE_YEAR = ("--year", "2025-26", "--as-at", "2026-08-31")


def papers(folder: Path, *arguments: str) -> int:
    return run("--ledger", str(LEDGER), "papers", *arguments, "-o", str(folder))


def test_each_paper_is_a_file_and_a_row_of_the_list(tmp_path: Path):
    assert papers(tmp_path, "charge", *OF_THE_YEAR) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "charge list.csv").read_text("utf-8-sig"))))
    assert {row["File"] for row in rows} == {path.name for path in tmp_path.glob("*.pdf")}
    (coquet,) = [row for row in rows if row["Member code"] == "Coquet"]
    assert (coquet["Amount"], coquet["Reference"], coquet["Due"]) == ("3111.53", "PF2526COQUET3", "2026-05-20")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / coquet["File"]).pages)
    assert "£3,111.53" in text
    assert "PF2526COQUET3" in text


def test_the_paper_that_asks_to_confirm_fits_a_page_with_its_motion_and_blanks(tmp_path: Path):
    assert papers(tmp_path, "confirm", "--all", *OF_THE_YEAR) == 0
    for path in tmp_path.glob("*.pdf"):
        (page,) = pypdf.PdfReader(path).pages
        assert "Motion: that the governing body" in " ".join(page.extract_text().split())
        assert "Minute" in page.extract_text()


def test_one_member_can_be_chosen_by_any_of_its_spellings(tmp_path: Path):
    assert papers(tmp_path, "statement", "--member", "Linn Middle", *OF_THE_YEAR) == 0
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["account Linn 2025-26.pdf"]


def test_an_offer_names_who_would_join(tmp_path: Path):
    assert papers(tmp_path, "offer", "--join", "Ash=96@2026-01-05", *OF_THE_YEAR) == 0
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["offer Ash 2025-26.pdf"]


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_bytes(b"")
    assert papers(tmp_path / "file/in", "charge", *OF_THE_YEAR) == 2
    assert capsys.readouterr().err.startswith("can't make the folder ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["offer", *OF_THE_YEAR], "an offer needs --join"),
        (["offer", "--join", "Ash", *OF_THE_YEAR], '--join "Ash" is not like Elm=120@2026-02-01'),
        (["offer", "--join", "Hartside=3@2026-01-05", *OF_THE_YEAR], "is in membership already"),
        (["charge", "--member", "Nobody", *OF_THE_YEAR], "there is no such paper for Nobody"),
        (["charge", "--year", "2025-27"], "--year '2025-27'"),
        (["confirm", *OF_THE_YEAR], "every governing body has confirmed"),
    ],
)
def test_what_can_not_be_made_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
):
    assert papers(tmp_path / "out", *arguments) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
