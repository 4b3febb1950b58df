"""The Strategic Board's pack: what it is asked to decide, what changed, how the promises stand; then the figures."""

from collections.abc import Iterator
from datetime import date, timedelta

from nesa_fund.book import Book, shown_head
from nesa_fund.engine import CONCLUSION_TITLES, Verdict, run
from nesa_fund.facts import Exempted, Member, Review, Schedule, Withdrawal
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, Year, day_in_words
from nesa_fund.statements.arguments import Arguments, asked_year, span_in_words
from nesa_fund.statements.base import Answer, Column, Pack, Statement, Table, Value
from nesa_fund.statements.catalogue import statement_named
from nesa_fund.statements.probity import answer_in_words

PARTS = ("schedule", "fund", "value", "parity", "awaited")
_SOON = timedelta(days=90)


def board_pack(book: Book, arguments: Arguments) -> Pack:
    """The pack of an alliance year, as at a day.

    Raises:
        InputError: No such year, or nothing was adopted for it.
    """
    year = asked_year(book, arguments)
    asked = Arguments(as_at=arguments.as_at, year=year.name)
    whole = Arguments(as_at=arguments.as_at)
    alliance = book.register.alliance().name
    return Pack(
        title=f"Strategic Board pack {year.name}",
        alliance=alliance,
        as_at=arguments.as_at,
        head=shown_head(book.head),
        cover=(
            f"For the Strategic Board of {alliance}, as at {day_in_words(arguments.as_at)}.",
            "The first statement says what the Board is asked to decide, what changed, and how the promises stand.",
            "The head names the history that all figures were read from; noted in the minutes, it vouches for them.",
        ),
        statements=(
            first_page(book, year, arguments.as_at),
            *(statement_named(name)(book, whole if name == "awaited" else asked) for name in PARTS),
        ),
    )


def first_page(book: Book, year: Year, as_at: date) -> Statement:
    """What the Board is asked to decide, what changed in the year so far, and how the promises stand."""
    verdict = run(book, as_at, year=year.name)
    decisions = list(_decisions(book, year, as_at))
    last = min(year.end, as_at)
    return Statement(
        name="board",
        title=f"For decision {year.name}",
        alliance=book.register.alliance().name,
        audience="the Strategic Board",
        period=span_in_words(year.start, last),
        as_at=as_at,
        head=shown_head(book.head),
        made="From the facts and the books up to the day above, and every rule of the charter run over them.",
        tables=(
            Table("decisions", "Decisions asked of the Board", _columns("Decision", "Why", "How"), tuple(decisions)),
            Table("changed", "What changed in the year", _columns("When", "What"), tuple(_changed(book, year, last))),
            Table("exceptions", "Exceptions in force", _columns("Rule", "Item", "Up to", "Until", "Accepted by"),
                  tuple(_exceptions(book, as_at))),
        ),
        answers=tuple(_promises(verdict, year)),
        notes=("The promises speak of the dealings recorded in this ledger, and of no others.",),
    )  # fmt: skip


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(map(Column, titles))


def _promises(verdict: Verdict, year: Year) -> Iterator[Answer]:
    for name, conclusion in verdict.conclusions(year.name).items():
        yield Answer(CONCLUSION_TITLES[name], answer_in_words(conclusion))


def _decisions(book: Book, year: Year, as_at: date) -> Iterator[tuple[Value, ...]]:
    """What only the Board can decide, and has not: each with its reason and the way to record it."""
    register = book.register
    after = register.year_of(year.end + ONE_DAY).name
    for name in (year.name, after):
        plan = register.plan(name)
        if plan and not register.schedule(name):
            planned = format_pounds(sum(line.amount for line in plan.values() if not line.grant))
            yield f"Adopt the schedule of {name}", f"its plan asks members for {planned}", f"nesa schedule adopt {name}"
    for board in register.all(Schedule):
        ended = register.year(board.year)
        if ended.end >= as_at or ended.end < register.charter_from:
            continue
        if not register.is_closed(board.year):
            why = f"it ended on {day_in_words(ended.end)}: its balance goes back or is carried on"
            yield f"Close {board.year}", why, f"nesa surplus {board.year}, or nesa close {board.year} --carried"
        if board.year not in {review.year for review in register.all(Review)}:
            yield f"Hold the annual review of {board.year}", "the charter promises one every year", "the sheet reviews"
    for said in register.all(Exempted):
        if said.until and as_at <= said.until <= as_at + _SOON:
            yield (
                f"Extend the exception for {said.rule} and {said.link}, or let it end",
                f"it ends on {day_in_words(said.until)}",
                "the sheet exceptions",
            )


def _changed(book: Book, year: Year, last: date) -> Iterator[tuple[Value, ...]]:
    """Who came and went, and what was adopted and confirmed, in order of date."""
    register = book.register
    told: list[tuple[date, str]] = [
        (first, f"{register.name(code)} joined")
        for code in {fact.code for fact in register.all(Member)}
        for first, _ in register.spells(code)
    ]
    told += [(said.day, f"{register.name(said.code)} had its last day in") for said in register.all(Withdrawal)]
    told += [
        (said.day, f"the schedule of {said.year} was adopted: {format_pounds(said.total)}")
        for said in register.all(Schedule)
    ]
    told += [(said.day, f"{said.year} was closed") for said in register.closes.values()]
    for day, what in sorted(told):
        if year.start <= day <= last:
            yield day_in_words(day), what


def _exceptions(book: Book, as_at: date) -> Iterator[tuple[Value, ...]]:
    for said in book.register.all(Exempted):
        if said.day <= as_at and (said.until is None or said.until >= as_at):
            until = day_in_words(said.until) if said.until else "no end"
            yield said.rule, said.link, format_pounds(said.amount), until, said.minutes
