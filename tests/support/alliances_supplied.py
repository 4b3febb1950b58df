"""What is supplied in an invented alliance: invoices, shared bills, what is credited of them, and what was wrong."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from alliances_agreed import FIRM, Deal
from alliances_fund import Treasury
from alliances_money import charge, credited, expect, free, is_payable, pay_firm
from alliances_office import PAPER, Claim
from alliances_people import World
from nesa_fund.bills import Sharing, bill_key, share_bill, sharers_of
from nesa_fund.entries import FUND
from nesa_fund.money import half_up
from nesa_fund.periods import add_months
from nesa_fund.records import CreditNote, Invoice, SharedCost, charge_link, reversal
from nesa_fund.records.base import Event

WITHOUT = ("outside-scope", "exempt", "zero")
_LATEST_PAID = 25


class Supply:
    """What is supplied under the agreements of a year."""

    def __init__(self, world: World, deals: list[Deal], fund: Treasury) -> None:
        self.world, self.office, self.random = world, world.office, world.office.random
        self.deals, self.fund = deals, fund
        self.numbers = world.numbers

    def plan_ahead(self) -> None:
        """Put the supplies of the year on the agenda: of each agreement some, spread over its months."""
        for deal in self.deals:
            months = self.random.sample(range(11), self.random.randint(2, 4))
            for month in months:
                day = add_months(deal.year.start, month) + timedelta(self.random.randint(0, 27))
                self.office.on(day, self._invoice if deal.terms.share == "priced" else self._bill, deal)

    def _number(self, issuer: str) -> tuple[str, str]:
        """The next number of an issuer, and its link: numbers begin anew each year in some alliances."""
        year = self.office.register.year_of(self.office.today).name
        begun = year if self.world.shape.seed % 2 else ""
        self.numbers[issuer, begun] += 1
        number = f"{self.numbers[issuer, begun]:04d}"
        is_used = (issuer, number) in self.world.used
        self.world.used.add((issuer, number))
        return number, charge_link(issuer, number, year if is_used else "")

    def _papers(self) -> str:
        return PAPER if self.world.shape.documents else ""

    # Invoices

    def _invoice(self, deal: Deal) -> None:
        terms, today = deal.terms, self.office.today
        parties = [code for code in terms.customers if self._is_in(code, today)]
        if not parties or not self._is_in(terms.supplier, today):
            return
        customer = FUND if FUND in parties and self.office.chance(0.3) else self.random.choice(parties)
        quantity = self.random.choice(("1", "2", "3", "5", "0.5", "12.5", "7.25", "10"))
        net = half_up(Fraction(quantity) * (terms.unit_price or 0))
        treatment, vat = self._vat(net, customer)
        if not is_payable(self.office, Claim("", terms.supplier, customer), net + vat):
            return
        about = {"plan": "", "grant": ""}
        if customer == FUND:
            line = self.fund.line_for(net + vat)
            if line is None or free(self.office) < net + vat:
                return
            about = self.fund.spend(line, net + vat)
        number, link = self._number(terms.supplier)
        supplied = self.office.chance(0.2) and today - timedelta(self.random.randint(1, 25))
        if supplied and not (
            supplied >= deal.year.start and all(map(self._since(supplied), (customer, terms.supplier)))
        ):
            supplied = None
        told = self.office.said(
            f"Work {number}", link, quantity=quantity, vat=treatment, supplied=supplied, document=self._papers()
        )
        category = terms.category
        event = Invoice(
            **told, number=number, supplier=terms.supplier, customer=customer, lines=((category, net),),
            vat={category: vat} if vat else {}, is_reclaimed=treatment == "reclaimed", agreement=deal.code, **about,
        )  # fmt: skip
        claim = Claim(link, terms.supplier, customer)
        if self.office.chance(0.08) and customer != FUND:
            wrong = replace(event, lines=((category, net + 10_00),))
            self._wrong_first(wrong, event, (claim,))
            return
        charge(self.office, event, claim)
        if self.office.chance(0.3):
            self.office.on(today + timedelta(self.random.randint(1, 50)), self._credit_invoice, event)

    def _since(self, day: date):
        return lambda code: self._is_in(code, day)

    def _is_in(self, code: str, day: date) -> bool:
        return code == FUND or self.world.people[code].is_in(day)

    def _vat(self, net: int, *bearers: str) -> tuple[str, int]:
        """A treatment that the one who gets the paper can have, and the VAT of it."""
        reclaims = all(code != FUND and self.world.people[code].reclaims for code in bearers)
        treatment = self.random.choice((*WITHOUT, *["reclaimed" if reclaims else "borne"] * 3))
        return treatment, 0 if treatment in WITHOUT else net // 5

    def _credit_invoice(self, event: Invoice) -> None:
        """Credit some of an invoice, or all of it: with a minute where it comes late or takes much."""
        (category, net), vat = event.lines[0], sum(event.vat.values())
        claim = Claim(event.link, event.supplier, event.customer)
        reason, part = self._reason()
        if not self._can_credit(claim, event.customer):
            return
        some, of_vat = (net, vat) if part == 1 else (int(net * part), int(vat * part))
        if not some or (vat and not of_vat):
            return
        number, _ = self._number(event.supplier)
        told = self._told_credit(event, f"Credit {number}", reason, claim)
        back = replace(
            event, **told, number=number, lines=((category, some),), vat={category: of_vat} if of_vat else {}
        )
        self.office.put(CreditNote(credited=back))
        credited(self.office, claim, some + of_vat)
        if part == 1 and self.office.chance(0.5) and reason == "error":
            self.office.on(self.office.today + timedelta(self.random.randint(1, 20)), self._bill_again, event)

    def _bill_again(self, event: Invoice) -> None:
        """What was credited as an error is billed right, under a number of its own."""
        number, link = self._number(event.supplier)
        if event.customer == FUND or not self._is_in(event.customer, self.office.today):
            return
        meta = {key: text for key, text in event.meta.items() if key != "supplied"}
        again = replace(event, **{**self.office.said(f"Again {number}", link), "meta": meta}, number=number)
        claim, pence = Claim(link, event.supplier, event.customer), event.lines[0][1] + sum(event.vat.values())
        if self._is_agreed(event.agreement) and is_payable(self.office, claim, pence):
            charge(self.office, again, claim)

    def _is_agreed(self, agreement: str) -> bool:
        return self.office.register.agreement(agreement, self.office.today) is not None

    def _reason(self) -> tuple[str, float]:
        reason = self.random.choice(("not-supplied", "price", "error"))
        return reason, self.random.choice((0.1, 0.25, 0.5) if reason == "price" else (0.1, 0.6, 1))

    def _can_credit(self, claim: Claim, *parties: str) -> bool:
        """Whether a claim can be credited today: not while a payment is to be placed, nor on the day it was paid."""
        is_open = claim not in self.office.waiting and self.office.paid_on.get(claim) != self.office.today
        return is_open and all(self._is_in(code, self.office.today) for code in parties)

    def _due_of(self, day: date) -> date:
        return day + timedelta(self.office.register.alliance(day).terms_days)

    def _told_credit(self, event: Event, description: str, reason: str, *claims: Claim) -> dict[str, object]:
        """A credit note's own words: those of what it credits, its reason, and its minute where it needs one."""
        due = self._due_of(event.day)
        is_late = self.office.today > min([due, *(self.office.due.get(claim, due) for claim in claims)])
        minute = "FGB 12/3" if is_late or self.office.chance(0.3) else ""
        told = self.office.said(description, event.link, reason=reason, minute=minute, document=self._papers())
        kept = {key: event.meta[key] for key in ("vat", "census", "usage") if key in event.meta}
        return {**told, "meta": {**kept, **told["meta"]}}

    # Shared bills

    def _bill(self, deal: Deal) -> None:
        office, terms, today = self.office, deal.terms, self.office.today
        sharers = [
            code for code in sharers_of(office.register, terms, terms.supplier, today) if self._is_in(code, today)
        ]
        payer = terms.supplier
        if payer not in sharers or len(sharers) < 2 or (deal.annual and deal.is_billed):
            return
        usage = ", ".join(f"{code}={self.random.randint(0, 9)}" for code in sorted(sharers[1:]))
        usage = f"{payer}=3, {usage}" if terms.share == "usage" else ""
        key = bill_key(office.register, terms, payer, today, usage=usage)
        if key.lack or not any(weight for code, weight in key.weights.items() if code != payer):
            return
        net = deal.annual * 10 // 13 if deal.annual else self.random.randint(40_00, 3_000_00)
        treatment = self._treatment(payer, terms.leaver)
        vat = 0 if treatment in WITHOUT else net // 5
        shared = share_bill(key.weights, payer, net, vat, treatment, self._reclaiming(sharers))
        owed = {code: shared.costs.get(code, 0) + shared.reclaimed.get(code, 0) for code in sharers if code != payer}
        if not all(is_payable(office, Claim("", payer, code), pence) for code, pence in owed.items()):
            return
        about = self._funds_part(shared)
        if about is None or (payer == FUND and free(office) < net + vat):
            return
        deal.is_billed = True
        number, link = self._number(payer)
        covers = {}
        if terms.leaver == "reshare" or office.chance(0.3):
            covers = {"covers_from": deal.year.start, "covers_until": deal.year.end}
        told = office.said(
            f"Bill {number}", link, vat=treatment, census=key.census, usage=usage, document=self._papers(), **covers
        )
        event = SharedCost(
            **told, number=f"{payer}-{number}", payer=payer, firm=FIRM, category=terms.category, sharing=shared,
            agreement=deal.code, **about,
        )  # fmt: skip
        claims = [Claim(link, payer, code) for code, pence in sorted(owed.items()) if pence]
        paid = today + timedelta(self.random.randint(0, _LATEST_PAID))
        if office.chance(0.06) and not about["plan"] and payer != FUND:
            wrong = replace(
                event, sharing=share_bill(key.weights, payer, net + 7, vat, treatment, self._reclaiming(sharers))
            )
            self._wrong_first(wrong, event, claims, paid)
            return
        charge(office, event, *claims)
        office.on(paid, pay_firm, office, payer, FIRM, link)
        if office.chance(0.35) and terms.leaver != "reshare":
            day = today + timedelta(self.random.randint(1, 50))
            office.on(day, self._credit_bill, event, key.weights, (net, vat), treatment, claims)

    def _treatment(self, payer: str, leaver: str) -> str:
        if payer == FUND:
            return self.random.choice((*WITHOUT, "borne", "disbursement"))
        if not self.world.people[payer].reclaims:
            return self.random.choice((*WITHOUT, "borne", "borne", "disbursement"))
        passed_on = () if leaver == "reshare" else ("onward", "onward", "disbursement", "disbursement")
        return self.random.choice((*WITHOUT, "reclaimed", "reclaimed", *passed_on))

    def _reclaiming(self, sharers: list[str]) -> frozenset[str]:
        return frozenset(code for code in sharers if code != FUND and self.world.people[code].reclaims)

    def _funds_part(self, shared: Sharing) -> dict[str, str] | None:
        """The plan line of what the Fund bears of a bill; None where there is none that could bear it."""
        pence = shared.costs.get(FUND, 0)
        if not pence:
            return {"plan": "", "grant": ""}
        line = self.fund.line_for(pence, general=True)
        return None if line is None or free(self.office) < pence else self.fund.spend(line, pence)

    def _credit_bill(
        self, event: SharedCost, weights: dict[str, Fraction], amounts: tuple[int, int], treatment: str,
        claims: list[Claim],
    ) -> None:  # fmt: skip
        """A firm credits some of its bill, or all: what it credits is passed on by the bill's own key."""
        reason, part = self._reason()
        if not all(self._can_credit(claim, claim.debtor) for claim in claims):
            return
        net, vat = amounts if part == 1 else (int(amount * part) for amount in amounts)
        reclaiming = self._reclaiming(list(weights))
        back = share_bill(weights, event.payer, net, vat, treatment, reclaiming)
        number, _ = self._number(event.payer)
        told = self._told_credit(event, f"Credit {number}", reason, *claims)
        credit = replace(event, **told, number=f"{event.payer}-{number}", sharing=back)
        self.office.put(CreditNote(credited=credit))
        for claim in claims:
            pence = back.costs.get(claim.debtor, 0) + back.reclaimed.get(claim.debtor, 0)
            credited(self.office, claim, pence)
        day = self.office.today + timedelta(self.random.randint(0, 4 if event.payer == FUND else _LATEST_PAID))
        self.office.on(day, pay_firm, self.office, event.payer, event.firm, event.link)

    # What was wrong at first

    def _wrong_first(
        self, wrong: Event, right: Event, claims: tuple[Claim, ...] | list[Claim], paid: date | None = None
    ) -> None:
        """A row is imported wrong, taken back some days later, and imported right."""
        self.office.put(wrong)
        day = self.office.today + timedelta(self.random.randint(1, 12))
        self.office.on(day, self._put_right, right, claims, paid)

    def _put_right(self, right: Event, claims: tuple[Claim, ...], paid: date | None) -> None:
        office = self.office
        office.commit()
        undone = [one for one in office.standing[right.link] if one.meta["event"] != "reversal"]
        office.enter([reversal(one, one.day, "a wrong amount", office.source()) for one in undone])
        office.put(replace(right, source=office.source()))
        for claim in claims:
            expect(office, claim, self._due_of(right.day))
        if paid:
            office.on(paid, pay_firm, office, right.payer, FIRM, right.link)
