"""Invented alliances whose books are honest: each follows from its seed, and no rule has anything to find in it."""

from datetime import date, timedelta
from functools import cache
from random import Random

from alliances_agreed import agree
from alliances_fund import Treasury
from alliances_money import interest, statements, to_deposit
from alliances_office import Made, Office
from alliances_people import World, found, shape_of
from alliances_supplied import Supply
from alliances_years import come, end_ahead, fund_publicly, go, work_ahead
from nesa_fund.periods import Year, add_months


@cache
def alliance(seed: int) -> Made:
    """The alliance of a seed, as its office recorded it."""
    shape = shape_of(seed)
    office = Office(Random(seed), shape.founded)  # noqa: S311  # Chance that can be had again.
    world = World(shape, office)
    fund = Treasury(world)
    found(world)
    for one in [*world.people.values()]:
        if one.joined > shape.founded:
            office.on(one.joined, come, world, fund, one)
    for day in sorted({one.left for one in world.people.values() if one.left}):
        office.on(day + timedelta(1), go, world, day)
    fund_publicly(world)
    for year in shape.years:
        _year(world, fund, year)
    _months(world)
    office.work_until(shape.last)
    return office.made()


def _year(world: World, fund: Treasury, year: Year) -> None:
    """Put a year on the agenda; the first is adopted before it begins, the others when it has begun."""
    office = world.office
    is_first = year == world.shape.years[0]
    office.on(year.start - timedelta(30), fund.plan, year)
    office.on(year.start - timedelta(20) if is_first else year.start + timedelta(9), fund.adopt, year)
    office.on(year.start - timedelta(25), _agreed, world, fund, year)
    office.on(year.start, work_ahead, world, fund, year)
    office.on(year.start, fund.spend_ahead, year)
    end_ahead(world, year)


def _agreed(world: World, fund: Treasury, year: Year) -> None:
    supply = Supply(world, agree(world, year), fund)
    world.office.on(year.start, supply.plan_ahead)


def _months(world: World) -> None:
    """Each month is recorded soon after its end, and then the bank's statements of it."""
    office, shape = world.office, world.shape
    first = date(shape.founded.year, shape.founded.month, 1)
    n = 0
    while (end := add_months(first, n + 1) - timedelta(1)) + timedelta(6) <= shape.last:
        office.on(end + timedelta(1 + n % 4), _month, world, add_months(first, n), end)
        if n % 3 == 2 and end > shape.years[0].start + timedelta(60):
            office.on(end, interest, office)
            if shape.seed % 4 == 2:
                office.on(end, to_deposit, office, (5_00, -2_00)[n % 2])
        n += 1


def _month(world: World, since: date, until: date) -> None:
    world.office.commit()
    statements(world.office, since, until)
    world.office.commit("bank-statement")
