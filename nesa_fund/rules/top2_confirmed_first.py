"""TOP2: a governing body confirmed its contribution before it was charged."""

from collections import defaultdict
from datetime import date

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.facts import Confirmation, Struck
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.register import Register
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import Entry, contributions, entries, is_shown


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """No contribution is charged beyond what that school's governing body had confirmed by then.

    What was charged for the year so far, less credits, is within the body's newest confirmation
    dated on or before the charge, by a quorate meeting, with its minute and purpose, recorded by
    the charge's batch. One recorded only afterwards counts if its signed minute was archived with
    it. A finding stands at the Fund's entry of each charge that goes beyond.

    For example::

        2025-09-20 * "Hartside" "on the day it confirmed" ^Fund-2025-26-Hartside-1
          event: "contribution"
          year: "2025-26"
          instalment: "1"
          Assets:Fund:Debtors:Hartside             100.00 GBP
          Income:Fund:Contributions:Hartside      -100.00 GBP

        2025-09-19 * "Hartside" "the day before" ^Fund-2025-26-Hartside-2  ;! TOP2
          event: "contribution"
          year: "2025-26"
          instalment: "2"
          Assets:Fund:Debtors:Hartside             100.00 GBP
          Income:Fund:Contributions:Hartside      -100.00 GBP
    """
    rows = contributions(book)
    rows["so_far"] = rows["owed"].groupby([rows["debtor"], rows["year"]]).cumsum()
    charges = in_charter(book, rows[rows["event"] == "contribution"])
    decisions = _decisions(book.register)
    findings, gaps = [], []
    columns = (charges["debtor"], charges["year"], charges["so_far"])
    for entry, member, year, so_far in zip(entries(charges, "owed"), *columns, strict=True):
        said = decisions.get((member, year), [])
        in_time = [one for one in said if one.day <= entry.day]
        counts = (in_time[-1:] or said)[:1]
        why = counts[0].lack(so_far, entry.day) if counts else "its governing body had confirmed nothing"
        if why:
            findings.append(_finding(book, entry, member, so_far, why, in_time[-1:]))
        elif not any(is_shown(book, one, entry.place.batch) and one.carries(so_far, entry.day) for one in in_time):
            gaps.append(_gap(book, entry, in_time[-1]))
    return Outcome(tested(charges, charges["owed"]), tuple(findings), tuple(gaps))


def _decisions(register: Register) -> dict[tuple[str, str], list[Confirmation]]:
    """(Member, year) -> what its governing body decided, oldest first.

    What is recorded again with the same date or an earlier one was put right; a later date is a
    further decision, and leaves standing what was charged on the first.
    """
    struck = {(fact.batch.zfill(4), fact.fact_source) for fact in register.facts if isinstance(fact, Struck)}
    found: dict[tuple[str, str], list[Confirmation]] = defaultdict(list)
    for fact in register.facts:
        if isinstance(fact, Confirmation) and (f"{fact.place.batch:04d}", fact.source) not in struck:
            key = (fact.code, fact.year)
            found[key] = [*(earlier for earlier in found[key] if earlier.day < fact.day), fact]
    return dict(found)


def _finding(  # noqa: PLR0913, PLR0917  # What the sentence says.
    book: Book, entry: Entry, member: str, so_far: int, why: str, by: list[Confirmation]
) -> Finding:
    confirmed = next((one.amount for one in by if one.carries(one.amount, entry.day)), 0)
    return Finding(
        message=f"{book.register.name(member)} is charged {format_pounds(entry.pence)}, "
        f"{format_pounds(so_far)} for the year so far, but {why}",
        remedy="it need not be paid until the governing body has confirmed it, by a quorate meeting with its minute",
        place=entry.place,
        link=entry.link,
        entities=(member, FUND),
        bearers=(member,),
        pence=min(entry.pence, so_far - confirmed),
        day=entry.day,
    )


def _gap(book: Book, entry: Entry, said: Confirmation) -> Gap:
    return Gap(
        message=f"{entry.link} of {day_in_words(entry.day)}: the confirmation of {day_in_words(said.day)} was recorded "
        "after it without the signed minute",
        who=book.register.name(said.code),
        remedy="record it again with --correct and the signed minute as its document",
        day=entry.day,
        link=entry.link,
    )


RULE = Rule("TOP2", "confirmed first", promises=(7,), check=check)
