"""SUB4, TOP2 and TOP3, read plainly: what each member's part of a bill and of the Fund's contributions is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from oracle import Entry, Fact, Told, allocate, half_up

Found = set[tuple[object, ...]]


# SUB4


def sub4(told: Told) -> Found:
    """(link, sharer) of each share of a bill that is not its allocation by the agreed key, without VAT charged on."""
    found: Found = set()
    for bill in told.in_charter(told.live):
        terms = _terms(told, bill)
        if bill.event != "shared-cost" or bill.sum("Creditors") or terms is None:
            continue
        weights = _weights(told.by(bill.batch), terms, bill)
        if any(weights.values()):
            off = list(_off(bill, weights))
            others = [code for code in off if code != bill.owner]
            found |= {(bill.link, code) for code in others or off}
    return found


def _terms(told: Told, bill: Entry) -> Fact | None:
    """The agreement's terms on the day of supply, as the bill's batch knew them, else as they are known."""
    code, day = bill.meta.get("agreement", ""), date.fromisoformat(bill.meta.get("supplied", str(bill.day)))
    for known in (told.by(bill.batch), told):
        states = [fact for fact in known.all("agreement") if fact.values[0] == code and fact.day <= day]
        if states:
            return states[-1]
    return None


def _weights(known: Told, terms: Fact, bill: Entry) -> dict[str, Fraction]:
    """The key over the payer and those customers in membership that day; nothing where it can't be told."""
    customers = terms.listed("customers")
    sharers = [code for code in dict.fromkeys((bill.owner, *customers)) if known.is_in(code, bill.day)]
    match terms.text("share", "priced"):
        case "roll":
            census = bill.meta.get("census", "")
            rolls = {code: known.roll(code, census) if known.contributes(code) else Fraction(0) for code in sharers}
            return (
                {}
                if not census or None in rolls.values()
                else {code: roll or Fraction(0) for code, roll in rolls.items()}
            )
        case "equal":  # The Fund bears alike only as a customer that the agreement names.
            return {code: Fraction(code != "Fund" or code in customers) for code in sharers}
        case "fixed":
            return _stated(terms.text("weights"), sharers)
        case "usage":
            return _stated(bill.meta.get("usage", ""), sharers)
    return {}


def _stated(text: str, sharers: list[str]) -> dict[str, Fraction]:
    pairs = (part.partition("=") for part in text.split(",") if "=" in part)
    stated = {code.strip(): Fraction(number.strip()) for code, _, number in pairs}
    return {code: stated.get(code, Fraction(0)) for code in sharers} if stated else {}


def _off(bill: Entry, weights: Mapping[str, Fraction]) -> Iterator[str]:
    """The sharers whose share is not their allocation."""
    is_anew = bill.meta.get("reason") == "reshare"
    charged: dict[str, int] = defaultdict(int)
    for p in bill.postings:
        if p.klass == "Debtors":
            charged[p.other] += int(p.pence)
        elif p.root == "Expenses" and not (
            is_anew and p.pence < 0
        ):  # What is shared anew is taken out of its payer's cost.
            charged[bill.owner] += int(p.pence)
    vat_on, vat_back = -int(bill.sum("VAT", root="Liabilities")), int(bill.sum("VAT", root="Assets"))
    is_agents = bill.meta.get("vat") == "disbursement"
    whole = sum(charged.values()) - (0 if is_anew else vat_on) + (vat_back if is_agents and not is_anew else 0)
    due = allocate(whole, weights)
    others = sum(pence for code, pence in due.items() if code != bill.owner)
    for code in sorted({*due, *charged}):
        over = charged[code] - due.get(code, 0)
        if code == bill.owner:
            over += vat_back if is_agents else 0
        elif vat_on and others:
            over = 0 if abs(over - Fraction(vat_on * due.get(code, 0), others)) < 1 else 1
        if over:
            yield code


# TOP2


def contributions(told: Told) -> list[tuple[Entry, str, str, int]]:
    """The Fund's live charges and credits of contributions: the entry, the member, the year and the pence."""
    years = {
        one.link: one.meta.get("year", "")
        for one in reversed(told.live)
        if _of_fund(one) and one.event == "contribution"
    }
    found = []
    for one in told.live:
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
        closing = {
            row.link for row, _, _ in self.rows if row.event == "contribution" and not row.meta.get("instalment")
        }
        return one.link in closing or (one.event == "credit-note" and one.meta.get("reason") == "withdrawal")

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
        of_link = {
            one.link: one.meta.get("instalment", "") for one, _, _ in reversed(self.rows) if one.event == "contribution"
        }
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
