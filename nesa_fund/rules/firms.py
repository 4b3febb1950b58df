"""Members that are paid as if they were firms: by name, by code, or by another spelling that is remembered of them."""

from collections import defaultdict

import pandas as pd

from nesa_fund.book import Book, numbered, once_a_book
from nesa_fund.entries import FUND
from nesa_fund.facts import Member
from nesa_fund.register import FUND_NAMES, Register, spelt
from nesa_fund.rules.base import in_charter

_BILL = ["owner", "link"]


@once_a_book
def payments_to_firms(book: Book, payer_is_fund: bool) -> pd.DataFrame:  # noqa: FBT001  # One of two populations.
    """The live payments of firms under the charter, by the Fund or by members.

    Returns:
        The posting table's rows of Suppliers accounts, and beside them ``owed_since``: the first
        day on which the payer owed that firm something on the open item, else the payment's own.
    """
    rows = book.live[book.live["klass"] == "Suppliers"]
    rows = rows[(rows["entity"] == FUND) == payer_is_fund]
    rows = rows.assign(bill=numbered(rows, _BILL))
    since = rows[rows["pence"] < 0].groupby("bill")["day"].min()
    paid = in_charter(book, rows[(rows["event"] == "payment") & (rows["pence"] > 0)])
    of_bill = since.reindex(paid["bill"]).set_axis(paid.index)
    return paid.assign(owed_since=of_bill.fillna(paid["day"])).drop(columns="bill")


@once_a_book
def members_as_firms(book: Book, payer_is_fund: bool) -> pd.DataFrame:  # noqa: FBT001  # As above.
    """The payments of firms whose payee is a member, or for a member's payment the Fund.

    A payee is who bears that code, that name or that alias but for case, punctuation and spaces. It
    counts only where it was in membership on the day since which the payer owed it: what a school
    supplied before it joined, or after it left, it supplied as anybody outside does.

    Returns:
        Those rows of ``payments_to_firms``, and beside them ``member``: the code of the payee.
    """
    rows = payments_to_firms(book, payer_is_fund)
    payees = rows["payee"].cat
    called = _called(book.register)
    meant = [called.get(spelt(str(payee)), ()) for payee in payees.categories]
    of_member = pd.Series(payees.codes, index=rows.index).isin([n for n, codes in enumerate(meant) if codes])
    rows = rows[of_member]
    found = [
        next((code for code in meant[payee] if book.register.is_in(code, since.date())), "")
        for payee, since in zip(rows["payee"].cat.codes, rows["owed_since"], strict=True)
    ]
    rows = rows.assign(member=pd.Series(found, index=rows.index, dtype="object"))
    return rows[(rows["member"] != "") & ~((rows["member"] == FUND) & payer_is_fund)]


def _called(register: Register) -> dict[str, tuple[str, ...]]:
    """Spelling -> whose it is or ever was, in order of code."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in FUND_NAMES:
        found[name].add(FUND)
    for member in register.all(Member):
        for text in (member.code, member.name, *member.alias):
            found[spelt(text)].add(member.code)
    found.pop("", None)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}
