"""Who owes whom: what is to be paid each way, aged from the day it fell due, and never set off."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.claims import OVERPAID, debts_of, due_days, movements, outstanding
from nesa_fund.periods import day_in_words
from nesa_fund.statements.arguments import Arguments, asked_entity, refuse_others
from nesa_fund.statements.base import Column, Leads, Statement, Table, Unit, Value
from nesa_fund.statements.behind import behind, parts
from nesa_fund.statements.items import Item, reference, typed

AGES = ("Not yet due", "0–30 days", "31–60 days", "61–90 days", "Over 90 days")
_LAST_DAYS = (-1, 30, 60, 90)  # The last day past the due date of each age but the oldest.
_CLAIM = ["link", "creditor", "debtor"]
_PAIR = ["owed_by", "owed_to"]


class _Open(NamedTuple):
    """Who has to pay whom how much of an item, and since when."""

    owed_by: str
    owed_to: str
    due: date
    late: int
    pence: int
    beyond: str


def balances(book: Book, arguments: Arguments) -> Statement:
    """What is owed between the entities on a day; with a member, what it owes and is owed.

    Raises:
        InputError: No such member.
    """
    refuse_others(arguments, "balances", "member")
    member = asked_entity(book, arguments)
    items = open_items(book.until(arguments.as_at), arguments.as_at)
    if member:
        items = items[(items["owed_by"] == member) | (items["owed_to"] == member)]
    whose = f" of {book.register.name(member)}" if member else ""
    return Statement(
        name="balances",
        title=f"Balances owed{whose}",
        alliance=book.register.alliance().name,
        audience="finance officers",
        period=f"everything unpaid on {day_in_words(arguments.as_at)}",
        as_at=arguments.as_at,
        head=shown_head(book.head),
        made="What is unpaid of each charge is aged by the days since it fell due; payments and credits on an item pay "
        "off its oldest charge first.",
        tables=(_pairs(book, items), _invoices(book, items)),
        notes=tuple(_notes(items)),
    )


def open_items(book: Book, as_at: date) -> pd.DataFrame:
    """Every amount that one entity has to pay another, of a book cut at a day.

    Returns:
        A row an open charge, a row a debt beyond the charges of its claim (see
        ``Debts.overpaid``), and a row a claim that has a balance for another reason: the columns
        of ``movements``, owed_by, owed_to, due, pence (above zero), beyond, late (days past due,
        below zero before), age (an index of ``AGES``). In order of who owes, who is owed, and due
        date.
    """
    known = debts_of(book)
    debts = pd.concat([known.charges, known.overpaid])
    debts = debts[debts["unpaid"] > 0].drop(columns="pence").rename(columns={"unpaid": "pence"})
    items = pd.concat([debts, _beside(book, debts)])
    late = (pd.Timestamp(as_at) - items["due"]).dt.days
    items = items.assign(
        owed_by=items["debtor"],
        owed_to=items["creditor"],
        late=late,
        age=np.searchsorted(_LAST_DAYS, late.to_numpy()),
    )
    return items.sort_values([*_PAIR, "due", "link"], ignore_index=True)


def _beside(book: Book, debts: pd.DataFrame) -> pd.DataFrame:
    """The last movement on each claim whose balance its debts don't explain, and what they don't.

    That is a surplus, and what stands of an entry that is taken back on a later day.
    """
    is_back = debts["beyond"] == OVERPAID
    of_claim = debts.assign(
        link=debts["link"].astype(str),
        creditor=debts["creditor"].where(~is_back, debts["debtor"]),
        debtor=debts["debtor"].where(~is_back, debts["creditor"]),
        pence=debts["pence"].where(~is_back, -debts["pence"]),
    )
    by_claim = of_claim.groupby(_CLAIM)["pence"].sum()
    rest = outstanding(book).set_index(_CLAIM)["owed"].sub(by_claim, fill_value=0).astype("int64").rename("pence")
    rows = movements(book)
    rows = rows[rows["is_creditors_book"]].astype({"link": str}).sort_values(["day", "batch", "line"])
    last = rows.drop_duplicates(_CLAIM, keep="last").drop(columns="pence")
    last = last.merge(rest[rest != 0].reset_index(), on=_CLAIM)
    is_back = last["pence"] < 0
    return last.assign(
        due=due_days(book, last),
        creditor=last["creditor"].where(~is_back, last["debtor"]),
        debtor=last["debtor"].where(~is_back, last["creditor"]),
        pence=last["pence"].abs(),
        beyond=np.where(is_back, OVERPAID, ""),
    )


def _pairs(book: Book, items: pd.DataFrame) -> Table:
    columns = (
        Column("Owed by"),
        Column("Owed to"),
        *(Column(age, Unit.MONEY, total=True) for age in AGES),
        Column("To pay", Unit.MONEY, total=True),
    )
    sums = items.pivot_table("pence", _PAIR, "age", "sum", fill_value=0).reindex(columns=range(len(AGES)), fill_value=0)
    name = book.register.name
    pairs = zip(sums.index.to_list(), sums.to_numpy().tolist(), strict=True)
    rows = tuple((name(by), name(to), *aged, sum(aged)) for (by, to), aged in pairs)
    aged_parts = {n: items["pence"].where(items["age"] == age, 0) for n, age in enumerate(range(len(AGES)), 2)}
    of = items["owed_by"].astype(str) + "/" + items["owed_to"].astype(str)
    counted = parts(items, of, {**aged_parts, 2 + len(AGES): items["pence"]})
    return Table("pairs", "Who owes whom", columns, rows, behind=behind(list(map("/".join, sums.index)), counted))


def _invoices(book: Book, items: pd.DataFrame) -> Table:
    columns = (
        Column("Owed by"),
        Column("Owed to"),
        Column("Invoice or reference"),
        Column("For"),
        Column("Dated", Unit.DATE),
        Column("Due", Unit.DATE),
        Column("Days late", Unit.NUMBER),
        Column("To pay", Unit.MONEY, total=True),
    )
    leads = Leads(2, tuple(items["link"].astype(str)))
    return Table("invoices", "What to pay", columns, tuple(_invoice_rows(book, items)), leads=leads)


def _invoice_rows(book: Book, items: pd.DataFrame) -> Iterator[tuple[Value, ...]]:
    name = book.register.name
    for item, left in zip(typed(Item, items), typed(_Open, items), strict=True):
        yield (
            *(name(left.owed_by), name(left.owed_to), reference(book, item)),
            f"{left.beyond}: {item.narration}" if left.beyond else item.narration,
            *(item.day, left.due, max(left.late, 0), left.pence),
        )


def _notes(items: pd.DataFrame) -> Iterator[str]:
    yield "What two members owe each other is never set off: each pays the other in full."
    yield "A debt is 0 days old on the day it falls due; until then it is not yet due."
    if (items["event"] == "contribution").any():
        yield "Pay a contribution under its reference, so that the bank line is matched by itself."
    if (items["beyond"] != "").any():
        yield "What was paid or credited above a charge is owed back, and ages by the alliance's terms from that day."
