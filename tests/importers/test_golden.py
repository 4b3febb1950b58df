"""The golden pairs: the sheet of every kind beside what it leaves in the books, however the sheet is kept.

``golden/<kind>.csv`` is brought in, and ``golden/<kind>.txt`` is what then cites it, its sources left
out; all are one batch. What only opens accounts cites no sheet, and is in ``accounts.txt``.
"""

import shutil

import pytest

from golden import FOLDER, as_csv, as_offices_keep_them, as_xlsx, brought, converted, expected, kept, typed
from importers.kinds import KINDS
from nesa_fund.actions.papers import Paper


def test_every_kind_has_its_pair():
    assert set(kept()) == set(KINDS)
    assert set(expected()) == {*KINDS, "accounts"}
    assert all(len(rows) > 1 for rows in kept().values())


@pytest.mark.parametrize(("encoding", "sign"), [("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";")])
def test_csv_in_every_encoding_leaves_what_is_expected(encoding, sign):
    assert brought(as_csv(kept(), encoding, sign)) == expected()


def test_workbooks_of_dates_and_numbers_leave_what_is_expected():
    assert brought(as_xlsx(kept(), typed)) == expected()


def test_sheets_under_banners_with_columns_shuffled_pounds_and_a_total_leave_what_is_expected():
    untidy = as_offices_keep_them(kept())
    assert untidy["invoices"][-1].count("Total") == 1
    assert brought(as_xlsx(untidy)) == expected()
    assert brought(as_csv(untidy, "cp1252")) == expected()


@pytest.mark.parametrize("ending", ["xls", "ods"])
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed; two kinds are kept below")
def test_what_libreoffice_saves_leaves_what_is_expected(ending, tmp_path):
    files = converted(as_xlsx(kept(), typed), ending, tmp_path)
    assert len(files) == len(KINDS)
    assert brought(files) == expected()


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_two_kinds_as_libreoffice_saved_them_once_leave_what_is_expected(ending):
    saved = {path.stem: Paper(path.name, path.read_bytes()) for path in FOLDER.glob(f"*.{ending}")}
    assert set(saved) == {"invoices", "rolls"}
    others = [paper for paper in as_csv(kept(), "utf-8") if paper.name.removesuffix(".csv") not in saved]
    assert brought([*others, *saved.values()]) == expected()
