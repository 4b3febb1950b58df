"""Claims: what one entity owes another on one open item, in each of their two books."""

import numpy as np
import pandas as pd

from nesa_fund.book import Book

CHARGES = ("invoice", "shared-cost", "contribution", "opening")
CREDITS = ("credit-note", "surplus")
REBILLED_DAYS = 60
"""A charge so soon after a credit note may be the same debt under a new date."""

_ORDER = ["claim", "day", "batch", "line"]


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


def as_settled(book: Book, rows: pd.DataFrame, setting: str) -> "pd.Series[int]":
    """A number of days that the alliance had settled on each row's day: what the debt was born with."""
    settings = book.register.settings
    found = pd.Series(getattr(settings[0], setting), index=rows.index, dtype="int64")
    for state in settings[1:]:
        found[rows["day"] >= pd.Timestamp(state.day)] = getattr(state, setting)
    return found


def due_days(book: Book, rows: pd.DataFrame) -> pd.Series:
    """When each charge among transactions or postings falls due, but for what was credited before.

    The ``due`` it states, else its date and the terms that the alliance had settled by then. A
    claim from before the charter falls due anew, by those terms, from the charter's first day.
    """
    first = pd.Timestamp(book.register.charter_from).as_unit("s")
    born = rows["day"].where(rows["day"] >= first, first)
    terms = as_settled(book, pd.DataFrame({"day": born}), "terms_days")
    due = born + pd.to_timedelta(terms, unit="D")
    stated = pd.to_datetime(rows["due"].astype(str), format="%Y-%m-%d", errors="coerce").astype(due.dtype)
    return stated.where(stated.notna() & (rows["day"] >= born), due)


def charges(book: Book) -> pd.DataFrame:
    """Every live charge between entities, as the creditor's book has it, with when it was settled.

    Returns:
        One row a charge and debtor: the columns of ``movements``, due, settled (the day it was
        paid off or credited, NaT while it is not), unpaid (pence of it still owed), and owed_until
        (pence charged on its claim with it and before it). A claim
        with several charges is paid off oldest first. A charge soon after a credit note of the
        same pair and agreement, of no more than its amount, is due when the charge so credited
        was: a debt grows no younger by being billed again.
    """
    rows = _creditors(book)
    is_charge = rows["event"].isin(CHARGES) & (rows["owed"] > 0)
    charged = rows[is_charge].sort_values(_ORDER, kind="stable")
    charged = _due_as_credited(charged.assign(due=due_days(book, charged)), rows[rows["event"] == "credit-note"])
    return _settle(charged, rows[~is_charge].sort_values(_ORDER, kind="stable"))


def surpluses(book: Book) -> pd.DataFrame:
    """Every live surplus that the Fund owes back to a member, as ``charges`` with the sides turned."""
    rows = _creditors(book)
    rows = rows[rows["claim"].isin(rows.loc[rows["event"] == "surplus", "claim"])]
    rows = rows.rename(columns={"creditor": "debtor", "debtor": "creditor"}).assign(owed=-rows["owed"])
    is_surplus = (rows["event"] == "surplus") & (rows["owed"] > 0)
    charged = rows[is_surplus].sort_values(_ORDER, kind="stable")
    return _settle(charged.assign(due=due_days(book, charged)), rows[~is_surplus].sort_values(_ORDER, kind="stable"))


def unpaid_after(book: Book, charged: pd.DataFrame, days: pd.Series) -> pd.Series:
    """Pence of some of the ``charges`` or ``surpluses`` that were unpaid at the end of a day each, one at least."""
    rows = _creditors(book)
    is_charge = (rows["event"].isin(CHARGES) & (rows["owed"] > 0)) | ((rows["event"] == "surplus") & (rows["owed"] < 0))
    paid = rows.loc[~is_charge, ["claim", "day", "owed"]].rename(columns={"day": "paid_on"})
    wanted = pd.DataFrame({"claim": charged["claim"], "until": days}).reset_index(names="charge")
    both = wanted.merge(paid, on="claim")
    by_then = both[both["paid_on"] <= both["until"]].groupby("charge")["owed"].sum().abs()
    left = charged["owed_until"] - by_then.reindex(charged.index, fill_value=0)
    return left.clip(lower=1).where(left <= charged["owed"], charged["owed"])


def _creditors(book: Book) -> pd.DataFrame:
    """The live movements in creditors' books, each with the number of its claim."""
    rows = movements(book)
    rows = rows[rows["is_creditors_book"] & rows["is_live"]]
    claim = pd.factorize(pd.MultiIndex.from_frame(rows[["link", "creditor", "debtor"]].astype(str)))[0]
    return rows.assign(claim=claim)


def _due_as_credited(charged: pd.DataFrame, credits_: pd.DataFrame) -> pd.DataFrame:
    """Give each charge that bills a credited one again the due date of that one, down the chain."""
    if credits_.empty:
        return charged
    first = charged.drop_duplicates("claim").reset_index(names="credited").set_index("claim")
    pair = ["creditor", "debtor", "agreement", "year"]
    of_claim = first.reindex(credits_["claim"])
    found = of_claim[["creditor", "debtor"]].astype("object").reset_index(drop=True)
    for column in ("agreement", "year"):
        found[column] = of_claim[column].astype("object").to_numpy()
    found["credited"], found["credit_day"] = of_claim["credited"].to_numpy(), credits_["day"].to_numpy()
    found["credit"] = -credits_["owed"].to_numpy()
    again = charged[["day", "owed", *pair]].astype(dict.fromkeys(pair, "object")).reset_index(names="charge")
    both = again.merge(found.dropna(subset=["credited"]), on=pair)
    after = (both["day"] - both["credit_day"]).dt.days
    both = both[
        after.between(0, REBILLED_DAYS) & (both["owed"] <= both["credit"]) & (both["charge"] != both["credited"])
    ]
    due = charged["due"].to_dict()
    for charge, of_charge in both.sort_values("day", kind="stable").groupby("charge", sort=False)["credited"]:
        due[charge] = min(due[credited] for credited in of_charge)
    return charged.assign(due=pd.Series(due, index=charged.index, dtype=charged["due"].dtype))


def _settle(charged: pd.DataFrame, reduced: pd.DataFrame) -> pd.DataFrame:
    """Set each claim's reductions, by the ends of days, against its charges, oldest first."""
    charged = charged.assign(owed_until=charged.groupby("claim")["owed"].cumsum())
    owed_until = charged["owed_until"].to_numpy()
    paid = -reduced.groupby(["claim", "day"], as_index=False)["owed"].sum().set_index("claim")["owed"]
    days = reduced.drop_duplicates(["claim", "day"])["day"].to_numpy()
    # A later rise (a refund of a payment) must not count as paid: what counts is what stays paid.
    stays = paid.groupby(level=0).cumsum()
    stays = stays[::-1].groupby(level=0).cummin()[::-1].clip(lower=0)
    claims = stays.index.to_numpy()
    scale = int(max(owed_until.max(initial=0), stays.max() if len(stays) else 0)) + 1
    keys = claims * scale + stays.to_numpy()
    at = np.searchsorted(keys, charged["claim"].to_numpy() * scale + owed_until)
    found = at < len(keys)
    found[found] = claims[at[found]] == charged["claim"].to_numpy()[found]
    settled = pd.Series(pd.NaT, index=charged.index, dtype="datetime64[s]")
    settled[found] = days[at[found]]
    paid_in_all = charged["claim"].map(paid.groupby(level=0).sum()).fillna(0).astype("int64").to_numpy()
    unpaid = np.clip(owed_until - paid_in_all, 0, charged["owed"].to_numpy())
    return charged.assign(
        settled=settled.where(settled.isna() | (settled >= charged["day"]), charged["day"]), unpaid=unpaid
    )


def outstanding(book: Book) -> pd.DataFrame:
    """What is owed on each claim: link, creditor, debtor, owed (pence; negative: overpaid)."""
    rows = movements(book)
    rows = rows[rows["is_creditors_book"]]
    keys = ["link", "creditor", "debtor"]
    sums = rows.assign(**{key: rows[key].astype(str) for key in keys}).groupby(keys, sort=True)["owed"].sum()
    return sums[sums != 0].reset_index()
