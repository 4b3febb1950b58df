"""What the log says, for whoever keeps the list of people: who signed in when, and who did what."""

from datetime import date
from typing import NamedTuple

from nesa_fund.web.people import Event, People
from nesa_fund.web.tables import SIGNED_IN

PAGE = 50
"""Lines of a page."""


class Lines(NamedTuple):
    """A page of the log, newest first, and whether there are older lines."""

    events: list[Event]
    has_older: bool


def lines(people: People, who: str, day: date | None, page: int) -> Lines:
    """A page of the log.

    Args:
        people: The store.
        who: Of whom, with what a keeper of that name did to others; of everybody where empty.
        day: On which day, in UTC; on all where None.
        page: Which page; the first is 1.
    """
    asked: dict[str, str | int] = {"most": PAGE + 1, "skipped": (page - 1) * PAGE}
    where = ["true"]
    if who:
        where.append("(who = :who or what like :keeper)")
        asked |= {"who": who, "keeper": f"% by keeper {who}"}
    if day:
        where.append("at >= :first and at < :end")
        asked |= {"first": f"{day}T", "end": f"{day}U"}  # What stands between is a time of that day.
    with people.db() as db:
        wanted = f"select at, who, what from log where {' and '.join(where)}"  # noqa: S608  # Words of our own alone.
        rows = db.execute(f"{wanted} order by rowid desc limit :most offset :skipped", asked).fetchall()
    return Lines([Event(*row) for row in rows[:PAGE]], len(rows) > PAGE)


def last_signed_in(people: People) -> dict[str, str]:
    """When each person last signed in, as the log has it: code -> moment."""
    with people.db() as db:
        return dict(db.execute(f"select who, max(at) from log where {SIGNED_IN} group by who"))  # noqa: S608  # As above.


def invited_until(people: People) -> dict[str, str]:
    """Until when each open invitation stands, or stood: code -> moment."""
    with people.db() as db:
        return dict(db.execute("select code, until from invitation"))
