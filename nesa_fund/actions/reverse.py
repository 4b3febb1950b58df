"""Reversing: a batch, or single rows of it, is taken back by one more batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, maybe_one_line, one_line
from nesa_fund.actions.lines import line_of
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule_shared import Done, decide_and_record, sources_of
from nesa_fund.adoption import closed_in_words, reopened_by
from nesa_fund.batches import Signature
from nesa_fund.bills import RESHARE
from nesa_fund.book import Book
from nesa_fund.claims import CHARGES, movements
from nesa_fund.closing import Rest, fact_in_words, resting_on
from nesa_fund.closing.resharing import sharings_resting_on
from nesa_fund.closing.taking_back import facts_in, live_in, means, nearest, standing_on
from nesa_fund.draft import Draft
from nesa_fund.entries import POUNDS, Transaction
from nesa_fund.facts import Acceptance, Exempted, Fact, Struck
from nesa_fund.history import folder_name
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import InputError
from nesa_fund.records import reversal
from nesa_fund.store import Ledger

REVERSAL, STRIKE = "reversal", "strike"
"""The kinds of batch that take something back."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What is taken back, and why: a batch, or rows of it by source or by open item."""

    batch: int
    reason: str
    rows: tuple[str, ...] = ()
    minute: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of it.

    Attributes:
        undone: The transactions that were taken back, as they stood.
        facts: The facts that count no more.
        standing: What else stands on the claims, with what to do next, a sentence each.
    """

    undone: tuple[Transaction, ...]
    facts: tuple[Fact, ...]
    standing: tuple[str, ...]

    @property
    def pence(self) -> int:
        """What was taken back, each dealing once."""
        by_dealing: dict[tuple[object, ...], int] = {}
        for one in self.undone:
            said = one.meta
            key = (one.day, one.link, *(said.get(name) for name in ("event", "number", "payment", "source")))
            moved = sum(pence for _, pence, commodity in one.postings if pence > 0 and commodity == POUNDS)
            by_dealing[key] = max(moved, by_dealing.get(key, 0))
        return sum(by_dealing.values())


def reverse(  # noqa: PLR0913, PLR0917  # What every recording takes, and the day it is.
    root: Path, wanted: TakingBack, today: date, signature: Signature, papers: Sequence[Paper] = (), note: str = ""
) -> Done[TakenBack]:
    """Take back what stands of a batch, or of some of its rows, in one batch.

    Of a whole batch the facts are struck too. What was taken back counts as not recorded: the
    rows can be imported right.

    Raises:
        InputError: It can't be taken back so; nothing was written.
    """
    why = one_line(wanted.reason, "the reason")
    minute = maybe_one_line(wanted.minute, "the minute")

    def decide(ledger: Ledger) -> tuple[TakenBack, Draft | None]:
        book = ledger.book
        refuse_unknown(book, wanted.batch)
        facts = () if wanted.rows else tuple(facts_in(book, wanted.batch))
        undone = _undone(ledger, wanted)
        if not (undone or facts):
            raise InputError(f"nothing of batch {wanted.batch} stands any more: there is nothing to take back")
        if resting := [*_resting(book, wanted.batch, facts), *sharings_resting_on(book, undone)]:
            raise InputError(*resting)
        kept = sources_of("reverse", _arguments(wanted), papers, signature)
        said = {key: text for key, text in {"minute": minute, "document": kept.cited}.items() if text}
        turned = [reversal(one, _day(book, one, today), why, COMMAND_SOURCE) for one in undone]
        turned = [replace(one, meta={**one.meta, **said}) for one in turned]
        struck = strikes(facts, today, why, minute, kept.cited)
        draft = Draft(
            REVERSAL, struck, tuple(turned), kept.sources, kept.names, len({one.meta["source"] for one in undone}),
            note=note,
        )  # fmt: skip
        after = ledger.with_draft(draft)
        standing = (
            *_standing(after, undone), *_said_of(after, undone), *_corrected(book, facts),
            *_closed(after, undone, today),
        )  # fmt: skip
        taken = TakenBack(tuple(undone), facts, standing)
        return taken, replace(draft, totals={POUNDS: format_pence(taken.pence)})

    return decide_and_record(root, decide, signature)


def strikes(facts: Iterable[Fact], day: date, reason: str, minute: str, document: str) -> tuple[Struck, ...]:
    """The facts that strike others, one for each source that they came from."""
    sources = dict.fromkeys((fact.place.batch, fact.source) for fact in facts)
    return tuple(
        Struck(
            day=day, batch=f"{batch:04d}", fact_source=source, reason=reason, minute=minute, source=COMMAND_SOURCE,
            document=document,
        )
        for batch, source in sources
    )  # fmt: skip


def refuse_unknown(book: Book, batch: int) -> None:
    """Refuse a batch that there is not, and one that itself takes back."""
    if batch not in book.batches:
        raise InputError(f"there is no batch {batch}; the newest is {max(book.batches)}")
    if book.batches[batch].kind in {REVERSAL, STRIKE}:
        raise InputError(f"batch {batch} itself takes something back; to undo that, import the rows again instead")


def _undone(ledger: Ledger, wanted: TakingBack) -> list[Transaction]:
    """What stands of the batch, or of the rows named."""
    book = ledger.book
    standing = book.recorded(live_in(book, wanted.batch))
    if not wanted.rows:
        return standing
    problems, sources = [], set()
    for name in wanted.rows:
        found = {one.meta["source"] for one in standing if means(name, one.meta["source"])}
        is_link = any(one.link == name for one in standing)
        if len(found) > 1:
            problems.append(f'row "{name}" could be {" or ".join(sorted(found))}; write the whole of it')
        elif not (found or is_link):
            problems.append(_unknown(ledger, wanted.batch, name, standing))
        sources |= found
    if problems:
        raise InputError(*problems)
    return [one for one in standing if one.meta["source"] in sources or one.link in wanted.rows]


def _unknown(ledger: Ledger, batch: int, name: str, standing: Sequence[Transaction]) -> str:
    book = ledger.book
    if any(means(name, fact.source) for fact in facts_in(book, batch)):
        return f'row "{name}" of batch {batch} is a fact: nesa strike {batch} "{name}" --reason REASON'
    rows = book.transactions[book.transactions["batch"] == batch]
    if any(means(name, str(source)) for source in rows["source"].unique()) or (rows["link"] == name).any():
        return f'row "{name}" of batch {batch} is taken back already'
    if whole := line_of(ledger.root / "batches" / folder_name(batch), name, standing):
        return f'row "{name}" is a line of {whole.link}; take that back by its first: --row "{whole.meta["source"]}"'
    near = nearest(name, {one.meta["source"] for one in standing})
    return f'row "{name}": batch {batch} has no entry of that row{f"; nearest: {near}" if near else ""}'


def _resting(book: Book, batch: int, facts: Iterable[Fact]) -> Iterator[str]:
    """A sentence for each thing of another batch that rests on a fact of this one, the first few of them."""
    first: dict[Rest, str] = {}
    for fact in facts:
        for rest in resting_on(book, fact):
            if rest.batch != batch:
                first.setdefault(rest, fact_in_words(book.register, fact))
        if len(first) > _SHOWN:
            break
    for rest, what in sorted(first.items())[:_SHOWN]:
        yield f"batch {batch} ({book.batches[batch].kind}) can't be taken back: {rest}, rests on {what}"
    if len(first) > _SHOWN:
        yield "and more rests on it"


def _day(book: Book, one: Transaction, today: date) -> date:
    """The day that an entry is taken back on: its own, or today where its year is closed."""
    register = book.register
    if not register.is_closed(register.year_of(one.day).name):
        return one.day
    if register.is_closed(this := register.year_of(today).name):
        raise InputError(closed_in_words(register, this))
    return today


def _standing(book: Book, undone: Sequence[Transaction]) -> Iterator[str]:
    """What stands on the claims of what is taken back; of a bill shared anew alone, what was paid too much then."""
    yield from standing_on(book, [one for one in undone if one.meta.get("reason") != RESHARE])
    anew = {one.link for one in undone if one.meta.get("reason") == RESHARE}
    rows = movements(book)
    rows = rows[rows["is_live"] & rows["is_creditors_book"] & rows["link"].isin(anew)]
    owed = rows.groupby(["link", "creditor", "debtor"], observed=True)["owed"].sum()
    for link, creditor, debtor, pence in owed[owed < 0].reset_index().itertuples(index=False, name=None):
        who = f"{book.register.name(creditor)} owes {book.register.name(debtor)} {format_pounds(-pence)}"
        yield f"{who} on {link}, paid above what stands; refund it, or have the leaving share the bill anew"


def _said_of(book: Book, undone: Iterable[Transaction]) -> Iterator[str]:
    """What was said of charges that are taken back, and would be held to be said of what is recorded anew."""
    links = {one.link for one in undone if one.meta["event"] in {*CHARGES, "spending"}}
    words: list[Acceptance | Exempted] = [*book.register.all(Acceptance), *book.register.all(Exempted)]
    for fact in words:
        if fact.link in links:
            remedy = f'nesa strike {fact.place.batch} "{fact.source}" --reason REASON'
            yield f"{fact_in_words(book.register, fact)} stands; where it was of what is taken back alone: {remedy}"


def _corrected(book: Book, facts: Iterable[Fact]) -> Iterator[str]:
    """Of each correction that is struck: what it corrected stays corrected, and is wanted anew."""
    for fact in facts:
        if fact.corrects:
            batch = int(fact.corrects.partition(" ")[0])
            yield f"{fact_in_words(book.register, fact)} that batch {batch} said does not count again; record it right"


def _closed(book: Book, undone: Iterable[Transaction], today: date) -> Iterator[str]:
    """Of each closed year whose entries are taken back: since when, and how to record them in it again."""
    years = {book.register.year_of(one.day).name for one in undone}
    for year in sorted(filter(book.register.is_closed, years)):
        when = f"{year} is closed, so it is taken back on {today}"
        yield f"{when}; to record it right in that year, first {reopened_by(book.register, year)}"


def _arguments(wanted: TakingBack) -> dict[str, str]:
    return {
        "batch": str(wanted.batch),
        "rows": ", ".join(wanted.rows),
        "reason": wanted.reason.strip(),
        "minute": wanted.minute.strip(),
    }
