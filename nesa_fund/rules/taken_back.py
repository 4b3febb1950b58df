"""Charges that were reversed after they fell due, and whether they were billed again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.bills import RESHARE
from nesa_fund.book import Book
from nesa_fund.claims import CHARGES, REBILLED_DAYS, due_days, with_sides
from nesa_fund.rules.charged import ORDER

_UNDER = ["creditor", "debtor", "agreement", "year"]
_SOON = pd.Timedelta(days=REBILLED_DAYS)
_REVERSAL = ["account", "link", "batch", "pence"]


def taken_back(book: Book, as_at: date) -> pd.DataFrame:
    """The charges that were reversed after they fell due, by the days their batches were recorded.

    A charge is billed again by one that is recorded with its reversal, or within 60 days after it,
    on the same open item, or on a new one for as much or more between the same two under
    the same agreement (a contribution: of the same year), which then stands for that one only. A
    charge that was reversed in its turn counts only if it was billed again itself. What is shared
    anew is apart: its reversal takes back the credit of it too.

    Returns:
        The creditor's rows of ``movements`` for the charges, in order of date. The columns batch,
        file, line and day are those of the reversal, and ``is_lost`` says whether the charge was
        neither billed again nor minuted, though the 60 days are over.
    """
    charges, backs = _charges(book)
    found = charges[charges["back_on"] > charges["due"]]
    lost = _Again(charges, found, as_at).lost(found.index)
    at = backs.loc[found["reversal"].astype("int64"), ["day", "batch", "file", "line"]].set_axis(found.index)
    return found.assign(**at, is_lost=found.index.isin(lost)).sort_values(ORDER, kind="stable")


def _charges(book: Book) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The creditors' charges, live or not, and their reversals.

    Of a charge that was reversed, ``reversal`` is the row of that, ``back`` its batch, ``back_on``
    the day that batch was recorded, and ``minute_back`` its minute.
    """
    rows = book.money[book.money["klass"] == "Debtors"]
    backs = rows[rows["event"] == "reversal"]
    rows = rows[rows["event"].isin(CHARGES) & (rows["pence"] > 0) & (rows["reason"] != RESHARE)]
    if backs.empty:
        rows = rows[:0]
    rows = with_sides(rows.sort_values(ORDER, kind="stable"))
    rows = rows.assign(due=due_days(book, rows), recorded=recorded_on(book, rows))
    reversed_ = rows.loc[~rows["is_live"], _REVERSAL].reset_index(names="row").astype({"account": str, "link": str})
    undoing = backs[["account", "link", "reverses", "pence", "batch", "minute"]].reset_index(names="reversal")
    undoing = undoing.astype({"account": str, "link": str}).assign(
        batch=pd.to_numeric(undoing["reverses"].astype(str), errors="coerce"),
        pence=-undoing["pence"],
        back=undoing["batch"],
        back_on=recorded_on(book, backs).to_numpy(),
        minute_back=undoing["minute"].astype(str),
    )
    both = reversed_.merge(undoing, on=_REVERSAL).drop_duplicates("row").set_index("row")
    return rows.join(both[["reversal", "back", "back_on", "minute_back"]]), backs


def recorded_on(book: Book, rows: pd.DataFrame) -> pd.Series:
    """The day that the batch of each row was recorded; the row's own where that is not known."""
    days = [np.datetime64(batch.recorded_at.date(), "s") for batch in book.batches.values()]
    known = pd.Series(np.array(days, dtype="datetime64[s]"), index=list(book.batches))
    return known.reindex(rows["batch"]).set_axis(rows.index).fillna(rows["day"])


class _Charge(NamedTuple):
    """A charge, as what stands for one that was taken back, or as one; ``back`` is 0 while it stands."""

    row: int
    link: str
    under: tuple[str, ...]
    pence: int
    batch: int
    recorded: pd.Timestamp
    back: int
    back_on: pd.Timestamp
    minute: str

    @property
    def item(self) -> tuple[str, str]:
        """Creditor and open item: a bill that falls on others when it is billed again is the same one."""
        return self.under[0], self.link


class _Again:
    """What was billed again of what was taken back."""

    def __init__(self, charges: pd.DataFrame, back: pd.DataFrame, as_at: date) -> None:
        """Take all charges, and of them those that were taken back late."""
        self._latest = pd.Timestamp(as_at) - _SOON
        self._used: set[int] = set()
        self._of_row: dict[int, _Charge] = {}
        self._on_item: dict[object, list[_Charge]] = defaultdict(list)
        self._alike: dict[object, list[_Charge]] = defaultdict(list)
        if back.empty:
            return
        is_alike = pd.MultiIndex.from_frame(charges[_UNDER]).isin(pd.MultiIndex.from_frame(back[_UNDER]))
        for charge in _each(charges[is_alike | charges["link"].isin(back["link"].unique())]):
            self._of_row[charge.row] = charge
            self._on_item[charge.item].append(charge)
            self._alike[charge.under].append(charge)

    def lost(self, rows: Iterable[int]) -> list[int]:
        """Those of some charges that were neither minuted nor billed again, nor may still be."""
        return [row for row in rows if not self._is_made_good(self._of_row[row])]

    def _is_made_good(self, charge: _Charge) -> bool:
        if charge.minute or charge.back_on >= self._latest:
            return True
        if any(self._can_stand_for(one, charge) for one in self._on_item[charge.item]):
            return True
        for one in self._alike[charge.under]:
            is_free = one.row not in self._used and not any(other.back for other in self._on_item[one.item])
            if is_free and one.pence >= charge.pence and self._can_stand_for(one, charge):
                self._used.add(one.row)
                return True
        return False

    def _can_stand_for(self, one: _Charge, charge: _Charge) -> bool:
        is_soon = one.batch >= charge.back and one.recorded <= charge.back_on + _SOON
        return is_soon and (not one.back or self._is_made_good(one))


def _each(charges: pd.DataFrame) -> Iterable[_Charge]:
    texts = zip(*(charges[name].astype(str) for name in _UNDER), strict=True)
    names = ("pence", "batch", "recorded", "back", "back_on", "minute_back")
    told = charges[list(names)].fillna({"back": 0, "minute_back": ""})
    for row, link, under, pence, batch, recorded, back, back_on, minute in zip(
        charges.index, charges["link"].astype(str), texts, *(told[name] for name in names), strict=True
    ):
        yield _Charge(int(row), link, under, int(pence), int(batch), recorded, int(back), back_on, minute)
