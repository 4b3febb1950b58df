"""FUN3: a grant is spent on its own purpose, in its own time, and no further than it reaches."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from nesa_fund.book import Book, stated_days
from nesa_fund.entries import FUND
from nesa_fund.facts import Grant
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Row, Rule, day_of, in_charter, place_of, rows_of
from nesa_fund.rules.nights import in_spells, nights


def check(book: Book, as_at: date) -> Outcome:
    """What somebody gave the Fund for one purpose pays for that alone, and contributions pay for none of it.

    Each purchase from a grant that cites a line of its year's plan cites one of that grant, and is
    supplied by the grant's end; a purchase from contributions cites no grant's line. (That it cites a
    line of the plan at all is FUN2's to ask.) At the end of every day what was spent of a grant, less
    credits, is no more than what had come of it, less what went back to its giver; of one paid in
    arrears, no more than its amount. A grant's terms are those in force on the day. Where more is
    spent it is named at the entry by which that begins, or at the terms that made it so, and again
    for each further year in which it goes on; what was overspent before the charter is not counted.

    For example::

        2025-10-02 * "Maths Hub Ltd" "contributions, on their line" ^Fund-MH-1
          event: "spending"
          plan: "maths"
          Expenses:Fund:General:Training            10.00 GBP
          Liabilities:Fund:Suppliers               -10.00 GBP

        2025-10-02 * "Maths Hub Ltd" "contributions, on a grant's line" ^Fund-MH-2  ;! FUN3
          event: "spending"
          plan: "strings"
          Expenses:Fund:General:Training            10.00 GBP
          Liabilities:Fund:Suppliers               -10.00 GBP
    """
    bought, terms = in_charter(book, _bought(book)), _terms(book)
    findings = [*_off_their_lines(book, bought), *_after_their_ends(bought, terms), *_overspent(book, terms, as_at)]
    return Outcome(bought[["day", "pence"]], tuple(findings))


def _bought(book: Book) -> pd.DataFrame:
    """One row a purchase of the Fund and the grant that it is of, if any; ``supply`` is its day of supply."""
    rows = book.live
    rows = rows[(rows["entity"] == FUND) & (rows["root"] == "Expenses") & rows["klass"].isin(["General", "Grants"])]
    rows = rows[["txn", "day", "batch", "file", "line", "link", "plan", "supplied", "klass", "counterparty", "pence"]]
    rows = rows.assign(grant=rows["counterparty"].astype(str).where(rows["klass"] == "Grants", ""))
    found = rows.drop_duplicates(["txn", "grant"]).set_index(["txn", "grant"], drop=False).rename_axis([None, None])
    found["pence"] = rows.groupby(["txn", "grant"])["pence"].sum()
    found["supply"] = stated_days(found["supplied"]).fillna(found["day"])
    return found[found["pence"] > 0].sort_values(["day", "batch", "line"], kind="stable")


def _terms(book: Book) -> dict[str, list[Grant]]:
    """Grant -> its terms, oldest first."""
    grants = book.register.all(Grant)
    return {code: [grant for grant in grants if grant.code == code] for code in {grant.code for grant in grants}}


def _off_their_lines(book: Book, bought: pd.DataFrame) -> Iterator[Finding]:
    register = book.register
    for row in rows_of(bought):
        year = register.year_of(day_of(row)).name
        line = register.plan(year).get(str(row.plan))
        if line and line.grant != row.grant:
            pays = f"a line that the grant {line.grant} pays for" if line.grant else "a line that contributions pay for"
            message = f'{_spent(row)} is spent on "{line.line}" of the plan for {year}, {pays}'
            yield _finding(row, message, f"let what pays for the line pay for it; {WAY_BACK}")


def _after_their_ends(bought: pd.DataFrame, terms: dict[str, list[Grant]]) -> Iterator[Finding]:
    for row in rows_of(bought[bought["grant"].isin(list(terms))]):
        end = _on(terms[row.grant], day_of(row)).until
        if end and row.supply.date() > end:
            day = day_in_words(row.supply.date())
            message = f"{_spent(row)} is spent on {day}; it was to be spent by {day_in_words(end)}"
            yield _finding(row, message, f"have its giver extend it, or let contributions pay for it; {WAY_BACK}")


def _on(terms: list[Grant], day: date) -> Grant:
    """A grant's terms on a day; before the first, those."""
    return next((one for one in reversed(terms) if one.day <= day), terms[0])


def _spent(row: Row) -> str:
    return f"{format_pounds(int(row.pence))} of {f'the grant {row.grant}' if row.grant else 'contributions'}"


def _finding(row: Row, message: str, remedy: str) -> Finding:
    place, day = place_of(row), day_of(row)
    return Finding(
        message=message, remedy=remedy, place=place, link=str(row.link), entities=(FUND,), pence=int(row.pence), day=day
    )  # fmt: skip


# What is spent beyond what there is of a grant


def _overspent(book: Book, terms: dict[str, list[Grant]], as_at: date) -> Iterator[Finding]:
    last = pd.Timestamp(as_at)
    for code, rows in book.of_grants.groupby("grant"):
        of_one = terms.get(str(code), [])
        found = nights(book.register, _ends(book, rows, of_one, last), last)
        for _, spell in in_spells(found, found["beyond"] > 0).groupby(["spell", "year"]):
            yield _beyond(str(code), rows, of_one, spell)


def _ends(book: Book, rows: pd.DataFrame, terms: list[Grant], last: pd.Timestamp) -> pd.DataFrame:
    """By day of change what was spent of a grant by its end, what could be, and how far it went beyond since."""
    is_spent = rows["root"] == "Expenses"
    moved = pd.DataFrame({"spent": rows["pence"].where(is_spent, 0), "reach": -rows["pence"].where(~is_spent, 0)})
    so_far = moved.groupby(rows["day"]).sum().cumsum()
    changed = [day for one in terms if (day := pd.Timestamp(one.day)) <= last]
    ends = so_far.reindex(so_far.index.union(changed), method="ffill", fill_value=0)
    amounts = [_amount(terms, day.date()) for day in ends.index]
    ends["in_arrears"] = [amount is not None for amount in amounts]
    ends["reach"] = [come if amount is None else amount for come, amount in zip(ends["reach"], amounts, strict=True)]
    over, first = (ends["spent"] - ends["reach"]).clip(lower=0), pd.Timestamp(book.register.charter_from).as_unit("s")
    before = over[over.index < first].tail(1).sum()
    since = over[over.index >= first]
    ends["beyond"] = (since - since.cummin().clip(upper=before)).reindex(ends.index, fill_value=0)
    return ends


def _amount(terms: list[Grant], day: date) -> int | None:
    """How much of a grant may be spent before it has come; None of one that is paid in advance."""
    one = _on(terms, day) if terms else None
    return one.amount if one and one.paid == "arrears" else None


def _beyond(code: str, rows: pd.DataFrame, terms: list[Grant], spell: pd.DataFrame) -> Finding:
    """The finding for one spell within one year, with its worst night."""
    began = spell["began"].iloc[0]
    of_day = rows[rows["day"] == began].sort_values(["batch", "line"], kind="stable")
    is_bought = (of_day["root"] == "Expenses") & (of_day["pence"] > 0) & of_day["is_live"]
    entry = next(rows_of((of_day[is_bought] if is_bought.any() else of_day).tail(1)), None)
    worst = spell.sort_values("beyond", kind="stable").iloc[-1]
    reach = format_pounds(int(worst["reach"]))
    allowed = f"it is {reach}, paid in arrears" if worst["in_arrears"] else f"{reach} of it had come and stayed"
    spent, on = format_pounds(int(worst["spent"])), day_in_words(worst["day"].date())
    return Finding(
        message=f"{spent} of the grant {code} is spent by the end of {on}; {allowed}",
        remedy="let contributions pay for what is beyond it, on a line of their own, or wait until the grant has come",
        place=place_of(entry) if entry else _on(terms, began.date()).place,
        link=str(entry.link) if entry else "",
        subject=f"grant {code}",
        entities=(FUND,),
        pence=int(worst["beyond"]),
        day=spell["day"].iloc[0].date(),
    )


RULE = Rule("FUN3", "grants for their purpose", promises=(14,), check=check)
