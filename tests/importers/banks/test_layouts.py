"""Eleven banks' layouts and OFX: the same invented lines, whichever bank exports them."""

from datetime import date

import pytest

from importers.banks.lines import statement_of
from importers.columns import Layout
from importers.recognise import read_drop
from statements import LAYOUTS, WITHOUT_BALANCE, hsbc, lloyds, monzo, natwest, ofx

OPENING = 123_456
LINES = (
    (date(2025, 10, 2), "HARTSIDE MIDDLE SC PF2526HARTSIDE1", 329_600),
    (date(2025, 10, 2), "COAST COPY SHOP", -2_400),
    (date(2025, 10, 2), "COAST COPY SHOP", -2_400),
    (date(2025, 11, 3), "INTEREST (GROSS)", 1),
    (date(2025, 11, 5), "NORTH NET LTD NN-881", -300_000),
)


def sheet_of(name, content, **options):
    (sheet,) = read_drop({name: content}, **options).sheets
    assert sheet.kind.name == "bank-statement"
    return sheet


def read(name, content, **options):
    """The lines, and the balances before and after them."""
    sheet, problems = sheet_of(name, content, **options), []
    assert sheet.reading.problems == []
    statement = statement_of(sheet.reading.rows, problems)
    assert problems == []
    lines = tuple((line.day, line.text, line.pence) for line in statement.lines)
    return lines, statement.opening, statement.closing


@pytest.mark.parametrize("bank", LAYOUTS)
def test_the_lines_of_every_bank_are_read_alike_oldest_first(bank):
    name, export = LAYOUTS[bank]
    lines, opening, closing = read(name, export(LINES, OPENING))
    assert lines == LINES
    held = OPENING + sum(pence for _, _, pence in LINES)
    assert (opening, closing) == ((None, None) if bank in WITHOUT_BALANCE else (OPENING, held))


@pytest.mark.parametrize("bank", LAYOUTS)
def test_lines_of_one_day_alone_are_read_in_their_order(bank):
    name, export = LAYOUTS[bank]
    day = tuple((date(2025, 10, 2), text, pence) for _, text, pence in LINES)
    lines, opening, _ = read(name, export(day, OPENING))
    assert sorted(lines) == sorted(day)
    assert bank in WITHOUT_BALANCE or (lines, opening) == (day, OPENING)


@pytest.mark.parametrize("bank", sorted(LAYOUTS.keys() - WITHOUT_BALANCE - {"OFX"}))
def test_a_line_that_was_left_out_of_an_export_is_a_balance_that_does_not_follow(bank):
    name, export = LAYOUTS[bank]
    whole = [export(LINES[:n], OPENING) for n in range(1, len(LINES) + 1)]
    assert whole  # Each part of it is sound.
    problems = []
    rows = sheet_of(name, export(LINES, OPENING)).reading.rows
    statement_of([rows[0], rows[1], *rows[3:]], problems)
    assert ["does not follow from the line before" in problem.message for problem in problems] == [True]


def test_a_wrong_balance_is_named_by_its_cell():
    content = hsbc(LINES, OPENING).replace(b"4482.56", b"4482.57")
    problems = []
    statement_of(sheet_of("oct.csv", content).reading.rows, problems)
    assert str(problems[0]) == (
        'oct.csv [E4] Balance "4482.57": does not follow from the line before: £4,506.56 and -£24.00 come to 4482.56'
    )


def test_a_bank_that_has_more_columns_than_it_had_is_still_known():
    newer = monzo(LINES, 0).replace(b"#tags\r\n", b"#tags,Address,Receipt,Description,Money Out,Money In\r\n")
    assert read("m.csv", newer)[0] == LINES


def test_a_day_with_its_time_behind_it_is_that_day():
    content = monzo(LINES, 0).replace(b"02/10/2025", b"2025-10-02T09:30:00Z")
    assert read("m.csv", content)[0] == LINES


def test_an_amount_of_another_currency_is_refused_by_its_cell():
    problems = []
    content = monzo(LINES, 0).replace(b"3296.00,GBP", b"3296.00,EUR")
    statement_of(sheet_of("m.csv", content).reading.rows, problems)
    assert [str(problem) for problem in problems] == [
        'm.csv [I2] Currency "EUR": is not GBP; only pounds are recorded here'
    ]


def test_two_accounts_in_one_file_are_refused_by_the_cell_of_the_second():
    content = natwest(LINES, OPENING).replace(b"'600001-43219876", b"'600001-11111111", 1)
    problems = []
    statement_of(sheet_of("n.csv", content).reading.rows, problems)
    assert "G3" in str(problems[0])
    assert "are of another account" in str(problems[0])


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("3296.00,4530.56", "3296.00,4530.56", ""),
        (",3296.00,", "10.00,3296.00,", "a line is paid in or paid out, and not both"),
        ("24.00,,", "-24.00,,", "is below nothing: what went out stands in Paid out, without a sign"),
        ("24.00,,4506.56", ",,", "is blank: a line has an amount, paid in or paid out"),
    ],
)
def test_an_amount_that_is_in_doubt_is_refused(was, now, fault):
    problems = []
    content = hsbc(LINES, OPENING).decode().replace(was, now, 1)
    statement_of(sheet_of("h.csv", content.encode()).reading.rows, problems)
    messages = [problem.message for problem in problems]
    assert fault in messages if fault else messages == []


def test_lines_that_are_in_no_order_are_refused_where_balances_are_told():
    header, *rows = lloyds(LINES, OPENING).decode().splitlines()
    problems = []
    statement_of(sheet_of("l.csv", "\n".join([header, rows[1], rows[0], *rows[2:]]).encode()).reading.rows, problems)
    assert problems[0].message == "is out of order, and so its balance can't be followed"


def test_what_a_sheet_is_called_tells_a_bank_nobody_knows():
    content = b"Posted,Narrative,Debits,Credits\n02/10/2025,HARTSIDE,,10.00\n"
    lines, _, closing = read("x.csv", content, kind="bank-statement", layout=Layout(sets={"Closing balance": "20.00"}))
    assert (lines, closing) == (((date(2025, 10, 2), "HARTSIDE", 1000),), 2000)


def test_an_ofx_file_of_xml_is_read_as_well():
    content = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n<OFX><BANKMSGSRSV1><STMTTRNRS>'
        b"<STMTRS><CURDEF>GBP</CURDEF>\n<BANKACCTFROM><ACCTID>31926819</ACCTID></BANKACCTFROM><BANKTRANLIST>"
        b"<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20251002</DTPOSTED><TRNAMT>+12.50</TRNAMT><FITID>A1</FITID>"
        b"<NAME>ASH &amp; ELM</NAME><MEMO><![CDATA[PF2526ASH1]]></MEMO></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS>"
        b"</BANKMSGSRSV1></OFX>"
    )
    assert read("s.ofx", content)[0] == ((date(2025, 10, 2), "ASH & ELM PF2526ASH1", 1250),)


def test_an_ofx_file_newest_first_is_turned():
    body = ofx(LINES, OPENING).decode("cp1252")
    begin, end = body.index("<STMTTRN>"), body.index("</BANKTRANLIST>")
    turned = "\r\n".join(body[begin:end].strip().split("\r\n")[::-1])
    assert read("s.ofx", (body[:begin] + turned + body[end:]).encode("cp1252"))[0] == LINES
