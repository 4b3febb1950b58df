"""``nesa post``: what a member enters in its own finance system, with its own codes, and nothing twice."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nesa_fund.cli.progress import Progress
from nesa_fund.cli.screen import pasted, say
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import InputError

if TYPE_CHECKING:
    from nesa_fund.actions.post import Record
    from nesa_fund.handover.coding import Lack
    from nesa_fund.handover.made import Handover, Total
    from nesa_fund.store import Ledger

_MONEY = ("net", "vat", "gross")
SYSTEMS = ("xero-bills", "xero-journals", "sage50", "arbor", "iris", "csv")


@click.command("post")
@click.argument("member")
@click.option("--for", "system", type=click.Choice(SYSTEMS), required=True, help="The layout of the member's system.")
@click.option(
    "--again", type=click.IntRange(min=0), is_flag=False, flag_value=0, metavar="[N]",
    help="Make handover N again as it was (default: the newest).",
)  # fmt: skip
@click.option(
    "--after", type=int, metavar="BATCH", help="First handover: what came up to this batch was entered by hand."
)
@click.option("--codes", type=click.Path(path_type=Path, dir_okay=False), help="Write the codes that lack, to fill in.")
@click.option("--dry-run", is_flag=True, help="Say what would be handed over; write nothing.")
@click.option("--json", "is_json", is_flag=True, help="Say what was done as one JSON object.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="The folder to write into.")
@click.pass_obj
def post_command(  # One argument an option.
    root: Path,
    member: str,
    system: str,
    again: int | None,
    after: int | None,
    codes: Path | None,
    dry_run: bool,
    is_json: bool,
    output: Path | None,
) -> None:
    """Hand over what MEMBER was charged, what it charged and what was paid, for its own finance system.

    What was handed over is remembered beside the ledger: the next time only what came since is. What was
    taken back after it was handed over comes as its opposite. A PDF beside the files has their control total.

    \b
    xero-bills     bills and sales invoices; payments stay with its bank feed
    xero-journals  manual journals of all, payments too
    sage50         audit trail transactions of all, payments on account
    arbor          bills, as a batch of transactions
    iris           journals of all, payments too
    csv            all, for any other system

    Example: nesa post Coquet --for sage50 -o "for Coquet"
    """  # noqa: D301  # Click's own mark for lines that stay lines.
    from nesa_fund.actions import post
    from nesa_fund.handover.layouts import layout_named
    from nesa_fund.handover.made import Lacking
    from nesa_fund.store import open_ledger

    if output is None and not dry_run and codes is None:
        raise InputError("name the folder to write into, as in -o handed-over; or see first what it is, with --dry-run")
    if again is not None and after is not None:
        raise InputError("give --again or --after, not both")
    layout = layout_named(system)
    with Progress() as progress:
        progress.tell("reading the ledger", lambda: 0.0)
        ledger = open_ledger(root)
        code = _member(ledger, member)
        old = post.earlier(ledger, code, layout, again or None) if again is not None else None
        span = old.span if old else post.next_span(ledger, code, layout, after)
        handover = post.made(ledger, code, layout, span) if span else None
    if isinstance(handover, Lacking):
        _name_lacks(ledger, code, handover.lacks, system, codes)
    elif codes is not None:
        raise InputError("no code lacks: nothing to fill in")
    elif handover is None or not handover.parts:
        _say_nothing(ledger, code, system, is_json=is_json)
    else:
        if not dry_run and output:
            _hand_over(ledger, handover, old, output)
        also = post.also_handed_over(ledger, code, layout, handover.span)
        if is_json:
            click.echo(_as_json(handover, also, is_written=not dry_run))
        else:
            _tell(handover, also, None if dry_run else output, is_again=old is not None)


def _member(ledger: "Ledger", text: str) -> str:
    from importers.names import Names
    from nesa_fund.entries import FUND

    known = Names(ledger.register.members)
    code = known.find(text)
    if code is None:
        raise InputError(f'"{text}": {known.complaint(text)}')
    if code == FUND:
        raise InputError("the Partnership Fund's own book is this ledger: what is handed over is a member's")
    return code


def _name_lacks(ledger: "Ledger", member: str, lacks: "tuple[Lack, ...]", system: str, codes: Path | None) -> None:
    """Write the sheet of codes that lack; without one asked for, name them all with the remedy."""
    from nesa_fund.handover.coding import lacks_in_words
    from reports.codes_sheet import render_codes
    from reports.files import write_report

    how = "nesa import FILE" + (" --correct --reason WHY" if any(lack.known for lack in lacks) else "")
    if codes is None:
        remedy = f"to fill them in: nesa post {member} --for {system} --codes codes.xlsx; then {how}"
        name = ledger.register.name(member)
        lacking = (f"{name}'s own system: {said}" for said in lacks_in_words(ledger.register, lacks))
        raise InputError(*lacking, remedy)
    if codes.exists():
        raise InputError(f"{codes} is there already, and may be filled in; name another file")
    if codes.suffix.casefold() != ".xlsx":
        raise InputError(f"{codes}: the sheet of codes is a workbook; name it with .xlsx at the end")
    write_report(codes, render_codes(ledger.register, member, lacks))
    say(f"{codes}: what {ledger.register.name(member)}'s system calls each; nothing was handed over yet")
    say(f"Fill it in, then: {how.replace('FILE', pasted(codes))}")


def _say_nothing(ledger: "Ledger", member: str, system: str, *, is_json: bool) -> None:
    if is_json:
        click.echo(json.dumps({"member": member, "layout": system, "number": None, "files": []}, indent=2))
        return
    name = ledger.register.name(member)
    say(f"Nothing of {name} is to be handed over for {system}, up to batch {len(ledger.book.batches)}.")


def _hand_over(ledger: "Ledger", handover: "Handover", old: "Record | None", folder: Path) -> None:
    """Write the files and their cover, and only then remember it, unless it was remembered before."""
    from nesa_fund.actions import post
    from nesa_fund.handover.cover import cover
    from reports.files import make_folder, write_report
    from reports.handed import render_part
    from reports.pdf import render_pdf

    files = {part.file: render_part(handover, part) for part in handover.parts}
    make_folder(folder)
    for name, content in {**files, f"{handover.stem} cover.pdf": render_pdf(cover(handover))}.items():
        write_report(folder / name, content)
    record = post.record_of(ledger, handover, files)
    if old is None:
        post.remember(ledger.root, record)
    elif record.files != old.files:
        say("these files are not byte for byte what they were: another version of nesa wrote those", err=True)


def _tell(handover: "Handover", also: list[str], folder: Path | None, *, is_again: bool) -> None:
    again = ", again" if is_again else ""
    span = handover.span
    say(f"{handover.name}, for {handover.layout.title}: handover {span.number}{again}, {span.in_words}")
    for part in handover.parts:
        say(f"  {part.file}")
        for total in part.totals:
            say(f"    {_in_words(total)}")
    if also:
        say(f"Some of these batches were handed over for {', '.join(also)} too: enter them in one system only.")
    if folder is None:
        say("Nothing was written.")
        return
    say(f"Written in {folder}, with {handover.stem} cover.pdf: compare its control total before you post.")
    system = handover.layout.name
    say(f'The same again: nesa post {handover.member} --for {system} --again {span.number} -o "{folder}"')


def _in_words(total: "Total") -> str:
    vat = f" (net {format_pounds(total.net)}, VAT {format_pounds(total.vat)})" if total.net and total.vat else ""
    return f"{total.what}: {total.entries}, {format_pounds(total.gross)}{vat}"


def _as_json(handover: "Handover", also: list[str], *, is_written: bool) -> str:
    said = {
        "member": handover.member,
        "layout": handover.layout.name,
        "number": handover.span.number,
        "batches": {"after": handover.span.after, "through": handover.span.through},
        "head": handover.head,
        "written": is_written,
        "files": [
            {"name": part.file, "totals": [_total_as_json(total) for total in part.totals]} for part in handover.parts
        ],
        "cover": f"{handover.stem} cover.pdf",
        "also": also,
    }
    return json.dumps(said, indent=2)


def _total_as_json(total: "Total") -> dict[str, object]:
    money = {
        name: None if pence is None else format_pence(pence) for name, pence in zip(_MONEY, total[3:], strict=True)
    }
    return {"of": total.what, "entries": total.entries, "lines": total.lines, **money}
