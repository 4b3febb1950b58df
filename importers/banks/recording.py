"""Puts on the desk what a line of a statement was: the payments, the income, the purchase or the transfer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import count
from typing import Literal, TypedDict

from importers.banks.lines import Account, Line
from importers.banks.terms import Part
from importers.charges import PLACED
from importers.desk import Desk
from importers.own_banks import moved, own_bank
from importers.unnumbered import Link, Unnumbered, free_link, is_brought_in
from nesa_fund.entries import FUND, Transaction, bank
from nesa_fund.facts import PlanLine
from nesa_fund.money import format_pounds
from nesa_fund.records import (
    WAITING,
    CreditRefund,
    FirmPaid,
    FundIncome,
    GrantPaid,
    Payment,
    Spending,
    Transfer,
    Unplaced,
    counted_link,
)


class _Told(TypedDict):
    day: date
    link: str
    source: str
    description: str
    meta: Mapping[str, str]


class Recorder:
    """Records what lines of one account were; each answers with the open items, by which the line is accounted for."""

    def __init__(self, desk: Desk, account: Account) -> None:
        """Take the desk that entries are put on, and the account."""
        self.desk, self.account = desk, account

    def pay(self, line: Line, parts: Sequence[Part]) -> tuple[str, ...]:
        """Settle open items, whole or in part; what comes back on them is a refund."""
        links = sorted({part.due.link for part in parts})
        tie = f"{self.account.entity}-{line.day}-{'+'.join(links)}" if len(parts) > 1 else ""
        for part in parts:
            self._add(line, self._payment(line, part, tie))
        return tuple(links)

    def _payment(self, line: Line, part: Part, tie: str) -> tuple[Transaction, ...]:
        due, entity = part.due, self.account.entity
        number = next(iter(self.desk.charges.of_link(due.link)), None)
        shown = (number.meta.get("number") if number else "") or due.link
        told = self._told(line, f"Paid {shown}", due.link)
        if not due.creditor:
            if part.pence < 0:
                return FirmPaid(**told, payer=entity, firm=due.party, pence=-part.pence).transactions()
            return CreditRefund(**told, payer=entity, firm=due.party, number="", pence=part.pence).transactions()
        is_creditor = due.creditor == entity
        return Payment(
            **told, debtor=due.party if is_creditor else entity, creditor=due.creditor,
            pence=abs(part.pence), payment=tie, bank=line.id, is_refund=is_creditor != (part.pence > 0),
        ).transactions()  # fmt: skip

    def interest(self, line: Line) -> tuple[str, ...]:
        """Interest on the Fund's account."""
        return self._income(line, "interest", "Bank")

    def other(self, line: Line) -> tuple[str, ...]:
        """Income of the Fund that the charter does not know."""
        self.desk.warn(line.row, f"is {format_pounds(line.pence)} of other income, which the charter does not know")
        return self._income(line, "other", line.text)

    def _income(self, line: Line, kind: Literal["interest", "other"], payer: str) -> tuple[str, ...]:
        event = FundIncome(
            **self._told(line, "Interest" if kind == "interest" else "Other income"), kind=kind, payer=payer,
            pence=line.pence,
        )  # fmt: skip
        return self._new(line, event, partial(counted_link, kind.title(), FUND, line.day))

    def grant(self, line: Line, grant: str, giver: str) -> tuple[str, ...]:
        """An instalment of a grant; one that went out is repaid."""
        what = f"Grant {grant}" if line.pence > 0 else f"Grant {grant} repaid"
        event = GrantPaid(**self._told(line, what), grant=grant, giver=giver, pence=line.pence)
        return self._new(line, event, f"Grant-{grant}-{{}}".format)

    def purchase(self, line: Line, plan: PlanLine, firm: str) -> tuple[str, ...]:
        """A purchase of the Fund on a line of its plan, paid at once; the bank's line is its only bill."""
        charges, year = self.desk.charges, self.desk.year_of(line.day)
        numbers = (f"Bank-{line.day}-{n}" for n in count(1))
        number = next(one for one in numbers if not charges.link_for(FUND, one, year)[1])
        link = charges.link_for(FUND, number, year)[0]
        bought = Spending(
            **self._told(line, line.text, link), reference=number, firm=firm, category=plan.category,
            pence=-line.pence, plan=plan.line, grant=plan.grant,
        )  # fmt: skip
        paid = FirmPaid(**self._told(line, f"Paid {link}", link), payer=FUND, firm=firm, pence=-line.pence)
        self._add(line, (*bought.transactions(), *paid.transactions()))
        return (link,)

    def transfer(self, line: Line, other: Account) -> tuple[str, ...]:
        """Money moved between two accounts of one entity."""
        here, there = self.account.name, other.name
        from_account, to_account = (there, here) if line.pence > 0 else (here, there)
        event = Transfer(
            **self._told(line, "Transfer"), entity=self.account.entity, from_account=from_account,
            to_account=to_account, pence=abs(line.pence),
        )  # fmt: skip
        link = free_link(self.desk, partial(counted_link, "Transfer", self.account.entity, line.day))
        self._add(line, event.linked(link).transactions(), is_both=True)
        return (link,)

    def unplaced(self, line: Line, payer: str) -> None:
        """A receipt of the Fund that nobody can place yet."""
        event = Unplaced(**self._told(line, "Receipt not placed yet"), payer=payer, pence=line.pence)
        self._new(line, event, partial(counted_link, "Unplaced", FUND, line.day))

    def release(self, line: Line, links: Collection[str], what: str) -> None:
        """Take back the receipts of some links: they are placed now.

        One that a sheet told is known by the reason when the sheet comes again; the bank's, by its payment.
        """
        for one in self.desk.charges.of_event(WAITING):
            if one.link in links:
                self.desk.take_back([one], line.row, f"{'placed: ' if one.meta.get('bank') else PLACED}{what}")
                self.desk.readings[f"{one.link} is placed: {what}"] = None

    def _told(self, line: Line, description: str, link: str = "") -> _Told:
        """What every event of a line has: it names the line."""
        meta = {"bank": line.id, **self.desk.said_of(line.row)}
        return {"day": line.day, "link": link, "source": line.row.source, "description": description, "meta": meta}

    def _new(self, line: Line, event: Unnumbered, link: Link) -> tuple[str, ...]:
        own = free_link(self.desk, link)
        self._add(line, event.linked(own).transactions())
        return (own,)

    def _add(self, line: Line, transactions: Sequence[Transaction], *, is_both: bool = False) -> None:
        """Put entries on the desk, on the account of the statement; ``is_both``: they name both accounts already."""
        mine = transactions if is_both else [self._on_account(one) for one in transactions]
        if is_brought_in(self.desk, line.row, mine):
            return
        self.desk.mind_day(line.row, line.day)
        self.desk.add(mine)
        own = (posting for one in mine for posting in one.postings)
        self.desk.count_paid(sum(abs(pence) for name, pence, _ in own if name == self.account.name))

    def _on_account(self, one: Transaction) -> Transaction:
        """An entry with the entity's money on the account of the statement, and another's where its own is."""
        mine = one.entity == self.account.entity
        return moved(one, bank(one.entity), self.account.name if mine else own_bank(self.desk, one.entity, one.day))
