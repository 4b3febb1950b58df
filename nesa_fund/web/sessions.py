"""Who is signed in: sessions that end, and wrong passwords that cost time."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from threading import BoundedSemaphore

from nesa_fund.web.factors import fingerprint, is_password, totp_step
from nesa_fund.web.people import People, stamp
from nesa_fund.web.roles import Person, Role

IDLE, AT_MOST = timedelta(minutes=30), timedelta(hours=12)
_FRESH = timedelta(minutes=1)
WINDOW = timedelta(minutes=15)
"""So long a wrong password counts."""
TRIES_OF_A_NAME, TRIES_FROM_AN_ADDRESS, TRIES_OF_A_NAME_ANYWHERE = 5, 30, 100
"""So many wrong ones within the window, and no further is looked at: of a name from one address, of all names from it,
and of a name from all addresses; so nobody keeps somebody else out from one place."""
_IPV6_OF_ONE_PLACE = 64
_MOST_AT_THE_DOOR = 4
_door = BoundedSemaphore(_MOST_AT_THE_DOOR)


@contextmanager
def at_the_door() -> Iterator[bool]:
    """Whether there is room for one more who signs in: looking at passwords takes long, and others want their pages."""
    is_let = _door.acquire(blocking=False)
    try:
        yield is_let
    finally:
        if is_let:
            _door.release()


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
    limits = _limits(name, address)
    if not _count(people, limits, now):
        return None
    kept = people.find(name)
    is_known = is_password(kept.password if kept else None, password)
    if not (kept and is_known and _has_second(people, name, kept.totp, kept.step, code, now)):
        people.note(name[:40], "sign-in refused", now)
        return None
    _forget(people, limits)
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


def _limits(name: str, address: str) -> dict[str, int]:
    """What a try counts for, the name at its address first, and how many there may be of each."""
    place = _place(address)
    return {
        f"from {place} name {name}": TRIES_OF_A_NAME,
        f"from {place}": TRIES_FROM_AN_ADDRESS,
        f"name {name}": TRIES_OF_A_NAME_ANYWHERE,
    }


def _place(address: str) -> str:
    """An address; of the newer ones the part that one household or office has for itself."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    return str(known) if known.version == 4 else str(ip_network((known, _IPV6_OF_ONE_PLACE), strict=False))


def _count(people: People, limits: Mapping[str, int], now: datetime) -> bool:
    """Count a try before it is looked at, since many may come at once; False where it is one too many.

    What is not looked at counts for nothing and fills no log: whoever waits can come back.
    """
    with people.db() as db:
        db.execute("delete from failure where at <= ?", (stamp(now - WINDOW),))
        for of, most in limits.items():
            db.execute("insert into failure values (?, ?)", (of, stamp(now)))
            (count,) = db.execute("select count(*) from failure where of = ?", (of,)).fetchone()
            if count > most:
                db.rollback()
                return False
    return True


def _forget(people: People, limits: Mapping[str, int]) -> None:
    """Of one who was right, forget all tries of the name at the address, and elsewhere this one."""
    at_the_address, *others = limits
    with people.db() as db:
        db.execute("delete from failure where of = ?", (at_the_address,))
        for of in others:
            db.execute("delete from failure where rowid = (select max(rowid) from failure where of = ?)", (of,))


def is_refused(people: People, address: str, now: datetime) -> bool:
    """Whether too many came back refused by another service to an address of late.

    They are counted apart from wrong passwords: a service that is down is no reason to refuse these.
    """
    of, since = _elsewhere(address), stamp(now - WINDOW)
    with people.db() as db:
        (count,) = db.execute("select count(*) from failure where of = ? and at > ?", (of, since)).fetchone()
    return int(count) >= TRIES_FROM_AN_ADDRESS


def note_refusal(people: People, address: str, now: datetime) -> None:
    """Count one who came back refused by another service."""
    with people.db() as db:
        db.execute("delete from failure where at <= ?", (stamp(now - WINDOW),))
        db.execute("insert into failure values (?, ?)", (_elsewhere(address), stamp(now)))


def _elsewhere(address: str) -> str:
    return f"from {_place(address)} elsewhere"
