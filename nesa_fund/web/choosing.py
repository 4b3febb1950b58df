"""The form on which an officer says how their sheets are to be read, field by field."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from importers.columns import Column, Layout
from importers.files.opening import Opening
from importers.headings import headings_of
from importers.kinds import KINDS
from nesa_fund.facts import Mapping as Remembered
from nesa_fund.register import Register
from nesa_fund.web.chosen import Chosen
from nesa_fund.web.fields import LABELS
from nesa_fund.web.roles import Person
from nesa_fund.web.submissions import Submission

_LONGEST = 300
_MOST_ONLY = 20
_UNREAD, _NAMED = "-", "="  # What a choice of heading says before the heading itself.


class Line(NamedTuple):
    """One column of a kind: where it is found by itself, and what is said of it."""

    name: str
    is_needed: bool
    found: str
    heading: str
    value: str
    is_skipped: bool


class Form(NamedTuple):
    """All that the form shows; ``drawn`` is the kind whose columns these are, empty for none."""

    chosen: Chosen
    kinds: Sequence[tuple[str, str]]
    drawn: str
    lines: Sequence[Line]
    headings: Sequence[str]
    only: Sequence[tuple[str, str]]
    remembered: Sequence[str]
    files: Sequence[str]

    labels: Mapping[str, str] = LABELS
    unread: str = _UNREAD
    named: str = _NAMED


def form_of(
    submission: Submission, chosen: Chosen, recognised: str, opening: Opening, register: Register, aside: str = ""
) -> Form:
    """The form of a submission.

    Args:
        submission: Its files are named.
        chosen: What was said so far.
        recognised: The kind of its first sheet, if it is of any.
        opening: Its spreadsheets; of one that can't be opened no heading can be chosen.
        register: The facts, for the layouts that are remembered.
        aside: The list of spellings among the files, if one is: its headings are not for choosing.
    """
    drawn = chosen.kind or chosen.columns or recognised
    columns, layout = _columns(drawn), chosen.layout
    headings = headings_of(opening, KINDS.get(drawn), include_hidden=chosen.hidden, aside=aside)
    return Form(
        chosen=chosen,
        kinds=[(name, one.title) for name, one in KINDS.items()],
        drawn=drawn,
        lines=[_line(column, headings.found.get(column.name, ""), layout) for column in columns],
        headings=list(dict.fromkeys((*headings.every, *filter(None, layout.maps.values())))),
        only=[*((name, ", ".join(values)) for name, values in layout.only.items()), ("", "")],
        remembered=sorted({one.name for one in register.all(Remembered)}),
        files=[file.name for file in submission.files],
    )


def chosen_from(form: Mapping[str, str], person: Person) -> Chosen:
    """What somebody filled in; of a kind that is chosen anew only what its columns have too.

    What is for the whole alliance, to refuse what breaks its charter and to remember a reading, is not for
    somebody of one member.
    """

    def text(name: str) -> str:
        return " ".join(form.get(name, "").split())[:_LONGEST]

    kind, columns = (text(name) if text(name) in KINDS else "" for name in ("kind", "columns"))
    layout = _layout(form, _columns(text("drawn")))
    ours = {column.name for column in _columns(kind or columns)}
    aliases = text("alias")
    return Chosen(
        kind=kind,
        columns="" if kind else columns,
        layout=Layout(
            {name: header for name, header in layout.maps.items() if name in ours},
            {name: value for name, value in layout.sets.items() if name in ours},
            tuple(name for name in layout.skip_blank if name in ours),
            layout.only,
        ),
        hidden="include-hidden" in form,
        copies="drop-copies" in form,
        strict=person.sees_all and "strict" in form,
        correct="correct" in form,
        reason=text("reason"),
        minute=text("minute"),
        aliases=int(aliases) if aliases.isascii() and aliases.isdecimal() else 0,
        use_map=text("use-map"),
        save_map=text("save-map") if person.sees_all else "",
    )


def _columns(kind: str) -> Sequence[Column]:
    return KINDS[kind].all_columns if kind in KINDS else ()


def _line(column: Column, found: str, layout: Layout) -> Line:
    name = column.name
    theirs = layout.maps.get(name)
    heading = "" if theirs is None else f"{_NAMED}{theirs}" if theirs else _UNREAD
    return Line(name, column.required, found, heading, layout.sets.get(name, ""), name in layout.skip_blank)


def _layout(form: Mapping[str, str], columns: Sequence[Column]) -> Layout:
    """What the lines of columns say, which are numbered as they were drawn, and those of rows that are asked for."""
    maps, sets, skips, only = {}, {}, [], {}
    for n, column in enumerate(columns, 1):
        heading, value = form.get(f"map-{n}", ""), form.get(f"set-{n}", "").strip()[:_LONGEST]
        if heading == _UNREAD or heading.startswith(_NAMED):
            maps[column.name] = heading[1:][:_LONGEST]
        if value:
            sets[column.name] = value
        if f"skip-{n}" in form:
            skips.append(column.name)
    for n in range(1, _MOST_ONLY + 1):
        name = form.get(f"only-{n}", "").strip()[:_LONGEST]
        values = tuple(filter(None, (part.strip() for part in form.get(f"values-{n}", "")[:_LONGEST].split(","))))
        if name and values:
            only[name] = values
    return Layout(maps, sets, tuple(skips), only)
