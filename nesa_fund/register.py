"""The register: which facts count, what held on a day, and what was known when a batch was recorded."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TypeVar

from nesa_fund.facts import (
    Agreement,
    Alliance,
    Close,
    Confirmation,
    Consent,
    Fact,
    Member,
    PlanLine,
    Roll,
    Schedule,
    Struck,
    Withdrawal,
)
from nesa_fund.periods import Year, parse_year, year_of

F = TypeVar("F", bound=Fact)
Spell = tuple[date, date | None]
FUND_NAMES = ("fund", "partnership fund", "the partnership fund", "the fund")
"""What people call the Partnership Fund, as ``spelt`` has it."""


def words(name: str) -> list[str]:
    """The words of a name, without accents and punctuation; letters of any script are letters."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", re.sub("['’`]", "", plain))


def spelt(name: str) -> str:
    """A name ignoring case, punctuation and spaces: what the import and the rules hold to be one name."""
    return " ".join(words(name)).casefold()


class Register:
    """The facts of a ledger, in the order they were recorded.

    A fact counts unless it was struck, corrected by a later one, or replaced in its slot by the
    fact of a later batch (a measurement has one slot a key, a state one a key and date).
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Take the facts of all batches; their places tell which was recorded first."""
        self.facts = tuple(sorted(facts, key=lambda fact: (fact.place.batch, fact.place.file, fact.place.line)))
        self._known_by = lru_cache(maxsize=256)(self._facts_known_by)

    def recorded_by(self, batch: int) -> "Register":
        """The register as it stood when that batch had been recorded."""
        return self if batch >= self.last_batch else self._known_by(batch)

    def _facts_known_by(self, batch: int) -> "Register":
        return Register(fact for fact in self.facts if fact.place.batch <= batch)

    def joined_by(self, facts: Iterable[Fact]) -> "Register":
        """This register with further facts, as an import sees its own batch before it is written."""
        return Register((*self.facts, *facts))

    @cached_property
    def last_batch(self) -> int:
        """The number of the newest batch that recorded a fact."""
        return max((fact.place.batch for fact in self.facts), default=0)

    @cached_property
    def in_force(self) -> dict[type[Fact], list[Fact]]:
        """The facts that count, by class, in order of date and then of recording."""
        struck = {(fact.batch.zfill(4), fact.fact_source) for fact in self.facts if isinstance(fact, Struck)}
        corrected = {(fact.corrects, fact.TYPE) for fact in self.facts if fact.corrects}
        slots: dict[tuple[object, ...], Fact] = {}
        for fact in self.facts:
            gone = (f"{fact.place.batch:04d}", fact.source) in struck or (fact.reference, fact.TYPE) in corrected
            if not gone:
                slots[fact.slot] = fact
        found: dict[type[Fact], list[Fact]] = defaultdict(list)
        for fact in slots.values():
            found[type(fact)].append(fact)
        for facts in found.values():
            facts.sort(key=lambda fact: (fact.day, fact.place.batch))
        return found

    @cached_property
    def slots(self) -> dict[tuple[object, ...], Fact]:
        """What fills each slot: what an importer asks before it records a fact."""
        return {fact.slot: fact for facts in self.in_force.values() for fact in facts}

    def all(self, kind: type[F]) -> list[F]:
        """The facts of a class that count, in order of date and then of recording."""
        return [fact for fact in self.in_force.get(kind, ()) if isinstance(fact, kind)]

    # The alliance and its years

    def alliance(self, day: date | None = None) -> Alliance:
        """What the alliance had settled on a day (default: its newest settings)."""
        states = self.settings
        return next((state for state in reversed(states) if day is None or state.day <= day), states[0])

    @cached_property
    def settings(self) -> list[Alliance]:
        """What the alliance has settled, oldest first; a ledger has at least one such fact."""
        return self.all(Alliance)

    def year_of(self, day: date) -> Year:
        """The alliance year of a day."""
        return year_of(day, self.alliance().year_start)

    def year(self, name: str) -> Year:
        """The alliance year of that name; raises ValueError where there is none such."""
        return parse_year(name, self.alliance().year_start)

    @cached_property
    def charter_from(self) -> date:
        """The first day the charter binds."""
        return self.alliance().charter_from or date.min

    def is_closed(self, year: str) -> bool:
        """Whether the Board has closed a year."""
        return year in self.closes

    @cached_property
    def closes(self) -> Mapping[str, Close]:
        """Year -> its close, of the years that the Board has closed."""
        return {close.year: close for close in self.all(Close)}

    # Members

    @cached_property
    def members(self) -> dict[str, Member]:
        """Code -> the member's newest state."""
        return {member.code: member for member in self.all(Member)}

    @cached_property
    def _states(self) -> dict[str, list[Member]]:
        states: dict[str, list[Member]] = defaultdict(list)
        for member in self.all(Member):
            states[member.code].append(member)
        return states

    def member(self, code: str, day: date) -> Member:
        """What held of a member on a day; before its first fact, what that says."""
        states = self._states[code]
        return next((state for state in reversed(states) if state.day <= day), states[0])

    def name(self, code: str) -> str:
        """What people call an entity."""
        if code in self.members:
            return self.members[code].name or code
        return "Partnership Fund" if code == "Fund" else code

    def spells(self, code: str) -> tuple[Spell, ...]:
        """The member's spells of membership: first day, and last day or None."""
        return self._spells.get(code, ())

    @cached_property
    def _spells(self) -> dict[str, tuple[Spell, ...]]:
        events: dict[str, list[tuple[date, bool]]] = defaultdict(list)
        for member in self.all(Member):
            events[member.code].append((member.day, False))
        for leaving in self.all(Withdrawal):
            events[leaving.code].append((leaving.day, True))
        return {code: _spells(sorted(days)) for code, days in events.items()}

    def is_in(self, code: str, day: date) -> bool:
        """Whether the entity is in membership on a day; the Fund always is."""
        return code == "Fund" or any(
            first <= day and (last is None or day <= last) for first, last in self.spells(code)
        )

    @cached_property
    def contributing(self) -> tuple[str, ...]:
        """Codes of all schools and trusts there ever were, in order."""
        return tuple(sorted(code for code, member in self.members.items() if member.contributes))

    # Rolls, plan, schedule

    @cached_property
    def _rolls(self) -> dict[tuple[str, str], Fraction]:
        rolls: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        for roll in self.all(Roll):
            rolls[roll.code, roll.census] += roll.pupils
        return rolls

    def roll(self, code: str, census: str) -> Fraction | None:
        """Pupils of a member at a census, over its URNs; None where none is recorded, or not of all its URNs."""
        return None if self._lacks_urns(code, census) else self._rolls.get((code, census))

    def _lacks_urns(self, code: str, census: str) -> bool:
        """Whether only some of a member's URNs have a roll: half a federation must not pass for the whole."""
        recorded = self._urns.get((code, census), frozenset())
        if not recorded or code not in self.members:
            return False
        listed = frozenset(filter(None, map(str.strip, self.member(code, self.censuses[census]).urn.split(","))))
        return recorded < listed

    @cached_property
    def _urns(self) -> dict[tuple[str, str], frozenset[str]]:
        """(member, census) -> the URNs that its rolls are of; empty text for one of the whole member."""
        urns: dict[tuple[str, str], set[str]] = defaultdict(set)
        for roll in self.all(Roll):
            urns[roll.code, roll.census].add(roll.urn)
        return {key: frozenset(found) for key, found in urns.items()}

    @cached_property
    def censuses(self) -> dict[str, date]:
        """Census -> its date, oldest first."""
        return dict(sorted(((roll.census, roll.day) for roll in self.all(Roll)), key=lambda item: (item[1], item[0])))

    def plan(self, year: str) -> dict[str, PlanLine]:
        """Line code -> line of that year's plan."""
        return self._plans.get(year, {})

    @cached_property
    def _plans(self) -> dict[str, dict[str, PlanLine]]:
        plans: dict[str, dict[str, PlanLine]] = defaultdict(dict)
        for line in self.all(PlanLine):
            plans[line.year][line.line] = line
        return plans

    def schedule(self, year: str) -> Schedule | None:
        """The Board's adoption of that year, if it has adopted."""
        return next((schedule for schedule in self.all(Schedule) if schedule.year == year), None)

    @cached_property
    def confirmations(self) -> dict[tuple[str, str], Confirmation]:
        """(member, year) -> its governing body's confirmation."""
        return {(said.code, said.year): said for said in self.all(Confirmation)}

    # Agreements

    @cached_property
    def agreements(self) -> dict[str, list[Agreement]]:
        """Agreement code -> its terms, oldest first."""
        terms: dict[str, list[Agreement]] = defaultdict(list)
        for agreement in self.all(Agreement):
            terms[agreement.code].append(agreement)
        return terms

    def agreement(self, code: str, day: date) -> Agreement | None:
        """The terms in force on a day; None before the first and after the end."""
        terms = next((terms for terms in reversed(self.agreements.get(code, [])) if terms.day <= day), None)
        return terms if terms and (terms.until is None or day <= terms.until) else None

    def consents_to(self, terms: Agreement) -> dict[str, list[Consent]]:
        """Party -> its consents to these terms, as far as they bind.

        A consent is to the agreement's newest terms recorded up to the consent's own batch; a
        title, a category or a paper corrected since leaves it standing.
        """
        found: dict[str, list[Consent]] = defaultdict(list)
        for consent in self._consents.get(terms.code, []):
            known = self.recorded_by(consent.place.batch or self.last_batch).agreements.get(terms.code)
            if known and _binding(known[-1]) == _binding(terms):
                found[consent.code].append(consent)
        return found

    @cached_property
    def _consents(self) -> dict[str, list[Consent]]:
        found: dict[str, list[Consent]] = defaultdict(list)
        for consent in self.all(Consent):
            found[consent.agreement].append(consent)
        return found


def _binding(terms: Agreement) -> tuple[object, ...]:
    """What of an agreement binds its parties, and so needs a new consent when it changes."""
    return (
        *(terms.code, terms.supplier, frozenset(terms.customers), terms.share, frozenset(terms.weights), terms.census),
        *(terms.unit, terms.unit_price, terms.unit_cost, terms.ceiling, terms.day, terms.until, terms.leaver),
    )


def _spells(events: list[tuple[date, bool]]) -> tuple[Spell, ...]:
    """Spells from joinings and last days in order; a second joining within a spell changes nothing."""
    spells: list[Spell] = []
    for day, is_last in events:
        is_open = bool(spells) and spells[-1][1] is None
        if is_last and is_open:
            spells[-1] = (spells[-1][0], day)
        elif not is_last and not is_open:
            spells.append((day, None))
    return tuple(spells)
