"""The real server on a real port: it answers, says nothing of itself, and bears what is sent to it."""

import http.client
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from planted import alliance_with_secrets

ROOT = Path(__file__).parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    root, chosen = alliance_with_secrets(tmp_path_factory.mktemp("waitress")), free_port()
    code = "import sys; from nesa_fund.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-u", "-c", code, "--ledger", str(root), "serve", "--port", str(chosen)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout
        said = server.stdout.readline()
        assert re.search(rf"http://localhost:{chosen}/ \(nobody signs in", said), said
        yield chosen
        server.terminate()


def ask(port, method="GET", path="/health", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    told = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return told


def test_it_answers_on_this_machine(port):
    assert ask(port)[::2] == (200, b"well\n")
    with urllib.request.urlopen(f"http://localhost:{port}/", timeout=30) as page:
        assert page.url.endswith("/alliance/extension/Overview/")
        assert "No school pays for another" in page.read().decode()


def test_it_does_not_say_what_it_is(port):
    assert "Server" not in ask(port)[1]


def test_a_host_that_is_not_ours_gets_nothing(port):
    assert ask(port, path="/alliance/extension/Overview/", Host="evil.example")[0] == 404


@pytest.mark.parametrize(
    "sent", [b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", b"\0" * 999]
)
def test_what_is_no_request_harms_nothing(port, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as raw:
        raw.sendall(sent + b"\r\n\r\n")
        assert not raw.recv(20).startswith(b"HTTP/1.1 200")
    assert ask(port)[0] == 200


def test_a_body_that_is_too_large_is_refused(port):
    assert ask(port, "POST", "/signin", **{"Content-Length": "999999999"})[0] == 413
    assert ask(port)[0] == 200
