"""What is to be recorded as one batch, and the text of each of its files."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, islice

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
    """A draft as its batch has it: by file name the texts and the accounts that they open, and all transactions."""

    draft: Draft
    number: int
    texts: Mapping[str, str]
    opens: Mapping[str, list[canon.Open]]
    rows: Rows

    def rows_in(self, name: str) -> Rows:
        """The transactions that stand in one file."""
        span = self.rows.by_file().get(_path(self.number, name), range(0))
        return self.rows.part(span.start, span.stop)


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
    texts = _texts(draft, members, opens, rows)
    for file, span in rows.by_file().items():
        rows.line[span.start : span.stop] = array("i", _lines(texts[_name(file)])[-len(span) :])
    return Written(draft, number, texts, opens, rows)


def _texts(
    draft: Draft,
    members: Collection[str] | None,
    opens: Mapping[str, list[canon.Open]],
    rows: Rows,
) -> dict[str, str]:
    """File name -> canonical text."""
    blocks: dict[str, list[str]] = {}
    if members is None:
        blocks["register.beancount"] = canon.text_of_commodities(OPENED).strip().split("\n\n")
    for name in _first_files(draft, members):
        blocks.setdefault(name, [])
    for name, of_file in opens.items():
        blocks.setdefault(name, []).extend(map(canon.text_of_open, of_file))
    for fact in draft.facts:
        name = f"{fact.owner}.register.beancount" if fact.owner else "register.beancount"
        blocks.setdefault(name, []).append(canon.text_of_fact(fact))
    of_rows, texts = canon.texts_of(rows), dict[str, str]()
    for file, span in rows.by_file().items():
        name = _name(file)
        texts[name] = canon.blocks([*blocks.pop(name, ()), *islice(of_rows, len(span))])
    return {**{name: canon.blocks(some) for name, some in blocks.items()}, **texts}


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


def _name(file: str) -> str:
    """The name of a file of a batch."""
    return file.rpartition("/")[2]


def _lines(text: str) -> list[int]:
    """The line on which each directive of a text begins."""
    counts = (block.count("\n") + 2 for block in text.split("\n\n"))
    return list(accumulate(counts, initial=1))[:-1]


def _new_entities(draft: Draft, members: Collection[str] | None) -> Iterator[str]:
    if members is None:
        yield FUND
    yield from sorted({fact.code for fact in draft.facts if isinstance(fact, Member)} - set(members or ()))


def _first_files(draft: Draft, members: Collection[str] | None) -> Iterator[str]:
    for code in _new_entities(draft, members):
        yield f"{code}.beancount"
        if code != FUND:
            yield f"{code}.register.beancount"
