"""Whose an account of another service is: bound by an invitation, to one person, until they are invited anew."""

import sqlite3

import pytest

from brought import text
from elsewhere import ANN, go, is_refused, link, look, signed_in_as
from nesa_fund.web.people import ERASED
from nesa_fund.web.roles import Person, Role
from planted import OWN
from served import PASSWORD


@pytest.fixture
def site(northern):
    return northern


@pytest.fixture
def own_site(own_northern):
    return own_northern


def invited(site, code="dora"):
    return site.people.add(Person(code, Role.GOVERNOR, OWN), site.now)


def test_an_invitation_is_taken_up_with_the_account_instead_of_a_password(own_site, provider):
    provider.subject, client = "subject-of-dora", own_site.visitor()
    token = invited(own_site)
    assert "Use Northern instead of a password" in text(look(client, f"/invitation/{token}"))
    assert look(client, go(client, f"/invitation/{token}")).headers["Location"] == "/"
    assert signed_in_as(client) == "dora"
    assert look(client, f"/invitation/{token}").status_code == 404
    assert look(again := own_site.visitor(), go(again)).headers["Location"] == "/"
    assert signed_in_as(again) == "dora"
    told = [event.what for event in own_site.people.events("dora")]
    assert told[:2] == ["took up the invitation with Northern", "signed in with Northern"]
    keeper = own_site.signed_in("kate")
    assert "dora Governor Hartside Primary School Yes, with Northern" in text(look(keeper, "/people"))


def test_an_account_is_one_persons_alone_and_the_invitation_stays_open(own_site):
    client, token = own_site.visitor(), invited(own_site)
    answer = look(client, go(client, f"/invitation/{token}"))
    said, why = "is another person's here already", "the account is another person's"
    assert is_refused(own_site, client, answer, said, why, who="dora")
    assert f'href="/invitation/{token}"' in answer.data.decode()
    assert own_site.people.invitation(token, own_site.now)


def test_an_invitation_that_was_taken_up_meanwhile_binds_nothing(own_site, provider):
    provider.subject, client = "subject-of-dora", own_site.visitor()
    token = invited(own_site)
    back = go(client, f"/invitation/{token}")
    assert own_site.people.take_up(token, PASSWORD, 0, own_site.now)
    assert is_refused(own_site, client, look(client, back), "not open any more", "no open invitation")
    assert own_site.people.known("dora").issuer == ""


def test_nobody_takes_up_an_invitation_that_is_not_there(site):
    client = site.visitor()
    address = link(look(client, "/signin"))
    assert look(client, f"{address}&invitation=guessed").status_code == 404


def test_the_account_takes_the_place_of_password_app_and_recovery_codes(own_site, provider):
    codes = own_site.people.take_up(own_site.people.invite("beth", own_site.now), PASSWORD, 0, own_site.now)
    token, beth = own_site.people.invite("beth", own_site.now), own_site.signed_in("beth")
    provider.subject, client = "subject-of-beth", own_site.visitor()
    assert look(client, go(client, f"/invitation/{token}")).headers["Location"] == "/"
    assert look(beth, "/").headers["Location"] == "/signin"
    kept = own_site.people.known("beth")
    assert (kept.password, kept.totp) == (None, None)
    assert not own_site.people.use_recovery("beth", codes[0])


def test_to_be_invited_again_ends_what_the_account_opened(own_site):
    client = own_site.visitor()
    look(client, go(client))
    assert signed_in_as(client) == "ann"
    own_site.people.invite("ann", own_site.now)
    assert signed_in_as(client) is None
    answer = look(client, go(client))
    assert is_refused(own_site, client, answer, "is not known here", "the account is nobody's here")


def test_whoever_is_erased_is_bound_to_nothing(own_site):
    own_site.people.erase("ann")
    client = own_site.visitor()
    answer = look(client, go(client))
    assert is_refused(own_site, client, answer, "is not known here", "the account is nobody's here")
    assert ERASED not in {kept.person.code for kept in own_site.people.all()}
    assert ANN not in "\n".join(sqlite3.connect(own_site.people.file).iterdump())
