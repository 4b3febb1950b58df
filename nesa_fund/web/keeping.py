"""People, for whoever keeps the list of them: add, invite again, change, remove, and look at what was done."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import Flask, abort, redirect, request, session

from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.web.forms import Fault, refuse_foreign
from nesa_fund.web.logbook import invited_until, last_signed_in, lines
from nesa_fund.web.office import Office
from nesa_fund.web.people import ERASED, Kept, stamp, unfit
from nesa_fund.web.roles import Person, Role

ROLES = {
    Role.GOVERNOR: "Governor of a member: sees its book and the Fund's",
    Role.CLERK: "Clerk of a member: as a governor, and records what its governing body confirms",
    Role.OFFICER: "Officer of a member, or of the alliance: sees its book, or all; brings sheets and submits them",
    Role.APPROVER: "Approver: sees every book, and approves what another person submitted",
    Role.AUDITOR: "Auditor: sees every book",
    Role.BOARD: "On the Strategic Board: sees every book",
    Role.KEEPER: "Keeper: keeps this list, and sees no book",
}
"""What each role sees and may, in the words of the form."""
_OWN = "This is your own entry: another keeper can change it, or nesa user on the machine that serves these pages"


class Line(NamedTuple):
    """Somebody in the list, with how they sign in and when they last did."""

    person: Person
    way: str
    last: str


@dataclass(frozen=True)
class Keeping:
    """The pages of a keeper; each change is in the log, and nobody changes their own entry."""

    office: Office
    services: Mapping[str, str]
    """Issuer -> what people call the service."""

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        add, one = self.office.add, "/person/<code>"
        add(app, "/people", "people", self.listed)
        add(app, "/people/invited", "people_invited", self.invited)
        add(app, "/people/log", "people_log", self.log)
        add(app, one, "person", self.person)
        add(app, f"{one}/invite", "person_invite", self.invite)
        add(app, f"{one}/remove", "person_remove", self.remove)

    def listed(self) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Show who may sign in, and add somebody."""
        if request.method != "POST":
            return self._listed()
        refuse_foreign()
        wanted, faults = self._given(request.form.get("code", "").strip().casefold())
        if wanted and not faults:
            try:
                token = self.office.people.add(wanted, self.office.guard.clock())
            except InputError:
                faults = [Fault("code", f"There is a user {wanted.code} already")]
            else:
                self._note(wanted.code, f"added as {_as(wanted)}")
                return self._show_invitation(wanted.code, token)
        return self._listed(faults), 400

    def invited(self) -> str:
        """Show the address of an invitation that was just made, once."""
        code, token = session.pop("invited", ("", ""))
        if not token:
            return self.office.page("invited.html", code="", address="")
        host = self.office.people.host()
        base = f"https://{host}" if host else request.host_url.rstrip("/")
        return self.office.page("invited.html", code=code, address=f"{base}/invitation/{token}")

    def person(self, code: str) -> Any:  # noqa: ANN401  # As above.
        """Show somebody's entry, and give them another role or member."""
        kept = self._known(code)
        if request.method != "POST":
            return self._entry(kept)
        refuse_foreign()
        wanted, faults = self._given(kept.person.code)
        if kept.person.code == self.office.person.code:
            return self._entry(kept, [Fault("own", _OWN)]), 403
        if faults or not wanted:
            return self._entry(kept, faults), 400
        if wanted != kept.person:
            self.office.people.set_role(wanted)
            self._note(wanted.code, f"made {_as(wanted)}")
        return redirect("/people", 303)

    def invite(self, code: str) -> Any:  # noqa: ANN401  # As above.
        """Invite somebody again, who lost a password or a telephone."""
        kept = self._known(code)
        refuse_foreign()
        if kept.person.code == self.office.person.code:
            return self._entry(kept, [Fault("own", _OWN)]), 403
        token = self.office.people.invite(kept.person.code, self.office.guard.clock())
        self._note(kept.person.code, "invited again")
        return self._show_invitation(kept.person.code, token)

    def remove(self, code: str) -> Any:  # noqa: ANN401  # As above.
        """Ask whether somebody is to be removed, and erase them."""
        kept = self._known(code)
        is_own = kept.person.code == self.office.person.code
        if request.method != "POST":
            return self._entry(kept) if is_own else self.office.page("remove.html", kept=kept)
        refuse_foreign()
        if is_own:
            return self._entry(kept, [Fault("own", _OWN)]), 403
        self.office.people.erase(kept.person.code)
        self._note(ERASED, "erased")
        return redirect("/people", 303)

    def log(self) -> Any:  # noqa: ANN401  # As above.
        """Show the log, of one person and day where they are named."""
        who, asked, number = (request.args.get(name, "") for name in ("who", "day", "page"))
        if not re.fullmatch(r"[1-9][0-9]{0,5}|", number, re.ASCII):
            abort(404)
        day = None
        with suppress(ValueError):
            day = date.fromisoformat(asked)
        faults = [Fault("day", "Give a day of the calendar, like 2025-11-14")] if asked and not day else []
        page = int(number or 1)
        found = lines(self.office.people, who, day, page)
        told = [event._replace(what=_shortened(event.what)) for event in found.events]
        codes = [kept.person.code for kept in self.office.people.all()]
        said = self.office.page(
            "log.html", faults, events=told, codes=codes, who=who, day=asked, page=page, has_older=found.has_older
        )
        return (said, 400) if faults else said

    def _listed(self, faults: list[Fault] | None = None) -> str:
        people, now = self.office.people, stamp(self.office.guard.clock())
        until, last = invited_until(people), last_signed_in(people)
        listed = [
            Line(kept.person, self._way(kept, until.get(kept.person.code, ""), now), last.get(kept.person.code, ""))
            for kept in people.all()
        ]
        return self.office.page("people.html", faults or [], lines=listed, given=request.form, **self._choices())

    def _way(self, kept: Kept, until: str, now: str) -> str:
        """How somebody signs in, or whether they still can begin to."""
        if until > now:
            last = day_in_words(date.fromisoformat(until[:10]))
            return f"{'Yes; invited again' if kept.is_settled else 'Not yet: invited'}, until {last}"
        if kept.issuer:
            name = self.services.get(kept.issuer)
            return f"Yes, with {name}" if name else "No: the service of their account is not offered any more"
        return "Yes, with a password" if kept.password else "No: the invitation has lapsed"

    def _entry(self, kept: Kept, faults: list[Fault] | None = None) -> str:
        person, is_own = kept.person, kept.person.code == self.office.person.code
        given = request.form if faults else {"role": person.role, "member": person.member}
        return self.office.page(
            "person.html", faults or [], kept=kept, is_own=is_own, own=_OWN, given=given, **self._choices()
        )

    def _choices(self) -> dict[str, object]:
        return {"roles": ROLES, "members": {code: self.office.books.name(code) for code in self.office.books.codes()}}

    def _given(self, code: str) -> tuple[Person | None, list[Fault]]:
        """Whoever the form describes, and what is wrong with it."""
        role, member = request.form.get("role", ""), request.form.get("member", "")
        if role not in set(Role):
            return None, [Fault("role", "Choose what they do")]
        if member and member not in self.office.books.codes():
            return None, [Fault("member", "Choose a member of the list")]
        wanted = Person(code, Role(role), member)
        return wanted, [Fault(of, said[0].upper() + said[1:]) for of, said in unfit(wanted)]

    def _known(self, code: str) -> Kept:
        kept = self.office.people.find(code)
        if kept is None:
            abort(404)
        return kept

    def _show_invitation(self, code: str, token: str) -> Any:  # noqa: ANN401  # As above.
        session["invited"] = (code, token)
        return redirect("/people/invited", 303)

    def _note(self, about: str, what: str) -> None:
        """Write into the log what was done about somebody, under their own code, so that it is erased with them."""
        self.office.people.note(about, f"{what} by keeper {self.office.person.code}", self.office.guard.clock())


def _as(person: Person) -> str:
    return f"{person.role} of {person.member}" if person.member else person.role


def _shortened(what: str) -> str:
    """A line of the log without what somebody searched for, named or wrote, which may tell of a book."""
    return re.split("[?:]", what, maxsplit=1)[0]
