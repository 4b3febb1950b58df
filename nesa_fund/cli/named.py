"""Commands that a text names, as remedies do: which, where in the text, and what they say of their options."""

import re
from collections.abc import Iterator

import click

from nesa_fund.cli.main import cli
from nesa_fund.web.acts import Named

_WORDS = re.compile(r"nesa ((?:schedule )?[a-z]+)((?: (?:\"[^\"\n]*\"|[^\s;()]+))*)")
_PLACEHOLDER = re.compile(r"[A-Z]+(?:\.[a-z]+)?|[A-Z][A-Z,=@.…]*|…|FILES?\.\.\.")


def command_of(words: tuple[str, ...]) -> click.Command | None:
    """The command of some words, as of ("schedule", "adopt"); None where there is none, or a group of them."""
    found: click.Command | None = cli
    context = click.Context(cli)
    for word in words:
        found = found.get_command(context, word) if isinstance(found, click.Group) else None
    return found if not isinstance(found, click.Group) else None


def is_argument(one: click.Parameter) -> bool:
    """Whether a parameter is told by its place, and not by a name."""
    return isinstance(one, click.Argument)


def named_in(text: str) -> Iterator[Named]:
    """The commands that a text names, in its order."""
    at = 0
    while found := _WORDS.search(text, at):
        at = found.end(1)
        words = tuple(found[1].split())
        if command := command_of(words):
            end, given = _read(command, found[2])
            at += end
            yield Named(found.start(), at, words, given)


def _read(command: click.Command, rest: str) -> tuple[int, dict[str, tuple[str, ...]]]:
    """How far the words after a command belong to it, and what they say of its fields."""
    options = {opt: one for one in command.params if not is_argument(one) for opt in one.opts}
    places = [one for one in command.params if is_argument(one)]
    given: dict[str, tuple[str, ...]] = {}
    end = 0
    awaiting: click.Parameter | None = None
    for word in re.finditer(r" (\"[^\"]*\"|\S+)", rest):
        bare = word[1].rstrip(",.:")
        if bare in options:
            of = options[bare]
            is_flag = isinstance(of, click.Option) and of.is_flag
            awaiting = None if is_flag else of
            if is_flag:
                given[of.name or ""] = ("on",)
        elif awaiting or (places and _is_meant(bare, places[0])):
            of = awaiting or places[0]
            places, awaiting = places if awaiting else places[1:], None
            value = bare.strip('"')
            if not _PLACEHOLDER.fullmatch(bare):
                given[of.name or ""] = (*given.get(of.name or "", ()), value)
        else:
            break
        end = word.end() - (len(word[1]) - len(bare))
        if bare != word[1]:
            break
    return end, given


def _is_meant(word: str, place: click.Parameter) -> bool:
    """Whether a word is a command's argument and not the next of the sentence, which is of small letters alone."""
    is_plain = re.fullmatch(r"[a-z][a-z']*", word) is not None
    return not is_plain or place.nargs != 1 or (isinstance(place.type, click.Choice) and word in place.type.choices)
