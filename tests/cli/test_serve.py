"""``nesa serve`` and ``nesa user``: what is refused before anything is served, and who may come in."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from folders import alliance
from nesa_fund.cli import main
from nesa_fund.cli.user import ROLES
from nesa_fund.web.people import People, people_file
from nesa_fund.web.roles import OF_A_MEMBER, Role


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


@pytest.fixture
def nesa(capsys):
    def run(root, *words):
        with pytest.raises(SystemExit) as ended:
            main(["--ledger", str(root), *words])
        said = capsys.readouterr()
        return SimpleNamespace(exit_code=ended.value.code, stdout=said.out, stderr=said.err)

    return run


def test_under_a_host_name_somebody_must_have_been_added(nesa, root):
    said = nesa(root, "serve", "--host-name", "ledger.example")
    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)
    assert "add the first user with nesa user add" in said.stderr


def test_a_host_name_is_a_name(nesa, root):
    said = nesa(root, "serve", "--host-name", "https://ledger.example/")
    assert said.exit_code == 2
    assert "is no name of a host" in said.stderr


def test_a_service_that_signs_people_in_needs_people_and_a_settings_file(nesa, root, tmp_path):
    settings = tmp_path / "microsoft.toml"
    said = nesa(root, "serve", "--oidc", str(settings))
    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)
    assert "microsoft.toml can't be read" in said.stderr
    settings.touch(0o600)
    lines = ("name = 'Microsoft'", "issuer = 'https://a.example'", "client-id = 'a'", "client-secret = 'b'")
    settings.write_text("\n".join([*lines, "require-mfa = false"]), "utf-8")
    said = nesa(root, "serve", "--oidc", str(settings))
    assert said.exit_code == 2
    assert "add the first user with nesa user add" in said.stderr


def test_where_there_is_no_ledger_nothing_is_served(nesa, tmp_path):
    said = nesa(tmp_path / "nowhere", "serve")
    assert said.exit_code == 3
    assert "is not a ledger" in said.stderr


def test_every_role_can_be_given(nesa, root):
    assert set(ROLES) == set(Role)
    for role in ROLES:
        of = ["--member", "Hartside"] if role in OF_A_MEMBER else []
        assert nesa(root, "user", "add", f"a-{role}", "--role", role, *of).exit_code == 0
    assert "a-keeper: keeper, invited\n" in nesa(root, "user", "list").stdout


def test_a_user_is_added_invited_changed_and_erased(nesa, root):
    added = nesa(root, "user", "add", "ann", "--role", "governor", "--member", "hartside first school")
    assert added.exit_code == 0
    assert re.search(r"http://localhost:5000/invitation/[\w-]{30,}", added.stdout)
    assert nesa(root, "user", "list").stdout == "ann: governor of Hartside, invited\n"
    assert "invitation/" in nesa(root, "user", "invite", "ann").stdout
    assert nesa(root, "user", "role", "ann", "--role", "board").stdout == "ann is now board\n"
    assert nesa(root, "user", "list").stdout == "ann: board, invited\n"
    assert nesa(root, "user", "remove", "ann").exit_code == 0
    assert nesa(root, "user", "list").stdout == ""
    assert People(people_file(root)).are_set_up
    assert not list(root.rglob("*.sqlite*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "ann", "--role", "governor"], "name the member"),
        (["add", "ann", "--role", "governor", "--member", "Nowhere"], 'there is no member "Nowhere"'),
        (["add", "Ann B", "--role", "auditor"], "can't be a user"),
        (["add", "ann", "--role", "board", "--member", "Hartside"], "leave the member out"),
        (["list"], "no users are set up"),
        (["remove", "zoe"], "no users are set up"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(nesa, root, words, said):
    answer = nesa(root, "user", *words)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_the_log_is_shown_in_lines_whatever_was_asked_for(nesa, root):
    nesa(root, "user", "add", "ann", "--role", "auditor")
    people = People(people_file(root))
    people.note("ann", "GET /\x1b[31m\nforged line", datetime(2026, 8, 31, 12, tzinfo=UTC))
    added, looked = nesa(root, "user", "log", "ann").stdout.splitlines()
    assert " ann added as auditor by " in added
    assert looked == "2026-08-31T12:00:00Z ann GET /\\x1b[31m forged line"
