"""Codes derived from names, and whom a spelling means."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.names import CODE, LONGEST_CODE, Names, derive_codes, folded, is_reserved, spelt
from nesa_fund.facts import Member


def code(name, urn="", taken=()):
    return derive_codes([(name, urn)], taken).get((name, urn))


@pytest.mark.parametrize(
    ("name", "derived"),
    [
        ("Hartside Middle School", "Hartside"),
        ("COQUET HIGH SCHOOL", "Coquet"),
        ("St Mary's C of E First School", "StMarys"),
        ("St Mary’s C. of E. First School", "StMarys"),
        ("The Ash and Elm Federation", "AshElm"),
        ("rothley upper school", "Rothley"),
        ("McKay Academy Trust", "McKay"),
        ("Ysgol Tŷ Gwyn", "YsgolTyGwyn"),
        ("1st Hexham Primary", "The1stHexham"),
        ("First School", "FirstSchool"),
        ("Voluntary Aided Roman Catholic Primary School", "VoluntaryAidedRomanCatholicPrimarySchool"),
        ("Con School", None),
        ("Register", None),
        ("Fund", None),
    ],
)
def test_a_code_is_the_name_in_camel_case_without_the_words_that_many_share(name, derived):
    assert code(name) == derived


def test_a_reserved_name_takes_its_urn():
    assert code("Fund", "122170") == "Fund122170"
    assert derive_codes([("Com", "1"), ("COM", "12")], []) == {("COM", "12"): "Com12"}


def test_different_names_that_would_meet_keep_their_phase():
    members = [("Ash First School", "1"), ("Ash Middle School", "2"), ("Elm Primary", "3")]
    assert derive_codes(members, []) == dict(zip(members, ["AshFirst", "AshMiddle", "Elm"], strict=True))


def test_schools_of_one_name_all_get_their_urn_and_one_without_a_urn_gets_none():
    members = [("Ash First School", "1"), ("ASH FIRST SCHOOL", "2"), ("Ash first school", "")]
    assert derive_codes(members, []) == {members[0]: "Ash1", members[1]: "Ash2"}


def test_a_code_that_somebody_has_is_not_derived_again_whatever_its_capitals():
    assert code("Ash First School", "1", taken=["ASH"]) == "AshFirst"
    assert code("Ash First School", "1", taken=["ASH", "AshFirst"]) == "Ash1"


def test_names_that_differ_in_capitals_alone_get_no_codes_that_do():
    assert derive_codes([("McKay", "1"), ("Mckay", "2")], []) == {("McKay", "1"): "McKay1", ("Mckay", "2"): "Mckay2"}


def test_a_name_and_a_urn_that_meet_another_name_and_urn_give_one_code_only_once():
    codes = derive_codes([("Ash 1", "23"), ("ash 1", "5"), ("Ash 12", "3"), ("ash 12", "6")], [])
    assert len({code.casefold() for code in codes.values()}) == len(codes)


def test_a_long_name_is_cut_between_words_and_leaves_room_for_its_urn():
    long = " ".join(["Northumberland"] * 9)
    assert code(long) == "Northumberland" * 2
    assert (
        derive_codes([(long, "122170"), (long.upper(), "122171")], [])[long, "122170"]
        == "Northumberland" * 2 + "122170"
    )
    assert len(code("x" * 99)) == LONGEST_CODE


NAMES = st.text(st.sampled_from("aAbBéß1 '’-.") | st.sampled_from(string.ascii_letters), max_size=60) | st.sampled_from(
    ["Ash First School", "ASH first school", "Ash Middle", "Fund", "Con", "学校", "Com", "Register", "The 1st", ""]
)


@given(st.lists(st.tuples(NAMES, st.text("0123456789é Xx", max_size=45)), max_size=12), st.lists(NAMES, max_size=4))
def test_derived_codes_are_valid_and_unlike_in_more_than_capitals(members, names):
    taken = list(derive_codes([(name, "") for name in names], []).values())
    codes = derive_codes(members, taken)
    assert all(CODE.fullmatch(code) and not is_reserved(code) for code in codes.values())
    every = [code.casefold() for code in (*codes.values(), *taken)]
    assert len(set(every)) == len(every)
    assert derive_codes(members[::-1], taken) == codes


def names(*members):
    return Names({code: Member(day=date(2025, 9, 1), code=code, kind="school", **said) for code, said in members})


THREE = names(
    ("Hartside", {"name": "Hartside Middle School", "urn": "122170, 122171", "alias": ("HMS", "Hart")}),
    ("AshFirst", {"name": "Ash First School", "urn": "1"}),
    ("AshMiddle", {"name": "Ash Middle School", "urn": "2"}),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hartside", "Hartside"),
        ("HARTSIDE", "Hartside"),
        ("hartside middle school", "Hartside"),
        ("Hartside C of E Academy", "Hartside"),
        ("Hartside C of E Primary", None),
        ("122171", "Hartside"),
        ("hms", "Hartside"),
        ("Hart", "Hartside"),
        ("Ash First School", "AshFirst"),
        ("ash-first", None),
        ("Ash", None),
        ("Ashfirst", "AshFirst"),
        ("Partnership Fund", "Fund"),
        ("the fund", "Fund"),
        ("Hartsid", None),
        ("Hartsidе", None),
        ("学校", None),
        ("---", None),
    ],
)
def test_a_spelling_means_a_member_only_where_it_is_that_members_alone(text, found):
    assert THREE.find(text) == found


@pytest.mark.parametrize(
    "text",
    ["Ash", "Ash School", "Ash Primary", "Ash C of E Primary", "Ash Primary and Nursery School", "Ash RC Academy"],
)
def test_a_loose_spelling_of_the_same_phase_or_of_none_means_the_member(text):
    assert names(("Ash", {"name": "Ash Primary School"})).find(text) == "Ash"


@pytest.mark.parametrize("text", ["Ash High School", "ash-high", "Ash Upper", "Ash C of E Infants"])
def test_a_loose_spelling_of_another_phase_means_nobody_and_the_nearest_is_named(text):
    one = names(("Ash", {"name": "Ash Primary School"}))
    assert one.find(text) is None
    assert one.complaint(text) == "no member of that name; nearest: Ash Primary School (Ash)"


def test_a_member_has_the_phases_of_all_its_names():
    one = names(("Ash", {"name": "Ash Primary School", "alias": ("Ash First School",)}), ("Elm", {"name": "Elm"}))
    assert [one.find(text) for text in ("Ash First", "Ash Infants", "Elm High")] == ["Ash", None, "Elm"]
    infants = names(("Oak", {"name": "Oak Infant School"}))
    assert [infants.find(text) for text in ("Oak Infants", "Oak Juniors")] == ["Oak", None]


def test_a_mistyped_code_gets_the_nearest_codes():
    two = names(("NGH2", {"name": "Hartside Middle School"}), ("Elm", {"name": "Elm School"}))
    assert two.complaint("NHG2") == "no member of that name; nearest: Hartside Middle School (NGH2)"


def test_a_code_means_its_member_even_where_another_is_called_so():
    two = names(("Ash", {"name": "Ash First School"}), ("AshHigh", {"name": "Ash"}))
    assert [two.find(text) for text in ("Ash", "ash", "AshHigh")] == ["Ash", None, "AshHigh"]
    assert two.complaint("ash") == "could be Ash or AshHigh; write the member code"


def test_a_name_in_another_script_is_a_name():
    two = names(("Foreign", {"name": "学校"}), ("Elm", {"name": "Elm"}))
    assert [two.find(text) for text in ("学校", "学", "!")] == ["Foreign", None, None]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Hartsyde", "no member of that name; nearest: Hartside Middle School (Hartside)"),
        ("Ash", "could be AshFirst or AshMiddle; write the member code"),
        ("Zebra", "no member of that name"),
    ],
)
def test_a_complaint_names_the_nearest(text, complaint):
    assert THREE.complaint(text) == complaint


def test_the_nearest_of_one_name_are_all_named():
    two = names(("Ash1", {"name": "Ash School"}), ("Ash2", {"name": "Ash School"}))
    assert two.complaint("Ash Schol") == "no member of that name; nearest: Ash School (Ash1), Ash School (Ash2)"


@given(NAMES)
def test_spelling_and_folding_are_settled_after_once(name):
    assert spelt(spelt(name)) == spelt(name)
    assert folded(folded(name)) == folded(name)
