"""How an invented alliance pays: in time, in parts, too much and back; and what the Fund's bank shows of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from alliances_office import Claim, Credit, Office
from nesa_fund.claims import REBILLED_DAYS
from nesa_fund.entries import FUND, bank
from nesa_fund.facts import Acceptance, BankLine, BankStatement
from nesa_fund.money import format_pence
from nesa_fund.periods import ONE_DAY
from nesa_fund.records import CreditRefund, FirmPaid, FundIncome, GrantPaid, Payment, Transfer, Unplaced, reversal

DEPOSIT = f"{bank(FUND)}:Deposit"


@dataclass
class Line:
    """A line of one of the Fund's bank accounts, and what it was."""

    id: str
    account: str
    day: date
    pence: int
    names: str = ""
    answers: list[str] = field(default_factory=list)
    is_told: bool = False


def line(office: Office, pence: int, names: str, answers: Iterable[str], account: str = bank(FUND)) -> Line:
    """Another line of today of the Fund's bank, with its id."""
    used = {one.id for one in office.lines}
    code = account.replace("Assets:", "").replace(":Bank", "")
    made = (f"{code}/{office.today}/{format_pence(pence)}/{number}" for number in count(1))
    shown = Line(next(one for one in made if one not in used), account, office.today, pence, names, list(answers))
    office.lines.append(shown)
    return shown


# What is owed between entities


def charge(office: Office, event: object, *claims: Claim, due: date | None = None) -> None:
    """Put a charge on the books, and have each customer pay it."""
    office.put(event)
    for claim in claims:
        expect(office, claim, due)


def expect(office: Office, claim: Claim, due: date | None = None) -> None:
    """Have today's charge on a claim paid: most in time, some in parts, too much, late, or so that nobody can place it.

    One that is paid after its terms is accepted by its customer.
    """
    random, settled = office.random, office.settled
    born = max(office.today, settled.charter_from or office.today)
    falls_due = due_again(office, claim, office.owed[claim], due or born + timedelta(settled.terms_days))
    office.due[claim] = falls_due
    last = falls_due + timedelta(settled.overdue_days)
    soon = office.today + timedelta(random.randint(1, max(1, (falls_due - office.today).days)))
    habit = random.random()
    if habit < 0.12:
        office.on(soon, settle, office, claim, 0.4)
        office.on(min(soon + timedelta(random.randint(3, 20)), last), settle, office, claim)
    elif habit < 0.20 and claim.debtor != FUND:
        office.on(soon, _overpay, office, claim)
    elif habit < 0.30 and claim.debtor != FUND:
        _accept(office, claim)
        office.on(random.choice((last, last - timedelta(9), falls_due + ONE_DAY)), settle, office, claim)
    elif habit < 0.38 and claim.creditor == FUND:
        office.on(soon, _receive_unplaced, office, claim)
    else:
        office.on(soon, settle, office, claim)
    office.on(last, settle, office, claim)


def due_again(office: Office, claim: Claim, pence: int, due: date) -> date:
    """When a charge falls due: one soon after a credit note may bill the same again, and is due as that was."""
    of_pair = (one for one in office.credits if one.pair == (claim.creditor, claim.debtor))
    earlier = [one.due for one in of_pair if (office.today - one.day).days <= REBILLED_DAYS and pence <= one.pence]
    return min([due, *earlier])


def is_payable(office: Office, claim: Claim, pence: int) -> bool:
    """Whether a charge of today could still be paid in time, if it is held to bill again what was credited."""
    falls_due = due_again(office, claim, pence, office.today)
    return office.today < falls_due + timedelta(office.settled.overdue_days)


def credited(office: Office, claim: Claim, pence: int) -> None:
    """Remember a credit of today, and have back what was overpaid by it."""
    due = office.due.get(claim, office.today)
    office.credits.append(Credit((claim.creditor, claim.debtor), office.today, pence, due))
    first = 5 if claim.creditor == FUND else 1  # The Fund has its firm's money back before it passes it on.
    office.on(office.today + timedelta(office.random.randint(first, 12)), settle, office, claim)


def settle(office: Office, claim: Claim, part: float = 1) -> None:
    """Pay what is owed on a claim, or a part of it; give back what was paid too much."""
    if claim in office.waiting or not office.owed[claim]:
        return
    parts = {claim: round(office.owed[claim] * part) or office.owed[claim]}
    if part == 1 and office.owed[claim] > 0 and claim.creditor != FUND and office.chance(0.5):
        parts |= {
            other: pence for other, pence in office.owed.items() if _goes_with(office, claim, other) and pence > 0
        }
    pay(office, parts)


def _goes_with(office: Office, claim: Claim, other: Claim) -> bool:
    return (claim.creditor, claim.debtor) == (other.creditor, other.debtor) and other not in office.waiting


def pay(office: Office, parts: Mapping[Claim, int]) -> None:
    """One payment of what its debtor owes on some claims of a pair; below nothing, money back."""
    one, links = next(iter(parts)), [claim.link for claim in parts]
    tie = f"{one.debtor}-{office.today}-{'+'.join(links)}" if len(parts) > 1 else ""
    shown = ""
    if FUND in {one.creditor, one.debtor}:
        whole = sum(parts.values()) * (1 if one.creditor == FUND else -1)
        other = one.debtor if one.creditor == FUND else one.creditor
        shown = line(office, whole, other, links).id
    for claim, pence in parts.items():
        office.paid_on[claim] = office.today
        done = "Paid" if pence > 0 else "Refunded"
        told = office.said(f"{done} {claim.link}", claim.link)
        office.put(
            Payment(
                **told, debtor=claim.debtor, creditor=claim.creditor, pence=abs(pence), payment=tie, bank=shown,
                is_refund=pence < 0,
            )
        )  # fmt: skip


def _overpay(office: Office, claim: Claim) -> None:
    """Pay more than is owed, and have it back within the alliance's terms."""
    if office.owed[claim] > 0 and claim not in office.waiting:
        pay(office, {claim: office.owed[claim] + office.random.randint(1, 50_00)})
        back = office.random.choice((1, office.settled.terms_days, office.random.randint(1, office.settled.terms_days)))
        office.on(office.today + timedelta(back), settle, office, claim)


def _accept(office: Office, claim: Claim) -> None:
    if claim.creditor != FUND or not claim.link.startswith("Fund-20"):
        day = office.today + timedelta(office.random.randint(1, 9))
        said = Acceptance(day=day, link=claim.link, code=claim.debtor, answer="accepted", by="Business manager")
        office.on(day, office.tell, said)


def _receive_unplaced(office: Office, claim: Claim) -> None:
    """What a member owes the Fund comes in, and nobody knows what it is; it is placed some days later."""
    pence = office.owed[claim]
    if pence <= 0 or claim in office.waiting:
        return
    office.waiting.add(claim)
    shown = line(office, pence, "", ["held"])
    told = office.said("Receipt not placed yet", office.counted("Unplaced", FUND), bank=shown.id)
    office.put(Unplaced(**told, payer="", pence=pence))
    office.on(office.today + timedelta(office.random.randint(5, 12)), _place, office, claim, told["link"], shown)


def _place(office: Office, claim: Claim, link: str, shown: Line) -> None:
    office.commit()
    (receipt,) = office.standing[link]
    pence = shown.pence
    office.enter([reversal(receipt, receipt.day, f"placed: {claim.link}", office.source())])
    told = office.said(f"Paid {claim.link}", claim.link, shown.day)
    office.put(Payment(**told, debtor=claim.debtor, creditor=claim.creditor, pence=pence, bank=shown.id))
    shown.names, shown.answers, shown.is_told = claim.debtor, [claim.link], False
    office.waiting.discard(claim)
    settle(office, claim) if office.owed[claim] < 0 else None


# What is owed to firms, and what the Fund has


def pay_firm(office: Office, payer: str, firm: str, link: str) -> None:
    """Pay what is owed to a firm on a bill; have back what was paid too much."""
    owed = office.firms[payer, link]
    if not owed:
        return
    shown = line(office, -owed, "", [link]).id if payer == FUND else ""
    if owed > 0:
        office.put(FirmPaid(**office.said(f"Paid {link}", link, bank=shown), payer=payer, firm=firm, pence=owed))
    else:
        told = office.said(f"Credit of {link} paid back", link, bank=shown)
        office.put(CreditRefund(**told, payer=payer, firm=firm, number="", pence=-owed))


def free(office: Office) -> int:
    """What the Fund could spend today: what it holds less what is its grants', its creditors' or may go to leavers."""
    owing = sum(max(0, pence) for claim, pence in office.owed.items() if claim.debtor == FUND)
    back = sum(max(0, -pence) for claim, pence in office.owed.items() if claim.creditor == FUND)
    firms = sum(max(0, pence) for (payer, _), pence in office.firms.items() if payer == FUND)
    unspent = sum(max(0, pence) for pence in office.unspent.values())
    unplaced = sum(one.pence for one in office.lines if one.answers == ["held"])
    return office.held - owing - back - firms - unspent - unplaced - office.reserved()


def interest(office: Office) -> None:
    """The Fund's bank pays interest."""
    link, pence = office.counted("Interest", FUND), office.random.randint(1, 40_00)
    shown = line(office, pence, "", [link]).id
    office.put(FundIncome(**office.said("Interest", link, bank=shown), kind="interest", payer="Bank", pence=pence))


def to_deposit(office: Office, pence: int) -> None:
    """Put some of the Fund's money on deposit; below nothing, take it back."""
    link = office.counted("Transfer", FUND)
    shown = line(office, -pence, "", [link]).id
    line(office, pence, "", [link], DEPOSIT)
    here, there = (bank(FUND), DEPOSIT) if pence > 0 else (DEPOSIT, bank(FUND))
    told = office.said("Transfer", link, bank=shown)
    office.put(Transfer(**told, entity=FUND, from_account=here, to_account=there, pence=abs(pence)))


def grant_paid(office: Office, grant: str, giver: str, pence: int) -> None:
    """An instalment of a grant comes in; below nothing, what is left of it goes back to its giver."""
    office.grants[grant] += 1
    link = f"Grant-{grant}-{office.grants[grant]}"
    shown = line(office, pence, "", [link]).id
    told = office.said(f"Grant {grant}", link, grant=grant, bank=shown)
    office.put(GrantPaid(**told, grant=grant, giver=giver, pence=pence))


# The bank's statements


def statements(office: Office, since: date, until: date) -> None:
    """The Fund's statements of some days: what each line was, and what the account held in the end."""
    for account in (bank(FUND), DEPOSIT):
        told = [one for one in office.lines if one.account == account and one.day <= until]
        new = [one for one in told if not one.is_told]
        for one in new:
            one.is_told = True
            office.tell(
                BankLine(
                    day=one.day, account=account, line=one.id, amount=one.pence, names=one.names,
                    answers=tuple(sorted(one.answers)), text="BACS",
                )
            )  # fmt: skip
        if any(since <= one.day for one in told):
            closing = office.opened.get(account, 0) + sum(one.pence for one in told)
            of_time = sum(since <= one.day for one in told)
            office.tell(BankStatement(day=until, account=account, closing=closing, since=since, lines=of_time))
