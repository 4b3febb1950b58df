"""Options that several commands share: who records, and dates."""

import getpass
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

SIGNATURE, TODAY = "nesa.signature", "nesa.today"
"""Where a command that is carried out for a page finds who signed in, and the page's day, in its context's ``meta``."""


class Day(click.ParamType[date]):
    """A date, written 2025-11-14 or 14/11/2025."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """The date of a text."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            with suppress(ValueError):
                return self._of_our_time(datetime.strptime(value, form).replace(tzinfo=UTC).date(), param, ctx)
        return self.fail(f"{value!r} is not a date, like 2025-11-14", param, ctx)

    def _of_our_time(self, day: date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if 2000 <= day.year <= 2100:
            return day
        return self.fail(f"{day} is not a date from 2000 to 2100", param, ctx)


class Pounds(click.ParamType[int]):
    """An amount of money, in whole pence."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """The pence of a text."""
        from nesa_fund.money import MoneyError, parse_pence

        if isinstance(value, int):
            return value
        try:
            return parse_pence(value)
        except MoneyError as error:
            return self.fail(f"{value!r}: {error}", param, ctx)


def signed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that writes --by, --approved-by and --note; it gets ``signature`` and ``note``."""

    @click.option("--by", help="Who records this, a user code or a role (default: the login name).")
    @click.option("--approved-by", default="", help="Who approved it, another person.")
    @click.option("--note", default="", help="A remark for the history.")
    @wraps(command)
    def with_signature(*args: Any, by: str | None, approved_by: str, note: str, **given: Any) -> Any:  # noqa: ANN401
        from nesa_fund.batches import Signature

        who = by or login_name()
        for text in (who, approved_by, note):
            if not text.isprintable():
                raise click.UsageError("--by, --approved-by and --note are one line each")
        signed_in = click.get_current_context().meta.get(SIGNATURE)
        signature = signed_in or Signature(who, datetime.now(UTC), approved_by)
        return command(*args, signature=signature, note=note, **given)

    return with_signature


def with_evidence(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --evidence, files that are kept with what it records."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    told = "The signed minute or another paper, kept with the record. May be repeated."
    return click.option("--evidence", type=path, multiple=True, metavar="FILE", help=told)(command)


def with_schema(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command --schema, which prints what its JSON keeps to, and does nothing else."""

    def show(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
        if is_asked:
            from importlib.resources import files

            click.echo(files("nesa_fund").joinpath("schemas", f"{name}.schema.json").read_text("utf-8"), nl=False)
            ctx.exit()

    told = "Print the JSON schema that its JSON keeps to, and stop."
    return click.option("--schema", is_flag=True, is_eager=True, expose_value=False, callback=show, help=told)


def login_name() -> str:
    """The name somebody is logged in under; "unknown" where the system has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def today() -> date:
    """The day it is here: the one place of the command line that asks; for a page, the page's day."""
    context = click.get_current_context(silent=True)
    if context and TODAY in context.meta:
        day: date = context.meta[TODAY]
        return day
    return datetime.now().astimezone().date()
