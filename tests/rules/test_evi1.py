"""EVI1 on real ledgers, and what it lacks where every charge needs its document."""

from dataclasses import replace
from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.engine import Status, run
from recorded import add, founded, invoice

AS_AT = date(2025, 12, 1)


def result(book):
    (found,) = run(book, AS_AT, only=["EVI1"]).results
    return found


def test_the_sheet_that_was_imported_is_the_source_of_its_rows(tmp_path):
    found = result(add(founded(tmp_path / "ledger"), invoice("0012")).book)
    assert (found.status, found.tested, found.value_pence) == (Status.SATISFIED, 2, 240_000)


def test_a_sheet_with_brackets_in_its_name_is_found(tmp_path):
    name = "bills [copy].xlsx"
    found = result(add(founded(tmp_path / "ledger"), invoice("0012", source=name), sheet=name).book)
    assert found.status is Status.SATISFIED


def test_a_sheet_that_is_not_in_the_batch_is_found_in_both_books(tmp_path):
    found = result(add(founded(tmp_path / "ledger"), invoice("0012", source="other.xlsx")).book)
    places = [one.finding.place.file for one in found.findings]
    assert places == ["batches/0005/Coquet.beancount", "batches/0005/Hartside.beancount"]


@pytest.mark.parametrize(
    ("documents", "document", "gaps"),
    [
        ("TRUE", "", ["Hartside-0012"]),
        ("TRUE", "invoice.pdf", ["Hartside-0012"]),
        ("TRUE", "autumn.xlsx", []),
        ("FALSE", "", []),
    ],
    ids=["has none", "not in its batch", "in its batch", "none is asked for"],
)
def test_a_charge_without_its_document_is_not_evidenced_where_one_is_asked_for(tmp_path, documents, document, gaps):
    bill = invoice("0012")
    bill = replace(bill, meta={**bill.meta, "document": document})
    found = result(add(founded(tmp_path / "ledger", documents=documents), bill).book)
    assert [gap.link for gap in found.gaps] == gaps
    assert found.status is (Status.NOT_EVIDENCED if gaps else Status.SATISFIED)


def test_the_document_of_one_side_is_the_charge_s_document():
    text = """\
2025-09-01 custom "alliance" "Coast and Castle Alliance"
  documents: TRUE

2025-09-01 custom "member" "Hartside" "school"

2025-09-01 custom "member" "Coquet" "school"

;; batch 2 sheet.xlsx bill.pdf
2025-10-01 * "Coquet" "cello" ^Hartside-1
  event: "invoice"
  number: "1"
  Assets:Hartside:Debtors:Coquet            10.00 GBP
  Income:Hartside:Recharges:Teaching       -10.00 GBP

2025-10-01 * "Hartside" "cello" ^Hartside-1
  event: "invoice"
  number: "1"
  document: "bill.pdf"
  Expenses:Coquet:Costs:Teaching            10.00 GBP
  Liabilities:Coquet:Creditors:Hartside    -10.00 GBP
"""
    assert result(book_from_text(text)).gaps == ()
