"""Members: who is in the alliance, since when, and how strong on joining."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from importers.cells import FOLDED, Codes, Day, Money, Text, YesNo, fold_word
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import MINUTE, Kind
from importers.names import CODE, derive_codes, is_reserved, spelt
from importers.rows import Row
from importers.workbook import Raw
from nesa_fund.facts import Fact, Member, Strength
from nesa_fund.periods import is_year_start

_KINDS = {"academy": "school", "federation": "school", "mat": "trust", "pta": "association", "multi-academy trust": "trust"}


def _kind(value: Raw) -> str:
    word = fold_word(value)
    return _KINDS.get(word, word)


class MemberRow(Row):
    """One member."""

    name: Text = ""
    kind: Annotated[Literal["school", "trust", "association"], BeforeValidator(_kind)]
    joined: Day
    code: Text = ""
    sector: Annotated[Literal["maintained", "academy", ""], FOLDED] = ""
    urn: Text = ""
    authority: Text = ""
    host: Text = ""
    reclaims_vat: YesNo = False
    bank: Annotated[Literal["own", "authority", ""], FOLDED] = ""
    year_start: Text = ""
    alias: Codes = ()
    minute: Text = ""
    reserve: Money | None = None
    reserve_as_at: Day | None = None


COLUMNS = (
    Column("Name", "name", ("Member name", "School name", "Member", "School"), required=True),
    Column("Kind", "kind", ("Type", "Member kind", "Kind of member"), required=True),
    Column("Joined", "joined", ("Joined on", "Date joined", "Joining date", "Member since"), required=True),
    Column("Member code", "code", ("Code", "Short code")),
    Column("Sector", "sector", ("Maintained or academy",)),
    Column("URN", "urn", ("URNs", "Unique reference number", "DfE URN")),
    Column("Authority", "authority", ("Local authority", "LA", "Council")),
    Column("Host", "host", ("Host school", "For school")),
    Column("Reclaims VAT", "reclaims_vat", ("VAT reclaimed", "Can reclaim VAT")),
    Column("Bank", "bank", ("Bank account", "Banks with")),
    Column("Year start", "year_start", ("Financial year start", "Year starts")),
    Column("Alias", "alias", ("Aliases", "Also known as", "Other names")),
    MINUTE,
    Column("Revenue reserve", "reserve", ("Reserve", "Reserves", "Revenue reserves")),
    Column("Reserve as at", "reserve_as_at", ("Reserves as at", "As at")),
)


def _put(desk: Desk, rows: Sequence[MemberRow]) -> None:
    rows = [named for row in rows if (named := _named(desk, row))]
    codes = _codes(desk, rows)
    here = {spelt(row.name): code for row, code in codes} | {spelt(code): code for _, code in codes}
    desk.add_facts(pair for row, code in codes for pair in _facts(desk, row, code, here))


def _named(desk: Desk, row: MemberRow) -> MemberRow | None:
    """The row with a name: a public extract leaves one out here and there, and its URN stands for it."""
    if row.name:
        return row
    if not row.urn:
        desk.problem(row, "name", "is blank")
        return None
    desk.readings[f"row {row.place.row} has no name; the member is called URN {row.urn}"] = None
    return row.model_copy(update={"name": f"URN {row.urn}"})


def _codes(desk: Desk, rows: Sequence[MemberRow]) -> list[tuple[MemberRow, str]]:
    """Each row with its member's code: the one it states, the one it has, or one derived from its name."""
    known = desk.register.members
    by_urn = {urn: code for code, member in known.items() for urn in member.urn.replace(",", " ").split()}
    by_name = {(spelt(member.name), member.urn): code for code, member in known.items()}
    stated = {row.code for row in rows if row.code}
    unnamed = [row for row in rows if not row.code and not _known(row, by_urn, by_name)]
    derived = derive_codes(((row.name, row.urn) for row in unnamed), {*known, *stated})
    found = []
    for row in rows:
        code = row.code or _known(row, by_urn, by_name) or derived.get((row.name, row.urn), "")
        if not code:
            desk.problem(row, "name", "several members are called so; give each a URN, or a Member code")
        elif _is_good(desk, row, code):
            found.append((row, code))
    return found


def _known(row: MemberRow, by_urn: dict[str, str], by_name: dict[tuple[str, str], str]) -> str:
    of_urn = {by_urn[urn] for urn in row.urn.replace(",", " ").split() if urn in by_urn}
    return of_urn.pop() if len(of_urn) == 1 else by_name.get((spelt(row.name), row.urn), "")


def _is_good(desk: Desk, row: MemberRow, code: str) -> bool:
    alike = next((other for other in desk.register.members if other.casefold() == code.casefold() and other != code), None)
    if not CODE.fullmatch(code):
        desk.problem(row, "code", "not a member code: a capital letter, then letters and digits, 40 at most")
    elif is_reserved(code):
        desk.problem(row, "code", "a code that no member may have")
    elif alike:
        desk.problem(row, "code", f"differs from {alike} only in capitals")
    elif row.year_start and not is_year_start(row.year_start):
        desk.problem(row, "year_start", "not a day like 04-01 or 09-01")
    else:
        return True
    return False


def _facts(desk: Desk, row: MemberRow, code: str, here: dict[str, str]) -> Iterator[tuple[Row, Fact]]:
    host = _host(desk, row, code, here)
    if host is None:
        return
    yield row, Member(
        day=row.joined, source=row.source, code=code, kind=row.kind, name=row.name, urn=row.urn, sector=row.sector,
        authority=row.authority, year_start=row.year_start, host=host, reclaims_vat=row.reclaims_vat, bank=row.bank,
        alias=row.alias, minute=desk.minuted(row.minute),
    )  # fmt: skip
    if row.reserve is not None:
        as_at: date | None = row.reserve_as_at
        if as_at is None:
            desk.problem(row, "reserve_as_at", "is blank: a reserve is as at a date")
            return
        yield row, Strength(
            day=row.joined, source=row.source, code=code, reserve=row.reserve, as_at=as_at, minute=desk.minuted(row.minute)
        )


def _host(desk: Desk, row: MemberRow, code: str, here: dict[str, str]) -> str | None:
    """The host of an association; empty for other members, None and a problem where it is wrong."""
    if row.kind != "association":
        if row.host:
            desk.problem(row, "host", "only an association has a host")
            return None
        return ""
    host = here.get(spelt(row.host)) or desk.names.find(row.host) if row.host else None
    if not host:
        desk.problem(row, "host", desk.names.complaint(row.host) if row.host else "is blank: an association has a host")
        return None
    first = next(iter(desk.register.spells(code)), None)
    if first and (was := desk.register.member(code, first[0]).host) != host:
        desk.problem(row, "host", f"the host of an association never changes; it is {was}")
        return None
    return host


MEMBERS = Kind("members", "Members", MemberRow, COLUMNS, _put, members=())
