"""SEP1: every transaction is of one entity, known to the register, and stands in its file."""

from datetime import date

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.rules.base import Finding, Outcome, Rule, day_of, in_charter, place_of, rows_of, tested, turnover


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """All postings of a transaction belong to one entity of the register, in whose file it stands.

    A transaction that reaches into two books moves one school's money by another's hand, and no
    book could be read, balanced or taken away alone.
    """
    transactions = in_charter(book, book.transactions)
    rows = in_charter(book, book.postings)
    entity, owner = rows["entity"].astype(str), rows["owner"].astype(str)
    strangers = {str(code) for code in rows["entity"].cat.categories} - book.register.members.keys() - {FUND}
    off = rows[(entity != owner) | entity.isin(strangers)]
    reached = rows[rows["txn"].isin(off["txn"])].groupby("txn")["entity"].agg(list)
    findings = [
        Finding(
            message=_sentence(str(row.owner), [*dict.fromkeys(codes)], strangers),
            remedy=f"reverse that row of batch {row.batch} and record each entity's own side in its own book",
            place=place_of(row),
            link=str(row.link),
            entities=tuple(dict.fromkeys((str(row.owner), *codes))),
            day=day_of(row),
        )
        for row, codes in zip(rows_of(transactions.loc[reached.index]), reached, strict=True)
    ]
    return Outcome(tested(transactions, turnover(book, transactions)), tuple(findings))


def _sentence(owner: str, codes: list[str], strangers: set[str]) -> str:
    if len(codes) > 1:
        return f"one transaction has postings of {' and '.join(sorted(codes))}"
    if codes[0] in strangers:
        return f"{codes[0]} is no entity of the register"
    return f"a transaction of {codes[0]} stands in {owner}'s file"


RULE = Rule("SEP1", "one entity per transaction", promises=(1,), check=check, can_be_excepted=False)
