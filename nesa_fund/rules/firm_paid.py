"""What firms were paid of the bills that their payers share with others: too much, too little, or too late."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from nesa_fund.bills import RESHARE
from nesa_fund.book import Book, numbered
from nesa_fund.claims import as_settled, debts_of
from nesa_fund.rules.base import in_charter
from nesa_fund.rules.charged import ORDER, Entry, entries

_ITEM = ["owner", "link"]


class Off(NamedTuple):
    """What a firm has too much, or lacks, in pence: of a bill or a payment of its payer, by the end of a day."""

    entry: Entry
    firm: str
    by: date
    sharers: tuple[str, ...] = ()


@dataclass(frozen=True)
class FirmBills:
    """The live bills of firms that entities share, and what was credited and paid of each, up to a day."""

    book: Book
    as_at: date

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The posting table's rows of what is owed to firms on shared bills, in order of date.

        Beside them item (a number for owner and link), billed, credited and paid (pence; paid is
        less what the firm paid back), and deadline (the row's day and the overdue days settled then).
        """
        rows = self.book.live[self.book.live["klass"] == "Suppliers"].sort_values(ORDER, kind="stable")
        rows = rows.assign(item=numbered(rows, _ITEM))
        rows = rows[rows["item"].isin(rows.loc[rows["event"] == "shared-cost", "item"])]
        event, pence = rows["event"], rows["pence"]
        return rows.assign(
            billed=-pence.where(event == "shared-cost", 0),
            credited=pence.where(event == "credit-note", 0),
            paid=pence.where(event.isin(["payment", "refund"]), 0),
            deadline=rows["day"] + pd.to_timedelta(as_settled(self.book, rows, "overdue_days"), unit="D"),
        )

    @cached_property
    def bills(self) -> pd.DataFrame:
        """Item -> its bill in the payer's book."""
        return (
            self.rows[self.rows["event"] == "shared-cost"]
            .drop_duplicates("item")
            .set_index("item", drop=False)
            .rename_axis(None)
        )

    def paid_beyond(self) -> Iterator[Off]:
        """The payments by which a firm has more, at the end of that day, than it ever billed."""
        rises = self._nightly["beyond"].groupby("item").diff().fillna(self._nightly["beyond"])
        rows = self.rows[self.rows["paid"] > 0].drop_duplicates(["item", "day"], keep="last")
        rows = rows.assign(off=rises.reindex(pd.MultiIndex.from_frame(rows[["item", "day"]])).to_numpy())
        yield from self._offs(rows[rows["off"] > 0], "day")

    def kept_credits(self) -> Iterator[Off]:
        """What firms had been paid, and credited, and kept longer than the overdue days.

        Each by the last entry of the day since which the firm had it.
        """
        nights = self._nightly["kept"].reset_index()
        has = nights["kept"] > 0
        begins = has & ~has.groupby(nights["item"]).shift(fill_value=False)
        nights["until"] = nights["day"].where(~has).groupby(nights["item"]).bfill()
        since = nights.loc[begins, ["item", "day", "until"]]
        rows = self.rows.drop_duplicates(["item", "day"], keep="last").reset_index(names="row")
        rows = rows.merge(since, on=["item", "day"]).set_index("row")
        rows = rows[rows["until"].fillna(pd.Timestamp(self.as_at).as_unit("s")) > rows["deadline"]]
        yield from self._offs(rows.assign(off=self._by(rows, nights, "kept")), "deadline")

    def paid_late(self) -> Iterator[Off]:
        """The bills of which a firm lacked something at the end of the overdue days after all sharers had paid."""
        if self.bills.empty:
            return
        charges = debts_of(self.book).charges
        charges = charges[(charges["event"] == "shared-cost") & (charges["reason"] != RESHARE)]
        charges = charges.assign(item=numbered(charges, _ITEM))
        paid = charges.groupby("item")["settled"].max()[~charges["settled"].isna().groupby(charges["item"]).any()]
        received = self.book.live[(self.book.live["klass"] == "Debtors") & (self.book.live["event"] == "payment")]
        bills = self.bills[self.bills["item"].isin(paid.index) & self.bills["item"].isin(numbered(received, _ITEM))]
        terms = bills["deadline"] - bills["day"]
        bills = bills.assign(deadline=paid.reindex(bills.index) + terms)
        bills = bills[bills["deadline"] < pd.Timestamp(self.as_at).as_unit("s")]
        had = self._by(bills, self._nightly.reset_index(), "had")
        bills = bills.assign(off=self._billed.reindex(bills.index) - had)
        bills = bills[bills["off"] > 0]
        of_bills = charges[charges["item"].isin(bills.index)].groupby("item")["debtor"]
        yield from self._offs(
            bills, "deadline", {int(str(item)): tuple(dict.fromkeys(codes)) for item, codes in of_bills}
        )

    @cached_property
    def _billed(self) -> "pd.Series[int]":
        return self.rows.groupby("item")["billed"].sum()

    @cached_property
    def _nightly(self) -> pd.DataFrame:
        """Item and day -> what at its end was paid or credited of the bill (``had``), and what of it is too much.

        What was paid above all that the firm billed is ``beyond``; what is too much only by what it
        credited is ``kept``.
        """
        sums = self.rows.groupby(["item", "day"])[["credited", "paid"]].sum().groupby("item").cumsum()
        billed = self._billed.reindex(sums.index.get_level_values("item")).to_numpy()
        had = sums["paid"] + sums["credited"]
        beyond = (sums["paid"] - billed).clip(lower=0)
        return pd.DataFrame({"had": had, "beyond": beyond, "kept": (had - billed).clip(lower=0) - beyond})

    @staticmethod
    def _by(rows: pd.DataFrame, nights: pd.DataFrame, figure: str) -> pd.Series:
        """A nightly figure of each row's item at the end of its deadline; nothing before its first night."""
        wanted = (
            rows[["item", "deadline"]]
            .astype({"deadline": "datetime64[s]"})
            .reset_index(drop=True)
            .reset_index(names="n")
            .sort_values("deadline")
        )
        nights = nights[["item", "day", figure]].sort_values("day")
        found = pd.merge_asof(wanted, nights, left_on="deadline", right_on="day", by="item").sort_values("n")
        return pd.Series(found[figure].fillna(0).astype("int64").to_numpy(), index=rows.index)

    def _offs(
        self, rows: pd.DataFrame, by: str, sharers: Mapping[int, tuple[str, ...]] = MappingProxyType({})
    ) -> Iterator[Off]:
        rows = in_charter(self.book, rows)
        columns = (rows["payee"].astype(str), rows[by], rows["item"])
        for entry, firm, day, item in zip(entries(rows, "off"), *columns, strict=True):
            yield Off(entry, firm, day.date(), sharers.get(item, ()))
