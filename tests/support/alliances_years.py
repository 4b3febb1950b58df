"""What else happens in an invented alliance's year: leaving, work, public funding, signing, closing and returning."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from alliances_fund import Treasury
from alliances_money import credited, expect, settle
from alliances_office import PAPER, Claim
from alliances_people import Person, World, join
from nesa_fund.claims import CHARGES
from nesa_fund.closing import general_balance, leaving_of, surplus_faults, surplus_of
from nesa_fund.entries import FUND, bank, klass
from nesa_fund.facts import AgreedAccount, Close, Deduction, Funding, Note, Review, Withdrawal
from nesa_fund.periods import Year, year_of
from nesa_fund.records import FundingPaid, Gift, Raised, WorkGiven
from nesa_fund.records.base import Event

_LIMIT = 10_00  # Hundredths of a day between two members in a year.


# Coming and going


def come(world: World, fund: Treasury, one: Person) -> None:
    """A member joins, with its strength and its rolls; its governing body confirms its share of the year."""
    join(world, one)
    year = world.office.register.year_of(one.joined)
    if one.contributes:
        world.office.on(one.joined + timedelta(world.office.random.randint(3, 20)), fund.confirm, year, one.code)


def go(world: World, day: date) -> None:
    """Members leave: the year of each is brought to what its time in comes to, and what is open is settled."""
    office = world.office
    leavers = {one.code: one for one in world.people.values() if one.left == day}
    office.tell(
        *(Withdrawal(day=day, code=one.code, minute="FGB 9", successor=one.successor) for one in leavers.values())
    )
    for said in [fact for fact in office.register.all(Withdrawal) if fact.code in leavers]:
        papers = {"document": PAPER} if world.shape.documents else {}
        leaving = leaving_of(office.book(), said, office.today, {"minute": "FGB 9", **papers})
        for deal in leaving.deals:
            office.enter([replace(entry, meta={**entry.meta, "source": office.source()}) for entry in deal])
            for claim, pence in _moved(deal).items():
                if deal[0].meta["event"] in CHARGES:
                    expect(office, claim)
                else:
                    credited(office, claim, -pence)
        office.commit("withdrawal")
        office.on(office.today + timedelta(office.random.randint(30, 45)), _settle_with, world, said.code)


def _moved(deal) -> Counter[Claim]:
    """What a dealing moves on each claim, as its creditor's book has it."""
    moved: Counter[Claim] = Counter()
    for posting in deal[0].postings:
        _, entity, klass, *rest = posting.account.split(":")
        if klass == "Debtors":
            moved[Claim(deal[0].link, entity, rest[0])] += posting.pence
    return moved


def _settle_with(world: World, code: str) -> None:
    for claim in list(world.office.owed):
        if code in {claim.creditor, claim.debtor}:
            settle(world.office, claim)


# Work, gifts and public funding


def work_ahead(world: World, fund: Treasury, year: Year) -> None:
    """Days that members give each other and the Fund, and what associations raise and give."""
    random = world.office.random
    for _ in range(random.randint(2, 6)):
        world.office.on(_some_day(world, year), _work, world, fund)
    world.office.on(_some_day(world, year), _have_back, world)
    for one in world.people.values():
        if not one.contributes:
            world.office.on(_some_day(world, year), _raise, world, one)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refunded(Event):
    """A member has something back from outside the alliance."""

    member: str
    pence: int

    def transactions(self):
        had = (bank(self.member), self.pence), (f"Income:{self.member}:Other", -self.pence)
        return (self.entry("North Net Ltd", self.said(event="other"), *had),)


def _have_back(world: World) -> None:
    office, one = world.office, world.office.random.choice(world.schools(world.office.today))
    told = office.said("Deposit back", office.counted("Other", one.code))
    office.put(_Refunded(**told, member=one.code, pence=office.random.randint(5_00, 90_00)))


def _some_day(world: World, year: Year) -> date:
    return year.start + timedelta(world.office.random.randint(5, year.days - 5))


def _work(world: World, fund: Treasury) -> None:
    office, today = world.office, world.office.today
    year = office.register.year_of(today).name
    lines = [line for line in fund.lines[year] if line.line != "bank"]
    giver, taker = office.random.sample([one.code for one in world.schools(today)], 2)
    days = office.random.choice((50, 100, 150, 2_25))
    pair = year, *sorted((giver, taker))
    if world.days[pair] + days > _LIMIT:
        return
    world.days[pair] += days
    duty, link = office.random.choice(lines).title, office.counted("InKind", giver)
    taker = FUND if office.chance(0.2) else taker
    office.put(WorkGiven(**office.said(duty, link), giver=giver, receiver=taker, duty=duty, hundredths=days))


def _raise(world: World, one: Person) -> None:
    office, pence = world.office, world.office.random.randint(100_00, 900_00)
    office.put(
        Raised(**office.said("Summer fair", office.counted("Raised", one.code)), association=one.code, pence=pence)
    )
    day = office.today + timedelta(office.random.randint(1, 30))
    office.on(day, _give, world, one, pence - office.random.randint(0, 50_00))


def _give(world: World, one: Person, pence: int) -> None:
    office, link = world.office, world.office.counted("Gift", one.code)
    office.put(Gift(**office.said("For books", link), giver=one.code, school=one.host, pence=pence))


def fund_publicly(world: World) -> None:
    """What is published for each member's own years that end in its time, and arrives in full."""
    for one in world.people.values():
        if not one.contributes:
            continue
        start = "09-01" if one.sector == "academy" else "04-01"
        year = year_of(one.joined, start)
        while year.start <= world.shape.last - timedelta(60):
            if one.left is None or year.end <= one.left:
                day = max(one.joined, year.start)
                world.office.on(day, _publish, world, one, year)
            year = year_of(year.end + timedelta(1), start)


def _publish(world: World, one: Person, year: Year) -> None:
    office, random = world.office, world.office.random
    streams = ("GAG",) if one.sector == "academy" else ("BudgetShare", "PupilPremium")
    for stream in streams:
        pence = one.size * random.randint(4_000_00, 6_000_00) // (1 if stream != "PupilPremium" else 10)
        said = Funding(
            day=year.start, code=one.code, year=year.name, stream=stream, amount=pence, publisher="Coastshire"
        )
        office.tell(said)
        taken = 0
        if one.sector != "academy" and stream == "BudgetShare":
            taken = pence // 200
            office.tell(
                Deduction(
                    day=year.start, code=one.code, year=year.name, stream=stream, amount=taken,
                    reason="de-delegation", publisher="Coastshire",
                )
            )  # fmt: skip
        count = random.choice((1, 2, 4)) if one.joined <= year.start else 1
        parts = [(pence - taken) // count] * (count - 1)
        for n, part in enumerate([*parts, pence - taken - sum(parts)], 1):
            day = office.today + timedelta(((year.end - office.today).days * n) // (count + 1))
            office.on(day, _arrive, world, one, year, stream, n, part)


def _arrive(world: World, one: Person, year: Year, stream: str, n: int, pence: int) -> None:  # noqa: PLR0913, PLR0917
    told = world.office.said(f"{stream} {year.name}", f"Funding-{one.code}-{year.name}-{stream}-{n}")
    paid = FundingPaid(**told, member=one.code, account=bank(one.code), year=year.name, stream=stream, pence=pence)
    world.office.put(paid)


# The end of a year


def end_ahead(world: World, year: Year) -> None:
    """Put on the agenda what comes after a year: members sign, the Board reviews, returns and closes."""
    office, random = world.office, world.office.random
    if year == world.shape.years[0]:
        before = year_of(year.start - timedelta(1), f"{year.start:%m-%d}")
        office.on(before.end + timedelta(random.randint(41, 56)), sign, world, before)
    office.on(year.end + timedelta(random.randint(20, 38)), return_surplus, world, year)
    office.on(year.end + timedelta(random.randint(41, 56)), sign, world, year)
    office.on(year.end + timedelta(random.randint(45, 100)), review, world, year)
    office.on(year.end + timedelta(random.randint(86, 115)), close, world, year)


def return_surplus(world: World, year: Year) -> None:
    """In some years the Board returns what is not needed, as far as the Fund can spare it."""
    office = world.office
    if world.shape.seed % 4 == 1 and year != world.shape.years[0]:
        return
    book, today = office.book(is_funds=True), office.today
    most = general_balance(book, year, today).pence
    pence = most - 300_00 if world.shape.seed % 4 == 0 else most // 3
    if pence <= 0 or list(surplus_faults(book, year, pence, today)):
        return
    for one in surplus_of(book, year.name, pence, today, {"source": office.source(), "minute": "SB 6"}):
        office.put(replace(one, source=office.source()))
        claim = Claim(one.link, FUND, one.member)
        office.on(today + timedelta(office.random.randint(2, 40)), settle, office, claim)
    office.commit("surplus")


def sign(world: World, year: Year) -> None:
    """Each member that had a part in the year signs what its own book says of its end."""
    office = world.office
    office.commit()
    sums: Counter[tuple[str, str]] = Counter()
    dealt = {one.code for one in world.people.values() if one.is_in(year.end)}
    for one in (entry for entries in office.standing.values() for entry in entries if entry.day <= year.end):
        dealt |= {one.entity} if one.day >= year.start else set()
        for account, pence, _ in one.postings:
            sums[one.entity, klass(account)] += pence
    for one in world.people.values():
        if one.code not in dealt:
            continue
        owed, owing = sums[one.code, "Debtors"], -sums[one.code, "Creditors"]
        office.tell(
            AgreedAccount(
                day=office.today, code=one.code, owed_to=owed, owing=owing, answer="agree", as_at=year.end,
                by="Business manager", funding_in_full=one.contributes,
            )
        )  # fmt: skip


def review(world: World, year: Year) -> None:
    """The annual formal review, and the officer's note on it."""
    day = world.office.today
    world.office.tell(Review(day=day, year=year.name, minute="SB 7"))
    world.office.tell(Note(day=day, statement="schedule", line="Hartside", text="As planned."))


def close(world: World, year: Year) -> None:
    """The Board closes the year, and carries on what is left of it."""
    office = world.office
    there = general_balance(office.book(is_funds=True), year, year.end).pence
    left = max(office.brought_forward(year.end + timedelta(1)), there, 0)
    office.tell(Close(day=office.today, year=year.name, minute="SB 8", carried=left))
    office.commit("close")
