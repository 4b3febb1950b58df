"""What passed between the entities in a period, in figures: pair by pair, and of each member.

The statement of flows and the probity report show the same figures of the members; they are computed here, once. What
is owed is read from the creditors' books, what an entity paid and received from its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book, numbered
from nesa_fund.claims import debts_of, movements
from nesa_fund.entries import FUND
from nesa_fund.periods import Year
from nesa_fund.statements.base import Column, Table, Unit
from nesa_fund.statements.behind import Behind, behind, parts
from nesa_fund.statements.own_book import KINDS, with_kinds

Pair = tuple[str, str]
"""Who owes, and who is owed."""

_SIDES = ["debtor", "creditor"]


class Most(NamedTuple):
    """The most that was owed at the end of a day, in pence, and the first day on which it was."""

    pence: int
    day: date


class Longest(NamedTuple):
    """The debt that was owed the longest: how many days, since when, and when it was settled, None while it is not."""

    days: int
    day: date
    settled: date | None


class Moved(NamedTuple):
    """What moved on claims, in pence: charged less credited and corrected, and paid less given back."""

    start: int
    charged: int
    paid: int

    @property
    def outstanding(self) -> int:
        """What is left at the end; below zero where more was paid than was due."""
        return self.start + self.charged - self.paid


_NOTHING = Moved(0, 0, 0)


class MemberFigures(NamedTuple):
    """A member's dealings, in pence and days.

    ``contribution`` and ``contributed`` are what it was charged and paid as contributions, less what
    was credited and given back; ``for_fund`` and ``from_fund`` what it charged the Fund beside them,
    and what it received of that.
    """

    code: str
    paid: int
    received: int
    owed_most: int
    owed_days: int
    was_owed_most: int
    was_owed_days: int
    contribution: int
    contributed: int
    for_fund: int
    from_fund: int

    @property
    def is_nothing(self) -> bool:
        """Whether it had no dealings at all."""
        return not any(self[1:])


@dataclass(frozen=True)
class Dealings:
    """The dealings of some days, both ends in them; the book is cut at the last of them."""

    book: Book
    first: date
    last: date

    @cached_property
    def moved(self) -> dict[Pair, Moved]:
        """What moved on all claims of one entity on another, of the pairs of which anything did or was owed."""
        return _moved(self._claims)

    @cached_property
    def most(self) -> dict[Pair, Most]:
        """The most that one entity owed another at the end of any of the days, all claims together."""
        return {(by, to): most for (by, to), most in _highest(self._changes, *_SIDES)}

    @cached_property
    def longest(self) -> dict[Pair, Longest]:
        """The debt that one entity owed another on any of the days, and for longer than any other."""
        debts = debts_of(self.book).all[[*_SIDES, "day", "settled"]]
        debts = debts[~(debts["settled"] < pd.Timestamp(self.first))]
        days = (debts["settled"].fillna(pd.Timestamp(self.last)) - debts["day"]).dt.days
        debts = debts.assign(days=days).sort_values(["days", "day"], ascending=[False, True], kind="stable")
        return {
            (by, to): Longest(days, day.date(), None if pd.isna(settled) else settled.date())
            for by, to, day, settled, days in debts.drop_duplicates(_SIDES).itertuples(index=False)
        }

    @cached_property
    def members(self) -> list[MemberFigures]:
        """Each member that was in on any of the days, or had dealings."""
        register, settled = self.book.register, self._settled
        contributions = _moved(of_contributions(self._claims))
        owed, was_owed = ({code: most for (code,), most in _highest(self._changes, of)} for of in _SIDES)
        owed_days, was_owed_days = (_longest(self.longest, side) for side in range(2))
        found = [
            MemberFigures(
                code,
                *settled.get(code, (0, 0)),
                *(owed[code].pence if code in owed else 0, owed_days.get(code, 0)),
                *(was_owed[code].pence if code in was_owed else 0, was_owed_days.get(code, 0)),
                *contributions.get((code, FUND), _NOTHING)[1:],
                *self.moved.get((FUND, code), _NOTHING)[1:],
            )
            for code in sorted(register.members)
        ]
        period = Year(self.first, self.last)
        return [one for one in found if period.part(register.spells(one.code)) or not one.is_nothing]

    @cached_property
    def _movements(self) -> pd.DataFrame:
        """Every movement on a claim, in both books, with its kind."""
        return with_kinds(movements(self.book), self.first)

    @cached_property
    def _claims(self) -> pd.DataFrame:
        """Those in the creditors' books."""
        return self._movements[self._movements["is_creditors_book"]]

    @cached_property
    def _changes(self) -> pd.DataFrame:
        """By how much the ends of days changed what one has to pay another; before the first day, on that.

        What was paid on a claim above what was due is owed back, so nothing is set off.
        """
        claim = pd.Series(numbered(self._claims, ["link", "entity", "counterparty"]), self._claims.index, name="claim")
        first, day = pd.Timestamp(self.first), self._claims["day"]
        day = day.where(day >= first, first)
        left = self._claims["owed"].groupby([claim, day]).sum().groupby(level=0).cumsum()
        sides = self._claims.assign(claim=claim).drop_duplicates("claim").set_index("claim")[_SIDES]
        turned = sides.set_axis(_SIDES[::-1], axis=1)
        parts = [(left.clip(lower=0), sides), ((-left).clip(lower=0), turned)]
        changed = [
            pence.groupby(level=0)
            .diff()
            .fillna(pence)
            .astype("int64")
            .rename("pence")
            .reset_index()
            .join(of, on="claim")
            for pence, of in parts
        ]
        return pd.concat(changed, ignore_index=True)

    @property
    def _settled(self) -> dict[str, tuple[int, int]]:
        """Entity -> what it paid and what it received on claims and as gifts, by its own book."""
        sums = self._each_way.groupby("entity")[["paid", "received"]].sum()
        return dict(zip(sums.index.to_list(), map(tuple, sums.to_numpy().tolist()), strict=True))

    @cached_property
    def _each_way(self) -> pd.DataFrame:
        """What each entity paid and received on claims and as gifts, by its own book, posting by posting."""
        rows, money = self._movements[self._movements["kind"] == "paid"], self.book.money
        is_gift = (money["klass"] == "Gifts") & money["is_live"] & (money["day"] >= pd.Timestamp(self.first))
        on_claims = rows.assign(came=np.where(rows["is_creditors_book"], -rows["owed"], rows["owed"]))
        gifts = money.assign(came=-money["pence"])[is_gift]  # In this order: a column given to no rows makes rows.
        came = pd.concat([one[["entity", "txn", "came"]].astype({"entity": str}) for one in (on_claims, gifts)])
        return came.assign(paid=-came["came"].clip(upper=0), received=came["came"].clip(lower=0))

    def settled_behind(self, members: Iterable[MemberFigures]) -> Behind:
        """What stands behind what each member paid and received."""
        rows = self._each_way
        counted = parts(rows, rows["entity"], {1: rows["paid"], 2: rows["received"]})
        return behind([one.code for one in members], counted)

    def with_fund_behind(self, members: Iterable[MemberFigures]) -> Behind:
        """What stands behind what each was charged and paid as contributions, and charged the Fund and received."""
        made, others = of_contributions(self._claims), self._claims[self._claims["debtor"] == FUND]
        made = made[made["creditor"] == FUND]
        of_fund = parts(made, made["debtor"], dict(enumerate(_charged_and_paid(made), 1)))
        of_others = parts(others, others["creditor"], dict(enumerate(_charged_and_paid(others), 3)))
        return behind([one.code for one in members], of_fund, of_others)


def of_contributions(rows: pd.DataFrame) -> pd.DataFrame:
    """Those rows of ``movements`` in the Fund's book that are on contributions, and beside them the year of each."""
    rows = rows[rows["is_creditors_book"]].astype({"link": str, "year": str})
    made = rows[rows["event"].isin(["contribution", "surplus"])].drop_duplicates("link").set_index("link")["year"]
    return rows.assign(of_year=rows["link"].map(made)).dropna(subset=["of_year"])


def _charged_and_paid(rows: pd.DataFrame) -> tuple["pd.Series[int]", "pd.Series[int]"]:
    """How much of each movement on a claim ``Moved`` counts as charged, and how much as paid."""
    owed, kind = rows["owed"], rows["kind"]
    return owed.where(kind.isin(["charged", "credited", "corrected"]), 0), -owed.where(kind == "paid", 0)


def _moved(rows: pd.DataFrame) -> dict[Pair, Moved]:
    sums = rows.pivot_table("owed", _SIDES, "kind", "sum", fill_value=0)
    sums = sums.reindex(columns=KINDS, fill_value=0)
    found = {
        pair: Moved(start, charged + credited + corrected, -paid)
        for pair, (start, charged, credited, paid, corrected) in zip(
            sums.index.to_list(), sums.to_numpy().tolist(), strict=True
        )
    }
    return {pair: one for pair, one in found.items() if any(one)}


def _highest(changes: pd.DataFrame, *of: str) -> Iterator[tuple[tuple[str, ...], Most]]:
    """The most that was owed at the end of a day, by or to each, where it was more than nothing."""
    nightly = changes.groupby([*of, "day"])["pence"].sum().groupby(level=[*of]).cumsum().rename("pence").reset_index()
    highest = nightly.sort_values("pence", ascending=False, kind="stable").drop_duplicates([*of])
    for *key, day, pence in highest[highest["pence"] > 0].itertuples(index=False):
        yield tuple(key), Most(pence, day.date())


def _longest(of: Mapping[Pair, Longest], side: int) -> dict[str, int]:
    """For how many days each owed, or was owed, its oldest debt."""
    found: dict[str, int] = {}
    for pair, one in of.items():
        found[pair[side]] = max(one.days, found.get(pair[side], 0))
    return found


def member_tables(dealings: Dealings) -> tuple[Table, Table]:
    """What each member paid and received, owed and was owed; and what it received from the Fund beside what it gave."""
    name = dealings.book.register.name
    with_all = (
        Column("Member"),
        *_money("Paid", "Received"),
        *(Column("Owed at most", Unit.MONEY), Column("Owed for, days", Unit.NUMBER)),
        *(Column("Was owed at most", Unit.MONEY), Column("Was owed for, days", Unit.NUMBER)),
    )
    with_fund = (
        Column("Member"),
        *_money("Contribution charged", "Contribution paid", "Charged to the Fund", "Received from the Fund"),
    )
    members, contributing = dealings.members, dealings.book.register.contributing
    givers = [one for one in members if one.code in contributing or any(one[7:])]
    told, given = (
        tuple((name(one.code), *one[1:7]) for one in members),
        tuple((name(one.code), *one[7:]) for one in givers),
    )
    return (
        Table("members", "Each member", with_all, told, behind=dealings.settled_behind(members)),
        Table("with-fund", "Each member and the Fund", with_fund, given, behind=dealings.with_fund_behind(givers)),
    )


def _money(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, Unit.MONEY, total=True) for title in titles)


def member_notes() -> Iterator[str]:
    """What the figures of each member are, in words."""
    yield (
        "Paid and received are by each member's own bank, gifts of associations with them; owed at most is at the end "
        "of a day, all claims together and nothing set off; owed for counts the debt that was owed the longest, from "
        "its charge to its settlement, also where it was charged before the period."
    )
    yield (
        "Contributions are less what was credited or given back of them; received from the Fund is what it paid for "
        "what the member charged it, beside the contribution."
    )
