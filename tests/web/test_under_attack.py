"""The real server, while somebody dawdles on many connections or brings more than it takes: others are answered."""

import contextlib
import http.client
import select
import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from urllib.parse import urlencode, urlsplit

import pytest

from nesa_fund.web import listening
from planted import OWN, alliance_with_secrets, leaks
from served import PASSWORD, Site, answering

PAGES = (f"/{OWN}/extension/Overview/", f"/{OWN}/income_statement/", f"/{OWN}/api/journal_page?page=1&order=desc")
HEAD = b"POST /import HTTP/1.1\r\nHost: localhost\r\nX: "
BODY = b"POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"
GET = b"GET /static/app.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
GIGABYTE = 2**30


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(alliance_with_secrets(tmp_path_factory.mktemp("attacked")))


def port_of(address):
    return urlsplit(address).port


def cookie(site, name):
    return "__Host-nesa=" + site.signed_in(name).get_cookie("__Host-nesa", domain="localhost").value


def ask(address, path, method="GET", body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port_of(address), timeout=60)
    with contextlib.closing(connection):
        connection.request(method, path, body, {"Host": "localhost", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()


def pages_answer(site, address, name="ann"):
    """Whether somebody who is signed in is given their pages."""
    return [ask(address, path, Cookie=cookie(site, name))[0] for path in PAGES] == [200] * len(PAGES)


@contextlib.contextmanager
def opened(address, sent, count):
    """So many connections, on each of which something was sent."""
    with contextlib.ExitStack() as stack:
        sockets = [socket.create_connection(("127.0.0.1", port_of(address)), timeout=60) for _ in range(count)]
        for one in sockets:
            stack.enter_context(one).sendall(sent)
        yield sockets


def has_ended(one):
    try:
        return one.recv(2**16) == b""
    except ConnectionError:
        return True


def drip(sockets, has_begun):
    """Send one byte after another on each until the other side has closed it; returns how many it closed."""
    dripping = set(sockets)
    while dripping:
        readable, _, _ = select.select(dripping, [], [], 0.1)
        dripping -= {one for one in readable if has_ended(one)}
        for one in [*dripping]:
            try:
                one.send(b"a")
            except OSError:
                dripping.discard(one)
        has_begun.set()
    return len(sockets)


@pytest.mark.parametrize("sent", [HEAD, BODY], ids=["the head", "the body"])
def test_while_two_hundred_connections_drip_the_others_are_answered_and_these_are_closed(site, sent):
    has_begun = Event()
    with (
        ThreadPoolExecutor(1) as pool,
        answering(site, patience_seconds=2) as address,
        opened(address, sent, 200) as sockets,
    ):
        dripping = pool.submit(drip, sockets, has_begun)
        assert has_begun.wait(60)
        assert pages_answer(site, address)
        assert dripping.result(60) == 200


@pytest.mark.parametrize("sent", [b"", HEAD, BODY, GET], ids=["say nothing", "the head", "the body", "the answer"])
def test_of_more_connections_than_there_may_be_those_that_wait_longest_are_closed(site, sent, monkeypatch):
    monkeypatch.setattr(listening, "_MOST_CONNECTIONS", 20)
    with answering(site, patience_seconds=3600) as address, opened(address, sent, 60) as sockets:
        assert pages_answer(site, address)
        assert sum(map(is_closed, sockets)) >= 40


def test_whoever_asks_again_before_they_are_answered_is_not_answered(site, address):
    with opened(address, GET * 100, 1) as (one,):
        while not has_ended(one):
            pass
    assert pages_answer(site, address)


def is_closed(one):
    """Whether the other side has closed a connection; what it sent before is read away."""
    one.settimeout(0)
    with contextlib.suppress(BlockingIOError):
        while not has_ended(one):
            pass
        return True
    return False


def poured(address, head, piece):
    """How much of an endless body was taken, and what was said."""
    with socket.create_connection(("127.0.0.1", port_of(address)), timeout=60) as one:
        one.sendall(head)
        taken, said = 0, b""
        with contextlib.suppress(OSError):
            while taken < GIGABYTE and not said:
                one.sendall(piece)
                taken += len(piece)
                if select.select([one], [], [], 0)[0]:
                    said = one.recv(2**16)
        return taken, said


@pytest.fixture(scope="module")
def address(site):
    with answering(site) as found:
        yield found


@pytest.mark.parametrize(
    "target",
    [
        f"/{OWN}/../Coquet/extension/School/", f"/{OWN}/%2e%2e/Coquet/extension/School/", "//Coquet/extension/School/",
        f"/{OWN};/../Coquet/extension/School/", "http://localhost/Coquet/extension/School/", "/static/../../etc/passwd",
        "http://evil.example/Coquet/extension/School/", "/door/..\\..\\people.py", "/Coquet%2fextension%2fSchool%2f",
    ],
)  # fmt: skip
def test_tricks_with_paths_on_the_wire_lead_nowhere(site, address, target):
    status, told = ask(address, target, Cookie=cookie(site, "ann"))
    assert status == 404
    assert list(leaks(told)) == []


@pytest.mark.parametrize("name", ["", "ann", "olive"])
@pytest.mark.parametrize("path", ["/signin", "/import", f"/{OWN}/income_statement/", "/import/0123456789abcdef/submit"])
def test_a_gigabyte_is_refused_before_it_is_taken(site, address, path, name):
    said = f"Cookie: {cookie(site, name)}\r\n" if name else ""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{said}"
    taken, answer = poured(address, f"{head}Content-Length: {GIGABYTE}\r\n\r\n".encode(), b"a" * 2**16)
    assert taken < 2**25
    assert answer.startswith(b"HTTP/1.1 413 ") or not answer  # The closing may come before what is said.
    chunk = b"10000\r\n" + b"a" * 2**16 + b"\r\n"
    taken, answer = poured(address, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), chunk)
    assert taken < 2**25
    assert answer.startswith(b"HTTP/1.1 400 ") or not answer
    assert ask(address, path, "POST", **{"Content-Length": str(GIGABYTE), "Expect": "100-continue"})[0] == 413
    assert pages_answer(site, address)


def test_a_file_is_taken_from_an_officer_who_signed_in(site, address):
    part = "--b\r\nContent-Disposition: form-data; name="
    body = f'{part}"form"\r\n\r\nform\r\n{part}"files"; filename="x.csv"\r\n\r\n{"a" * 2**20}\r\n--b--\r\n'
    headers = {"Cookie": cookie(site, "olive"), "Content-Type": "multipart/form-data; boundary=b"}
    assert ask(address, "/import", "POST", body, **headers)[0] == 303


@pytest.mark.parametrize("given", ["", "forged", "e30.aSGPYw.x", '"', "\\303\\"])
def test_without_a_cookie_of_ours_no_file_is_taken(address, given):
    headers = {"Cookie": f"__Host-nesa={given}", "Content-Length": str(2**20), "Expect": "100-continue"}
    assert ask(address, "/import", "POST", **headers)[0] == 413


def tried(site, address, name, password, **headers):
    """What comes of signing in over the wire; the token of the form stands in the cookie."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    fields = {"form": "form", "name": name, "password": password, "code": site.code(name)}
    return ask(address, "/signin", "POST", urlencode(fields), **headers)[0]


def test_while_a_thousand_wrong_passwords_come_at_once_the_others_are_answered(site):
    site.pass_by(minutes=1)  # A code of an app serves once.
    has_begun = Event()

    visitor = {"Cookie": cookie(site, "ann")}

    def guess(n):
        place = {"X-Forwarded-For": f"198.51.{n // 250}.{n % 250}"}
        status = tried(site, address, f"name{n}", "wrong", **visitor, **place)
        has_begun.set()
        return status

    with answering(site, behind_proxy=True) as address, ThreadPoolExecutor(40) as pool:
        guesses = [pool.submit(guess, n) for n in range(1000)]
        assert has_begun.wait(60)
        assert pages_answer(site, address, "olive")
        assert not all(one.done() for one in guesses)
        assert {one.result(60) for one in guesses} <= {403, 503}
        assert tried(site, address, "olive", PASSWORD, **visitor, **{"X-Forwarded-For": "203.0.113.7"}) == 303


def test_whoever_guesses_at_a_name_is_kept_waiting_and_not_whose_name_it_is(site):
    site.pass_by(minutes=1)
    with answering(site, behind_proxy=True) as address:
        visitor = {"Cookie": cookie(site, "ann")}
        guessing, own = (visitor | {"X-Forwarded-For": one} for one in ("198.51.100.1", "203.0.113.7"))
        assert {tried(site, address, "ada", "wrong", **guessing) for _ in range(100)} == {403}
        assert tried(site, address, "ada", PASSWORD, **guessing) == 403
        assert tried(site, address, "ada", PASSWORD, **own) == 303
        site.pass_by(minutes=15)
        assert tried(site, address, "ada", PASSWORD, **guessing) == 303
