"""Every share of a year beside what it is worked out from: contributions by roll, shared bills by their keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from nesa_fund.bills import BillKey
from nesa_fund.book import Book, shown_head
from nesa_fund.charges import Share, charged_before, closing_lack, closing_sum, last_day_in
from nesa_fund.entries import Place
from nesa_fund.periods import Year, census_in_words
from nesa_fund.rules.sub4_fair_share import SharedBills, shared_bills
from nesa_fund.statements.schedule_lines import Adopted, adopted_on


class Sharer(NamedTuple):
    """One share of an amount.

    Attributes:
        code: Whose it is; of one that came back in the year with a number behind it.
        name: What people call it.
        weight: Its pupils, its agreed part or its usage.
        days: Days that its weight counts for; None where they don't count.
        charged: Pence that the ledger charges it, credits taken off, VAT charged on left out.
        is_on_top: Whether it joined later and pays on top, by the same measure.
    """

    code: str
    name: str
    weight: Fraction
    days: int | None
    charged: int
    is_on_top: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """An amount in pence and those who share it, in order of code, those on top last.

    ``item`` is its link, ``what`` says in a few words what it is, ``key`` by which key it is shared.
    """

    item: str
    what: str
    day: date
    key: str
    total: int
    sharers: tuple[Sharer, ...]


class Part(NamedTuple):
    """One instalment of a share: which of how many it is, and pence charged for it, None while it is not."""

    code: str
    name: str
    instalment: int
    place: int
    parts: int
    charged: int | None


class Leaver(NamedTuple):
    """A share that a leaving shortens.

    Attributes:
        code: The share's code.
        name: What people call the member.
        last: Its last day in.
        days: Its days in membership, of those that the share is for.
        of_days: The days that the share is for.
        is_kept: Whether what it was charged is kept, whatever its days.
        charged: Pence charged, the closing apart.
        closing: Pence that the closing charged; negative for a credit.
        note: Why it can't be charged what its days come to; empty where it can.
    """

    code: str
    name: str
    last: date
    days: int
    of_days: int
    is_kept: bool
    charged: int
    closing: int
    note: str


@dataclass(frozen=True, slots=True)
class Contributions:
    """The contributions of a year: the shares, each of their instalments, and what leaving changed."""

    shared: Shared
    parts: tuple[Part, ...]
    leavers: tuple[Leaver, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """All that was shared in a year, up to a day; ``lacking`` has the bills without a key, and why."""

    alliance: str
    year: Year
    as_at: date
    head: str
    contributions: Contributions | None
    bills: tuple[Shared, ...]
    lacking: tuple[tuple[str, str], ...]


def shares(book: Book, year: Year, as_at: date) -> Shares:
    """What was shared in an alliance year: contributions of the year, and bills dated in it, up to a day."""
    cut = book.until(as_at)
    board = book.register.schedule(year.name)
    adopted = adopted_on(cut, board, as_at) if board and board.day <= as_at else None
    found = shared_bills(cut)
    bills = found.bills[(found.bills["day"] >= pd.Timestamp(year.start)) & (found.bills["day"] <= _stamp(year, as_at))]
    return Shares(
        alliance=book.register.alliance().name,
        year=year,
        as_at=as_at,
        head=shown_head(book.head),
        contributions=_contributions(adopted) if adopted and adopted.shares else None,
        bills=tuple(_bills(cut, found, bills)),
        lacking=tuple((gap.link, gap.message) for gap in found.gaps if gap.day and year.start <= gap.day <= year.end),
    )


def _stamp(year: Year, as_at: date) -> pd.Timestamp:
    return pd.Timestamp(min(year.end, as_at))


def _contributions(adopted: Adopted) -> Contributions:
    year, board = adopted.year, adopted.board
    sharers = [
        Sharer(
            share.account,
            adopted.name(share.member),
            share.roll,
            int(share.part * year.days),
            adopted.charged(share, is_closing=False),
            is_on_top=share.joined is not None,
        )
        for share in adopted.shares
    ]
    rows = adopted.money[~adopted.money["is_paid"] & ~adopted.money["account"].isin([one.code for one in sharers])]
    for code, pence in rows.groupby("account")["owed"].sum().items():  # Charged without a share.
        sharers.append(Sharer(str(code), adopted.name(str(code)), Fraction(0), 0, int(pence), is_on_top=True))
    sharers.sort(key=lambda one: (one.is_on_top, one.code))
    shared = Shared(
        item=f"Fund-{year.name}",
        what=f"Contributions to the Partnership Fund {year.name}",
        day=board.day,
        key=f"by pupils on roll at the census of {census_in_words(board.census)}, times days in membership",
        total=board.total,
        sharers=tuple(sharers),
    )
    return Contributions(shared, tuple(_parts(adopted)), tuple(_leavers(adopted)))


def _parts(adopted: Adopted) -> Iterator[Part]:
    """Every instalment that a share has or was charged, in order."""
    rows = adopted.money[~adopted.money["is_paid"] & ~adopted.money["is_closing"]]
    made = rows[rows["event"] == "contribution"].drop_duplicates("link").set_index("link")["instalment"].astype(str)
    rows = rows.assign(of_instalment=rows["link"].map(made))
    sums = rows.groupby(["account", "of_instalment"])["owed"].sum()
    told = zip(sums.index.to_list(), sums.tolist(), strict=True)
    charged = {(account, int(n)): pence for (account, n), pence in told if n.isdecimal()}
    for share in adopted.shares:
        numbers = sorted(share.parts)
        for place, number in enumerate(numbers, 1):
            pence = charged.get((share.account, number))
            yield Part(share.account, adopted.name(share.member), number, place, len(numbers), pence)


def _leavers(adopted: Adopted) -> Iterator[Leaver]:
    register, year = adopted.book.register, adopted.year
    for share in adopted.shares:
        charged, closing = (adopted.charged(share, is_closing=is_closing) for is_closing in (False, True))
        last, due = last_day_in(share, year), closing_sum(register, share, year, charged)
        if due is None or (due == share.pence and not closing) or (last and last > adopted.as_at):
            continue
        last = last or next(last for _, last in reversed(share.spells) if last)
        yield Leaver(
            share.account,
            adopted.name(share.member),
            last,
            int(year.part(share.spells) * year.days),
            int(share.part * year.days),
            register.alliance(last).withdrawal == "keep" and bool(year.part(share.spells)),
            charged,
            closing,
            _lack(adopted, share, last, due) if charged + closing < due else "",
        )


def _lack(adopted: Adopted, share: Share, last: date, due: int) -> str:
    before = charged_before(share, adopted.money[~adopted.money["is_paid"]])
    return closing_lack(adopted.book.register, adopted.board, share, last, due + before)


def _bills(book: Book, found: SharedBills, bills: pd.DataFrame) -> Iterator[Shared]:
    """The bills that have a key, in order of date, each with what it charges its sharers."""
    if found.shares.empty:
        return
    name, narrations = book.register.name, book.transactions.loc[bills.index, ["payee", "narration"]]
    by_bill = dict(iter(found.shares.groupby("txn")))
    texts = zip(*(bills[column].astype(str) for column in ("link", "owner", "file", "event")), strict=True)
    said = zip(bills.index, bills["day"].dt.date, bills["batch"], bills["line"], texts, strict=True)
    for txn, day, batch, line, (link, owner, file, event) in said:
        key = found.keys.get(int(txn))
        if key is None:
            continue
        payee, narration = narrations.loc[txn].astype(str)
        rows = by_bill[txn].sort_values("sharer", kind="stable")
        credited = ", credited by the firm" if event == "credit-note" else ""
        yield Shared(
            item=link,
            what=f"{narration} ({payee}){credited}, paid by {name(owner)}: {Place(int(batch), file, int(line))}",
            day=day,
            key=key.in_words,
            total=int(rows["due"].sum()),
            sharers=tuple(_sharers(book, key, rows)),
        )


def _sharers(book: Book, key: BillKey, rows: pd.DataFrame) -> Iterator[Sharer]:
    for sharer, due, off in zip(rows["sharer"].astype(str), rows["due"], rows["off"], strict=True):
        weight = Fraction(key.weights.get(sharer, 0))
        yield Sharer(sharer, book.register.name(sharer), weight, None, int(due) + int(off))
