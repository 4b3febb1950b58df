"""What a line was: in the order of certainty, each thing once, and never by its amount alone."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.banks.matching import Due, Matcher, Movement, Said
from importers.banks.texts import Parties, is_bank_charge, is_interest, keys_in, special_party
from nesa_fund.charges import fold_number

DAY = date(2025, 10, 6)
NAMES = Parties({
    "Coquet": ["Coquet", "Coquet High School"],
    "Hartside": ["Hartside", "Hartside Middle School"],
    "Ash": ["Ash", "Ash First School"],
    "AshGrove": ["AshGrove", "Ash Grove Primary School"],
    "North Net Ltd": ["North Net Ltd"],
})  # fmt: skip


def due(number, party="Coquet", pence=100, reference=""):
    references = {fold_number(f"X-{number}"), fold_number(reference)} - {""}
    return Due(f"X-{number}", party, pence, frozenset(references), frozenset({fold_number(number)}))


def line(text, pence=100, day=DAY, name="L1"):
    return Said(name, day, pence, text)


def match(lines, dues=(), movements=()):
    found = Matcher(list(movements), list(dues), NAMES).match(lines)
    return {name: one for name, one in found.items() if one.is_certain}, {
        name: one for name, one in found.items() if not one.is_certain
    }


def settled(text, *dues, pence=100):
    """The links that one line settles for certain, with their pence."""
    certain, _ = match([line(text, pence)], dues)
    return {part.due.link: part.pence for one in certain.values() for part in one.parts}


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("PF2526COQUET1", {"X-1001": 100}),
        ("COQUET PF2526 COQUET1", {"X-1001": 100}),
        ("pf2526coquet1/oct", {}),  # Something else is written to it: it may be another's.
        ("PF2526COQUET12", {}),
        ("COQUET HIGH INV 1001", {"X-1001": 100}),
        ("INV 1001", {"X-1001": 100}),  # The number, and the amount to the penny.
        ("HARTSIDE INV 1001", {}),  # It is not Hartside's charge.
        ("COQUET HIGH SCHOOL", {"X-1001": 100}),
        ("BGC 66214", {}),
    ],
)
def test_a_text_settles_what_it_names(text, links):
    assert settled(text, due("1001", reference="PF2526COQUET1")) == links


def test_a_reference_with_less_is_a_part_and_with_more_is_asked():
    charge = due("1001", reference="PF2526COQUET1")
    assert settled("PF2526COQUET1", charge, pence=40) == {"X-1001": 40}
    assert settled("PF2526COQUET1", charge, pence=101) == {}
    assert settled("INV 1001", charge, pence=40) == {}  # A number alone, and not its amount.
    assert settled("COQUET INV 1001", charge, pence=40) == {"X-1001": 40}


def test_two_payments_of_one_charge_come_to_it_and_a_third_is_asked():
    lines = [line("PF2526COQUET1", pence, name=str(n)) for n, pence in enumerate((60, 40, 1))]
    certain, asked = match(lines, [due("1001", reference="PF2526COQUET1")])
    assert ([one.parts[0].pence for one in certain.values()], asked) == ([60, 40], {})


def test_several_numbers_settle_all_of_them_where_they_come_to_the_amount():
    charges = [due("1001"), due("1002", pence=50), due("1003", pence=25)]
    assert settled("COQUET 1001 1002", *charges, pence=150) == {"X-1001": 100, "X-1002": 50}
    assert settled("COQUET 1001 1002", *charges, pence=140) == {}


def test_all_that_is_open_is_settled_by_its_sum_and_a_choice_of_it_is_asked():
    charges = [due("1001"), due("1002", pence=50), due("1003", pence=25)]
    assert settled("COQUET HIGH", *charges, pence=175) == {"X-1001": 100, "X-1002": 50, "X-1003": 25}
    _, asked = match([line("COQUET HIGH", 125)], charges)
    assert [part.due.link for part in asked["L1"].parts] == ["X-1001", "X-1003"]


def test_money_settles_only_what_goes_its_way():
    assert settled("COQUET HIGH", due("1001", pence=-100)) == {}
    assert settled("COQUET HIGH", due("1001", pence=-100), pence=-100) == {"X-1001": -100}


def test_a_name_within_a_longer_name_is_the_longer_ones():
    named = [NAMES.named(text) for text in ("ASH GROVE PRIMARY", "ASH FIRST", "ASHTON")]
    assert named == ["AshGrove", "Ash", None]
    assert NAMES.named("COQUET AND HARTSIDE") is None


def test_of_two_payments_that_one_line_could_be_neither_is_taken_unseen_and_for_two_lines_both_are():
    paid = [Movement(n, DAY + timedelta(2 + n), 100, (f"X-100{n}",), "Coquet") for n in (1, 2)]
    charges = [due("1001", pence=0), due("1002", pence=0)]
    certain, asked = match([line("COQUET HIGH")], charges, paid)
    assert (certain, asked["L1"].movements) == ({}, (paid[0],))
    certain, _ = match([line("COQUET HIGH")], [*charges, due("1003")], paid)
    assert certain == {}  # Nor is it the one that is open.
    certain, _ = match([line("COQUET HIGH"), line("X-1001", name="L2")], charges, paid)
    assert (certain["L1"].movements, certain["L2"].movements) == ((paid[1],), (paid[0],))
    certain, _ = match([line("COQUET HIGH"), line("COQUET", name="L2")], charges, paid)
    assert len(certain) == 2


def test_a_recorded_payment_is_its_line_before_anything_due_is_settled():
    paid = Movement(0, DAY, 100, ("X-1001",), "Coquet")
    certain, _ = match([line("COQUET HIGH")], [due("1001", pence=0), due("1002")], [paid])
    assert certain["L1"].movements == (paid,)
    earlier = paid._replace(day=DAY - timedelta(3))
    certain, _ = match([line("COQUET HIGH")], [due("1001", pence=0), due("1002", pence=70)], [earlier])
    assert certain["L1"].movements == (earlier,)


def test_a_payment_of_some_days_before_is_asked_about_where_the_line_could_be_one_of_what_is_due():
    paid = Movement(0, DAY - timedelta(3), 100, ("X-1001",), "Coquet")
    charges = [due("1001", pence=0), due("1002")]
    certain, asked = match([line("COQUET HIGH")], charges, [paid])
    assert (certain, asked["L1"].movements) == ({}, (paid,))
    certain, _ = match([line("COQUET HIGH"), line("COQUET", name="L2")], charges, [paid])
    assert (certain["L1"].movements, certain["L2"].parts[0].due.link) == ((paid,), "X-1002")
    certain, _ = match([line("COQUET HIGH X-1001")], charges, [paid])
    assert certain["L1"].movements == (paid,)
    certain, _ = match([line("COQUET HIGH")], charges, [paid._replace(event="unidentified")])
    assert len(certain) == 1  # Such a receipt is on no charge yet.


def test_a_text_that_names_another_charge_is_not_the_recorded_payment():
    paid = Movement(0, DAY, 100, ("X-1001",), "Coquet")
    charges = [due("1001", pence=0), due("1002", reference="PF2")]
    certain, _ = match([line("COQUET X-1002")], charges, [paid])
    assert [part.due.link for part in certain["L1"].parts] == ["X-1002"]


@pytest.mark.parametrize(("days", "is_certain"), [(0, True), (10, True), (11, False), (45, False)])
def test_a_recorded_payment_is_looked_for_some_days_apart(days, is_certain):
    paid = Movement(0, DAY - timedelta(days), 100, ("X-1001",), "Coquet")
    certain, asked = match([line("COQUET HIGH")], [due("1001", pence=0)], [paid])
    assert (bool(certain), bool(asked)) == (is_certain, not is_certain)


def test_of_a_silent_line_only_the_one_payment_of_that_very_day_is_certain():
    paid = Movement(0, DAY, 100, ("X-1001",), "Coquet")
    assert match([line("BGC 66214")], [], [paid])[0]["L1"].movements == (paid,)
    later = line("BGC 66214", day=DAY + timedelta(1))
    assert match([later], [], [paid])[0] == {}
    assert match([line("BGC 1"), line("BGC 2", name="L2")], [], [paid])[0] == {}
    assert match([line("BGC 1")], [], [paid, paid._replace(number=1)])[0] == {}
    assert match([line("HARTSIDE")], [], [paid])[0] == {}


def test_two_equal_lines_take_two_equal_payments_and_a_third_line_none():
    paid = [Movement(n, DAY, 100, ("X-1001",), "Coquet") for n in (0, 1)]
    certain, _ = match([line("COQUET", name=str(n)) for n in range(3)], [], paid)
    assert [certain[name].movements for name in sorted(certain)] == [(paid[0],), (paid[1],)]


TEXTS = st.sampled_from(
    ("COQUET HIGH", "HARTSIDE MIDDLE 1001", "NORTH NET LTD", "BGC 66214", "1001 1002", "X-1003", "PF1", "COQUET PF2")
)
PARTIES = st.sampled_from(["Coquet", "Hartside", "North Net Ltd", "Ash"])
PENCE = st.sampled_from([100, 50, 150, -100, -50, 250, 1])
DAYS = st.integers(0, 60).map(lambda n: DAY + timedelta(n))
LINES = st.lists(st.tuples(TEXTS, PENCE, DAYS), max_size=6)
NUMBERS = st.sampled_from(["1001", "1002", "1003", "1004"])
DUES = st.lists(st.tuples(NUMBERS, PARTIES, PENCE), max_size=5, unique_by=lambda one: one[0])
PAID = st.lists(st.tuples(st.sampled_from(["1001", "1002"]), PARTIES, PENCE, DAYS), max_size=4)


@given(LINES, DUES, PAID)
def test_each_thing_accounts_for_one_line_and_to_the_penny(lines, dues, paid):
    said = [line(text, pence, day, str(n)) for n, (text, pence, day) in enumerate(lines)]
    owed = [due(number, party, pence, f"PF{number[-1]}") for number, party, pence in dues]
    movements = [Movement(n, day, pence, (f"X-{no}",), party) for n, (no, party, pence, day) in enumerate(paid)]
    certain, _ = match(said, owed, movements)
    pence = {one.id: one.pence for one in said}
    used, taken = Counter(), Counter()
    for name, one in certain.items():
        assert sum(part.pence for part in (*one.movements, *one.parts)) == pence[name]
        assert bool(one.movements) != bool(one.parts)
        used.update(movement.number for movement in one.movements)
        for part in one.parts:
            assert part.pence * part.due.pence > 0
            taken[part.due.link] += part.pence
    assert max(used.values(), default=1) == 1
    assert all(abs(taken[one.link]) <= abs(one.pence) for one in owed)


@given(LINES, DUES, PAID, st.randoms(use_true_random=False))
def test_what_is_certain_does_not_hang_on_the_order_of_what_is_due(lines, dues, paid, random):
    said = [line(text, pence, day, str(n)) for n, (text, pence, day) in enumerate(lines)]
    owed = [due(number, party, pence, f"PF{number[-1]}") for number, party, pence in dues]
    movements = [Movement(n, day, pence, (f"X-{no}",), party) for n, (no, party, pence, day) in enumerate(paid)]
    shuffled = random.sample(owed, len(owed))
    links = [
        {name: sorted(part.due.link for part in one.parts) for name, one in match(said, order, movements)[0].items()}
        for order in (owed, shuffled)
    ]
    assert links[0] == links[1]


@given(st.lists(st.tuples(PENCE, DAYS), max_size=6), DUES)
def test_an_amount_alone_settles_nothing(lines, dues):
    said = [line("BGC 66214 FROM SOMEBODY", pence, day, str(n)) for n, (pence, day) in enumerate(lines)]
    assert match(said, [due(*one) for one in dues])[0] == {}


def test_a_reference_that_a_bank_broke_is_put_together():
    assert "pf2526coquet1" in keys_in("FPI COQUET HIGH PF 2526 COQUET 1 03OCT")
    assert "12" not in keys_in("INV 12")


@pytest.mark.parametrize("text", ["INTEREST (GROSS)", "Credit interest paid to 31 OCT 2025", "GROSS INTEREST"])
def test_a_text_of_interest_alone_is_interest(text):
    assert is_interest(text)
    assert special_party(text) == "interest"


@pytest.mark.parametrize("text", ["INTEREST FREE LOAN ACME", "COQUET INTEREST", "INT 123"])
def test_a_text_that_says_more_than_interest_is_not(text):
    assert not is_interest(text)


@pytest.mark.parametrize(
    ("text", "is_charge"),
    [
        ("SERVICE CHARGES REF : 123456", True),
        ("BANK ACCOUNT FEE", True),
        ("ACME SERVICE CHARGE", False),
        ("BANK", False),
    ],
)
def test_a_text_of_a_banks_charge_alone_is_one(text, is_charge):
    assert is_bank_charge(text) is is_charge
