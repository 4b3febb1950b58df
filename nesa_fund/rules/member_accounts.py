"""Each entity's account at the ends of days, as members sign it: what it is owed, and what it owes."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book, numbered

_CLAIM = ["link", "entity", "counterparty"]


class Account(NamedTuple):
    """An entity's account: pence due to it and by it, and of what was overpaid, to go back to it and by it."""

    due_to: int = 0
    due_by: int = 0
    back_to: int = 0
    back_by: int = 0

    @property
    def owed_to(self) -> int:
        """What it is owed in all."""
        return self.due_to + self.back_to

    @property
    def owing(self) -> int:
        """What it owes in all."""
        return self.due_by + self.back_by

    def is_stated_as(self, owed_to: int, owing: int) -> bool:
        """Whether it may be stated so: what was overpaid is owed the other way, or taken off what is due."""
        with_less_due = self.due_to - self.back_by, self.due_by - self.back_to
        return (owed_to, owing) in {(self.owed_to, self.owing), with_less_due}


def accounts_on(book: Book, days: Iterable[date]) -> dict[date, dict[str, Account]]:
    """Day -> entity -> its account at the day's end, by the creditors' books; none for one that has nothing open."""
    rows = book.money[book.money["klass"] == "Debtors"]
    claim = pd.Series(pd.factorize(numbered(rows, _CLAIM))[0], index=rows.index)
    first = rows[~claim.duplicated()]
    creditor, debtor = (first[side].to_numpy(dtype=object) for side in ("entity", "counterparty"))
    found = {}
    for day in days:
        owed = rows["pence"].where(rows["day"] <= pd.Timestamp(day), 0).groupby(claim).sum()
        found[day] = _accounts(pd.DataFrame({"creditor": creditor, "debtor": debtor, "owed": owed.to_numpy()}))
    return found


def _accounts(owed: pd.DataFrame) -> dict[str, Account]:
    owed = owed[owed["owed"] != 0]
    due, back = owed["owed"].clip(lower=0), -owed["owed"].clip(upper=0)
    sums = {
        "due_to": due.groupby(owed["creditor"]).sum(),
        "due_by": due.groupby(owed["debtor"]).sum(),
        "back_to": back.groupby(owed["debtor"]).sum(),
        "back_by": back.groupby(owed["creditor"]).sum(),
    }
    table = pd.DataFrame(sums).fillna(0).astype("int64")
    return {str(code): Account(*map(int, figures)) for code, *figures in table.itertuples()}
