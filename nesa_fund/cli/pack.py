"""``nesa pack``: chosen statements in one document for the Board, a governing body or an auditor."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nesa_fund.cli.options import Day, today
from nesa_fund.cli.screen import say

if TYPE_CHECKING:
    from nesa_fund.statements.base import Pack


@click.command("pack")
@click.argument("kind", type=click.Choice(["board", "governors"]))
@click.argument("year", required=False)
@click.option("--member", help="governors: whose. Default: a pack for each member.")
@click.option("--as-at", type=Day(), help="The day: what is dated later is left out (default: today).")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@click.pass_obj
def pack_command(root: Path, kind: str, year: str | None, member: str | None, as_at: date | None, output: Path) -> None:
    """Write a pack for YEAR (default: that of --as-at), as a PDF and a workbook.

    \b
    board      what the Board is asked to decide, the promises, and the year's statements
    governors  for each governing body: the promises, its own account, the Fund, what it is asked

    Example: nesa pack board 2025-26 -o packs
    """  # noqa: D301  # Click's own mark for lines that stay lines.
    from importers.names import Names
    from nesa_fund.packs.board import board_pack
    from nesa_fund.packs.governors import governors_pack, paper_to_decide
    from nesa_fund.statements.arguments import Arguments
    from nesa_fund.store import open_ledger
    from reports.files import write_report
    from reports.pdf import render_paper

    book, day = open_ledger(root).book, as_at or today()
    if kind == "board":
        _write(output, board_pack(book, Arguments(as_at=day, year=year)))
        return
    known = Names(book.register.members)
    wanted = (
        [known.find(member) or member]
        if member
        else sorted(code for code in book.register.members if book.register.is_in(code, day))
    )
    for code in wanted:
        pack = governors_pack(book, Arguments(as_at=day, year=year, member=code))
        _write(output, pack)
        name = year or book.register.year_of(day).name
        if paper := paper_to_decide(book, name, day, code):
            say(f"{write_report(output / f'{paper.file}.pdf', render_paper(paper))}")


def _write(folder: Path, pack: "Pack") -> None:
    from reports.files import write_report
    from reports.pdf import render_pack
    from reports.xlsx import render_xlsx_pack

    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in ((".pdf", render_pack(pack)), (".xlsx", render_xlsx_pack(pack))):
        say(f"{write_report(folder / f'{_file_name(pack.title)}{ending}', content)}")


def _file_name(title: str) -> str:
    """A title as a file's name: a school may be called anything."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", title).strip(" .")[:120]
