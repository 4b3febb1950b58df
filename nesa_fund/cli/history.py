"""``nesa batches``, ``nesa verify`` and ``nesa bean``: the history, its proof, and the books for other tools."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from nesa_fund.cli.options import today
from nesa_fund.cli.screen import say
from nesa_fund.problems import LedgerError


@click.command("batches")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def batches_command(root: Path, *, as_json: bool) -> None:
    """List every batch: when it was recorded, by whom, approved by whom, what, and the head after it.

    Example: nesa batches
    """
    from nesa_fund.cli.report import show
    from nesa_fund.statements.catalogue import Arguments, statement_named
    from nesa_fund.store import open_ledger

    history = statement_named("batches")(open_ledger(root).book, Arguments(as_at=today()))
    show(history, "json" if as_json else "text")


@click.command("verify")
@click.option("--head", "noted", help="A head that was noted: 16 hex digits or more; spaces are allowed.")
@click.pass_obj
def verify_command(root: Path, noted: str | None) -> int:
    """Re-hash the whole history and name every place where it is not as it was written.

    Ends with exit code 1 where anything was altered, or where the noted head is not of this history.

    Example: nesa verify --head "9f2c 11ab 03d4 77e0"
    """
    from nesa_fund.actions.verify import parse_head, report_lines, verified
    from nesa_fund.derived import differences
    from nesa_fund.history import read_history
    from nesa_fund.store import open_ledger

    head = "" if noted is None else parse_head(noted)
    history = read_history(root)
    said = verified(history, head)
    if said.is_sound:
        said = replace(said, differing=tuple(differences(root, open_ledger(root, history).register)))
    for line in report_lines(said):
        say(line, one_line=True)
    return 0 if said.is_sound else 1


@click.command("bean")
@click.option("--check", "checks", is_flag=True, help="Load the books with Beancount, and print its errors.")
@click.option("--remake", is_flag=True, help="Write the files that Beancount and Fava open anew.")
@click.pass_obj
def bean_command(root: Path, *, checks: bool, remake: bool) -> int:
    """Print the path of books.beancount, the whole alliance for Beancount's own tools.

    Example: bean-query "$(nesa bean)" "SELECT account, sum(position) GROUP BY account"
    """
    from nesa_fund.derived import BOOKS, refresh

    if remake:
        from nesa_fund.store import open_ledger

        refresh(root, open_ledger(root).register)
    path = (root / BOOKS).resolve()
    if not path.is_file():
        raise LedgerError(f"{path} is not there; write it anew with: nesa bean --remake")
    (say if sys.stdout.isatty() else click.echo)(str(path))  # A program reads it byte for byte.
    return _loaded(path) if checks else 0


def _loaded(path: Path) -> int:
    """Load the books as any Beancount tool would, never from its cache; 1 where it finds an error."""
    from beancount import loader
    from beancount.parser import printer

    loader.initialize(use_cache=False)
    entries, errors, _ = loader.load_file(str(path))
    for error in errors:
        say(printer.format_error(error), err=True)  # type: ignore[no-untyped-call]
    say(f"Beancount read {len(entries):,} directives and found {len(errors)} errors.", err=True)
    return 1 if errors else 0
