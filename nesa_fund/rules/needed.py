"""What a year needs of its members: what its plan has in lines not paid from grants, less what is still there."""

from typing import NamedTuple

from nesa_fund.book import Book
from nesa_fund.charges import planned_pence
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.periods import Year
from nesa_fund.rules.general_balance import GeneralBalance


class Needed(NamedTuple):
    """What a year needs, in pence: its plan's lines, what is brought forward, and what of that is set aside."""

    planned: int
    brought: int
    aside: int = 0

    @property
    def spare(self) -> int:
        """What is spent before members pay."""
        return max(0, self.brought - self.aside)

    def over(self, total: int) -> int:
        """How far a total is beyond it; nothing or less where it is not."""
        return total - (self.planned - self.spare)

    @property
    def choices(self) -> str:
        """What could be adopted instead."""
        less = f"adopt {format_pounds(max(0, self.planned - self.spare))} at most"
        if not self.spare:
            return less
        aside = format_pence(self.aside + self.spare)
        return f"{less}, or with --set-aside {aside} up to {format_pounds(self.planned)}, its minute saying what for"


def warning(year: Year, total: int, needed: Needed) -> str:
    """What TOP4 will find in a total, as the books stand; empty where that is nothing."""
    if not needed.planned:
        return (
            f"No plan that members pay for is recorded of {year.name}: TOP4 holds a total to the plan recorded before "
            "it is adopted."
        )
    over = needed.over(total)
    if over <= 0:
        return ""
    brought = f", and as the books stand {format_pounds(needed.spare)} is brought forward" if needed.spare else ""
    return (
        f"{format_pounds(total)} is {format_pounds(over)} more than {year.name} needs, which TOP4 will find: its plan "
        f"has {format_pounds(needed.planned)} not paid from grants{brought}. To mend it: {needed.choices}."
    )


def adoption_warning(book: Book, adopted: Schedule) -> str:
    """What TOP4 will find in a schedule that is adopted, as the books stand, and the way back; empty for nothing."""
    year = book.register.year(adopted.year)
    planned = planned_pence(book.register.recorded_by(adopted.place.batch), adopted.year)
    needed = Needed(planned, GeneralBalance(book).brought_into(year), adopted.set_aside or 0)
    said = warning(year, adopted.total, needed)
    return said and f"{said} It can be adopted anew while nothing is charged by it: {struck(adopted)}"


def struck(adopted: Schedule) -> str:
    """The command that takes an adoption back."""
    return f'nesa strike {adopted.place.batch} "{adopted.source}" --reason WHY'
