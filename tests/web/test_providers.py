"""Settings of a service that signs people in: what a file must say, and who may not be able to read it."""

import sys

import pytest

from nesa_fund.problems import InputError
from nesa_fund.web.providers import EXTRA, is_safe, read_providers

SAID = {
    "name": '"Microsoft"', "issuer": '"https://login.example/1f3/v2.0"', "client-id": '"0a1b"',
    "client-secret": '"c~d.e_f"', "require-mfa": "false",
}  # fmt: skip
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture
def read(tmp_path):
    """Reads settings that say something else than they should; None leaves a line out."""
    root = tmp_path / "ledger"
    root.mkdir()

    def from_settings(*changes, mode=0o600):
        files = []
        for n, change in enumerate(changes):
            file = tmp_path / f"{n}.toml"
            lines = [f"{key} = {text}" for key, text in (SAID | change).items() if text is not None]
            file.write_text("\n".join(lines), "utf-8")
            file.chmod(mode)
            files.append(file)
        return read_providers(files, root)

    return from_settings


def test_a_service_is_what_its_file_says(read):
    (found,) = read({"name": '"Elsdon & Ash (staff)"', "require-mfa": "true"})
    assert (found.key, found.name) == ("elsdon-ash-staff", "Elsdon & Ash (staff)")
    assert found.issuer == "https://login.example/1f3/v2.0"
    assert (found.client_id, found.client_secret, found.requires_mfa) == ("0a1b", "c~d.e_f", True)
    assert "c~d.e_f" not in repr(found)


def test_the_secret_may_stand_in_a_file_of_its_own(read, tmp_path):
    (tmp_path / "secret").write_text("from-elsewhere\n", "utf-8")
    (tmp_path / "secret").chmod(0o600)
    (found,) = read({"client-secret": None, "client-secret-file": '"secret"'})
    assert found.client_secret == "from-elsewhere"
    (tmp_path / "secret").write_text("two\nlines", "utf-8")
    with pytest.raises(InputError, match="should hold the client secret alone"):
        read({"client-secret": None, "client-secret-file": '"secret"'})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": None}, "name is missing"),
        ({"issuer": None}, "issuer is missing"),
        ({"client-id": None}, "client-id is missing"),
        ({"client-secret": None}, "give either client-secret, or client-secret-file"),
        ({"client-secret-file": '"secret"'}, "give either client-secret, or client-secret-file"),
        ({"client-secret": None, "client-secret-file": '"nowhere"'}, "nowhere can't be read"),
        ({"require-mfa": None}, "say require-mfa = true"),
        ({"require-mfa": '"yes"'}, "say require-mfa = true"),
        ({"secret": '"x"'}, '"secret" is no setting'),
        ({"name": "7"}, "name is a text in quotation marks"),
        ({"name": '""'}, "name is a text in quotation marks"),
        ({"name": '"<b>"'}, "name is what people call the service"),
        ({"name": '"a\\nb"'}, "name is what people call the service"),
        ({"issuer": '"http://login.example"'}, "issuer is an address"),
        ({"issuer": '"login.example"'}, "issuer is an address"),
        ({"issuer": '"https://login.example?x=y"'}, "issuer is an address"),
        ({"issuer": '"https://[login"'}, "issuer is an address"),
        ({"client-secret": '"caf\u00e9"'}, "client-secret is a text"),
        ({"client-id": '"a b"'}, "client-id is a text"),
        ({"name": "Microsoft"}, "is no TOML"),
    ],
)
def test_whatever_is_wrong_is_said_with_its_file(read, tmp_path, change, said):
    with pytest.raises(InputError, match=said) as told:
        read(change)
    assert str(tmp_path) in str(told.value)


@ON_POSIX
@pytest.mark.parametrize("mode", [0o604, 0o602, 0o666])
def test_a_file_that_everybody_can_read_is_refused(read, mode):
    with pytest.raises(InputError, match="can be read by everybody on this machine: chmod o="):
        read({}, mode=mode)
    assert read({}, mode=0o640)


@ON_POSIX
def test_a_secret_that_everybody_can_read_is_refused_wherever_it_stands(read, tmp_path):
    (tmp_path / "secret").write_text("abc", "utf-8")
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(InputError, match="secret can be read by everybody"):
        read({"client-secret": None, "client-secret-file": '"secret"'})


@pytest.mark.parametrize("name", ["settings.toml", "private/settings.toml"])
def test_no_secret_is_kept_in_the_ledger_which_is_handed_on(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.touch(0o600)
    with pytest.raises(InputError, match="is in the ledger"):
        read_providers([file], tmp_path)


def test_two_services_have_two_names_and_two_issuers(read):
    both = read({}, {"name": '"Google"', "issuer": '"https://accounts.example"'})
    assert [one.key for one in both] == ["microsoft", "google"]
    for change in ({"name": '"microsoft"', "issuer": '"https://accounts.example"'}, {"name": '"Google"'}):
        with pytest.raises(InputError, match="has the name or the issuer of another"):
            read({}, change)


@pytest.mark.parametrize("missing", ["authlib", "joserfc"])
def test_without_what_it_needs_it_says_how_to_install_that(read, monkeypatch, missing):
    for name in [name for name in sys.modules if name.split(".")[0] in {"authlib", "joserfc"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(InputError) as told:
        read({})
    assert str(told.value) == EXTRA
    assert 'pip install "nesa-fund[oidc]"' in EXTRA
    assert read() == []


@pytest.mark.parametrize(
    ("address", "is_it"),
    [
        ("https://login.example/x", True), ("http://localhost:80/x", True), ("http://127.0.0.1/", True),
        ("http://login.example/", False), ("http://localhost.example/", False), ("https:///x", False),
        ("file:///etc/passwd", False), (None, False), ("https://[", False), ("", False),
    ],
)  # fmt: skip
def test_what_is_sent_is_read_by_nobody_on_the_way(address, is_it):
    assert is_safe(address) is is_it
