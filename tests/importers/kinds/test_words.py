"""A member's own word: a charge accepted or disputed, an account agreed or not."""

from datetime import date

import pytest

from honest import is_honest
from made_once import made_once
from sheets import alliance, facts, lines, refusal, sheet, take

INVOICES = [
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement"),
    ("0012", "14/11/2025", "Hartside", "Coquet", "Cello, autumn", 1200, "music"),
    ("0013", "14/11/2025", "Hartside", "Rothley", "Cello, autumn", 600, "music"),
]
CONSENTS = [
    ("Agreement", "Member", "Date", "Minute"),
    *(("music", code, "05/09/2025", "FGB 2") for code in ("Hartside", "Coquet", "Rothley")),
]
HEADER = ("Invoice no", "Supplier", "Customer", "Answer", "By", "Reason", "Date")
ROW = ("0012", "Hartside Middle", "Coquet High", "Accepted", "Business manager", None, "20/11/2025")
RETURN = ("Member", "As at", "Owed to it", "Owing", "Answer", "By", "Reason", "Funding in full", "Date")
SIGNED = ("Coquet", "31/08/2026", 0, 1200, "agree", "Chair of finance", None, "yes", "15/09/2026")


@made_once
def _begun(root):
    root = alliance(root)
    take(root, CONSENTS)
    take(root, INVOICES)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def word(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def signed(**changed):
    told = dict(zip(RETURN, SIGNED, strict=True)) | changed
    return [list(told), list(told.values())]


# Acceptances


def test_an_answer_stands_in_the_customers_own_register_by_the_charges_link(root):
    take(root, word())
    assert facts(root, "acceptance") == [
        lines(
            """
            2025-11-20 custom "acceptance" "Hartside-0012" "Coquet" "accepted"
              by: "Business manager"
            """
        )
    ]
    assert "accepted" in (root / "batches/0005/Coquet.register.beancount").read_text("utf-8")
    assert take(root, word()).batch is None
    assert is_honest(root, as_at=date(2025, 12, 1))


def test_a_link_needs_no_supplier(root):
    take(root, word(**{"Invoice no": "Hartside-0012", "Supplier": None}))
    assert take(root, word()).batch is None


def test_a_charge_of_the_same_drop_is_answered(root):
    charge = [INVOICES[0], ("14", *INVOICES[1][1:])]
    take(root, sheet(word(**{"Invoice no": "14"}), "answers.xlsx"), sheet(charge, "invoices.xlsx"))
    assert '"Hartside-14" "Coquet" "accepted"' in facts(root, "acceptance")[0]


def test_whoever_disputes_says_why(root):
    assert refusal(root, word(Answer="dispute")).endswith("F2] Reason: is blank: whoever disputes a charge says why")
    take(root, word(Answer="dispute", Reason="Two lessons were not given"))
    assert 'reason: "Two lessons were not given"' in facts(root, "acceptance")[0]


def test_another_answer_is_a_difference_until_it_is_corrected(root):
    take(root, word(Answer="disputed", Reason="Two lessons were not given"))
    other = word()
    assert "answer is recorded as disputed, now accepted" in refusal(root, other)
    take(root, other, correct="settled by the two heads")
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Invoice no": "99"}, 'A2] Link "99": is no charge of Hartside Middle to Coquet'),
        ({"Customer": "Rothley"}, 'A2] Link "0012": is no charge of Hartside Middle to Rothley: whoever is no party'),
        ({"Supplier": None}, "B2] Supplier: is blank, and no charge to Coquet has the link 0012; a number needs its"),
        ({"Supplier": "Nobody"}, 'B2] Supplier "Nobody": no member of that name'),
        ({"Customer": "Fund"}, 'C2] Customer "Fund": the Partnership Fund is not a member'),
        ({"Answer": "maybe"}, "D2] Answer \"maybe\": not one of: 'accepted' or 'disputed'"),
        ({"By": "a@b.example"}, 'E2] By "a@b.example": holds an e-mail address; personal data stay out'),
        ({"Date": "13/11/2025"}, 'G2] Date "13/11/2025": is before the charge, of 14 November 2025'),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert refusal(root, word(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_a_number_used_in_two_years_is_told_apart_by_its_link(root):
    take(root, [INVOICES[0], ("0012", "14/11/2026", *INVOICES[1][2:])])
    fault = refusal(root, word())
    assert "means several charges to Coquet; say which: Hartside-0012 of Hartside, Hartside-2026-27-0012" in fault
    take(root, word(**{"Invoice no": "Hartside-0012"}))


# Returns


def test_a_signed_account_stands_in_the_members_own_register(root):
    take(root, signed())
    assert facts(root, "agreed-account") == [
        lines(
            """
            2026-09-15 custom "agreed-account" "Coquet" 0.00 GBP 1200.00 GBP "agree"
              as-at: 2026-08-31
              by: "Chair of finance"
              funding-in-full: TRUE
            """
        )
    ]
    assert take(root, signed()).batch is None


def test_an_account_without_a_day_is_signed_on_the_day_it_is_of(root):
    take(root, [RETURN[:5], SIGNED[:5]])
    assert facts(root, "agreed-account")[0].startswith("2026-08-31 ")
    assert take(root, [RETURN[:5], SIGNED[:5]]).batch is None


def test_whoever_differs_says_in_what(root):
    assert refusal(root, signed(Answer="differs")).endswith("G2] Reason: is blank: whoever differs says in what")
    take(root, signed(Answer="differs", Reason="0012 was paid"))
    assert 'reason: "0012 was paid"' in facts(root, "agreed-account")[0]


def test_other_figures_are_a_difference_until_they_are_corrected(root):
    take(root, signed())
    assert "owing is recorded as £1,200.00, now £1,100.00; to correct it" in refusal(root, signed(Owing=1100))
    take(root, signed(Owing=1100), correct="read from the signed form")
    assert take(root, signed(Owing=1100)).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Member": "Fund"}, 'A2] Member "Fund": the Partnership Fund is not a member'),
        ({"Owed to it": -1}, 'C2] Owed to it "-1": is below zero; what runs the other way stands under Owing'),
        ({"Owing": -1}, 'D2] Owing "-1": is below zero; what runs the other way stands under Owed to it'),
        ({"Answer": "perhaps"}, "E2] Answer \"perhaps\": not one of: 'agree' or 'differ'"),
        ({"By": "Mr Elm"}, 'F2] By "Mr Elm": holds a person\'s name; personal data stay out'),
        ({"Funding in full": "mostly"}, 'H2] Funding in full "mostly": not yes or no'),
        ({"Date": "30/08/2026"}, 'I2] Date "30/08/2026": is before As at: an account is signed when its day is over'),
    ],
)
def test_an_account_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert refusal(root, signed(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_a_member_that_agrees_to_other_balances_than_the_books_have_is_told_so(root):
    told = (
        "row 2 agrees to £0.00 owed to Coquet and £1,100.00 owing; the books have £0.00 and £1,200.00 on 31 August 2026"
    )
    assert told in take(root, signed(Owing=1100), dry_run=True).readings
    assert not any("agrees to" in one for one in take(root, signed(), dry_run=True).readings)
    overpaid = [("Date", "From", "To", "Amount", "Reference"), ("01/12/2025", "Coquet", "Hartside", 1250, "0012")]
    take(root, overpaid)
    for stated in ({"Owed to it": 50, "Owing": 0}, {"Owed to it": 0, "Owing": 0}):
        found = take(root, signed(**stated), dry_run=True).readings
        assert any("the books have £50.00 and £0.00" in one for one in found) == (stated["Owed to it"] == 0)
