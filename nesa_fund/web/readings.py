"""What each page shows, and to whom: a small table of statements, none of which is computed here.

Somebody of one member gets every statement from a book that holds their own entries and the Fund's and no other, with
the shared facts; only the conclusions of the charter are of the whole alliance, told as ``promises_of`` tells them. The
others get the statements of the whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from nesa_fund.book import Book
from nesa_fund.engine import CONCLUSION_TITLES, Verdict
from nesa_fund.entries import FUND, Transaction
from nesa_fund.packs.governors import card
from nesa_fund.periods import Year
from nesa_fund.problems import InputError
from nesa_fund.statements.awaited import awaited_of, to_confirm_table
from nesa_fund.statements.base import Answer, Statement, Table
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.statements.probity import answer_by_name, probity_of
from nesa_fund.statements.promises import promises_of
from nesa_fund.web.extracts import Extract
from nesa_fund.web.first_page import first_answers
from nesa_fund.web.roles import Person


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person may see of the ledger on a day.

    ``book`` holds nothing else; ``judge`` gives the verdict on all books in a year, which is never shown as it is to
    somebody of one member; ``keep`` gives a statement as it was made before, or makes it; ``extract`` gives the row
    of a sheet that an entry cites, as much of it as they may see.
    """

    book: Book
    person: Person
    as_at: date
    judge: Callable[[str], Verdict]
    keep: "Callable[[str, Asked, Callable[[], Statement]], Statement]"
    extract: Callable[[Transaction], Extract]

    def read(self, page: str, asked: "Asked") -> Statement:
        """What a page shows.

        Raises:
            InputError: There is nothing of it to read.
        """
        return self.keep(page, asked, lambda: READINGS[page](self, asked))

    @property
    def years(self) -> list[str]:
        """The years that there is something to read of, newest first."""
        now = self.book.register.year_of(self.as_at).name
        adopted = {now} if self.book.register.schedule(now) else set[str]()
        return sorted({*self.book.years(self.as_at), *adopted}, reverse=True)

    def entity(self, of_ledger: str, asked: str) -> str:
        """Whose account is meant: their own for somebody of one member, else the ledger's or the one asked for."""
        members = sorted(self.book.register.members)
        return self.person.member or of_ledger or (asked if asked in {*members, FUND} else "") or [*members, FUND][0]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a page: an alliance year, and whose account."""

    year: str
    entity: str


Read = Callable[[Seen, Asked], Statement]


def overview(seen: Seen, asked: Asked) -> Statement:
    """The start page: the promises in words, the Fund's balance, what is awaited, and who owes whom."""
    return _own_overview(seen, asked) if not seen.person.sees_all else _whole_overview(seen, asked)


def account(seen: Seen, asked: Asked) -> Statement:
    """One entity's account with the alliance."""
    return _statement(seen, "account", year=asked.year, member=asked.entity)


def fund(seen: Seen, asked: Asked) -> Statement:
    """The Partnership Fund."""
    return _statement(seen, "fund", year=asked.year)


def schedule(seen: Seen, asked: Asked) -> Statement:
    """The contribution schedule."""
    return _statement(seen, "schedule", year=asked.year)


def probity(seen: Seen, asked: Asked) -> Statement:
    """The charter, rule by rule."""
    verdict, year = seen.judge(asked.year), seen.book.register.year(asked.year)
    if not seen.person.sees_all:
        return promises_of(seen.book, verdict, year, seen.person.books)
    return probity_of(seen.book, verdict, year)


def owed(seen: Seen, asked: Asked) -> Statement:
    """Who owes whom; for somebody of one member, what it owes and is owed, and what the Fund is."""
    if seen.person.sees_all:
        return _statement(seen, "balances")
    own, funds = account(seen, asked), account(seen, replace(asked, entity=FUND))
    name = seen.book.register.name
    tables = [
        _renamed(table, f"{whose}-{table.name}", f"{name(code)}: {table.title[0].lower()}{table.title[1:]}")
        for whose, code, one in (("own", asked.entity, own), ("fund", FUND, funds))
        for part in ("open", "owes", "owed")
        for table in _of(one, part)
    ]
    return replace(own, name="owed", title=f"Who owes whom {asked.year}", tables=tuple(tables))


def work(seen: Seen, asked: Asked) -> Statement:
    """Staff days and leads, and what buying together saves; days of one member alone are in its own account."""
    member = None if seen.person.sees_all else seen.person.member
    parity = _statement(seen, "parity", year=asked.year)
    value = _statement(seen, "value", year=asked.year, member=member)
    days = parity.tables if member is None else (*_of(account(seen, asked), "days"), *_of(parity, "leads"))
    of_work = parity if member is None else replace(parity, answers=(), charts=(), notes=())
    return replace(
        parity,
        name="work",
        title=f"Work and value {asked.year}",
        audience=value.audience,
        made=f"{parity.made} {value.made}" if member is None else value.made,
        tables=(*days, *value.tables),
        answers=(*of_work.answers, *value.answers),
        charts=(*of_work.charts, *value.charts),
        notes=(*of_work.notes, *value.notes),
    )


def _statement(seen: Seen, name: str, *, year: str | None = None, member: str | None = None) -> Statement:
    return statement_named(name)(seen.book, Arguments(as_at=seen.as_at, year=year, member=member))


def _own_overview(seen: Seen, asked: Asked) -> Statement:
    year, own = seen.book.register.year(asked.year), account(seen, asked)
    verdict = seen.judge(asked.year)
    first = card(seen.book, verdict, year, seen.person.member, own)
    conclusions = verdict.conclusions(year.name)
    about = {answer.question: answer for answer in first.answers}
    (ours,), (funds,) = _of(own, "open"), _of(account(seen, replace(asked, entity=FUND)), "open")
    open_items = (
        _renamed(ours, "open", "Not paid yet, by us or to us"),
        _renamed(funds, "fund-open", "Not paid yet to the Fund or by it"),
    )
    return _with_fund(
        replace(
            first,
            name="overview",
            title="Overview",
            tables=(*open_items, to_confirm_table(seen.book, seen.as_at)),
            answers=(
                *first_answers(
                    seen.book.register.name(seen.person.member), year.name, own, conclusions["no-cross-subsidy"]
                ),
                about["What are we asked?"],
                *(about[CONCLUSION_TITLES[name]] for name in conclusions),
            ),
        ),
        seen,
        asked,
    )


def _whole_overview(seen: Seen, asked: Asked) -> Statement:
    verdict = seen.judge(asked.year)
    awaited = awaited_of(seen.book, Arguments(as_at=seen.as_at), verdict)
    answers = (
        Answer(CONCLUSION_TITLES[name], answer_by_name(one)) for name, one in verdict.conclusions(asked.year).items()
    )
    tables = (*awaited.tables[:1], *_of(_statement(seen, "balances"), "pairs"))
    whole = replace(awaited, name="overview", title="Overview", tables=tables, answers=(*answers, *awaited.answers))
    return _with_fund(whole, seen, asked)


def _with_fund(statement: Statement, seen: Seen, asked: Asked) -> Statement:
    """A statement with the Fund's balance as a line and in words, where the Fund's year has begun."""
    try:
        balance = fund(seen, asked).charts[:1]
    except InputError:
        return statement
    told = (Answer("What is in the Partnership Fund?", one.alt) for one in balance)
    return replace(statement, answers=(*statement.answers, *told), charts=(*statement.charts, *balance))


def _of(statement: Statement, *names: str) -> tuple[Table, ...]:
    return tuple(table for table in statement.tables if table.name in names)


def _renamed(table: Table, name: str, title: str) -> Table:
    return replace(table, name=name, title=title)


def year_asked(seen: Seen, asked: str) -> Year:
    """The year asked for if there is something to read of it, else the newest."""
    name = asked if asked in seen.years else seen.years[0]
    return seen.book.register.year(name)


READINGS: dict[str, Read] = {
    "Overview": overview,
    "School": account,
    "Fund": fund,
    "Schedule": schedule,
    "Probity": probity,
    "Owed": owed,
    "Work": work,
}
"""Page -> what it reads; each gets only what ``Seen`` holds."""
