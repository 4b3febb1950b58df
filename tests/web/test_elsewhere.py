"""Signing in with an account of another service: who is let in, and that each refusal is said and logged."""

import re
import sqlite3
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from brought import text
from elsewhere import NORTHERN, go, is_refused, link, look, served_by, signed_in_as
from nesa_fund.web.sessions import TRIES_FROM_AN_ADDRESS
from provider import CLIENT, SECRET, answering
from served import HOME, PASSWORD


@pytest.fixture
def site(northern):
    return northern


def by_password(site, client, name):
    form = re.findall(rb'name="form" value="([^"]+)"', look(client, "/signin").data)[0].decode()
    fields = {"form": form, "name": name, "password": PASSWORD, "code": site.code(name)}
    return client.post("/signin", data=fields, base_url=HOME)


def test_whoever_has_the_bound_account_is_let_in(site, provider):
    client = site.visitor()
    answer = look(client, go(client))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert signed_in_as(client) == "ann"
    assert site.people.events("ann")[0].what == "signed in with Northern"
    assert provider.asked["/tenant/authorize"]["scope"] == "openid"


def test_a_service_on_this_machine_is_asked_without_a_proxy(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://localhost:9")
    client = site.visitor()
    assert look(client, go(client)).headers["Location"] == "/"


def test_the_service_is_asked_with_state_nonce_and_a_challenge_that_are_new_each_time(site, provider):
    seen = []
    for _ in range(2):
        go(site.visitor())
        seen.append(provider.asked["/tenant/authorize"])
    for name in ("state", "nonce", "code_challenge"):
        assert len({one[name] for one in seen}) == 2
        assert all(len(one[name]) >= 43 for one in seen)
    assert seen[0]["redirect_uri"] == f"{HOME}{NORTHERN}/back"
    assert seen[0]["code_challenge_method"] == "S256"
    assert "claims" not in seen[0]


@pytest.mark.parametrize("ways", [None, ["client_secret_basic"], ["client_secret_post", "private_key_jwt"]])
def test_the_secret_goes_to_the_service_alone_in_the_way_that_it_wants(site, provider, ways):
    if ways:
        provider.published["token_endpoint_auth_methods_supported"] = ways
    client = site.visitor()
    back = go(client)
    assert look(client, back).headers["Location"] == "/"
    given = provider.asked["/tenant/token"]
    assert given.get("client_secret") == (SECRET if ways and ways[0] == "client_secret_post" else None)
    assert SECRET not in str((provider.asked["/tenant/authorize"], back))


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "InvalidClaimError nonce"),
        ({"nonce": None}, "MissingClaimError nonce"),
        ({"exp": -61}, "ExpiredTokenError exp"),
        ({"exp": None}, "MissingClaimError exp"),
        ({"iat": 3600}, "InvalidClaimError iat"),
        ({"aud": "another client"}, "InvalidClaimError aud"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "InvalidClaimError azp"),
        ({"aud": None}, "MissingClaimError aud"),
        ({"iss": "https://evil.example"}, "InvalidClaimError iss"),
        ({"iss": None}, "MissingClaimError iss"),
        ({"sub": None}, "MissingClaimError sub"),
        ({"sub": ""}, "no subject"),
        ({"sub": 7}, "InvalidClaimError sub"),
        ({"sub": "x" * 256}, "no subject"),
        ({"at_hash": "of another token"}, "InvalidClaimError at_hash"),
    ],
)
def test_what_is_said_of_somebody_must_be_true_new_and_for_us(site, provider, claims, why):
    now, client = int(site.now.timestamp()), site.visitor()
    provider.claims = {key: now + at if key in {"exp", "iat"} and at else at for key, at in claims.items()}
    assert is_refused(site, client, look(client, go(client)), "can't be trusted here", why)


@pytest.mark.parametrize(
    ("signed_by", "why"),
    [("none", "UnsupportedAlgorithmError"), ("HS256", "UnsupportedAlgorithmError"), ("another", "BadSignatureError")],
)
def test_what_is_said_must_be_signed_by_the_service_itself(site, provider, signed_by, why):
    provider.signed_by, client = signed_by, site.visitor()
    assert is_refused(site, client, look(client, go(client)), "can't be trusted here", why)


def test_a_new_key_of_the_service_is_fetched_when_it_is_first_used(site, provider):
    from joserfc.jwk import RSAKey

    assert look(first := site.visitor(), go(first)).headers["Location"] == "/"
    provider.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    assert look(second := site.visitor(), go(second)).headers["Location"] == "/"


def test_a_code_serves_once(site):
    client = site.visitor()
    back = go(client)
    cookie = client.get_cookie("__Host-nesa", domain="localhost").value
    assert look(client, back).headers["Location"] == "/"
    replayed = site.visitor()
    replayed.set_cookie("__Host-nesa", cookie, domain="localhost", secure=True, path="/")
    assert is_refused(site, replayed, look(replayed, back), "can't be trusted here", "the code was refused (400)")
    assert look(client, back).status_code == 403


def test_nobody_is_signed_in_to_anothers_account_by_a_link(site):
    mallory, victim = site.visitor(), site.visitor()
    back = go(mallory)
    assert is_refused(site, victim, look(victim, back), "not begun here", "no sign-in of this visitor's")
    go(victim)
    assert is_refused(site, victim, look(victim, back), "not begun here", "no sign-in of this visitor's")


def test_nobody_is_sent_to_the_service_by_another_site(site):
    client = site.visitor()
    address = link(look(client, "/signin"))
    bare = address.partition("?")[0]
    assert look(client, bare).status_code == 404
    assert look(client, f"{bare}?form=guessed").status_code == 404
    assert look(site.visitor(), address).status_code == 404
    assert client.get(address, base_url=HOME, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 404


@pytest.mark.parametrize("change", [("state=", "state=x"), ("state=", "was="), ("state=", "state=%C3%A9")])
def test_another_state_is_refused(site, change):
    client = site.visitor()
    back = go(client).replace(*change)
    assert is_refused(site, client, look(client, back), "not begun here", "no sign-in of this visitor's")


def test_whoever_takes_too_long_begins_anew(site):
    client = site.visitor()
    back = go(client)
    site.pass_by(minutes=11)
    assert is_refused(site, client, look(client, back), "too long ago", "no sign-in of this visitor's")


def test_an_answer_that_names_another_issuer_is_refused(site, provider):
    client = site.visitor()
    back = go(client)
    answer = look(client, f"{back}&iss=https://evil.example")
    assert is_refused(site, client, answer, "is not of Northern", "another issuer came back")
    assert look(again := site.visitor(), f"{go(again)}&iss={provider.issuer}").headers["Location"] == "/"


def test_whoever_declines_there_is_not_let_in(site, provider):
    provider.subject, client = "", site.visitor()
    answer = look(client, go(client))
    assert is_refused(site, client, answer, "Northern did not sign you in", "it says access_denied")


def test_what_the_service_says_as_an_error_is_not_written_down_as_it_is(site):
    client = site.visitor()
    state = parse_qs(urlsplit(go(client)).query)["state"][0]
    answer = look(client, f"{NORTHERN}/back?state={state}&error=%3Cb%3E%0Aforged%20line")
    assert is_refused(site, client, answer, "did not sign you in", "it says bforgedline")


def test_an_account_that_is_bound_to_nobody_is_not_let_in_whatever_its_address_of_mail(site, provider):
    provider.subject, client = "a stranger", site.visitor()
    provider.claims = {"email": "ann", "preferred_username": "ann", "email_verified": True}
    answer = look(client, go(client))
    assert is_refused(site, client, answer, "is not known here", "the account is nobody's here")


@pytest.mark.parametrize(
    ("published", "why"),
    [
        ({"issuer": "https://evil.example"}, "its issuer is https://evil.example"),
        ({"issuer": None}, "its issuer is None"),
        ({"token_endpoint": "http://evil.example/token"}, "an endpoint is missing or not over HTTPS"),
        ({"jwks_uri": None}, "an endpoint is missing or not over HTTPS"),
        ({"authorization_endpoint": "file:///etc/passwd"}, "an endpoint is missing or not over HTTPS"),
    ],
)
def test_a_service_that_is_not_the_one_of_the_settings_is_not_asked(site, provider, published, why):
    provider.published, client = published, site.visitor()
    answer = look(client, link(look(client, "/signin")))
    assert is_refused(site, client, answer, "can't be trusted here", why)


def test_a_service_that_leads_elsewhere_is_not_followed(site, provider):
    provider.published, client = {"jwks_uri": f"{provider.issuer}/elsewhere"}, site.visitor()
    assert is_refused(site, client, look(client, go(client)), "can't be reached just now", "not reached: status 302")


def test_a_service_that_fails_is_said_and_the_password_still_serves(site, provider):
    provider.status, client = 500, site.visitor()
    assert is_refused(site, client, look(client, go(client)), "can't be reached just now", "not reached: status 500")
    assert by_password(site, client, "beth").headers["Location"] == "/"


def test_a_service_that_is_not_there_is_said(tmp_path, clock):
    with answering(clock) as gone:
        site = served_by(tmp_path, gone, clock)
    client = site.visitor()
    answer = look(client, link(look(client, "/signin")))
    assert is_refused(site, client, answer, "can't be reached just now", "not reached: URLError")


def test_whoever_fails_often_waits_and_fills_no_log_and_the_password_still_serves(site, provider):
    client = site.visitor()
    for _ in range(TRIES_FROM_AN_ADDRESS):
        assert look(client, f"{NORTHERN}/back?state=x").status_code == 403
    written = len(site.people.events("(nobody)"))
    provider.asked.clear()
    assert "wait a quarter of an hour" in text(look(client, link(look(client, "/signin"))))
    assert "wait a quarter of an hour" in text(look(client, f"{NORTHERN}/back?state=x"))
    assert len(site.people.events("(nobody)")) == written
    assert provider.asked == {}
    assert by_password(site, client, "clara").headers["Location"] == "/"
    site.pass_by(minutes=16)
    assert look(again := site.visitor(), go(again)).headers["Location"] == "/"


@pytest.mark.parametrize(("amr", "is_let_in"), [(["pwd", "mfa"], True), (["pwd"], False), (None, False), ([], False)])
def test_where_a_second_factor_is_asked_for_the_service_has_to_say_it(tmp_path, provider, clock, amr, is_let_in):
    site = served_by(tmp_path, provider, clock, mfa=True)
    provider.claims, client = {"amr": amr}, site.visitor()
    answer = look(client, go(client))
    assert "amr" in provider.asked["/tenant/authorize"]["claims"]
    if is_let_in:
        assert signed_in_as(client) == "ann"
    else:
        assert is_refused(site, client, answer, "in two ways", "no second factor")


@pytest.mark.parametrize("address", ["/signin/with/another", "/signin/with/another/back", "/signin/with/Northern"])
def test_a_service_that_no_settings_name_is_not_there(site, address):
    client = site.visitor()
    form = dict(parse_qsl(urlsplit(link(look(client, "/signin"))).query))["form"]
    assert look(client, f"{address}?form={form}").status_code == 404


def test_neither_code_nor_state_nor_secret_is_in_the_log_or_the_store(site, provider):
    client = site.visitor()
    back = go(client)
    look(client, back)
    dump = "\n".join(sqlite3.connect(site.people.file).iterdump())
    asked = provider.asked["/tenant/token"]
    assert [one for one in (asked["code"], asked["code_verifier"], SECRET, "state=") if one in dump] == []
