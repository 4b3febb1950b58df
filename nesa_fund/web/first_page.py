"""What a chair of governors reads first: what the school pays and owes, and whether others' money is in its book."""

from collections.abc import Iterator

from nesa_fund.engine import Conclusion
from nesa_fund.money import format_pounds
from nesa_fund.statements.base import Answer, Statement, Table

_MOST_NAMED = 4
_OPENINGS = {
    "demonstrated": "No. Every entry of its book is its own, and nothing moves between schools but agreed charges and "
    "what is paid on them.",
    "demonstrated-but-for": "None was found. What is still to be shown, before the books prove it, is said below.",
    "not-demonstrated": "The books don't prove that there is none. What was found is said below, and on the page "
    "Probity.",
}


def first_answers(name: str, year: str, own: Statement, no_cross_subsidy: Conclusion) -> Iterator[Answer]:
    """The three questions that a chair comes with, answered of one school.

    Args:
        name: What people call the school.
        year: The alliance year that the account is of.
        own: The school's account with the alliance.
        no_cross_subsidy: What the rules conclude about one school paying for another.
    """
    tables = {table.name: table for table in own.tables}
    owes, owed = tables["owes"], tables["owed"]
    yield Answer(f"What does {name} pay?", _pays(owes, year))
    yield Answer(f"What does {name} owe?", f"{_left(owes, 'It owes')} {_left(owed, 'It is owed')}")
    yield Answer("Is anyone else's money in its book?", _OPENINGS[no_cross_subsidy.status])


def _pays(owes: Table, year: str) -> str:
    charged, paid = _parts(owes, 2), _parts(owes, 4)
    if not charged and not paid:
        return f"Nothing: it was not charged anything in {year}."
    said = f"In {year} it was charged {format_pounds(sum(charged.values()))}{_to(charged)}"
    return f"{said}. It paid {format_pounds(sum(paid.values()))}."


def _left(table: Table, opening: str) -> str:
    parts = _parts(table, -1)
    return f"{opening} {format_pounds(sum(parts.values()))}{_to(parts)}." if parts else f"{opening} nothing."


def _to(parts: dict[str, int]) -> str:
    """Behind a sum, of whom it is; where they are many, only the most."""
    most = sorted(parts.items(), key=lambda part: -abs(part[1]))
    named = [f"{whom} {format_pounds(pence)}" for whom, pence in most[:_MOST_NAMED]]
    rest = len(most) - len(named)
    others = [f"{rest} {'other' if rest == 1 else 'others'} the rest"] if rest else []
    return f" ({', '.join([*named, *others])})" if parts else ""


def _parts(table: Table, column: int) -> dict[str, int]:
    """With whom -> pence of a column, of those that have any."""
    found = {str(row[0]): row[column] for row in table.rows}
    return {whom: pence for whom, pence in found.items() if isinstance(pence, int) and pence}
