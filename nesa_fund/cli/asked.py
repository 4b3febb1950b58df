"""Commands as the pages of ``nesa serve`` ask for them: their fields as a form, and what they say as lines.

A form takes what the command line takes, by the same types, and is refused by the same sentences.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import NamedTuple

import click

from nesa_fund.actions.rehearsal import rehearsed
from nesa_fund.cli.named import command_of, is_argument, named_in
from nesa_fund.cli.options import SIGNATURE, TODAY, Day, Pounds
from nesa_fund.cli.screen import overheard
from nesa_fund.problems import InputError
from nesa_fund.web.acts import Asked, Field, Given, Named, Said, Sort
from nesa_fund.web.forms import Fault

_NEVER = frozenset({"by", "approved_by", "as_json", "is_json", "schema", "help", "output", "dry_run"})
"""Who signs in is known, pages draw for people, and where files lie on this machine is no matter of theirs."""
_PAPERS, _CODES = "evidence", "codes"


class _Brought(NamedTuple):
    """A paper that came with a form: as much of a path as a command asks of one."""

    name: str
    content: bytes

    def read_bytes(self) -> bytes:
        return self.content


class CommandLine:
    """The command line, for pages."""

    def fields(self, command: tuple[str, ...]) -> tuple[Field, ...]:
        """The fields of a command's form, those that must be filled in first."""
        found = _found(command)
        shown = [_field(one, found) for one in found.params if one.name not in _NEVER]
        return tuple(sorted(shown, key=lambda one: (one.name == "note", not one.is_required)))

    def told(self, command: tuple[str, ...]) -> str:
        """The first paragraphs of a command's help, without its example."""
        found = _found(command)
        text = (found.help or "").partition("\b")[0].partition("Example:")[0]
        text = re.sub(r" \(default: [^)]*\)", "", text)
        for name in (one.name or "" for one in found.params if is_argument(one)):
            text = re.sub(rf"\b{name.upper()}\b", f"the {name}", text)
        text = _in_labels(" ".join(text.split()), found)
        return text[:1].upper() + text[1:]

    def run(self, command: tuple[str, ...], given: Given, asked: Asked) -> Said:
        """Carry a command out, or rehearse it.

        Raises:
            LedgerError: The ledger can't be read or written.
        """
        found = _found(command)
        if missing := [*_missing(found, given)]:
            return Said(faults=missing)
        with overheard() as heard, rehearsed() if asked.is_rehearsed else nullcontext():
            try:
                _carry_out(found, given, asked)
            except click.UsageError as error:
                return Said(faults=[_fault(error)])
            except click.exceptions.Exit:
                return Said(faults=[Fault("form", "That can't be asked for here")])
            except InputError as error:
                return Said(faults=[Fault("form", _without(asked, str(one))) for one in error.problems])
        return Said([_without(asked, line) for line in heard.lines], heard.statements, (), heard.done)

    def named_in(self, text: str) -> Sequence[Named]:
        """The commands that a text names, in its order, with what they say of fields."""
        return [one._replace(given={name: said for name, said in one.given.items() if name not in _NEVER})
                for one in named_in(text)]  # fmt: skip


def _carry_out(command: click.Command, given: Given, asked: Asked) -> None:
    meta = {SIGNATURE: asked.signature, TODAY: asked.day}
    with click.Context(click.Command("nesa"), obj=asked.root) as page:
        page.meta.update(meta)
        arguments = [*_arguments(command, given, asked)]
        context = command.make_context(command.name, arguments, parent=page)
        if _PAPERS in context.params:
            context.params[_PAPERS] = tuple(_Brought(paper.name, paper.content) for paper in asked.papers)
        with context:
            command.invoke(context)


def _missing(command: click.Command, given: Given) -> Iterator[Fault]:
    """What is told by its place and wasn't filled in, as no other's place could be told; and what would be no value."""
    for one in command.params:
        is_told = one.name == "output" or any(value.strip() for value in given.get(one.name or "", ()))
        if is_argument(one) and one.required and not is_told:
            yield _unfilled(one)
        if _may_be_bare(one) and any(value.strip().startswith("-") for value in given.get(one.name or "", ())):
            yield Fault(one.name or "form", f"{_label(one)}: a number is wanted, like 3")  # Click would read an option.


def _unfilled(one: click.Parameter) -> Fault:
    return Fault(one.name or "form", f"{_label(one)}: fill it in")


def _arguments(command: click.Command, given: Given, asked: Asked) -> Iterator[str]:
    """What was typed, as the command line has it: each value in one argument of its own, whatever it begins with."""
    values = {name: [value for value in typed if value.strip()] for name, typed in given.items()}
    positional: list[str] = []
    for one in command.params:
        typed = values.get(one.name or "", [])
        if one.name == "output" and asked.output:
            typed = [str(asked.output)]
        elif one.name == _CODES and typed and asked.output:
            typed = [str(asked.output / "codes.xlsx")]
        if one.name in _NEVER - {"output"} or one.name == _PAPERS:
            continue
        if is_argument(one):
            positional += typed
        elif isinstance(one, click.Option) and one.is_flag and typed:
            yield max(one.opts, key=len)
        else:
            yield from (f"{max(one.opts, key=len)}={value}" for value in typed)
    yield "--"
    yield from positional


def _field(one: click.Parameter, command: click.Command) -> Field:
    values = one.type.choices if isinstance(one.type, click.Choice) else ()
    choices = [(value, _of_kind(command, value)) for value in values]
    sort = _sort(one)
    first = str(one.default) if sort is Sort.NUMBER and isinstance(one.default, int) else ""
    return Field(one.name or "", _label(one), _hint(one, command), sort, one.required, first, tuple(choices))


def _sort(one: click.Parameter) -> Sort:
    if one.name == _PAPERS:
        return Sort.FILES
    if one.name == _CODES or (isinstance(one, click.Option) and one.is_flag and one.is_bool_flag):
        return Sort.TICK
    if isinstance(one.type, click.Choice):
        return Sort.CHOICE
    if one.multiple or one.nargs != 1:
        return Sort.LINES
    by_type = {Day: Sort.DAY, Pounds: Sort.POUNDS, click.types.IntParamType: Sort.NUMBER, click.IntRange: Sort.NUMBER}
    return by_type.get(type(one.type), Sort.TEXT)


def _of_kind(command: click.Command, value: str) -> str:
    """A choice with what the command's help says of it, where that lists them."""
    said = re.search(rf"^ *{re.escape(value)}  +(.+)$", command.help or "", re.MULTILINE)
    return f"{value}: {said[1]}" if said else value


def _label(one: click.Parameter) -> str:
    """What stands above a field: the first clause of its help."""
    return _parts(one)[1]


def _hint(one: click.Parameter, command: click.Command) -> str:
    """What stands below it: the rest, and how it is written."""
    kinds, _, rest = _parts(one)
    said = [f"For {kinds}"] if kinds else []
    said += [part for part in rest.replace("May be repeated", "").strip(" .").split(". ") if part]
    is_many = _sort(one) is Sort.LINES
    said += [
        f"One a line: {one.metavar.replace('|', ', ')}" if is_argument(one) and one.metavar else "One a line"
    ] * is_many
    text = ". ".join(part if "=" in part.split()[0] else part[:1].upper() + part[1:] for part in said)
    empty = "" if _may_be_bare(one) else r". If you leave it empty: \1"
    text = re.sub(r"[. ]*\(?\b[Dd]efault: ([^)]*)\)?", empty, text).strip(". ")
    return f"{_in_labels(text, command)}." if text else ""


def _may_be_bare(one: click.Parameter) -> bool:
    """Whether an option may stand without the number that it takes."""
    return isinstance(one, click.Option) and not one.is_flag and isinstance(one.flag_value, int)


def _parts(one: click.Parameter) -> tuple[str, str, str]:
    """The help of an option: the kinds that it is for, where it names them, its first clause, and the rest."""
    if not isinstance(one, click.Option) or not one.help:
        return "", (one.name or "").replace("_", " ").capitalize(), ""
    found = re.fullmatch(r"(?:([a-z, ]+): )?([^.:;(]+)[.:;]?(.*)", one.help, re.DOTALL)
    assert found, one.help
    return found[1] or "", found[2].strip()[:1].upper() + found[2].strip()[1:], found[3].strip()


def _fault(error: click.UsageError) -> Fault:
    of, command = getattr(error, "param", None), error.ctx.command if error.ctx else None
    if of is None:
        return Fault("form", _in_labels(error.message, command))
    if isinstance(error, click.MissingParameter):
        return _unfilled(of)
    return Fault(of.name or "form", f"{_label(of)}: {_in_labels(error.message, command)}")


def _in_labels(text: str, command: click.Command | None) -> str:
    """A sentence in which options are called as the form calls them."""
    labels = {opt: _label(one) for one in (command.params if command else ()) for opt in one.opts}
    return re.sub(r"--[a-z-]+", lambda found: f"“{labels[found[0]]}”" if found[0] in labels else found[0], text)


def _without(asked: Asked, text: str) -> str:
    """A text without the folders of the ledger and of what is made: no page tells where they are on the machine."""
    for folder, called in ((asked.output, "here"), (asked.root, "the ledger")):
        if folder:
            text = text.replace(f"{folder}{os.sep}", "").replace(str(folder), called)
    return text


def _found(words: tuple[str, ...]) -> click.Command:
    found = command_of(words)
    assert found, words
    return found
