"""What an account comes to on a day: in the ledger, and with what is on the desk."""

from datetime import date

import pandas as pd

from importers.desk import Desk


def balance_on(desk: Desk, account: str, day: date) -> int:
    """The pence of an account, and of those below it, at the end of a day."""
    recorded = desk.ledger.book.daily_balance(account)
    until = recorded[recorded.index <= pd.Timestamp(day)]
    fresh = (posting for one in desk.transactions if one.day <= day for posting in one.postings)
    added = sum(pence for name, pence, _ in fresh if f"{name}:".startswith(f"{account}:"))
    return (int(until.iloc[-1]) if len(until) else 0) + added
