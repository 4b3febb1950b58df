"""EVI2: no invoice is charged twice."""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from nesa_fund.book import Book, rows_where, year_names
from nesa_fund.charges import fold_number
from nesa_fund.coded import Coded
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Row, Rule, Severity, day_of, in_charter, place_of, rows_of
from nesa_fund.rules.charged import customers_by

_NEEDED = ["day", "batch", "file", "line", "owner", "link", "event", "number", "payee", "narration"]
_LOOK_ALIKE = str.maketrans("oilszbg", "0115286")
_OTHER_SCRIPTS = str.maketrans(  # Cyrillic, then Greek, whose capitals are drawn as Latin ones; an i without its dot.
    "\u0430\u0432\u0435\u0437\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u04bb\u044c"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0131",
    "abe3ijkmhopctyxshbabezhikmnoptyxi",
)


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """No two charges of one supplier in one year bear one number, however it is written.

    Capitals, spaces and punctuation make no other number: INV 7, inv-7 and INV/7 are one. A firm's
    bill that is shared or paid for twice counts too, whoever recorded it. Two numbers that look
    alike, and two charges of one day, pair, amount and description, are named to be looked at.

    For example::

        2025-09-05 * "North Net Ltd" "one bill, two sharers" ^Hartside-NN-1
          event: "shared-cost"
          number: "NN-1"
          Expenses:Hartside:Costs:Broadband         10.00 GBP
          Assets:Hartside:Debtors:Coquet            10.00 GBP
          Assets:Hartside:Debtors:Rothley           10.00 GBP
          Liabilities:Hartside:Suppliers           -30.00 GBP

        2025-09-06 * "NORTH NET LTD." "the same bill, shared by another payer too" ^Coquet-NN-1  ;! EVI2
          event: "shared-cost"
          number: "NN 1"
          Assets:Coquet:Debtors:Rothley             30.00 GBP
          Liabilities:Coquet:Suppliers             -30.00 GBP
    """
    bills = _bills(book)
    numbered = rows_where(bills["number"] >= 0, bills)
    breaches = [
        *_again(rows_where(numbered["is_own"], numbered), "supplier", "year", "number"),
        *_again(rows_where(numbered["firm"] >= 0, numbered), "firm", "year", "number"),
    ]
    found = {pair[0] for pair in breaches}
    warnings = [
        *_again(_but_for(found, numbered), "issuer", "year", "look"),
        *_described_again(_but_for(found, bills)),
    ]
    again, doubtful = dict(breaches), dict(warnings)
    named = {bill for pair in (*again.items(), *doubtful.items()) for bill in pair}
    told = {row.Index: row for row in rows_of(bills.loc[sorted(named)])}
    in_force = set(in_charter(book, bills.loc[sorted(named)]).index)
    customers = customers_by(book.money, named)
    findings = [
        *(_breach(told[pair[0]], told[pair[1]], customers) for pair in again.items() if pair[0] in in_force),
        *(_warning(told[pair[0]], told[pair[1]], customers) for pair in doubtful.items() if pair[0] in in_force),
    ]
    return Outcome(in_charter(book, bills)[["day", "pence"]], tuple(findings))


def _but_for(found: Collection[int], bills: pd.DataFrame) -> pd.DataFrame:
    return bills[~bills.index.isin(list(found))] if found else bills


def _bills(book: Book) -> pd.DataFrame:
    """One row a live charge, as its supplier's or payer's book has it, in order of recording.

    ``number``, ``look`` and ``firm`` are numbers for what is folded, to be compared, -1 for none; ``written``
    is the number as it stands. What a member supplies itself has no ``firm``; ``issuer`` tells whose number it is.
    """
    charged = _charged(book)
    bills = book.transactions.loc[charged.index, _NEEDED].assign(**{str(key): charged[key] for key in charged})
    bills["supplier"] = bills["owner"]
    bills["is_own"] = bills["event"] != "spending"
    (firm,) = _told_as(bills["payee"], _folded)
    bills["firm"] = firm.where(bills["event"].isin(["shared-cost", "spending"]), -1)
    bills["issuer"] = bills["owner"].cat.codes.astype("int64").where(bills["firm"] < 0, -1 - bills["firm"])
    bills["written"] = bills["number"]
    bills["number"], bills["look"] = _told_as(bills["number"], _folded, lambda folded: _each(_look, folded))
    bills["year"] = year_names(book, bills["day"]).astype("category")
    bills["bill"] = bills.index
    return bills


def _charged(book: Book) -> pd.DataFrame:
    """What each live charge comes to, and a number for whom it charges: alike where they are."""
    money = rows_where(book.money["is_live"], book.money)[["txn", "event", "root", "klass", "counterparty", "pence"]]
    is_charged = (money["klass"] == "Debtors") & money["event"].isin(["invoice", "shared-cost", "opening"])
    is_bought = (money["klass"] == "Suppliers") & (money["event"] == "spending")
    rows = money[is_charged | is_bought].assign(party=money["counterparty"].cat.codes)
    vat = money[(money["klass"] == "VAT") & (money["root"] == "Liabilities")].groupby("txn")["pence"].sum()
    by_bill = rows.groupby("txn")
    told = by_bill["party"].agg(["min", "max", "size"])
    pence = by_bill["pence"].sum().abs() + vat.reindex(told.index, fill_value=0)
    return pd.DataFrame({"pence": pence, "parties": told.groupby([*told]).ngroup()})


def _told_as(texts: pd.Series, *folds: Callable[[Sequence[str]], Sequence[str]]) -> list[pd.Series]:
    """A number for each text, alike where something folds them alike, -1 where nothing is left; then folded on."""
    named, found = texts.cat.remove_unused_categories().cat, list[pd.Series]()
    folded: Sequence[str] = named.categories.tolist()
    for fold in folds:
        folded = fold(folded)
        numbers = np.asarray(Coded(["", *folded]).codes)[1:] - 1
        found.append(pd.Series(numbers.take(named.codes), index=texts.index))
    return found


def _folded(written: Sequence[str]) -> list[str]:
    """Numbers or names without what people write differently: case, spaces, punctuation, forms."""
    return [
        number or unicodedata.normalize("NFKC", text).casefold().strip()
        for text, number in zip(written, _each(fold_number, written), strict=True)
    ]


def _each(fold: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """What each text is folded to: all at once, a line each, as none holds a line break."""
    return fold("\n".join(texts)).split("\n") if texts else []


def _look(number: str) -> str:
    """A folded number as the eye takes it: letters like digits, and letters and digits of other scripts."""
    if not number.isascii():
        number = "".join(str(unicodedata.decimal(sign, sign)) for sign in number).translate(_OTHER_SCRIPTS)
    return number.translate(_LOOK_ALIKE)


def _again(bills: pd.DataFrame, *keys: str) -> list[tuple[int, int]]:
    """(bill, the first that is alike in all keys), for each that is not the first."""
    is_alike = bills.duplicated([*keys], keep=False)
    if not is_alike.any():
        return []
    alike = bills.loc[is_alike, [*keys, "bill"]]
    alike["first"] = alike.groupby([*keys], sort=False)["bill"].transform("first")
    again = alike[alike["bill"] != alike["first"]]
    return [*zip(again["bill"].tolist(), again["first"].tolist(), strict=True)]


def _described_again(bills: pd.DataFrame) -> list[tuple[int, int]]:
    """Those alike in day, pair, amount and description; few are alike in all but the last, which is slow to fold."""
    keys = ["issuer", "parties", "day", "pence"]
    alike = bills[bills.duplicated(keys, keep=False)]
    (description,) = _told_as(alike["narration"], _folded)
    return _again(alike.assign(description=description), *keys, "description")


def _breach(bill: Row, first: Row, customers: Mapping[int, tuple[str, ...]]) -> Finding:
    message = (
        f'number "{bill.written}" was charged before, on {day_in_words(day_of(first))} on {first.link}: '
        f"{format_pounds(bill.pence)} now, {format_pounds(first.pence)} then"
    )
    remedy = f"see which of the two stands, and pay that one alone; {WAY_BACK}"
    return _finding(bill, customers.get(bill.Index, ()), message, remedy, Severity.BREACH)


def _warning(bill: Row, first: Row, customers: Mapping[int, tuple[str, ...]]) -> Finding:
    is_look = bill.look == first.look >= 0
    what = "a number that looks like it" if is_look else "the same day, amount and description"
    message = f'"{bill.written}" may be charged twice: {first.link} has {what}, "{first.written}"'
    remedy = "look at both papers; nothing need be done where they are two"
    return _finding(bill, customers.get(bill.Index, ()), message, remedy, Severity.WARNING)


def _finding(bill: Row, customers: tuple[str, ...], message: str, remedy: str, severity: Severity) -> Finding:
    return Finding(
        message=message,
        remedy=remedy,
        place=place_of(bill),
        link=str(bill.link),
        entities=tuple(dict.fromkeys((bill.supplier, *sorted(customers)))),
        pence=int(bill.pence),
        day=day_of(bill),
        severity=severity,
    )


RULE = Rule("EVI2", "no invoice twice", promises=(8,), check=check, can_be_excepted=False)
