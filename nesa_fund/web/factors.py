"""What somebody proves that they are: a password that they know, and a telephone or a saved code that they have."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from threading import Lock

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LETTERS, MOST_LETTERS = 12, 200
RECOVERY_CODES = 8
_STEP = timedelta(seconds=30)
_DRIFT = (0, -1, 1)  # A telephone's clock may be half a minute off, either way.
_HASHER = PasswordHasher()  # The library's own settings, which follow RFC 9106.
_ONE_AT_A_TIME = Lock()  # Each takes all processors and 64 MiB; the pages want some of both.
_NOBODYS = _HASHER.hash(secrets.token_hex())
"""What a password is compared with where there is no such person, so that the answer takes as long."""


def password_fault(password: str, code: str) -> str:
    """Why a password can't be taken, as a sentence; empty where it can."""
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        return f"Choose a password of {LEAST_LETTERS} to {MOST_LETTERS} characters; three random words make a good one"
    if code.casefold() in password.casefold() or len(set(password)) < LEAST_LETTERS // 2:
        return "Choose a password that is harder to guess; three random words make a good one"
    return ""


def hashed_password(password: str) -> str:
    """The argon2id hash that is kept instead of a password."""
    return _HASHER.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one whose hash is kept; it takes as long where none is."""
    try:
        with _ONE_AT_A_TIME:
            return _HASHER.verify(kept or _NOBODYS, password[: MOST_LETTERS + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def new_totp() -> str:
    """A secret for a person's authenticator app."""
    return pyotp.random_base32()


def totp_address(secret: str, code: str, alliance: str) -> str:
    """What an authenticator app reads from the square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=code, issuer_name=alliance)


def totp_step(secret: str, given: str, now: datetime, used: int) -> int | None:
    """The half minute whose code was given, none at or before the one used last; None where it is no code."""
    digits = re.sub(r"\s", "", given)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    for drift in _DRIFT:
        step = int((now + drift * _STEP).timestamp()) // int(_STEP.total_seconds())
        expected = str(pyotp.TOTP(secret).at(now + drift * _STEP))
        if step > used and secrets.compare_digest(expected, digits):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Codes for the day when the telephone is lost: each signs in once."""
    return [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]


def fingerprint(token: str) -> str:
    """What is kept of a random token: whoever reads the store can't use it."""
    return hashlib.sha256(re.sub(r"\s", "", token).encode()).hexdigest()
