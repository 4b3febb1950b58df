"""SUB9: what a member is charged, it accepts: by paying it, or by its own word."""

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.claims import debts_of
from nesa_fund.facts import Acceptance
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, Severity, in_charter, tested
from nesa_fund.rules.charged import ORDER, entries

_CLAIM = ["link", "debtor"]
Words = Mapping[tuple[str, str], Acceptance]


def check(book: Book, as_at: date) -> Outcome:
    """Every invoice and share of a bill past its terms is paid, accepted by its customer, or credited in whole.

    A charge stands in two books, and both may be kept by one hand: only the customer's own payment
    or its own word shows that it agrees to it. Tested is each invoice, and each share of a shared
    bill, from the day after it fell due: one of which anything is unpaid that day or later, and
    that its customer has not accepted, is not shown yet. Nothing is broken by it; left unpaid, it
    is SUB5's in the end. A charge that its customer disputes is named as a warning, due or not,
    until it is credited in whole.

    For example::

        2026-08-01 * "Coquet" "due the day before" ^Hartside-1
          event: "invoice"
          due: "2026-08-30"
          Assets:Hartside:Debtors:Coquet       100.00 GBP
          Income:Hartside:Recharges:Premises  -100.00 GBP

        2026-08-01 * "Coquet" "due today, and disputed" ^Hartside-2
          event: "invoice"
          due: "2026-08-31"
          Assets:Hartside:Debtors:Coquet       100.00 GBP
          Income:Hartside:Recharges:Premises  -100.00 GBP
    """
    said: Words = {(word.link, word.code): word for word in book.register.all(Acceptance)}
    charges = debts_of(book).charges
    charges = in_charter(book, charges[charges["event"].isin(["invoice", "shared-cost"])]).sort_values(ORDER)
    answers = _answers(charges, said)
    due = charges[charges["due"] < pd.Timestamp(as_at).as_unit("s")]
    open_ = due[due["settled"].isna() & (answers[due.index] != "accepted")]
    disputed = charges[answers == "disputed"].drop_duplicates(_CLAIM)
    findings = tuple(_disputes(book, disputed, said))
    return Outcome(tested(due, due["owed"]), findings, tuple(_gaps(book, open_.drop_duplicates(_CLAIM))))


def _answers(charges: pd.DataFrame, said: Words) -> pd.Series:
    """What the customer of each charge answered; empty where it did not."""
    asked = {link for link, _ in said}
    answers = pd.Series("", index=charges.index, dtype="object")
    answered = charges.loc[charges["link"].isin(asked), _CLAIM].astype(str)
    for row, *claim in answered.itertuples(name=None):
        word = said.get((claim[0], claim[1]))
        answers[row] = word.answer if word else ""
    return answers


def _gaps(book: Book, charges: pd.DataFrame) -> Iterator[Gap]:
    """What is past its terms without anything that shows that the customer agrees."""
    columns = (charges[name] for name in ("debtor", "due"))
    for entry, debtor, due in zip(entries(charges, "unpaid"), *columns, strict=True):
        yield Gap(
            f"{entry.link}: {format_pounds(entry.pence)} fell due on {day_in_words(due.date())}, and is neither paid "
            "nor accepted nor credited",
            book.register.name(debtor),
            "pay it, or record that it accepts it with a sheet of acceptances",
            entry.day,
            entry.link,
        )


def _disputes(book: Book, charges: pd.DataFrame, said: Words) -> Iterator[Finding]:
    """A warning for each charge that its customer disputes and that was not credited in whole."""
    if charges.empty:
        return
    credited = _wholly_credited(book, charges)
    columns = (charges[name] for name in ("creditor", "debtor"))
    for entry, creditor, debtor in zip(entries(charges, "owed"), *columns, strict=True):
        if (entry.link, debtor) in credited:
            continue
        word, name = said[entry.link, debtor], book.register.name
        why = f": {word.reason}" if word.reason else ""
        yield Finding(
            message=f"{name(debtor)} disputes what {name(creditor)} charged it on {entry.link}, "
            f"{format_pounds(entry.pence)}{why}",
            remedy="agree what is right: credit what is not owed, and let it accept the rest",
            place=entry.place,
            link=entry.link,
            entities=(debtor, creditor),
            pence=entry.pence,
            day=entry.day,
            severity=Severity.WARNING,
        )


def _wholly_credited(book: Book, charges: pd.DataFrame) -> set[tuple[str, str]]:
    """The claims of some charges, link and customer, of which nothing is left beside what was credited."""
    rows = book.live[(book.live["klass"] == "Debtors") & book.live["link"].isin(charges["link"].unique())]
    rows = rows[rows["event"].isin(["invoice", "shared-cost", "credit-note"])]
    left = rows["pence"].groupby([rows["link"].astype(str), rows["counterparty"].astype(str)]).sum()
    gone = left[left <= 0].reset_index()
    return set(zip(gone["link"], gone["counterparty"], strict=True))


RULE = Rule("SUB9", "accepted by the customer", promises=(4,), check=check)
