"""VAL3: larger spending follows quotes, and a joint contract in use runs and has somebody to ask."""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd

from nesa_fund.bills import RESHARE
from nesa_fund.book import Book, year_names
from nesa_fund.entries import FUND
from nesa_fund.facts import Contract, PlanLine
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import Finding, Outcome, Row, Rule, day_of, in_charter, place_of, rows_of, tested
from nesa_fund.rules.charged import ORDER, customers_by, issued
from nesa_fund.rules.contracts import (
    EVENTS,
    Positions,
    contract_terms,
    has_contracts,
    held_on,
    under_contracts,
    unknown_contracts,
)

_BILLS = ("spending", "shared-cost", "credit-note")
_NEEDED = [*ORDER, "file", "owner", "link", "event", "plan", "reason"]


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Larger spending follows quotes, and a joint contract in use has not ended and has a contact.

    Quotes: where the alliance has settled an amount above which it wants quotes, what is spent in a
    year on one line of the plan, and what is charged in a year under the agreements that name one
    joint contract, pass it only where the line or the contract says how many quotes there were.
    Counted are firms' bills to the Fund, and charges net of VAT charged on, each less its credits;
    what a member charges the Fund for its own work is agreed, not quoted. The amount is the one
    settled on the day of the charge that passes it; a finding stands there, once a line or contract
    and year.

    Contracts: on the day of supply of each charge under it, a contract has not ended, and it names
    a contact. A finding stands at the supplier's or payer's own entry. A bill that is shared anew is
    no new charge.

    Not shown yet where an agreement names a contract that is nowhere recorded.

    For example::

        2025-10-01 * "Maths Hub Ltd" "exactly the limit" ^Fund-MH-1
          event: "spending"
          plan: "maths"
          Expenses:Fund:General:Training        500.00 GBP
          Liabilities:Fund:Suppliers           -500.00 GBP

        2025-10-02 * "Maths Hub Ltd" "a penny past it" ^Fund-MH-2  ;! VAL3
          event: "spending"
          plan: "maths"
          Expenses:Fund:General:Training          0.01 GBP
          Liabilities:Fund:Suppliers             -0.01 GBP
    """
    bought, charged = _bought(book), _charged(book)
    terms, held = contract_terms(book.register, charged)
    under = _under(charged[held >= 0], terms, held[held >= 0])
    purchases, charges = bought[bought["is_charge"] & bought["limit"].notna()], under[under["is_charge"]]
    findings = (
        *_unquoted_lines(_passing(bought, "plan")),
        *_of_contracts(book, _passing(under, "contract"), charges[charges["has_ended"] | ~charges["has_contact"]]),
    )
    population = pd.concat([tested(rows, rows["net"]) for rows in (purchases, charges)])
    return Outcome(population, findings, tuple(unknown_contracts(book.register, charged["contract"])))


def _bought(book: Book) -> pd.DataFrame:
    """What firms billed the Fund on lines of a plan, and credited, each in the year of its bill; see ``_in_order``."""
    rows = book.live
    is_funds = (rows["entity"] == FUND) & (rows["root"] == "Expenses") & rows["event"].isin(_BILLS)
    sums = rows[is_funds].groupby("txn")["pence"].sum()
    bills = in_charter(book, book.transactions.loc[sums.index, _NEEDED].assign(net=sums))
    bills = bills[bills["reason"] != RESHARE]
    bills = bills.assign(is_charge=bills["event"] != "credit-note", plan=bills["plan"].astype("object"))
    first = bills[bills["is_charge"]].drop_duplicates("link").set_index("link")
    of_bill = first.reindex(bills["link"])
    bills = bills.assign(plan=of_bill["plan"].array, billed=of_bill["day"].array)
    plan = [(line.year, line.line, line.title or line.line, line.quotes or 0) for line in book.register.all(PlanLine)]
    lines = pd.DataFrame(plan, columns=["year", "plan", "title", "quotes"])
    return _in_order(book, bills, "billed").merge(lines, on=["year", "plan"])


def _charged(book: Book) -> pd.DataFrame:
    """What was charged under contracts, and credited, each in the year of its charge's supply; see ``_in_order``."""
    rows = in_charter(book, issued(book, EVENTS if has_contracts(book.register) else ()))
    return _in_order(book, under_contracts(book.register, rows[rows["reason"] != RESHARE]), "supply")


def _in_order(book: Book, rows: pd.DataFrame, of_day: str) -> pd.DataFrame:
    """Charges and credits in order, a day's credits first: ``year``, and ``limit``, above which quotes are wanted."""
    rows = rows[rows[of_day].notna()]
    settings = book.register.settings
    limits = pd.array([state.quotes_above for state in settings], dtype="Int64")
    limit = limits.take(held_on(settings, rows["day"]))
    rows = rows.assign(year=year_names(book, rows[of_day]), limit=limit)
    return rows.sort_values(["day", "is_charge", "batch", "line"], kind="stable")


def _under(charged: pd.DataFrame, terms: list[Contract], held: Positions) -> pd.DataFrame:
    """What was charged under contracts that are recorded, with what held of each on the day of supply."""
    until = np.array([one.until or date.max for one in terms], dtype="datetime64[s]")[held]
    return charged.assign(
        title=np.array([one.title or one.code for one in terms], dtype="object")[held],
        quotes=np.array([one.quotes or 0 for one in terms], dtype="int64")[held],
        has_contact=np.array([bool(one.contact.strip()) for one in terms], dtype="bool")[held],
        until=until,
        has_ended=charged["supply"].to_numpy() > until,
    )


def _passing(rows: pd.DataFrame, of: str) -> pd.DataFrame:
    """The charges by which a line or contract without quotes passes the limit in a year; ``total`` is its sum then."""
    rows = rows.assign(total=rows["net"].groupby([rows[of], rows["year"]]).cumsum())
    is_over = (rows["total"] > rows["limit"]).fillna(value=False).astype(bool)
    return rows[is_over & rows["is_charge"] & (rows["quotes"] == 0)].drop_duplicates([of, "year"])


def _unquoted_lines(passing: pd.DataFrame) -> Iterator[Finding]:
    for row in rows_of(passing):
        yield Finding(
            message=f'with this the Fund spent {format_pounds(row.total)} on "{row.title}" in {row.year}{_limit(row)}',
            remedy="record on the plan how many quotes there were; for what had none, let the Board minute why",
            place=place_of(row),
            link=str(row.link),
            entities=(FUND,),
            pence=int(row.total),
            day=day_of(row),
        )


def _of_contracts(book: Book, passing: pd.DataFrame, lacking: pd.DataFrame) -> Iterator[Finding]:
    customers = customers_by(book.live, {*passing.index, *lacking.index})
    for row in rows_of(passing):
        to = f"{format_pounds(row.total)} in {row.year}{_limit(row)}"
        message = f"{row.link} brings what was charged under the joint contract {row.title} to {to}"
        remedy = "record with the contract how many quotes there were; for what had none, let those who pay minute why"
        yield _of_contract(row, customers, message, remedy, int(row.total))
    for row in rows_of(lacking):
        ended = [f"had ended on {day_in_words(row.until.date())}"] if row.has_ended else []
        why = " and ".join([*ended, *([] if row.has_contact else ["names no contact"])])
        message = f"{row.link} is charged under the joint contract {row.title}, which {why}"
        remedy = "record the contract that there is: until when it runs, and the role of whom to ask"
        yield _of_contract(row, customers, message, remedy, int(row.net))


def _of_contract(row: Row, customers: Mapping[int, tuple[str, ...]], message: str, remedy: str, pence: int) -> Finding:
    """A finding at a charge under a contract; who bears it are those who pay the firm's bill, or the invoice."""
    owner, charged = str(row.owner), customers.get(row.Index, ())
    return Finding(
        message=message,
        remedy=remedy,
        place=place_of(row),
        link=str(row.link),
        entities=tuple(dict.fromkeys((owner, *charged))),
        bearers=tuple(dict.fromkeys((*((owner,) if row.event == "shared-cost" else ()), *charged))),
        pence=pence,
        day=day_of(row),
    )


def _limit(row: Row) -> str:
    return f", more than {format_pounds(row.limit)}, and no quotes are recorded"


RULE = Rule("VAL3", "value for money", promises=(8, 13), check=check)
