"""Agreements that price a unit, beside what the unit costs."""

from collections.abc import Mapping
from typing import NamedTuple, TypeGuard, cast

import pandas as pd

from nesa_fund.book import Book, year_names
from nesa_fund.facts import Agreement
from nesa_fund.rules.base import in_charter
from nesa_fund.rules.charged import Known, issued


class Priced(NamedTuple):
    """What was invoiced by one set of terms in one alliance year: the invoices, in order of date."""

    terms: Agreement
    year: str
    invoices: pd.DataFrame

    @property
    def pence(self) -> int:
        """What they come to, net of VAT."""
        return int(self.invoices["net"].sum())

    @property
    def is_shown(self) -> bool:
        """Whether its terms have a price and a cost to hold side by side."""
        return _is_shown(self.terms)


def invoiced(book: Book) -> list[Priced]:
    """The invoices of ``charged.issued`` under agreements that price, by terms and year.

    The terms are those on the day of supply, as they were recorded when the invoice was; where they
    had no price or no cost then, as they are known now.
    """
    rows = in_charter(book, issued(book, ("invoice",)))
    terms, of_terms = _terms(rows, Known(book.register, Agreement))
    by_both = rows.groupby([of_terms.to_numpy(), year_names(book, rows["day"]).to_numpy()]).indices
    found = cast("Mapping[tuple[int, str], list[int]]", by_both)
    return [Priced(one, year, rows.iloc[found[n, year]]) for n, year in sorted(found) if _is_priced(one := terms[n])]


def _is_priced(terms: Agreement | None) -> TypeGuard[Agreement]:
    return terms is not None and terms.share == "priced"


def _terms(rows: pd.DataFrame, known: Known) -> tuple[list[Agreement | None], pd.Series]:
    """The terms that there are, None among them for those that are unknown; and the number of each invoice's."""
    keys = pd.DataFrame({"code": rows["agreement"].astype("object"), "supply": rows["supply"], "batch": rows["batch"]})
    number = keys.assign(era=known.eras(rows["batch"])).groupby(["code", "supply", "era"], sort=False).ngroup()
    firsts = keys[~number.duplicated()]
    found = [_shown_terms(known, *key) for key in firsts.itertuples(index=False, name=None)]
    places = {terms: n for n, terms in enumerate(dict.fromkeys(found))}
    return list(places), number.map(dict(enumerate(places[terms] for terms in found)))


def _shown_terms(known: Known, code: str, day: pd.Timestamp, batch: int) -> Agreement | None:
    then = known.terms(code, day, batch)
    if then is None or _is_shown(then):
        return then
    return known.terms(code, day, known.newest.last_batch) or then


def _is_shown(terms: Agreement) -> bool:
    """Whether the terms have a price and a cost to hold side by side."""
    return terms.unit_price is not None and terms.unit_cost is not None
