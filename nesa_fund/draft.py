"""What is to be recorded as one batch, and how its batch has it."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from nesa_fund import canon, categories
from nesa_fund.entries import FUND, OPENED, Transaction, bank, opening
from nesa_fund.facts import Fact, Member
from nesa_fund.history import folder_name
from nesa_fund.records.plain import Entries
from nesa_fund.rows import Rows


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded as one batch.

    Attributes:
        kind: What the batch is, in a word or two: "import", "adoption", "charge".
        facts: New facts, in the order they are to stand.
        transactions: New transactions, each of one entity's book.
        sources: Safe name -> content of what came in; facts and transactions cite it.
        names: Safe name -> the sheet's own name.
        rows: How many rows of the sources it records.
        totals: Commodity -> control total, as text.
        note: A remark for the manifest.
    """

    kind: str
    facts: tuple[Fact, ...] = ()
    transactions: Collection[Transaction] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    totals: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to record."""
        return not self.facts and not self.transactions


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as its batch has it.

    Attributes:
        draft: The draft.
        number: The number of its batch.
        registers: File name -> text of each register.
        opens: Name of each book -> the accounts that it opens.
        rows: All transactions, file after file, at their lines.
    """

    draft: Draft
    number: int
    registers: Mapping[str, str]
    opens: Mapping[str, list[canon.Open]]
    rows: Rows

    @property
    def texts(self) -> dict[str, str]:
        """File name -> text of all of them."""
        books = canon.texts_of_books(self.opens, self.rows)
        return {**self.registers, **{name: "".join(pieces) for name, pieces in books}}

    def books(self) -> Iterator[tuple[str, list[canon.Open], Rows]]:
        """The name of each book, the accounts that it opens, and its transactions."""
        spans = {canon.name_of(file): span for file, span in self.rows.by_file().items()}
        for name in dict.fromkeys((*spans, *self.opens)):
            span = spans.get(name, range(0))
            yield name, self.opens.get(name, []), self.rows.part(span.start, span.stop)


def written(draft: Draft, number: int, members: Collection[str] | None, accounts: Collection[str]) -> Written:
    """A draft as it is written.

    Args:
        draft: The draft.
        number: The number of its batch.
        members: The members that the ledger has; None where this is its first batch.
        accounts: The accounts opened in it.
    """
    rows = rows_of(draft, number)
    opens = _opens(draft, members, accounts, rows)
    rows.line = array("i", _lines(opens, rows).tobytes())
    return Written(draft, number, _registers(draft, members), opens, rows)


def _registers(draft: Draft, members: Collection[str] | None) -> dict[str, str]:
    """File name -> canonical text of the facts; a new member's is there, though none be its own."""
    blocks: dict[str, list[str]] = {}
    if members is None:
        blocks["register.beancount"] = canon.text_of_commodities(OPENED).strip().split("\n\n")
    for code in _new_entities(draft, members):
        if code != FUND:
            blocks[f"{code}.register.beancount"] = []
    for fact in draft.facts:
        name = f"{fact.owner}.register.beancount" if fact.owner else "register.beancount"
        blocks.setdefault(name, []).append(canon.text_of_fact(fact))
    return {name: canon.blocks(some) for name, some in blocks.items()}


def _opens(
    draft: Draft, members: Collection[str] | None, accounts: Collection[str], rows: Rows
) -> dict[str, list[canon.Open]]:
    """File name -> the accounts that are opened in it: those that a draft needs and the ledger has not."""
    wanted = {account for code in _new_entities(draft, members) for account in (bank(code), opening(code))}
    wanted.update(rows.account.distinct)
    found: dict[str, list[canon.Open]] = defaultdict(list)
    for account in sorted(wanted - set(accounts)):
        found[_file_of(account.split(":")[1])].append(canon.Open(OPENED, account, categories.codes_of(account)))
    return dict(found)


def rows_of(draft: Draft, number: int) -> Rows:
    """The transactions of a draft, file after file, as columns; their lines are not known yet."""
    entries = draft.transactions if isinstance(draft.transactions, Entries) else Entries(draft.transactions)
    return entries.rows(lambda entity: _path(number, _file_of(entity)), number)


def _file_of(entity: str) -> str:
    """The file of a batch that holds the transactions of one entity's book."""
    return f"{entity}.beancount"


def _path(number: int, name: str) -> str:
    """Where a file of a batch stands below the ledger's folder."""
    return f"batches/{folder_name(number)}/{name}"


def _lines(opens: Mapping[str, list[canon.Open]], rows: Rows) -> "np.ndarray[tuple[int], np.dtype[np.intc]]":
    """The line that each transaction begins on: those before it take one a key and posting, their own and a blank."""
    lengths = 2 + np.bincount(rows.txn, minlength=len(rows.day))
    for column in rows.meta.values():
        if not column.is_blank:
            lengths += np.array(list(map(bool, column.distinct))).take(column.codes)
    lines = np.zeros(len(lengths), dtype=np.intc)
    for file, span in rows.by_file().items():
        first = 1 + sum(2 + len(one.codes) for one in opens.get(canon.name_of(file), ()))
        of_file = lengths[span.start : span.stop]
        lines[span.start : span.stop] = first + of_file.cumsum() - of_file
    return lines


def _new_entities(draft: Draft, members: Collection[str] | None) -> Iterator[str]:
    if members is None:
        yield FUND
    yield from sorted({fact.code for fact in draft.facts if isinstance(fact, Member)} - set(members or ()))
