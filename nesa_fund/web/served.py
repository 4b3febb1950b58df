"""Fava as it is served to others: nothing of the machine in it, no state shared between readers, no pattern run.

Everything that we change in Fava stands here, and a test for each. Fava is held to one minor version for this.
"""

import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fava import core
from fava.beans.account import get_entry_accounts
from fava.beans.load import load_uncached
from fava.core import FavaLedger, FilteredLedger, filters
from fava.core.filters import FilterError
from fava.core.query_shell import FavaBQLShell, QueryShell

from nesa_fund.beans import no_collection

if TYPE_CHECKING:
    from fava.beans.abc import Directive


class ServedLedger(FavaLedger):
    """One ledger of Fava, loaded once: a change makes a new one, so that no reader meets half of each."""

    def __init__(self, root: Path, file: Path, number: int, newest: Callable[[], int]) -> None:
        """Load a ledger file.

        Args:
            root: The ledger's folder, below which every path is told.
            file: The file, below it.
            number: The batch up to which it is read.
            newest: Tells the number of the newest batch.
        """
        self.root, self.number, self._newest = root, number, newest
        self.told = ""
        """What grows with the ledger of that which every page tells Fava's script, once it is written."""
        with no_collection():
            super().__init__(str(file), poll_watcher=True)
        self.query_shell = _FreshShell(self)

    @property
    def mtime(self) -> int:
        """What Fava's pages compare to see that there is something newer."""
        return self.number

    def changed(self) -> bool:
        """Whether a batch was added: the page then asks for itself again, and gets a new ledger."""
        return self._newest() > self.number

    def paths_to_watch(self) -> tuple[Sequence[Path], Sequence[Path]]:
        """One folder, which nobody asks: a batch that was added is noticed by its number."""
        return [self.root], []

    def load_file(self) -> None:
        """Load the file, and tell every path as it is below the ledger's folder."""
        token = _below.set(self.root)
        try:
            super().load_file()
        finally:
            _below.reset(token)
        self.get_filtered = lru_cache(maxsize=16)(self._filtered)

    def _filtered(
        self,
        account: str | None = None,
        filter: str | None = None,  # noqa: A002  # As Fava's own names it.
        time: str | None = None,
    ) -> FilteredLedger:
        """What is asked for, within the days of the ledger: a chart of each day of millennia would take minutes.

        Raises:
            FilterError: It is nested too deep, or names a day that no calendar has.
        """
        try:
            found = self._get_filtered(account, filter, time)
        except (RecursionError, OverflowError, ValueError) as error:
            raise FilterError("filter", "What is asked for can't be understood.") from error
        if time:
            self._keep_to_entries(found)
        return found

    def _keep_to_entries(self, found: FilteredLedger) -> None:
        """Let what is filtered by time begin and end no further out than the ledger's own entries."""
        days = [entry.date for entry in self.all_entries_by_type.Transaction]
        if not (days and found.date_range):
            return
        first = max(found.date_range.begin, min(days))
        last = min(found.date_range.end, max(days) + timedelta(1))
        is_any = first < last
        found._date_first, found._date_last = (first, last) if is_any else (None, None)  # noqa: SLF001  # No other way.


class _FreshShell(QueryShell):
    """A shell for queries that is new for each: Fava's own gathers the answers of all threads in one place."""

    @property
    def shell(self) -> FavaBQLShell:
        return FavaBQLShell(self.ledger)

    @shell.setter
    def shell(self, _: FavaBQLShell) -> None:
        pass


class PlainMatch:
    """A text sought as it stands, in any case; Fava's own takes it for a pattern, which may run for hours."""

    def __init__(self, search: str) -> None:
        """Take the text."""
        self.search = search.casefold()

    def __call__(self, found: Any) -> bool:  # noqa: ANN401  # As Fava's own: it is handed whatever an entry holds.
        """Whether the text is in what is found."""
        return self.search in str(found).casefold()


class PlainAccountFilter(filters.EntryFilter):
    """Entries that touch an account whose name holds a text as it stands."""

    def __init__(self, value: str) -> None:
        """Take the text."""
        self._match = PlainMatch(value)

    def apply(self, entries: "Sequence[Directive]") -> "Sequence[Directive]":
        """Those of some entries."""
        return [entry for entry in entries if any(map(self._match, get_entry_accounts(entry)))]


_below: ContextVar[Path | None] = ContextVar("below", default=None)
"""The folder of the ledger that this thread is loading."""


def _load(path: str, *, is_encrypted: bool) -> Any:  # noqa: ANN401  # As Fava's own.
    entries, errors, options = load_uncached(path, is_encrypted=is_encrypted)
    below = _below.get()
    if below is None:
        return entries, errors, options
    root = f"{below}/"
    told: dict[str, str] = {}
    for entry in entries:
        _tell_below(entry.meta, root, told)
        for posting in getattr(entry, "postings", None) or ():
            if posting.meta:
                _tell_below(posting.meta, root, told)
    plain = [error._replace(message=error.message.replace(root, "")) for error in errors]
    for error in plain:
        if error.source:
            _tell_below(error.source, root, told)
    options["filename"] = options["filename"].replace(root, "")
    options["include"] = [name.replace(root, "") for name in options["include"]]
    return entries, plain, options


def _tell_below(meta: Any, root: str, told: dict[str, str]) -> None:  # noqa: ANN401  # Beancount's own.
    name = meta.get("filename", "")
    if name not in told:
        told[name] = name.removeprefix(root)
    meta["filename"] = told[name]


def make_safe() -> None:
    """Put what stands here in the place of Fava's own, in this process."""
    vars(core).update(load_uncached=_load, AccountFilter=PlainAccountFilter)
    vars(filters).update(Match=PlainMatch)


PLAIN_QUERY = re.compile(r"\s*(select|balances|journal)\b", re.IGNORECASE)
"""What a query must begin with: it reads, and does nothing else."""
