"""One bank account beside the books: what its lines were, for certain, as somebody answers, or as we think."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.banked import NEAR_DAYS
from importers.banks import answers
from importers.banks.answers import Answer
from importers.banks.books import HELD, Posted, accounted, dues, parties, posted, recorded_on, waiting
from importers.banks.lines import Account, Line
from importers.banks.matching import Matcher, waiting_for
from importers.banks.recording import Recorder
from importers.banks.terms import FAR_DAYS, Due, Match, Movement, Part, Said, shown
from importers.banks.texts import Parties, is_bank_charge, is_interest, keys_in
from importers.desk import Desk
from nesa_fund.charges import fold_number
from nesa_fund.entries import FUND
from nesa_fund.facts import BankLine, Grant, PlanLine
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.records.income import grants

_INCOME = frozenset({answers.INTEREST, answers.OTHER})
_BOUGHT = frozenset({answers.PLAN, answers.CHARGE})
_EVENTS = {answers.INTEREST: "interest", answers.OTHER: "other", answers.GRANT: "grant", answers.TRANSFER: "transfer"}
_FUNDS_OWN = _INCOME | _BOUGHT | {answers.GRANT}


@dataclass(slots=True)
class AccountBook:
    """What the books hold of one account, kept up while its lines are settled."""

    desk: Desk
    account: Account
    free: list[Movement] = field(init=False)
    open_lines: frozenset[str] = field(init=False)
    dues: list[Due] = field(init=False)
    parties: Parties = field(init=False)
    _owed: Counter[tuple[str, str]] = field(init=False)
    _recorder: Recorder = field(init=False)
    _released: set[str] = field(default_factory=set)
    posted: list[Posted] = field(init=False)

    def __post_init__(self) -> None:
        """Read the books as they stand, what is on the desk included."""
        self.posted = posted(self.desk, self.account)
        known = accounted(self.posted, self.lines)
        self.free, self.open_lines = known.free, known.open_lines
        self.dues = dues(self.desk, self.account.entity)
        self._owed = Counter()
        for due in self.dues:
            self._owed[due.link, due.party] += due.pence
        self.parties = parties(self.desk, self.account.entity, (*self.dues, *self.free))
        self._recorder = Recorder(self.desk, self.account)

    @property
    def lines(self) -> list[BankLine]:
        """The account's lines that are known, in order of date."""
        return [line for line in self.desk.register.all(BankLine) if line.account == self.account.name]

    @property
    def is_funds(self) -> bool:
        """Whether it is an account of the Fund."""
        return self.account.entity == FUND

    def release(self, known: BankLine, line: Line, what: str) -> None:
        """Take back the receipts that a known line brought, for they are placed now.

        Of one that came from nobody known, a sheet may have told the payer, as a receipt of its own.
        """
        if self.parties.named(line.text):
            self._released.add(line.id)
        self._recorder.release(line, waiting(self.posted, known), what)

    def open(self, line: Line) -> list[Part]:
        """What is due in a line's direction."""
        parts = (Part(due, self._owed[due.link, due.party]) for due in self.dues)
        return [part for part in parts if part.pence * line.pence > 0]

    # For certain

    def matches(self, lines: Sequence[Line]) -> dict[str, Match]:
        """Line id -> what it was, or may have been."""
        return Matcher(list(self.free), self.dues, self.parties).match([_said(line) for line in lines])

    def settle(self, line: Line, match: Match | None) -> tuple[str, ...]:
        """The open items of a line of which it is certain what it was, recorded where they were not; else none."""
        if match and match.is_certain:
            return self._record(line, match.movements, match.parts, match.waiting)
        own = None if match else self._own_words(line)
        return self.answer(line, own, []) if own else ()

    def _own_words(self, line: Line) -> Answer | None:
        """What a line of the Fund's says of itself for certain: interest, a bank's charge, an instalment of a grant."""
        is_members = line.pence > 0 and self.parties.named(line.text) in self.desk.register.members
        if not self.is_funds or is_members:
            return None
        if line.pence < 0:
            return Answer(answers.CHARGE) if is_bank_charge(line.text) and self.charges_line(line) else None
        if is_interest(line.text):
            return Answer(answers.INTEREST)
        fitting = self.grants_of(line)
        return Answer(answers.GRANT, fitting[0].code) if len(fitting) == 1 else None

    def _record(
        self, line: Line, movements: Sequence[Movement], parts: Sequence[Part], waiting: Movement | None = None
    ) -> tuple[str, ...]:
        self.free = [one for one in self.free if one not in movements and one != waiting]
        if movements:
            return tuple(dict.fromkeys(link for one in movements for link in one.links))
        if waiting:
            self._recorder.release(line, waiting.links, ", ".join(part.due.link for part in parts))
        self._owed.subtract({(part.due.link, part.due.party): part.pence for part in parts})
        return self._recorder.pay(line, parts)

    # As somebody answers

    def says(self, answer: Answer, links: Sequence[str]) -> bool:
        """Whether an answer is no more than what a line is settled as."""
        if answer.kind not in {answers.ITEMS, answers.RECORDED}:
            return False
        keys = {due.link: {fold_number(due.link), *due.references, *due.numbers} for due in self.dues}
        told = [fold_number(text) for text in answer.items]
        return len(told) == len(links) and all(
            any(text in keys.get(link, {fold_number(link)}) for text in told) for link in links
        )

    def answer(self, line: Line, answer: Answer, wrong: list[str], match: Match | None = None) -> tuple[str, ...]:
        """The open items that an answer names or makes, or that it is held; none, and what is wrong with it.

        What is held is kept as received, unless it may be a payment that is recorded already.
        """
        if answer.kind == answers.HOLD and answer.value and match and match.movements:
            day = day_in_words(match.movements[0].day)
            self.desk.warn(line.row, f"may be what is recorded on {day}: it is held, and not recorded")
            return (HELD,)
        if answer.kind in _FUNDS_OWN and not self.is_funds:
            wrong.append(f"only the Fund's bank has lines that are {answer.kind}")
            return ()
        if answer.kind in _INCOME and line.pence < 0:
            wrong.append(f"went out, and {answer.kind} comes in")
            return ()
        if answer.kind in _BOUGHT and line.pence > 0:
            wrong.append("came in; only what went out is a purchase")
            return ()
        act = {
            answers.HOLD: self._hold,
            answers.RECORDED: self._as_recorded,
            answers.TRANSFER: self._transfer,
            answers.INTEREST: lambda line, *_: self._recorder.interest(line),
            answers.OTHER: lambda line, *_: self._recorder.other(line),
            answers.GRANT: self._grant,
            answers.PLAN: self._purchase,
            answers.CHARGE: self._purchase,
        }
        return act.get(answer.kind, self._items)(line, answer, wrong)

    def _hold(self, line: Line, answer: Answer, wrong: list[str]) -> tuple[str, ...]:
        if not answer.value:
            wrong.append("says not why it is held, like hold: asked the school on 3 Oct")
            return ()
        if self.is_funds and line.pence > 0:
            self._recorder.unplaced(line, self.parties.named(line.text) or "")
        return (HELD,)

    def recorded(self, line: Line, answer: Answer, match: Match | None) -> tuple[str, ...]:
        """The open items of a line that a sheet has told since it was asked about; none where none has.

        An answer that names a payment's items finds it by them; of any other, what is recorded for certain goes first.
        """
        if answer.kind in {answers.ITEMS, answers.RECORDED}:
            return ()
        told = list(match.movements if match.is_certain or not match.movements else ()) if match else []
        told += [match.waiting] if match and match.waiting else []
        told = told or [one for one in self.free if self._is_told(one, line, answer)][:1]
        return self._record(line, told, ()) if told and all(one in self.free for one in told) else ()

    def _is_told(self, one: Movement, line: Line, answer: Answer) -> bool:
        """Whether a recorded payment is what an answer says of a line: the same kind, of the same account or grant."""
        kind, value = answer
        if one.pence != line.pence or abs((one.day - line.day).days) > NEAR_DAYS or one.event != _EVENTS.get(kind):
            return False
        if kind == answers.GRANT:
            return one.links[0].rpartition("-")[0].casefold() == f"grant-{value}".casefold()
        entries = (entry for link in one.links for entry in self.desk.charges.of_link(link))
        other = Account(self.account.entity, _detail(value)).name
        return kind != answers.TRANSFER or any(posting.account == other for one in entries for posting in one.postings)

    def _as_recorded(self, line: Line, answer: Answer, wrong: list[str]) -> tuple[str, ...]:
        found = recorded_on(self.free, frozenset(answer.items), line.pence, line.day)
        if not found:
            lack = f"no payment of that amount on {answer.value} is recorded near that day"
            wrong.append(f"{lack}, or another line accounts for it")
            return ()
        return self._record(line, [found], ())

    def _transfer(self, line: Line, answer: Answer, wrong: list[str]) -> tuple[str, ...]:
        detail = _detail(answer.value)
        if detail and not (detail.isascii() and detail.isalnum() and detail[0].isupper()):
            wrong.append(f'"{detail}" is no name of an account: letters and digits, the first a capital, like Deposit')
        elif detail == self.account.detail:
            wrong.append("is the account itself")
        else:
            return self._recorder.transfer(line, Account(self.account.entity, detail))
        return ()

    def _items(self, line: Line, answer: Answer, wrong: list[str]) -> tuple[str, ...]:
        chosen = [due for text in answer.items for due in self._meant(text, line, wrong)]
        if wrong or not chosen:
            return ()
        taken = recorded_on(self.free, frozenset(due.link for due in chosen), line.pence, line.day)
        if taken:
            return self._record(line, [taken], ())
        parts = [Part(due, self._owed[due.link, due.party]) for due in chosen]
        if len(parts) == 1:
            return self._one_item(line, parts[0], wrong)
        if sum(part.pence for part in parts) != line.pence or not all(part.pence * line.pence > 0 for part in parts):
            wrong.append(f"these come to {format_pounds(sum(part.pence for part in parts))}: {shown(parts)}")
            return ()
        return self._place(line, parts, wrong)

    def _one_item(self, line: Line, open_now: Part, wrong: list[str]) -> tuple[str, ...]:
        """One item, paid in part, whole, or above: what is paid too much stays on a claim until it is refunded."""
        due = open_now.due
        left = abs(open_now.pence) if open_now.pence * line.pence > 0 else 0
        more = abs(line.pence) - left
        is_payment = due.creditor and (due.creditor == self.account.entity) == (line.pence > 0)
        if more > 0 and not is_payment:
            wrong.append(f"is {format_pounds(more)} more than is open on {due.link}, {format_pounds(left)}")
            return ()
        if more > 0:
            self.desk.warn(line.row, f"pays {format_pounds(more)} more than is owed on {due.link}")
        return self._place(line, [Part(due, line.pence)], wrong)

    def _place(self, line: Line, parts: Sequence[Part], wrong: list[str]) -> tuple[str, ...]:
        """Settle items, and take back the receipt that a sheet told of the same money without saying for what."""
        is_released = line.id in self._released
        receipt = None if is_released else waiting_for(_said(line), parts, self.free, FAR_DAYS)
        if receipt and receipt.is_new:
            wrong.append("is told by another sheet of this import without a charge; write its Reference there")
            return ()
        return self._record(line, (), parts, receipt)

    def _meant(self, text: str, line: Line, wrong: list[str]) -> list[Due]:
        """The one item that a text names; of several of one number, the one that is open."""
        key = fold_number(text)
        named = [due for due in self.dues if due.link == text] or [
            due for due in self.dues if key and key in due.references | due.numbers
        ]
        standing = [due for due in named if self._owed[due.link, due.party] * line.pence > 0]
        found = named if len(named) == 1 else standing
        if len(found) == 1:
            return found
        several = ", ".join(due.link for due in found[:5])
        unknown = f"{text} is nothing due; answer {answers.HOW}"
        wrong.append(f"{text} could be {several}; write the link" if several else unknown)
        return []

    def _grant(self, line: Line, answer: Answer, wrong: list[str]) -> tuple[str, ...]:
        terms = {grant.code.casefold(): grant for grant in self.desk.register.all(Grant)}
        grant = terms.get(answer.value.casefold())
        if not grant:
            known = ", ".join(one.code for one in terms.values()) or "none yet"
            wrong.append(f"{answer.value} is no grant; there are: {known}")
            return ()
        return self._recorder.grant(line, grant.code, grant.giver)

    def _purchase(self, line: Line, answer: Answer, wrong: list[str]) -> tuple[str, ...]:
        year = self.desk.year_of(line.day)
        plan = self.desk.register.plan(year)
        key = answer.value.casefold()
        chosen = [one for one in plan.values() if key in {one.line.casefold(), one.title.casefold()}]
        lines = self.charges_line(line) if answer.kind == answers.CHARGE else chosen
        if len(lines) != 1:
            known = ", ".join(sorted(plan)) or "none yet"
            lack = "no one line for bank charges" if answer.kind == answers.CHARGE else f"no line {answer.value}"
            wrong.append(f"the plan for {year} has {lack}; answer plan LINE: its lines are {known}")
            return ()
        firm = self.parties.named(line.text) or line.text
        if firm in self.desk.register.members:
            wrong.append(f"names {firm}: what a member supplies is on its invoice, which the payment settles")
            return ()
        return self._recorder.purchase(line, lines[0], firm)

    def charges_line(self, line: Line) -> list[PlanLine]:
        """The one line of the plan for bank charges, as a list of one; else empty."""
        plan = self.desk.register.plan(self.desk.year_of(line.day)).values()
        found = [one for one in plan if one.category == "BankCharges" and not one.grant]
        return found if len(found) == 1 else []

    def grants_of(self, line: Line) -> list[Grant]:
        """The grants that a line names, by their code or giver, and of which so much is still to come."""
        keys, giver = keys_in(line.text), self.parties.named(line.text)
        terms = {grant.code: grant for grant in self.desk.register.all(Grant)}.values()
        named = [one for one in terms if fold_number(one.code) in keys] or [one for one in terms if one.giver == giver]
        return [one for one in named if self._received(one.code) + line.pence <= one.amount]

    def _received(self, grant: str) -> int:
        """Pence that the Fund received of a grant, less what it repaid."""
        name, rows = grants(grant), self.desk.ledger.rows
        recorded = sum(pence for account, pence in zip(rows.account, rows.pence, strict=True) if account == name)
        fresh = (posting for one in self.desk.transactions for posting in one.postings)
        return -recorded - sum(posting.pence for posting in fresh if posting.account == name)

    def concerns(self, line: Line, match: Match | None) -> bool:
        """Whether a line has to do with the alliance: any of the Fund's, a member's that names it or is recorded."""
        return self.is_funds or bool(match and (match.movements or self.parties.named(line.text)))


def _detail(value: str) -> str:
    """Which of an entity's accounts an answer names; its first one is Bank."""
    return "" if value.casefold() in {"bank", "main"} else value


def _said(line: Line) -> Said:
    return Said(line.id, line.day, line.pence, line.text)
