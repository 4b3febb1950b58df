"""Claims: what one entity owes another on one open item, in each of their two books."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book, numbered, once_a_book, stated_days

CHARGES = ("invoice", "shared-cost", "contribution", "opening")
CREDITS = ("credit-note", "surplus")
REBILLED_DAYS = 60
"""A charge so soon after a credit note may be the same debt under a new date."""
OVERPAID = "paid above what was due"
REFUNDED = "refunded above what was paid"

_ORDER = ["claim", "day", "batch", "line"]
_NEEDED = [*_ORDER, "event", "agreement", "year", "due", "creditor", "debtor", "owed"]
_CLAIM = ["link", "entity", "counterparty"]
_REDUCED = ["claim", "day", "owed"]
_SURPLUS, _ABOVE, _BELOW = 1, 2, 3
_APART = 2**32  # Beside charges these kinds of debt have claims of their own: each pays off its own debts.


def movements(book: Book) -> pd.DataFrame:
    """Every posting on a claim, from both books.

    Returns:
        The posting table's rows of Debtors and Creditors accounts, and beside them creditor,
        debtor, is_creditors_book, and owed: pence that it adds to what the debtor owes.
    """
    return with_sides(book.money[book.money["klass"].isin(["Debtors", "Creditors"])])


def with_sides(rows: pd.DataFrame) -> pd.DataFrame:
    """Some of the posting table's rows of Debtors and Creditors accounts, with what ``movements`` has beside them."""
    is_creditors = (rows["klass"] == "Debtors").to_numpy()
    entity, other = rows["entity"].astype(str), rows["counterparty"].astype(str)
    return rows.assign(
        is_creditors_book=is_creditors,
        creditor=entity.where(is_creditors, other),
        debtor=other.where(is_creditors, entity),
        owed=np.where(is_creditors, rows["pence"], -rows["pence"]),
    )


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
    stated = stated_days(rows["due"])
    return stated.where(stated.notna() & (rows["day"] >= born), due)


class _Side(NamedTuple):
    """Debts as they arose, and what lessened them: both with claim, day and owed."""

    charged: pd.DataFrame
    reduced: pd.DataFrame


@once_a_book
def debts_of(book: Book) -> "Debts":
    """The debts of a book."""
    return Debts(book)


class Debts:
    """What is owed between entities, debt by debt, as the creditors' books have it.

    Each table has one row a debt: the columns of ``movements``, due, settled (the day it was paid
    off or credited, NaT while it is not), unpaid (pence of it still owed), owed_until (pence
    charged on its claim with it and before it), and beyond (why it is owed beyond a charge;
    empty for a charge). A claim with several debts of a kind is paid off oldest first.
    """

    def __init__(self, book: Book) -> None:
        """Take a book's live entries."""
        entries = _creditors(book)
        rows = entries[_NEEDED].assign(due=due_days(book, entries), beyond="")  # Others only take time to pass along.
        sides = _charges(rows), _surpluses(rows), *_beyond(rows)
        charged, reduced = (pd.concat(tables) for tables in zip(*sides, strict=True))
        self._steps = _steps(reduced)
        debts = _settle(charged, self._steps)
        rows = entries if debts.index.equals(entries.index) else entries.loc[debts.index]
        self.all = rows.assign(**{str(name): column for name, column in debts.items()})
        """The charges, the surpluses and what is owed beyond charges, in this order."""

    @cached_property
    def charges(self) -> pd.DataFrame:
        """Every live charge, with when it was settled.

        A charge soon after a credit note of the same pair and agreement, of no more than its
        amount, is due when the charge so credited was: a debt grows no younger by being billed
        again.
        """
        return self.all[self.all["claim"] < _APART]

    @cached_property
    def surpluses(self) -> pd.DataFrame:
        """Every live surplus that the Fund owes back to a member: the sides are turned."""
        return self.all[self.all["claim"] // _APART == _SURPLUS]

    @cached_property
    def overpaid(self) -> pd.DataFrame:
        """What is owed on a claim beyond its charges: each rise of it is a debt of the day that it arose on.

        What was paid or credited above the charges is owed back, so the sides are turned; what was
        refunded above the payments is owed as the charges are. A surplus is apart. Each stands by
        the entry in the creditor's book that it arose with; ``owed`` is the rise.
        """
        return self.all[self.all["claim"] >= _ABOVE * _APART]

    def unpaid_after(self, owed: pd.DataFrame, days: pd.Series) -> pd.Series:
        """The most of some debts, in pence, that was unpaid at the end of a day each or of any later one.

        Args:
            owed: Rows of these tables.
            days: The day of each.
        """
        if owed.empty:
            return pd.Series(owed["owed"])
        steps = self._steps.sort_values("day", kind="stable")
        wanted = owed[["claim", "owed", "owed_until"]].assign(day=days.astype("datetime64[s]"))
        wanted = wanted.reset_index(names="row").sort_values("day", kind="stable")
        found = pd.merge_asof(wanted, steps, on="day", by="claim").set_index("row").reindex(owed.index)
        left = found["owed_until"] - found["stays"].fillna(0).astype("int64")
        return left.clip(lower=0).where(left <= found["owed"], found["owed"])


def _charges(rows: pd.DataFrame) -> _Side:
    is_charge = _is_charge(rows)
    charged = _due_as_credited(rows[is_charge], rows[rows["event"] == "credit-note"])
    return _Side(charged, rows.loc[~is_charge, _REDUCED])


def _is_charge(rows: pd.DataFrame) -> pd.Series:
    return rows["event"].isin(CHARGES) & (rows["owed"] > 0)


def _surpluses(rows: pd.DataFrame) -> _Side:
    rows = _turned(rows[_has_surplus(rows)])
    rows = rows.assign(owed=-rows["owed"], claim=rows["claim"] + _SURPLUS * _APART)
    is_surplus = (rows["event"] == "surplus") & (rows["owed"] > 0)
    return _Side(rows[is_surplus], rows.loc[~is_surplus, _REDUCED])


def _has_surplus(rows: pd.DataFrame) -> pd.Series:
    return rows["claim"].isin(rows.loc[rows["event"] == "surplus", "claim"])


def _turned(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.rename(columns={"creditor": "debtor", "debtor": "creditor"})


def _beyond(rows: pd.DataFrame) -> tuple[_Side, _Side]:
    """What was paid above the charges, and what was refunded above the payments, by the ends of days."""
    rows = rows[~_has_surplus(rows)]
    is_charge = _is_charge(rows)
    moved = rows.assign(charged=rows["owed"].where(is_charge, 0), paid=-rows["owed"].where(~is_charge, 0))
    nightly = moved.groupby(["claim", "day"])[["charged", "paid"]].sum().groupby("claim").cumsum()
    above = (nightly["paid"] - nightly["charged"]).clip(lower=0)
    below = (-nightly["paid"]).clip(lower=0)
    return (
        _rises(_turned(rows[rows["owed"] < 0]).assign(beyond=OVERPAID), above, _ABOVE),
        _rises(rows[~is_charge & (rows["owed"] > 0)].assign(beyond=REFUNDED), below, _BELOW),
    )


def _rises(rows: pd.DataFrame, nightly: pd.Series, kind: int) -> _Side:
    """Each rise of a claim's nightly sum as a debt, by the last of its day's rows; each fall lessens it."""
    if not nightly.any():
        return _Side(rows[:0], rows.loc[rows.index[:0], _REDUCED])
    nightly = nightly[nightly.groupby("claim").transform("max") > 0]
    rows = rows[rows["claim"].isin(nightly.index.get_level_values("claim"))]
    change = nightly.groupby("claim").diff().fillna(nightly).astype("int64")
    last = rows.sort_values(_ORDER, kind="stable").drop_duplicates(["claim", "day"], keep="last")
    owed = change.reindex(pd.MultiIndex.from_frame(last[["claim", "day"]])).to_numpy()
    risen = last.assign(owed=owed, claim=last["claim"] + kind * _APART)[owed > 0]
    fallen = change[change < 0].rename("owed").reset_index()
    assert risen["owed"].sum() == change[change > 0].sum()  # A rise has a row that it came with.
    return _Side(risen, fallen.assign(claim=fallen["claim"] + kind * _APART)[_REDUCED])


def _creditors(book: Book) -> pd.DataFrame:
    """The live movements in creditors' books, each with the number of its claim."""
    rows = with_sides(book.money[(book.money["klass"] == "Debtors") & book.money["is_live"]])
    return rows.assign(claim=pd.factorize(numbered(rows, _CLAIM))[0])


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


def _settle(charged: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Set each claim's reductions, by the ends of days, against its charges, oldest first."""
    charged = charged.sort_values(_ORDER, kind="stable")
    charged = charged.assign(owed_until=charged.groupby("claim")["owed"].cumsum())
    is_reduced = charged["claim"].isin(steps["claim"])
    wanted = charged.loc[is_reduced, ["claim", "owed_until"]].reset_index(names="row")
    wanted = wanted.sort_values("owed_until", kind="stable")
    reached = steps.drop_duplicates(["claim", "stays"]).sort_values("stays", kind="stable")
    found = pd.merge_asof(
        wanted, reached, left_on="owed_until", right_on="stays", by="claim", direction="forward"
    ).set_index("row")
    settled = found["day"].reindex(charged.index)
    paid_in_all = charged["claim"].map(steps.groupby("claim")["stays"].last()).fillna(0).astype("int64")
    unpaid = np.clip(charged["owed_until"] - paid_in_all, 0, charged["owed"])
    return charged.assign(
        settled=settled.where(settled.isna() | (settled >= charged["day"]), charged["day"]), unpaid=unpaid
    )


def _steps(reduced: pd.DataFrame) -> pd.DataFrame:
    """claim, day, and stays: what was paid of the claim by the end of that day and of every later one.

    A later rise (a refund of a payment) must not count as paid: what counts is what stays paid.
    """
    by_day = -reduced.groupby(["claim", "day"])["owed"].sum()
    paid = by_day.groupby("claim").cumsum()
    stays = paid[::-1].groupby("claim").cummin()[::-1].clip(lower=0)
    return stays.astype("int64").rename("stays").reset_index()


def outstanding(book: Book) -> pd.DataFrame:
    """What is owed on each claim: link, creditor, debtor, owed (pence; negative: overpaid)."""
    rows = movements(book)
    rows = rows[rows["is_creditors_book"]]
    keys = ["link", "creditor", "debtor"]
    sums = rows.assign(**{key: rows[key].astype(str) for key in keys}).groupby(keys, sort=True)["owed"].sum()
    return sums[sums != 0].reset_index()
