"""FUN1: the Partnership Fund has no income but contributions, grants of the register, and interest."""

from datetime import date

from nesa_fund.book import Book
from nesa_fund.entries import FUND, POUNDS
from nesa_fund.facts import Grant
from nesa_fund.money import format_pounds
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import Entry, entries

_OWN = ["Contributions", "Interest"]


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """All that the Fund earns is contributions of schools, grants of the register, and interest.

    Whatever else came to it (other income, recharges, public funding, money raised, a grant that
    the register does not know) was somebody else's money first, and no governing body confirmed
    it. What is tested is each posting that adds pounds to an account of the Fund's income, on the
    day of its entry: a contribution when it is charged, the others when they come. Days of work
    are no income in money; a receipt that is not placed yet is owed to whoever sent it, and a
    firm's refund lessens its bill. A finding stands at the Fund's entry, with all that it adds.

    For example::

        2025-12-01 custom "grant" "SSIF" 5000.00 GBP

        2025-09-01 * "Castle Trust" "the charter's first day" ^Other-Fund-2025-09-01-1  ;! FUN1
          event: "other"
          Assets:Fund:Bank                       0.01 GBP
          Income:Fund:Other                     -0.01 GBP
    """
    rows = book.live
    is_income = (rows["entity"] == FUND) & (rows["root"] == "Income") & (rows["commodity"] == POUNDS)
    earned = in_charter(book, rows[is_income & (rows["pence"] < 0)])
    granted = sorted({grant.code for grant in book.register.all(Grant)})
    is_own = earned["klass"].isin(_OWN) | ((earned["klass"] == "Grants") & earned["counterparty"].isin(granted))
    strange = earned[~is_own]
    first = strange.drop_duplicates("txn")
    first = first.assign(sum=-strange["pence"].groupby(strange["txn"]).transform("sum"))
    columns = (entries(first, "sum"), first["klass"].astype(str), first["counterparty"].astype(str))
    findings = [_finding(*told) for told in zip(*columns, strict=True)]
    return Outcome(tested(earned), tuple(findings))


def _finding(entry: Entry, klass: str, detail: str) -> Finding:
    what = f'the grant "{detail}", which the register does not know' if klass == "Grants" else f"income of {klass}"
    return Finding(
        message=f"the Fund has {format_pounds(entry.pence)} of {what}",
        remedy="see whose money it is: record the grant that it is of, or the charge or bill that it is paid on; "
        f"{WAY_BACK}",
        place=entry.place,
        link=entry.link,
        entities=(FUND,),
        pence=entry.pence,
        day=entry.day,
    )


RULE = Rule("FUN1", "only its own income", promises=(8,), check=check)
