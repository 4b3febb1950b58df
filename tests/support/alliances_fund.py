"""The Fund of an invented alliance: its plan, its grants, its contributions, and what it spends."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from alliances_money import expect, free, grant_paid, pay_firm
from alliances_office import PAPER, Claim
from alliances_people import LEGACY, Person, World
from nesa_fund.adoption import adoption_faults
from nesa_fund.bills import Sharing
from nesa_fund.charges import Share, adopted_shares, contribution_link, planned_pence, shares_on
from nesa_fund.entries import FUND
from nesa_fund.facts import Confirmation, Duty, Grant, PlanLine, Schedule
from nesa_fund.money import format_pence
from nesa_fund.periods import Year, add_months
from nesa_fund.records import Contribution, CreditNote, SharedCost, Spending, charge_link, reversal

LINES = (
    ("maths", "Training"), ("leaders", "Consultancy"), ("wellbeing", "ProfessionalServices"),
    ("reading", "LearningResources"), ("visits", "SpecialFacilities"), ("sport", "CommunityCosts"),
)  # fmt: skip
TRAINER, GIVER = "Lake Training Ltd", "Linn Foundation"


@dataclass
class Treasury:
    """What the Fund plans, is promised, has adopted and may spend."""

    world: World
    lines: dict[str, list[PlanLine]] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    borne: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    runs: Counter[str] = field(default_factory=Counter)
    shares: dict[str, dict[str, Share]] = field(default_factory=dict)
    charged: set[tuple[str, str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.office, self.random = self.world.office, self.world.office.random
        self.office.reserved = self._reserved

    def _reserved(self) -> int:
        """What leavers to come may get back of this year's contributions."""
        if self.world.shape.keeps:
            return 0
        today = self.office.today
        leavers = [one.code for one in self.world.people.values() if one.left and one.left >= today]
        shares = self.shares.get(self.office.register.year_of(today).name, {})
        return sum(shares[code].pence for code in leavers if code in shares)

    # The plan

    def plan(self, year: Year) -> None:
        """The Board plans a year, with a lead for each line, and has its grants promised."""
        leads = self.world.schools(year.start)
        day, found = self.office.today, []
        chosen = self.random.sample(LINES, self.random.randint(3, len(LINES)))
        wanted = [(line, category, "", self.random.randint(1_500_00, 7_000_00)) for line, category in chosen]
        wanted.append(("bank", "BankCharges", "", 60_00))
        wanted += [
            (grant.code.lower(), "LearningResources", grant.code, grant.amount) for grant in self._promised(year)
        ]
        for n, (line, category, grant, pence) in enumerate(wanted):
            lead = leads[(n + year.start.year) % len(leads)].code
            some = tuple(one.code for one in leads[:3]) if n == 0 else ("all",)
            planned = PlanLine(
                day=day, year=year.name, line=line, amount=pence, title=line.title(), category=category, lead=lead,
                participants=some, purpose="What the Board agreed", grant=grant, quotes=3, minute="SB 2",
            )  # fmt: skip
            self.left[year.name, line] = pence
            found.append(planned)
            self.office.tell(planned)
            if line != "bank":
                self.office.tell(Duty(day=year.start, code=lead, title=line.title(), until=year.end, line=line))
        self.lines[year.name] = found

    def _promised(self, year: Year) -> list[Grant]:
        short = year.start.year % 100
        paid = "arrears" if self.random.random() < 0.5 else "advance"
        wanted = [
            (f"SSIF{short}", "advance", 3_000_00, year.end),
            (f"Travel{short}", paid, 900_00, add_months(year.end, 1)),
        ]
        if self.world.shape.seed % 5 == 2 and not self.grants and not self.world.shape.has_past:
            wanted.append(("Legacy", "advance", LEGACY, year.end))
        for code, paid_in, pence, until in wanted:
            grant = Grant(
                day=year.start, code=code, amount=pence, title=code, giver=GIVER, purpose="Reading", paid=paid_in,
                until=until,
            )  # fmt: skip
            self.grants[code] = grant
            self.office.tell(grant)
            if code != "Legacy":
                self._expect_grant(grant, year)
        return [self.grants[code] for code, *_ in wanted]

    def _expect_grant(self, grant: Grant, year: Year) -> None:
        for month in (1, 6) if grant.paid == "advance" else (7, 12):
            day = add_months(year.start, month) + timedelta(self.random.randint(3, 20))
            self.office.on(day, self._receive_grant, grant)
        self.office.on((grant.until or year.end) + timedelta(self.random.randint(5, 25)), self._repay_grant, grant)

    def _receive_grant(self, grant: Grant) -> None:
        so_far = self.received[grant.code]
        pence = self.borne[grant.code] - so_far if grant.paid == "arrears" else grant.amount // 2
        if pence > 0:
            self.received[grant.code] += pence
            grant_paid(self.office, grant.code, GIVER, pence)

    def _repay_grant(self, grant: Grant) -> None:
        if self.office.unspent[grant.code] > 0:
            grant_paid(self.office, grant.code, GIVER, -self.office.unspent[grant.code])

    def line_for(self, pence: int, *, general: bool = False) -> PlanLine | None:
        """A line of the plan that can bear an amount today; one of a grant if that has it, and lasts."""
        year = self.office.register.year_of(self.office.today).name
        lines = [
            line for line in self.lines.get(year, []) if line.line != "bank" and self.left[year, line.line] >= pence
        ]
        fitting = [line for line in lines if not (line.grant and (general or not self._can_bear(line.grant, pence)))]
        return self.random.choice(fitting) if fitting else None

    def _can_bear(self, code: str, pence: int) -> bool:
        grant = self.grants[code]
        has_come = grant.paid == "arrears" or self.office.unspent[code] >= pence
        return has_come and self.office.today <= (grant.until or date.max) and self.borne[code] + pence <= grant.amount

    def spend(self, line: PlanLine, pence: int) -> dict[str, str]:
        """Take something off a line, and off its grant; what a purchase on it cites."""
        self.left[line.year, line.line] -= pence
        if line.grant:
            self.borne[line.grant] += pence
        return {"plan": line.line, "grant": line.grant}

    # Contributions

    def adopt(self, year: Year) -> None:
        """The Board adopts what the plan needs beyond what is there."""
        register = self.office.register
        planned, there = planned_pence(register, year.name), max(0, self.office.brought_forward(year.start))
        aside = self.random.choice((None, there, there // 2))
        total = planned - max(0, there - (aside or 0)) - self.random.choice((0, 0, 1, 50_00))
        if total <= 0:
            aside, total = there, planned
        census = f"{year.start.year - 1}-10"
        said = Schedule(
            day=self.office.today, year=year.name, total=total, census=census,
            instalments=self.random.randint(1, 4), set_aside=aside, minute="SB 3",
        )  # fmt: skip
        assert not adoption_faults(register, said, ""), adoption_faults(register, said, "")
        self.office.tell(said)
        self.office.commit("adoption")
        adopted = self._shares(year)
        first = max(self.office.today, year.start) + timedelta(self.random.randint(25, 45))
        for n, code in enumerate(sorted(adopted)):
            is_late = n == 1 and said.instalments > 1
            day = first + timedelta(9) if is_late else self.office.today + timedelta(self.random.randint(1, 24))
            self.office.on(day, self.confirm, year, code)
        gap = 260 // said.instalments
        for number in range(1, said.instalments + 1):
            self.office.on(first + timedelta(gap * (number - 1)), self._charge, year, number)

    def _shares(self, year: Year) -> dict[str, Share]:
        """The year's shares as they are now: a joiner's is there once its roll is."""
        schedule = self.office.register.schedule(year.name)
        assert schedule
        self.shares[year.name] = shares_on(adopted_shares(self.office.book(is_funds=True), schedule), self.office.today)
        return self.shares[year.name]

    def confirm(self, year: Year, code: str) -> None:
        """A governing body confirms its share; it is charged what the others were charged already."""
        shares = self.shares.get(year.name)
        if shares is None:
            return
        if code not in shares:
            shares = self._shares(year)
        if code not in shares or not shares[code].pence or not self.world.people[code].is_in(self.office.today):
            return
        more = self.random.choice((0, 0, 1, 100_00))
        said = Confirmation(
            day=self.office.today, code=code, year=year.name, amount=shares[code].pence + more, body="Governing body",
            minute="FGB 7", quorate=True, purpose="The plan",
        )  # fmt: skip
        self.office.tell(said)
        if self.runs[year.name]:
            self.office.on(self.office.today + timedelta(3), self._charge, year, self.runs[year.name])

    def _charge(self, year: Year, number: int) -> None:
        """Charge an instalment, and those before it, to whoever is in and has confirmed."""
        self.runs[year.name] = max(self.runs[year.name], number)
        if self.office.today > year.end:
            return
        for part in range(1, number + 1):
            due = list(self._due(year, part))
            self.office.commit()
            self.office.put(*due)
            self.office.commit("charge")
            for one in due:
                link = contribution_link(one.year, one.member, one.instalment)
                expect(self.office, Claim(link, FUND, one.member))

    def _due(self, year: Year, part: int) -> Iterator[Contribution]:
        confirmed = self.office.register.confirmations
        for code, share in self.shares[year.name].items():
            said = confirmed.get((code, year.name))
            pence, is_in = share.parts.get(part), self.world.people[code].is_in(self.office.today)
            if pence and said and is_in and (year.name, code, part) not in self.charged:
                self.charged.add((year.name, code, part))
                yield Contribution(
                    day=self.office.today, year=year.name, member=code, instalment=part, pence=pence,
                    source=self.office.source(),
                )  # fmt: skip

    # Spending

    def spend_ahead(self, year: Year) -> None:
        """Put the year's purchases on the agenda, with the bank's interest and charges."""
        for _ in range(self.random.randint(5, 11)):
            day = year.start + timedelta(self.random.randint(20, year.days - 20))
            self.office.on(day, self.random.choice((self.buy, self.buy, self._bought_for_it)))
        self.office.on(year.start + timedelta(200), self._bank_charge)

    def buy(self) -> None:
        """The Fund buys something on a line of its plan."""
        pence = self.random.randint(40_00, 1_200_00)
        line = self.line_for(pence)
        if line is None or free(self.office) < pence:
            return
        number, link = self._reference()
        told = self.office.said(f"Day {number}", link, document=self._papers())
        event = Spending(
            **told, reference=number, firm=TRAINER, category=line.category, pence=pence, **self.spend(line, pence)
        )
        paid = self.office.today + timedelta(self.random.randint(0, 25))
        if self.office.chance(0.15):
            self.office.put(replace(event, pence=pence - 1))
            self.office.on(self.office.today + timedelta(self.random.randint(1, 9)), self._put_right, event)
            paid += timedelta(10)
        else:
            self.office.put(event)
            if self.office.chance(0.25):
                day = self.office.today + timedelta(self.random.randint(1, 30))
                self.office.on(day, self._credit, event)
        self.office.on(paid, pay_firm, self.office, FUND, TRAINER, link)

    def _reference(self) -> tuple[str, str]:
        self.world.numbers[FUND, "spent"] += 1
        number = f"LT-{self.world.numbers[FUND, 'spent']:03d}"
        return number, charge_link(FUND, number)

    def _papers(self) -> str:
        return PAPER if self.world.shape.documents else ""

    def _put_right(self, right: Spending) -> None:
        self.office.commit()
        (wrong,) = self.office.standing[right.link]
        self.office.enter([reversal(wrong, wrong.day, "a wrong penny", self.office.source())])
        self.office.put(replace(right, source=self.office.source()))

    def _credit(self, event: Spending) -> None:
        """The firm credits some of its bill, and pays it back where it was paid."""
        number, _ = self._reference()
        reason = self.random.choice(("not-supplied", "price", "error"))
        told = self.office.said(f"Credit {number}", event.link, reason=reason, minute="SB 4")
        part = max(1, event.pence // self.random.choice((2, 3, 10)))
        self.office.put(CreditNote(credited=replace(event, **told, reference=number, pence=part)))
        self.office.on(self.office.today + timedelta(26), pay_firm, self.office, FUND, TRAINER, event.link)

    def _bought_for_it(self) -> None:
        """A member buys something for the Fund, and has the money back."""
        pence, payer = self.random.randint(20_00, 600_00), self._payer()
        line = self.line_for(pence)
        if line is None or free(self.office) < pence:
            return
        about = self.spend(line, pence)
        vat = pence // 5 if payer.reclaims and self.office.chance(0.5) else 0
        self.world.numbers[payer.code, "for the Fund"] += 1
        number = f"PF{self.world.numbers[payer.code, 'for the Fund']}"
        link = charge_link(payer.code, number)
        told = self.office.said(
            f"For the Fund {number}", link, vat="reclaimed" if vat else "zero", document=self._papers()
        )
        shared = Sharing({FUND: pence}, {payer.code: vat} if vat else {})
        firm = f"{TRAINER} of {payer.code}"
        self.office.put(
            SharedCost(
                **told, number=number, payer=payer.code, firm=firm, category=line.category, sharing=shared, **about
            )
        )
        expect(self.office, Claim(link, payer.code, FUND))
        day = self.office.today + timedelta(self.random.randint(0, 25))
        self.office.on(day, pay_firm, self.office, payer.code, firm, link)

    def _payer(self) -> Person:
        return self.random.choice(self.world.stayers(self.office.today))

    def _bank_charge(self) -> None:
        """The bank takes its charge: its line is its only bill."""
        year, pence = self.office.register.year_of(self.office.today).name, self.random.randint(1_00, 18_00)
        if self.left[year, "bank"] < pence or free(self.office) < pence:
            return
        number = f"Bank-{self.office.today}-1"
        link = charge_link(FUND, number)
        line = next(one for one in self.lines[year] if one.line == "bank")
        told = self.office.said(f"Charges {format_pence(pence)}", link, document=self._papers())
        about = self.spend(line, pence)
        self.office.put(Spending(**told, reference=number, firm="Bank", category=line.category, pence=pence, **about))
        pay_firm(self.office, FUND, "Bank", link)
