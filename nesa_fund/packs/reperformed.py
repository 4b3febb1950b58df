"""Each headline figure of a year with the command of stock tools that comes to it, without this program."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.money import format_pence
from nesa_fund.periods import Year
from nesa_fund.statements.base import Statement, Table
from nesa_fund.statements.dealings import Dealings
from nesa_fund.statements.funding import contributed, received
from nesa_fund.statements.lines import GENERAL, GRANTED, Lines, accounts_of

LEDGER, BOOKS, SUMS = "ledger", "ledger/books.beancount", "SHA256SUMS"
"""Where the copy of the ledger is in a pack, its books for stock Beancount, and the list of all files."""
_CLASSES = ("Bank", "Debtors", "VAT", "Creditors", "Suppliers", "Unidentified")


class Reperformed(NamedTuple):
    """A figure and the way to it.

    Attributes:
        title: What it is.
        told: What it shows, and which statement has it, in sentences.
        command: A line for a shell, typed in the pack's folder.
        prints: The lines that it prints, all of them.
    """

    title: str
    told: str
    command: str
    prints: tuple[str, ...]


def reperformed(book: Book, year: Year, as_at: date, journal: Statement) -> Iterator[Reperformed]:
    """The headlines, in the order in which an auditor asks for them; the figures are those of the statements.

    Args:
        book: The whole book.
        year: The alliance year.
        as_at: The day asked for.
        journal: The pack's journal of that year, or a sample of it.
    """
    last = min(year.end, as_at)
    yield from _files(book)
    if year.start <= last:
        yield from _entries(year, last, journal)
        yield _owed(book, year, last)
        yield from _funds(book, year, last)
    yield from _contributions(book, year, as_at)
    yield from _received(book, year, as_at)


def _files(book: Book) -> Iterator[Reperformed]:
    yield Reperformed(
        "Every file is as it was packed",
        f"It prints nothing where each file has the SHA-256 that {SUMS} lists.",
        f"sha256sum --check --quiet {SUMS}",
        (),
    )
    newest = f"ledger/batches/{max(book.batches):04d}/batch.json"
    yield Reperformed(
        "The head vouches for the history",
        "The head is the SHA-256 of the newest batch's manifest: compare it with the one that the Board minuted. Each "
        'manifest names that of the batch before ("previous") and of every file of its own batch ("files").',
        f"sha256sum {newest}",
        (f"{book.head}  {newest}",),
    )
    yield Reperformed(
        "Every book balances to the penny",
        "Stock Beancount loads all books, without this program, and finds nothing to complain of: it prints nothing.",
        f"bean-check {BOOKS}",
        (),
    )


def _entries(year: Year, last: date, journal: Statement) -> Iterator[Reperformed]:
    (kinds,) = [table for table in journal.tables if table.name == "kinds"]
    dated = f"date >= {year.start} AND date <= {last}"
    yield Reperformed(
        "The entries of the year, by kind",
        "The journal's table of kinds; so many entries were tested.",
        _query(
            "SELECT kind, count(kind) AS entries FROM "  # noqa: S608 - Text for a README.
            f"(SELECT DISTINCT id, entry_meta('event') AS kind WHERE {dated}) GROUP BY kind ORDER BY kind"
        ),
        ("kind,entries", *sorted(f"{str(row[0]).replace(' ', '-')},{row[1]}" for row in kinds.rows)),
    )
    yield Reperformed(
        "What they move",
        "The total of the journal: the sum of all debits in pounds.",
        _query(f"SELECT str(sum(number)) AS pounds WHERE {dated} AND number > 0 AND currency = 'GBP'"),
        _one("pounds", _total(kinds, 2)),
    )


def _owed(book: Book, year: Year, last: date) -> Reperformed:
    moved = Dealings(book.until(last), year.start, last).moved
    sums = {f"Assets:{to}:Debtors:{by}": one.outstanding for (by, to), one in moved.items() if one.outstanding}
    return Reperformed(
        "What entities owe each other",
        "The flows, column Outstanding, by the creditors' books. Only the title is printed where nobody owes anything; "
        "below zero was paid or credited above what was due, and is owed back.",
        _by_account("':Debtors:'", f"date <= {last}"),
        _lines(sums),
    )


def _funds(book: Book, year: Year, last: date) -> Iterator[Reperformed]:
    lines = Lines(book.until(last))
    held, spent = lines.held(year), lines.earned(year)
    sums: dict[str, int] = {}
    for (line, _), pence in zip(held.index.to_list(), held.tolist(), strict=True):
        name = accounts_of(line)
        if name.split()[-1] in _CLASSES:
            sums[name] = sums.get(name, 0) + pence
    yield Reperformed(
        "The balance sheet of all together, by class of account",
        "The lead schedules. Debtors and creditors are what entities owe each other: together they come to nothing.",
        _query(
            "SELECT subst('^([A-Za-z]+):[A-Za-z0-9]+:([A-Za-z0-9]+).*', '\\1 \\2', account) AS class, "
            f"str(sum(number)) AS pounds WHERE account ~ '^(Assets|Liabilities):[^:]+:({'|'.join(_CLASSES)})' "
            f"AND date <= {last} AND currency = 'GBP' GROUP BY class HAVING sum(number) != 0 ORDER BY class"
        ),
        _lines(sums, "class"),
    )
    bank = book.until(last).daily_balance(f"Assets:{FUND}:Bank")
    yield Reperformed(
        "The Fund's bank",
        "The Fund's statement, In the bank; its balance sheet, In the Fund's bank.",
        _query(f"SELECT str(sum(number)) AS pounds WHERE account ~ '^Assets:{FUND}:Bank' AND date <= {last}"),
        _one("pounds", int(bank.iloc[-1]) if len(bank) else None),
    )
    names = {(GENERAL, FUND): f"Expenses:{FUND}:General", (GRANTED, FUND): f"Expenses:{FUND}:Grants"}
    told = zip(spent.index.to_list(), spent.tolist(), strict=True)
    sums = {names[key]: -pence for key, pence in told if key in names}
    yield Reperformed(
        "What the Fund spent",
        "The Fund's statement, Spending: of contributions (General), and of grants.",
        _query(
            f"SELECT root(account, 3) AS account, str(sum(number)) AS pounds WHERE account ~ '^Expenses:{FUND}:' AND "
            f"date >= {year.start} AND date <= {last} GROUP BY 1 HAVING sum(number) != 0 ORDER BY 1"
        ),
        _lines(sums),
    )


def _contributions(book: Book, year: Year, as_at: date) -> Iterator[Reperformed]:
    told = contributed(book.until(as_at), year.name)
    linked = f"date <= {as_at} AND joinstr(links) ~ '^{FUND}-{year.name}-'"
    yield Reperformed(
        f"What each member was charged as its contribution for {year.name}",
        "The public funding and contributions, column Contribution: less what was credited or returned.",
        _by_account(f"'^Income:{FUND}:Contributions:'", linked, "-"),
        _lines({f"Income:{FUND}:Contributions:{code}": charged for code, (charged, _) in told.items()}),
    )
    yield Reperformed(
        "And what it has not paid of it",
        "Contribution less Contribution paid there. Only the title is printed where all is paid.",
        _by_account(f"'^Assets:{FUND}:Debtors:'", linked),
        _lines({f"Assets:{FUND}:Debtors:{code}": charged - paid for code, (charged, paid) in told.items()}),
    )


def _received(book: Book, year: Year, as_at: date) -> Iterator[Reperformed]:
    sums = {
        f"Income:{code}:Funding:{stream}": pence for (code, stream), pence in received(book.until(as_at), year).items()
    }
    if sums:
        yield Reperformed(
            "What each member received of its public funding",
            f"The public funding, column Received: each member's own year that begins in {year.start.year}.",
            _by_account("':Funding:'", f"date <= {as_at} AND entry_meta('year') ~ '^{year.start.year}-'", "-"),
            _lines(sums),
        )


def _by_account(accounts: str, condition: str, sign: str = "") -> str:
    return _query(
        f"SELECT account, str({sign}sum(number)) AS pounds WHERE account ~ {accounts} AND {condition} "
        "GROUP BY account HAVING sum(number) != 0 ORDER BY account"
    )


def _query(text: str) -> str:
    return f'bean-query -f csv {BOOKS} "{text}"'


def _lines(sums: dict[str, int], title: str = "account") -> tuple[str, ...]:
    told = (f"{name},{format_pence(pence)}" for name, pence in sorted(sums.items()) if pence)
    return (f"{title},pounds", *told)


def _one(title: str, pence: int | None) -> tuple[str, ...]:
    return (title, *([] if pence is None else [format_pence(pence)]))


def _total(table: Table, column: int) -> int:
    found = table.totals[column] if table.totals else 0
    assert isinstance(found, int)
    return found


def taken_back_later(book: Book, as_at: date) -> int:
    """How many entries dated up to a day are taken back by one dated later: a sum by date still has them."""
    rows = book.transactions
    return int((~rows["is_live"] & (rows["event"] == "reversal") & (rows["day"] > pd.Timestamp(as_at))).sum())
