"""SUB1: what a charge is for was agreed first, by everyone it binds."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.facts import Agreement, Alliance, Consent, Fact, PlanLine
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, day_in_words
from nesa_fund.register import Register
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, entities_in_words, in_charter, tested
from nesa_fund.rules.charged import Entry, Known, entries, is_shown, issued

EVENTS = ("invoice", "shared-cost")
KEYS = ["agreement", "supplier", "customer", "day", "supply", "batch", "plan", "is_funds_alone"]


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Every invoice and shared bill cites an agreement that all its parties had consented to before.

    The agreement is in force between that supplier and that customer on the day of supply; the
    supplier and each customer with a share had consented to its terms by the date of the charge.
    The Fund's consent is the Board's minute of the plan line cited, or else of that year's plan;
    a bill that the Fund alone bears needs no agreement but a line of the plan. What was recorded
    only after the charge counts if the signed paper was archived with it. A finding stands at
    the supplier's or payer's own entry, once a charge.

    For example::

        2025-09-10 * "Coquet" "on the day of its consent" ^Hartside-2
          event: "invoice"
          agreement: "music"
          Assets:Hartside:Debtors:Coquet        40.00 GBP
          Income:Hartside:Recharges:Teaching   -40.00 GBP

        2025-09-09 * "Coquet" "the day before its consent" ^Hartside-4  ;! SUB1
          event: "invoice"
          agreement: "music"
          Assets:Hartside:Debtors:Coquet        40.00 GBP
          Income:Hartside:Recharges:Teaching   -40.00 GBP
    """
    charges = in_charter(book, issued(book, EVENTS))
    pairs = _pairs(book, charges)
    lacks = _lacks(book, pairs)
    customers = pairs[pairs["txn"].isin(list(lacks))].groupby("txn")["customer"].agg(tuple).to_dict()
    findings, gaps = [], []
    for entry in entries(charges[charges.index.isin(list(lacks))], "net"):
        broken = [lack.what for lack in lacks[entry.txn] if not lack.is_unshown]
        if broken:
            findings.append(_finding(book, entry, customers[entry.txn], broken))
        else:
            gaps.append(_gap(book, entry, lacks[entry.txn]))
    return Outcome(tested(charges, charges["net"]), tuple(findings), tuple(gaps))


class _Pair(NamedTuple):
    agreement: str
    supplier: str
    customer: str
    day: pd.Timestamp
    supply: pd.Timestamp
    batch: int
    plan: str
    is_funds_alone: bool


class _Lack(NamedTuple):
    """What a charge lacks, whose word it is, and whether it is only not shown."""

    what: str
    who: str
    is_unshown: bool = False


def _pairs(book: Book, charges: pd.DataFrame) -> pd.DataFrame:
    """One row a charge and customer; a bill that is all its payer's own has the payer alone."""
    is_charged = book.live["txn"].isin(charges.index) & (book.live["klass"] == "Debtors")
    rows = book.live.loc[is_charged, ["txn", "counterparty"]]
    customers = pd.DataFrame({"txn": rows["txn"], "customer": rows["counterparty"].astype(str)}).drop_duplicates()
    alone = charges.index[~charges.index.isin(customers["txn"])]
    own = pd.DataFrame({"txn": alone, "customer": charges.loc[alone, "owner"].astype(str).to_numpy()})
    pairs = pd.concat([customers, own], ignore_index=True)
    about = charges.loc[pairs["txn"]].reset_index(drop=True)
    pairs = pairs.assign(
        supplier=about["owner"].astype(str),
        **{key: about[key] for key in ("day", "supply", "batch")},
        **{key: about[key].astype(str) for key in ("agreement", "plan")},
    )
    members = (pairs["customer"] != FUND).groupby(pairs["txn"]).transform("any")
    own_share = (about["own"] != 0) & (about["owner"] != FUND)
    pairs["is_funds_alone"] = (about["event"] == "shared-cost") & ~members & ~own_share
    return pairs


def _lacks(book: Book, pairs: pd.DataFrame) -> dict[int, list[_Lack]]:
    """Charge -> what it lacks, for those that lack something; pairs that can't differ are judged once."""
    judge = _Judge(book)
    turns = judge.turning_days(pairs)
    alike = ["agreement", "supplier", "customer", "plan", "is_funds_alone"]
    eras = [
        pd.Series(np.searchsorted(turns, pairs[of].to_numpy(), side="right"), pairs.index) for of in ("day", "supply")
    ]
    group = pairs.groupby(
        [*(pairs[key] for key in alike), *eras, judge.known.eras(pairs["batch"])], sort=False
    ).ngroup()
    firsts = pairs[~group.duplicated()]
    judged = {
        number: lacks
        for number, pair in zip(group[firsts.index], firsts[KEYS].itertuples(index=False, name=None), strict=True)
        if (lacks := judge.lacks(_Pair(*pair)))
    }
    found: dict[int, dict[_Lack, None]] = {}
    is_lacking = group.isin(list(judged))
    for txn, number in zip(pairs.loc[is_lacking, "txn"], group[is_lacking], strict=True):
        found.setdefault(int(txn), {}).update(dict.fromkeys(judged[number]))
    return {txn: list(lacks) for txn, lacks in found.items()}


class _Judge:
    """Says what a charge between two entities lacks, by what was recorded and when."""

    def __init__(self, book: Book) -> None:
        self.book, self.register = book, book.register
        self.known = Known(book.register, Agreement, Consent, Alliance, PlanLine)
        self.consents = cache(Register.consents_to)
        self.plan = cache(Register.plan)

    def turning_days(self, pairs: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
        """The days on which what a charge lacks may change: facts, ends of agreements, alliance years."""
        facts = self.known.newest.facts
        days = {fact.day for fact in facts}
        days |= {fact.until + ONE_DAY for fact in facts if isinstance(fact, Agreement) and fact.until}
        charged = pd.concat([pairs["day"], pairs["supply"]]).drop_duplicates()
        days |= {self.register.year_of(day.date()).start for day in charged}
        return np.array(sorted(days), dtype="datetime64[s]")

    def lacks(self, pair: _Pair) -> tuple[_Lack, ...]:
        """What a charge to one customer lacks."""
        return tuple(self._lacks(pair))

    def _lacks(self, pair: _Pair) -> Iterator[_Lack]:
        if pair.is_funds_alone and not pair.agreement:
            yield from self._plan_line(pair)
            return
        if not pair.agreement:
            yield _Lack("it cites no agreement", pair.supplier)
            return
        terms = self._terms(pair)
        if isinstance(terms, str):
            yield _Lack(terms, pair.supplier)
            return
        if not is_shown(self.book, terms, pair.batch):
            what = f"its agreement {terms.code}, dated {day_in_words(terms.day)}, was recorded after it"
            yield _Lack(f"{what} without the signed paper", pair.supplier, is_unshown=True)
        for party in dict.fromkeys((pair.supplier, pair.customer)):
            yield from self._consent(pair, party, terms)

    def _plan_line(self, pair: _Pair) -> Iterator[_Lack]:
        year = self.register.year_of(pair.supply.date()).name
        lines = [
            self.plan(register, year).get(pair.plan) for register in (self.known.by(pair.batch), self.known.newest)
        ]
        found = [line for line in lines if line]
        if not found:
            yield _Lack(f"it cites no line of the plan for {year}", FUND)
        elif not any(is_shown(self.book, line, pair.batch) for line in found):
            yield _Lack(
                f"the plan line {pair.plan} was recorded after it without the signed paper", FUND, is_unshown=True
            )

    def _terms(self, pair: _Pair) -> Agreement | str:
        """The terms in force between the two on the day of supply, or in words why there are none."""
        why = f"its agreement {pair.agreement} is nowhere in the register"
        day = pair.supply.date()
        for register in (self.known.by(pair.batch), self.known.newest):
            if pair.agreement not in register.agreements:
                continue
            terms = register.agreement(pair.agreement, day)
            if not terms:
                why = f"its agreement {pair.agreement} was not in force on the day of supply"
            elif terms.supplier != pair.supplier:
                why = f"its agreement {pair.agreement} is {self.register.name(terms.supplier)}'s to charge under"
            elif pair.customer not in {*terms.customers, pair.supplier}:
                why = f"its agreement {pair.agreement} is not with {self.register.name(pair.customer)}"
            else:
                return terms
        return why

    def _consent(self, pair: _Pair, party: str, terms: Agreement) -> Iterator[_Lack]:
        said = self._said(pair, party, terms)
        in_time = [fact for fact in said if fact.day <= pair.day.date()]
        name = self.register.name(party)
        if any(is_shown(self.book, fact, pair.batch) for fact in in_time):
            return
        if in_time:
            what = f"the consent of {name} to {terms.code}, dated {day_in_words(in_time[0].day)}, was recorded after it"
            yield _Lack(f"{what} without the signed minute", party, is_unshown=True)
        elif said:
            yield _Lack(
                f"{name} consented to {terms.code} only on {day_in_words(min(fact.day for fact in said))}", party
            )
        else:
            yield _Lack(f"{name} has not consented to {terms.code}", party)

    def _said(self, pair: _Pair, party: str, terms: Agreement) -> list[Fact]:
        """The party's consents: to the terms in force, or to newer ones that were already recorded."""
        then = self.known.by(pair.batch)
        newest_then = then.agreements.get(terms.code, [terms])[-1]
        said: list[Fact] = []
        for register in (then, self.known.newest):
            for known in dict.fromkeys((terms, newest_then)):
                said += self.consents(register, known).get(party, [])
            said += _minuted(self.plan(register, self.register.year_of(pair.day.date()).name), pair.plan, party)
        return said


def _minuted(plan: dict[str, PlanLine], cited: str, party: str) -> Iterable[Fact]:
    """The Board's minutes, which are the Fund's consent: of the line cited, else of the year's plan."""
    lines = [plan[cited]] if cited in plan else plan.values()
    return [line for line in lines if line.minute] if party == FUND else []


def _finding(book: Book, entry: Entry, customers: tuple[str, ...], broken: list[str]) -> Finding:
    return Finding(
        message=f"{book.register.name(entry.owner)} charges {format_pounds(entry.pence)} to "
        f"{entities_in_words(book, customers)}, but {'; '.join(broken)}",
        remedy="agree it and record each governing body's consent; what was charged before stays so, and is minuted",
        place=entry.place,
        link=entry.link,
        entities=tuple(dict.fromkeys((entry.owner, *customers))),
        pence=abs(entry.pence),
        day=entry.day,
    )


def _gap(book: Book, entry: Entry, unshown: list[_Lack]) -> Gap:
    return Gap(
        message=f"{entry.link} of {day_in_words(entry.day)}: {'; '.join(lack.what for lack in unshown)}",
        who=entities_in_words(book, dict.fromkeys(lack.who for lack in unshown)),
        remedy="record it again with --correct and the signed minute as its document",
        day=entry.day,
        link=entry.link,
    )


RULE = Rule("SUB1", "agreed first", promises=(4,), check=check)
