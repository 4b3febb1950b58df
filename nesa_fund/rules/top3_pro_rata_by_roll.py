"""TOP3: contributions are pro-rata to the size of each member."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import (
    Share,
    accounts,
    adopted_shares,
    charged_before,
    closing_lack,
    closing_sum,
    contribution_link,
    is_closing,
    last_day_in,
    shares_on,
)
from nesa_fund.entries import FUND, Place
from nesa_fund.facts import Confirmation, Schedule
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year, day_in_words
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Rule, Severity, in_charter, tested
from nesa_fund.rules.charged import Known, contributions, entries


def check(book: Book, as_at: date) -> Outcome:
    """Every contribution is the member's share of the adopted total by its pupils, to the penny.

    Each instalment charged is that part of the share; none is charged before the Board adopted;
    a charge run leaves out nobody in membership who had confirmed the whole share, but for a
    leaver whose account its closing had brought to its sum by then; what is
    charged or credited when a member leaves brings it to the closing sum of the policy; one that
    comes back in the year has a further share for its time from then on; and once the year has
    ended, what each member was charged less credits (a surplus apart) is its share.
    A member awaited is no breach while the year runs; one that left before its governing body
    confirmed or the Board adopted can't be charged any more: that is no breach, but said. An
    instalment put right by credit notes is right. A finding stands at the Fund's entry; of one left
    out, at the first entry of that run; of one never charged, and of a total that nobody had a roll
    for, at the schedule. What one finding explains is not found again.

    For example::

        2026-01-05 * "Hartside" "a penny too much" ^Fund-2025-26-Hartside-2  ;! TOP3
          event: "contribution"
          year: "2025-26"
          instalment: "2"
          Assets:Fund:Debtors:Hartside            3296.01 GBP
          Income:Fund:Contributions:Hartside     -3296.01 GBP
    """
    rows, ever = contributions(book), contributions(book, with_reversed=True)
    off: list[_Off] = []
    for name in sorted({*rows["year"], *(said.year for said in book.register.all(Schedule))}):
        schedule, of_year = book.register.schedule(name), rows[rows["year"] == name]
        off += _before_adoption(in_charter(book, of_year), schedule)
        adopted = schedule and _adopted(book, schedule, of_year, ever[ever["year"] == name])
        if adopted and adopted.shares:
            off += _off_in(adopted, as_at)
        elif adopted and book.register.charter_from <= adopted.schedule.day <= as_at:
            off.append(_unshared(adopted))
    charges = in_charter(book, rows[rows["event"] == "contribution"])
    return Outcome(tested(charges, charges["owed"]), tuple(_finding(book, one) for one in off))


@dataclass(frozen=True, slots=True)
class _Adopted:
    """One adopted year: the shares by account, and the Fund's charges and credits of it.

    ``rows`` has ``account`` and ``is_closing`` beside the rest; ``ever`` are the charges with those reversed.
    """

    book: Book
    schedule: Schedule
    year: Year
    shares: Mapping[str, Share]
    rows: pd.DataFrame
    ever: pd.DataFrame

    def part(self, account: str, instalment: str) -> int:
        """What that instalment of a share is, nil where it has none."""
        share = self.shares.get(account)
        return share.parts.get(int(instalment), 0) if share and instalment.isdecimal() else 0

    def has_left(self, account: str) -> bool:
        """Whether the member left within the year, in the time of a share."""
        return account in self.shares and last_day_in(self.shares[account], self.year) is not None

    def closing_sum(self, account: str, charged_pence: int) -> int | None:
        """What a leaver is to have been charged in the end, where all but its closing comes to ``charged_pence``."""
        share = self.shares.get(account)
        return closing_sum(self.book.register, share, self.year, charged_pence) if share else None


class _Off(NamedTuple):
    """Something that is not by the shares; ``explains`` is by how much it makes the account be off."""

    member: str
    message: str
    remedy: str
    place: Place
    day: date
    pence: int
    explains: int = 0
    link: str = ""
    subject: str = ""
    account: str = ""
    severity: Severity = Severity.BREACH


def _before_adoption(rows: pd.DataFrame, schedule: Schedule | None) -> Iterator[_Off]:
    charges = rows[rows["event"] == "contribution"]
    early = charges if schedule is None else charges[charges["day"] < pd.Timestamp(schedule.day)]
    adopted = f"adopted the year only on {day_in_words(schedule.day)}" if schedule else "has not adopted the year"
    for entry, member in zip(entries(early, "owed"), early["debtor"], strict=True):
        message = f"is charged {format_pounds(entry.pence)}, but the Board {adopted}"
        remedy = "let the Board adopt the year and minute what was charged before"
        yield _Off(member, message, remedy, entry.place, entry.day, entry.pence, link=entry.link)


def _adopted(book: Book, schedule: Schedule, rows: pd.DataFrame, ever: pd.DataFrame) -> _Adopted:
    shares = {share.account: share for share in adopted_shares(book, schedule)}
    ever = ever[(ever["event"] == "contribution") & (ever["instalment"] != "")]
    rows = rows.assign(account=accounts(shares.values(), rows), is_closing=is_closing(rows))
    return _Adopted(book, schedule, book.register.year(schedule.year), shares, rows, ever)


def _unshared(adopted: _Adopted) -> _Off:
    """A schedule whose total no roll carries: it can charge nobody."""
    said = adopted.schedule
    message = (
        f"can't share the {format_pounds(said.total)} adopted for {said.year}: nobody had a roll at {said.census} "
        "recorded by then"
    )
    remedy = "let the Board adopt the year anew once the rolls are recorded"
    subject = f"schedule {said.year}"
    return _Off(FUND, message, remedy, said.place, adopted.year.start, said.total, subject=subject)


def _off_in(adopted: _Adopted, as_at: date) -> Iterator[_Off]:
    closings = list(_wrong_closings(adopted))
    others = [*_wrong_instalments(adopted), *_left_out(adopted)]
    yield from (*others, *closings)
    # A closing brings the whole account to its sum, whatever its instalments were.
    explained: dict[str, int] = defaultdict(int)
    for one in (*closings, *(one for one in others if not adopted.has_left(one.account))):
        explained[one.account] += one.explains
    if as_at > adopted.year.end and adopted.book.register.charter_from <= adopted.year.start:
        yield from _wrong_accounts(adopted, explained)


def _wrong_instalments(adopted: _Adopted) -> Iterator[_Off]:
    """The charges by which an instalment, less credits, is not that part of the share."""
    rows = adopted.rows[~adopted.rows["is_closing"]]
    of = [rows["account"], rows["instalment"]]
    parts = [adopted.part(*key) for key in zip(*of, strict=True)]
    rows = rows.assign(part=parts, so_far=rows["owed"].groupby(of).cumsum())
    rows["explains"] = rows["owed"].groupby(of).transform("sum") - rows["part"]
    wrong = rows[(rows["event"] == "contribution") & (rows["explains"] != 0) & (rows["so_far"] != rows["part"])]
    wrong = in_charter(adopted.book, wrong)
    again = wrong.duplicated(["account", "instalment"])
    columns = (wrong[name] for name in ("debtor", "account", "instalment", "part"))
    explained = wrong["explains"].where(~again, 0)
    for entry, member, account, instalment, part, explains in zip(
        entries(wrong, "so_far"), *columns, explained, strict=True
    ):
        share = adopted.shares.get(account)
        its_share = f"share by roll of {adopted.schedule.census} is {format_pounds(share.pence)}" if share else ""
        its_part = f"its {its_share}, that instalment {format_pounds(part)}" if share else "it has no share"
        message = (
            f"is charged {format_pounds(entry.pence)} as instalment {instalment} of {adopted.year.name}; {its_part}"
        )
        remedy = f"the instalment must come to its part of the share; {WAY_BACK}"
        pence = abs(entry.pence - part)
        yield _Off(
            member, message, remedy, entry.place, entry.day, pence, int(explains), link=entry.link, account=account
        )


def _left_out(adopted: _Adopted) -> Iterator[_Off]:
    """Members that a charge run left out though they were in and had confirmed, once an instalment."""
    known = Known(adopted.book.register, Confirmation)
    ever = adopted.ever.drop_duplicates(["debtor", "instalment"])
    charged_in = {
        (member, n): batch for member, n, batch in zip(ever["debtor"], ever["instalment"], ever["batch"], strict=True)
    }
    live = set(zip(adopted.rows["debtor"], adopted.rows["instalment"], strict=True))
    runs = in_charter(adopted.book, adopted.ever[adopted.ever["is_live"]]).sort_values(["batch", "line"], kind="stable")
    runs = runs.drop_duplicates(["batch", "instalment"])
    closed = adopted.rows[adopted.rows["is_closing"]].groupby("account")["batch"].min().to_dict()
    found = set()
    for entry, instalment in zip(entries(runs, "owed"), runs["instalment"], strict=True):
        confirmed = known.by(entry.place.batch - 1).confirmations
        for member, share in shares_on(adopted.shares.values(), entry.day).items():
            part, key = adopted.part(share.account, instalment), (member, instalment)
            was_in = charged_in.get(key, entry.place.batch + 1) <= entry.place.batch
            is_closed = closed.get(share.account, entry.place.batch + 1) <= entry.place.batch
            if not part or was_in or is_closed or key in found or not adopted.book.register.is_in(member, entry.day):
                continue
            said = confirmed.get((member, adopted.year.name))
            if said and said.carries(share.pence + charged_before(share, adopted.rows), entry.day):
                found.add(key)
                message = (
                    f"was left out when instalment {instalment} of {adopted.year.name} was charged on "
                    f"{day_in_words(entry.day)}, though it had confirmed its share of {format_pounds(share.pence)}"
                )
                subject = contribution_link(adopted.year.name, member, instalment)
                explains = 0 if key in live else -part
                remedy = f"let it be charged {format_pounds(part)} too"
                off = _Off(member, message, remedy, entry.place, entry.day, part, explains, account=share.account)
                yield off._replace(subject=subject)


def _wrong_closings(adopted: _Adopted) -> Iterator[_Off]:
    """The last closing charge or credit of each member whose account it does not bring to the closing sum."""
    rows = adopted.rows.assign(so_far=adopted.rows["owed"].groupby(adopted.rows["account"]).cumsum())
    closings = rows[rows["is_closing"]]
    by_closing = closings["owed"].groupby(closings["account"]).sum()
    last = in_charter(adopted.book, closings.drop_duplicates("account", keep="last"))
    for entry, member, account in zip(entries(last, "so_far"), last["debtor"], last["account"], strict=True):
        charged = entry.pence - int(by_closing[account])
        closing = adopted.closing_sum(account, charged)
        due = charged if closing is None else closing
        if entry.pence != due:
            message = (
                f"was brought by its closing to {format_pounds(entry.pence)} for {adopted.year.name}; "
                f"for its time in the alliance it is {format_pounds(due)}"
            )
            remedy = f"the closing must bring it to that sum; {WAY_BACK}"
            off = entry.pence - due
            yield _Off(member, message, remedy, entry.place, entry.day, abs(off), off, entry.link, account=account)


def _wrong_accounts(adopted: _Adopted, explained: Mapping[str, int]) -> Iterator[_Off]:
    """The members whose charges less credits of the ended year are not their share, for no reason found yet."""
    totals = adopted.rows["owed"].groupby(adopted.rows["account"]).sum()
    closings = adopted.rows["owed"].where(adopted.rows["is_closing"], 0).groupby(adopted.rows["account"]).sum()
    last = adopted.rows.drop_duplicates("account", keep="last")
    places = dict(zip(last["account"], entries(last, "owed"), strict=True))
    for account, share in adopted.shares.items():
        total = int(totals.get(account, 0))
        closing = adopted.closing_sum(account, total - int(closings.get(account, 0)))
        due = share.pence if closing is None else closing
        off = total - due - explained.get(account, 0)
        left = last_day_in(share, adopted.year)
        if left and off < 0 and (lack := _lack(adopted, share, left, due)):
            yield _not_charged(adopted, share, left, -off, lack)
        elif off:
            again = f" from {day_in_words(share.joined)} on" if share.before and share.joined else ""
            message = (
                f"was charged {format_pounds(total)} for {adopted.year.name}{again}, credits taken off; "
                f"its share is {format_pounds(due)}"
            )
            place = places[account].place if account in places else adopted.schedule.place
            subject = _subject(adopted, share)
            remedy = "agree with it how the difference is charged or given back, and minute it"
            yield _Off(share.member, message, remedy, place, adopted.year.end, abs(off), subject=subject)


def _lack(adopted: _Adopted, share: Share, left: date, due: int) -> str:
    """Why a leaver could not be charged what its time comes to; empty where it could."""
    whole = due + charged_before(share, adopted.rows)
    return closing_lack(adopted.book.register, adopted.schedule, share, left, whole)


def _not_charged(adopted: _Adopted, share: Share, left: date, pence: int, lack: str) -> _Off:
    """What a leaver was not charged and never can be: it is named, and accuses nobody."""
    unpaid = f"{format_pounds(pence)} for its time in {adopted.year.name}"
    message = f"left on {day_in_words(left)}, and {unpaid} was not charged: {lack}"
    remedy = "nothing is charged after a member's last day in: tell the Board what it comes to"
    place, subject = adopted.schedule.place, _subject(adopted, share)
    off = _Off(share.member, message, remedy, place, adopted.year.end, pence, subject=subject)
    return off._replace(severity=Severity.WARNING)


def _subject(adopted: _Adopted, share: Share) -> str:
    return f"{FUND}-{adopted.year.name}-{share.account.replace(' ', '-')}"


def _finding(book: Book, off: _Off) -> Finding:
    return Finding(
        message=f"{book.register.name(off.member)} {off.message}",
        remedy=off.remedy,
        place=off.place,
        link=off.link,
        subject=off.subject,
        entities=tuple(dict.fromkeys((off.member, FUND))),
        pence=off.pence,
        day=off.day,
        severity=off.severity,
    )


RULE = Rule("TOP3", "pro-rata by roll", promises=(5,), check=check)
