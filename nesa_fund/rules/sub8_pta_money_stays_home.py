"""SUB8: what parents raise for a school is used for that school alone."""

from datetime import date

import numpy as np
import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND, POUNDS
from nesa_fund.facts import Member
from nesa_fund.money import format_pounds
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import ORDER, Entry, entries

_WITH_ANOTHER = frozenset({"Debtors", "Creditors", "Gifts", "InKind", "Contributions"})


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """A parents' association deals with its host school, and with no other school, nor with the Fund.

    The host is the one that the association's first fact names, for it never changes. What is
    tested is each open item on which an entry has an association on one side and another entity
    on the other, in either's book: a gift, a charge with its payments, a contribution, days of
    work. An item with anybody but the host is found once, at its first entry, the association's
    own where it has one. What an association raises, and buys from firms, is its own affair.

    For example::

        2025-12-16 * "Coquet" "which is here" ^Gift-HartsidePTA-2025-12-16-1  ;! SUB8
          event: "gift"
          Expenses:HartsidePTA:Gifts:Coquet         0.01 GBP
          Assets:HartsidePTA:Bank                  -0.01 GBP
    """
    deals = _deals(book, _hosts(book))
    columns = ("association", "other", "host", "commodity")
    strange = deals[deals["other"] != deals["host"]]
    told = zip(entries(strange, "pence"), *(strange[column].astype(str) for column in columns), strict=True)
    findings = [_finding(book, *one) for one in told]
    return Outcome(tested(deals, deals["pence"].where(deals["commodity"] == POUNDS, 0)), tuple(findings))


def _hosts(book: Book) -> dict[str, str]:
    """Association -> its host."""
    register = book.register
    codes = {member.code for member in register.all(Member) if member.kind == "association"}
    return {code: register.member(code, date.min).host for code in codes}


def _deals(book: Book, hosts: dict[str, str]) -> pd.DataFrame:
    """The entry that each deal of an association stands by: association, other, its host, and pence (hundredths)."""
    accounts = book.live["account"].cat
    sides = [_sides(str(name), hosts) for name in accounts.categories]
    with_another = np.array([bool(association) for association, _ in sides], dtype=bool)
    rows = in_charter(book, book.live[with_another[accounts.codes.to_numpy()]])
    association, other = zip(*sides, strict=True) if sides else ((), ())
    codes = rows["account"].cat.codes.to_numpy()
    rows = rows[["txn", *ORDER, "file", "owner", "link", "commodity", "pence"]].assign(
        association=np.array(association, dtype=object)[codes],
        other=np.array(other, dtype=object)[codes],
        pence=rows["pence"].abs(),
    )
    rows["host"] = rows["association"].map(hosts)
    rows["is_others"] = ~rows["owner"].isin(list(hosts))
    return rows.sort_values(["is_others", *ORDER], kind="stable").drop_duplicates(["link", "association", "other"])


def _sides(account: str, hosts: dict[str, str]) -> tuple[str, str]:
    """The association and the other entity that an account names; of two associations, the first in order; or none."""
    _, entity, klass, counterparty, *_ = [*account.split(":"), "", "", ""]
    other = FUND if klass == "Contribution" else counterparty if klass in _WITH_ANOTHER else ""
    found = sorted({entity, other} & hosts.keys())
    if not other or other == entity or not found:
        return "", ""
    return found[0], other if found[0] == entity else entity


def _finding(  # noqa: PLR0913, PLR0917  # What the sentence says.
    book: Book, entry: Entry, association: str, other: str, host: str, commodity: str
) -> Finding:
    name = book.register.name
    amount = format_pounds(entry.pence) if commodity == POUNDS else f"{entry.pence / 100:.2f} days of work"
    home = f"its host is {name(host)}" if host else "its first fact names no host"
    return Finding(
        message=f"{name(association)} deals with {name(other)}, {amount}, and {home}",
        remedy=f"what parents raised goes back to the association; {WAY_BACK}",
        place=entry.place,
        link=entry.link,
        entities=(association, other),
        bearers=(association,),
        pence=entry.pence if commodity == POUNDS else None,
        day=entry.day,
    )


RULE = Rule("SUB8", "PTA money stays home", promises=(11,), check=check, can_be_excepted=False)
