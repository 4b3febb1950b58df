"""The member's own codes: none guessed, what lacks is named, and what its system would not take."""

import pytest

from handed import ALL, FACTS, book_with, handed
from nesa_fund.handover.coding import lacks_in_words
from nesa_fund.handover.layouts import LAYOUTS, layout_named
from nesa_fund.handover.made import Lacking, Span, hand_over
from nesa_fund.handover.names import in_words, key_of
from nesa_fund.problems import InputError
from nesa_fund.register import Register


def lacking(layout="sage50", *, drop=(), facts=FACTS, span=ALL):
    """What lacks, in words, without the codes of some keys."""
    blocks = facts.strip().split("\n2025-")
    kept = [one for one in blocks if not any(f'"Coquet" "{key}"' in one for key in drop)]
    book = book_with(facts="\n2025-".join(kept) + "\n")
    found = hand_over(book, "Coquet", LAYOUTS[layout], span)
    return list(lacks_in_words(book.register, found.lacks)) if isinstance(found, Lacking) else []


def test_nothing_lacks_where_every_code_is_recorded():
    assert lacking() == []


@pytest.mark.parametrize(
    ("layout", "drop", "said"),
    [
        ("sage50", ["Contribution"], ["Contribution has no code and no VAT code (needed once)"]),
        ("csv", ["Contribution"], ["Contribution has no code (needed once)"]),
        ("sage50", ["Bank"], ["Bank has no code (needed 3 times)"]),
        ("sage50", ["Recharges:Teaching"], ["Income: Teaching staff has no code (needed once)"]),
        ("sage50", ["Creditors"], ["Supplier: Partnership Fund has no code (needed 2 times)"]),
        ("xero-bills", ["Creditors", "Creditors:Hartside", "Debtors", "Bank", "VAT"], []),
        ("iris", ["VAT:Sales", "Company"], ["Company has no code (needed 9 times)",
                                            "VAT on sales has no code (needed 2 times)"]),
        ("xero-journals", ["Tracking"], ["Tracking category has no code (needed 2 times)"]),
        ("arbor", ["PaymentType"], ["Payment type has no code (needed 3 times)"]),
        ("xero-bills", ["SalesTreatment:charged"], ["VAT treatment on sales: charged has no code (needed 2 times)"]),
        ("xero-bills", ["SalesTreatment:exempt"], ["Income: Teaching staff has no VAT code (needed once)"]),
        ("sage50", ["SalesTreatment:charged", "SalesTreatment:exempt"], []),
        ("sage50", ["Treatment:exempt"], ["Income: Teaching staff has no VAT code (needed once)"]),
    ],
)  # fmt: skip
def test_a_code_that_lacks_is_named_as_the_sheet_wants_it(layout, drop, said):
    assert lacking(layout, drop=drop) == said


def test_the_vat_code_of_a_category_stands_where_no_treatment_has_one():
    facts = FACTS.replace(
        '"Coquet" "Recharges:Teaching" "4100"', '"Coquet" "Recharges:Teaching" "4100"\n  vat-code: "T5"'
    )
    facts = facts.replace('2025-09-01 custom "code" "Coquet" "Treatment:exempt" "T2"\n', "")
    handover = handed("sage50", book_with(facts=facts))
    (sale,) = [one for one in handover.parts[0].coded if one.entry.text == "=Cello teaching"]
    assert [line.tax for line in sale.lines] == ["T5"]


def test_one_vat_code_is_not_used_for_lines_with_vat_and_for_lines_without():
    facts = FACTS.replace('"Coquet" "Broadband" "0750"', '"Coquet" "Broadband" "0750"\n  vat-code: "T1"')
    book = book_with(
        """
;; batch 4
2025-12-05 * "Hartside" "Broadband, another line" ^Hartside-30
  event: "invoice"
  number: "30"
  Expenses:Coquet:Costs:Broadband                  10.00 GBP
  Liabilities:Coquet:Creditors:Hartside           -10.00 GBP
""",
        facts=facts.replace('2025-09-01 custom "code" "Coquet" "Treatment:charged" "T1"\n', "").replace(
            '"Coquet" "SpecialFacilities" "5024"', '"Coquet" "SpecialFacilities" "5024"\n  vat-code: "T1"'
        ),
    )
    found = hand_over(book, "Coquet", LAYOUTS["sage50"], Span(1, 0, 4))
    said = ' has no code: Connectivity has one VAT code, "T1", for lines with VAT and for lines without'
    assert list(lacks_in_words(book.register, found.lacks)) == [
        f"VAT treatment: charged{said} (needed 2 times)",
        f"VAT treatment: none{said} (needed once)",
    ]


@pytest.mark.parametrize(
    ("layout", "old", "new", "said"),
    [
        ("sage50", '"5024"', '"50240000X"', 'has "50240000X", which is not up to 8 letters and digits'),
        ("sage50", '"HART01"', '"HART 01"', 'has "HART 01", which is not up to 8 signs without spaces'),
        ("sage50", 'cost-centre: "12"', 'cost-centre: "MUS"', 'has "MUS", which is not a department\'s number'),
        ("arbor", '"BACS"', '"BACS, weekly"', 'has "BACS, weekly", which is not a text without commas'),
        ("csv", '"5024"', '"=5024"', 'has "=5024", which begins as a formula does'),
        ("xero-bills", '"HART01"', '"@HART"', 'has "@HART", which begins as a formula does'),
    ],
)
def test_a_code_that_the_system_would_not_take_is_named(layout, old, new, said):
    (line,) = lacking(layout, facts=FACTS.replace(old, new))
    assert said in line


def test_a_code_recorded_later_changes_nothing_of_an_earlier_handover():
    later = """
;; batch 4
2025-09-01 custom "code" "Coquet" "Contribution" "7999"
  vat-code: "T0"
"""
    was, still = handed("sage50"), handed("sage50", book_with(later))
    assert (was.parts, was.head) == (still.parts, still.head)


@pytest.mark.parametrize(
    "key",
    ["Teaching", "Recharges:Teaching", "Contribution", "Bank", "Bank:Authority", "Creditors", "Creditors:Hartside",
     "Debtors:Fund", "VAT", "VAT:Sales", "NoVAT", "Treatment:outside-scope", "SalesTreatment:zero", "Database",
     "PaymentType"],
)  # fmt: skip
def test_what_a_key_is_called_is_read_back_as_that_key(key):
    register = book_with().register
    names = {register.name(code): code for code in ("Hartside", "Fund")}
    assert key_of(in_words(key, register), names.get) == key


@pytest.mark.parametrize(
    "text", ["Nonsense", "Income: Nonsense", "Supplier: Nobody", "VAT treatment: some", "Bank: no!", ""]
)
def test_words_that_mean_no_code_mean_none(text):
    assert key_of(text, lambda _: None) is None


def test_a_layout_that_there_is_not_is_named_with_the_nearest():
    with pytest.raises(InputError, match='there is no layout "sage"; nearest: sage50'):
        layout_named("sage")


def test_the_fund_is_handed_over_nothing():
    with pytest.raises(InputError, match="the Partnership Fund's own book is this ledger"):
        hand_over(book_with(), "Fund", LAYOUTS["csv"], Span(1, 0, 3))


def test_a_register_without_codes_has_none():
    assert in_words("Unheard", Register([])) == "Unheard"
