"""FUN3 and FUN4, read plainly: that grants go to their purpose, and that the Fund never borrows."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from oracle import ONE_DAY, Entry, Told

Found = set[tuple[object, ...]]


def fun3(told: Told) -> Found:
    """(link,) of spending of a grant that is not on its lines, in its time, or covered; and the other way."""
    found: Found = set()
    for one in told.in_charter(told.live):
        for grant in _borne(one):
            terms = _terms(told, grant, one.day)
            until = terms.date("until") if terms else None
            if _grant_of_line(told, one) != grant or (until and one.day > until):
                found.add((one.link,))
        general = sum(
            p.pence for p in one.postings if p.entity == "Fund" and (p.root, p.klass) == ("Expenses", "General")
        )
        if general > 0 and _grant_of_line(told, one):
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


def _grant_of_line(told: Told, one: Entry) -> str:
    """The grant of the plan line that an entry cites."""
    year = told.year(one.day)
    lines = [fact for fact in told.all("plan") if fact.values[:2] == (year, one.meta.get("plan", ""))]
    return lines[0].text("grant") if lines else ""


def _uncovered(told: Told) -> Found:
    """The spending of each day at whose end a grant has borne more than came in, or than its amount if in arrears."""
    moved: dict[str, dict[date, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for one in told.live:
        for p in one.postings:
            for grant in {g for g in (_grant_of(p.account),) if g}:
                moved[grant][one.day].append(one)
    found: Found = set()
    for grant, days in moved.items():
        spent = received = Fraction(0)
        for day in sorted(days):
            before = spent - received
            for one in {id(entry): entry for entry in days[day]}.values():
                for p in one.postings:
                    if _grant_of(p.account) == grant:
                        spent += p.pence if p.root == "Expenses" else 0
                        received -= p.pence if p.root != "Expenses" else 0
            terms = _terms(told, grant, day)
            is_arrears = terms is not None and terms.text("paid", "advance") == "arrears"
            most = _amount(terms) if is_arrears else received
            if spent > most and (is_arrears or spent - received > before) and day >= told.charter_from:
                found |= {(one.link,) for one in days[day] if grant in _borne(one)}
    return found


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
            first = max(day, told.charter_from)
            while first <= last:
                found.add((told.year(first),))
                first = told.span_of(first)[1] + ONE_DAY
    return found
