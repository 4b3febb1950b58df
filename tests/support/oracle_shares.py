"""TOP2 and TOP3, read plainly: what each member's contribution to the Fund is, and that it was confirmed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from oracle import Entry, Fact, Told
from oracle_sums import allocate, half_up

Found = set[tuple[object, ...]]


# TOP2


def contributions(told: Told, *, ever: bool = False) -> list[tuple[Entry, str, str, int]]:
    """The Fund's live charges and credits of contributions: the entry, the member, the year and the pence.

    The year of all that is on a link is that of its first charge; ``ever``: with what was reversed.
    """
    entries = sorted(told.entries, key=lambda one: one.order) if ever else told.live
    charges = [one for one in entries if _of_fund(one) and one.event == "contribution"]
    years = {one.link: one.meta.get("year", "") for one in reversed(charges)}
    found = []
    for one in entries:
        for p in one.postings:
            is_claim = (p.entity, p.klass, p.commodity) == ("Fund", "Debtors", "GBP")
            if is_claim and one.event in {"contribution", "credit-note"} and one.link in years:
                found.append((one, p.other, years[one.link], int(p.pence)))
    return found


def _of_fund(one: Entry) -> bool:
    return any((p.entity, p.klass) == ("Fund", "Debtors") for p in one.postings)


def top2(told: Told) -> Found:
    """(link,) of each contribution charged beyond what its governing body had confirmed by then, in due form."""
    so_far: dict[tuple[str, str], int] = defaultdict(int)
    found: Found = set()
    for one, member, year, pence in contributions(told):
        so_far[member, year] += pence
        if one.event != "contribution" or one.day < told.charter_from:
            continue
        said = [fact for fact in told.all("confirmation") if fact.values[:2] == (member, year)]
        in_time = [fact for fact in said if fact.day <= one.day]
        if not in_time or not _carries(in_time[-1], so_far[member, year], one.day):
            found.add((one.link,))
    return found


def _carries(said: Fact, pence: int, day: date) -> bool:
    is_due = bool(said.meta.get("quorate")) and bool(said.text("minute")) and bool(said.text("purpose"))
    return said.day <= day and is_due and Fraction(said.values[2].number) * 100 >= pence


# TOP3


@dataclass
class Share:
    """A member's contribution of a year: what it is, by instalment, and for which part of the year."""

    pence: int
    parts: dict[int, int]
    part: Fraction
    first: date
    moved: list[tuple[Entry, int]] = field(default_factory=list)


def top3(told: Told) -> Found:
    """(link or subject,) of what is not the members' shares of the adopted totals."""
    rows = contributions(told)
    schedules = {fact.values[0]: fact for fact in told.all("schedule")}
    found: Found = set()
    for year in {*schedules, *(year for _, _, year, _ in rows)}:
        said = schedules.get(year)
        of_year = [(one, member, pence) for one, member, name, pence in rows if name == year]
        for one, _, _ in of_year:
            is_early = said is None or one.day < said.day
            if one.event == "contribution" and is_early and one.day >= told.charter_from:
                found.add((one.link,))
        if said:
            found |= _Year(told, said, of_year).found()
    return found


class _Year:
    """One adopted year: its shares, and what was charged and credited of them."""

    def __init__(self, told: Told, said: Fact, rows: list[tuple[Entry, str, int]]) -> None:
        self.told, self.said, self.rows = told, said, rows
        self.name = said.values[0]
        charges = (one for one, _, _ in reversed(rows) if one.event == "contribution")
        self.instalment = {one.link: one.meta.get("instalment", "") for one in charges}
        self.start, self.end = told.span(self.name)
        self.days = (self.end - self.start).days + 1
        self.shares = self._shares()

    def _part(self, known: Told, code: str) -> Fraction:
        """The part of the year that a member is in."""
        spans = ((max(first, self.start), min(last, self.end)) for first, last in known.spells(code))
        return Fraction(sum(max(0, (last - first).days + 1) for first, last in spans), self.days)

    def _shares(self) -> dict[str, Share]:
        told, census, count = self.told, self.said.text("census"), self.said.count("instalments", 1)
        known = told.by(self.said.batch)
        parts = {code: self._part(known, code) for code in known.members if known.contributes(code)}
        rolls = {code: known.roll(code, census) for code, part in parts.items() if part}
        weights = {code: roll * parts[code] for code, roll in rolls.items() if roll is not None}
        total = int(Fraction(self.said.values[1].number) * 100)
        if not any(weights.values()):
            return {}
        shares = {code: Share(pence, _instalments(pence, range(1, count + 1)), parts[code], self.start)
                  for code, pence in allocate(total, weights).items()}  # fmt: skip
        measure = Fraction(total) / sum(weights.values())
        for code in set(told.members) - set(weights) - set(self.said.listed("without-roll")):
            roll = told.roll(code, census) if told.contributes(code) else None
            if roll is not None and self._part(told, code):
                shares[code] = self._on_top(code, measure * roll, count)
        return shares

    def _on_top(self, code: str, measure: Fraction, count: int) -> Share:
        """The share of one that joined after adoption, by its days as they were known when it joined."""
        batch = min(fact.batch for fact in self.told.all("member") if fact.values[0] == code)
        part = self._part(self.told.by(batch), code)
        first = max(self.start, self.told.spells(code)[0][0])
        before = {
            one.meta.get("instalment", "") for one, _, _ in self.rows if one.event == "contribution" and one.day < first
        }
        left = [n for n in range(1, count + 1) if str(n) not in before] or [count]
        pence = half_up(measure * part)
        return Share(pence, _instalments(pence, left), part, first)

    def _closes(self, one: Entry) -> bool:
        """Whether an entry is a leaver's closing charge or credit."""
        is_credit = one.event == "credit-note" and one.meta.get("reason") == "withdrawal"
        return is_credit or not self.instalment[one.link]

    def found(self) -> Found:
        if not self.shares:
            return {(f"schedule {self.name}",)} if self.told.charter_from <= self.said.day <= self.told.as_at else set()
        found: Found = set()
        explained: dict[str, int] = defaultdict(int)
        for part in (self._instalments_off, self._left_out, self._closings_off):
            for about, member, pence in part():
                found.add((about,))
                if part == self._closings_off or self._last_day(member) is None:
                    explained[member] += pence
        if self.told.as_at > self.end and self.told.charter_from <= self.start:
            found |= self._years_off(explained)
        return found

    def _instalments_off(self) -> Iterator[tuple[str, str, int]]:
        """Charges by which an instalment, less credits, is not that part of the share."""
        so_far: dict[tuple[str, str], int] = defaultdict(int)
        told_of = set()
        open_rows = [row for row in self.rows if not self._closes(row[0])]
        whole: dict[tuple[str, str], int] = defaultdict(int)
        for one, member, pence in open_rows:
            whole[member, self.instalment[one.link]] += pence
        for one, member, pence in open_rows:
            key = member, self.instalment[one.link]
            so_far[key] += pence
            part = self._of_instalment(*key)
            if one.event == "contribution" and whole[key] != part != so_far[key] and one.day >= self.told.charter_from:
                yield one.link, member, 0 if key in told_of else whole[key] - part
                told_of.add(key)

    def _of_instalment(self, member: str, number: str) -> int:
        share = self.shares.get(member)
        return share.parts.get(int(number), 0) if share and number.isdecimal() else 0

    def _left_out(self) -> Iterator[tuple[str, str, int]]:
        """Members in and confirmed that a charge run left out."""
        ever = [one for one in contributions(self.told, ever=True) if one[0].event == "contribution"]
        first = {one.link: one for one, *_ in reversed(ever)}
        charged: dict[tuple[str, str], int] = {}
        runs: dict[tuple[int, str], Entry] = {}
        for entry, member, year, _ in sorted(ever, key=lambda one: (one[0].batch, one[0].line)):
            number = first[entry.link].meta.get("instalment", "")
            if year != self.name or not number:
                continue
            charged[member, number] = min(charged.get((member, number), entry.batch), entry.batch)
            if entry.is_live and entry.day >= self.told.charter_from:
                runs.setdefault((entry.batch, number), entry)
        live = {(member, self.instalment[one.link]) for one, member, _ in self.rows}
        closed = {}
        for one, member, _ in self.rows:
            if self._closes(one):
                closed[member] = min(closed.get(member, one.batch), one.batch)
        seen = set()
        for (batch, number), run in sorted(runs.items()):
            known = self.told.by(batch - 1)
            for member, share in self.shares.items():
                part, key = self._of_instalment(member, number), (member, number)
                is_there = charged.get(key, batch + 1) <= batch or closed.get(member, batch + 1) <= batch
                if not part or is_there or key in seen or not self.told.is_in(member, run.day) or run.day < share.first:
                    continue
                said = [fact for fact in known.all("confirmation") if fact.values[:2] == (member, self.name)]
                if said and _carries(said[-1], share.pence, run.day):
                    seen.add(key)
                    yield f"Fund-{self.name}-{member}-{number}", member, 0 if key in live else -part

    def _last_day(self, member: str) -> date | None:
        """The last day in of one that left within the year."""
        if member not in self.shares:
            return None
        last = [last for first, last in self.told.spells(member) if first <= self.end][-1]
        return last if self.start <= last <= self.end else None

    def _closing_sum(self, member: str, charged: int) -> int | None:
        """What a leaver is to have been charged in the end."""
        share, last = self.shares[member], self._last_day(member)
        days = self._part(self.told, member)
        if not days:
            return 0
        if last is None:
            return None
        if self.told.settled(last).text("withdrawal", "refund") == "keep":
            return charged
        return half_up(share.pence * days / share.part)

    def _sums(self, member: str) -> tuple[int, int]:
        """What was charged less credits of a member, and what of it by its closing."""
        of_member = [(one, pence) for one, code, pence in self.rows if code == member]
        return sum(pence for _, pence in of_member), sum(pence for one, pence in of_member if self._closes(one))

    def _closings_off(self) -> Iterator[tuple[str, str, int]]:
        """The last closing of each member whose account it does not bring to the closing sum."""
        last: dict[str, Entry] = {one_member: one for one, one_member, _ in self.rows if self._closes(one)}
        for member, closing in last.items():
            so_far = 0
            for one, code, pence in self.rows:
                so_far += pence if code == member else 0
                if one is closing and code == member:
                    break
            before = so_far - self._sums(member)[1]
            due = self._closing_sum(member, before) if member in self.shares else None
            off = so_far - (before if due is None else due)
            if off and closing.day >= self.told.charter_from:
                yield closing.link, member, off

    def _years_off(self, explained: Mapping[str, int]) -> Found:
        """Members whose ended year does not come to their share, for no reason found yet."""
        found: Found = set()
        for member, share in self.shares.items():
            total, closings = self._sums(member)
            closing = self._closing_sum(member, total - closings)
            due = share.pence if closing is None else closing
            off, last = total - due - explained.get(member, 0), self._last_day(member)
            if off and not (last and off < 0 and self._could_not(member, last, due)):
                found.add((f"Fund-{self.name}-{member}",))
        return found

    def _could_not(self, member: str, last: date, due: int) -> bool:
        """Whether a leaver could not be charged any more what it owes: that is said, and is no breach."""
        said = [fact for fact in self.told.all("confirmation") if fact.values[:2] == (member, self.name)]
        return last < self.said.day or not said or not _carries(said[-1], due, last)


def _instalments(pence: int, numbers) -> dict[int, int]:
    """Equal parts, the first ones taking the odd pennies."""
    share, odd = divmod(pence, len(numbers))
    return {number: share + (n < odd) for n, number in enumerate(numbers)}
