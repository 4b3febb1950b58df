"""What the members of an invented alliance agree: prices, keys and contracts, with each party's consent."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from alliances_people import Person, World
from nesa_fund.bills import RESHARE
from nesa_fund.entries import FUND
from nesa_fund.facts import Agreement, Consent, Contract
from nesa_fund.periods import Year

PRICED = (("music", "Teaching"), ("ict", "ITSupport"), ("welfare", "EducationSupport"), ("office", "Administration"))
SHARED = (
    ("net", "Broadband", "roll"), ("skips", "Cleaning", "equal"), ("boiler", "Maintenance", "fixed"),
    ("print", "AdminSupplies", "usage"), ("energy", "Energy", "roll"), ("minibus", "SpecialFacilities", "equal"),
    ("insurance", "Insurance", "fixed"), ("devices", "Devices", "usage"),
)  # fmt: skip
FIRM = "North Net Ltd"


@dataclass
class Deal:
    """An agreement in a year, as it is dealt under."""

    terms: Agreement
    year: Year
    annual: int = 0
    is_billed: bool = False

    @property
    def code(self) -> str:
        """The agreement's code."""
        return self.terms.code


def agree(world: World, year: Year) -> list[Deal]:
    """What is agreed for a year: of every key at least one, with what each party decided."""
    office, random = world.office, world.office.random
    schools = [one for one in world.schools(year.start) if one.left is None or one.left > year.start]
    joiners = [one for one in world.people.values() if one.contributes and year.start < one.joined <= year.end]
    suppliers = [one for one in schools if one.left is None]
    deals = []
    many = min(4, 1 + world.shape.size // 6)
    for n, (code, category) in enumerate(PRICED[:many]):
        supplier = suppliers[n % len(suppliers)]
        customers = _customers(world, supplier, schools, joiners if n == 0 else [])
        if n == 0:
            customers += [FUND]
        if n == 0 and f"{supplier.code}PTA" in world.people:
            customers.append(f"{supplier.code}PTA")
        price = random.choice((40_00, 37_35, 250_00, 18_15))
        more = {"share": "priced", "unit": "hour", "unit_price": price, "unit_cost": price, "cost_basis": "pay scale"}
        deals.append(_deal(world, year, code, supplier.code, customers, category=category, **more))
    for n, (code, category, share) in enumerate(SHARED[: many + 4]):
        supplier = suppliers[(n + 2) % len(suppliers)]
        customers = _customers(world, supplier, schools, joiners if code not in {"net", "boiler"} else [])
        if code == "net":
            customers = _with_one_leaver(world, customers)
        deals.append(_shared(world, year, code, category, share, supplier, customers))
    camp = _customers(world, suppliers[0], schools, [])
    deals.append(_deal(world, year, "camp", FUND, camp, category="SpecialFacilities", share="equal"))
    for deal in deals:
        _consents(world, deal)
    office.commit()
    return deals


def _customers(world: World, supplier: Person, schools: list[Person], joiners: list[Person]) -> list[str]:
    """Some of the schools beside the supplier, in small alliances all; whoever leaves in time among them."""
    others = [one.code for one in schools if one.code != supplier.code]
    count = len(others) if len(others) < 6 else world.office.random.randint(3, min(8, len(others)))
    leavers = [one.code for one in schools if one.left and one.code != supplier.code]
    some = world.office.random.sample(others, count)
    return [*dict.fromkeys([*some, *leavers]), *(one.code for one in joiners)]


def _with_one_leaver(world: World, customers: list[str]) -> list[str]:
    """The customers of a bill that is shared anew for one leaving: what a second one makes due, SUB5 takes for old."""
    leavers = [code for code in customers if world.people[code].left]
    return [code for code in customers if code not in leavers[1:]]


def _shared(  # noqa: PLR0913, PLR0917  # What a key rests on.
    world: World, year: Year, code: str, category: str, share: str, supplier: Person, customers: list[str]
) -> Deal:
    random, shape = world.office.random, world.shape
    more: dict[str, object] = {"category": category, "share": share}
    if share == "fixed":
        sharers = [supplier.code, *customers]
        weights = {one: Fraction(random.choice((0, 1, 1, 2, 3))) for one in sharers} | {sharers[1]: Fraction(2)}
        more["weights"] = tuple(weights.items())
    if share == "equal" and code == "minibus" and shape.seed % 2 == 0:
        customers.append(FUND)
    if share == "roll" and code == "net":
        more |= {"leaver": RESHARE, "census": f"{year.start.year - 1}-10"}
    deal = _deal(world, year, code, supplier.code, customers, **more)
    if code in {"net", "skips"}:
        deal.annual = random.randint(900_00, 4_000_00)
        parties = [supplier.code, *(one for one in customers if one != FUND)]
        world.office.tell(
            Contract(
                day=year.start, code=deal.terms.contract, supplier=FIRM, annual_cost=deal.annual,
                title=f"{category} together", alone_cost=tuple((one, deal.annual) for one in parties),
                participants=tuple(parties), contact="Business manager", until=year.end, quotes=3, category=category,
            )
        )  # fmt: skip
    return deal


def _deal(world: World, year: Year, code: str, supplier: str, customers: list[str], **more: object) -> Deal:
    """Terms of a year: new ones of the agreement that there is, or an agreement of its own."""
    known = code in world.office.register.agreements
    is_renewed = known and year.start.year % 2 == 1
    name = code if is_renewed or not known else f"{code}{year.start.year % 100}"
    contract = f"{code}-{year.start.year}" if code in {"net", "skips"} else ""
    ceiling = 900_000_00 + (year.start.year - 2020) * 100_000_00
    terms = Agreement(
        day=year.start, code=name, supplier=supplier, ceiling=ceiling, title=f"{code} of {year.name}",
        customers=tuple(customers), contract=contract, until=year.end, **more,
    )  # fmt: skip
    world.office.tell(terms)
    return Deal(terms, year)


def _consents(world: World, deal: Deal) -> None:
    office, today = world.office, world.office.today
    for code in (deal.terms.supplier, *deal.terms.customers):
        if code == FUND:
            continue
        joined = world.people[code].joined
        day = today + timedelta(office.random.randint(0, max(0, (deal.year.start - today).days)))
        if joined > today:
            office.on(joined, office.tell, _consent(deal, code, joined))
        else:
            office.on(day, office.tell, _consent(deal, code, day))


def _consent(deal: Deal, code: str, day: date) -> Consent:
    return Consent(day=day, agreement=deal.code, code=code, minute=f"FGB {day}/4")
