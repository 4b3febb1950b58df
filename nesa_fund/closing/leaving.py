"""A member leaves: what its year comes to, and what is charged, credited and shared anew for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from nesa_fund.adoption import Fault, closed_in_words, member_shown
from nesa_fund.bills import RESHARE
from nesa_fund.book import Book
from nesa_fund.charges import (
    Share,
    accounts,
    adopted_shares,
    charged_before,
    closing_lack,
    closing_link,
    closing_sum,
    shares_on,
)
from nesa_fund.closing.resharing import shared_anew
from nesa_fund.entries import Transaction
from nesa_fund.facts import Schedule, Withdrawal
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, add_months, day_in_words
from nesa_fund.records import WAITING
from nesa_fund.records.contributions import ContributionMoved, credit_number
from nesa_fund.register import Register
from nesa_fund.rules.charged import contributions

Deal = tuple[Transaction, ...]
"""The transactions of one dealing, the creditor's own first."""
LONGEST_NOTICE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a member's leaving comes to.

    Attributes:
        said: Who leaves, and when.
        year: The alliance year it leaves in.
        share: Its whole contribution for that year, or for its time in it; None where it has none.
        claims: What it was charged of it less credits, claim by claim, the newest first, in pence.
        before_pence: What it was charged less credits for its earlier times in the year.
        due_pence: What its time in comes to, None where nothing is charged or returned for it.
        deals: What is to be recorded for it, dealing by dealing; nothing where all is recorded.
        notes: What is not done, and why, a sentence each.
    """

    said: Withdrawal
    year: str
    share: Share | None = None
    claims: tuple[tuple[str, int], ...] = ()
    before_pence: int = 0
    due_pence: int | None = None
    deals: tuple[Deal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def charged_pence(self) -> int:
        """What it stands charged of its share, credits taken off."""
        return sum(pence for _, pence in self.claims)

    @property
    def transactions(self) -> tuple[Transaction, ...]:
        """All that is to be recorded for it."""
        return tuple(entry for deal in self.deals for entry in deal)


def withdrawal_faults(book: Book, register: Register, said: Withdrawal, today: date) -> list[Fault]:
    """Why a member can't leave so; nothing where it can, or where this very leaving is recorded.

    Args:
        book: The book.
        register: The facts so far, those about to be recorded with it included.
        said: Who leaves, by code, and its last day in; the successor by code.
        today: The day it is.
    """
    if said.slot in register.slots:
        return []
    return [fault for fault in _faults(book, register, said, today) if fault]


def _faults(book: Book, register: Register, said: Withdrawal, today: date) -> Iterator[Fault]:
    name, year = member_shown(register, said.code), register.year_of(said.day).name
    spell = next((one for one in register.spells(said.code) if one[0] <= said.day <= (one[1] or date.max)), None)
    if spell is None:
        yield Fault("day", f"{name} is not in membership on {day_in_words(said.day)}")
    elif spell[1]:
        yield Fault("day", f"{name} leaves already, its last day in is {day_in_words(spell[1])}; strike that first")
    if register.is_closed(year):
        yield Fault("day", closed_in_words(register, year))
    if said.day > add_months(today, LONGEST_NOTICE_MONTHS):
        yield Fault("day", f"{day_in_words(said.day)} is more than a year ahead; record it nearer its day")
    if said.successor and said.successor == said.code:
        yield Fault("successor", f"{name} can't be its own successor; what it converts to has a code of its own")
    elif said.successor and said.successor not in register.contributing:
        remedy = "record it first, with the day after as the day it joined"
        yield Fault("successor", f'"{said.successor}" is no school or trust of the register; {remedy}')
    yield from _charged_afterwards(book, said, year, name)
    yield from _shared_afterwards(book, said, name)


def _charged_afterwards(book: Book, said: Withdrawal, year: str, name: str) -> Iterator[Fault]:
    """What of the year was charged for days that it is no longer in: that is taken back, not credited."""
    rows = contributions(book)
    rows = rows[(rows["debtor"] == said.code) & (rows["year"] == year) & (rows["event"] == "contribution")]
    rows = rows[rows["day"].dt.date > said.day]
    for link, day, batch in zip(rows["link"], rows["day"].dt.date, rows["batch"], strict=True):
        remedy = f"take it back first: nesa reverse {batch} --row {link} --reason REASON"
        yield Fault("day", f"{name} was charged {link} on {day_in_words(day)}, after its last day in; {remedy}")


def _shared_afterwards(book: Book, said: Withdrawal, name: str) -> Iterator[Fault]:
    """What was shared anew with it for days that it is no longer in, since another's leaving was recorded first."""
    rows = book.live_transactions
    rows = rows[(rows["event"] == "shared-cost") & (rows["reason"] == RESHARE) & (rows["owner"] == said.code)]
    rows = rows[rows["day"].dt.date > said.day]
    for link, batch in zip(rows["link"], rows["batch"], strict=True):
        remedy = (
            f"take that back (nesa reverse {batch} --reason REASON), and record both leavings on one withdrawals sheet"
        )
        charged = f"{name} was charged a part of {link} anew after its last day in, when another left"
        yield Fault("day", f"{charged}; {remedy}")


def leaving_of(book: Book, said: Withdrawal, today: date, meta: Mapping[str, str]) -> Leaving:
    """What a leaving comes to, by a book whose register counts it: the one definition, for every door.

    A leaving to come is reckoned once its day is there: what is charged until then is not known.

    Args:
        book: The book.
        said: The withdrawal, with its source.
        today: The day it is.
        meta: Further metadata of what is recorded for it: its minute, its papers.
    """
    leaving = _account_of(book, said)
    if said.day > today:
        when = day_in_words(said.day)
        return replace(leaving, notes=(f"its account is closed once {when} has come: then record this again",))
    closing, notes = _closing(book, leaving, meta)
    anew, left = shared_anew(book, said, meta)
    deals = [*closing, *anew]
    shut = {year for deal in deals if book.register.is_closed(year := book.register.year_of(deal[0].day).name)}
    if shut:
        deals, left = [], [closed_in_words(book.register, year) for year in sorted(shut)]
    told = (*notes, *left, *_successors(book, said), *_next_years(book, said), *_not_placed(book, said))
    return replace(leaving, deals=tuple(deals), notes=told)


def _account_of(book: Book, said: Withdrawal) -> Leaving:
    year = book.register.year_of(said.day)
    shares = _shares(book, book.register.schedule(year.name))
    share = shares_on(shares, said.day).get(said.code)
    if share is None:
        return Leaving(said, year.name)
    rows = contributions(book)
    rows = rows[(rows["debtor"] == said.code) & (rows["year"] == year.name)]
    claims = tuple(_claims(rows[accounts(shares, rows) == share.account]))
    leaving = Leaving(said, year.name, share, claims, charged_before(share, rows))
    if book.register.alliance(said.day).withdrawal == "keep":
        return leaving
    return replace(leaving, due_pence=closing_sum(book.register, share, year, leaving.charged_pence))


def _shares(book: Book, schedule: Schedule | None) -> list[Share]:
    return adopted_shares(book, schedule) if schedule else []


def _claims(rows: pd.DataFrame) -> list[tuple[str, int]]:
    """What was charged less credits, claim by claim, the newest first."""
    net = rows.groupby("link", sort=False)["owed"].sum()
    claims = [(str(link), int(pence)) for link, pence in net.items()]
    return sorted(claims, key=lambda claim: _instalment(claim[0]), reverse=True)


def _instalment(link: str) -> tuple[bool, int]:
    """What a claim is of: an instalment by its number, or the closing, which comes after all of them."""
    number = link.rpartition("-")[2]
    return (False, int(number)) if number.isdecimal() else (True, 0)


def _closing(book: Book, leaving: Leaving, meta: Mapping[str, str]) -> tuple[list[Deal], list[str]]:
    """The closing charge or the credits that bring an account to what its time in comes to."""
    if leaving.share is None or leaving.due_pence is None:
        return [], []
    more = leaving.due_pence - leaving.charged_pence
    if more <= 0:
        return list(_credits(book, leaving, -more, meta)), []
    schedule, due = book.register.schedule(leaving.year), leaving.before_pence + leaving.due_pence
    assert schedule  # A share is of one.
    lack = closing_lack(book.register, schedule, leaving.share, leaving.said.day, due)
    if lack:
        return [], [f"its closing charge of {format_pounds(more)} is not made: {lack}"]
    said = leaving.said
    charge = ContributionMoved(
        day=said.day, link=closing_link(leaving.year, leaving.share), source=said.source,
        description=f"Contribution {leaving.year}, to its last day in", meta=meta, event="contribution",
        year=leaving.year, member=said.code, pence=more,
    )  # fmt: skip
    return [charge.transactions()], []


def _credits(book: Book, leaving: Leaving, pence: int, meta: Mapping[str, str]) -> Iterator[Deal]:
    said, count = leaving.said, _credits_so_far(book, leaving)
    for link, charged in leaving.claims:
        part = min(pence, max(0, charged))
        if not part:
            continue
        pence, count = pence - part, count + 1
        credit = ContributionMoved(
            day=said.day, link=link, source=said.source,
            description=f"Contribution {leaving.year}, after its last day in", meta={**meta, "reason": "withdrawal"},
            event="credit-note", year=leaving.year, member=said.code, pence=-part,
            number=credit_number(leaving.year, said.code, count),
        )  # fmt: skip
        yield credit.transactions()
    assert pence == 0  # What is credited was charged.


def _credits_so_far(book: Book, leaving: Leaving) -> int:
    """How many numbers of credit notes the member has used for the year, those taken back among them."""
    stem = credit_number(leaving.year, leaving.said.code, 0).removesuffix("0")
    numbers = {str(number) for number in book.transactions["number"].unique()}
    used = [number.removeprefix(stem) for number in numbers if number.startswith(stem)]
    return max((int(count) for count in used if count.isdecimal()), default=0)


def _successors(book: Book, said: Withdrawal) -> Iterator[str]:
    if said.successor and not book.register.is_in(said.successor, said.day + ONE_DAY):
        name = member_shown(book.register, said.successor)
        yield f"its successor {name} is not in membership on {day_in_words(said.day + ONE_DAY)}"
    left = [code for code in sorted(book.register.agreements) if said.successor and _is_left_to(book, said, code)]
    if left:
        name = member_shown(book.register, said.successor)
        yield f"its successor {name} is no party to {', '.join(left)}: new terms name it, and it consents to them"


def _is_left_to(book: Book, said: Withdrawal, agreement: str) -> bool:
    """Whether an agreement of the leaver goes on after it without its successor."""
    terms = book.register.agreement(agreement, said.day + ONE_DAY)
    parties = {terms.supplier, *terms.customers} if terms else set()
    return said.code in parties and said.successor not in parties


def _not_placed(book: Book, said: Withdrawal) -> Iterator[str]:
    """What the Fund received from the member and has on no claim: it is still the member's."""
    rows = book.live_transactions
    rows = rows[(rows["event"] == WAITING) & (rows["payee"] == said.code)]
    for one in book.recorded(rows):
        came = format_pounds(sum(posting.pence for posting in one.postings if posting.account.startswith("Assets:")))
        when = f"came from it on {day_in_words(one.day)} ({one.link})"
        yield f"{came} that {when} is not placed: the Fund owes it back, where no charge of it is open"


def _next_years(book: Book, said: Withdrawal) -> Iterator[str]:
    """The later years that were adopted with a share of a member that will not be in them."""
    year = book.register.year_of(said.day)
    for schedule in book.register.all(Schedule):
        share = next((one for one in _shares(book, schedule) if one.member == said.code), None)
        is_later = schedule.year > year.name and not book.register.is_in(
            said.code, book.register.year(schedule.year).start
        )
        if share and is_later:
            yield (
                f"{schedule.year} is adopted with its share of {format_pounds(share.pence)}, which nobody will pay: "
                "the Board may take that adoption back and adopt anew"
            )
