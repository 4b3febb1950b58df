"""The journal: every entry with where it came from and who approved it, or a sample of them to test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import STAFF_DAYS
from nesa_fund.money import format_pounds
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import Arguments, asked_entity, asked_period, refuse_others, span_in_words
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value
from nesa_fund.statements.sampling import Sample, draw

ATTRIBUTES = (
    "the source cell shows this date and amount",
    "the paper (a bill, an invoice, a minute) supports it",
    "it was agreed or decided before: agreement, plan or confirmation",
    "its accounts are right for what it was",
    "the other side's book says the same, where there is one",
    "one person recorded it, and another approved it",
)
"""What an auditor ticks of each entry of a sample, lettered A, B, …"""
_LETTERS = "ABCDEF"
_CERTAIN = "certain"
_TICK, _REMARK = 3, 36  # Characters of room to write in by hand.


def journal(book: Book, arguments: Arguments) -> Statement:
    """Every entry of a year or a period, of all books or of one entity's; with a sample, those drawn, as a test sheet.

    Raises:
        InputError: No such member or year, a period that has not begun, a sample of none, or a
            sample without a seed.
    """
    refuse_others(arguments, "journal", "year", "member", "since", "until", "sample", "seed")
    _check_sample(arguments)
    first, last = asked_period(book, arguments)
    asked = _Asked(book.until(last), first, asked_entity(book, arguments))
    whose = f" of {book.register.name(asked.member)}" if asked.member else ""
    sample = draw(asked.amounts, arguments.sample, arguments.seed) if arguments.sample and arguments.seed else None
    return Statement(
        name="journal",
        title=f"{'Sample of the journal' if sample else 'Journal'}{whose}",
        alliance=book.register.alliance().name,
        audience="auditors",
        period=span_in_words(first, last),
        as_at=last,
        head=shown_head(book.head),
        made=_how_drawn(arguments)
        if sample
        else "Every entry of every book dated in the period, as it was recorded, "
        "those that were taken back and those that took them back among them.",
        tables=(_kinds(asked, sample), *(_sample(asked, sample) if sample else [_journal(asked)])),
        notes=tuple(_notes(asked, sample)),
    )


def _check_sample(arguments: Arguments) -> None:
    if arguments.sample is not None and not arguments.seed:
        raise InputError("a sample needs a seed, any text, so that whoever has it draws the same entries: --seed TEXT")
    if arguments.sample is None and arguments.seed is not None:
        raise InputError("a seed is for a sample; say how many entries are to be drawn: --sample NUMBER")
    if arguments.seed and not arguments.seed.isprintable():
        raise InputError("a seed is one line of text, so that it can be written down")
    if arguments.sample is not None and arguments.sample < 1:
        raise InputError(f"a sample of {arguments.sample} is none; draw one entry or more")


def _how_drawn(arguments: Arguments) -> str:
    return (
        f'{arguments.sample} entries drawn by monetary unit, by the SHA-256 of the seed "{arguments.seed}" and of each '
        "entry's name: each pound of the period has the same chance, no entry is drawn twice, and whoever has the seed "
        "draws the same from these books."
    )


@dataclass(frozen=True)
class _Asked:
    """The book up to the last day, the first day, and whose entries, if not all."""

    book: Book
    first: date
    member: str | None

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The entries in order of date, each with its name, and its pounds and its days in hundredths."""
        rows = self.book.transactions
        rows = rows[rows["day"] >= pd.Timestamp(self.first)]
        if self.member:
            rows = rows[rows["owner"] == self.member]
        work = self.book.postings
        work = work[(work["commodity"] == STAFF_DAYS) & (work["pence"] > 0)]
        pence, days = (
            of.reindex(rows.index, fill_value=0) for of in (self.book.debits, work.groupby("txn")["pence"].sum())
        )
        places = zip(rows["batch"].tolist(), rows["owner"].tolist(), rows["line"].tolist(), strict=True)
        rows = rows.assign(pence=pence, days=days, entry=[f"{batch:04d}/{book}:{line}" for batch, book, line in places])
        return rows.sort_values(["day", "batch", "owner", "line"], kind="stable")

    @property
    def amounts(self) -> dict[str, int]:
        """The name of each entry -> what it moves, in pence."""
        return dict(zip(self.rows["entry"].tolist(), self.rows["pence"].tolist(), strict=True))

    @cached_property
    def charged(self) -> dict[str, tuple[str, str, str, date]]:
        """Link -> agreement, line of the plan, year and day of its charge, where that was agreed in any."""
        rows = self.book.transactions
        is_said = (rows["agreement"] != "") | (rows["plan"] != "") | (rows["event"] == "contribution")
        rows = rows[is_said].drop_duplicates("link")
        columns = (rows[name].tolist() for name in ("agreement", "plan", "year"))
        return dict(zip(rows["link"].tolist(), zip(*columns, rows["day"].dt.date, strict=True), strict=True))

    def agreed(self, link: str) -> str | None:
        """What the charge of an item was agreed in."""
        if link not in self.charged:
            return None
        agreement, plan, year, day = self.charged[link]
        register = self.book.register
        if agreement:
            terms = register.agreements.get(agreement)
            return (terms[-1].title if terms else "") or agreement
        if plan:
            line = register.plan(register.year_of(day).name).get(plan)
            return (line.title if line else "") or plan
        return f"schedule {year}"


_COLUMNS = (
    Column("Entry"),
    Column("Date", Unit.DATE),
    Column("Book"),
    Column("With"),
    Column("What"),
    Column("Amount", Unit.MONEY, total=True),
    Column("Source"),
    Column("Document"),
    Column("Agreed in"),
    Column("Recorded, approved by"),
)


def _entries(asked: _Asked, rows: pd.DataFrame) -> Iterator[tuple[Value, ...]]:
    """What each entry is shown with, in the order of ``_COLUMNS``."""
    name = asked.book.register.name
    people = {n: f"{one.recorded_by}, {one.approved_by or 'nobody'}" for n, one in asked.book.batches.items()}
    return zip(
        rows["entry"],
        rows["day"].dt.date,
        _said(rows["owner"], name),
        _said(rows["payee"], name),
        [f"{kind}: {text}" for kind, text in zip(_kinds_of(rows), rows["narration"].tolist(), strict=True)],
        [pence or None for pence in rows["pence"].tolist()],
        rows["source"].tolist(),
        _said(rows["document"], lambda text: text or None),
        _said(rows["link"], asked.agreed),
        [people.get(batch) for batch in rows["batch"].tolist()],
        strict=True,
    )


def _kinds_of(rows: pd.DataFrame) -> list[str]:
    """What people call each entry."""
    return [str(kind) for kind in _said(rows["event"], lambda event: event.replace("-", " ") or "entry")]


def _said(column: pd.Series, how: Callable[[str], str | None]) -> list[str | None]:
    """What is said of each text of a column, asked once for each that occurs."""
    texts = column.astype(str)
    found = {text: how(text) for text in texts.unique().tolist()}
    return [found[text] for text in texts.tolist()]


def _journal(asked: _Asked) -> Table:
    rows, days = tuple(_entries(asked, asked.rows)), asked.rows["days"].tolist()
    if not any(days):
        return Table("journal", "Every entry", _COLUMNS, rows)
    columns = (*_COLUMNS, Column("Staff days", Unit.NUMBER, total=True))
    worked = tuple((*row, Fraction(one, 100) if one else None) for row, one in zip(rows, days, strict=True))
    return Table("journal", "Every entry", columns, worked)


def _kinds(asked: _Asked, sample: Sample | None = None) -> Table:
    """How many entries there are of each kind, and what they move; and how much of that was drawn."""
    rows = asked.rows
    is_drawn = rows["entry"].isin(sample.names if sample else [])
    told = {
        "count": 1,
        "pence": rows["pence"],
        "drawn": is_drawn.astype("int64"),
        "value": rows["pence"].where(is_drawn, 0),
    }
    sums = pd.DataFrame(told, index=rows.index).groupby(_kinds_of(rows)).sum()
    columns = [
        Column("Kind"),
        Column("Entries", Unit.NUMBER, total=True),
        Column("Amount", Unit.MONEY, total=True),
        Column("Drawn", Unit.NUMBER, total=True),
        Column("Amount drawn", Unit.MONEY, total=True),
    ]
    shown = columns if sample else columns[:3]
    lines = zip(sums.index.to_list(), sums.to_numpy().tolist(), strict=True)
    return Table("kinds", "Entries by kind", tuple(shown), tuple((kind, *of)[: len(shown)] for kind, of in lines))


def _sample(asked: _Asked, sample: Sample) -> Iterator[Table]:
    """What was drawn, and the sheet to tick as it is tested."""
    told = list(_entries(asked, asked.rows[asked.rows["entry"].isin(sample.names)]))
    entry, day, whose, other, what, amount, source, document, agreed, people = _COLUMNS
    drawn = Column("Drawn at", Unit.MONEY)
    columns = (entry, day, whose, other, what, amount, drawn, agreed, people)
    rows = tuple((*row[:6], sample.drawn.get(str(row[0]), _CERTAIN), *row[8:]) for row in told)
    yield Table("sample", "What was drawn", columns, rows)
    ticks = [Column(letter, room=_TICK) for letter, _ in zip(_LETTERS, ATTRIBUTES, strict=True)]
    sheet = (entry, Column("Amount", Unit.MONEY), source, document, *ticks, Column("Remark", room=_REMARK))
    to_tick = (None,) * (len(ticks) + 1)
    yield Table("test sheet", "What to test", sheet, tuple((row[0], *row[5:8], *to_tick) for row in told))


def _notes(asked: _Asked, sample: Sample | None) -> Iterator[str]:
    yield "An entry is named by its batch, the book whose file there it stands in, and the line of that file."
    yield "A dealing between two entities stands in both their books, and so here twice."
    if sample:
        yield from _how_to_test(asked, sample)
    if any(batch.approved_by and batch.how == "declared" for batch in asked.book.batches.values()):
        yield "Approvers are as declared on the command line: they had not signed in themselves."


def _how_to_test(asked: _Asked, sample: Sample) -> Iterator[str]:
    if (asked.rows["pence"] == 0).any():
        yield "Entries of no pounds, such as staff days, can't be drawn by value: they stand in the journal alone."
    if sample.certain:
        yield f'"{_CERTAIN}" are {len(sample.certain)} as large as a step, or larger: none of them is left to chance.'
    if sample.drawn:
        yield (
            f"The other entries come to {format_pounds(sample.left)}, laid end to end in the order of the SHA-256 of "
            f"the seed and the entry's name, a line each; in each of {sample.steps} equal steps one pound is drawn, as "
            "far within it as the seed's SHA-256 is within all numbers of its length, and the entry that it falls in."
        )
    for letter, attribute in zip(_LETTERS, ATTRIBUTES, strict=True):
        yield f"Tick {letter} where {attribute}."
