from datetime import date
from fractions import Fraction

import pytest
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund import beans, canon
from nesa_fund.entries import Place
from nesa_fund.facts import Alliance, Member
from nesa_fund.gate import check_canonical
from nesa_fund.problems import LedgerError
from nesa_fund.rows import Rows
from texts import printable, transactions

FILE = "batches/0002/Hartside.beancount"
GOOD = """\
2000-01-01 open Assets:Hartside:Bank GBP

2025-10-01 * "Coquet" "Cello" ^Hartside-1
  event: "invoice"
  Assets:Hartside:Bank    1.00 GBP
  Income:Hartside:Other  -1.00 GBP
"""


def read(text: str, file: str = FILE) -> beans.Contents:
    contents = beans.Contents()
    beans.read_file(text, 2, file, contents)
    return contents


def refusal(text: str, file: str = FILE) -> str:
    with pytest.raises(LedgerError) as caught:
        read(text, file)
    return str(caught.value)


@given(st.lists(transactions, max_size=3))
def test_stock_beancount_reads_what_we_read(several):
    text = canon.blocks(map(canon.text_of_transaction, several))
    entries, errors, _ = parser.parse_string(text, report_filename=FILE)
    stock = beans.Contents()
    for entry in sorted(entries, key=lambda entry: entry.meta["lineno"]):
        beans.read_entry(entry, Place(2, FILE, entry.meta["lineno"]), "Hartside", stock)
    assert not errors
    assert stock == read(text)


@given(st.lists(transactions, max_size=3))
def test_any_transaction_reads_back_as_it_was_written(several):
    found = read(canon.blocks(map(canon.text_of_transaction, several)))
    assert [found.rows.transaction(n) for n in range(len(several))] == several
    assert found.rows.links == [1] * len(several)
    assert all(found.rows.whole)


@given(st.lists(transactions, max_size=4))
def test_columns_are_written_as_each_of_their_transactions_is(several):
    rows = Rows()
    rows.add_all(several, (2, FILE, "Hartside"))
    assert list(canon.texts_of(rows)) == list(map(canon.text_of_transaction, several))


@given(transactions)
def test_text_is_canonical(transaction):
    text = canon.blocks([canon.text_of_transaction(transaction)])
    check_canonical(text, FILE)
    assert "\n\n" not in text
    assert text.endswith((" GBP\n", " DAY\n"))


@given(printable)
def test_any_printable_text_is_a_string_of_beancount(text):
    (fact,) = read(f'2025-09-01 custom "alliance" {canon.quoted(text)}\n').facts
    assert isinstance(fact, Alliance)
    assert fact.name == text


def test_text_that_is_not_printable_is_never_written():
    with pytest.raises(AssertionError):
        canon.quoted("two\nlines")


@pytest.mark.parametrize(
    ("number", "text"), [(Fraction(412), "412"), (Fraction(225, 2), "112.5"), (Fraction(-1, 8), "-0.125")]
)
def test_numbers_are_written_out(number, text):
    assert canon.decimal_text(number) == text


def test_a_number_without_end_is_never_written():
    with pytest.raises(AssertionError):
        canon.decimal_text(Fraction(1, 3))


def test_a_whole_file_is_read_in_its_order_with_its_lines():
    contents = read(GOOD)
    assert [opened.account for opened in contents.opens] == ["Assets:Hartside:Bank"]
    rows = contents.rows
    assert (rows.file, list(rows.line), rows.batch) == ([FILE], [3], [2])
    assert (rows.owner, rows.link, list(rows.pence)) == (["Hartside"], ["Hartside-1"], [100, -100])


def test_an_account_keeps_its_codes():
    opened = canon.Open(date(2000, 1, 1), "Expenses:Hartside:Costs:Energy", (("cfr", "E16"), ("aar", "BAE150")))
    assert read(canon.text_of_open(opened) + "\n").opens == [opened]


def test_days_are_counted_in_accounts_of_their_own():
    assert canon.text_of_open(canon.Open(date(2000, 1, 1), "Equity:Hartside:InKind")).endswith(" DAY")


def test_a_member_called_like_that_class_counts_in_pounds():
    assert canon.text_of_open(canon.Open(date(2000, 1, 1), "Assets:InKind:Bank")).endswith(" GBP")


def test_an_empty_file_is_canonical():
    assert read("").facts == []


@pytest.mark.parametrize(
    "foreign",
    [
        'option "title" "x"',
        'plugin "os"',
        'include "../../else.beancount"',
        "pushtag #x",
        "poptag #x",
        "pushmeta x: 1",
        "2025-10-01 pad Assets:Hartside:Bank Equity:Hartside:Opening",
        "2025-10-01 balance Assets:Hartside:Bank 1.00 GBP",
        '2025-10-01 note Assets:Hartside:Bank "x"',
        '2025-10-01 document Assets:Hartside:Bank "x.pdf"',
        "2025-10-01 price DAY 100.00 GBP",
        '2025-10-01 event "x" "y"',
        '2025-10-01 query "x" "select 1"',
        "2025-10-01 commodity EUR",
        "2025-10-01 open Assets:Hartside:Bank EUR",
        '2025-10-01 open Assets:Hartside:Bank GBP "FIFO"',
        "; a comment",
        "* a heading",
        '2025-10-01 ! "Coquet" "flagged"',
        '2025-10-01 txn "Coquet" "by keyword"',
        '2025-10-01 * "Coquet" "tagged" #tag ^Hartside-1',
        '2025-10-01 * "a" "b" "c" ^Hartside-1',
        '2025-10-01 * "" "an empty payee" ^Hartside-1',
        '2025-10-01 * "Coquet" "cello" ; a comment',
        '2025-10-01 * "Coquet" "an \\n escape" ^Hartside-1',
        "2025/10/01 open Assets:Hartside:Bank GBP",
        "2025-10-01 open Assets:Hartside:Bank GBP ",
        "\ufeff2025-10-01 open Assets:Hartside:Bank GBP",
        "\x0c",
        "#!/usr/bin/python",
    ],
)
def test_a_foreign_line_is_refused_by_file_and_line(foreign):
    assert refusal(f"{GOOD}\n{foreign}\n").startswith(f"{FILE} line 8: not a line of a batch file")


@pytest.mark.parametrize(
    "posting",
    [
        "  Assets:Hartside:Bank",
        "  Assets:Hartside:Bank  1.00",
        "  Assets:Hartside:Bank  1.00 EUR",
        "  Assets:Hartside:Bank  1,000.00 GBP",
        "  Assets:Hartside:Bank  1 GBP",
        "  Assets:Hartside:Bank  1.0 GBP",
        "  Assets:Hartside:Bank  1.000 GBP",
        "  Assets:Hartside:Bank  1.0050 GBP",
        "  Assets:Hartside:Bank  +1.00 GBP",
        "  Assets:Hartside:Bank  1.00+1.00 GBP",
        "  Assets:Hartside:Bank  1.00 GBP @ 2.00 GBP",
        "  Assets:Hartside:Bank  1.00 GBP {2.00 GBP}",
        "  ! Assets:Hartside:Bank  1.00 GBP",
        "   Assets:Hartside:Bank  1.00 GBP",
        "\tAssets:Hartside:Bank  1.00 GBP",
        "  Assets:Hartside:Bank\t1.00 GBP",
        "  #tag",
        "  ^another-link",
        '  event: "of two\n  lines"',
        "  event:",
        "  event: #tag",
        "  event: 1 + 1",
    ],
)
def test_a_foreign_line_of_a_transaction_is_refused(posting):
    text = GOOD.replace("  Assets:Hartside:Bank    1.00 GBP", posting)
    assert refusal(text).startswith(f"{FILE} line 5: not a line of a batch file")


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\x7f", "\x85", "\x9b", "\xa0", "\xad", "\u2028", "\u202e", "\ufeff", "\U000e0041"]
)
def test_text_that_would_never_be_written_is_never_read(char):
    text = GOOD.replace("Cello", f"Ce{char}llo")
    with pytest.raises(LedgerError, match=r"line 3: not a line of a batch file: it holds .*which is not printable$"):
        check_canonical(text, FILE)


@given(st.text())
def test_what_the_gate_lets_through_can_be_written_again(text):
    try:
        check_canonical(f'2025-09-01 custom "alliance" "{text}"\n', FILE)
    except LedgerError:
        return
    assert text.isprintable()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD.replace("\n", "\r\n"), 1),
        (GOOD.removesuffix("\n"), 6),
        (GOOD + "\n", 7),
        ("\n" + GOOD, 1),
        (GOOD.replace("\n\n", "\n\n\n"), 2),
        (GOOD.replace("\n\n", "\n"), 2),
        (GOOD.replace("  Assets", "\n  Assets"), 5),
    ],
    ids=["CR", "no final newline", "blank line at the end", "at the start", "two", "none", "within a transaction"],
)
def test_blocks_stand_apart_by_one_blank_line(text, line):
    assert refusal(text).startswith(f"{FILE} line {line}: not ")


@pytest.mark.parametrize(
    "text",
    [
        '2025-10-01 * "Coquet" "nothing moves" ^Hartside-1\n',
        "2025-13-01 open Assets:Hartside:Bank GBP\n",
        '  event: "of nothing"\n',
        GOOD + '  note: "of a posting"\n',
        GOOD.replace("event:", "evnt:"),
        GOOD.replace("GBP\n\n", 'GBP\n  branch: "Alnwick"\n\n'),
        '2000-01-01 commodity GBP\n  name: "pounds"\n',
        '2025-10-01 custom "member" "Elm" "school"\n  head: "somebody"\n',
        '2025-10-01 custom "member" "Elm" "school"\n  kind: "school"\n',
        GOOD.replace("1.00", "9" * 40 + ".00"),
        '2025-10-01 custom "magic" "x"\n',
        '2025-10-01 custom "member" "Elm"\n',
        '2025-10-01 custom "member" "Elm" "school"\n  reclaims-vat: "perhaps"\n',
        '2025-10-01 custom "grant" "SSIF" 5.00 DAY\n',
        '2025-10-01 custom "grant" "SSIF" 5.001 GBP\n',
    ],
)
def test_what_passes_the_gate_but_says_nothing_is_refused_by_its_place(text):
    assert refusal(text).startswith(FILE)


def test_a_fraction_of_a_penny_is_read_as_one():
    rows = read(GOOD.replace("1.00", "1.009")).rows
    assert (rows.whole, list(rows.pence)) == ([0, 0], [100, -100])


@pytest.mark.parametrize("amount", ["1.00000000000000000000000000000001", "1" + "0" * 20 + ".00"])
def test_a_number_with_more_digits_than_are_reckoned_exactly_is_refused(amount):
    assert refusal(GOOD.replace("1.00", amount)).startswith(f"{FILE} line 5: not a line of a batch file")


def test_a_fact_of_the_shared_register_stands_where_it_was_read():
    (fact,) = read('2025-09-01 custom "member" "Elm" "school"\n', "batches/0002/register.beancount").facts
    assert fact == Member(day=date(2025, 9, 1), code="Elm", kind="school")
    assert str(fact.place) == "batches/0002/register.beancount line 1"


def test_readers_accept_numbers_amounts_and_dates_as_text():
    text = '2025-09-01 custom "grant" "SSIF" "1,234.50 GBP"\n  until: "2026-08-31"\n'
    (fact,) = read(text).facts
    assert (fact.amount, fact.until) == (123_450, date(2026, 8, 31))
