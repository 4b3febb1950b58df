"""What a kind of sheet is: its columns, its record, and how its rows go on the desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from importers.columns import Column
from importers.desk import Desk
from importers.rows import Row

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """One kind of sheet.

    ``members`` are the fields that name one. ``standing`` data say the same however often they are
    said: identical rows are one row. ``by_columns``: ``put`` takes `typed.TypedRows` too, which has no row until
    one is asked for.
    """

    name: str
    title: str
    model: type[R]
    columns: tuple[Column, ...]
    put: Callable[[Desk, Sequence[R]], None]
    members: tuple[str, ...] = ("member",)
    standing: bool = True
    by_columns: bool = False

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Its own columns, and the one that every kind may have."""
        return (*self.columns, DOCUMENT)


AnyKind = Kind[Any]

DOCUMENT = Column("Document", "document", ("Documents", "Paper", "Papers", "Evidence", "Attachment"))
"""What every kind of sheet may have: the name of a file given in the same drop."""
NOTE = Column("Note", "note", ("Remark", "Remarks", "Comment", "Comments"))
MINUTE = Column("Minute", "minute", ("Minute ref", "Minute reference", "Minuted", "FGB minute"))
MEMBER = Column("Member", "member", ("School", "Member code", "School name", "Trust"), required=True)
YEAR = Column("Year", "year", ("Academic year", "Alliance year", "For year"), required=True)
DATE = Column("Date", "day", ("Date of decision", "Decided on", "Meeting date"), required=True)
CATEGORY = Column("Category", "category", ("Cost category", "CFR code", "CFR", "Type of cost"))
AMOUNT = Column("Amount", "amount", ("£", "Amount £", "Value", "Sum", "Total £"), required=True)


def distinct(rows: Sequence[R]) -> list[R]:
    """The rows without those that say the same as an earlier one."""
    seen: dict[object, R] = {}
    for row in rows:
        seen.setdefault(tuple(value for name, value in row if name != "place"), row)
    return list(seen.values())
