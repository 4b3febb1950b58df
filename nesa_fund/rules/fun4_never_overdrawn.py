"""FUN4: the Partnership Fund is never overdrawn, and never borrows from its grants."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND, bank
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import Finding, Outcome, Row, Rule, in_charter, place_of, rows_of
from nesa_fund.rules.nights import in_spells, nights


def check(book: Book, as_at: date) -> Outcome:
    """At the end of every day the Fund's bank holds at least what is unspent of its grants.

    A fund that can go below zero is being lent to by someone, and the someone is a school. It is
    named at the entry by which it begins, and again for each further year in which it goes on.

    For example::

        2025-10-01 * "Elm" "instalment" ^Fund-2025-26-Elm-1
          event: "payment"
          Assets:Fund:Bank              100.00 GBP
          Assets:Fund:Debtors:Elm      -100.00 GBP

        2025-10-01 * "North Net Ltd" "pays exactly what is there" ^Fund-NN-1
          event: "payment"
          Liabilities:Fund:Suppliers    100.00 GBP
          Assets:Fund:Bank             -100.00 GBP

        2025-10-02 * "North Net Ltd" "one penny more" ^Fund-NN-2  ;! FUN4
          event: "payment"
          Liabilities:Fund:Suppliers      0.01 GBP
          Assets:Fund:Bank               -0.01 GBP
    """
    found = nights(book.register, _ends(book), pd.Timestamp(as_at))
    short = in_charter(book, in_spells(found, found["held"] < found["kept"]))
    began = _last_entries(book, short["began"])
    spells = short.groupby(["spell", "year"], sort=True)
    findings = [_finding(began[spell["began"].iloc[0]], spell) for _, spell in spells]
    return Outcome(in_charter(book, found)[["day"]].assign(pence=0), tuple(findings))


def _ends(book: Book) -> pd.DataFrame:
    """By day of change, what the bank held and what was unspent of grants at its end."""
    held, kept = book.daily_balance(bank(FUND)), book.unspent_grants()
    return pd.DataFrame({"held": held, "kept": kept}).ffill().fillna(0).astype("int64")


def _last_entries(book: Book, days: pd.Series) -> dict[pd.Timestamp, Row]:
    """Day -> the last entry of that day that moved the Fund's bank or its grants, for each of some days."""
    is_funds = (book.money["entity"] == FUND) & book.money["klass"].isin(["Bank", "Grants", "Opening"])
    rows = book.money[is_funds & book.money["day"].isin(days)].sort_values(["batch", "line"], kind="stable")
    return {row.day: row for row in rows_of(rows.drop_duplicates("day", keep="last"))}


def _finding(entry: Row, spell: pd.DataFrame) -> Finding:
    """The finding for one spell of shortage within one year, with its worst night."""
    worst = spell.assign(short=spell["kept"] - spell["held"]).sort_values("short", kind="stable").iloc[-1]
    held, kept = int(worst["held"]), int(worst["kept"])
    grants = f", and {format_pounds(kept)} of its grants is unspent" if kept else ""
    return Finding(
        message=f"the Fund's bank is {format_pounds(held)} at the end of {day_in_words(worst['day'].date())}{grants}",
        remedy="collect what is owed to the Fund before it spends",
        place=place_of(entry),
        subject=bank(FUND),
        entities=(FUND,),
        pence=kept - held,
        day=spell["day"].iloc[0].date(),
    )


RULE = Rule("FUN4", "never overdrawn, never borrowed", promises=(8,), check=check, can_be_excepted=False)
