"""What is handed over at once: the entries of some batches in the files of a layout, and their control total."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import FUND
from nesa_fund.handover.base import Entry, Kind
from nesa_fund.handover.coding import Coded, CodedLine, Coder, Lack
from nesa_fund.handover.entries import Balance, entries_between
from nesa_fund.handover.layouts import Layout
from nesa_fund.problems import InputError

DEBITS = "All journals: debits, and credits alike"


class Span(NamedTuple):
    """Which handover of a member and layout it is, and of which batches: those after one, through another."""

    number: int
    after: int
    through: int

    @property
    def in_words(self) -> str:
        """The batches, as people name them."""
        return (
            f"batch {self.through}" if self.after + 1 == self.through else f"batches {self.after + 1} to {self.through}"
        )


class Total(NamedTuple):
    """A control total: of what, how many entries and lines of them, and pence; net and VAT None for whole journals."""

    what: str
    entries: int
    lines: int
    net: int | None
    vat: int | None
    gross: int


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a handover: its name, and the entries in it."""

    file: str
    coded: tuple[Coded, ...]
    is_journal: bool = False

    @property
    def lines(self) -> Iterator[tuple[Coded, CodedLine]]:
        """Each line of each entry, in order."""
        return ((coded, line) for coded in self.coded for line in coded.lines)

    @property
    def totals(self) -> tuple[Total, ...]:
        """Its control totals: one for each kind and sign of entry in it, and the debits of its journals."""
        return (*totals(one.entry for one in self.coded), *([self._debits()] if self.is_journal else []))

    def _debits(self) -> Total:
        lines = [pence for one in self.coded for _, pence in one.journal]
        return Total(DEBITS, len(self.coded), len(lines), None, None, sum(pence for pence in lines if pence > 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What a member is handed over for its own system.

    Attributes:
        alliance: Whose books it is from.
        member: The member's code.
        name: Its name.
        layout: The layout of its system.
        span: Which handover, of which batches.
        head: The head of the history up to the last of them.
        as_at: The day that the last of them was recorded.
        parts: Its files; none where there is nothing to hand over.
        others: What the layout does not carry.
        taken_back: How many entries came and were taken back within these batches.
        before: What the member owed and was owed before these batches.
        after: The same with them.
        words: Key -> the member's own code, for what is no account.
    """

    alliance: str
    member: str
    name: str
    layout: Layout
    span: Span
    head: str
    as_at: date
    parts: tuple[Part, ...]
    others: tuple[Entry, ...]
    taken_back: int
    before: Balance
    after: Balance
    words: Mapping[str, str]

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return file_stem(self.layout, self.member, self.span.number)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that its files carry."""
        return tuple(one.entry for part in self.parts for one in part.coded)


class Lacking(NamedTuple):
    """Codes that a member's handover needs first."""

    lacks: tuple[Lack, ...]


def hand_over(book: Book, member: str, layout: Layout, span: Span) -> Handover | Lacking:
    """The entries of some batches with the member's own codes, in the files of a layout.

    It rests on those batches alone, and on the facts recorded by the last of them: what is
    recorded later changes nothing of it.

    Args:
        book: The whole book.
        member: The member's code.
        layout: The layout.
        span: Which handover, of which batches.

    Returns:
        The handover, or the codes that lack.

    Raises:
        InputError: The Fund is asked for, or a transaction can't be entered elsewhere.
    """
    if member == FUND:
        raise InputError("the Partnership Fund's own book is this ledger: what is handed over is a member's")
    then = Book(book.register.recorded_by(span.through), book.rows, book.origin)
    found = entries_between(then, member, span.after, span.through)
    carried = [one for one in found.entries if one.kind in layout.kinds]
    coder = Coder(then.register, member, layout)
    coded = coder.coded(carried)
    if coder.lacks:
        return Lacking(coder.lacks)
    last = book.batches[span.through]
    return Handover(
        alliance=then.register.alliance().name,
        member=member,
        name=then.register.name(member),
        layout=layout,
        span=span,
        head=shown_head(last.head),
        as_at=last.recorded_at.date(),
        parts=tuple(_parts(layout, file_stem(layout, member, span.number), coded)),
        others=tuple(one for one in found.entries if one.kind not in layout.kinds),
        taken_back=found.taken_back,
        before=found.before,
        after=found.after,
        words=coder.words,
    )


def file_stem(layout: Layout, member: str, number: int) -> str:
    """What the names of a handover's files begin with."""
    return f"{layout.name} {member} {number:04d}"


def totals(entries: Iterable[Entry]) -> tuple[Total, ...]:
    """The control totals of some entries, one for each kind and sign."""
    ordered = sorted(entries, key=_by_kind)
    return tuple(_total(what, list(of)) for (_, _, what), of in groupby(ordered, key=_by_kind))


def _by_kind(entry: Entry) -> tuple[int, bool, str]:
    return list(Kind).index(entry.kind), entry.gross < 0, entry.called


def _total(what: str, entries: list[Entry]) -> Total:
    net, vat = sum(one.net for one in entries), sum(one.vat for one in entries)
    return Total(what, len(entries), sum(len(one.lines) for one in entries), net, vat, net + vat)


def _parts(layout: Layout, stem: str, coded: Iterable[Coded]) -> Iterator[Part]:
    of_kind = {kind: what for what, kinds in layout.files.items() for kind in kinds}
    for what in layout.files:
        mine = [one for one in coded if of_kind[one.entry.kind] == what]
        cut = list(_cut(layout, mine))
        for n, some in enumerate(cut, 1):
            which = [what, f"{n} of {len(cut)}" if len(cut) > 1 else ""]
            yield Part(f"{' '.join(filter(None, [stem, *which]))}.csv", some, layout.is_journal)


def _cut(layout: Layout, coded: Iterable[Coded]) -> Iterator[tuple[Coded, ...]]:
    """The entries in as few files as the system takes, in their order; an entry stays whole."""
    room, some = layout.most, list[Coded]()
    for one in coded:
        size = len(one.journal) if layout.is_journal else 1
        if layout.most and size > room:
            if some:
                yield tuple(some)
            room, some = layout.most, []
        room -= size
        some.append(one)
    if some:
        yield tuple(some)
