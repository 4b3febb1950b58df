"""MEM3: a member is free to leave: its account is settled, and it pays for its own time alone."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book, numbered
from nesa_fund.charges import Share, accounts, adopted_shares, closing_sum, is_closing
from nesa_fund.claims import CHARGES, CREDITS, as_settled, with_sides
from nesa_fund.entries import FUND
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year, day_in_words
from nesa_fund.register import Register
from nesa_fund.rules.base import (
    WAY_BACK,
    Finding,
    Outcome,
    Rule,
    day_of,
    in_charter,
    nothing_tested,
    place_of,
    rows_of,
)
from nesa_fund.rules.charged import ORDER, contributions, entries

_CLAIM = ["link", "entity", "counterparty"]
_Shares = Callable[[Schedule], list[Share]]


def check(book: Book, as_at: date) -> Outcome:
    """Whoever leaves is paid what it is owed, pays what it owes, and is charged for its own time and no more.

    Each claim by or on a member that has left is settled by the alliance's overdue days after the
    later of its last day in and the claim's last charge, credit or surplus (or the charter's first
    day); one settled only later was held too long all the same. The days are those that the alliance
    had settled on the day that they run from. A member that comes back before they have run is a
    member again. No contribution is charged to it on a day after its last; one that is need not be
    settled. And where a leaver is refunded, what it was charged of contributions, credits taken off,
    is no more than its time comes to: from its closing charge or credit on, at the latest after the
    overdue days. A finding stands at the claim's last charge or credit, in the creditor's book.

    For example::

        2025-12-01 * "Elm" "paid a day later" ^Hartside-2  ;! MEM3
          event: "invoice"
          Assets:Hartside:Debtors:Elm                10.00 GBP
          Income:Hartside:Recharges:Teaching        -10.00 GBP
    """
    left = list(_leavings(book.register, as_at))
    if not left:
        return Outcome(nothing_tested())
    claims, charged = _claims(book, left, pd.Timestamp(as_at).as_unit("s")), contributions(book)
    shares_of: _Shares = cache(partial(adopted_shares, book))
    afterwards = [finding for one in left for finding in _charged_after(book, one, charged)]
    findings = [
        *_unsettled(book, claims[~claims["link"].isin([one.link for one in afterwards])]),
        *afterwards,
        *(finding for one in left for finding in _charged_too_much(book, one, charged, shares_of, as_at)),
    ]
    days = pd.Series([pd.Timestamp(one.last) for one in left], dtype="datetime64[s]")
    to_settle = pd.DataFrame({"day": claims["since"], "pence": claims["to_settle"].abs()})
    return Outcome(pd.concat([in_charter(book, pd.DataFrame({"day": days, "pence": 0})), to_settle]), tuple(findings))


class _Leaving(NamedTuple):
    """A member that has left: its last day in, and its first day back, if it came back."""

    code: str
    last: date
    back: date


def _leavings(register: Register, as_at: date) -> Iterator[_Leaving]:
    for code in sorted(register.members):
        spells = register.spells(code)
        for (_, last), back in zip(spells, [*(first for first, _ in spells[1:]), date.max], strict=True):
            if last and last < as_at:
                yield _Leaving(code, last, back)


# What is to be settled


def _claims(book: Book, left: Sequence[_Leaving], as_at: pd.Timestamp) -> pd.DataFrame:
    """One row a claim that there was something to settle of in the days that it has for it, the unsettled first.

    Returns:
        The claim's last charge or credit (else its first movement) in the creditor's book, and beside
        it since and until (the days that it is to be settled between), days, to_settle and unpaid
        (pence at the ends of those two days; below zero where it is owed back; nothing unpaid while
        they run, or where the member is back by then), and code and last of the leaving.
    """
    rows = book.money[(book.money["klass"] == "Debtors") & book.money["is_live"]]
    codes = [one.code for one in left]
    rows = with_sides(rows[rows["entity"].isin(codes) | rows["counterparty"].isin(codes)])
    rows["claim"], rows["is_moved"] = numbered(rows, _CLAIM), rows["event"].isin((*CHARGES, *CREDITS))
    rows = rows.sort_values(ORDER, kind="stable")
    of_each = (
        _claims_of(book, one, rows[(rows["creditor"] == one.code) | (rows["debtor"] == one.code)]) for one in left
    )
    claims = pd.concat(of_each)
    claims["unpaid"] = claims["unpaid"].where(claims["until"] < as_at, 0)
    claims["is_settled"] = claims["unpaid"] == 0
    claims = claims[((claims["to_settle"] != 0) | ~claims["is_settled"]) & (claims["since"] <= as_at)]
    return claims.sort_values(["is_settled", "until", *ORDER], kind="stable").drop_duplicates("claim")


def _claims_of(book: Book, one: _Leaving, rows: pd.DataFrame) -> pd.DataFrame:
    moved = rows[rows["is_moved"]].drop_duplicates("claim", keep="last")
    found = pd.concat([moved, rows]).drop_duplicates("claim").set_index("claim", drop=False).rename_axis(None)
    earliest = pd.Timestamp(max(one.last, book.register.charter_from)).as_unit("s")
    since = found["day"].where(found["is_moved"] & (found["day"] > earliest), earliest)
    days = as_settled(book, pd.DataFrame({"day": since}), "overdue_days")
    until, back = since + pd.to_timedelta(days, unit="D"), pd.Timestamp(one.back).as_unit("s")
    found = found.assign(since=since, days=days, until=until, code=one.code, last=one.last)
    found["to_settle"], found["unpaid"] = (_left_on(rows, ends) for ends in (since, until))
    found["unpaid"] = found["unpaid"].where(until + pd.Timedelta(days=1) < back, 0)
    return pd.DataFrame(found[since < back])


def _left_on(rows: pd.DataFrame, ends: pd.Series) -> "pd.Series[int]":
    """What is left of each claim at the end of a day of its own."""
    is_there = rows["day"].to_numpy() <= ends.reindex(rows["claim"]).to_numpy()
    return rows["owed"].where(is_there, 0).groupby(rows["claim"]).sum()


def _unsettled(book: Book, claims: pd.DataFrame) -> Iterator[Finding]:
    name = book.register.name
    for row in rows_of(claims[~claims["is_settled"]]):
        by, to = (row.debtor, row.creditor) if row.unpaid > 0 else (row.creditor, row.debtor)
        pence, place, day = abs(int(row.unpaid)), place_of(row), day_of(row)
        yield Finding(
            message=f"{name(row.code)} left on {day_in_words(row.last)}; {format_pounds(pence)} that {name(by)} owes "
            f"{name(to)} was not settled {row.days} days after {day_in_words(row.since.date())}",
            remedy="pay it; what is past stays late, so let the one that it is owed to minute it",
            place=place,
            link=str(row.link),
            entities=(row.creditor, row.debtor),
            bearers=(to,),
            pence=pence,
            day=day,
        )


# What it is charged


def _charged_after(book: Book, one: _Leaving, charged: pd.DataFrame) -> Iterator[Finding]:
    rows = charged[(charged["event"] == "contribution") & (charged["debtor"] == one.code)]
    rows = in_charter(book, rows[(rows["day"] > pd.Timestamp(one.last)) & (rows["day"] < pd.Timestamp(one.back))])
    for entry in entries(rows, "owed"):
        yield Finding(
            message=f"{book.register.name(one.code)} left on {day_in_words(one.last)} and is charged a contribution of "
            f"{format_pounds(entry.pence)} on {day_in_words(entry.day)}",
            remedy=f"nothing is charged after a member's last day in; {WAY_BACK}",
            place=entry.place,
            link=entry.link,
            entities=(one.code, FUND),
            bearers=(one.code,),
            pence=entry.pence,
            day=entry.day,
        )


def _charged_too_much(
    book: Book, one: _Leaving, charged: pd.DataFrame, shares_of: _Shares, as_at: date
) -> Iterator[Finding]:
    """The years, of its leaving and later ones, in which a leaver was charged for more than its time."""
    register, policy = book.register, book.register.alliance(one.last)
    if policy.withdrawal != "refund":
        return
    rows = charged[charged["debtor"] == one.code]
    rows = rows[rows["day"].groupby(rows["link"]).transform("min") <= pd.Timestamp(one.last)]
    for schedule in filter(None, map(register.schedule, sorted(set(rows["year"])))):
        year, shares = register.year(schedule.year), shares_of(schedule)
        share = next((share for share in shares if share.member == one.code and _ends_on(share, year, one.last)), None)
        if share is None or year.start < register.charter_from:
            continue
        of_share = rows[rows["year"] == schedule.year]
        of_share = of_share[accounts(shares, of_share) == share.account]
        is_due = is_closing(of_share).any() or as_at > one.last + timedelta(days=policy.overdue_days)
        due, pence = closing_sum(register, share, year, 0), int(of_share["owed"].sum())
        if is_due and due is not None and pence > due:
            yield _too_much(book, one, share, year, of_share, due)


def _ends_on(share: Share, year: Year, last: date) -> bool:
    """Whether the time that a share is for ends with a member's last day."""
    return next((end for first, end in reversed(share.spells) if first <= year.end), None) == last


def _too_much(  # noqa: PLR0913, PLR0917  # What the sentence says.
    book: Book, one: _Leaving, share: Share, year: Year, rows: pd.DataFrame, due: int
) -> Finding:
    *_, entry = entries(rows, "owed")
    pence = int(rows["owed"].sum())
    return Finding(
        message=f"{book.register.name(one.code)} was charged {format_pounds(pence)} for {year.name}, credits taken "
        f"off; for its time, to {day_in_words(one.last)}, it is {format_pounds(due)}",
        remedy="credit it what is over: record its leaving once more, with nesa withdraw",
        place=entry.place,
        subject=f"{FUND}-{year.name}-{share.account.replace(' ', '-')}",
        entities=(one.code, FUND),
        bearers=(one.code,),
        pence=pence - due,
        day=max(one.last, year.start),
    )


RULE = Rule("MEM3", "free to leave", promises=(9,), check=check)
