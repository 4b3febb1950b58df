"""Members: who is in the alliance, since when, and how strong on joining."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator

from importers.cells import FOLDED, Codes, Day, Money, Text, YesNo, fold_word
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import MINUTE, Kind
from importers.names import CODE, derive_codes, is_reserved, spelt
from importers.rows import Row
from importers.workbook import Raw, address
from nesa_fund.facts import Fact, Member, Strength
from nesa_fund.periods import day_in_words, is_year_start

_KINDS = {
    **dict.fromkeys(("academy", "federation"), "school"),
    **dict.fromkeys(("mat", "multi-academy trust"), "trust"),
    "pta": "association",
}


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
    recorded = _Recorded(desk.register.members)
    known = {row.place: row.code or recorded.code_of(row) for row in rows}
    new = ((row.name, row.urn) for row in rows if not known[row.place])
    derived = derive_codes(new, {*desk.register.members, *filter(None, known.values())})
    taken = {code.casefold(): code for code in desk.register.members}
    urns = {code: urns_of(member.urn) for code, member in desk.register.members.items()}
    found = []
    for row in rows:
        code = known[row.place] or derived.get((row.name, row.urn), "")
        other = taken.setdefault(code.casefold(), code)
        if not code:
            desk.problem(
                row,
                "name",
                "no code is its alone: others are called so, or nobody may be; give it a URN, or a Member code",
            )
        elif other != code:
            desk.problem(row, "code", f"differs from {other} only in capitals")
        elif (
            row.urn
            and urns.setdefault(code, urns_of(row.urn)).isdisjoint(urns_of(row.urn))
            and _is_other(desk, row, code)
        ):
            desk.problem(row, "code", f"is the code of another member, of URN {', '.join(sorted(urns[code]))}")
        elif _is_good(desk, row, code):
            found.append((row, code))
    return found


class _Recorded:
    """Whose row is whose: by URN, else by name where the URNs do not part them."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        self.urns = {code: urns_of(member.urn) for code, member in members.items()}
        self.by_urn: dict[str, set[str]] = defaultdict(set)
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for code, member in members.items():
            self.by_name[spelt(member.name)].add(code)
            for urn in self.urns[code]:
                self.by_urn[urn].add(code)

    def code_of(self, row: MemberRow) -> str:
        """The code that a row's member has; empty where it is not certain that it is recorded."""
        own = urns_of(row.urn)
        codes = {code for urn in own for code in self.by_urn.get(urn, ())} or {
            code for code in self.by_name.get(spelt(row.name), ()) if not (own and self.urns[code])
        }
        return codes.pop() if len(codes) == 1 else ""


def urns_of(text: str) -> frozenset[str]:
    """The URNs that a member's cell or fact lists."""
    return frozenset(text.replace(",", " ").split())


def _is_other(desk: Desk, row: MemberRow, code: str) -> bool:
    """Whether a row with another URN is of another member, and not a fault in the recorded one to be corrected."""
    known = desk.register.members.get(code)
    return known is None or known.day != row.joined


def _is_good(desk: Desk, row: MemberRow, code: str) -> bool:
    if not CODE.fullmatch(code):
        desk.problem(row, "code", "not a member code: a capital letter, then letters and digits, 40 at most")
    elif is_reserved(code):
        desk.problem(row, "code", "a code that no member may have")
    elif row.year_start and not is_year_start(row.year_start):
        desk.problem(row, "year_start", "not a day like 04-01 or 09-01")
    else:
        return True
    return False


def _facts(desk: Desk, row: MemberRow, code: str, here: dict[str, str]) -> Iterator[tuple[Row, Fact]]:
    host = _host(desk, row, code, here)
    if host is None:
        return
    _mind_joining(desk, row, code)
    yield row, Member(
        day=row.joined, source=row.source, code=code, kind=row.kind, name=row.name, urn=row.urn, sector=row.sector,
        authority=row.authority, year_start=row.year_start, host=host, reclaims_vat=row.reclaims_vat, bank=row.bank,
        alias=_alias(desk, row, code), minute=row.minute,
    )  # fmt: skip
    if row.reserve is None:
        return
    if row.reserve_as_at is None:
        desk.problem(row, "reserve_as_at", "is blank: a reserve is as at a date")
        return
    _, column = row.place.columns["reserve"]
    cell = address(row.place.row, column or 0)  # Its own, so that correcting the member's row leaves it standing.
    yield row, Strength(
        day=row.joined, source=row.source.replace(f"A{row.place.row}]", f"{cell}]"), code=code, reserve=row.reserve,
        as_at=row.reserve_as_at, minute=row.minute,
    )  # fmt: skip


def _alias(desk: Desk, row: MemberRow, code: str) -> tuple[str, ...]:
    """The spellings of a member: those that are remembered stay, unless a correction lists others."""
    known = desk.register.members.get(code)
    if known is None or not set(row.alias) <= set(known.alias) or (desk.correction and row.alias):
        return row.alias
    return known.alias


def _mind_joining(desk: Desk, row: MemberRow, code: str) -> None:
    """Say it of a row whose day is within a member's time: it changes what is recorded, and is no joining."""
    register = desk.register
    since = next((first for first, last in register.spells(code) if first < row.joined <= (last or row.joined)), None)
    if since is None or (Member.TYPE, code, row.joined) in register.slots:
        return
    joining = register.member(code, since)
    changes = f"is of {code}, in membership since {day_in_words(since)} already: it changes what is recorded of it"
    strike = f'nesa strike {joining.place.batch} "{joining.source}" --reason REASON'
    desk.warn(row, f"{changes} from {day_in_words(row.joined)} on; if it joined only then: {strike}")


def _host(desk: Desk, row: MemberRow, code: str, here: dict[str, str]) -> str | None:
    """The host of an association; empty for other members, None and a problem where it is wrong."""
    if row.kind != "association":
        if row.host:
            desk.problem(row, "host", "only an association has a host")
            return None
        return ""
    host = here.get(spelt(row.host)) or desk.names.find(row.host) if row.host else None
    if host == code:
        desk.problem(row, "host", "is the association itself; its host is a school or a trust")
        return None
    if not host:
        desk.problem(row, "host", desk.names.complaint(row.host) if row.host else "is blank: an association has a host")
        return None
    first = next(iter(desk.register.spells(code)), None)
    if first and (was := desk.register.member(code, first[0]).host) != host:
        desk.problem(row, "host", f"the host of an association never changes; it is {was}")
        return None
    return host


MEMBERS = Kind("members", "Members", MemberRow, COLUMNS, _put, members=())
