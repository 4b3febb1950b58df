"""What is to be recorded as one batch, and the text of each of its files."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nesa_fund import canon, categories
from nesa_fund.entries import FUND, OPENED, Transaction, bank, opening
from nesa_fund.facts import Fact, Member


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
    transactions: tuple[Transaction, ...] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    totals: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to record."""
        return not self.facts and not self.transactions


def in_file_order(transactions: Iterable[Transaction]) -> list[Transaction]:
    """Transactions as a batch holds them: file by file, in order of file name."""
    return sorted(transactions, key=lambda transaction: file_of(transaction.entity))


def file_of(entity: str) -> str:
    """The file of a batch that holds the transactions of one entity's book."""
    return f"{entity}.beancount"


def texts_of(draft: Draft, members: Collection[str] | None, accounts: Collection[str]) -> dict[str, str]:
    """File name -> canonical text of everything that a draft records.

    Args:
        draft: The draft.
        members: The members that the ledger has; None where this is its first batch.
        accounts: The accounts opened in it.
    """
    blocks: dict[str, list[str]] = {}
    if members is None:
        blocks["register.beancount"] = canon.text_of_commodities(OPENED).strip().split("\n\n")
    for name in _first_files(draft, members):
        blocks.setdefault(name, [])
    for account in _new_accounts(draft, members, accounts):
        opened = canon.Open(OPENED, account, categories.codes_of(account))
        blocks.setdefault(f"{account.split(':')[1]}.beancount", []).append(canon.text_of_open(opened))
    for fact in draft.facts:
        name = f"{fact.owner}.register.beancount" if fact.owner else "register.beancount"
        blocks.setdefault(name, []).append(canon.text_of_fact(fact))
    for transaction in draft.transactions:
        blocks.setdefault(file_of(transaction.entity), []).append(canon.text_of_transaction(transaction))
    return {name: canon.blocks(texts) for name, texts in blocks.items()}


def _new_entities(draft: Draft, members: Collection[str] | None) -> Iterator[str]:
    if members is None:
        yield FUND
    yield from sorted({fact.code for fact in draft.facts if isinstance(fact, Member)} - set(members or ()))


def _first_files(draft: Draft, members: Collection[str] | None) -> Iterator[str]:
    for code in _new_entities(draft, members):
        yield f"{code}.beancount"
        if code != FUND:
            yield f"{code}.register.beancount"


def _new_accounts(draft: Draft, members: Collection[str] | None, accounts: Collection[str]) -> list[str]:
    wanted = {account for code in _new_entities(draft, members) for account in (bank(code), opening(code))}
    wanted |= {posting.account for transaction in draft.transactions for posting in transaction.postings}
    return sorted(wanted - set(accounts))
