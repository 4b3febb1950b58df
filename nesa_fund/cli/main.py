"""The ``nesa`` command: which commands there are, where the ledger is, and how errors end."""

import gc
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from nesa_fund.cli.screen import say
from nesa_fund.problems import InputError, LedgerError

if TYPE_CHECKING:
    from pathlib import Path  # Imported where it is used: ``nesa --help`` does without it.

COMMANDS = {
    "backup": ("nesa_fund.cli.backup", "the ledger in one archive, and read again"),
    "batches": ("nesa_fund.cli.history", "the history: number, when, by whom, what"),
    "bean": ("nesa_fund.cli.history", "the path of books.beancount, for Beancount's own tools"),
    "check": ("nesa_fund.cli.check", "runs the charter over the whole ledger"),
    "close": ("nesa_fund.cli.close", "closes a year: nothing later is dated into it"),
    "demo": ("nesa_fund.cli.demo", "builds the example alliance and shows what it can do"),
    "import": ("nesa_fund.cli.import_", "records spreadsheets, all or nothing"),
    "init": ("nesa_fund.cli.init", "makes an empty ledger"),
    "pack": ("nesa_fund.cli.pack", "chosen statements in one document, for the Board, for governors or for auditors"),
    "papers": ("nesa_fund.cli.papers", "what is sent to one school each, as PDF"),
    "post": ("nesa_fund.cli.post", "what a member enters in its own finance system, with its own codes"),
    "report": ("nesa_fund.cli.report", "a statement, as text, a workbook, a PDF, …"),
    "restore": ("nesa_fund.cli.backup", "makes the ledger that an archive holds"),
    "reverse": ("nesa_fund.cli.taking_back", "takes a batch back, or rows of it"),
    "rules": ("nesa_fund.cli.check", "the rules of the charter; one of them explained"),
    "schedule": ("nesa_fund.cli.schedule", "contributions: propose, adopt, confirm, charge"),
    "serve": ("nesa_fund.cli.serve", "the pages of the ledger in a browser"),
    "strike": ("nesa_fund.cli.taking_back", "a fact recorded wrongly counts no more"),
    "surplus": ("nesa_fund.cli.surplus", "returns a year's surplus in proportion"),
    "template": ("nesa_fund.cli.template", "blank spreadsheets to fill in"),
    "todo": ("nesa_fund.cli.todo", "what is awaited, from whom, and what clears it"),
    "user": ("nesa_fund.cli.user", "who may sign in to the pages, and as what"),
    "verify": ("nesa_fund.cli.history", "re-hashes the whole history"),
    "withdraw": ("nesa_fund.cli.withdraw", "a member leaves, and its account is closed"),
}
"""Command -> the module that holds it as ``NAME_command``, and its line in the help.

Modules are imported when their command runs, so that ``nesa --help`` stays quick.
"""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands in order of name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The commands and what they do, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--ledger",
    type=click.Path(),
    help="The ledger's folder (default: NESA_LEDGER, else the nearest folder upward with "
    "alliance.beancount, else ./ledger).",
)
@click.version_option(package_name="nesa-fund", prog_name="nesa")
@click.pass_context
def cli(ctx: click.Context, ledger: str | None) -> None:
    """The ledger of an alliance of schools, and the proof that it keeps its charter.

    Begin with: nesa demo
    """
    from pathlib import Path

    ctx.obj = Path(ledger) if ledger else default_ledger(Path.cwd())


def default_ledger(here: "Path") -> "Path":
    """Where the ledger is if nobody says: NESA_LEDGER, the nearest one upward, else ./ledger."""
    from pathlib import Path

    if named := os.environ.get("NESA_LEDGER"):
        return Path(named)
    upward = (folder for folder in (here, *here.parents) if (folder / "alliance.beancount").is_file())
    return next(upward, here / "ledger")


def main(args: list[str] | None = None) -> None:
    """Run one command and exit: 0 fine, 1 broken charter, 2 bad input or usage, 3 unreadable ledger."""
    gc.disable()  # A command makes much that lives until it ends: to look for garbage is a fifth of the time.
    _speak_utf8()
    try:
        code = _run(args)
    except BrokenPipeError:  # The reader went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    gc.freeze()
    sys.exit(code)


def _run(args: list[str] | None) -> int:
    try:
        result: Any = cli(args=args, prog_name="nesa", standalone_mode=False)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        say(shown.getvalue().rstrip("\n"), err=True)
        return 2
    except click.Abort:
        say("stopped; nesa batches shows what was recorded", err=True)
        return 2
    except InputError as error:
        for problem in error.problems:
            say(str(problem), err=True, one_line=True)
        return 2
    except LedgerError as error:
        say(str(error), err=True, one_line=True)
        return 3
    return result if isinstance(result, int) else 0


def _speak_utf8() -> None:
    """Pounds and names print everywhere, on a Windows console too."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
