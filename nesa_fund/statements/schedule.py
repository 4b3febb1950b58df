"""The annual contribution schedule: what each school pays into the Partnership Fund for a year, and why."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from nesa_fund.book import Book, shown_head
from nesa_fund.charges import Share, adopted_shares, planned_pence, shares_on
from nesa_fund.facts import Grant, PlanLine, Schedule
from nesa_fund.money import format_pounds, half_up
from nesa_fund.periods import ONE_DAY, Year, census_in_words, day_in_words
from nesa_fund.problems import InputError
from nesa_fund.rules.base import entities_in_words
from nesa_fund.statements.arguments import Arguments, asked_year, refuse_others, span_in_words
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value
from nesa_fund.statements.behind import Behind, behind, parts
from nesa_fund.statements.schedule_answers import answers, chart
from nesa_fund.statements.schedule_lines import CLOSING, Adopted, Line, adopted_on, leaver_lines, share_lines


def schedule(book: Book, arguments: Arguments) -> Statement:
    """The schedule of one alliance year as the Strategic Board reviews it.

    Raises:
        InputError: No such year, the Board had adopted no schedule of it by the day asked for, or
            nobody has a roll that its total could be shared by.
    """
    refuse_others(arguments, "schedule", "year")
    year = asked_year(book, arguments)
    board = book.register.schedule(year.name)
    if board is None or board.day > arguments.as_at:
        raise InputError(_how_to_adopt(book, year, arguments.as_at))
    adopted = adopted_on(book.until(arguments.as_at), board, arguments.as_at)
    if not adopted.shares:
        raise InputError(_unshared(board))
    lines = [*share_lines(adopted), *leaver_lines(adopted)]
    return Statement(
        name="schedule",
        title=f"Annual contribution schedule {year.name}",
        alliance=book.register.alliance().name,
        audience="the Strategic Board",
        period=span_in_words(year.start, year.end),
        as_at=arguments.as_at,
        head=shown_head(book.head),
        made=f"The total of {format_pounds(board.total)} is shared by pupils on roll at the census of "
        f"{census_in_words(board.census)}; each exact share is cut to whole pence, and the pennies left over go to the "
        "largest remainders.",
        tables=(_contributions(adopted, lines), _closing(adopted, lines), _plan(adopted)),
        notes=tuple(_notes(adopted, lines)),
        answers=tuple(answers(adopted, lines)),
        charts=tuple(chart(adopted)),
    )


def _how_to_adopt(book: Book, year: Year, as_at: date) -> str:
    board = book.register.schedule(year.name)
    if board:
        return (
            f"the Board adopted the schedule of {year.name} on {day_in_words(board.day)}, after {day_in_words(as_at)}"
        )
    others = ", ".join(sorted(fact.year for fact in book.register.all(Schedule)))
    return (
        f"no schedule of {year.name} is adopted{f' (adopted: {others})' if others else ''}; see the shares with "
        f"nesa schedule propose {year.name}, and record the Board's decision with nesa schedule adopt {year.name}"
    )


def _unshared(board: Schedule) -> str:
    return (
        f"the {format_pounds(board.total)} adopted for {board.year} can't be shared: nobody had a roll at "
        f"{census_in_words(board.census)} recorded by then ({board.place})"
    )


def _contributions(adopted: Adopted, lines: list[Line]) -> Table:
    count = adopted.instalments
    columns = (
        Column("Member"),
        Column("Pupils on roll", Unit.NUMBER, total=True),
        Column("Share", Unit.PERCENT, total=True),
        Column("Contribution", Unit.MONEY, total=True),
        Column("Per pupil", Unit.MONEY),
        Column("Change on last year", Unit.MONEY),
        Column("Confirmed by the governing body", Unit.DATE),
        Column("Minute"),
        *(Column(f"Instalment {n}", Unit.MONEY, total=True) for n in range(1, count + 1)),
        Column("Charged", Unit.MONEY, total=True),
        Column("Paid", Unit.MONEY, total=True),
        Column("Outstanding", Unit.MONEY, total=True),
    )
    weight = sum((share.roll * share.part for share in adopted.shares if not share.joined), Fraction(0))
    before = _last_year(adopted)
    rows = []
    for line in lines:
        told = _told(adopted, line.share, weight, before) if line.share else ()
        shown = told or (None,) * (5 + count)
        money = (line.charged, line.paid, line.outstanding)
        rows.append((line.label, line.roll, shown[0], line.pence, *shown[1:], *money))
    return Table("contributions", "Contributions by member", columns, tuple(rows), behind=_behind(adopted, lines))


def _behind(adopted: Adopted, lines: list[Line]) -> Behind:
    """Behind what was charged, paid and is outstanding of each share; of a leaver also what closed its account."""
    money, charged = adopted.money, 8 + adopted.instalments
    owed, is_paid, is_closing = money["owed"], money["is_paid"], money["is_closing"]
    of_share = (owed.where(~is_paid & ~is_closing, 0), -owed.where(is_paid, 0), owed)
    of_closing = (owed.where(~is_paid & is_closing, 0),)
    accounts = money["account"].astype(str)
    return behind(
        [line.name for line in lines],
        parts(money, accounts, dict(enumerate(of_share, charged))),
        parts(money, accounts + CLOSING, dict(enumerate(of_closing, charged))),
    )


def _told(adopted: Adopted, share: Share, weight: Fraction, before: dict[str, int]) -> tuple[Value, ...]:
    """A share's part of the 100%, which a joiner has none of, since it pays on top; from there to the instalments."""
    said = adopted.confirmation(share.member)
    change: Value = share.pence - before[share.member] if share.member in before else "new" if before else None
    return (
        None if share.joined else share.roll * share.part / weight,
        half_up(share.pence / share.roll) if share.roll else None,
        None if share.before else change,
        said.day if said else "awaited",
        said.minute if said else None,
        *(share.parts.get(n, 0) for n in range(1, adopted.instalments + 1)),
    )


def _last_year(adopted: Adopted) -> dict[str, int]:
    """Member -> its share in pence of the year before; empty where no schedule was adopted for that."""
    register = adopted.book.register
    board = register.schedule(register.year_of(adopted.year.start - ONE_DAY).name)
    shares = adopted_shares(adopted.book, board) if board else []
    return {share.member: share.pence for share in shares if not share.before}


def _closing(adopted: Adopted, lines: list[Line]) -> Table:
    board = adopted.board
    since = [(line.label, line.pence) for line in lines if not line.share or line.share.joined]
    rows = ((f"Adopted by the Strategic Board, shared over {_members(adopted)} members", board.total), *since)
    assert sum(pence for _, pence in rows) == sum(line.pence for line in lines)  # Both tables close to the penny.
    columns = (Column("Line"), Column("Amount", Unit.MONEY, total=True))
    return Table("sum", "How the sum closes", columns, rows, "Contributions of the year")


def _members(adopted: Adopted) -> int:
    return sum(not share.joined for share in adopted.shares)


def _plan(adopted: Adopted) -> Table:
    columns = (
        Column("Plan line"),
        Column("What it buys"),
        Column("Led by"),
        Column("Taking part"),
        Column("Paid from"),
        Column("Amount", Unit.MONEY, total=True),
    )
    lines = adopted.book.register.plan(adopted.year.name)
    return Table(
        "plan", f"The plan for {adopted.year.name}", columns, tuple(_plan_row(adopted, one) for one in lines.values())
    )


def _plan_row(adopted: Adopted, line: PlanLine) -> tuple[Value, ...]:
    register = adopted.book.register
    grants = {grant.code: grant.title for grant in register.all(Grant)}
    taking_part = (
        "all members" if line.participants in {(), ("all",)} else entities_in_words(adopted.book, line.participants)
    )
    return (
        line.title or line.line,
        line.purpose,
        register.name(line.lead) if line.lead else None,
        taking_part,
        (grants.get(line.grant) or line.grant) if line.grant else "contributions",
        line.amount,
    )


def _notes(adopted: Adopted, lines: list[Line]) -> Iterator[str]:
    board = adopted.board
    minute = f", minute {board.minute}" if board.minute else ""
    yield f"Adopted by the Strategic Board on {day_in_words(board.day)}{minute}. {_of_the_plan(adopted)}"
    yield from _confirmation_notes(adopted)
    yield (
        "Nothing is taken off the top of a school's funding: a contribution is charged only after the school's own "
        "governing body has confirmed it, and the school pays it itself."
    )
    yield from _comings_and_goings(adopted)
    if any(not line.share for line in lines):
        yield "What a leaving changes is a line of its own; what is outstanding in the end stands with the share."
    before = adopted.book.register.schedule(adopted.book.register.year_of(adopted.year.start - ONE_DAY).name)
    yield (
        f"Last year's adopted total was {format_pounds(before.total)}."
        if before
        else "No schedule is recorded for the year before, so there is no change to show."
    )


def _of_the_plan(adopted: Adopted) -> str:
    lines = adopted.book.register.plan(adopted.year.name).values()
    planned = sum(line.amount for line in lines)
    granted = planned - planned_pence(adopted.book.register, adopted.year.name)
    parts = [
        f"The plan comes to {format_pounds(planned)}",
        f", {format_pounds(granted)} of it paid from grants" if granted else "",
        f"; members are asked for {format_pounds(adopted.board.total)}",
        f", with {format_pounds(aside)} of the balance set aside" if (aside := adopted.board.set_aside) else "",
    ]
    return f"{''.join(parts)}."


def _confirmation_notes(adopted: Adopted) -> Iterator[str]:
    said = {share.member: adopted.confirmation(share.member) for share in adopted.shares}
    awaited = [member for member, confirmation in said.items() if confirmation is None]
    if awaited:
        yield f"Awaited: the confirmation of {entities_in_words(adopted.book, awaited)}."
    else:
        yield "Every governing body has confirmed its contribution."
    for share in shares_on(adopted.shares, adopted.as_at).values():
        confirmation, pence = said[share.member], adopted.to_confirm(share)
        if confirmation and confirmation.amount < pence:
            amounts = f"{format_pounds(confirmation.amount)} of {format_pounds(pence)}"
            yield f"The governing body of {adopted.name(share.member)} confirmed {amounts} only."
        if confirmation and not confirmation.quorate:
            yield f"The meeting that confirmed for {adopted.name(share.member)} was not quorate: it must confirm again."


def _comings_and_goings(adopted: Adopted) -> Iterator[str]:
    if any(share.joined for share in adopted.shares):
        yield (
            "A member that joins after adoption pays on top, by the same measure: it stands beside the 100%, and "
            "nobody else's share moves."
        )
    if any(share.part != 1 for share in adopted.shares):
        yield "A member that is in for part of the year counts with its pupils times its days in membership."
    if adopted.board.without_roll:
        names, census = (
            entities_in_words(adopted.book, adopted.board.without_roll),
            census_in_words(adopted.board.census),
        )
        yield f"Without a roll at the census of {census}, and so without a share: {names}."
