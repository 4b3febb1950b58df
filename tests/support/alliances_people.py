"""Who an invented alliance is: its size, what it settles, its members, their rolls, who comes and who goes."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import NamedTuple

from alliances_money import charge
from alliances_office import Claim, Office
from nesa_fund.entries import FUND, bank, contribution_income, costs
from nesa_fund.facts import Alliance, Duty, Member, Roll, Strength, Struck, SystemCode
from nesa_fund.periods import ONE_DAY, Year, add_months, year_of
from nesa_fund.records import CashbookLine, OpeningBalance, OpeningDebt, charge_link, grant_unspent
from nesa_fund.records.income import interest

LEGACY = 400_00
STEMS = (
    "Hartside", "Coquet", "Rothley", "Elsdon", "Ash", "Elm", "Linn", "Birch", "Alder", "Rowan",
    "Hazel", "Thorn", "Larch", "Willow", "Maple", "Beech", "Holly", "Yew", "Oak", "Pine",
)  # fmt: skip
NAMES = (*STEMS, *(f"{stem}High" for stem in STEMS), *(f"{stem}First" for stem in STEMS[:6]))


class Shape(NamedTuple):
    """What an alliance is like: all of it follows from the seed."""

    seed: int
    size: int
    years: tuple[Year, ...]
    founded: date
    last: date
    keeps: bool
    has_past: bool
    documents: bool


@dataclass
class Person:
    """A member, and what is to become of it."""

    code: str
    kind: str
    joined: date
    size: int
    reclaims: bool
    sector: str = "maintained"
    urns: tuple[str, ...] = ()
    left: date | None = None
    successor: str = ""
    host: str = ""

    @property
    def contributes(self) -> bool:
        """Whether it is a school or a trust."""
        return self.kind != "association"

    def is_in(self, day: date) -> bool:
        """Whether it is in membership on a day, by what is to become of it."""
        return self.joined <= day and (self.left is None or day <= self.left)


@dataclass
class World:
    """An alliance's shape, its office, and its members by code."""

    shape: Shape
    office: Office
    people: dict[str, Person] = field(default_factory=dict)
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    used: set[tuple[str, str]] = field(default_factory=set)
    days: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def schools(self, day: date) -> list[Person]:
        """The schools and trusts in membership on a day."""
        return [one for one in self.people.values() if one.contributes and one.is_in(day)]

    def stayers(self, first: date) -> list[Person]:
        """Those of a day that stay to the end."""
        return [one for one in self.schools(first) if one.left is None]


def shape_of(seed: int) -> Shape:
    """The shape of an alliance: most are small, every tenth has forty members."""
    random = Random(f"shape {seed}")  # noqa: S311  # Chance that can be had again.
    size = 40 if seed % 10 == 9 else random.choice((4, 4, 5, 5, 6, 7, 8, 10, 14))
    start = "04-01" if seed % 7 == 5 else "09-01"
    first = year_of(date(2024 if random.random() < 0.5 else 2025, 12, 1), start)
    years = [first]
    for _ in range((seed // 2) % 3 if size < 20 else seed // 10 % 2):
        years.append(year_of(years[-1].end + ONE_DAY, start))
    founded = first.start - timedelta(random.randint(40, 90))
    last = years[-1].end + timedelta(random.randint(125, 190))
    return Shape(seed, size, tuple(years), founded, last, seed % 2 == 1, seed % 4 == 3, random.random() < 0.3)


def found(world: World) -> None:
    """Found the alliance: what it settles, its members, their rolls, and what was there before."""
    office, shape = world.office, world.shape
    first = shape.years[0].start
    settled = Alliance(
        day=shape.founded, name="Coast and Castle Alliance", year_start=f"{first:%m-%d}",
        terms_days=office.random.choice((14, 30, 30, 30)), overdue_days=office.random.choice((60, 90, 90)),
        withdrawal="keep" if shape.keeps else "refund", holder="Hartside", joiner_reserve=1_000_00,
        quotes_above=2_000_00, documents=shape.documents, minute="SB 1",
        charter_from=first if shape.has_past else None,
    )  # fmt: skip
    office.tell(settled)
    office.commit("init")
    _people(world)
    for one in [*world.people.values()]:
        if one.joined == shape.founded:
            join(world, one)
    _rolls_of_time(world)
    _mistakes(world)
    _past(world)
    if shape.seed % 3 == 1:
        office.on(first + timedelta(100), _settle_anew, world)


def _settle_anew(world: World) -> None:
    """Other terms from a day on: a debt keeps those that it was born with."""
    known = world.office.settled
    states = {name: getattr(known, name) for name in known.__slots__ if name not in {"day", "terms_days"}}
    world.office.tell(Alliance(day=world.office.today, terms_days=21, **states))


# Who they are


def _people(world: World) -> None:
    shape, random = world.shape, world.office.random
    names = list(NAMES[: shape.size])
    associations = 1 + shape.size // 15
    for n, code in enumerate(names[: shape.size - associations]):
        world.people[code] = _school(shape, random, code, n)
    hosts = names[:associations]
    for host in hosts:
        code = f"{host}PTA"
        world.people[code] = Person(code, "association", shape.founded, 0, reclaims=False, host=host)
    movers = [one for one in world.people.values() if one.contributes and one.code not in hosts]
    random.shuffle(movers)
    _comings(world, movers)
    _goings(world, movers)


def _school(shape: Shape, random: Random, code: str, n: int) -> Person:
    is_trust = n % 5 == 3
    sector = "academy" if is_trust or random.random() < 0.3 else "maintained"
    count = random.randint(2, 5) if is_trust else 2 if n % 7 == 4 else 1
    urns = tuple(str(990000 + 10 * n + k) for k in range(count))
    size = random.randint(60, 450) * (count if is_trust else 1)
    kind = "trust" if is_trust else "school"
    return Person(code, kind, shape.founded, size, random.random() < 0.75, sector, urns)


def _within(world: World, first_month: int, last_month: int) -> date:
    """A month's first day within one of the years."""
    year = world.office.random.choice(world.shape.years)
    return add_months(year.start, world.office.random.randint(first_month, last_month))


def _comings(world: World, movers: list[Person]) -> None:
    """Some join during a year; those that remain are enough to carry an alliance."""
    for _ in range(1 if world.shape.size < 8 else 2):
        if len(movers) > 3:
            movers.pop().joined = _within(world, 1, 7) + timedelta(world.office.random.randint(0, 20))


def _goings(world: World, movers: list[Person]) -> None:
    """One leaves, and in some alliances one converts to an academy."""
    if len(movers) > 2:
        movers.pop().left = _within(world, 3, 9) - ONE_DAY
    if len(movers) > 2 and world.shape.seed % 3 != 0:
        old = movers.pop()
        old.left, old.successor = _within(world, 3, 8) - ONE_DAY, f"{old.code}Academy"
        urns = tuple(f"{urn}9" for urn in old.urns)
        world.people[old.successor] = Person(
            old.successor, old.kind, old.left + ONE_DAY, old.size, old.reclaims, "academy", urns
        )


# What is recorded of them


def join(world: World, one: Person) -> None:
    """Record that a member joins, with its strength where it joins an alliance that is there."""
    office = world.office
    is_kept = one.sector == "maintained" and one.contributes and len(one.code) % 3 == 0
    office.tell(
        Member(
            day=one.joined, code=one.code, kind=one.kind, name=f"{one.code} {one.kind}", urn=", ".join(one.urns),
            sector=one.sector if one.contributes else "", authority="Coastshire" if is_kept else "",
            year_start="09-01" if one.sector == "academy" else "04-01", host=one.host, reclaims_vat=one.reclaims,
            bank="authority" if is_kept else "own" if one.contributes else "", minute="FGB 1",
            alias=(f"{one.code} School",) if one.kind == "school" else (),
        )
    )  # fmt: skip
    if one.contributes and one.joined > world.shape.founded:
        day = add_months(one.joined, -office.random.randint(1, 17))
        office.tell(Strength(day=day, code=one.code, reserve=office.random.randint(1_000_00, 90_000_00), as_at=day))
        for census in _censuses(world, one.joined):
            roll(world, one, census)
    if one.contributes and office.chance(0.2):
        office.tell(SystemCode(day=one.joined, member=one.code, category="Teaching", code="E01-210"))


def _censuses(world: World, until: date) -> list[str]:
    """The censuses that are counted by a day, the one of the first year's schedule the oldest."""
    first = world.shape.years[0].start.year - 1
    return [f"{year}-10" for year in range(first, until.year + 1) if date(year, 12, 1) <= until]


def roll(world: World, one: Person, census: str) -> None:
    """Record a member's pupils at a census, of each of its schools where it has several."""
    year = int(census[:4])
    whole = max(len(one.urns), one.size + (year - 2024) * (len(one.code) - 5))
    parts = [whole // len(one.urns)] * (len(one.urns) - 1)
    half = Fraction(1, 2) if len(one.code) == 5 else Fraction(0)
    for urn, pupils in zip(one.urns, [*parts, whole - sum(parts) + half], strict=True):
        code = urn if len(one.urns) > 1 else ""
        world.office.tell(Roll(day=date(year, 10, 1), code=one.code, pupils=Fraction(pupils), census=census, urn=code))


def _mistakes(world: World) -> None:
    """A duty that was never agreed is struck out, and a code that was wrong is corrected."""
    office, one = world.office, world.stayers(world.shape.founded)[0]
    office.tell(
        Duty(day=office.today, code=one.code, title="Never agreed"),
        SystemCode(day=office.today, member=one.code, category="Energy", code="E61"),
    )
    office.commit()
    duty, code = office.batches[-1].draft.facts[-2:]
    number = f"{len(office.batches):04d}"
    office.tell(
        Struck(day=office.today, batch=number, fact_source=duty.source, minute="SB 1", reason="Never agreed"),
        replace(code, code="E16", corrects=f"{number} {code.source}", reason="Figures changed places"),
    )


def _rolls_of_time(world: World) -> None:
    """Each member's rolls: those there are at the founding, and each autumn's in December."""
    founded = world.shape.founded
    for census in _censuses(world, founded):
        for one in world.schools(founded):
            roll(world, one, census)
    for year in range(founded.year, world.shape.last.year + 1):
        counted = date(year, 12, 1)
        if founded < counted <= world.shape.last:
            world.office.on(counted, _rolls_of, world, f"{year}-10")


def _rolls_of(world: World, census: str) -> None:
    for one in world.schools(world.office.today):
        roll(world, one, census)


# What was there before


def _past(world: World) -> None:
    """The Fund's balance and an unspent grant, or its cash book of years before; an old debt between two schools."""
    office, shape = world.office, world.shape
    opened = add_months(shape.years[0].start, -24) if shape.has_past else shape.founded
    held = office.random.randint(1_500_00, 6_000_00)
    _opening(world, FUND, bank(FUND), held, opened)
    if shape.has_past:
        _cash_book(world, opened)
    elif shape.seed % 5 == 2:
        _opening(world, FUND, bank(FUND), LEGACY, opened)
        _opening(world, FUND, grant_unspent("Legacy"), -LEGACY, opened)
    creditor, debtor = world.stayers(shape.founded)[:2]
    due = None if office.chance(0.5) else shape.founded + timedelta(office.random.randint(0, 40))
    pence = office.random.randint(50_00, 900_00)
    debt = OpeningDebt(
        **office.said("Owed from before", charge_link(creditor.code, "OLD-1")), supplier=creditor.code,
        customer=debtor.code, number="OLD-1", pence=pence, due=due,
    )  # fmt: skip
    charge(office, debt, Claim(debt.link, creditor.code, debtor.code), due=due)
    _opening(world, debtor.code, bank(debtor.code), office.random.randint(100_00, 900_00), shape.founded)


def _opening(world: World, entity: str, account: str, pence: int, day: date) -> None:
    told = world.office.said("Brought in", f"Opening-{entity}", day)
    world.office.put(OpeningBalance(**told, entity=entity, account=account, pence=pence))
    world.office.opened[account] += pence


def _cash_book(world: World, opened: date) -> None:
    """Two years of an old cluster's money, in the Fund's book alone."""
    office, codes = world.office, [one.code for one in world.stayers(world.shape.founded)[:3]]
    for month in range(1, 22, 5):
        day, code = add_months(opened, month), office.random.choice(codes)
        paid_in = office.random.randint(200_00, 700_00)
        moved = {contribution_income(code): paid_in, costs(FUND, "Training"): -paid_in // 2, interest(): 3_21}
        for account, pence in moved.items():
            told = office.said("From the cash book", office.counted("Cashbook", FUND, day), day)
            office.put(CashbookLine(**told, account=account, pence=pence))
            office.opened[bank(FUND)] += pence
