"""What each line of a statement was: pure, from the line, what is recorded already, and what is due.

In this order: what is recorded already under a reference that the line names, by who paid, or on
the very day; then what is due by the references and numbers in the text; then by who paid and the
amount, where only one thing fits. An amount alone is never enough: it is a suggestion.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import combinations
from typing import NamedTuple

from importers.banked import NEAR_DAYS
from importers.banks.terms import FAR_DAYS, Due, Match, Movement, Part, Said
from importers.banks.texts import Parties, keys_in, special_party

_MOST_TRIED = 12  # Things due, whose sums are tried.


@dataclass(slots=True)
class Matcher:
    """The lines that nothing has accounted for, beside what could; each thing accounts for one line."""

    movements: Sequence[Movement]
    dues: Sequence[Due]
    parties: Parties
    _days: dict[date, list[Movement]] = field(default_factory=lambda: defaultdict(list))
    _of_party: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    _owed: Counter[tuple[str, str]] = field(default_factory=Counter)
    _keyed: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Begin with all that is recorded, and all of what is due."""
        for one in self.movements:
            self._days[one.day].append(one)
        for due in self.dues:
            self._of_party[due.party].append(due)
            self._owed[due.link, due.party] += due.pence
            for key in due.references | due.numbers:
                self._keyed[key].append(due)

    def match(self, lines: Sequence[Said]) -> dict[str, Match]:
        """Line id -> what it was, for lines of which that is certain; then what others may have been."""
        found: dict[str, Match] = {}
        seen = [_Seen.of(line, self) for line in lines]
        steps: tuple[tuple[str, _Step], ...] = (
            ("recorded already, by its reference", self._by_reference),
            ("recorded already, by who it was", self._by_party),
            ("recorded already, by its day and amount", self._by_day),
        )
        for why, step in steps:
            found |= self._recorded(why, step, [line for line in seen if line.said.id not in found])
        for line in seen:
            match = None if line.said.id in found else self._due(line)
            if match and not self._is_maybe_recorded(line, match):
                found[line.said.id] = self._placing(line, match)
                self._owed.subtract({(part.due.link, part.due.party): part.pence for part in match.parts})
        for line in seen:
            match = None if line.said.id in found else self._suggestion(line)
            if match:
                found[line.said.id] = match
        return found

    # What is recorded already

    def _recorded(self, why: str, step: "_Step", lines: Sequence["_Seen"]) -> dict[str, Match]:
        found = {}
        for line in lines:
            taken = step(line, lines)
            if taken:
                found[line.said.id] = Match(why, taken)
                for one in taken:
                    self._days[one.day].remove(one)
        return found

    def _near(self, line: "_Seen", days: int = NEAR_DAYS) -> list[Movement]:
        """Recorded payments of a line's direction and time that its text does not speak against, nearest first."""
        near = [
            one
            for one in self._around(line, days)
            if (one.pence > 0) == (line.said.pence > 0)
            and (not line.links or line.links & set(one.links) or one.keys & line.keys)
        ]
        return sorted(near, key=partial(_apart, line.said.day))

    def _around(self, line: "_Seen", days: int) -> Iterator[Movement]:
        for apart in range(-days, days + 1):
            yield from self._days.get(line.said.day + timedelta(apart), ())

    def _by_reference(self, line: "_Seen", _: Sequence["_Seen"]) -> tuple[Movement, ...]:
        named = [one for one in self._near(line) if one.keys & line.keys or line.links & set(one.links)]
        return _whole(line, named)

    def _by_party(self, line: "_Seen", others: Sequence["_Seen"]) -> tuple[Movement, ...]:
        """The payment of whom the line names.

        Where it could be one on another item too, whether that is recorded or due, there is a line for each,
        or it is not certain; of what is only due, the very day tells enough.
        """
        party = line.party or special_party(line.said.text)
        mine = [one for one in self._near(line) if party and one.party == party]
        exact = [one for one in mine if one.pence == line.said.pence]
        alike = [one for one in others if (one.party, one.said.pence) == (line.party, line.said.pence)]
        rivals = [one for one in alike if not one.links]
        due = [] if any(one.is_waiting or one.day == line.said.day for one in exact) else self._exact(line)
        items = {*(one.links for one in exact), *((part.due.link,) for part in due)}
        is_open = len(items) > 1 and len(rivals) < len(exact) + len(due) and not line.links
        return () if exact and is_open else _whole(line, mine)

    def _by_day(self, line: "_Seen", others: Sequence["_Seen"]) -> tuple[Movement, ...]:
        """The one payment of that amount on the very day, of whom the text is silent, for the one such line."""
        if line.party or line.links:
            return ()
        same = [one for one in self._days.get(line.said.day, ()) if one.pence == line.said.pence]
        rivals = [one for one in others if (one.said.day, one.said.pence) == (line.said.day, line.said.pence)]
        return tuple(same) if len(same) == len(rivals) == 1 else ()

    # What is due

    def _due(self, line: "_Seen") -> Match | None:
        if line.links:
            return self._by_keys(line)
        fitting, exact = self._open(line, self._of_party.get(line.party or "", ())), self._exact(line)
        if len(exact) == 1:
            return Match("who it was and the amount", parts=tuple(exact))
        if not exact and len(fitting) > 1 and _sum(fitting) == line.said.pence:
            return Match("who it was, and all that was open", parts=tuple(fitting))
        return None

    def _is_maybe_recorded(self, line: "_Seen", match: Match) -> bool:
        """Whether the same amount is recorded on the same items, or waits, somewhat earlier or later."""
        links = {part.due.link for part in match.parts}
        if any(one.pence == line.said.pence and links & set(one.links) for one in self._near(line, FAR_DAYS)):
            return True
        near = (one for one in self._near(line) if not line.links and one.party == line.party)
        if any(one.pence == line.said.pence for one in near):
            return True
        waiting = waiting_for(line.said, match.parts, self._around(line, FAR_DAYS), FAR_DAYS)
        return waiting is not None and abs((waiting.day - line.said.day).days) > NEAR_DAYS

    def _placing(self, line: "_Seen", match: Match) -> Match:
        """The match with the receipt that it places; one that the same import brings is not placed unseen."""
        waiting = waiting_for(line.said, match.parts, self._around(line, NEAR_DAYS))
        if not waiting:
            return match
        self._days[waiting.day].remove(waiting)
        if waiting.is_new:
            why = f"{match.why}, which a sheet of this import does not tell"
            return match._replace(why=why, waiting=waiting, is_certain=False)
        return match._replace(waiting=waiting)

    def _by_keys(self, line: "_Seen") -> Match | None:
        """By the references in the text; else by its numbers, of who paid where the text tells that too."""
        strong = self._open(line, self._named(line, of_numbers=False))
        parts = strong or self._open(line, self._named(line, of_numbers=True))
        if not strong and line.party:
            parts = [part for part in parts if part.due.party == line.party]
        if _sum(parts) == line.said.pence:
            return Match("the reference" if strong else "the number", parts=tuple(parts))
        if len(parts) == 1 and (strong or line.party) and abs(line.said.pence) < abs(parts[0].pence):
            part = Part(parts[0].due, line.said.pence)
            return Match("the reference, a part" if strong else "the number, a part", parts=(part,))
        return None

    def _named(self, line: "_Seen", *, of_numbers: bool) -> list[Due]:
        found = (due for key in line.keys for due in self._keyed.get(key, ()))
        wanted = (due for due in found if line.keys & (due.numbers if of_numbers else due.references))
        return sorted(dict.fromkeys(wanted), key=lambda due: due.link)

    def _open(self, line: "_Seen", dues: Iterable[Due]) -> list[Part]:
        """What is still due of some things, in a line's direction."""
        parts = (Part(due, self._owed[due.link, due.party]) for due in dues)
        return [part for part in parts if part.pence and (part.pence > 0) == (line.said.pence > 0)]

    def _exact(self, line: "_Seen") -> list[Part]:
        """What of just a line's amount is still due between whom it names and the account's owner."""
        mine = self._open(line, self._of_party.get(line.party or "", ()))
        return [part for part in mine if part.pence == line.said.pence]

    # What it may have been

    def _is_payers(self, line: "_Seen", one: Movement) -> bool:
        """Whether a payment is of a line's amount, and from whom its text means."""
        payers = {line.party, *(due.party for key in line.keys for due in self._keyed.get(key, ()))}
        return one.pence == line.said.pence and one.party in payers

    def _suggestion(self, line: "_Seen") -> Match | None:
        """What fits by less than is needed: shown to people, never recorded unseen."""
        payments = [one for one in self._near(line, FAR_DAYS) if one.pence == line.said.pence]
        payments += [one for one in self._around(line, FAR_DAYS) if one.is_waiting and self._is_payers(line, one)]
        if payments:
            return Match("recorded already, by its amount", (payments[0],), is_certain=False)
        named = self._open(line, self._named(line, of_numbers=False) or self._named(line, of_numbers=True))
        if named:
            return Match("named in the text, but not its amount", parts=tuple(named), is_certain=False)
        mine = self._open(line, self._of_party.get(line.party or "", ()))
        chosen = next((part for part in mine if part.pence == line.said.pence), None)
        if chosen:
            return Match("who it was and the amount, but others fit too", parts=(chosen,), is_certain=False)
        if subset := _only_subset(mine, line.said.pence):
            return Match("who it was, and these come to the amount", parts=subset, is_certain=False)
        if mine and not line.links:
            enough = [part for part in mine if abs(part.pence) >= abs(line.said.pence)]
            return Match("who it was", parts=(*enough, *mine)[:1], is_certain=False)
        alone = [] if line.party else [p for p in self._open(line, self.dues) if p.pence == line.said.pence]
        return Match("the amount alone", parts=(alone[0],), is_certain=False) if alone else None


class _Seen(NamedTuple):
    """A line, and whom and what its text names."""

    said: Said
    keys: frozenset[str]
    links: frozenset[str]
    party: str | None

    @classmethod
    def of(cls, line: Said, among: Matcher) -> "_Seen":
        """A line as a matcher reads its text: a short number means its charge only beside who charged it."""
        keys, party = keys_in(line.text), among.parties.named(line.text)
        named = {
            due.link
            for key in keys
            for due in among._keyed.get(key, ())  # noqa: SLF001  # The matcher's own eyes.
            if key in due.references or party in {None, due.party}
        }
        return cls(line, keys, frozenset(named), party)


_Step = Callable[[_Seen, Sequence[_Seen]], tuple[Movement, ...]]


def _whole(line: _Seen, movements: Sequence[Movement]) -> tuple[Movement, ...]:
    """The payment that is a line's amount, the nearest; else all of one day and party that come to it."""
    exact = next((one for one in movements if one.pence == line.said.pence), None)
    if exact:
        return (exact,)
    groups: dict[tuple[date, str], list[Movement]] = defaultdict(list)
    for one in movements:
        groups[one.day, one.party].append(one)
    return next((tuple(group) for group in groups.values() if _sum(group) == line.said.pence), ())


def waiting_for(
    line: Said, parts: Sequence[Part], movements: Iterable[Movement], days: int = NEAR_DAYS
) -> Movement | None:
    """The receipt not placed yet that a line which settles some parts brought: of its amount and payer, the nearest."""
    payers = {part.due.party for part in parts}
    fitting = [one for one in movements if one.is_waiting and one.pence == line.pence and {one.party} == payers]
    near = [one for one in fitting if abs((one.day - line.day).days) <= days]
    return min(near, key=partial(_apart, line.day), default=None)


def _apart(day: date, one: Movement) -> tuple[int, date, int]:
    return abs((one.day - day).days), one.day, one.number


def _sum(parts: Iterable[Movement | Part]) -> int:
    return sum(part.pence for part in parts)


def _only_subset(parts: Sequence[Part], pence: int) -> tuple[Part, ...]:
    """The several things, not all, that alone come to an amount; none where others do too, or they are too many."""
    if len(parts) > _MOST_TRIED:
        return ()
    subsets = (some for size in range(2, len(parts)) for some in combinations(parts, size))
    found = [some for some in subsets if _sum(some) == pence]
    return found[0] if len(found) == 1 else ()
