"""Taking back: which entries of a batch, and what else stands on their claims."""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import of_contribution
from nesa_fund.claims import CHARGES, movements
from nesa_fund.entries import Transaction
from nesa_fund.facts import Fact, Struck
from nesa_fund.money import format_pounds

_SHOWN = 6


def live_in(book: Book, batch: int) -> pd.DataFrame:
    """The transactions of a batch that stand: not reversed, and no reversals."""
    rows = book.live_transactions
    return rows[rows["batch"] == batch]


def facts_in(book: Book, batch: int) -> list[Fact]:
    """The facts of a batch that count."""
    found = (fact for facts in book.register.in_force.values() for fact in facts)
    return [fact for fact in found if fact.place.batch == batch and not isinstance(fact, Struck)]


def means(name: str, source: str) -> bool:
    """Whether somebody's name of a row is a source: "Rolls!A5", or all of "rolls.xlsx [Rolls!A5]"."""
    written, known = name.strip().casefold(), source.casefold()
    return written == known or known.endswith(f"[{written}]")


def nearest(name: str, sources: Collection[str]) -> str:
    """The sources most like a name, as the end of a message."""
    cells = {source.rpartition(" [")[2].rstrip("]"): source for source in sources}
    near = get_close_matches(name.strip(), cells, n=_SHOWN, cutoff=0.0)
    return ", ".join(sorted((cells[cell] for cell in near), key=lambda source: (len(source), source)))


def standing_on(book: Book, undone: Sequence[Transaction]) -> Iterator[str]:
    """What else stands on the claims of charges that are taken back: who moved what there, and what to do next.

    Args:
        book: The book as it is with them taken back.
        undone: The transactions taken back.
    """
    charged = [one for one in undone if one.meta["event"] in {*CHARGES, "spending"}]
    links = dict.fromkeys(one.link for one in charged)
    rows = movements(book)
    rows = rows[rows["is_live"] & rows["is_creditors_book"] & rows["link"].isin(list(links))]
    rows = rows[~rows["event"].isin(CHARGES)]
    columns = ["link", "batch", "event", "creditor", "debtor", "owed"]
    for link, batch, event, creditor, debtor, owed in rows[columns].itertuples(index=False, name=None):
        who = f"{book.register.name(debtor)} and {book.register.name(creditor)}"
        yield _stands(str(link), int(batch), str(event), abs(int(owed)), who)
    yield from _paid_to_firms(book, list(links))


def _paid_to_firms(book: Book, links: list[str]) -> Iterator[str]:
    rows = book.money[book.money["is_live"] & (book.money["klass"] == "Suppliers") & book.money["link"].isin(links)]
    rows = rows[rows["event"].isin(["payment", "refund", "credit-note"])]
    columns = ["link", "batch", "event", "owner", "payee", "pence"]
    for link, batch, event, owner, firm, pence in rows[columns].itertuples(index=False, name=None):
        who = f"{book.register.name(str(owner))} and {firm}"
        yield _stands(str(link), int(batch), str(event), abs(int(pence)), who)


def _stands(link: str, batch: int, event: str, pence: int, who: str) -> str:
    again = "import the charge again under its number"
    if of_contribution(link):
        again = "charge it again: nesa schedule charge"
    other = "take the credit back too" if event == "credit-note" else "refund it"
    amount = format_pounds(pence)
    return f"the {event} of {amount} between {who} on {link} (batch {batch}) stands; {again}, or {other}"
