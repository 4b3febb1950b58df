"""The rules as a page for people: ``docs/rules.md`` is this text, kept true by a test."""

from collections.abc import Iterator
from inspect import cleandoc
from textwrap import dedent

from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Rule

_HEAD = """# The rules of the charter

Made from the code by `nesa_fund.rules.document`: don't edit it here. Each rule keeps one or more promises of the
charter, numbered as there. `nesa check` runs all of them; `nesa rules ID` explains one. The examples are excerpts of
ledgers that the rules are tested with: `;!` stands on the line that is found, `;?` on one that
is warned of.
"""
_EXAMPLE = "\n\nFor example::\n\n"
NEVER = "No exception is ever accepted."


def markdown() -> str:
    """The page: every rule of the catalogue with the promises it keeps and what it means."""
    return "\n".join([_HEAD, *(line for rule in CATALOGUE for line in _section(rule))])


def title(rule: Rule) -> str:
    """A rule's id, name and promises in one line."""
    numbers = ", ".join(map(str, rule.promises))
    return f"{rule.id} {rule.name} (promise{'s' if len(rule.promises) > 1 else ''} {numbers})"


def paragraphs(rule: Rule) -> list[str]:
    """What a rule means, in paragraphs without line ends."""
    words, _, _ = cleandoc(rule.explanation).partition(_EXAMPLE)
    return [" ".join(part.split()) for part in words.split("\n\n")]


def example(rule: Rule) -> str:
    """Entries in which a rule finds the line marked ``;!``, as Beancount writes them; empty where there is none."""
    _, _, entries = cleandoc(rule.explanation).partition(_EXAMPLE)
    return dedent(entries).strip()


def _section(rule: Rule) -> Iterator[str]:
    yield from (f"## {title(rule)}", "")
    for paragraph in paragraphs(rule):
        yield from (paragraph, "")
    if entries := example(rule):
        yield from ("For example:", "", "```beancount", entries, "```", "")
    if not rule.can_be_excepted:
        yield from (NEVER, "")
