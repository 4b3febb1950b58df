"""People, as a keeper keeps the list of them: every change in the log, their own entry out of reach, no book."""

import re

import pytest

from brought import post, text
from nesa_fund.web.identities import bind
from nesa_fund.web.people import ERASED
from nesa_fund.web.roles import Person, Role
from planted import OWN, ROLES
from served import HOME, PASSWORD

AMY = {"code": "amy", "role": "governor", "member": OWN}


@pytest.fixture
def keeper(own_site):
    return own_site.signed_in("kate")


def look(client, address):
    return client.get(address, base_url=HOME)


def linked(answer):
    return [part.split(b'"')[0].decode() for part in answer.data.split(b'<a href="#')[1:]]


def told(site):
    """What the log says that a keeper did."""
    return [(event.who, event.what) for event in site.people.events() if "keeper" in event.what]


def test_the_list_says_who_may_sign_in_as_what_and_when_they_last_did(own_site, keeper):
    own_site.people.add(Person("amy", Role.GOVERNOR, OWN), own_site.now)
    own_site.people.note("ann", "signed in", own_site.now)
    said = text(look(keeper, "/people"))
    assert "ann Governor Hartside Primary School Yes, with a password 2026-08-31 12:00" in said
    assert "amy Governor Hartside Primary School Not yet: invited, until 7 September 2026 never" in said
    assert "oscar Officer the alliance Yes, with a password never" in said
    own_site.pass_by(days=8)
    later = text(look(own_site.signed_in("kate"), "/people"))
    assert "amy Governor Hartside Primary School No: the invitation has lapsed" in later


def test_whoever_has_an_account_of_a_service_that_is_gone_is_told_apart(own_site, keeper):
    token = own_site.people.invite("ann", own_site.now)
    assert bind(own_site.people, token, "https://gone.example", "ann's", own_site.now)
    assert "the service of their account is not offered any more" in text(look(keeper, "/people"))


def test_somebody_is_added_and_their_invitation_shown_once(own_site, keeper):
    answer = post(keeper, "/people", **AMY)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people/invited")
    page = look(keeper, "/people/invited")
    (token,) = re.findall(rb"https://localhost/invitation/([\w-]+)", page.data)
    assert b"/invitation/" not in look(keeper, "/people/invited").data
    invited = own_site.people.invitation(token.decode(), own_site.now)
    assert invited.person == Person("amy", Role.GOVERNOR, OWN)
    assert ("amy", "added as governor of Hartside by keeper kate") in told(own_site)


def test_an_invitation_names_the_host_under_which_the_pages_are_asked(own_site, keeper):
    own_site.people.remember_host("ledger.example")
    post(keeper, "/people", **AMY)
    assert b"https://ledger.example/invitation/" in look(keeper, "/people/invited").data


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"code": "Amy B"}, ["code"]), ({"code": ERASED}, ["code"]), ({"code": ""}, ["code"]),
        ({"code": "ann"}, ["code"]), ({"role": ""}, ["role"]), ({"role": "owner"}, ["role"]),
        ({"member": ""}, ["member"]), ({"member": "Nowhere"}, ["member"]), ({"role": "approver"}, ["member"]),
        ({"role": "keeper"}, ["member"]), ({"code": "9", "member": ""}, ["code", "member"]),
    ],
)  # fmt: skip
def test_every_fault_is_said_first_with_a_link_to_its_field(own_site, keeper, change, fields):
    before = own_site.people.all()
    answer = post(keeper, "/people", **AMY | change)
    assert (answer.status_code, linked(answer)) == (400, fields)
    assert all(f'id="{field}"'.encode() in answer.data for field in fields)
    assert own_site.people.all() == before
    assert told(own_site) == []


def test_another_role_takes_effect_at_once_and_stands_in_the_log(own_site, keeper):
    beth = own_site.signed_in("beth")
    assert post(keeper, "/person/beth", role="clerk", member=OWN).headers["Location"] == "/people"
    assert own_site.people.known("beth").person == Person("beth", Role.CLERK, OWN)
    assert look(beth, "/alliance/income_statement/").headers["Location"] == "/signin"
    assert told(own_site) == [("beth", "made clerk of Hartside by keeper kate")]
    assert linked(post(keeper, "/person/beth", role="clerk", member="")) == ["member"]
    post(keeper, "/person/beth", role="clerk", member=OWN)
    assert len(told(own_site)) == 1


def test_whoever_lost_their_telephone_is_invited_again(own_site, keeper):
    post(keeper, "/person/ann/invite")
    assert b"/invitation/" in look(keeper, "/people/invited").data
    assert "Yes; invited again, until 7 September 2026" in text(look(keeper, "/people"))
    assert told(own_site) == [("ann", "invited again by keeper kate")]


def test_removing_asks_first_and_then_erases(own_site, keeper):
    ann = own_site.signed_in("ann")
    assert "Remove ann?" in text(look(keeper, "/person/ann/remove"))
    assert own_site.people.find("ann")
    assert post(keeper, "/person/ann/remove").headers["Location"] == "/people"
    assert own_site.people.find("ann") is None
    assert look(ann, "/").headers["Location"] == "/signin"
    assert told(own_site) == [(ERASED, "erased by keeper kate")]
    assert look(keeper, "/person/ann").status_code == 404
    assert all(event.who != "ann" and "ann" not in event.what for event in own_site.people.events())


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/person/kate", {"role": "auditor", "member": ""}), ("/person/kate", {"role": "keeper", "member": ""}),
        ("/person/kate/invite", {}), ("/person/kate/remove", {}),
    ],
)  # fmt: skip
def test_nobody_changes_their_own_entry(own_site, keeper, address, fields):
    answer = post(keeper, address, **fields)
    assert (answer.status_code, linked(answer)) == (403, ["own"])
    assert own_site.people.known("kate").person == ROLES["kate"]
    assert look(keeper, "/people").status_code == 200
    assert told(own_site) == []
    page = look(keeper, "/person/kate/remove")
    assert b"This is your own entry" in page.data
    assert page.data.count(b"<button") == 1  # To sign out.


def test_no_form_goes_through_without_its_token(own_site, keeper):
    before = own_site.people.all()
    for address, fields in (
        ("/people", AMY), ("/person/ann", {"role": "board", "member": ""}), ("/person/ann/invite", {}),
        ("/person/ann/remove", {}),
    ):  # fmt: skip
        assert keeper.post(address, data={"form": "guessed", **fields}, base_url=HOME).status_code == 404
        foreign = {"data": {"form": "form", **fields}, "headers": {"Sec-Fetch-Site": "cross-site"}}
        assert keeper.post(address, base_url=HOME, **foreign).status_code == 404
    assert own_site.people.all() == before


def test_nobody_but_a_keeper_reaches_the_list(own_site):
    for name in ROLES.keys() - {"kate"}:
        client = own_site.signed_in(name)
        for address in ("/people", "/people/log", "/people/invited", "/person/ann", "/person/ann/remove"):
            assert look(client, address).status_code == 404, (name, address)
        for address in ("/people", "/person/ann", "/person/ann/invite", "/person/ann/remove"):
            assert post(client, address, **AMY).status_code == 404, (name, address)
    assert {kept.person.code for kept in own_site.people.all()} == set(ROLES)


def test_a_keeper_signs_in_at_the_door_and_stands_before_the_list(own_site):
    client = own_site.visitor()
    (form,) = re.findall(rb'name="form" value="([^"]+)"', look(client, "/signin").data)
    fields = {"form": form.decode(), "name": "kate", "password": PASSWORD, "code": own_site.code("kate")}
    answer = client.post("/signin", data=fields, base_url=HOME, follow_redirects=True)
    assert answer.request.path == "/people"
    assert "The accounts" not in text(answer)


def test_the_log_is_shown_newest_first_in_pages_and_by_person_and_day(own_site, keeper):
    for n in range(120):
        own_site.people.note("ann", f"GET /{n}/", own_site.now)
    own_site.pass_by(minutes=1)
    own_site.people.note("ben", "signed in", own_site.now)
    pages = [look(keeper, f"/people/log?who=ann&page={n}") for n in (1, 2, 3)]
    shown = [re.findall(rb"GET /(\d+)/", page.data) for page in pages]
    assert [len(one) for one in shown] == [50, 50, 20]
    assert [int(n) for one in shown for n in one] == [*reversed(range(120))]
    assert [b"Older lines" in page.data for page in pages] == [True, True, False]
    assert [b"Newer lines" in page.data for page in pages] == [False, True, True]
    assert "ben signed in" in text(look(keeper, "/people/log?who=ben&day=2026-08-31"))
    assert "There are no such lines" in text(look(keeper, "/people/log?who=ben&day=2026-08-30"))
    post(keeper, "/person/ben/invite")
    assert b"invited again by keeper kate" in look(keeper, "/people/log?who=kate").data


def test_the_log_tells_a_keeper_nothing_that_somebody_searched_for_or_wrote(own_site, keeper):
    for what in ("GET /Hartside/journal/?filter=secret", "sent back 01 of ann: secret", "brought 01: secret.xlsx"):
        own_site.people.note("petra", what, own_site.now)
    page = look(keeper, "/people/log?who=petra")
    assert b"secret" not in page.data
    assert "sent back 01 of ann" in text(page)


@pytest.mark.parametrize(
    ("asked", "status"), [("day=31/02/2026", 400), ("page=0", 404), ("page=x", 404), ("page=²", 404)]
)
def test_a_day_or_a_page_that_can_not_be_is_refused(keeper, asked, status):
    answer = look(keeper, f"/people/log?{asked}")
    assert answer.status_code == status
    assert linked(answer) == (["day"] if status == 400 else [])


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", ""])
def test_any_day_of_the_calendar_can_be_asked_for(keeper, day):
    assert look(keeper, f"/people/log?day={day}").status_code == 200


def test_what_a_keeper_looks_at_is_in_the_log_without_the_name_of_others(own_site, keeper):
    look(keeper, "/person/ann")
    look(keeper, "/people/log?who=ann")
    assert [event.what for event in own_site.people.events("kate")] == ["GET /person/<code>", "GET /people/log"]


def test_the_words_of_a_form_stand_as_text(keeper):
    answer = post(keeper, "/people", **AMY | {"code": "<b>amy"})
    assert b"<b>amy" not in answer.data
    assert b"&lt;b&gt;amy" in answer.data
