"""SEP1: every transaction is of one entity, known to the register, and stands in its file."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.rules.base import (
    WAY_BACK,
    Finding,
    Outcome,
    Rule,
    day_of,
    in_charter,
    place_of,
    rows_of,
    tested,
    turnover,
)

_REGISTER = "register.beancount"


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """All postings of a transaction belong to one entity of the register, in whose file it stands.

    A transaction that reaches into two books moves one school's money by another's hand, and no
    book could be read, balanced or taken away alone. What is one member's alone stands in its own
    register, and no transaction stands in any register: what is shared is seen by every member.

    For example::

        2025-09-01 * "a penny reaches over" ^Hartside-2  ;! SEP1
          event: "transfer"
          Assets:Hartside:Bank          0.01 GBP
          Assets:Coquet:Bank           -0.01 GBP
    """
    transactions = in_charter(book, book.transactions)
    rows = in_charter(book, book.postings)
    owner = rows["owner"].cat.set_categories(rows["entity"].cat.categories)
    strangers = {str(code) for code in rows["entity"].cat.categories} - book.register.members.keys() - {FUND}
    off = rows.loc[(rows["entity"] != owner) | rows["entity"].isin(strangers), "txn"]
    reached = rows.loc[rows["txn"].isin(off), ["txn", "entity"]].groupby("txn")["entity"].agg(list)
    findings = [
        Finding(
            message=_sentence(str(row.owner), [*dict.fromkeys(codes)], strangers),
            remedy=f"each entity's own side belongs in its own book; {WAY_BACK}",
            place=place_of(row),
            link=str(row.link),
            entities=tuple(dict.fromkeys((str(row.owner), *codes))),
            day=day_of(row),
        )
        for row, codes in zip(rows_of(transactions.loc[reached.index]), reached, strict=True)
    ]
    astray = (*_among_the_facts(transactions), *_facts_astray(book))
    return Outcome(tested(transactions, turnover(book, transactions)), (*findings, *astray))


def _among_the_facts(transactions: pd.DataFrame) -> Iterator[Finding]:
    """Transactions in a register, which other members may read."""
    registers = [name for name in transactions["file"].cat.categories if name.endswith(_REGISTER)]
    for row in rows_of(transactions[transactions["file"].isin(registers)]):
        yield Finding(
            message=f"a transaction of {row.owner} stands among the facts of a register",
            remedy="record it in its own book, and note the batch in the minutes",
            place=place_of(row),
            link=str(row.link),
            entities=(str(row.owner),),
            day=day_of(row),
        )


def _facts_astray(book: Book) -> Iterator[Finding]:
    """Facts that stand in another register than theirs: a private one among the shared, or the other way."""
    for fact in book.register.facts:
        file = fact.place.file.rsplit("/", 1)[-1]
        wanted = f"{fact.owner}.{_REGISTER}" if fact.owner else _REGISTER
        if file.endswith(".beancount") and file != wanted:
            yield Finding(
                message=f"a {fact.TYPE} fact{f' of {fact.owner} alone' if fact.owner else ''} stands in {file}",
                remedy=f"record it in {wanted}, and note the batch in the minutes",
                place=fact.place,
                subject=fact.source,
                entities=(fact.owner,) if fact.owner else (),
                day=fact.day,
            )


def _sentence(owner: str, codes: list[str], strangers: set[str]) -> str:
    if len(codes) > 1:
        return f"one transaction has postings of {' and '.join(sorted(codes))}"
    if codes[0] in strangers:
        return f"{codes[0]} is no entity of the register"
    return f"a transaction of {codes[0]} stands in {owner}'s file"


RULE = Rule("SEP1", "one entity per transaction", promises=(1,), check=check, can_be_excepted=False)
