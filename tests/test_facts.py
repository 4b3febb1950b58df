import dataclasses
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund import beans, canon
from nesa_fund.entries import Place
from nesa_fund.facts import (
    FACTS,
    Alliance,
    BankStatement,
    Fact,
    FactError,
    Member,
    Roll,
    Schedule,
    Strength,
    read_fact,
    specs,
)

printable = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(' \\",='), max_size=20)
codes = st.from_regex(r"[A-Z][A-Za-z0-9]{0,8}", fullmatch=True)
pence = st.integers(-(10**12), 10**12)
numbers = st.integers(-(10**9), 10**9).map(lambda n: Fraction(n, 1000))
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
KINDS = {
    "text": printable,
    "amount": pence,
    "number": numbers,
    "count": st.integers(-1000, 10**6),
    "day": days,
    "flag": st.booleans(),
    "codes": st.lists(codes, max_size=3).map(tuple),
    "weights": st.lists(st.tuples(codes, numbers), max_size=3).map(tuple),
    "costs": st.lists(st.tuples(codes, pence), max_size=3).map(tuple),
}


SENSE = {  # What a fact of the class refuses to be read with otherwise.
    "alliance": {"year_start": st.sampled_from(["09-01", "04-01"]), "terms_days": st.integers(0, 99),
                 "overdue_days": st.integers(0, 99), "withdrawal": st.sampled_from(["refund", "keep"])},
    "acceptance": {"answer": st.sampled_from(["accepted", "disputed"])},
    "agreed-account": {"answer": st.sampled_from(["agree", "differ"])},
    "grant": {"paid": st.sampled_from(["advance", "arrears"])},
    "review": {"year": st.sampled_from(["2025-26", "2099-00"])},
    "member": {"code": codes.filter(lambda code: code not in {"Fund", "Register"}),
               "kind": st.sampled_from(["school", "trust", "association"])},
    "roll": {"pupils": numbers.map(abs)},
    "schedule": {"year": st.sampled_from(["2025-26", "2099-00"]), "instalments": st.integers(1, 99)},
    "agreement": {"weights": st.lists(st.tuples(codes, numbers.map(abs)), max_size=3).map(tuple)},
}  # fmt: skip


def facts_of(fact: type[Fact]) -> st.SearchStrategy[Fact]:
    fields = {
        spec.name: KINDS[spec.kind] | st.none() if spec.default is None else KINDS[spec.kind] for spec in specs(fact)
    }
    return st.builds(fact, day=days, **(fields | SENSE.get(fact.TYPE, {})))


@pytest.mark.parametrize("name", sorted(FACTS))
@given(data=st.data())
def test_any_fact_reads_back_as_it_was_written(name, data):
    fact = data.draw(facts_of(FACTS[name]))
    contents = beans.Contents()
    beans.read_file(canon.text_of_fact(fact) + "\n", 1, "batches/0001/register.beancount", contents)
    assert contents.facts == [fact]


def test_every_kind_of_field_is_generated():
    assert {spec.kind for fact in FACTS.values() for spec in specs(fact)} == set(KINDS)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_what_must_be_there_are_the_values(name):
    fact = FACTS[name]
    assert [spec.name for spec in specs(fact) if spec.required] == list(fact.VALUES)
    assert set(fact.KEY) <= {field.name for field in dataclasses.fields(fact)}


def test_a_state_has_a_slot_for_each_date_and_a_measurement_one_for_its_key():
    member = Member(day=date(2025, 9, 1), code="Elm", kind="school")
    assert member.slot != dataclasses.replace(member, day=date(2026, 9, 1)).slot
    roll = Roll(day=date(2025, 10, 1), code="Elm", pupils=Fraction(1), census="2025-10")
    assert roll.slot == dataclasses.replace(roll, day=date(2025, 11, 1), pupils=Fraction(2)).slot


def test_what_a_fact_says_is_not_where_it_came_from():
    adopted = Schedule(day=date(2025, 9, 1), year="2025-26", total=1, minute="4")
    told_twice = dataclasses.replace(adopted, source="b.xlsx [A1]", document="m.pdf", reason="slip", corrects="0001 a")
    assert told_twice.says == adopted.says
    assert dataclasses.replace(adopted, minute="5").says != adopted.says


def test_the_reason_of_a_deduction_is_part_of_what_it_says():
    one, other = (read_fact(FACTS["deduction"], date(2025, 9, 1), ["Elm", "2025-26", "GAG", "1.00"], {"reason": reason})
                  for reason in ("rates", "recoupment"))  # fmt: skip
    assert one.key != other.key
    assert one.says != other.says


def test_a_correction_names_batch_and_source():
    fact = Alliance(day=date(2025, 9, 1), name="x", source="a.xlsx [A1]", place=Place(12, "f", 3))
    assert fact.reference == "0012 a.xlsx [A1]"


@pytest.mark.parametrize(
    ("fact", "owner"),
    [
        (Strength(day=date(2025, 9, 1), code="Elm", reserve=1), "Elm"),
        (Member(day=date(2025, 9, 1), code="Elm", kind="school"), ""),
        (BankStatement(day=date(2025, 9, 1), account="Assets:Elm:Bank", closing=1), "Elm"),
        (BankStatement(day=date(2025, 9, 1), account="Assets:Fund:Bank", closing=1), ""),
    ],
)
def test_a_fact_of_one_member_stands_in_its_own_register(fact, owner):
    assert fact.owner == owner


@pytest.mark.parametrize(
    ("kind", "values", "meta", "told"),
    [
        ("roll", ["Elm"], {}, "roll takes code, pupils"),
        ("roll", ["Elm", "1", "2"], {}, "roll takes code, pupils"),
        ("roll", ["Elm", "many"], {}, 'pupils "many" is not a number'),
        ("roll", ["Elm", True], {}, 'pupils "True" is not a number'),
        ("roll", ["Elm", "112,5"], {}, 'pupils "112,5" is not a number'),
        ("roll", ["Elm", "112.00001"], {}, "is not a number, with four decimals at most"),
        ("roll", ["Elm", "0." + "3" * 40], {}, "is not a number, with four decimals at most"),
        ("grant", ["G", "1000,50"], {}, 'amount "1000,50" is not an amount in pounds and pence'),
        ("grant", ["G", "1,23.00"], {}, "is not an amount"),
        ("grant", ["G", ",100.00"], {}, "is not an amount"),
        ("schedule", ["2025-26", "1.00"], {"instalments": "1,2"}, "is not a whole number"),
        ("grant", ["G", "1.005"], {}, 'amount "1.005" is not an amount in pounds and pence'),
        ("grant", ["G", "1e5"], {}, "is not an amount"),
        ("grant", ["G", "1.00"], {"until": "31/08/2026"}, 'until "31/08/2026" is not a date'),
        ("schedule", ["2025-26", "1.00"], {"instalments": "1.5"}, "is not a whole number"),
        ("alliance", ["A"], {"documents": "yes"}, "is not TRUE or FALSE"),
        ("agreement", ["a", "b", "1"], {"weights": "Coquet"}, "is not a list like Coquet=3, Rothley=2"),
        ("contract", ["a", "b", "1"], {"alone-cost": "Coquet=x"}, "is not a list like Coquet=300.00"),
        ("alliance", ["A"], {"withdrawal": "sell"}, 'withdrawal "sell" is neither refund nor keep'),
        ("acceptance", ["Ash-1", "Elm", "maybe"], {}, '"maybe" is neither accepted nor disputed'),
        ("agreed-account", ["Elm", "1", "1", "maybe"], {}, '"maybe" is neither agree nor differ'),
        ("grant", ["G", "1.00"], {"paid": "weekly"}, 'paid "weekly" is neither advance nor arrears'),
        ("review", ["2025"], {}, '"2025" is not a year, like 2025-26'),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused(kind, values, meta, told):
    with pytest.raises(FactError, match=told.replace("(", r"\(")):
        read_fact(FACTS[kind], date(2025, 9, 1), values, meta)


@pytest.mark.parametrize(
    ("written", "pence"),
    [("1,234.56", 123_456), ("1234.56", 123_456), ("1,234,567", 123_456_700), ("-1,000.5", -100_050)],
)
def test_commas_part_thousands(written, pence):
    assert read_fact(FACTS["grant"], date(2025, 9, 1), ["G", written], {}).amount == pence


@pytest.mark.parametrize(
    ("kind", "values", "meta", "why"),
    [
        ("alliance", ["A"], {"year-start": "13-45"}, "is not a day like 09-01"),
        ("alliance", ["A"], {"terms-days": "-1"}, "not below zero"),
        ("member", ["Fund", "school"], {}, "can't be a member code"),
        ("member", ["../Ash", "school"], {}, "can't be a member code"),
        ("member", ["Ash", "company"], {}, "no kind of member"),
        ("roll", ["Ash", "-412"], {}, "not below zero"),
        ("schedule", ["banana", "5.00"], {}, "is not a year"),
        ("schedule", ["2025-27", "5.00"], {}, "is not a year"),
        ("schedule", ["2025-26", "5.00"], {"instalments": "0"}, "at least one instalment"),
        ("agreement", ["net", "Ash", "5.00"], {"weights": "Ash=-1"}, "not below zero"),
    ],
)
def test_a_fact_that_says_what_cannot_be_is_refused(kind, values, meta, why):
    with pytest.raises(FactError, match=why):
        read_fact(FACTS[kind], date(2025, 9, 1), values, meta)
