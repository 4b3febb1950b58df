"""EVI2's warnings: what may be charged twice is named, and breaks nothing."""

from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.engine import Status, run

HEAD = """\
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Hartside" "school"

2025-09-01 custom "member" "Coquet" "school"

2025-09-01 custom "member" "Rothley" "school"
"""


def bill(number, day="2025-10-01", text="cello", pounds="10.00", customer="Coquet"):
    return f"""
{day} * "{customer}" "{text}" ^Hartside-{len(number)}-{ord(number[-1])}
  event: "invoice"
  number: "{number}"
  Assets:Hartside:Debtors:{customer}            {pounds} GBP
  Income:Hartside:Recharges:Teaching       -{pounds} GBP
"""


_PAIRS = [("Coquet", "Hartside"), ("Hartside", "Coquet"), ("Rothley", "Coquet")]


def warned(*bills):
    (result,) = run(book_from_text(HEAD + "".join(bills)), date(2026, 8, 31), only=["EVI2"]).results
    assert result.status is Status.SATISFIED
    return [one.finding.place.line for one in result.findings]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("INV-10", "INV-1O"),
        ("A1", "AI"),
        ("A1", "Al"),
        ("S5", "SS"),
        ("B8", "BB"),
        ("A1", "\N{CYRILLIC CAPITAL LETTER A}1"),
        ("TEAM-7", "\N{CYRILLIC CAPITAL LETTER TE}E\N{GREEK CAPITAL LETTER ALPHA}\N{GREEK CAPITAL LETTER MU}-7"),
        ("INV-30", "INV-\N{CYRILLIC CAPITAL LETTER ZE}\N{CYRILLIC CAPITAL LETTER O}"),
        ("INV-12", "INV-1\N{ARABIC-INDIC DIGIT TWO}"),
        ("INV-12", "\N{LATIN SMALL LETTER DOTLESS I}NV-12"),
    ],
)
def test_numbers_that_look_alike_are_a_warning_at_the_later_one(first, second):
    assert warned(bill(first), bill(second, text="viola", pounds="11.00")) == [15]


@pytest.mark.parametrize(("first", "second"), [("INV-10", "INV-11"), ("A1", "A7"), ("INV-1", "INV-O")])
def test_numbers_that_do_not_look_alike_are_no_warning(first, second):
    assert warned(bill(first), bill(second, text="viola", pounds="11.00")) == []


@pytest.mark.parametrize(
    "second",
    [
        "INV\N{NO-BREAK SPACE}12",
        "INV\N{THIN SPACE}12",
        "INV\N{ZERO WIDTH SPACE}-12",
        "INV\N{NON-BREAKING HYPHEN}12",
        "\N{FULLWIDTH LATIN CAPITAL LETTER I}NV-\N{FULLWIDTH DIGIT ONE}2",
        "INV-\N{MATHEMATICAL BOLD DIGIT ONE}2",
        "\N{ROMAN NUMERAL ONE}NV 12",
    ],
)
def test_a_number_in_another_form_of_its_signs_is_the_same_number(second):
    book = book_from_text(HEAD + bill("INV-12") + bill(second, text="viola", pounds="11.00"))
    (result,) = run(book, date(2026, 8, 31), only=["EVI2"]).results
    assert [one.finding.place.line for one in result.findings if one.breaks] == [15]


def test_the_same_pair_day_amount_and_description_is_a_warning():
    assert warned(bill("21"), bill("37", text="Cello.")) == [15]


@pytest.mark.parametrize(
    "second",
    [
        bill("37", day="2025-10-02"),
        bill("37", pounds="10.01"),
        bill("37", text="viola"),
        bill("37", customer="Rothley"),
    ],
    ids=["another day", "a penny more", "another description", "another customer"],
)
def test_another_day_amount_or_description_is_no_warning(second):
    assert warned(bill("21"), second) == []


def firms(payer, number, firm, text="lines", pounds="30.00"):
    """A firm's bill that a member paid and shares."""
    other = "Coquet" if payer != "Coquet" else "Rothley"
    return f"""
2025-10-01 * "{firm}" "{text}" ^{payer}-{len(text)}-{ord(number[-1])}
  event: "shared-cost"
  number: "{number}"
  Assets:{payer}:Debtors:{other}            {pounds} GBP
  Liabilities:{payer}:Suppliers            -{pounds} GBP
"""


def told(*bills):
    """The line of what is found, and whether it breaks the charter."""
    (result,) = run(book_from_text(HEAD + "".join(bills)), date(2026, 8, 31), only=["EVI2"]).results
    return [(one.finding.place.line, one.breaks) for one in result.findings]


@pytest.mark.parametrize("firm", ["Aardvark Ltd", "Zebra Ltd"])
def test_whatever_a_firm_is_called_its_bill_is_one_whoever_pays_it(firm):
    others = bill("99")
    again = firms("Rothley", "7", firm, text="the same")
    assert told(others, firms("Hartside", "7", firm), again) == [(21, True)]
    alike = firms("Rothley", "1O", firm, text="looks alike", pounds="31.00")
    assert told(others, firms("Hartside", "10", firm), alike) == [(21, False)]


@pytest.mark.parametrize(
    "firms_called", [["Aardvark Ltd"], ["Aardvark Ltd", "Basil Ltd"], ["Aardvark Ltd", "Basil Ltd", "Cat"]]
)
@pytest.mark.parametrize("owner", ["Coquet", "Hartside", "Rothley"])
def test_a_firms_number_is_never_like_a_members_own(firms_called, owner):
    own = bill("10", customer="Elm").replace("Hartside", owner)
    bills = [
        firms("Hartside", f"{'1O' if n == len(firms_called) else n * 7}", firm, text="x" * n)
        for n, firm in enumerate(firms_called, 1)
    ]
    assert told(*(bill("77", customer=code).replace("Hartside", other) for other, code in _PAIRS), own, *bills) == []


@pytest.mark.parametrize("before", ["", bill("00", text="first of all", pounds="1.00")])
def test_a_warning_says_what_is_alike(before):
    looks = run(book_from_text(HEAD + before + bill("10") + bill("1O", text="viola")), date(2026, 8, 31), only=["EVI2"])
    assert "has a number that looks like it" in looks.results[0].findings[0].finding.message
    unnumbered = (bill(number).replace(f'  number: "{number}"\n', "") for number in ("1", "2"))
    same = run(book_from_text(HEAD + before + "".join(unnumbered)), date(2026, 8, 31), only=["EVI2"])
    assert "has the same day, amount and description" in same.results[0].findings[0].finding.message
