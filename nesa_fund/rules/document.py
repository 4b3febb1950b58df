"""The rules as a page for people: ``docs/rules.md`` is this text, kept true by a test."""

from collections.abc import Iterator

from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Rule

_HEAD = """# The rules of the charter

Made from the code by `nesa_fund.rules.document`: don't edit it here. Each rule keeps one or more promises of the
charter, numbered as there. `nesa check` runs all of them; `nesa rules ID` explains one.
"""


def markdown() -> str:
    """The page: every rule of the catalogue with the promises it keeps and what it means."""
    return "\n".join([_HEAD, *(line for rule in CATALOGUE for line in _section(rule))])


def title(rule: Rule) -> str:
    """A rule's id, name and promises in one line."""
    numbers = ", ".join(map(str, rule.promises))
    return f"{rule.id} {rule.name} (promise{'s' if len(rule.promises) > 1 else ''} {numbers})"


def paragraphs(rule: Rule) -> list[str]:
    """What a rule means, in paragraphs without line ends; a rule that is not built says so."""
    return [" ".join(part.split()) for part in rule.explanation.split("\n\n")]


def _section(rule: Rule) -> Iterator[str]:
    yield from (f"## {title(rule)}", "")
    for paragraph in paragraphs(rule):
        yield from (paragraph, "")
    if rule.check and not rule.can_be_excepted:
        yield from ("No exception is ever accepted.", "")
