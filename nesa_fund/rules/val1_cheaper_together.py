"""VAL1: what is bought together is no dearer than what each would pay alone."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book, stated_days
from nesa_fund.entries import Place
from nesa_fund.facts import Contract
from nesa_fund.money import format_pounds, half_up
from nesa_fund.periods import ONE_DAY
from nesa_fund.register import Register
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, day_of, in_charter, nothing_tested, place_of, rows_of
from nesa_fund.rules.contracts import EVENTS, contract_terms, has_contracts, under_contracts, unknown_contracts

_NEEDED = ["day", "batch", "file", "line", "owner", "link", "event", "agreement", "supplied"]
_COVERS = ["covers-from", "covers-until"]
_OF = ["owner", "contract", "year"]


def check(book: Book, as_at: date) -> Outcome:
    """No participant of a joint contract bears more of it in a year than it would pay alone.

    What it bears is its own cost of the charges under the agreements that name the contract, as its
    own book has it: its own share of a bill that it pays itself too, less what was credited,
    without the VAT that it reclaims. A charge counts in the alliance year of its supply, or, where
    it states the time that it is for, in each year begun by the days of it; a credit in the time of
    its charge. What it would pay alone is the contract's figure for a year, as settled on the day
    of supply of the year's last charge. Tested is each participant, contract and year with
    something borne; a finding stands at the participant's entry that passes what it would pay alone.

    Not shown yet where the contract does not say what the participant would pay alone.

    For example::

        2025-09-01 custom "contract" "net" "North Net Ltd" 1000.00 GBP
          title: "Broadband"
          participants: "Hartside, Coquet"
          alone-cost: "Hartside=600.00, Coquet=300.00"

        2025-10-01 * "Hartside" "exactly the cost alone, VAT that it reclaims beside it" ^Hartside-1
          event: "shared-cost"
          agreement: "broadband"
          Expenses:Coquet:Costs:Broadband         300.00 GBP
          Assets:Coquet:VAT                        60.00 GBP
          Liabilities:Coquet:Creditors:Hartside  -360.00 GBP

        2025-11-01 * "Hartside" "a penny more, under another agreement of the contract" ^Hartside-3  ;! VAL1
          event: "invoice"
          agreement: "support"
          Expenses:Coquet:Costs:ITSupport           0.01 GBP
          Liabilities:Coquet:Creditors:Hartside    -0.01 GBP
    """
    if not has_contracts(book.register):
        return Outcome(nothing_tested())
    costs = _by_year(book.register, _costs(book), as_at)
    borne = list(_borne(book.register, costs))
    told = [one for one in borne if one.alone is not None]
    findings = [_finding(book, one, costs) for one in told if one.over > 0]
    gaps = [_gap(book, one) for one in borne if one.alone is None]
    population = {"day": [pd.Timestamp(one.day) for one in told], "pence": [one.pence for one in told]}
    tested = pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"})
    return Outcome(tested, tuple(findings), (*unknown_contracts(book.register, costs["contract"]), *gaps))


class _Borne(NamedTuple):
    """What a participant bore of a contract in a year, in pence, and what it would have paid alone."""

    owner: str
    terms: Contract
    year: str
    day: date
    pence: int
    alone: int | None

    @property
    def over(self) -> int:
        """By how much it bore more than it would have paid alone."""
        return self.pence - (self.alone or 0)


def _costs(book: Book) -> pd.DataFrame:
    """What each entity bore by its own book of the charges and credits under contracts, in order of date.

    One row a transaction: ``covers-from`` and ``covers-until`` are days; what states none has its first charge's.
    """
    rows = book.live
    rows = rows.loc[(rows["root"] == "Expenses") & rows["event"].isin(EVENTS), ["txn", "pence"]]
    sums = rows.groupby("txn")["pence"].sum()
    costs = in_charter(book, book.transactions.loc[sums.index, [*_NEEDED, *_COVERS]].assign(pence=sums))
    costs = costs.assign(supply=stated_days(costs["supplied"]).fillna(costs["day"]))
    costs = under_contracts(book.register, costs.sort_values(["day", "batch", "line"], kind="stable"))
    charges = costs[costs["is_charge"]].drop_duplicates("claim").set_index("claim")
    for column in _COVERS:
        of_charge = stated_days(charges[column]).reindex(costs["claim"])
        costs[column] = stated_days(costs[column]).fillna(pd.Series(of_charge.array, costs.index))
    return costs.assign(owner=costs["owner"].astype("object"))


def _by_year(register: Register, costs: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """The costs, once for each year begun that they are of: ``days`` of ``of_days`` of the charge's time."""
    first, last = costs["covers-from"], costs["covers-until"]
    is_timed = first <= last
    spans = pd.DataFrame({"first": first, "last": last})
    spans = spans.where(is_timed, pd.DataFrame({"first": costs["supply"], "last": costs["supply"]}))
    number = spans.groupby(["first", "last"]).ngroup()
    different = spans[~number.duplicated()]
    parts = [
        (number[n], *part)
        for n, begin, end in different.itertuples(name=None)
        for part in _years(register, begin.date(), end.date(), as_at)
    ]
    table = pd.DataFrame(parts, columns=["span", "year", "days", "of_days"])
    return costs.assign(span=number).merge(table, on="span")


def _years(register: Register, first: date, last: date, as_at: date) -> Iterator[tuple[str, int, int]]:
    """Each alliance year begun with some of a time's days: its name, how many, and of how many."""
    whole, day = (last - first).days + 1, first
    while day <= last:
        year = register.year_of(day)
        if day != first and year.start > as_at:
            return
        end = min(last, year.end)
        yield year.name, (end - day).days + 1, whole
        day = end + ONE_DAY


def _borne(register: Register, costs: pd.DataFrame) -> Iterator[_Borne]:
    """What each participant bore of each contract in each year, where it is more than nothing."""
    totals: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    parts = costs.assign(part=costs["pence"] * costs["days"]).groupby([*_OF, "of_days"])["part"].sum()
    for row in rows_of(parts.reset_index()):
        totals[row.owner, row.contract, row.year] += Fraction(row.part, row.of_days)
    last = costs[costs["is_charge"]].drop_duplicates(_OF, keep="last")
    known, held = contract_terms(register, last)
    for row, n in zip(rows_of(last[held >= 0]), held[held >= 0], strict=True):
        terms, pence = known[n], half_up(totals[row.owner, row.contract, row.year])
        if pence > 0 and row.owner in _participants(register, terms):
            year = register.year(row.year)
            day = min(max(day_of(row), year.start), year.end)
            yield _Borne(row.owner, terms, row.year, day, pence, dict(terms.alone_cost).get(row.owner))


def _participants(register: Register, terms: Contract) -> tuple[str, ...]:
    return register.contributing if terms.participants in {(), ("all",)} else terms.participants


def _finding(book: Book, one: _Borne, costs: pd.DataFrame) -> Finding:
    place, link = _passing(one, costs)
    title = one.terms.title or one.terms.code
    return Finding(
        message=f"{book.register.name(one.owner)} bears {format_pounds(one.pence)} of the joint contract {title} in "
        f"{one.year}; alone it would pay {format_pounds(one.alone or 0)}",
        remedy="let the Board look for a better contract, or the governing body minute why it stays",
        place=place,
        link=link,
        entities=(one.owner,),
        pence=one.over,
        day=one.day,
    )


def _passing(one: _Borne, costs: pd.DataFrame) -> tuple[Place, str]:
    """The entry from which on the year's sum stays above what the participant would pay alone."""
    rows = costs[(costs[_OF] == [one.owner, one.terms.code, one.year]).all(axis=1)]
    total, was_over, found = Fraction(0), False, (Place(), "")
    for row in rows_of(rows):
        total += Fraction(row.pence * row.days, row.of_days)
        is_over = half_up(total) > (one.alone or 0)
        if is_over and not was_over:
            found = place_of(row), str(row.link)
        was_over = is_over
    return found


def _gap(book: Book, one: _Borne) -> Gap:
    name, title = book.register.name(one.owner), one.terms.title or one.terms.code
    return Gap(
        message=f"what {name} would pay alone is not recorded for the joint contract {title}, of which it bears "
        f"{format_pounds(one.pence)} in {one.year}",
        who=name,
        remedy="record it on a sheet of contracts, in a column Cost alone",
        day=one.day,
    )


RULE = Rule("VAL1", "cheaper together", promises=(13,), check=check)
