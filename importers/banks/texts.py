"""What a bank's text names: charges by their references and numbers, and who paid or was paid."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from importers.names import folded, spelt
from nesa_fund.charges import fold_number

INTEREST, TRANSFER = "interest", "transfer"
"""The parties of what the bank pays, and of money that moves between accounts of one entity."""
SHORTEST_KEY = 3
_LONGEST_RUN = 5  # A bank may break one reference into so many words.
_BETWEEN_WORDS = re.compile(r"[\s,;]+")
_TRANSFERS = frozenset({"transfer", "tfr", "trf", "xfer"})
_OF_INTEREST = frozenset({"gross", "net", "credit", "interest", "int", "paid", "added", "earned", "bank", "deposit"})
_OF_CHARGES = frozenset({"bank", "account", "service", "services", "charge", "charges", "fee", "fees", "commission",
                         "monthly", "quarterly", "maintenance", "tariff", "business", "ref"})  # fmt: skip
_SMALL = frozenset({"to", "for", "from", "the", "on", "of", "and", "at"}) | {
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
}


def keys_in(text: str) -> frozenset[str]:
    """Everything in a text that could be a reference or number, folded: each word, and words run together."""
    words = [folded_word for word in _BETWEEN_WORDS.split(text) if (folded_word := fold_number(word))]
    runs = (
        "".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, min(first + _LONGEST_RUN, len(words)) + 1)
    )
    return frozenset(run for run in runs if len(run) >= SHORTEST_KEY)


class Parties:
    """Whom texts name: members by code, firms and givers by name."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        """Take each party's spellings; what several parties share names nobody."""
        owners: dict[str, set[str]] = defaultdict(set)
        for party, texts in spellings.items():
            for text in texts:
                for key in {spelt(text), folded(text)}:
                    if len(key) >= SHORTEST_KEY:
                        owners[key].add(party)
        self._owner = {key: next(iter(found)) for key, found in owners.items() if len(found) == 1}
        self._longest = max((key.count(" ") + 1 for key in self._owner), default=0)

    def named(self, text: str) -> str | None:
        """The one party that a text names, by the most words; None where that is nobody, or several."""
        words = spelt(text).split()
        for length in range(min(self._longest, len(words)), 0, -1):
            runs = (" ".join(words[n : n + length]) for n in range(len(words) - length + 1))
            found = {self._owner[run] for run in runs if run in self._owner}
            if found:
                return found.pop() if len(found) == 1 else None
        return None


def special_party(text: str) -> str | None:
    """Interest or a transfer, where a text that names nobody speaks of it."""
    if is_interest(text):
        return INTEREST
    return None if _TRANSFERS.isdisjoint(spelt(text).split()) else TRANSFER


def is_interest(text: str) -> bool:
    """Whether a text says interest, and nothing else."""
    words = set(spelt(text).split())
    return "interest" in words and _is_only(words, _OF_INTEREST)


def is_bank_charge(text: str) -> bool:
    """Whether a text says a charge of the bank's own, and nothing else."""
    words = set(spelt(text).split())
    return bool(words & {"charge", "charges", "fee", "fees", "commission"}) and _is_only(words, _OF_CHARGES)


def _is_only(words: set[str], known: frozenset[str]) -> bool:
    return all(word in known or word in _SMALL or any(map(str.isdigit, word)) for word in words)
