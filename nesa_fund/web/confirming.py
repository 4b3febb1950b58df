"""Confirm, for clerks: submit that the governing body confirms its school's contribution."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, abort, redirect, request

from nesa_fund.actions.papers import Paper, keep
from nesa_fund.charges import Share, adopted_shares, shares_on
from nesa_fund.facts import Confirmation, Schedule
from nesa_fund.money import MoneyError, format_pence, format_pounds, parse_pence
from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.web.acts import act_named
from nesa_fund.web.forms import LARGEST_UPLOAD, Fault, is_too_large, refuse_foreign
from nesa_fund.web.office import Office
from nesa_fund.web.submissions import State, Submission

_FIELDS = ("amount", "minute", "day", "purpose", "body", "quorate", "reason")
_LONGEST = 300
_AS_IT_IS = "This very confirmation is recorded already"
_TOO_LARGE = f"The papers are larger than {LARGEST_UPLOAD // 1024 // 1024} MB together"


@dataclass(frozen=True)
class Confirming:
    """The pages of a governing body's clerk; each records for their own school alone."""

    office: Office

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        self.office.add(app, "/confirm", "confirm", self.ask)

    def ask(self) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Ask what the governing body decided, and submit it."""
        shares = self._shares()
        if request.method != "POST":
            return self._asking(shares, self._year(shares, request.args.get("year", "")))
        if is_too_large():
            return self._asking(shares, self._year(shares, ""), [Fault("papers", _TOO_LARGE)]), 413
        refuse_foreign()
        year = request.form.get("year", "")
        if year not in shares:
            abort(404)
        given = {field: request.form.get(field, "").strip()[:_LONGEST] for field in _FIELDS}
        faults = self._faults(year, given)
        if not faults:
            try:
                kept = self._submit(year, given)
                return redirect(f"/asked/{kept.code}", 303)
            except InputError as error:
                faults = [Fault("amount", str(one)) for one in error.problems]
        return self._asking(shares, year, faults, given), 400

    def _submit(self, year: str, given: dict[str, str]) -> Submission:
        """Submit what was filled in, for another person to approve.

        Raises:
            InputError: It can't be recorded so.
        """
        office, act = self.office, act_named("confirm")
        assert act
        papers = [Paper(one.filename or "", one.read()) for one in request.files.getlist("papers") if one.filename]
        keep(papers)
        ticks = {"not_quorate": given["quorate"] == "no", "correct": bool(given["reason"])}
        typed = {name: text for name, text in given.items() if name != "quorate"}
        typed |= {"year": year, "member": office.person.member}
        asked = {name: [text] for name, text in typed.items() if text} | {
            n: ["on"] for n, is_so in ticks.items() if is_so
        }
        said = office.rehearse(act, asked, papers)
        if said.faults or not said.records:
            raise InputError(*([one.said for one in said.faults] or [_AS_IT_IS]))
        kept = office.bring(act, asked, papers)
        office.submissions.move(kept.code, [State.LOOKED_AT], State.WAITING)
        office.note(f"submitted {kept.code}")
        return kept

    def _faults(self, year: str, given: dict[str, str]) -> list[Fault]:
        """What is wrong or missing in the form, field by field."""
        faults = []
        try:
            _pence(given["amount"])
        except InputError as error:
            faults.append(Fault("amount", str(error)))
        day = _day(given["day"])
        if day is None:
            faults.append(Fault("day", "Give the day of the meeting, like 14/11/2025"))
        elif day > self.office.day:
            faults.append(Fault("day", f"{day_in_words(day)} is still to come: give the day of the meeting"))
        if not given["minute"]:
            faults.append(Fault("minute", "Give the minute of the decision, like FGB 2025-07-10/6"))
        if not given["purpose"]:
            faults.append(Fault("purpose", "Say what the governing body confirmed the contribution for"))
        if given["quorate"] not in {"yes", "no"}:
            faults.append(Fault("quorate", "Say whether the meeting was quorate"))
        if self._known(year) and not given["reason"]:
            faults.append(Fault("reason", "A confirmation is recorded already: say why it is corrected"))
        return faults

    def _asking(
        self,
        shares: dict[str, Share],
        year: str,
        faults: list[Fault] | None = None,
        given: dict[str, str] | None = None,
    ) -> str:
        share = shares.get(year)
        first = {"amount": format_pence(share.pence) if share else "", "purpose": f"the plan of {year}"}
        own, title_of = [one for one in self.office.own() if one.act], self.office.title_of
        return self.office.page(
            "confirm.html", faults or [], years=[*shares], year=year, given=given or first, known=self._known(year),
            share=format_pounds(share.pence) if share else "", pounds=format_pounds, day=day_in_words,
            submissions=own, title_of=title_of,
        )  # fmt: skip

    def _shares(self) -> dict[str, Share]:
        """The years that the Board has adopted, newest first, with the school's share of each."""
        book, member = self.office.books.seen_by(self.office.person).book, self.office.person.member
        register, found = book.register, {}
        for year in sorted({one.year for one in register.all(Schedule)}, reverse=True):
            schedule = register.schedule(year)
            share = shares_on(adopted_shares(book, schedule), self.office.day).get(member) if schedule else None
            if share:
                found[year] = share
        return found

    @staticmethod
    def _year(shares: dict[str, Share], asked: str) -> str:
        return asked if asked in shares else next(iter(shares), "")

    def _known(self, year: str) -> Confirmation | None:
        register = self.office.books.seen_by(self.office.person).book.register
        return register.confirmations.get((self.office.person.member, year))


def _pence(text: str) -> int:
    try:
        pence = parse_pence(text)
    except MoneyError as error:
        raise InputError(f'The amount "{text}" is {error}' if text else "Give the amount, like 3864.00") from error
    if pence <= 0:
        raise InputError("The amount must be above zero; where the governing body declines, record nothing")
    return pence


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            day = datetime.strptime(text, form).replace(tzinfo=UTC).date()
            return day if 2000 <= day.year <= 2100 else None
    return None
