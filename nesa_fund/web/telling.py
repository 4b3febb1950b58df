"""What a command said, for a page: its lines, with each command that they name as a link to its own page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup, escape

from nesa_fund.engine import run
from nesa_fund.web.acts import ACTS, Commands, Named, Said
from nesa_fund.web.forms import Fault
from nesa_fund.web.office import Office
from nesa_fund.web.previews import SHOWN_ROWS, Breach
from nesa_fund.web.roles import Person, Role
from reports.words import plain


class Line(NamedTuple):
    """A line that was said, and those that belong under it."""

    said: Markup
    under: tuple[Markup, ...]


class Link(NamedTuple):
    """Where a command is done, and what its page is called."""

    address: str
    title: str


class Told(NamedTuple):
    """What a page says of a command; the rules' findings only where they were run over what it would record."""

    faults: Sequence[Fault]
    lines: Sequence[Line]
    records: bool
    is_judged: bool
    breaches: Sequence[Breach]
    elsewhere: int


def told_of(said: Said, office: Office) -> Told:
    """What a command said, to whoever is signed in; the charter is run for those who see all."""
    is_judged = said.records and office.person.sees_all
    breaches, elsewhere = _judged(said, office) if is_judged else ((), 0)
    lines = [linked(line, office.commands, office.person) for line in said.lines]
    faults = [Fault("form", titled(fault.said, office.commands, office.person)) for fault in said.faults]
    return Told(faults, [*_grouped(lines)], said.records, is_judged, breaches, elsewhere)


def linked(text: str, commands: Commands, person: Person) -> Markup:
    """A text with the commands that it names as links for whoever may do them there."""
    parts = _parted(text, commands, person)
    link = Markup('<a href="{}">{}</a>')
    return Markup("").join(link.format(*one) if isinstance(one, Link) else escape(one) for one in parts)


def titled(text: str, commands: Commands, person: Person) -> str:
    """A text with the commands that it names called as their pages are, for whoever may do them there."""
    return "".join(f"“{one.title}”" if isinstance(one, Link) else one for one in _parted(text, commands, person))


def leads(text: str, commands: Commands, person: Person) -> list[Link]:
    """Where the commands that a text names are done, by whoever may."""
    return [one for one in _parted(text, commands, person) if isinstance(one, Link)]


def _parted(text: str, commands: Commands, person: Person) -> list[str | Link]:
    """A text in parts: what is plain, and where a command is done; of one that is others' task its title, and whose."""
    parts: list[str | Link] = []
    end = 0
    for one in commands.named_in(text):
        if part := _link(one, person) or _others(one):
            parts += [plain(text[end : one.start], one_line=False), part]
            end = one.end
    return [*parts, plain(text[end:], one_line=False)]


def _others(named: Named) -> str:
    if named.command == ("import",):
        return "“Import” (a task of officers)"
    act = next((act for act in ACTS if act.command == named.command), None)
    return f"“{act.title}” (a task of {' or '.join(sorted(f'the {role}' for role in act.who))})" if act else ""


def _link(named: Named, person: Person) -> Link | None:
    if named.command == ("import",) and person.role is Role.OFFICER:
        return Link("/import", "Import")
    act = next((act for act in ACTS if act.command == named.command and act.may(person)), None)
    if act is None:
        return None
    asked = urlencode({name: [*values] for name, values in named.given.items()}, doseq=True)
    return Link(f"/do/{act.slug}?{asked}" if asked else f"/do/{act.slug}", act.title)


def _grouped(lines: Sequence[Markup]) -> Iterator[Line]:
    """Lines with those indented below them; one that is indented under none stands by itself."""
    heads: list[tuple[Markup, list[Markup]]] = []
    for line in lines:
        if line.startswith("  ") and heads:
            heads[-1][1].append(line.strip())
        elif line.strip():
            heads.append((line.strip(), []))
    return (Line(head, tuple(under)) for head, under in heads)


def _judged(said: Said, office: Office) -> tuple[Sequence[Breach], int]:
    """The breaches in what would be recorded, and how many others stand."""
    assert said.done
    assert said.done.batch
    found = [
        (result.rule.id, one.finding)
        for result in run(said.done.ledger.book, office.day).results
        for one in result.findings
        if one.breaks
    ]
    here = [
        Breach(rule, plain(one.message), plain(one.remedy)) for rule, one in found if one.place.batch >= said.done.batch
    ]
    return here[:SHOWN_ROWS], len(found) - len(here)
