"""What was said once of somebody's sheet, remembered under a name: the fact ``mapping``."""

import shlex
from typing import NamedTuple, Self

from importers.columns import AS_IT_STANDS, Layout, layout_from_options, options_from_layout
from importers.desk import Desk
from importers.recognise import Drop
from importers.rows import Place, Row
from nesa_fund.facts import Mapping
from nesa_fund.problems import InputError
from nesa_fund.register import Register


class Told(NamedTuple):
    """What is said of the sheets of a drop: their kind, if it is told, and their columns."""

    kind: str | None = None
    layout: Layout = AS_IT_STANDS

    def over(self, saved: Self, name: str) -> "Told":
        """This, and where it says nothing what is remembered under a name.

        Raises:
            InputError: The two are of different kinds.
        """
        if self.kind and saved.kind and self.kind != saved.kind:
            raise InputError(f'the map "{name}" is of {saved.kind}, not of {self.kind}; leave --kind out')
        mine, theirs = self.layout, saved.layout
        layout = Layout(
            {**theirs.maps, **mine.maps},
            {**theirs.sets, **mine.sets},
            tuple(dict.fromkeys((*theirs.skip_blank, *mine.skip_blank))),
            {**theirs.only, **mine.only},
        )
        return Told(self.kind or saved.kind, layout)


def saved_map(register: Register, name: str) -> Told:
    """What is remembered under a name.

    Raises:
        InputError: Nothing is; the names that there are are given.
    """
    found = _newest(register, name)
    if found is None:
        known = ", ".join(sorted({one.name for one in register.all(Mapping)})) or "none yet"
        raise InputError(f'no map is remembered as "{name}"; there are: {known}')
    given: dict[str, list[str]] = {"--map": [], "--set": [], "--skip-blank": [], "--only": []}
    texts = shlex.split(found.columns)
    for option, text in zip(texts[::2], texts[1::2], strict=True):
        given[option].append(text)
    return Told(found.kind or None, layout_from_options(*given.values()))


def remember_map(desk: Desk, drop: Drop, name: str, told: Told) -> None:
    """Put what was said of a drop's sheets on the desk, to be remembered under a name.

    Raises:
        InputError: Nothing was said, or it was said of sheets of several kinds.
    """
    if told.layout == AS_IT_STANDS:
        raise InputError("--save-map has nothing to remember: give --map, --set, --skip-blank or --only with it")
    sheets = [sheet for sheet in drop.sheets if sheet.layout != AS_IT_STANDS]
    kinds = sorted({sheet.kind.name for sheet in sheets})
    if len(kinds) != 1:
        raise InputError(f"--save-map is of one kind of sheet, not of {' and '.join(kinds) or 'none'}; say --kind")
    options = [" ".join(text.split()) for text in options_from_layout(told.layout)]
    if not "".join(options).isprintable():
        raise InputError("--save-map: an invisible character in --map, --set, --skip-blank or --only; type it again")
    table = sheets[0].table
    row = Row(place=Place(table.file, table.sheet, table.header_row))
    known = _newest(desk.register, name)
    fact = Mapping(
        day=known.day if known else desk.as_at,
        source=row.source,
        name=name,
        kind=kinds[0],
        columns=shlex.join(options),
    )
    desk.add_facts([(row, fact)])


def _newest(register: Register, name: str) -> Mapping | None:
    return next((one for one in reversed(register.all(Mapping)) if one.name == name), None)
