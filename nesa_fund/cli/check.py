"""``nesa check`` and ``nesa rules``: the charter, run and explained."""

import difflib
import textwrap
from datetime import date
from pathlib import Path

import click

from nesa_fund.cli.options import Day, today, with_schema
from nesa_fund.problems import InputError


@click.command("check")
@click.option("--year", help="Only what is dated in this alliance year, as 2025-26.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only this rule. May be repeated.")
@click.option("--as-at", type=Day(), help="As the books stood at the end of this day (default: today).")
@click.option("--json", "is_json", is_flag=True, help="One JSON object, for scripts.")
@with_schema("check")
@click.pass_obj
def check_command(root: Path, year: str | None, rules: tuple[str, ...], as_at: date | None, *, is_json: bool) -> int:
    """Run the charter over the whole ledger; ends with exit code 1 where a rule is broken.

    Example: nesa check --year 2025-26
    """
    from nesa_fund.cli.verdicts import as_json, as_text, shown
    from nesa_fund.engine import run
    from nesa_fund.statements.arguments import Arguments, asked_year
    from nesa_fund.store import open_ledger

    only, as_at = [known_rule(rule) for rule in rules], as_at or today()
    book = open_ledger(root).book
    if year:
        try:
            book.register.year(year)
        except ValueError as error:
            raise InputError(f"--year {year!r}: {error}") from error
        asked_year(book, Arguments(as_at=as_at, year=year))
    what = shown(run(book, as_at, only, year), year, is_part=bool(only))
    click.echo((as_json if is_json else as_text)(book, what))
    return int(what.is_breached)


@click.command("rules")
@click.argument("rule", required=False, metavar="[ID]")
def rules_command(rule: str | None) -> None:
    """List the rules of the charter, or explain one.

    Example: nesa rules SUB4
    """
    from nesa_fund.rules import CATALOGUE
    from nesa_fund.rules.document import NEVER, example, paragraphs, title

    if rule is None:
        for one in CATALOGUE:
            click.echo(title(one))
        return
    (found,) = [one for one in CATALOGUE if one.id == known_rule(rule)]
    click.echo(title(found))
    for paragraph in paragraphs(found):
        click.echo("\n" + textwrap.fill(paragraph, 100, break_on_hyphens=False))
    if entries := example(found):
        click.echo(
            "\nFor example (;! marks a line that is found, ;? one that is warned of):\n\n"
            + textwrap.indent(entries, "    ")
        )
    if not found.can_be_excepted:
        click.echo(f"\n{NEVER}")


def known_rule(text: str) -> str:
    """The id of the rule that a text names.

    Raises:
        InputError: There is none such; it names the nearest.
    """
    from nesa_fund.rules import CATALOGUE

    ids = [rule.id for rule in CATALOGUE]
    if (upper := text.strip().upper()) in ids:
        return upper
    near = " or ".join(difflib.get_close_matches(upper, ids, n=3, cutoff=0.5))
    raise InputError(f"no rule {text!r}; " + (f"did you mean {near}?" if near else "nesa rules lists them"))
