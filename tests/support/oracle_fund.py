"""FUN3 and FUN4, read plainly: that grants go to their purpose, and that the Fund never borrows."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from oracle import ONE_DAY, Entry, Fact, Posting, Told

Found = set[tuple[object, ...]]


def fun3(told: Told) -> Found:
    """(link,) of spending off its grant's lines or after its end; ("grant X", year) where more is spent than came."""
    found: Found = set()
    for one in told.in_charter(told.live):
        line = _line(told, one)
        of_line = line.text("grant") if line else None
        general = sum(p.pence for p in one.postings if (p.root, p.entity, p.klass) == ("Expenses", "Fund", "General"))
        payers = _borne(one) | ({""} if general > 0 else set())
        supplied = date.fromisoformat(one.meta.get("supplied", str(one.day)))
        for grant in payers:
            terms = _terms(told, grant, one.day)
            until = terms.date("until") if terms else None
            if (of_line is not None and of_line != grant) or (until and supplied > until):
                found.add((one.link,))
    return found | _uncovered(told)


def _borne(one: Entry) -> set[str]:
    """The grants that bear something of an entry."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for p in one.postings:
        if (p.root, p.entity, p.klass) == ("Expenses", "Fund", "Grants"):
            sums[p.other] += p.pence
    return {grant for grant, pence in sums.items() if pence > 0}


def _terms(told: Told, grant: str, day: date):
    states = [fact for fact in told.all("grant") if fact.values[0] == grant]
    return ([fact for fact in states if fact.day <= day] or states[:1] or [None])[-1]


def _line(told: Told, one: Entry) -> Fact | None:
    """The line of its year's plan that an entry cites."""
    cited = told.year(one.day), one.meta.get("plan", "")
    return next((fact for fact in told.all("plan") if fact.values[:2] == cited), None)


def _uncovered(told: Told) -> Found:
    """Grants of which more is spent than came and stayed, or than its amount if in arrears, at the end of a day."""
    moved: dict[str, dict[date, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    for p, day in ((p, one.day) for one in told.entries for p in one.postings if p.commodity == "GBP"):
        if grant := _grant_of(p.account):
            moved[grant][day].append(p)
    found: Found = set()
    for grant, by_day in moved.items():
        spent = received = least = Fraction(0)
        days = sorted(
            {*by_day, *(fact.day for fact in told.all("grant") if fact.values[0] == grant and fact.day <= told.as_at)}
        )
        for n, day in enumerate(days):
            spent += sum((p.pence for p in by_day[day] if p.root == "Expenses"), Fraction(0))
            received -= sum((p.pence for p in by_day[day] if p.root != "Expenses"), Fraction(0))
            terms = _terms(told, grant, day)
            is_arrears = terms is not None and terms.text("paid", "advance") == "arrears"
            over = max(Fraction(0), spent - (_amount(terms) if is_arrears else received))
            least = over if day < told.charter_from else min(least, over)  # What was before does not count.
            last = days[n + 1] - ONE_DAY if n + 1 < len(days) else told.as_at
            if over > least:
                found |= {(f"grant {grant}", year) for year in _years(told, max(day, told.charter_from), last)}
    return found


def _years(told: Told, first: date, last: date) -> Iterator[str]:
    """The alliance years of some days."""
    while first <= last:
        yield told.year(first)
        first = told.span_of(first)[1] + ONE_DAY


def _amount(terms) -> Fraction:
    return Fraction(terms.values[1].number) * 100


def _grant_of(account: str) -> str:
    root, entity, *of = [*account.split(":"), "", "", ""]
    if entity != "Fund":
        return ""
    if root in {"Income", "Expenses"} and of[0] == "Grants":
        return of[1]
    return of[2] if (root, of[0], of[1]) == ("Equity", "Opening", "Grants") else ""


def fun4(told: Told) -> Found:
    """(alliance year,) of each year with a night on which the Fund's bank holds less than is unspent of its grants."""
    held: dict[date, Fraction] = defaultdict(Fraction)
    grants: dict[date, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in told.entries:
        for p in one.postings:
            if p.commodity != "GBP":
                continue
            if p.account == "Assets:Fund:Bank" or p.account.startswith("Assets:Fund:Bank:"):
                held[one.day] += p.pence
            elif grant := _grant_of(p.account):
                grants[one.day][grant] -= p.pence
    days = sorted({*held, *grants})
    found: Found = set()
    bank, unspent = Fraction(0), defaultdict(Fraction)
    for n, day in enumerate(days):
        bank += held[day]
        for grant, pence in grants[day].items():
            unspent[grant] += pence
        last = days[n + 1] - ONE_DAY if n + 1 < len(days) else told.as_at
        if bank < sum(max(Fraction(0), pence) for pence in unspent.values()) and last >= told.charter_from:
            found |= {(year,) for year in _years(told, max(day, told.charter_from), last)}
    return found
