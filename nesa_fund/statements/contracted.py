"""What each member bore in a year of the joint contracts with firms, by its own book."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book, numbered, stated_days
from nesa_fund.facts import Agreement, Contract
from nesa_fund.money import half_up
from nesa_fund.periods import Year
from nesa_fund.register import Register

_EVENTS = ("invoice", "shared-cost", "credit-note")
_COVERS = ["covers-from", "covers-until"]
_NEEDED = ["day", "batch", "line", "owner", "link", "event", "agreement", "supplied", *_COVERS]


class Borne(NamedTuple):
    """What each member bore: contract -> member -> pence, and the entries that these come from.

    ``entries`` are the costs that count in the year, with contract, owner, txn and how many pence of each do.
    """

    pence: dict[str, dict[str, int]]
    entries: pd.DataFrame


def borne(book: Book, year: Year) -> Borne:
    """What each member bore of each contract in a year; one that bore nothing is left out.

    That is its cost of the charges under agreements that name the contract: its own share of a bill
    that it pays itself too, less what was credited, without VAT that it reclaims. A charge counts on
    its day of supply, or, where it states the time that it is for, by the days of that time that
    fall into the year; a credit in the time of its charge.
    """
    rows = _costs(book)
    begin, end = (pd.Timestamp(day).as_unit("s") for day in (year.start, year.end))
    rows = rows[(rows["first"] <= end) & (rows["last"] >= begin)]
    first, last = rows["first"].where(rows["first"] >= begin, begin), rows["last"].where(rows["last"] <= end, end)
    rows = rows.assign(part=rows["pence"] * _days(first, last), of_days=_days(rows["first"], rows["last"]))
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    parts = rows.groupby(["contract", "owner", "of_days"])["part"].sum()
    for (contract, owner, days), part in zip(parts.index.to_list(), parts.to_list(), strict=True):
        sums[contract, owner] += Fraction(part, days)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (contract, owner), exact in sums.items():
        if pence := half_up(exact):
            found[contract][owner] = pence
    return Borne(found, _in_pence(rows, found))


def _in_pence(rows: pd.DataFrame, found: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
    """Each cost of a year in whole pence; the last one of a member takes what rounding the others left."""
    magnitude = (2 * rows["part"].abs() + rows["of_days"]) // (2 * rows["of_days"])
    rows = rows.assign(pence=magnitude.where(rows["part"] >= 0, -magnitude), txn=rows.index)
    whose = rows.groupby(["contract", "owner"])
    last = whose.tail(1)
    due = [found.get(code, {}).get(owner, 0) for code, owner in last[["contract", "owner"]].itertuples(index=False)]
    rest = pd.Series(due, last.index, dtype="int64") - whose["pence"].transform("sum").loc[last.index]
    return rows.assign(pence=rows["pence"] + rest.reindex(rows.index, fill_value=0))


def contracts_of(register: Register, year: Year, borne_of: Mapping[str, Mapping[str, int]]) -> list[Contract]:
    """The contracts that run on a day of a year, as last settled by its end, and those charged in it."""
    states = {state.code: state for state in register.all(Contract) if state.day <= year.end}
    found = {
        code: state
        for code, state in states.items()
        if state.until is None or state.until >= year.start or code in borne_of
    }
    return [found[code] for code in sorted(found)]


def participants_of(register: Register, terms: Contract, year: Year) -> list[str]:
    """Who takes part in a contract: those it names, else all schools and trusts in membership in a year."""
    if terms.participants not in {(), ("all",)}:
        return list(terms.participants)
    return [code for code in register.contributing if year.part(register.spells(code))]


def _costs(book: Book) -> pd.DataFrame:
    """The live costs under agreements that name a contract, with it, and the first and the last day of their time."""
    naming = {code: states for code, states in book.register.agreements.items() if any(one.contract for one in states)}
    rows = book.live
    rows = rows.loc[(rows["root"] == "Expenses") & rows["event"].isin(_EVENTS), ["txn", "pence"]]
    sums = rows.groupby("txn")["pence"].sum()
    rows = book.transactions.loc[sums.index, _NEEDED].assign(pence=sums).sort_values(["day", "batch", "line"])
    claim = pd.Series(numbered(rows, ["owner", "link"]), index=rows.index)
    rows = rows.assign(claim=claim)[claim.isin(claim[rows["agreement"].isin(list(naming))])]
    told = {name: stated_days(rows[name]) for name in _COVERS}
    rows = rows.assign(supply=stated_days(rows["supplied"]).fillna(rows["day"]), **told)
    rows = _as_charged(rows.astype({"owner": "object", "agreement": "object"}))
    is_timed = rows["covers-from"] <= rows["covers-until"]
    contract = np.full(len(rows), "", dtype="object")
    for code, states in naming.items():
        is_its = (rows["agreement"] == code).to_numpy()
        contract[is_its] = _in_force(states, rows.loc[is_its, "supply"])
    rows = rows.assign(
        contract=contract,
        first=rows["covers-from"].where(is_timed, rows["supply"]),
        last=rows["covers-until"].where(is_timed, rows["supply"]),
    )
    return rows[rows["contract"] != ""]


def _as_charged(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each credit the agreement and supply of the charge that it credits, and its time where it states none."""
    is_credit = rows["event"] == "credit-note"
    first = rows[~is_credit].drop_duplicates("claim").set_index("claim").reindex(rows["claim"]).set_axis(rows.index)
    for name in ("agreement", "supply"):
        rows[name] = rows[name].mask(is_credit & first[name].notna(), first[name])
    return rows.assign(**{name: rows[name].fillna(first[name]) for name in _COVERS})


def _in_force(states: Sequence[Agreement], days: pd.Series) -> list[str]:
    """The contract that an agreement named on each of some days; before its first day, as it named it then."""
    turns = np.array([state.day for state in states], dtype="datetime64[s]")
    held = np.maximum(np.searchsorted(turns, days.to_numpy(), side="right") - 1, 0)
    return [states[n].contract for n in held.tolist()]


def _days(first: pd.Series, last: pd.Series) -> "pd.Series[int]":
    return (last - first).dt.days + 1
