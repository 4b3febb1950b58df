"""A member's charges by the lines of its national return: CFR codes of a maintained school, AAR lines of an academy."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.categories import CATEGORIES
from nesa_fund.facts import SystemCode
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import Arguments, asked_entity, refuse_others, span_in_words
from nesa_fund.statements.base import Answer, Column, Statement, Table, Unit, Value
from nesa_fund.statements.items import Item, reference, typed
from nesa_fund.statements.own_year import asked_own_year, by_own_year, year_start_of

_AAR_LINES = {
    "BAE010": "Teaching staff",
    "BAE020": "Supply teaching staff",
    "BAE030": "Education support staff",
    "BAE040": "Administrative and clerical staff",
    "BAE050": "Premises staff",
    "BAE060": "Catering staff",
    "BAE070": "Other staff",
    "BAE080": "Indirect employee expenses",
    "BAE090": "Staff development and training",
    "BAE100": "Supply teacher insurance",
    "BAE110": "Staff-related insurance",
    "BAE120": "Maintenance of premises",
    "BAE130": "Cleaning and caretaking",
    "BAE140": "Water and sewerage",
    "BAE150": "Energy",
    "BAE160": "Rent and rates",
    "BAE170": "Grounds maintenance",
    "BAE180": "Other occupation costs",
    "BAE190": "Special facilities",
    "BAE200": "Learning resources, not ICT equipment",
    "BAE210": "ICT learning resources",
    "BAE220": "Examination fees",
    "BAE230": "Educational consultancy",
    "BAE240": "Agency supply teaching staff",
    "BAE250": "Catering supplies",
    "BAE270": "Other insurance premiums",
    "BAE280": "Administrative supplies, non-educational",
    "BAE300": "Professional services, non-curriculum",
    "BAE320": "Interest charges for loan and bank",
}
"""The return lines of academies, of 2024-25."""
_IN_WORDS = {"Contribution": "Contribution to the Partnership Fund"}
_NO_CODE = "no code"
_RETURNS = {"maintained": "CFR code", "academy": "AAR line"}


def cfr(book: Book, arguments: Arguments) -> Statement:
    """The charges of one school or trust in its own financial year, by the code of its return.

    Raises:
        InputError: No school or trust asked for, no such year of it, or one that has not begun.
    """
    refuse_others(arguments, "cfr", "year", "member")
    member = asked_entity(book, arguments)
    if member is None or member not in book.register.contributing:
        known = ", ".join(book.register.contributing)
        raise InputError(f"a return is a school's or a trust's own; choose one of {known}")
    year = asked_own_year(book, arguments, member)
    asked = _Asked(book.until(arguments.as_at), member, year)
    return Statement(
        name="cfr",
        title=f"Charges of {asked.name} by {asked.returns} {year.name}",
        alliance=book.register.alliance().name,
        audience=f"the officers of {asked.name}",
        period=span_in_words(year.start, year.end),
        as_at=arguments.as_at,
        head=shown_head(book.head),
        made="From the member's own book, in its own financial year: a charge counts on its day of supply, and one "
        "that states the time it is for by the days of that time in the year, to the penny; VAT that it reclaims is "
        "left out.",
        tables=tuple(_tables(asked)),
        notes=tuple(_notes(asked)),
        answers=(_answer(asked),),
    )


@dataclass(frozen=True)
class _Asked:
    """The book up to the day asked for, the member, and its own financial year."""

    book: Book
    member: str
    year: Year

    @property
    def name(self) -> str:
        """What people call the member."""
        return self.book.register.name(self.member)

    @property
    def sector(self) -> str:
        """Whether it was maintained or an academy at the end of the year; empty where nobody said."""
        return self.book.register.member(self.member, self.year.end).sector

    @property
    def returns(self) -> str:
        """What its codes are called."""
        return _RETURNS.get(self.sector, "CFR code and AAR line")

    @cached_property
    def costs(self) -> pd.DataFrame:
        """Its costs that fall into the year in whole or in part, in order of date."""
        rows, money = self._of("Expenses"), self.book.money
        owing = money.loc[(money["klass"] == "Creditors") & (money["entity"] == self.member), "txn"]
        codes = {category: self.code(category) for category in rows["category"].unique()}
        return rows.assign(
            is_charged=rows["txn"].isin(owing.unique()), code=rows["category"].map(codes).astype("object")
        )

    @cached_property
    def income(self) -> pd.DataFrame:
        """What it charged others for its own work, in the year in whole or in part."""
        rows = self._of("Income")
        rows = rows[rows["klass"] == "Recharges"]
        return rows.assign(this=-rows["this"])

    def _of(self, root: str) -> pd.DataFrame:
        rows = self.book.money
        rows = rows[(rows["entity"] == self.member) & (rows["root"] == root)]
        rows = by_own_year(rows, self.year, year_start_of(self.book.register, self.member))
        is_in = (rows["last"] >= pd.Timestamp(self.year.start)) & (rows["first"] <= pd.Timestamp(self.year.end))
        has_category = rows["klass"].isin(["Costs", "Recharges"])
        category = rows["counterparty"].astype("object").where(has_category, rows["klass"].astype("object"))
        return rows.assign(category=category)[is_in].sort_values(["day", "batch", "line"], kind="stable")

    def code(self, category: str) -> str:
        """The code of a category in the member's return; both where its sector is not known."""
        known = CATEGORIES.get(category)
        codes = {"maintained": known.cfr, "academy": known.aar} if known else {}
        return codes.get(self.sector, " / ".join(filter(None, codes.values()))) or _NO_CODE

    def line(self, code: str, categories: list[str]) -> str:
        """What a line of the return is called."""
        return _AAR_LINES.get(code) or ", ".join(map(_title, categories))

    def own_codes(self, categories: list[str]) -> str:
        """What the member's own finance system calls some categories."""
        said = {fact.category: fact for fact in self.book.register.all(SystemCode) if fact.member == self.member}
        own = [said[one] for one in categories if one in said]
        return ", ".join(dict.fromkeys(f"{one.code} {one.cost_centre}".strip() for one in own))


def _title(category: str) -> str:
    known = CATEGORIES.get(category)
    return known.title if known else _IN_WORDS.get(category, category)


def _tables(asked: _Asked) -> Iterator[Table]:
    yield _codes(asked)
    yield _spanning(asked)
    yield _charges(asked)
    if len(asked.income):
        sums = asked.income.groupby("category")["this"].sum()
        rows = tuple((_title(str(one)), pence) for one, pence in zip(sums.index, sums.tolist(), strict=True))
        columns = (Column("For"), Column("Amount", Unit.MONEY, total=True))
        yield Table("income", "What it charged others", columns, rows)


def _codes(asked: _Asked) -> Table:
    """What comes into each line of the return."""
    rows = asked.costs
    charged = rows["this"].where(rows["is_charged"], 0)
    parts = pd.DataFrame({"charged": charged, "own": rows["this"] - charged, "this": rows["this"]})
    sums, of = parts.groupby(rows["code"]).sum(), rows.groupby("code")["category"].unique()
    lines: list[tuple[Value, ...]] = []
    for code, pence in zip(sums.index.to_list(), sums.to_numpy().tolist(), strict=True):
        categories = sorted(of[code])
        lines.append((code, asked.line(code, categories), asked.own_codes(categories) or None, *pence))
    lines.sort(key=lambda line: (line[0] == _NO_CODE, str(line[0])))
    columns = [
        Column(asked.returns),
        Column("Line"),
        Column("Own code"),
        *(Column(title, Unit.MONEY, total=True) for title in ("Charged by others", "Own part of bills", "Together")),
    ]
    if not any(line[2] for line in lines):
        del columns[2]
        lines = [(*line[:2], *line[3:]) for line in lines]
    return Table("codes", f"By {asked.returns}", tuple(columns), tuple(lines))


def _spanning(asked: _Asked) -> Table:
    """The charges whose time spans several of its years."""
    columns = (
        Column("For"),
        Column("Reference"),
        Column(asked.returns),
        Column("From", Unit.DATE),
        Column("Until", Unit.DATE),
        *(
            Column(title, Unit.MONEY, total=True)
            for title in ("Whole", "Earlier years", asked.year.name, "Later years")
        ),
    )
    rows = asked.costs[asked.costs["is_split"]]
    parts = rows[["pence", "earlier", "this", "later"]].to_numpy().tolist()
    days = zip(rows["first"].dt.date, rows["last"].dt.date, strict=True)
    lines = tuple(
        (item.narration, reference(asked.book, item), code, *time, *pence)
        for item, code, time, pence in zip(_items(asked, rows), rows["code"], days, parts, strict=True)
    )
    return Table("spanning", "Charges for a time that spans several of its years", columns, lines)


def _charges(asked: _Asked) -> Table:
    """Every charge, with what of it falls into the year."""
    columns = (
        Column("Date", Unit.DATE),
        Column("By"),
        Column("For"),
        Column("Reference"),
        Column(asked.returns),
        Column(f"In {asked.year.name}", Unit.MONEY, total=True),
    )
    rows = asked.costs
    by = (asked.book.register.name(payee) for payee in rows["payee"].astype(str))
    lines = tuple(
        (item.day, who, item.narration, reference(asked.book, item), code, pence)
        for item, who, code, pence in zip(_items(asked, rows), by, rows["code"], rows["this"].tolist(), strict=True)
    )
    return Table("charges", "Every charge", columns, lines)


def _items(asked: _Asked, rows: pd.DataFrame) -> Iterator[Item]:
    return typed(Item, rows.assign(creditor="", debtor=asked.member, owed=rows["pence"]))


def _answer(asked: _Asked) -> Answer:
    rows = asked.costs
    split, whole = rows[rows["is_split"]], format_pounds(int(rows["this"].sum()))
    part = format_pounds(int(split["this"].sum()))
    count = f"{len(split)} charge{'' if len(split) == 1 else 's'}"
    spanning = f"; {part} of it is this year's part of {count} for a time beyond it" if len(split) else ""
    return Answer("How much in all?", f"{whole}{spanning}.")


def _notes(asked: _Asked) -> Iterator[str]:
    yield "Codes are those of 2024-25; what is charged in error and taken back counts on both its days."
    if (asked.costs["code"] == _NO_CODE).any():
        whose = {"maintained": "the authority", "academy": "the trust"}.get(asked.sector, "the authority or trust")
        yield f'The national list has no code for what is marked "{_NO_CODE}": {whose} says which line takes it.'
    if asked.sector not in _RETURNS:
        yield "Whether it is maintained or an academy is not recorded, so both lists are shown."
    if len(asked.income):
        yield "Which line of income takes a charge to another school, its authority or trust says."
    register = asked.book.register
    if not register.members[asked.member].year_start:
        yield "When its own financial year starts is not recorded, so the alliance's is taken."
    elif register.alliance().year_start != year_start_of(register, asked.member):
        yield "Its financial year is not the alliance's: a contribution counts on the day that it is charged."
