"""A bank's lines that nothing accounts for are asked in a workbook, and answered through the same page."""

import io
from datetime import date

import openpyxl

from brought import approve, bring, post, text
from nesa_fund.facts import BankLine
from nesa_fund.store import open_ledger
from planted import OWN
from served import HOME
from statements import lloyds

AUGUST = (
    (date(2026, 8, 25), "INTEREST (GROSS)", 321),
    (date(2026, 8, 26), "COAST COPY SHOP", -2400),
    (date(2026, 8, 27), "00412 CASH AT COUNTER", 7500),
)


def look(client, address):
    return client.get(address, base_url=HOME)


def unmatched(site):
    return [one.text for one in open_ledger(site.root).register.all(BankLine) if not one.answers]


def recorded(site, client, address):
    assert post(client, f"{address}/submit").status_code == 303
    assert approve(site.signed_in("petra"), address.rpartition("/")[2]).status_code == 303


def answered(workbook, *told):
    """The workbook, its column What is this? filled from the top."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book["bank-statement"]
    assert sheet.max_row == 2 + len(told)
    for row, said in enumerate(told, 3):
        sheet.cell(row, 5).value = said
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_lines_of_a_statement_are_answered_in_a_workbook_until_nothing_is_unmatched(own_site):
    client = own_site.signed_in("oscar")
    address = bring(client, (lloyds(AUGUST, 0), "august.csv"))
    page = look(client, address)
    assert "2 lines of the bank's are accounted for by nothing" in text(page)
    assert "--answers" not in text(page)
    asked = look(client, f"{address}/questions")
    assert "lines to be answered.xlsx" in asked.headers["Content-Disposition"]
    recorded(own_site, client, address)
    assert unmatched(own_site) == [said for _, said, _ in AUGUST[1:]]
    assert look(client, f"{address}/questions").status_code == 404
    again = bring(client, (lloyds(AUGUST, 0), "august.csv"))
    page = text(look(client, again))
    assert "All of it is recorded already" in page
    assert "2 lines of the bank's" in page
    assert look(client, f"{again}/questions").status_code == 200
    workbook = answered(asked.data, "plan maths", "hold: asked the bank on 28 Aug")
    address = bring(client, (workbook, "lines to be answered.xlsx"))
    assert "of the bank's" not in text(look(client, address))
    recorded(own_site, client, address)
    assert unmatched(own_site) == []


def test_one_line_is_asked_as_one(own_site):
    client = own_site.signed_in("oscar")
    assert "1 line of the bank's is" in text(look(client, bring(client, (lloyds(AUGUST[1:2], 0), "august.csv"))))


def test_nothing_is_asked_of_other_sheets_nor_of_a_statement_that_is_anothers(own_site):
    client = own_site.signed_in("olive")
    for files in ((), ((lloyds(AUGUST, 0), "august.csv"),)):
        address = bring(client, *files)
        assert "of the bank's" not in text(look(client, address))
        assert look(client, f"{address}/questions").status_code == 404
    assert f"does not concern {OWN}" in text(look(client, address))
