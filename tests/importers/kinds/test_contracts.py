"""Joint contracts: what each would pay alone, by a column of its own or in a list, and contacts that are roles."""

import pytest

from honest import is_honest
from sheets import alliance, facts, lines, refusal, take

HEADER = ("Contract", "Supplier", "Title", "From", "Annual cost", "Participants", "Contact", "Until", "Quotes")
ROW = ("net", "North Net Ltd", "Broadband", "01/09/2025", 3624, "Coquet, Rothley", "Business manager", "31/08/2028", 3)


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def contract(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def test_costs_alone_stand_in_a_column_of_each_participant(root):
    alone = {"Cost alone: Rothley": "2,410.00", "Coquet High School": 1300}
    imported = take(root, contract(**alone, Category="Connectivity"))
    assert facts(root, "contract") == [
        lines(
            """
            2025-09-01 custom "contract" "net" "North Net Ltd" 3624.00 GBP
              title: "Broadband"
              alone-cost: "Coquet=1300.00, Rothley=2410.00"
              participants: "Coquet, Rothley"
              contact: "Business manager"
              until: 2028-08-31
              quotes: 3
              category: "Broadband"
            """
        )
    ]
    assert not any("columns not read" in one for one in imported.readings)
    assert take(root, contract(**alone)).batch is None
    assert is_honest(root)


def test_costs_alone_stand_in_one_list_as_well(root):
    listed = {"Cost alone": "Coquet High = £1300; Rothley=2410.00"}
    take(root, contract(**listed))
    assert 'alone-cost: "Coquet=1300.00, Rothley=2410.00"' in facts(root, "contract")[0]
    assert take(root, contract(**listed)).batch is None


def test_costs_alone_that_the_sheet_does_not_speak_of_stay(root):
    take(root, contract(Coquet=1300))
    assert take(root, contract()).batch is None


def test_all_stay_all_and_any_school_may_have_its_own_cost(root):
    take(root, contract(Participants="all", Elsdon=300))
    assert 'participants: "all"' in facts(root, "contract")[0]
    assert 'alone-cost: "Elsdon=300.00"' in facts(root, "contract")[0]


def test_another_cost_is_a_difference_until_it_is_corrected_and_a_new_price_holds_from_its_day(root):
    take(root, contract())
    other = contract(**{"Annual cost": 3700})
    assert "annual cost is recorded as £3,624.00, now £3,700.00; to correct it" in refusal(root, other)
    take(root, other, correct="misread")
    take(root, contract(**{"Annual cost": 3800, "From": "01/09/2026"}))
    assert len(facts(root, "contract")) == 3


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Contract": "a, b"}, 'A2] Contract "a, b": not a contract code: letters, digits and . _ / - only'),
        ({"Annual cost": 0}, 'E2] Annual cost "0": must be more than 0.00'),
        ({"Participants": "Nobody"}, 'F2] Participants "Nobody": no member of that name'),
        ({"Contact": "sbm@coquet.example"}, "holds an e-mail address; personal data stay out: write a role, like"),
        ({"Contact": "SBM, 01632 960 123"}, "holds a phone number; personal data stay out"),
        ({"Contact": "Mrs Ash"}, "holds a person's name; personal data stay out"),
        ({"Until": "31/08/2025"}, 'H2] Until "31/08/2025": is before From'),
        ({"Quotes": 2.5}, 'I2] Quotes "2.5": not a whole number'),
        ({"Category": "Nonsense"}, 'J2] Category "Nonsense": no such category; nearest'),
        ({"Elsdon": 300}, "Cost alone: Elsdon is no participant"),
        ({"Coquet": "free"}, 'J2] Coquet "free": not an amount of money, like 1200.00'),
        ({"Coquet": 0}, 'J2] Coquet "0": must be more than 0.00'),
        ({"Coquet": 1, "Coquet High School": 2}, "two columns mean Coquet"),
        ({"Coquet": 1, "Cost alone": "Coquet=1"}, "says what Coquet pays alone twice: here, and in its own column"),
        ({"Cost alone": "Coquet 300"}, "Coquet 300 is not like Coquet=300.00; an amount in a list has no comma"),
        ({"Cost alone": "Coquet=1,300.00"}, "300.00 is not like Coquet=300.00; an amount in a list has no comma"),
        ({"Cost alone": "Coquet=3, Coquet High=4"}, "names Coquet twice"),
        ({"Cost alone": "Coquet=x"}, "Coquet=x: not an amount of money, like 1200.00"),
        ({"Cost alone": "Nobody=3"}, "no member of that name"),
    ],
)
def test_a_contract_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert fault in refusal(root, contract(**changed))


def test_a_figure_under_a_misspelt_member_is_refused_and_one_left_out_is_said(root):
    told = refusal(root, contract(**{"Cost alone Coquet": 1300, "Cost alone Rothly": 2410}))
    near = "no member of that name; nearest: Rothley First School (Rothley)"
    assert told.endswith(f'K2] Cost alone Rothly "2410": is headed by {near}')
    imported = take(root, contract(**{"Cost alone Coquet": 1300, "Cost alone in the year": "as quoted"}))
    assert "row 2 does not say what Rothley would pay alone" in imported.readings
    assert "sheet.xlsx [Sheet1]: columns not read: Cost alone in the year" in imported.readings
