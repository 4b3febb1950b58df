"""Claims: what one entity owes another on one open item, in each of their two books."""


import numpy as np
import pandas as pd

from nesa_fund.book import Book

CHARGES = ("invoice", "shared-cost", "contribution", "opening")
CREDITS = ("credit-note", "surplus")


def movements(book: Book) -> pd.DataFrame:
    """Every posting on a claim, from both books.

    Returns:
        The posting table's rows of Debtors and Creditors accounts, and beside them creditor,
        debtor, is_creditors_book, and owed: pence that it adds to what the debtor owes.
    """
    rows = book.money[book.money["klass"].isin(["Debtors", "Creditors"])].copy()
    is_creditors = (rows["klass"] == "Debtors").to_numpy()
    entity, other = rows["entity"].astype(str), rows["counterparty"].astype(str)
    rows["is_creditors_book"] = is_creditors
    rows["creditor"] = entity.where(is_creditors, other)
    rows["debtor"] = other.where(is_creditors, entity)
    rows["owed"] = np.where(is_creditors, rows["pence"], -rows["pence"])
    return rows


def due_days(book: Book, rows: pd.DataFrame) -> pd.Series:
    """When each charge among transactions or postings falls due.

    The ``due`` it states, else its date and the terms that the alliance had settled by then. A
    claim from before the charter falls due anew, by those terms, from the charter's first day.
    """
    register = book.register
    born = rows["day"].clip(lower=pd.Timestamp(register.charter_from).as_unit("s"))
    terms = pd.Series(0, index=rows.index, dtype="int64")
    for settings in book.register.settings:
        terms[born >= pd.Timestamp(settings.day)] = settings.terms_days
    terms[born < pd.Timestamp(register.settings[0].day)] = register.settings[0].terms_days
    due = born + pd.to_timedelta(terms, unit="D")
    stated = pd.to_datetime(rows["due"].astype(str), format="%Y-%m-%d", errors="coerce").astype(due.dtype)
    return stated.where(stated.notna() & (rows["day"] >= born), due)


def charges(book: Book) -> pd.DataFrame:
    """Every live charge between entities, as the creditor's book has it, with when it was settled.

    Returns:
        One row a charge and debtor: the columns of ``movements``, due, settled (the day it was
        paid off or credited, NaT while it is not), and unpaid (pence of it still owed). A claim
        with several charges is paid off oldest first.
    """
    rows = movements(book)
    rows = rows[rows["is_creditors_book"] & rows["is_live"]]
    is_charge = rows["event"].isin(CHARGES) & (rows["owed"] > 0)
    claim = pd.factorize(pd.MultiIndex.from_frame(rows[["link", "creditor", "debtor"]].astype(str)))[0]
    rows = rows.assign(claim=claim)
    charged = rows[is_charge].sort_values(["claim", "day", "batch", "line"], kind="stable")
    reduced = rows[~is_charge].sort_values(["claim", "day", "batch", "line"], kind="stable")
    return _settle(charged.assign(due=due_days(book, charged)), reduced)


def _settle(charged: pd.DataFrame, reduced: pd.DataFrame) -> pd.DataFrame:
    """Set each claim's reductions against its charges, oldest first."""
    owed_until = charged.groupby("claim")["owed"].cumsum().to_numpy()
    paid = -reduced["owed"]
    # A later rise (a refund of a payment) must not count as paid: what counts is what stays paid.
    stays = paid.groupby(reduced["claim"]).cumsum()
    stays = stays[::-1].groupby(reduced["claim"][::-1]).cummin()[::-1].clip(lower=0)
    scale = int(max(owed_until.max(initial=0), stays.max() if len(stays) else 0)) + 1
    keys = reduced["claim"].to_numpy() * scale + stays.to_numpy()
    wanted = charged["claim"].to_numpy() * scale + owed_until
    at = np.searchsorted(keys, wanted)
    found = at < len(keys)
    found[found] = reduced["claim"].to_numpy()[at[found]] == charged["claim"].to_numpy()[found]
    settled = pd.Series(pd.NaT, index=charged.index, dtype="datetime64[s]")
    settled[found] = reduced["day"].to_numpy()[at[found]]
    total = reduced.assign(paid=paid).groupby("claim")["paid"].sum()
    paid_in_all = charged["claim"].map(total).fillna(0).astype("int64").to_numpy()
    unpaid = np.clip(owed_until - paid_in_all, 0, charged["owed"].to_numpy())
    return charged.assign(settled=settled.where(settled.isna() | (settled >= charged["day"]), charged["day"]), unpaid=unpaid)


def outstanding(book: Book) -> pd.DataFrame:
    """What is owed on each claim: link, creditor, debtor, owed (pence; negative: overpaid)."""
    rows = movements(book)
    rows = rows[rows["is_creditors_book"]]
    keys = ["link", "creditor", "debtor"]
    sums = rows.assign(**{key: rows[key].astype(str) for key in keys}).groupby(keys, sort=True)["owed"].sum()
    return sums[sums != 0].reset_index()
