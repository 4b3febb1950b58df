"""What the log says, for whoever keeps the list of people: who signed in when, and who did what."""

from datetime import date, timedelta
from typing import NamedTuple

from nesa_fund.web.people import Event, People

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
    first, end = (day.isoformat(), (day + timedelta(1)).isoformat()) if day else ("", "~")
    asked = {"who": who, "keeper": f"% by keeper {who}", "first": first, "end": end}
    with people.db() as db:
        rows = db.execute(
            "select at, who, what from log where at >= :first and at < :end"
            " and (:who = '' or who = :who or what like :keeper) order by rowid desc limit :most offset :skipped",
            asked | {"most": PAGE + 1, "skipped": (page - 1) * PAGE},
        ).fetchall()
    return Lines([Event(*row) for row in rows[:PAGE]], len(rows) > PAGE)


def last_signed_in(people: People) -> dict[str, str]:
    """When each person last signed in, as the log has it: code -> moment."""
    with people.db() as db:
        return dict(
            db.execute(
                "select who, max(at) from log where what = 'signed in' or what like 'signed in with %' group by who"
            )
        )


def invited_until(people: People) -> dict[str, str]:
    """Until when each open invitation stands, or stood: code -> moment."""
    with people.db() as db:
        return dict(db.execute("select code, until from invitation"))
