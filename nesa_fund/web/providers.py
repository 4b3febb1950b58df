"""The services with whose accounts people may sign in, as a settings file beside the ledger names them."""

import os
import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nesa_fund.problems import InputError

_TEXTS = ("name", "issuer", "client-id")
_SECRETS = ("client-secret", "client-secret-file")
_MFA = "require-mfa"
_NAME = re.compile(r"\w[\w .&'()-]{0,39}")
_PRINTED = re.compile(r"[!-~]{1,400}")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
EXTRA = 'signing in with another service needs more of the program: pip install "nesa-fund[oidc]"'


class Refusal(Exception):  # noqa: N818  # Nothing went wrong here: somebody is not let in.
    """Somebody is not let in: what they are told, and why, for the log."""

    def __init__(self, said: str, why: str) -> None:
        """Take both sentences."""
        super().__init__(said)
        self.said, self.why = said, why


@dataclass(frozen=True)
class Provider:
    """A service of which people have accounts, such as Microsoft or Google.

    Attributes:
        key: What our addresses call it: its name in small letters.
        name: What people call it.
        issuer: The address that it signs its answers with.
        client_id: What it calls us.
        client_secret: By which it knows us.
        requires_mfa: Whether it has to say, each time, that somebody proved themself in two ways.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    requires_mfa: bool


def read_providers(files: Sequence[Path], root: Path) -> list[Provider]:
    """The services that settings files name, one each.

    Args:
        files: TOML files outside the ledger.
        root: The ledger's folder.

    Raises:
        InputError: What signs people in is not installed, or a file is no such file, is in the ledger or can be read by
            everybody, or two have one name.
    """
    if not files:
        return []
    try:
        import authlib.oidc.core  # noqa: F401  # Whether it is there.
    except ImportError as error:
        raise InputError(EXTRA) from error
    found = [_provider(file, root.resolve()) for file in files]
    for n, one in enumerate(found):
        if any(one.key == other.key or one.issuer == other.issuer for other in found[:n]):
            raise InputError(f'{files[n]}: "{one.name}" has the name or the issuer of another')
    return found


def is_safe(address: object) -> bool:
    """Whether what is sent to an address is read by nobody on the way: over HTTPS, or within this machine."""
    try:
        parts = urlsplit(str(address))
        is_here = parts.scheme == "http" and parts.hostname in _HERE
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or is_here)


def _provider(file: Path, root: Path) -> Provider:
    given = _settings(file, root)
    for key in (*_TEXTS, _MFA):
        if key not in given:
            raise InputError(f"{file}: {_missing(key)}")
    texts = {key: _text(file, given, key) for key in (*_TEXTS, *(key for key in _SECRETS if key in given))}
    if not isinstance(given[_MFA], bool):
        raise InputError(f"{file}: {_missing(_MFA)}")
    if not _NAME.fullmatch(texts["name"]):
        raise InputError(f'{file}: name is what people call the service, like "Microsoft", in at most 40 letters')
    issuer = texts["issuer"]
    if not is_safe(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment:
        raise InputError(f'{file}: issuer is an address, like "https://accounts.google.com"')
    return Provider(
        key="-".join(re.findall(r"\w+", texts["name"].casefold())),
        name=texts["name"],
        issuer=issuer,
        client_id=texts["client-id"],
        client_secret=_secret(file, texts, root),
        requires_mfa=given[_MFA],
    )


def _settings(file: Path, root: Path) -> Mapping[str, Any]:
    try:
        given = tomllib.loads(_read(file, root))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file} is no TOML: {error}") from error
    if unknown := given.keys() - {*_TEXTS, *_SECRETS, _MFA}:
        raise InputError(f'{file}: "{min(unknown)}" is no setting; there are {", ".join((*_TEXTS, *_SECRETS, _MFA))}')
    if len(given.keys() & set(_SECRETS)) != 1:
        raise InputError(f"{file}: give either {_SECRETS[0]}, or {_SECRETS[1]}, the file that holds it")
    return given


def _secret(file: Path, texts: Mapping[str, str], root: Path) -> str:
    if "client-secret" in texts:
        return texts["client-secret"]
    kept = file.parent / texts["client-secret-file"]
    secret = _read(kept, root).strip()
    if not _PRINTED.fullmatch(secret):
        raise InputError(f"{kept} should hold the client secret alone, on one line")
    return secret


def _read(file: Path, root: Path) -> str:
    """What a file holds that is nobody else's to read, and is not handed out with the ledger."""
    if file.resolve().is_relative_to(root):
        raise InputError(f"{file} is in the ledger, which is copied and handed on: keep it elsewhere")
    try:
        if os.name == "posix" and file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            raise InputError(f"{file} can be read by everybody on this machine: chmod o= {file}")
        return file.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is no text in UTF-8") from error


def _text(file: Path, given: Mapping[str, Any], key: str) -> str:
    text = given[key]
    is_name = key in {"name", "client-secret-file"}
    if not isinstance(text, str) or not (text.strip() if is_name else _PRINTED.fullmatch(text)):
        raise InputError(f'{file}: {key} is a text in quotation marks, like {key} = "..."')
    return text.strip()


def _missing(key: str) -> str:
    if key == _MFA:
        return (
            "say require-mfa = true, where the service itself says each time that somebody proved themself in two ways,"
            " or require-mfa = false, where you have seen to it there that everybody must"
        )
    return f"{key} is missing"
