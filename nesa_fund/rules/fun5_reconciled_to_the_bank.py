"""FUN5: the Partnership Fund's books and its bank's statements account for each other."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND, bank
from nesa_fund.facts import BankLine, BankStatement
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, day_in_words
from nesa_fund.register import Register
from nesa_fund.rules.banked import BROUGHT_IN, HELD, Banked, banked
from nesa_fund.rules.base import WAY_BACK, Finding, Gap, Outcome, Rule, day_of, nothing_tested, place_of, rows_of

NEAR = timedelta(days=10)
"""So far may the books date a payment from the day that the bank shows."""
TIME_TO_IMPORT = timedelta(days=30)


def check(book: Book, as_at: date) -> Outcome:
    """Each bank account of the Fund is reconciled: every statement's balance, every line, every payment.

    A **line** of the bank's is accounted for by the payment in the Fund's book that names it, or
    by those on the open items that it was answered as, of its very amount; else it is found, also
    while nobody has said what it was, or it is held and no receipt stands for it. A line that was
    answered by a payment which the books date up to ten days later is found only after these.

    A **payment** that no line shows is found if statements cover its day and each of the ten days
    after it: the bank had the time to show it. Until then it is on its way, and counts from the
    first day that no statement covers. A statement covers the days from its first to its last; two
    that lie apart cover what is between them where the known lines lead from the one's closing
    balance to the other's. One payment is what the books tie together as such, of all its parts.

    A **statement's closing balance** is what the books hold by then, with each payment on the day
    that the bank showed it: as opening balances, the known lines, and the payments of days that no
    statement covers come to. Where a line or a payment is found, the balance is not found once
    more for it. A difference is found at the statement with which it begins, and again at the
    first one of each further year in which it goes on.

    Tested are the statements, lines and payments dated from the charter's first day on, and from
    the founding: older lines are no part of the books. It is not shown yet where a month ended more
    than thirty days ago in which the account moved on a day that no statement covers.

    For example::

        2024-10-02 custom "bank-line" "Assets:Fund:Bank:Kept" "K1" 100.00 GBP
          answers: "Fund-1"

        2024-10-02 * "Hartside" "a payment names its line" ^Fund-1
          event: "payment"
          bank: "K1"
          Assets:Fund:Bank:Kept             100.00 GBP
          Assets:Fund:Debtors:Hartside     -100.00 GBP

        2024-10-02 * "Hartside" "a penny less than its line: found once, here" ^Fund-11  ;! FUN5
          event: "payment"
          bank: "A1"
          Assets:Fund:Bank:Amount            99.99 GBP
          Assets:Fund:Debtors:Hartside      -99.99 GBP
    """
    register = book.register
    accounts = _accounts(register, banked(book, as_at), as_at)
    findings = [one for account in accounts for one in _findings(register, account)]
    gaps = [gap for account in accounts for gap in _gaps(register, account)]
    return Outcome(pd.concat([nothing_tested(), *map(_tested, accounts)]), tuple(findings), tuple(gaps))


@dataclass(frozen=True, slots=True)
class _Account:
    """One bank account of the Fund, as its bank and the Fund's book have it up to a day.

    ``open_lines`` are the lines that no payment accounts for; ``spans`` the first and last days
    that statements cover, in order and apart. ``payments`` has one row a payment, by its first
    entry, with its pence; shown_on, the day of its line, NaT where none shows it; of_line, the
    position in ``open_lines`` of one that it names and does not come to, else -1; is_lost, whether
    the bank did not show it in time; and counts_on, the day from which the bank holds it.
    """

    name: str
    start: date
    as_at: date
    lines: Sequence[BankLine]
    open_lines: Sequence[BankLine]
    statements: Sequence[BankStatement]
    spans: Sequence[tuple[date, date]]
    payments: pd.DataFrame

    @property
    def in_words(self) -> str:
        """As people call it."""
        detail = self.name.removeprefix(bank(FUND)).lstrip(":")
        return f"the Fund's bank account {detail}" if detail else "the Fund's bank account"


def _accounts(register: Register, known: Banked, as_at: date) -> list[_Account]:
    start = max(register.charter_from, register.settings[0].day)
    statements = [one for one in register.all(BankStatement) if not one.owner and one.day <= as_at]
    entries = known.entries.assign(account=known.entries["account"].astype(str))
    names = {*entries["account"], *(one.account for one in known.lines), *(one.account for one in statements)}
    shown = pd.Series([line.day for line in known.lines], dtype="datetime64[s]").reindex(entries["shown_by"])
    entries["shown_on"] = shown.to_numpy()
    found = []
    for name in sorted(names):
        lines, open_lines = (
            [one for one in of_all if one.account == name] for of_all in (known.lines, known.open_lines)
        )
        mine = [one for one in statements if one.account == name]
        spans = _spans(mine, lines)
        payments = _payments(entries[entries["account"] == name], open_lines, spans, start)
        found.append(_Account(name, start, as_at, lines, open_lines, mine, spans, payments))
    return found


def _spans(statements: Sequence[BankStatement], lines: Sequence[BankLine]) -> list[tuple[date, date]]:
    """The first and last days that statements cover, in order, apart from each other."""
    days, sums = [line.day for line in lines], [0, *accumulate(line.amount for line in lines)]
    held = {one: one.closing - sums[bisect_right(days, one.day)] for one in statements}
    spans: list[tuple[date, date]] = []
    before: BankStatement | None = None
    for one in statements:
        first = one.since or one.day
        if before and held[before] == held[one]:  # The lines between them lead from one balance to the other.
            first = min(first, before.day)
        while spans and first <= spans[-1][1] + ONE_DAY:
            first = min(first, spans.pop()[0])
        spans.append((first, one.day))
        before = one
    return spans


def _payments(
    entries: pd.DataFrame, open_lines: Sequence[BankLine], spans: Sequence[tuple[date, date]], start: date
) -> pd.DataFrame:
    """One row a payment of an account, with what its bank shows of it."""
    rows = entries.drop_duplicates("payment_no")
    sums = entries.groupby("payment_no")["pence"].sum()
    position = {line.line: n for n, line in enumerate(open_lines)}
    of_line = rows["named_line"].astype("object").map(position)
    is_ours = (rows["day"] >= pd.Timestamp(start)) & (rows["event"] != BROUGHT_IN)
    until = _covered_until(rows["day"], spans)
    shown_on, is_shown = rows["shown_on"], rows["shown_on"].notna()
    return rows.assign(
        pence=sums.reindex(rows["payment_no"]).to_numpy(),
        of_line=of_line.fillna(-1).astype("int64"),
        is_lost=~is_shown & is_ours & (of_line.notna() | (until >= rows["day"] + NEAR)),
        counts_on=shown_on.where(is_shown, (until + ONE_DAY).where(is_ours, rows["day"])),
    )


def _covered_until(days: pd.Series, spans: Sequence[tuple[date, date]]) -> pd.Series:
    """The last day that statements cover without a gap from each day on; the day before one that none covers."""
    first = pd.Series([first for first, _ in spans], dtype="datetime64[s]")
    last = pd.Series([last for _, last in spans], dtype="datetime64[s]")
    span = first.searchsorted(days, side="right") - 1
    until = last.reindex(span).set_axis(days.index)
    return until.where(until >= days, days - ONE_DAY)


def _tested(account: _Account) -> pd.DataFrame:
    """The statements, the lines, and the payments that no line showed in time."""
    lost = account.payments[account.payments["is_lost"]]
    days = [*(one.day for one in account.statements), *(one.day for one in account.lines)]
    pence = [*(0 for _ in account.statements), *(abs(line.amount) for line in account.lines)]
    told = pd.DataFrame({"day": pd.Series(days, dtype="datetime64[s]"), "pence": pd.Series(pence, dtype="int64")})
    return pd.concat(
        [told[told["day"] >= pd.Timestamp(account.start)], lost[["day", "pence"]].assign(pence=lost["pence"].abs())]
    )


# What is found


def _findings(register: Register, account: _Account) -> Iterator[Finding]:
    yield from _of_lines(account)
    yield from _of_payments(account)
    yield from _of_closings(register, account)


def _of_lines(account: _Account) -> Iterator[Finding]:
    named = set(account.payments.loc[account.payments["is_lost"], "of_line"])
    for n, line in enumerate(account.open_lines):
        is_answered = bool(line.answers) and line.answers != HELD
        if line.day < account.start or n in named or (is_answered and account.as_at < line.day + NEAR):
            continue
        moved = "came into" if line.amount > 0 else "went out of"
        what = f"{format_pounds(abs(line.amount))} {moved} {account.in_words} on {day_in_words(line.day)}"
        yield Finding(
            message=f"{what}, and no payment in the books accounts for it",
            remedy="say what that line was: import the statement again with --answers, and answer it in the workbook",
            place=line.place,
            subject=line.line,
            entities=(FUND,),
            pence=abs(line.amount),
            day=line.day,
        )


def _of_payments(account: _Account) -> Iterator[Finding]:
    for row in rows_of(account.payments[account.payments["is_lost"]]):
        pence = int(row.pence)
        line = account.open_lines[row.of_line] if row.of_line >= 0 else None
        told = f"{format_pounds(abs(pence))} {'into' if pence > 0 else 'out of'} {account.in_words}"
        shows = (
            f"whose line {line.line} shows {format_pounds(abs(line.amount))}" if line else "which no statement shows"
        )
        yield Finding(
            message=f"the books have {told} on {day_in_words(day_of(row))}, {shows}",
            remedy=f"see what happened: answer the line of the bank's that it is, or {WAY_BACK}",
            place=place_of(row),
            link=str(row.link),
            entities=(FUND,),
            pence=abs(pence - line.amount) if line else abs(pence),
            day=day_of(row),
        )


def _of_closings(register: Register, account: _Account) -> Iterator[Finding]:
    """A finding for each statement with which a difference begins, and for the first one of each further year."""
    statements = [one for one in account.statements if one.day >= account.start]
    nights = pd.Index([one.day for one in statements], dtype="datetime64[s]")
    by_bank, by_book = (_held(moved, nights) for moved in (_by_bank(account), _by_book(account)))
    before: tuple[int, str] | None = None
    for one, bank_held, book_held in zip(statements, by_bank, by_book, strict=True):
        apart = 0 if one.closing == book_held else one.closing - bank_held
        now = apart, register.year_of(one.day).name
        if apart and now != before:
            held, wanted = format_pounds(one.closing), format_pounds(bank_held)
            yield Finding(
                message=f"{account.in_words} held {held} at the end of {day_in_words(one.day)}; the books, with each "
                f"payment on the bank's own day, come to {wanted}",
                remedy="see which line of the bank's is missing, and whether the balance that was brought in is right",
                place=one.place,
                subject=f"{account.name} {one.day}",
                entities=(FUND,),
                pence=abs(apart),
                day=one.day,
            )
        before = now


def _by_bank(account: _Account) -> pd.DataFrame:
    """What moved on each day by the bank's lines, and by the payments that its statements can't show."""
    old = [line for line in account.open_lines if line.day < account.start]  # In the balances that were brought in.
    days = [line.day for line in (*account.lines, *old)]
    pence = [*(line.amount for line in account.lines), *(-line.amount for line in old)]
    unshown = account.payments[account.payments["shown_on"].isna() & ~account.payments["is_lost"]]
    lines = pd.DataFrame({"day": pd.Series(days, dtype="datetime64[s]"), "pence": pd.Series(pence, dtype="int64")})
    return pd.concat([lines, pd.DataFrame({"day": unshown["counts_on"], "pence": unshown["pence"]})])


def _by_book(account: _Account) -> pd.DataFrame:
    """What moved on each day by the payments in the books, each on the day that the bank showed it."""
    rows = account.payments
    return pd.DataFrame({"day": rows["counts_on"].where(~rows["is_lost"], rows["day"]), "pence": rows["pence"]})


def _held(moved: pd.DataFrame, nights: pd.Index) -> list[int]:
    """What was held at the end of some days."""
    running = moved.groupby("day")["pence"].sum().cumsum()
    return [int(pence) for pence in running.reindex(nights, method="ffill").fillna(0)]


# What is not shown yet


def _gaps(register: Register, account: _Account) -> Iterator[Gap]:
    """A gap for each month that ended some time ago, and of which payments are on days that no statement covers."""
    rows = account.payments
    rows = rows[~rows["is_lost"] & (rows["event"] != BROUGHT_IN) & (rows["counts_on"] >= pd.Timestamp(account.start))]
    until = _covered_until(rows["counts_on"], account.spans)
    rows = rows[until < rows["counts_on"]]
    for month, of_month in rows.groupby(rows["counts_on"].dt.to_period("M")):
        if month.end_time.date() + TIME_TO_IMPORT >= account.as_at:
            continue
        count, moved = len(of_month), format_pounds(int(of_month["pence"].abs().sum()))
        payments = "1 payment" if count == 1 else f"{count} payments"
        yield Gap(
            message=f"{account.in_words}, {month:%B %Y}: {payments}, {moved} in all, on days that no statement covers",
            who=register.alliance().holder or "whoever keeps the Fund's bank account",
            remedy="download the bank's statement of that month and import it; of one that tells no balance, "
            '--set "Closing balance=1234.56"',
            day=of_month["counts_on"].max().date(),
        )


RULE = Rule("FUN5", "reconciled to the bank", promises=(8,), check=check)
