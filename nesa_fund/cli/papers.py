"""``nesa papers``: what is sent to one school each, as PDF, with a list for a mail-merge. Nothing is sent from here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nesa_fund.cli.options import Day, today
from nesa_fund.cli.screen import say
from nesa_fund.problems import InputError

if TYPE_CHECKING:
    from nesa_fund.book import Book
    from nesa_fund.papers.base import Paper

KINDS = ("charge", "confirm", "statement", "recharge", "credit", "offer", "settlement")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What papers are asked for."""

    year: str
    as_at: date
    since: date
    instalment: int | None
    joins: tuple[str, ...]
    is_all: bool


@click.command("papers")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--year", help="An alliance year, like 2025-26 (default: that of --as-at).")
@click.option("--member", "members", multiple=True, metavar="M", help="Only for this member. May be repeated.")
@click.option(
    "--instalment", type=click.IntRange(min=1), help="charge: which instalment (default: the newest charged)."
)
@click.option(
    "--from", "since", type=Day(), help="recharge, credit: dated from this day on (default: the year's first)."
)
@click.option("--all", "is_all", is_flag=True, help="confirm: also for those that have confirmed.")
@click.option(
    "--join",
    "joins",
    multiple=True,
    metavar="M=N@DATE",
    help="offer: who would join, pupils and first day, as Elm=96@2026-01-05. May be repeated.",
)
@click.option("--as-at", type=Day(), help="The papers' day: what is dated later is left out (default: today).")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@click.pass_obj
def papers_command(  # One argument an option.
    root: Path,
    kind: str,
    year: str | None,
    members: tuple[str, ...],
    instalment: int | None,
    since: date | None,
    is_all: bool,
    joins: tuple[str, ...],
    as_at: date | None,
    output: Path,
) -> None:
    """Write one PDF a school, and a list of them for a mail-merge.

    \b
    charge      the invoice for a contribution, with its payment reference
    confirm     asks a governing body to confirm its contribution, with the motion
    statement   the year's account, to agree or to differ
    recharge    a shared bill: the key, the shares, what to pay
    credit      what is credited, and why
    offer       what a school would pay if it joined
    settlement  what is to be paid and received, under which references

    Example: nesa papers confirm --year 2025-26 -o papers
    """  # noqa: D301  # Click's own mark for lines that stay lines.
    from importers.names import Names
    from nesa_fund.papers.base import merge_list
    from nesa_fund.store import open_ledger
    from reports.csv import render_csv
    from reports.files import make_folder, write_report
    from reports.pdf import render_paper

    book = open_ledger(root).book
    day = as_at or today()
    name = year or book.register.year_of(day).name
    first = since or _first_day(book, name)
    made = list(_papers(book, kind, _Asked(name, day, first, instalment, joins, is_all)))
    codes = {member: Names(book.register.members).find(member) or member for member in members}
    chosen = [paper for paper in made if not codes or paper.member in codes.values()]
    unknown = [text for text, code in codes.items() if code not in {paper.member for paper in made}]
    if unknown:
        raise InputError(f"there is no such paper for {', '.join(unknown)}")
    make_folder(output)
    for paper in chosen:
        write_report(output / f"{paper.file}.pdf", render_paper(paper))
    write_report(output / f"{kind} list.csv", render_csv(merge_list(book, kind, chosen, day)))
    say(f"{len(chosen)} paper{'' if len(chosen) == 1 else 's'} and {kind} list.csv, in {output}; nothing was sent")


def _first_day(book: "Book", year: str) -> date:
    try:
        return book.register.year(year).start
    except ValueError as error:
        raise InputError(f"--year {year!r}: {error}") from error


def _papers(book: "Book", kind: str, asked: _Asked) -> "Iterable[Paper]":
    from nesa_fund.papers.charge import charge_papers
    from nesa_fund.papers.confirm import confirm_papers
    from nesa_fund.papers.letters import settlement_papers, statement_papers
    from nesa_fund.papers.recharge import credit_papers, recharge_papers

    makers: dict[str, Callable[[], Iterable[Paper]]] = {
        "charge": lambda: charge_papers(book, asked.year, asked.as_at, asked.instalment),
        "confirm": lambda: confirm_papers(book, asked.year, asked.as_at, only_awaited=not asked.is_all),
        "statement": lambda: statement_papers(book, asked.year, asked.as_at),
        "recharge": lambda: recharge_papers(book, asked.since, asked.as_at),
        "credit": lambda: credit_papers(book, asked.since, asked.as_at),
        "settlement": lambda: settlement_papers(book, asked.as_at),
        "offer": lambda: _offers(book, asked),
    }
    return makers[kind]()


def _offers(book: "Book", asked: _Asked) -> "Iterator[Paper]":
    from nesa_fund.actions.offer import offer
    from nesa_fund.actions.schedule_whatif import what_if_from

    if not asked.joins:
        raise InputError("an offer needs --join: who would join, with how many pupils, and when, as Elm=96@2026-01-05")
    for join in what_if_from(joins=asked.joins).joins:
        yield offer(book, asked.year, join, asked.as_at)
