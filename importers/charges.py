"""What charges and payments a ledger holds, as an import looks them up: by supplier and number."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from nesa_fund.charges import contribution_link, payment_reference
from nesa_fund.entries import FUND, Place, Posting, Transaction
from nesa_fund.records import charge_link
from nesa_fund.store import Ledger

NUMBERED = ("invoice", "shared-cost", "spending")
SETTLED = ("payment", "refund")


def fold_number(number: str) -> str:
    """A charge's number ignoring case, spaces and punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", number).casefold()))


@dataclass(frozen=True, slots=True)
class Claim:
    """One open item between two entities, as the creditor's book has it."""

    link: str
    creditor: str
    debtor: str
    number: str
    owed: int


class Charges:
    """The live charges of a ledger by supplier, number and year, and the claims they make."""

    def __init__(self, ledger: Ledger) -> None:
        """Take the ledger as it stands; ``add`` puts in what is on the desk."""
        self.ledger = ledger
        self.rows = ledger.rows
        self.mine: dict[str, list[Transaction]] = defaultdict(list)
        self._links: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._owed: Counter[tuple[str, str, str]] = Counter()
        is_live = ledger.book.transactions["is_live"].tolist()
        self._recorded: dict[str, list[int]] = defaultdict(list)
        for n, link in enumerate(self.rows.link):
            if is_live[n]:
                self._recorded[link].append(n)
        for link, number, owner, event in zip(
            self.rows.link, self.rows.meta["number"], self.rows.owner, self.rows.meta["event"], strict=True
        ):
            if event in NUMBERED and link.startswith(f"{owner}-"):
                self._links[owner, fold_number(number)].add(link)

    def recorded(self, link: str) -> list[Transaction]:
        """The live transactions of an open item that the ledger holds."""
        return [self._transaction(n) for n in self._recorded.get(link, ())]

    def of_link(self, link: str) -> list[Transaction]:
        """The live transactions of an open item, those on the desk included."""
        return [*self.recorded(link), *self.mine.get(link, ())]

    def add(self, transactions: Iterable[Transaction]) -> None:
        """Put transactions on the desk among what is looked up."""
        for transaction in transactions:
            self.mine[transaction.link].append(transaction)
            if transaction.meta["event"] in NUMBERED and transaction.link.startswith(f"{transaction.entity}-"):
                self._links[transaction.entity, fold_number(transaction.meta["number"])].add(transaction.link)
            for posting in transaction.postings:
                self._count(transaction.link, posting.account, posting.pence, transaction.meta.get("number", ""))

    def link_for(self, supplier: str, number: str, year: str) -> tuple[str, bool]:
        """The link of a charge of that number in that alliance year, and whether there is one already.

        A number used in another year takes its year before it; a link that another number has
        taken in the same year counts as there already, for the caller to refuse.
        """
        plain, with_year = charge_link(supplier, number), charge_link(supplier, number, year)
        for link in sorted(self._links.get((supplier, fold_number(number)), ())):
            if self._year(link) == year:
                return link, True
        for link in (plain, with_year):
            if self.of_link(link):
                if self._year(link) == year:
                    return link, True
                continue
            return link, False
        return with_year, True

    def _year(self, link: str) -> str:
        charge = next(iter(self.of_link(link)), None)
        return self.ledger.register.year_of(charge.day).name if charge else ""

    # Claims

    def find_claims(self, creditor: str, debtor: str, reference: str) -> list[Claim]:
        """The claims between two entities that one reference means: a number, a link, a payment reference."""
        key, of_pair = fold_number(reference), self.claims.get((creditor, debtor), {})
        found = [claim for claim in of_pair.values() if claim.link == reference]
        found = found or [claim for claim in of_pair.values() if claim.number and fold_number(claim.number) == key]
        found = found or [claim for claim in of_pair.values() if key in self._references(claim)]
        return [self._as_now(claim) for claim in found]

    def open_claims(self, creditor: str, debtor: str) -> list[Claim]:
        """What one entity owes another, by claim."""
        return [now for claim in self.claims.get((creditor, debtor), {}).values() if (now := self._as_now(claim)).owed]

    @cached_property
    def claims(self) -> dict[tuple[str, str], dict[str, Claim]]:
        """(creditor, debtor) -> link -> claim; kept up to date by ``add``."""
        self._claims: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
        rows = self.rows
        for txn, account, pence in zip(rows.txn, rows.account, rows.pence, strict=True):
            self._count(rows.link[txn], account, pence, rows.meta["number"][txn], build=True)
        for transactions in self.mine.values():
            for transaction in transactions:
                for posting in transaction.postings:
                    number = transaction.meta.get("number", "")
                    self._count(transaction.link, posting.account, posting.pence, number, build=True)
        return self._claims

    def _count(self, link: str, account: str, pence: int, number: str, *, build: bool = False) -> None:
        if ":Debtors:" not in account or not (build or "claims" in self.__dict__):
            return
        _, creditor, _, debtor = account.split(":", 3)
        known = self._claims[creditor, debtor].get(link)
        self._claims[creditor, debtor][link] = known or Claim(link, creditor, debtor, number, 0)
        self._owed[link, creditor, debtor] += pence

    def _as_now(self, claim: Claim) -> Claim:
        return replace(claim, owed=self._owed[claim.link, claim.creditor, claim.debtor])

    def _references(self, claim: Claim) -> Iterator[str]:
        match = re.fullmatch(rf"Fund-(\d{{4}}-\d{{2}})-{claim.debtor}-(\d+)", claim.link)
        if claim.creditor == FUND and match:
            others = frozenset(self.ledger.register.members)
            yield fold_number(payment_reference(match[1], claim.debtor, int(match[2]), others))
            yield fold_number(contribution_link(match[1], claim.debtor, match[2]))

    # Payments

    @cached_property
    def payments(self) -> Counter[tuple[object, ...]]:
        """The recorded payments without a number of their own, by what they say, as a multiset."""
        return Counter(self._payment_key(n) for n in self._settlements() if not self.rows.meta["payment"][n])

    def take_payment(self, transaction: Transaction) -> bool:
        """Whether the ledger has one more such payment without a number than was asked for so far."""
        bank_pence = sum(posting.pence for posting in transaction.postings if posting.account.split(":")[2] == "Bank")
        event = transaction.meta["event"]
        link = "" if event == "unidentified" else transaction.link
        key = (transaction.day, transaction.entity, transaction.payee, link, bank_pence, event)
        if self.payments[key] < 1:
            return False
        self.payments[key] -= 1
        return True

    def has_unplaced(self, payment: str) -> bool:
        """Whether a receipt of the Fund with that bank reference is recorded, or on the desk."""
        recorded = any(key[0] == payment for key in self.numbered_payments)
        return recorded or any(one.meta.get("payment") == payment for of in self.mine.values() for one in of)

    @cached_property
    def numbered_payments(self) -> dict[tuple[str, str, str], int]:
        """(payment, link, payer) -> pence of the recorded payments that have a number."""
        return {
            (self.rows.meta["payment"][n], self.rows.link[n], self.rows.owner[n]): self._bank_pence(n)
            for n in self._settlements()
            if self.rows.meta["payment"][n]
        }

    def _settlements(self) -> Iterator[int]:
        for numbers in self._recorded.values():
            yield from (n for n in numbers if self.rows.meta["event"][n] in (*SETTLED, "unidentified"))

    def _payment_key(self, n: int) -> tuple[object, ...]:
        event = self.rows.meta["event"][n]
        link = "" if event == "unidentified" else self.rows.link[n]
        return self.rows.day[n], self.rows.owner[n], self.rows.payee[n], link, self._bank_pence(n), event

    def _bank_pence(self, n: int) -> int:
        return sum(pence for account, pence, _ in self._postings(n) if account.split(":")[2] == "Bank")

    # Transactions as they were recorded

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        begin = 0
        for n in range(len(self.rows.day)):
            end = begin
            while end < len(self.rows.txn) and self.rows.txn[end] == n:
                end += 1
            spans.append((begin, end))
            begin = end
        return spans

    def _postings(self, n: int) -> Iterator[tuple[str, int, str]]:
        begin, end = self._spans[n]
        rows = self.rows
        return zip(rows.account[begin:end], rows.pence[begin:end], rows.commodity[begin:end], strict=True)

    def _transaction(self, n: int) -> Transaction:
        rows = self.rows
        return Transaction(
            rows.day[n],
            rows.payee[n],
            rows.narration[n],
            rows.link[n],
            {key: values[n] for key, values in rows.meta.items() if values[n]},
            tuple(Posting(*posting) for posting in self._postings(n)),
            Place(rows.batch[n], rows.file[n], rows.line[n]),
        )
