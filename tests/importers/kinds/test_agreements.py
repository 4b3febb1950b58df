"""Agreements and consents: terms by code, weights by member, and each party's own decision."""

import pytest

from sheets import AGREEMENTS, alliance, facts, lines, refusal, take

HEADER = AGREEMENTS[0]
BOILER = AGREEMENTS[4]
CONSENT = ("Agreement", "Member", "Date", "Minute")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def terms(**changed):
    told = dict(zip(HEADER, BOILER, strict=True)) | {"Agreement": "new"} | changed
    return [list(told), list(told.values())]


def test_terms_are_a_fact_with_weights_by_code(root):
    take(root, terms(Weights="Coquet High School = 3; Rothley=2.5, Hartside=1", Census="Oct 2024", Leaver="Reshare"))
    assert facts(root, "agreement")[-1] == lines(
        """
        2025-09-01 custom "agreement" "new" "Hartside" 9000.00 GBP
          title: "Boiler service"
          customers: "Coquet, Rothley, Elsdon"
          category: "Maintenance"
          share: "fixed"
          weights: "Coquet=3, Rothley=2.5, Hartside=1"
          census: "2024-10"
          leaver: "reshare"
          until: 2026-08-31
        """
    )


def test_all_customers_are_the_members_of_that_day_but_the_supplier(root):
    take(root, terms(Customers="all", Share="equal", Weights=None))
    assert 'customers: "Coquet, Elsdon, Rothley"' in facts(root, "agreement")[-1]


def test_the_same_terms_again_add_nothing_and_others_are_a_difference(root):
    assert take(root, AGREEMENTS).batch is None
    other = terms(Agreement="boiler", Weights="Coquet=4, Rothley=2, Hartside=1, Elsdon=0", Ceiling=100)
    assert refusal(root, other) == (
        "sheet.xlsx [Sheet1!A2]: agreement boiler is in batch 2: ceiling is recorded as £9,000.00, now £100.00; "
        "weights is recorded as Coquet=3, Rothley=2, Hartside=1, Elsdon=0, now Coquet=4, Rothley=2, Hartside=1, "
        "Elsdon=0; to correct it: --correct --reason WHY"
    )
    take(root, other, correct="typing error")
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Agreement": "a b"}, 'A2] Agreement "a b": not an agreement code: letters, digits and . _ / - only'),
        ({"Supplier": "Nobody"}, 'B2] Supplier "Nobody": no member of that name'),
        (
            {"Customers": "Coquet, Hartside", "Weights": "Coquet=1"},
            'C2] Customers "Coquet, Hartside": Hartside is the supplier; it is no customer of its own',
        ),
        ({"Share": "fair"}, "F2] Share \"fair\": not one of: 'priced', 'roll', 'equal', 'fixed' or 'usage'"),
        ({"Weights": None}, "G2] Weights: is blank: fixed shares need weights, like Coquet=3, Rothley=2"),
        ({"Weights": "Coquet"}, 'G2] Weights "Coquet": Coquet is not like Coquet=3'),
        ({"Weights": "Fund=1, Coquet=1"}, 'G2] Weights "Fund=1, Coquet=1": Fund is no party to the agreement'),
        ({"Weights": "Coquet=1, Coquet High=2"}, 'G2] Weights "Coquet=1, Coquet High=2": has Coquet twice'),
        ({"Until": "31/08/2025"}, 'J2] Until "31/08/2025": is before From'),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_by_cell(root, changed, fault):
    assert refusal(root, terms(**changed)) == f"sheet.xlsx [Sheet1!{fault}"


def test_a_consent_is_a_partys_own_decision(root):
    consents = [CONSENT, ("music", "Coquet High School", "12/09/2025", "FGB 2025-09/6")]
    take(root, consents)
    assert facts(root, "consent") == ['2025-09-12 custom "consent" "music" "Coquet"\nminute: "FGB 2025-09/6"']
    assert take(root, consents).batch is None
    assert "minute is recorded as FGB 2025-09/6, now FGB 7" in refusal(root, [CONSENT, (*consents[1][:3], "FGB 7")])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            ("musik", "Coquet", "12/09/2025", "6"),
            'A2] Agreement "musik": no agreement of that code; there are: boiler, music, net, skips',
        ),
        (("music", "Elsdon", "12/09/2025", "6"), 'B2] Member "Elsdon": Elsdon is no party to music'),
        (("music", "Fund", "12/09/2025", "6"), 'B2] Member "Fund": the Partnership Fund is not a member'),
        (("music", "Coquet", "12/09/2025", None), "D2] Minute: is blank"),
    ],
)  # fmt: skip
def test_a_consent_that_cannot_be_is_refused_by_cell(root, row, fault):
    assert refusal(root, [CONSENT, row]) == f"sheet.xlsx [Sheet1!{fault}"
