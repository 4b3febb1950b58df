"""Who there is: added, invited, given another role, erased; and what is kept of them, outside the ledger."""

import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from nesa_fund.problems import InputError
from nesa_fund.web import sessions
from nesa_fund.web.factors import password_fault, totp_step
from nesa_fund.web.people import People, people_file
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.sessions import (
    AT_MOST,
    IDLE,
    TRIES_FROM_AN_ADDRESS,
    TRIES_OF_A_NAME,
    WINDOW,
    begin,
    sign_in,
    sign_out,
    signed_in,
)

NOON = datetime(2026, 8, 31, 12, tzinfo=UTC)
PASSWORD = "harbour wicket thimble"
ANN = Person("ann", Role.GOVERNOR, "Hartside")


@pytest.fixture
def people(tmp_path):
    return People(tmp_path / "people.sqlite")


def settled(people, person=ANN):
    """Somebody who took up their invitation; returns the secret of their app and the recovery codes."""
    token = people.add(person, NOON)
    totp = people.invitation(token, NOON).totp
    return totp, people.take_up(token, PASSWORD, 0, NOON)


def enter(people, totp, now=NOON, **given):
    said = {"name": "ann", "password": PASSWORD, "code": pyotp.TOTP(totp).at(now), "address": "203.0.113.7"} | given
    return sign_in(people, **said, now=now)


def test_people_are_kept_beside_the_ledger_and_not_in_it(tmp_path):
    file = people_file(tmp_path / "ledger")
    assert file.parent == tmp_path.resolve()
    assert file.name == "ledger-people.sqlite"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_its_owners_alone(people):
    people.add(ANN, NOON)
    assert stat.S_IMODE(people.file.stat().st_mode) == 0o600


def test_no_file_is_made_by_looking(people):
    with pytest.raises(InputError, match="no users are set up"):
        people.all()
    assert not people.are_set_up


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (Person("Ann", Role.AUDITOR), "can't be a user"),
        (Person("erased", Role.AUDITOR), "can't be a user"),
        (Person("a b", Role.AUDITOR), "can't be a user"),
        (Person("ann", Role.GOVERNOR), "is of one member"),
        (Person("ann", Role.CLERK), "is of one member"),
        (Person("ann", Role.AUDITOR, "Hartside"), "is of the whole alliance"),
        (Person("ann", Role.KEEPER, "Hartside"), "is of the whole alliance"),
    ],
)
def test_a_code_and_a_role_must_fit(people, person, said):
    with pytest.raises(InputError, match=said):
        people.add(person, NOON)


def test_a_code_is_given_once(people):
    people.add(ANN, NOON)
    with pytest.raises(InputError, match="already"):
        people.add(ANN, NOON)


def test_a_governor_without_a_member_would_see_nothing_rather_than_all():
    nobodys = Person("ann", Role.GOVERNOR)
    assert not nobodys.sees_all
    assert not nobodys.sees("alliance")


@pytest.mark.parametrize("key", ["alliance", "Fund", "Hartside", ""])
def test_a_keeper_sees_no_book(key):
    assert not Person("kate", Role.KEEPER).sees(key)


def test_an_invitation_serves_once_and_within_its_time(people):
    token = people.add(ANN, NOON)
    assert people.invitation(token, NOON + timedelta(days=6))
    assert people.invitation(token, NOON + timedelta(days=7)) is None
    assert people.take_up(token, PASSWORD, 0, NOON)
    assert people.invitation(token, NOON) is None
    assert people.take_up(token, PASSWORD, 0, NOON) is None


def test_a_new_invitation_ends_the_one_before(people):
    first = people.add(ANN, NOON)
    assert people.invite("ann", NOON) != first
    assert people.invitation(first, NOON) is None


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaa", "my name is ann again"])
def test_a_password_that_is_easily_guessed_is_not_taken(password):
    assert password_fault(password, "ann")


def test_three_words_are_a_password():
    assert password_fault(PASSWORD, "ann") == ""


def test_name_password_and_code_together_sign_in(people):
    totp, _ = settled(people)
    token = enter(people, totp, name=" Ann ")
    assert signed_in(people, token, NOON) == ANN


def test_nothing_of_a_password_or_a_token_is_kept_as_it_is(people):
    totp, codes = settled(people)
    token = enter(people, totp)
    dump = "\n".join(sqlite3.connect(people.file).iterdump())
    assert "$argon2id$" in dump
    assert [kept for kept in (PASSWORD, token, *codes) if kept in dump] == []


def test_each_of_the_three_is_needed(people):
    totp, _ = settled(people)
    settled(people, Person("ben", Role.AUDITOR))
    assert enter(people, totp, password="harbour wicket thimbl") is None
    assert enter(people, totp, code="000000") is None
    assert enter(people, totp, name="ben") is None
    assert enter(people, totp, name="nobody") is None


def test_somebody_who_has_not_taken_up_the_invitation_can_not_sign_in(people):
    people.add(ANN, NOON)
    assert enter(people, pyotp.random_base32()) is None


def test_a_code_of_the_app_serves_once(people):
    totp, _ = settled(people)
    assert enter(people, totp)
    assert enter(people, totp) is None
    assert enter(people, totp, NOON + timedelta(seconds=30))


def test_of_two_who_bring_one_code_at_once_only_one_comes_in(people):
    settled(people)
    assert [people.use_step("ann", 7) for _ in range(2)] == [True, False]
    assert not people.use_step("ann", 6)


def test_a_clock_that_is_half_a_minute_off_does_not_matter_and_more_does():
    totp = pyotp.random_base32()
    for seconds, is_taken in ((-30, True), (30, True), (-90, False), (90, False)):
        given = pyotp.TOTP(totp).at(NOON + timedelta(seconds=seconds))
        assert (totp_step(totp, given, NOON, 0) is not None) == is_taken


def test_a_recovery_code_serves_once_in_the_place_of_the_app(people):
    totp, codes = settled(people)
    assert enter(people, totp, code=codes[0].upper())
    assert enter(people, totp, code=codes[0]) is None
    assert enter(people, totp, code=codes[1])


def test_recovery_codes_of_another_person_do_not_serve(people):
    totp, _ = settled(people)
    _, others = settled(people, Person("ben", Role.AUDITOR))
    assert enter(people, totp, code=others[0]) is None


def test_after_a_thousand_wrong_passwords_even_the_right_one_waits(people):
    totp, _ = settled(people)
    for _ in range(1000):
        assert enter(people, totp, password="wrong") is None
    assert enter(people, totp) is None
    later = NOON + WINDOW
    assert enter(people, totp, later)


def test_whoever_tries_one_password_on_many_names_waits_too(people):
    totp, _ = settled(people)
    for n in range(TRIES_FROM_AN_ADDRESS):
        enter(people, totp, name=f"name{n}", password="wrong")
    assert enter(people, totp) is None
    assert enter(people, totp, address="203.0.113.8")


def test_nobody_keeps_somebody_else_out_from_one_place(people):
    totp, _ = settled(people)
    for _ in range(100):
        assert enter(people, totp, password="wrong", address="203.0.113.9") is None
    assert enter(people, totp)


def test_a_name_that_is_tried_from_everywhere_waits_everywhere(people, monkeypatch):
    monkeypatch.setattr(sessions, "TRIES_OF_A_NAME_ANYWHERE", 8)
    totp, _ = settled(people)
    for n in range(8):
        enter(people, totp, password="wrong", address=f"203.0.113.{n}")
    assert enter(people, totp, address="203.0.113.99") is None
    assert enter(people, totp, NOON + WINDOW, address="203.0.113.99")


def test_the_addresses_of_one_household_are_one_place(people):
    totp, _ = settled(people)
    for n in range(5):
        enter(people, totp, password="wrong", address=f"2001:db8:1:2::{n}")
    assert enter(people, totp, address="2001:db8:1:2:aaaa::1") is None
    assert enter(people, totp, address="2001:db8:1:3::1")


def test_of_wrong_passwords_that_come_at_once_no_more_are_looked_at(people):
    totp, _ = settled(people)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: enter(people, totp, password="wrong"), range(40))) == {None}
    assert [event.what for event in people.events("ann")] == ["sign-in refused"] * TRIES_OF_A_NAME


def test_a_right_sign_in_forgets_the_wrong_ones_of_the_name(people):
    totp, _ = settled(people)
    for n in range(3):
        for _ in range(4):
            enter(people, totp, password="wrong")
        assert enter(people, totp, NOON + timedelta(minutes=n))


def test_a_session_ends_when_it_is_idle_or_old_or_ended(people):
    settled(people)
    token = begin(people, ANN, NOON)
    assert signed_in(people, token, NOON + IDLE - timedelta(seconds=1))
    assert signed_in(people, token, NOON + IDLE + timedelta(minutes=5))
    assert signed_in(people, token, NOON + 2 * IDLE + timedelta(hours=1)) is None
    old = begin(people, ANN, NOON)
    moments = [NOON + n * timedelta(minutes=20) for n in range(1, 40)]
    lived = [moment - NOON for moment in moments if signed_in(people, old, moment)]
    assert max(lived) < AT_MOST <= max(lived) + timedelta(minutes=20)
    ended = begin(people, ANN, NOON)
    sign_out(people, ended)
    assert signed_in(people, ended, NOON) is None


def test_a_page_that_asks_by_itself_keeps_no_session_alive(people):
    settled(people)
    token = begin(people, ANN, NOON)
    assert signed_in(people, token, NOON + IDLE - timedelta(minutes=1), counts=False)
    assert signed_in(people, token, NOON + IDLE + timedelta(minutes=1)) is None


@pytest.mark.parametrize("change", ["role", "invitation", "erased"])
def test_whatever_changes_somebodys_rights_signs_them_out(people, change):
    settled(people)
    token = begin(people, ANN, NOON)
    match change:
        case "role":
            people.set_role(Person("ann", Role.CLERK, "Hartside"))
        case "invitation":
            people.take_up(people.invite("ann", NOON), PASSWORD, 0, NOON)
        case "erased":
            people.erase("ann")
    assert signed_in(people, token, NOON) is None


def test_whoever_is_erased_is_nowhere_in_the_file(people):
    totp, _ = settled(people)
    enter(people, totp)
    people.note("ann", "looked", NOON)
    people.note("ben", "looked", NOON)
    people.erase("ann")
    assert [(event.who, event.what) for event in people.events()] == [("erased", "looked"), ("ben", "looked")]
    assert "'ann'" not in "\n".join(sqlite3.connect(people.file).iterdump())
    with pytest.raises(InputError, match="there is no user"):
        people.known("ann")


def test_whoever_is_erased_is_named_no_more_in_what_others_did(people):
    settled(people)
    for what in ("approved 1 of ann: batch 7", "made clerk of Rothley by keeper ann", "made board by ann", "of anna"):
        people.note("ben", what, NOON)
    people.erase("ann")
    assert [event.what for event in people.events("ben")] == [
        "approved 1 of erased: batch 7", "made clerk of Rothley by keeper erased", "made board by erased", "of anna",
    ]  # fmt: skip


def test_the_key_of_the_cookies_outlives_a_restart(people):
    people.add(ANN, NOON)
    assert People(people.file).secret_key() == people.secret_key()


def test_what_is_no_store_is_said(tmp_path: Path):
    from nesa_fund.problems import LedgerError

    (tmp_path / "people.sqlite").write_text("not a database, but a text that is long enough to be read as one" * 20)
    with pytest.raises(LedgerError, match=r"people\.sqlite can't be read"):
        People(tmp_path / "people.sqlite").all()
