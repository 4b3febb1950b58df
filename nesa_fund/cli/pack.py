"""``nesa pack``: chosen statements in one document for the Board, a governing body or an auditor."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nesa_fund.cli.options import Day, today
from nesa_fund.cli.progress import Progress
from nesa_fund.cli.screen import say
from nesa_fund.problems import InputError

if TYPE_CHECKING:
    from nesa_fund.packs.audit import AuditPack
    from nesa_fund.statements.arguments import Arguments
    from nesa_fund.statements.base import Pack
    from nesa_fund.store import Ledger


@click.command("pack")
@click.argument("kind", type=click.Choice(["audit", "board", "governors"]))
@click.argument("year", required=False)
@click.option("--member", help="governors: whose. Default: a pack for each member.")
@click.option("--as-at", type=Day(), help="The day: what is dated later is left out (default: today).")
@click.option("--sample", type=click.IntRange(min=1), help="audit: how many entries are drawn to test (default: 25).")
@click.option("--seed", help="audit: any text that they are drawn by; the same draws the same (default: the head).")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@click.pass_obj
def pack_command(  # One argument an option.
    root: Path,
    kind: str,
    year: str | None,
    member: str | None,
    as_at: date | None,
    sample: int | None,
    seed: str | None,
    output: Path,
) -> None:
    """Write a pack for YEAR (default: that of --as-at), as a PDF and a workbook.

    \b
    audit      for auditors: the statements, the whole ledger, and how each headline is worked out again
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

    if kind != "audit" and (sample or seed):
        raise InputError("a sample is drawn for the audit pack alone; leave --sample and --seed out")
    if kind == "audit" and member:
        raise InputError("the audit pack is of all members; leave --member out")
    ledger, day = open_ledger(root), as_at or today()
    book = ledger.book
    if kind == "audit":
        _write_audit(output, ledger, Arguments(as_at=day, year=year, sample=sample, seed=seed))
        return
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


def _write_audit(folder: Path, ledger: "Ledger", asked: "Arguments") -> None:
    from nesa_fund.actions.audit_folder import refuse_altered, refuse_what_stands, write_audit_folder
    from nesa_fund.packs.audit import audit_pack
    from nesa_fund.statements.arguments import begun_year

    refuse_altered(ledger)
    year, _ = begun_year(ledger.book, asked)
    target = folder / f"Audit pack {year.name}"
    refuse_what_stands(target)
    copied = 0.0

    def tell(part: float) -> None:
        nonlocal copied
        copied = part

    with Progress() as progress:
        progress.tell("computing the statements", lambda: 0.1)
        made = audit_pack(ledger.book, asked)
        progress.tell("drawing the document and the workbooks", lambda: 0.3)
        files = _drawn(made)
        progress.tell("copying the ledger", lambda: 0.6 + 0.4 * copied)
        sums = write_audit_folder(target, files, ledger, tell)
    say(f"{target}: begin with README.md")
    say(f"SHA-256 of its SHA256SUMS, which vouches for every file in it: {sums}")


def _drawn(made: "AuditPack") -> dict[str, bytes]:
    """Name -> content of the files that are made for an audit pack."""
    from nesa_fund.packs.printed import printed
    from reports.pdf import render_pack
    from reports.readme import DOCUMENT, SHARES, WORKBOOK, render_readme
    from reports.shares_workbook import render_shares
    from reports.xlsx import render_xlsx_pack

    year = made.year.name
    return {
        "README.md": render_readme(made).encode(),
        DOCUMENT.format(year=year): render_pack(printed(made.pack)),
        WORKBOOK.format(year=year): render_xlsx_pack(made.pack),
        SHARES.format(year=year): render_shares(made.shares),
    }


def _write(folder: Path, pack: "Pack") -> None:
    from nesa_fund.packs.printed import printed
    from reports.files import make_folder, write_report
    from reports.pdf import render_pack
    from reports.xlsx import render_xlsx_pack

    make_folder(folder)
    for ending, content in ((".pdf", render_pack(printed(pack))), (".xlsx", render_xlsx_pack(pack))):
        say(f"{write_report(folder / f'{_file_name(pack.title)}{ending}', content)}")


def _file_name(title: str) -> str:
    """A title as a file's name: a school may be called anything."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", title).strip(" .")[:120]
