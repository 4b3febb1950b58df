"""``nesa user``: who may sign in to the pages, as what, and what they looked at."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nesa_fund.cli.options import login_name
from nesa_fund.cli.screen import say
from nesa_fund.problems import InputError

if TYPE_CHECKING:
    from nesa_fund.web.people import People
    from nesa_fund.web.roles import Person

ROLES = ("governor", "clerk", "officer", "approver", "auditor", "board", "keeper")


@click.group("user")
def user_command() -> None:
    """Who may sign in to the pages of nesa serve.

    They are kept in a file beside the ledger, not in it: books are kept for ever, people can be erased.

    Example: nesa user add ann --role governor --member Hartside
    """


@user_command.command("add")
@click.argument("code")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they do.")
@click.option("--member", default="", help="Of which member: always for a governor or clerk, else if not of all.")
@click.pass_obj
def add(root: Path, code: str, role: str, member: str) -> None:
    """Add the user CODE, and print the invitation to send them.

    Example: nesa user add ann --role governor --member Hartside
    """
    people, person = _people(root), _person(root, code, role, member)
    token = people.add(person, _now())
    _note(people, person, "added as")
    _say_invitation(people, code, token)


@user_command.command("role")
@click.argument("code")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they do from now on.")
@click.option("--member", default="", help="Of which member.")
@click.pass_obj
def role_(root: Path, code: str, role: str, member: str) -> None:
    """Give the user CODE another role; wherever they are signed in, they must sign in again.

    Example: nesa user role ann --role board
    """
    people, person = _people(root), _person(root, code, role, member)
    people.set_role(person)
    _note(people, person, "made")
    say(f"{code} is now {role}{f' of {member}' if member else ''}")


@user_command.command("invite")
@click.argument("code")
@click.pass_obj
def invite(root: Path, code: str) -> None:
    """Invite CODE again: for a forgotten password, or when the telephone and all codes are lost.

    Where they sign in with an account of another service, that ends at once.

    Example: nesa user invite ann
    """
    people = _people(root)
    _say_invitation(people, code, people.invite(code, _now()))


@user_command.command("list")
@click.pass_obj
def list_(root: Path) -> None:
    """Show who may sign in.

    Example: nesa user list
    """
    for kept in _people(root).all():
        person = kept.person
        of = f" of {person.member}" if person.member else ""
        say(f"{person.code}: {person.role}{of}{'' if kept.is_settled else ', invited'}")


@user_command.command("remove")
@click.argument("code")
@click.pass_obj
def remove(root: Path, code: str) -> None:
    """Erase CODE: they can't sign in, and the log names them no more.

    Example: nesa user remove ann
    """
    _people(root).erase(code)
    say(f"{code} is erased")


@user_command.command("log")
@click.argument("code", required=False, default="")
@click.pass_obj
def log(root: Path, code: str) -> None:
    """Show what was looked at: when, by whom, what.

    Example: nesa user log ann
    """
    for event in _people(root).events(code):
        say(f"{event.at} {event.who} {event.what}", one_line=True)


def _people(root: Path) -> "People":
    from nesa_fund.web.people import People, people_file

    return People(people_file(root))


def _person(root: Path, code: str, role: str, member: str) -> "Person":
    """Somebody of a member that there is, by any spelling that is its alone.

    Raises:
        InputError: There is no such member.
    """
    from importers.names import Names
    from nesa_fund.store import open_ledger
    from nesa_fund.web.roles import Person, Role

    if not member:
        return Person(code, Role(role))
    known = open_ledger(root).register.members
    found = Names(known).find(member)
    if found not in known:
        raise InputError(f'there is no member "{member}"; there are {", ".join(sorted(known))}')
    return Person(code, Role(role), found)


def _note(people: "People", person: "Person", what: str) -> None:
    """Write into the log what was done about somebody, under their own code, so that it is erased with them."""
    of = f" of {person.member}" if person.member else ""
    people.note(person.code, f"{what} {person.role}{of} by {login_name()}", _now())


def _say_invitation(people: "People", code: str, token: str) -> None:
    host = people.host()
    base = f"https://{host}" if host else "http://localhost:5000"
    say(f"Send this to {code}; it serves once, within seven days:\n{base}/invitation/{token}")


def _now() -> datetime:
    return datetime.now(UTC)
