"""Codes: a member's own finance system's code for a category, in its own register."""

from datetime import date

import pytest

from honest import is_honest
from sheets import alliance, facts, lines, refusal, take

HEADER = ("Member", "Category", "Nominal code", "Cost centre", "VAT code", "Date")
ROW = ("Coquet", "Teaching staff", "E01-100", "MUS", "T0", "01/10/2025")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def code(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def test_a_code_stands_in_the_members_own_register(root):
    take(root, code())
    assert facts(root, "code") == [
        lines(
            """
            2025-10-01 custom "code" "Coquet" "Teaching" "E01-100"
              cost-centre: "MUS"
              vat-code: "T0"
            """
        )
    ]
    assert "E01-100" in (root / "batches/0003/Coquet.register.beancount").read_text("utf-8")
    assert take(root, code()).batch is None
    assert is_honest(root)


def test_a_code_without_a_day_is_of_the_first_day_of_the_year_and_stays_so(root):
    rows = [HEADER[:3], ("Coquet", "Teaching", 4100)]
    take(root, rows, as_at=date(2026, 2, 3))
    assert facts(root, "code") == ['2025-09-01 custom "code" "Coquet" "Teaching" "4100"']
    assert take(root, code(**{"Nominal code": 4100, "Cost centre": None, "VAT code": None, "Date": None}),
                as_at=date(2026, 10, 1)).batch is None  # fmt: skip


def test_another_code_is_a_difference_until_it_is_corrected(root):
    take(root, code())
    other = code(**{"Nominal code": "E01-200"})
    assert "code is recorded as E01-100, now E01-200; to correct it" in refusal(root, other)
    take(root, other, correct="new chart of accounts")
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Member": "Nobody"}, 'A2] Member "Nobody": no member of that name'),
        ({"Category": "Nonsense"}, 'B2] Category "Nonsense": no such category; nearest: '),
        ({"Nominal code": None}, "C2] Code: is blank"),
    ],
)
def test_a_code_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert refusal(root, code(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Contribution", "Contribution"),
        ("supplier: Hartside Middle School", "Creditors:Hartside"),
        ("Customer: the Partnership Fund", "Debtors:Fund"),
        ("Income: Teaching staff", "Recharges:Teaching"),
        ("VAT treatment: exempt", "Treatment:exempt"),
        ("Suppliers", "Creditors"),
    ],
)
def test_a_code_may_be_of_more_than_a_category(root, words, key):
    take(root, [HEADER[:3], ("Coquet", words, "4100")])
    assert facts(root, "code") == [f'2025-09-01 custom "code" "Coquet" "{key}" "4100"']
    assert is_honest(root)


@pytest.mark.parametrize("words", ["Supplier: Nobody", "Income: Nonsense", "VAT treatment: some"])
def test_words_for_no_code_are_refused_with_those_that_there_are(root, words):
    said = refusal(root, code(Category=words))
    assert said.startswith(f'sheet.xlsx [Sheet1!B2] Category "{words}": no such category; nearest: ')
    assert "or one of: Contribution, Bank, Suppliers" in said
