"""Statements that are no table: hostile, damaged and odd files are refused with a sentence, or read as they are."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.files.opening import Opening
from importers.files.statements import is_key_text, key_text_rows, ofx_rows
from nesa_fund.problems import InputError

PUBLIC = os.environ.get("NESA_PUBLIC_DATA")
LINE = "<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20251002<TRNAMT>12.50<FITID>A1<NAME>ASH</STMTTRN>"


def statement(body, head="OFXHEADER:100\r\nDATA:OFXSGML\r\n\r\n"):
    return f"{head}<OFX><STMTRS><CURDEF>GBP<ACCTID>31926819<BANKTRANLIST>{body}</BANKTRANLIST></STMTRS></OFX>".encode()


def fault(content):
    with pytest.raises(InputError) as caught:
        ofx_rows("s.ofx", content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', LINE.replace("ASH", "&b;")),
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', LINE.replace("ASH", "&a;")),
        ("", LINE.replace("ASH", "<![CDATA[<!ENTITY a>]]>")),
        ("", f"<!-- {LINE} -->"),
    ],
)
def test_a_file_that_declares_an_entity_or_hides_a_line_is_refused(head, body):
    assert "declares an entity or a document type, which no bank's statement does" in fault(statement(body, head))


def test_an_unknown_entity_is_text_and_expands_to_nothing():
    (_, row) = ofx_rows("s.ofx", statement(LINE.replace("ASH", "A &b; B")))
    assert row[4] == "A &b; B"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no statement", "not a bank statement in OFX"),
        (statement(""), "tells no line and no balance"),
        (statement(LINE)[:-60], "breaks off within a line"),
        (statement(LINE.replace("</STMTTRN>", "") + LINE), "a line of the statement does not end"),
        (statement(LINE.replace("TRNAMT", "BALAMT")), "does not end, or holds a balance"),
        (statement(LINE).replace(b"ASH", b"\0"), "not text that can be read"),
    ],
)
def test_what_is_no_whole_statement_is_refused_with_a_remedy(content, sentence):
    assert sentence in fault(content)


def test_a_line_without_anything_is_a_row_and_so_a_fault_by_its_cell():
    assert ofx_rows("s.ofx", statement("<STMTTRN></STMTTRN>"))[1:] == [[None] * 7 + ["31926819", "GBP"]]


@given(
    st.lists(st.sampled_from([LINE, "<STMTTRN>", "</STMTTRN>", "<LEDGERBAL>", "<BALAMT>1", "<!", "&amp;", "\n", "ä"]))
)
def test_no_arrangement_of_tags_loses_a_line(parts):
    content = statement("".join(parts))
    try:
        rows = ofx_rows("s.ofx", content)
    except InputError:
        return
    assert sum(row[6] is None for row in rows[1:]) == content.count(b"<STMTTRN>")


def test_a_large_file_is_read_in_moments_in_its_own_process():
    opening = Opening({"s.ofx": statement(LINE * 50_000)})
    assert len(opening.workbook("s.ofx").sheets[0].rows) == 50_001


@pytest.mark.skipif(not PUBLIC, reason="NESA_PUBLIC_DATA is not set")
def test_the_public_samples_are_read_as_they_are():
    samples = {path.stem: ofx_rows(path.name, path.read_bytes()) for path in sorted(Path(PUBLIC, "ofx").glob("*.ofx"))}
    medium, wrong, empty = (samples[f"ofxparse_{name}"] for name in ("bank_medium", "decimal_error", "empty_balance"))
    assert [row[1:3] for row in medium[1:-1]] == [
        ["2009-04-01", "-6.60"], ["2009-04-02", "-316.67"], ["2009-04-03", "-22.00"]
    ]  # fmt: skip
    assert medium[-1][6] == "382.34"
    assert [row[:3] for row in wrong[1:]] == [[None, "2011-06-14", None], ["2000957249", "2011-20-00", "$120"]]
    assert [row[2] for row in empty[1:]] == ["120"]


def test_a_text_of_keys_is_a_statement_only_where_it_begins_as_one():
    head = b"From:\xa001/10/2025\xa0to\xa031/10/2025\n\nAccount:\xa0XXXX\n\n"
    assert is_key_text(head)
    assert not is_key_text(b"Dear Board,\nFrom: the clerk\nAccount: see below\n")
    paper, text = Opening({"minute.txt": b"FGB, 3 October"}), Opening({"october.txt": head + b"Date: 02/10/2025\n"})
    assert (paper.names, paper.papers) == ((), ("minute.txt",))
    assert (text.names, text.papers) == (("october.txt",), ())


def test_the_lines_of_a_text_stand_in_the_rows_of_their_dates():
    text = (
        b"From: 01/10/2025\n\nAccount: X\n\nDate: 02/10/2025\nDescription: ASH: 7\nAmount: -1.00\nBalance: 2.00 GBP\n"
    )
    rows = key_text_rows("o.txt", text)
    assert rows[0] == ["Date", "Description", "Amount", "Balance"]
    assert (rows[4], [row for row in rows[1:] if row]) == (["02/10/2025", "ASH: 7", "-1.00", "2.00"], [rows[4]])


def test_a_text_without_a_line_is_refused():
    with pytest.raises(InputError, match="not a bank statement that can be read"):
        key_text_rows("o.txt", b"From: 01/10/2025\nAccount: X\n")
