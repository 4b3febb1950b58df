"""Who is signed in: sessions that end, and wrong passwords that cost time."""

import secrets
from datetime import datetime, timedelta

from nesa_fund.web.factors import fingerprint, is_password, totp_step
from nesa_fund.web.people import People, stamp
from nesa_fund.web.roles import Person, Role

IDLE, AT_MOST = timedelta(minutes=30), timedelta(hours=12)
_FRESH = timedelta(minutes=1)
WINDOW = timedelta(minutes=15)
"""So long a wrong password counts."""
TRIES_OF_A_NAME, TRIES_FROM_AN_ADDRESS = 5, 30
"""So many wrong ones within the window, and no further is looked at."""


def sign_in(people: People, name: str, password: str, code: str, address: str, now: datetime) -> str | None:
    """Sign somebody in; returns the token of their session.

    Args:
        people: The store.
        name: The user's code.
        password: As they gave it.
        code: The six digits of their app, or a recovery code.
        address: Where the request came from.
        now: The moment.

    Returns:
        None where anything of it is wrong, or too much was wrong of late; which, nobody is told.
    """
    name = name.strip().casefold()[:80]
    if is_throttled(people, name, address, now):
        return None
    kept = people.find(name)
    is_known = is_password(kept.password if kept else None, password)
    if not (kept and is_known and _has_second(people, name, kept.totp, kept.step, code, now)):
        people.note(name[:40], "sign-in refused", now)  # What is not looked at any more fills no log either.
        note_failure(people, name, address, now)
        return None
    with people.db() as db:
        db.execute("delete from failure where of = ?", (f"name {name}",))
    return begin(people, kept.person, now)


def begin(people: People, person: Person, now: datetime) -> str:
    """Begin a session; returns its token, of which only a fingerprint is kept."""
    token = secrets.token_urlsafe(32)
    with people.db() as db:
        db.execute("delete from session where begun < ? or used < ?", (stamp(now - AT_MOST), stamp(now - IDLE)))
        db.execute("insert into session values (?, ?, ?, ?)", (fingerprint(token), person.code, stamp(now), stamp(now)))
    return token


def signed_in(people: People, token: str, now: datetime, *, counts: bool = True) -> Person | None:
    """Whose session a token is; ``counts`` says whether the request keeps it alive."""
    with people.db() as db:
        row = db.execute(
            "select person.code, role, member, used from session join person using (code)"
            " where fingerprint = ? and begun > ? and used > ?",
            (fingerprint(token), stamp(now - AT_MOST), stamp(now - IDLE)),
        ).fetchone()
        if row and counts and row[3] < stamp(now - _FRESH):  # Else every look at a page would be written down.
            db.execute("update session set used = ? where fingerprint = ?", (stamp(now), fingerprint(token)))
    return Person(row[0], Role(row[1]), row[2]) if row else None


def sign_out(people: People, token: str) -> None:
    """End a session: its cookie opens nothing any more."""
    with people.db() as db:
        db.execute("delete from session where fingerprint = ?", (fingerprint(token),))


def _has_second(people: People, name: str, totp: str | None, used: int, code: str, now: datetime) -> bool:
    step = totp_step(totp, code, now, used) if totp else None
    if step is not None:
        return people.use_step(name, step)
    return people.use_recovery(name, code.strip().casefold())


def is_throttled(people: People, name: str, address: str, now: datetime) -> bool:
    """Whether too much was wrong of late, of a name, where one was given, or from an address."""
    since = stamp(now - WINDOW)
    limits = {f"from {address}": TRIES_FROM_AN_ADDRESS} | ({f"name {name}": TRIES_OF_A_NAME} if name else {})
    with people.db() as db:
        counted = "select count(*) from failure where of = ? and at > ?"
        return any(db.execute(counted, (of, since)).fetchone()[0] >= limit for of, limit in limits.items())


def note_failure(people: People, name: str, address: str, now: datetime) -> None:
    """Count what was wrong, of a name, where one was given, and from an address."""
    with people.db() as db:
        db.execute("delete from failure where at <= ?", (stamp(now - WINDOW),))
        db.executemany(
            "insert into failure values (?, ?)",
            [(of, stamp(now)) for of in ([f"name {name}"] if name else []) + [f"from {address}"]],
        )
