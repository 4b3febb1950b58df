"""The door: forms that only our own pages send, sessions that end, hosts that are known, and faults that are told."""

import contextlib
import re

import pytest

from nesa_fund.web.roles import Person, Role
from nesa_fund.web.sessions import at_the_door
from planted import OWN, ROLES
from served import HOME, PASSWORD, Site


def token_of(page):
    (found,) = re.findall(rb'name="form" value="([^"]+)"', page.data)
    return found.decode()


def sign_in(site, client, name="ann", password=PASSWORD, **headers):
    form = token_of(client.get("/signin", base_url=HOME))
    fields = {"form": form, "name": name, "password": password, "code": site.code(name)}
    return client.post("/signin", data=fields, base_url=HOME, headers=headers)


def test_a_governor_signs_in_and_stands_before_their_own_school(own_site):
    client = own_site.visitor()
    assert sign_in(own_site, client).headers["Location"] == "/"
    page = client.get("/", base_url=HOME, follow_redirects=True)
    assert page.request.path == f"/{OWN}/extension/Overview/"
    assert b"Signed in as ann" in page.data


def test_the_cookie_is_for_this_host_over_https_and_for_no_script(own_site):
    cookie = sign_in(own_site, own_site.visitor()).headers["Set-Cookie"]
    assert cookie.startswith("__Host-nesa=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(own_site):
    wrong = sign_in(own_site, own_site.visitor(), "ann", "wrong")
    unknown = sign_in(own_site, own_site.visitor(), "zoe", "wrong")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert b"There is a problem" in wrong.data

    def alike(page):
        return re.sub(rb'value="[^"]*"', b"", page.data)

    assert alike(wrong) == alike(unknown)


def test_while_as_many_sign_in_as_can_be_looked_at_one_more_is_asked_to_try_again(own_site):
    client = own_site.visitor()
    with contextlib.ExitStack() as stack:
        assert [stack.enter_context(at_the_door()) for _ in range(5)] == [True] * 4 + [False]
        answer = sign_in(own_site, client)
        assert answer.status_code == 503
        assert b"Wait a moment, and try again" in answer.data
    assert sign_in(own_site, client).headers["Location"] == "/"


def test_the_password_is_not_given_back(own_site):
    assert b"wrong-secret" not in sign_in(own_site, own_site.visitor(), "ann", "wrong-secret").data


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused(own_site, headers):
    assert sign_in(own_site, own_site.visitor(), **headers).status_code == 404


def test_a_form_without_the_visitors_own_token_is_refused(own_site):
    client = own_site.visitor()
    token_of(client.get("/signin", base_url=HOME))
    fields = {"name": "ann", "password": PASSWORD, "code": own_site.code("ann")}
    assert client.post("/signin", data=fields, base_url=HOME).status_code == 404
    another = token_of(own_site.visitor().get("/signin", base_url=HOME))
    assert client.post("/signin", data={**fields, "form": another}, base_url=HOME).status_code == 404


def test_a_form_is_refused_where_the_cookie_is_not_ours(own_site):
    client = own_site.visitor()
    form = token_of(client.get("/signin", base_url=HOME))
    client.set_cookie("__Host-nesa", "forged", domain="localhost", secure=True, path="/")
    fields = {"form": form, "name": "ann", "password": PASSWORD, "code": own_site.code("ann")}
    assert client.post("/signin", data=fields, base_url=HOME).status_code == 404


def test_a_cookie_replayed_after_signing_out_opens_nothing(own_site):
    client = own_site.visitor()
    sign_in(own_site, client)
    cookie = client.get_cookie("__Host-nesa", domain="localhost").value
    page = client.get(f"/{OWN}/extension/Overview/", base_url=HOME)
    assert client.post("/signout", data={"form": token_of(page)}, base_url=HOME).headers["Location"] == "/signin"
    thief = own_site.visitor()
    thief.set_cookie("__Host-nesa", cookie, domain="localhost", secure=True, path="/")
    assert thief.get(f"/{OWN}/extension/Overview/", base_url=HOME).headers["Location"] == "/signin"


def test_nobody_is_signed_out_by_another_site(own_site):
    client = own_site.signed_in("ann")
    assert client.post("/signout", data={"form": "guessed"}, base_url=HOME).status_code == 404
    assert client.get(f"/{OWN}/income_statement/", base_url=HOME).status_code == 200


def test_another_role_takes_effect_at_the_next_look(own_site):
    client = own_site.signed_in("beth")
    assert client.get("/alliance/income_statement/", base_url=HOME).status_code == 200
    own_site.people.set_role(Person("beth", Role.GOVERNOR, OWN))
    assert client.get("/alliance/income_statement/", base_url=HOME).headers["Location"] == "/signin"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "169.254.169.254", "evil.example:5000", ""])
@pytest.mark.parametrize("path", ["/signin", "/health", f"/{OWN}/income_statement/", "/static/app.css"])
def test_a_host_that_is_not_ours_is_answered_with_nothing(site, host, path):
    client = site.signed_in("ann")
    assert client.get(path, base_url=HOME, headers={"Host": host}).status_code in {400, 404}


@pytest.mark.parametrize("host", ["localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000", "LEDGER.example"])
def test_our_own_names_are_answered(site, host):
    assert site.visitor().get("/health", base_url=HOME, headers={"Host": host}).data == b"well\n"


@pytest.mark.parametrize(
    "path",
    [
        f"/{OWN}/../Coquet/extension/School/", f"/{OWN}/..%2fCoquet/extension/School/", "/%2e%2e/%2e%2e/etc/passwd",
        "//Coquet/extension/School/", "/door/../door.py", "/door/%2e%2e/door.py", "/door/..%5cdoor.py",
        "/static/../application.py", f"/{OWN}%00/extension/School/", "/views/Coquet.beancount", "/.git/config",
        f"/{OWN}/extension/School/../../../Coquet/extension/School/",
        f"/{OWN}/document/?filename=../views/Coquet.beancount",
    ],
)  # fmt: skip
def test_tricks_with_paths_lead_nowhere(site, path):
    answer = site.signed_in("ann").get(path, base_url=HOME)
    assert answer.status_code in {303, 404}
    assert b"Coquet" not in answer.data or answer.headers.get("Location") == "/signin"


def test_what_is_too_large_is_refused(site):
    client = site.visitor()
    form = token_of(client.get("/signin", base_url=HOME))
    answer = client.post("/signin", data={"form": form, "name": "a" * 200_000}, base_url=HOME)
    assert answer.status_code == 413
    assert site.signed_in("ann").get(f"/{OWN}/journal/?filter={'a' * 3000}", base_url=HOME).status_code == 404


def test_an_invitation_is_taken_up_with_a_password_and_a_code(own_site):
    token = own_site.people.add(Person("dora", Role.GOVERNOR, "Rothley"), own_site.now)
    own_site.totps["dora"] = own_site.people.invitation(token, own_site.now).totp
    client, address = own_site.visitor(), f"/invitation/{token}"
    page = client.get(address, base_url=HOME)
    assert b"Welcome, dora" in page.data
    assert b"data:image/svg" in page.data
    fields = {"form": token_of(page), "password": PASSWORD, "again": "other", "code": "1"}
    faulty = client.post(address, data=fields, base_url=HOME)
    assert faulty.status_code == 400
    assert re.findall(rb'<a href="#(\w+)"', faulty.data) == [b"again", b"code"]
    fields |= {"again": PASSWORD, "code": own_site.code("dora")}
    codes = re.findall(rb"<code>([^<]+)</code>", client.post(address, data=fields, base_url=HOME).data)
    assert len(codes) == 8
    assert client.get(address, base_url=HOME).status_code == 404
    own_site.pass_by(seconds=30)
    assert sign_in(own_site, client, "dora").headers["Location"] == "/"


def test_every_look_and_every_try_is_in_the_log(own_site):
    client = own_site.visitor()
    sign_in(own_site, client, "ann", "wrong")
    sign_in(own_site, client)
    client.get(f"/{OWN}/extension/School/?year=2025-26", base_url=HOME)
    client.get("/Coquet/extension/School/", base_url=HOME)
    client.get("/static/app.css", base_url=HOME).close()
    client.get(f"/{OWN}/api/changed", base_url=HOME)
    told = [event.what for event in own_site.people.events("ann")]
    assert told[-4:] == [
        "sign-in refused", "signed in", f"GET /{OWN}/extension/School/?year=2025-26", "GET /Coquet/extension/School/",
    ]  # fmt: skip


def test_without_users_there_is_no_door_and_from_the_first_one_on_there_is(tmp_path):
    from planted import alliance_with_secrets

    site = Site(alliance_with_secrets(tmp_path), with_people=False)
    client = site.visitor()
    assert client.get("/", base_url="http://localhost").headers["Location"] == "/alliance/extension/Overview/"
    assert client.get("/alliance/extension/Overview/", base_url="http://localhost").status_code == 200
    assert client.get("/signin", base_url="http://localhost").headers["Location"] == "/"
    site.add(ROLES["ann"])
    assert client.get("/alliance/extension/Overview/", base_url="http://localhost").headers["Location"] == "/signin"


def test_where_the_people_are_lost_nobody_is_let_in(own_site):
    signed, stranger = own_site.signed_in("ann"), own_site.visitor()
    for file in own_site.root.parent.glob("people.sqlite*"):
        file.unlink()
    address = f"/{OWN}/income_statement/"
    assert stranger.get(address, base_url=HOME).headers["Location"] == "/signin"
    answer = signed.get(address, base_url=HOME)
    assert answer.status_code == 503
    assert str(own_site.root.parent).encode() not in answer.data
    assert stranger.get("/health", base_url=HOME).status_code == 503


def test_where_the_people_are_damaged_nobody_is_let_in_and_a_sentence_is_shown(own_site):
    signed, stranger = own_site.signed_in("ann"), own_site.visitor()
    form = token_of(stranger.get("/signin", base_url=HOME))
    for file in own_site.root.parent.glob("people.sqlite*"):
        file.write_bytes(b"damaged" * 999)
    fields = {"form": form, "name": "ann", "password": PASSWORD, "code": own_site.code("ann")}
    answers = [
        signed.get(f"/{OWN}/income_statement/", base_url=HOME),
        stranger.post("/signin", data=fields, base_url=HOME),
        stranger.get("/health", base_url=HOME),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert b"can't be read just now" in answer.data
        assert str(own_site.root.parent).encode() not in answer.data
    assert stranger.get(f"/{OWN}/income_statement/", base_url=HOME).headers["Location"] == "/signin"


def test_a_ledger_that_can_not_be_read_is_said_without_telling_where_it_is(own_site):
    from tamper import append, seal

    client = own_site.signed_in("ann")
    from datetime import date

    from nesa_fund.facts import Duty
    from planted import add_batch

    add_batch(own_site.root, [Duty(day=date(2026, 6, 1), code=OWN, title="Choir", source="more.xlsx [A1]")], [])
    append(own_site.root / "batches/0026/register.beancount", "\n2026-01-01 pad Assets:Fund:Bank Equity:Fund:Opening\n")
    seal(own_site.root)
    assert client.get("/health", base_url=HOME).status_code == 503
    answer = client.get(f"/{OWN}/extension/School/", base_url=HOME)
    assert answer.status_code == 503
    assert b"can't be read just now" in answer.data
    assert str(own_site.root.parent).encode() not in answer.data
