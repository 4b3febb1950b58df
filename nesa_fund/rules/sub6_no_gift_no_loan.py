"""SUB6: no claim between members is forgiven, and none arises, but by what the charter knows."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from nesa_fund.bills import RESHARE
from nesa_fund.book import Book, numbered
from nesa_fund.claims import CHARGES, OVERPAID, REBILLED_DAYS, REFUNDED, Debts, debts_of, with_sides
from nesa_fund.facts import Agreement, Withdrawal
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import ORDER, Entry, Known, entries
from nesa_fund.rules.firms import members_as_firms, payments_to_firms
from nesa_fund.rules.taken_back import recorded_on, taken_back

REASONS = ("not-supplied", "price", "error", "withdrawal", RESHARE)
_ANY_PART = ("not-supplied", "error")
_BY_BANK = ("payment", "refund")
_CLAIM = ["link", "entity", "counterparty"]


def check(book: Book, as_at: date) -> Outcome:
    """What one owes another falls only by payment or a credit that says why, and rises only by a charge.

    Tested is every entry on a claim in the creditor's book that is no charge. A claim falls by a
    payment through the bank, by a credit note that states one of the known reasons, or by a surplus
    that states its minute; a reversal takes back what was wrong. It rises without a charge only by
    money back through the bank, of no more than was paid.

    A credit note needs a minute where it is dated after the charge fell due, and where, for another
    reason than not-supplied or error, it takes more than half of what was charged, together with
    those before it that have no minute either. Apart are the withdrawal credit of a member that has
    withdrawn, the reshare of a bill whose agreement says so, and a firm's credit that is passed on
    to those who shared its bill: that money is the firm's, and SUB3 and SUB4 say whose.

    A charge that was reversed after it fell due is billed again within 60 days, or the reversal is
    minuted; both days are those on which their batches were recorded. What was paid or credited
    above what was owed goes back within the terms in days that the alliance had settled by then; what
    is too much since a charge was reversed, from the day that was recorded (the credit of a
    withdrawal, and a surplus, are SUB5's to age). And no member pays as a firm what is
    a member or the Fund by its name, code or alias: a dealing between members is a claim.

    A finding stands at the creditor's entry, and for a member paid as a firm at the payment.

    For example::

        2025-10-01 * "Coquet" "written off as if it were paid" ^Hartside-2
          event: "invoice"
          Assets:Hartside:Debtors:Coquet       100.00 GBP
          Income:Hartside:Recharges:Premises  -100.00 GBP

        2025-10-20 * "Coquet" "written off" ^Hartside-2  ;! SUB6
          event: "payment"
          Income:Hartside:Recharges:Premises  100.00 GBP
          Assets:Hartside:Debtors:Coquet     -100.00 GBP
    """
    moved, debts = _moved(book), debts_of(book)
    back, paid = taken_back(book, as_at), payments_to_firms(book, payer_is_fund=False)
    findings = (
        *_falls(book, moved),
        *_rises(book, moved, debts),
        *_credits(book, moved, debts),
        *_kept(book, moved, debts, as_at),
        *_lost(book, back),
        *_paid_as_firms(book),
    )
    return Outcome(pd.concat([tested(rows) for rows in (moved, back, paid)]), findings)


class _Claimed(NamedTuple):
    """An entry on a claim, whose claim on whom it is, and their names."""

    entry: Entry
    creditor: str
    debtor: str
    lender: str
    borrower: str

    @property
    def pounds(self) -> str:
        """Its amount, without its sign."""
        return format_pounds(abs(self.entry.pence))

    def finding(self, message: str, remedy: str) -> Finding:
        """What is found of it: the creditor bears it."""
        return Finding(
            message=message,
            remedy=remedy,
            place=self.entry.place,
            link=self.entry.link,
            entities=tuple(dict.fromkeys((self.creditor, self.debtor))),
            bearers=(self.creditor,),
            pence=abs(self.entry.pence),
            day=self.entry.day,
        )


def _each(book: Book, rows: pd.DataFrame, pence: str = "owed") -> Iterator[_Claimed]:
    name = book.register.name
    for entry, creditor, debtor in zip(entries(rows, pence), rows["creditor"], rows["debtor"], strict=True):
        yield _Claimed(entry, creditor, debtor, name(creditor), name(debtor))


def _moved(book: Book) -> pd.DataFrame:
    """What moves claims in creditors' books and is no charge; with the number of its claim, and what it goes by.

    ``by_bank`` says that it is money through the bank, ``is_firms`` that it is part of a dealing
    with a firm.
    """
    live = book.live
    rows = with_sides(live[live["klass"] == "Debtors"])
    rows = rows.assign(claim=numbered(rows, _CLAIM))
    rows = in_charter(book, rows[~(rows["event"].isin(CHARGES) & (rows["owed"] > 0))]).sort_values(ORDER, kind="stable")
    of_moves = live.loc[live["txn"].isin(rows["txn"].unique()), ["txn", "klass", "pence"]]
    is_claim = of_moves["klass"].isin(["Debtors", "Creditors"])
    banked = of_moves[of_moves["klass"] == "Bank"].groupby("txn")["pence"].sum().reindex(rows["txn"], fill_value=0)
    claimed = of_moves[is_claim].groupby("txn")["pence"].sum().reindex(rows["txn"])
    firms = of_moves.loc[of_moves["klass"] == "Suppliers", "txn"]
    by_bank = rows["event"].isin(_BY_BANK).to_numpy() & (banked.to_numpy() == -claimed.to_numpy())
    return rows.assign(by_bank=by_bank, is_firms=rows["txn"].isin(firms))


def _falls(book: Book, moved: pd.DataFrame) -> Iterator[Finding]:
    """Claims that fall by what settles nothing."""
    rows = moved[moved["owed"] < 0]
    is_credit = (rows["event"] == "credit-note") & rows["reason"].isin(REASONS)
    is_surplus = (rows["event"] == "surplus") & (rows["minute"] != "")
    rows = rows[~(rows["by_bank"] | is_credit | is_surplus)]
    remedy = f"it falls by payment, by a credit note with its reason, or by a minuted surplus; {WAY_BACK}"
    for one, event, reason in zip(
        _each(book, rows), rows["event"].astype(str), rows["reason"].astype(str), strict=True
    ):
        what = f"what {one.borrower} owes {one.lender} falls by {one.pounds}"
        yield one.finding(f"{what} by {_by_what(event, reason)}", remedy)


def _by_what(event: str, reason: str) -> str:
    if event in _BY_BANK:
        return f"a {event} that does not go through the bank"
    if event == "credit-note":
        return f'a credit note whose reason, "{reason}", is none' if reason else "a credit note without its reason"
    return "a surplus without its minute" if event == "surplus" else f'an entry of the kind "{event}"'


def _rises(book: Book, moved: pd.DataFrame, debts: Debts) -> Iterator[Finding]:
    """Claims that rise without a charge: by something else, and by more money back than was paid."""
    rows = moved[(moved["owed"] > 0) & ~moved["by_bank"] & (moved["event"] != "surplus")]
    lent = _of_charter(debts.overpaid[debts.overpaid["beyond"] == REFUNDED], moved)
    lent = lent[~lent["link"].isin(rows["link"].unique())]
    remedy = f"charge what is owed, under an agreement, or have the money paid back; {WAY_BACK}"
    for one in (*_each(book, rows), *_each(book, lent)):
        yield one.finding(f"{one.borrower} comes to owe {one.lender} {one.pounds} without a charge", remedy)


def _of_charter(rows: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    return rows[rows.index.isin(moved.index)]


def _credits(book: Book, moved: pd.DataFrame, debts: Debts) -> Iterator[Finding]:
    """Credit notes that lack a minute they need."""
    rows = moved[(moved["event"] == "credit-note") & (moved["owed"] < 0) & moved["reason"].isin(REASONS)]
    rows = rows[(rows["minute"] == "") & ~rows["is_firms"]]
    rows = rows[~_is_apart(book, rows)]
    charges = debts.charges.assign(item=numbered(debts.charges, _CLAIM))
    first = charges.drop_duplicates("item").set_index("item")["due"].reindex(rows["claim"])
    charged = charges.groupby("item")["owed"].sum().reindex(rows["claim"], fill_value=0).to_numpy()
    in_part = -rows["owed"].where(~rows["reason"].isin(_ANY_PART), 0)
    is_late = (rows["day"] > first.to_numpy()).astype(bool)
    is_most = (in_part > 0) & (2 * in_part.groupby(rows["claim"]).cumsum() > charged)
    rows = rows.assign(due=first.to_numpy(), charged=charged, is_late=is_late)[is_late | is_most]
    columns = (rows[name] for name in ("due", "charged", "is_late", "reason"))
    for one, due, whole, late, reason in zip(_each(book, rows), *columns, strict=True):
        why = (
            f"after the charge fell due on {day_in_words(due.date())}"
            if late
            else f"and with it more than half of the {format_pounds(whole)} charged, for the reason {reason}"
        )
        remedy = f"let the governing body of {one.lender} minute it, take it back with nesa reverse, and record it so"
        yield one.finding(f"{one.lender} credits {one.borrower} {one.pounds} {why}, without a minute", remedy)


def _is_apart(book: Book, rows: pd.DataFrame) -> pd.Series:
    """Which credits are a leaver's, or of a bill that its agreement shares anew."""
    known, left = Known(book.register, Agreement), book.register.all(Withdrawal)
    columns = (rows["reason"], rows["debtor"], rows["agreement"], rows["day"].dt.date, rows["batch"])
    apart = [
        any(one.code == debtor and one.day <= day for one in left)
        if reason == "withdrawal"
        else reason == RESHARE and _shares_anew(known, str(agreement), day, int(batch))
        for reason, debtor, agreement, day, batch in zip(*columns, strict=True)
    ]
    return pd.Series(apart, index=rows.index, dtype="bool")


def _shares_anew(known: Known, agreement: str, day: date, batch: int) -> bool:
    """Whether an agreement shares a leaver's part anew, by its terms on the leaver's last day, else on the credit's."""
    terms = known.terms(agreement, pd.Timestamp(day - timedelta(days=1)), batch)
    terms = terms or known.terms(agreement, pd.Timestamp(day), batch)
    return terms is not None and terms.leaver == RESHARE


def _kept(book: Book, moved: pd.DataFrame, debts: Debts, as_at: date) -> Iterator[Finding]:
    """What was paid or credited above what was owed, and kept beyond the terms; who keeps it is the debtor then."""
    rows = _of_charter(debts.overpaid[debts.overpaid["beyond"] == OVERPAID], moved)
    leavers = moved[(moved["event"] == "credit-note") & (moved["reason"] == "withdrawal")]
    is_leavers = pd.MultiIndex.from_frame(rows[[*_CLAIM, "day"]]).isin(
        pd.MultiIndex.from_frame(leavers[[*_CLAIM, "day"]])
    )
    rows = rows[~is_leavers]
    rows = rows.assign(until=_until(book, rows))
    rows = rows[rows["settled"].fillna(pd.Timestamp(as_at).as_unit("s")) > rows["until"]]
    rows = rows.assign(left=debts.unpaid_after(rows, rows["until"])).sort_values(ORDER, kind="stable")
    for one, due in zip(_each(book, rows, "left"), rows["until"], strict=True):
        above = f"{one.pounds} that {one.lender} had paid or been credited above what it owed"
        message = f"{one.borrower} kept {above} beyond {day_in_words(due.date())}"
        yield one.finding(message, "pay it back within the terms; what is past stays late")


def _until(book: Book, rows: pd.DataFrame) -> pd.Series:
    """Until when what was paid too much may be kept: to the end of the terms, from when it was known at the latest.

    What a customer paid as it was billed became too much when the charge was reversed, on the day
    that the reversal was recorded.
    """
    backs = book.money[
        (book.money["klass"] == "Debtors") & (book.money["event"] == "reversal") & (book.money["pence"] < 0)
    ]
    known = recorded_on(book, backs).groupby(numbered(backs, _CLAIM)).max()
    late = known.reindex(numbered(rows, _CLAIM)).set_axis(rows.index) + (rows["due"] - rows["day"])
    return rows["due"].where(late.isna() | (late < rows["due"]), late)


def _lost(book: Book, back: pd.DataFrame) -> Iterator[Finding]:
    """Charges that were taken back after they fell due, and not billed again."""
    rows = back[back["is_lost"]]
    remedy = "bill again what is owed; where nothing is, bill it again and credit it with its reason and the minute"
    for one, due in zip(_each(book, rows), rows["due"], strict=True):
        message = (
            f"{one.pounds} that {one.lender} had charged {one.borrower} was reversed after it fell due on "
            f"{day_in_words(due.date())}, and neither billed again within {REBILLED_DAYS} days nor minuted"
        )
        yield one.finding(message, remedy)


def _paid_as_firms(book: Book) -> Iterator[Finding]:
    """Members, and the Fund, that a member pays as if they were firms."""
    rows = members_as_firms(book, payer_is_fund=False)
    rows = rows.assign(creditor=rows["entity"].astype("object"), debtor=rows["member"])
    for one, payee in zip(_each(book, rows, "pence"), rows["payee"].astype(str), strict=True):
        message = f'{one.lender} pays {one.pounds} to "{payee}" as a firm, which is {one.borrower}'
        yield one.finding(message, f"what one supplies another is invoiced under an agreement; {WAY_BACK}")


RULE = Rule("SUB6", "no gift, no loan", promises=(2,), check=check, can_be_excepted=False)
