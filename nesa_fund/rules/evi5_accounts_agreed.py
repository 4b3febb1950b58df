"""EVI5: each member agrees to its account: the one test of what nobody recorded."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.facts import AgreedAccount
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year, day_in_words
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, in_charter
from nesa_fund.rules.member_accounts import Account, accounts_on

TIME_TO_SIGN = timedelta(days=60)
TIME_TO_SETTLE = timedelta(days=30)
_Key = tuple[str, date]
"""A member's code, and the day that an account of it is as at."""


def check(book: Book, as_at: date) -> Outcome:
    """Whoever the books speak of agrees to what they say: only it knows what they leave out.

    Tested is each answer of a member to its account as at a day. None disputes its account for more
    than 30 days: a dispute runs from the day of the answer, until the member signs that account, or one
    as at a later day, at the book's figures. And each member that charged, paid or was charged or paid
    within a year signs its account as at the year's last day, at the book's figures: one that has not
    when the year ended more than 60 days ago is not shown to agree. The book's figures are what it is
    owed and what it owes, never set off; what was overpaid may stand on either side. A finding stands
    at the answer.

    For example::

        2026-07-31 custom "agreed-account" "Rothley" 0.00 GBP 9.00 GBP "differ"  ;! EVI5
          as-at: 2026-01-31
    """
    answers, wanted = _answers(book, as_at), _wanted(book, as_at)
    accounts = accounts_on(book, {on for _, on in answers} | {year.end for year, _ in wanted})
    account = {(code, day): one for day, of_day in accounts.items() for code, one in of_day.items()}
    signed = {key: said for key, said in answers.items() if _is_signed(said, account.get(key, Account()))}
    disputes = [key for key, said in answers.items() if said.answer == "differ" and _runs(key, said, signed, as_at)]
    findings = [_finding(book, key, answers[key], account.get(key, Account())) for key in disputes]
    lacking = [(code, year.end) for year, code in wanted]
    lacking = [key for key in lacking if key not in signed and key not in disputes]
    gaps = [_gap(book, key, answers.get(key), account.get(key, Account())) for key in lacking]
    return Outcome(_tested(answers), tuple(findings), tuple(gaps))


def _answers(book: Book, as_at: date) -> dict[_Key, AgreedAccount]:
    """What each member said by a day of its account as at a day, within the charter."""
    said = {(one.code, one.as_at or one.day): one for one in book.register.all(AgreedAccount) if one.day <= as_at}
    return {(code, on): one for (code, on), one in said.items() if book.register.charter_from <= on <= as_at}


def _wanted(book: Book, as_at: date) -> list[tuple[Year, str]]:
    """Each year that ended long enough ago to have its accounts signed, with each member that had dealings in it."""
    register = book.register
    rows = in_charter(book, book.live)
    rows = rows.loc[rows["klass"].isin(["Debtors", "Creditors"]), ["entity", "day"]].drop_duplicates()
    rows = rows[rows["entity"].isin(list(register.members))]
    years = {day: register.year_of(day.date()) for day in rows["day"].unique()}
    dealt = {(years[day], str(code)) for code, day in zip(rows["entity"], rows["day"], strict=True)}
    return sorted((year, code) for year, code in dealt if as_at > year.end + TIME_TO_SIGN)


def _is_signed(said: AgreedAccount, account: Account) -> bool:
    return said.answer == "agree" and account.is_stated_as(said.owed_to, said.owing)


def _runs(key: _Key, dispute: AgreedAccount, signed: Mapping[_Key, AgreedAccount], as_at: date) -> bool:
    """Whether a dispute has run too long and runs still."""
    since = [one for (code, on), one in signed.items() if code == key[0] and on > key[1] and one.day >= dispute.day]
    return as_at > dispute.day + TIME_TO_SETTLE and not since


def _tested(answers: Mapping[_Key, AgreedAccount]) -> pd.DataFrame:
    pence = [said.owed_to + said.owing for said in answers.values()]
    population = {"day": [pd.Timestamp(on) for _, on in answers], "pence": pence}
    return pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"})


def _stated(owed_to: int, owing: int) -> str:
    return f"{format_pounds(owed_to)} owed to it and {format_pounds(owing)} owing"


def _finding(book: Book, key: _Key, said: AgreedAccount, account: Account) -> Finding:
    code, on = key
    reason = f" ({said.reason})" if said.reason else ""
    return Finding(
        message=f"{book.register.name(code)} disputes its account as at {day_in_words(on)} since "
        f"{day_in_words(said.day)}: it has {_stated(said.owed_to, said.owing)}, the books have "
        f"{_stated(account.owed_to, account.owing)}{reason}",
        remedy="settle with it what it differs in, and record its new answer",
        place=said.place,
        subject=f"account {code} {on}",
        entities=(code,),
        pence=abs(said.owed_to - account.owed_to) + abs(said.owing - account.owing),
        day=on,
    )


def _gap(book: Book, key: _Key, said: AgreedAccount | None, account: Account) -> Gap:
    code, on = key
    name, end = book.register.name(code), day_in_words(on)
    if said is None:
        lack = f"{name} has not signed its account as at {end}"
    elif said.answer == "agree":
        lack = f"{name} signed its account as at {end} with {_stated(said.owed_to, said.owing)}"
    else:
        lack = f"{name} differs from its account as at {end}"
    return Gap(
        message=f"{lack}; the books have {_stated(account.owed_to, account.owing)}",
        who=name,
        remedy="once it has compared the account with its own records, answer on a sheet of returns: "
        "nesa template returns -o returns.xlsx",
        day=on,
    )


RULE = Rule("EVI5", "accounts agreed", promises=(1, 2), check=check)
