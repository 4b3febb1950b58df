"""Whose an account of another service is: bound by an invitation, and by nothing that is ever given to another."""

from datetime import datetime

from nesa_fund.problems import InputError
from nesa_fund.web.factors import fingerprint
from nesa_fund.web.people import People, sign_out_everywhere, stamp
from nesa_fund.web.roles import Person, Role


def person_of(people: People, issuer: str, subject: str) -> Person | None:
    """Whom an issuer's subject is bound to."""
    with people.db() as db:
        row = db.execute(
            "select person.code, role, member from identity join person using (code) where issuer = ? and subject = ?",
            (issuer, subject),
        ).fetchone()
    return Person(row[0], Role(row[1]), row[2]) if row else None


def bind(people: People, token: str, issuer: str, subject: str, now: datetime) -> Person | None:
    """Take up an invitation, once, with an account of another service, which takes the place of a password.

    Returns:
        Whose it was, or None where it is not open any more.

    Raises:
        InputError: The account is another person's here already; the invitation stays open.
    """
    with people.db() as db:
        row = db.execute(
            "delete from invitation where fingerprint = ? and until > ? returning code",
            (fingerprint(token), stamp(now)),
        ).fetchone()
        if row is None:
            return None
        (code,) = row
        if db.execute("select 1 from identity where issuer = ? and subject = ?", (issuer, subject)).fetchone():
            raise InputError("the account is another person's here already")
        db.execute("update person set password = null, totp = null, step = 0 where code = ?", (code,))
        db.execute("delete from recovery where code = ?", (code,))
        db.execute("insert into identity values (?, ?, ?)", (issuer, subject, code))
        sign_out_everywhere(db, code)
    return people.known(code).person
