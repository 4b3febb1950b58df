"""Spellings of members, as a list beside the sheets that use them: remembered with the member, and used at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from importers.cells import Text
from importers.columns import Column
from importers.desk import UNRECORDED, Desk, beside
from importers.kinds.base import Kind
from importers.names import spelt
from importers.rows import Row

_REASON = "spellings remembered"


class AliasRow(Row):
    """One spelling, and whose it is."""

    spelling: Text
    member: Text


COLUMNS = (
    Column(
        "Spelling",
        "spelling",
        ("Their spelling", "Spelt", "Alias", "Written", "As written", "Written as", "Payee", "Supplier", "Name"),
        required=True,
    ),
    Column("Member", "member", ("School", "Member code", "Code", "Means", "Ours", "Who"), required=True),
)


def _put(desk: Desk, rows: Sequence[AliasRow]) -> None:
    meant: dict[str, tuple[AliasRow, str]] = {}
    new: dict[str, list[AliasRow]] = defaultdict(list)
    for row in rows:
        code, key = desk.member(row, "member", row.member), spelt(row.spelling)
        if code is None or not _is_free(desk, row, code):
            continue
        first, whose = meant.setdefault(key, (row, code))
        if whose != code:
            where = beside(row.place, first.place)
            desk.problem(row, "spelling", f"{where} says that it is {whose}; one spelling is one member's")
        elif desk.names.called(row.spelling) or first is not row:
            desk.count_row(is_new=False)
        else:
            new[code].append(row)
            if (other := desk.names.find(row.spelling)) and other != code:
                desk.warn(row, f"was read as {other} so far")
    before = len(desk.facts)
    for code, of_member in new.items():
        before = min(before, _remember(desk, code, of_member))
        desk.new += len(of_member)
    desk.learn(before)


def _remember(desk: Desk, code: str, rows: Sequence[AliasRow]) -> int:
    """Say a member's newest fact again with further aliases, of the same day; where that is on the desk.

    So its membership stays as it is, and where the fact is struck the spellings alone are forgotten.
    """
    known = desk.register.members[code]
    alias = (*known.alias, *(" ".join(row.spelling.replace(",", " ").split()) for row in rows))
    place = known.place
    said = replace(known, alias=alias, place=type(place)())
    if place.batch == UNRECORDED:
        desk.facts[place.line] = said
        return place.line
    desk.facts.append(replace(said, source=rows[0].source, document="", corrects="", reason=_REASON))
    return len(desk.facts) - 1


def _is_free(desk: Desk, row: AliasRow, code: str) -> bool:
    """Whether a spelling can be a member's: it has a letter or digit, and is nobody else's; else a problem."""
    others = sorted(desk.names.called(row.spelling) - {code})
    if not spelt(row.spelling):
        desk.problem(row, "spelling", "has no letter or digit")
    elif others:
        desk.problem(row, "spelling", f"is {' and '.join(others)} already, by name, code, URN or alias")
    else:
        return True
    return False


ALIASES = Kind("aliases", "Spellings of members", AliasRow, COLUMNS, _put)
"""It is no kind that a sheet is recognised as: it is read where somebody says so, with ``--alias``."""
