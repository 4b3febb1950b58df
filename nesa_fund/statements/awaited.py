"""What is awaited: from whom, since when and by when, which promise hangs on it, and what clears it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from nesa_fund.book import Book, shown_head
from nesa_fund.charges import last_day_in
from nesa_fund.engine import Verdict, run
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import Gap, Rule
from nesa_fund.statements.arguments import Arguments, asked_entity, refuse_others
from nesa_fund.statements.asked import asked_shares
from nesa_fund.statements.balances import open_items
from nesa_fund.statements.base import Answer, Column, Statement, Table, Unit, Value, counted
from nesa_fund.statements.items import Item, reference, typed


class _Awaited(NamedTuple):
    """One thing that is awaited."""

    what: str
    whom: str
    since: date | None
    by: date | None
    promises: str
    rule: str
    clears: str
    item: str


def awaited(book: Book, arguments: Arguments) -> Statement:
    """Everything that is awaited on a day; with a member, what is awaited from it.

    Raises:
        InputError: No such member.
    """
    refuse_others(arguments, "awaited", "member")
    return awaited_of(book, arguments, run(book, arguments.as_at))


def awaited_of(book: Book, arguments: Arguments, verdict: Verdict) -> Statement:
    """The same, by a verdict on the book as at that day.

    Raises:
        InputError: No such member.
    """
    member, as_at = asked_entity(book, arguments), arguments.as_at
    items = [*_not_shown(verdict), *_to_confirm(book, as_at), *_to_pay(book, as_at)]
    name = book.register.name(member) if member else ""
    names = {book.register.name(code) for code in book.register.members}
    items = [item for item in items if not name or name in _named(item.whom, names)]
    late = [item for item in items if item.by and item.by < as_at]
    return Statement(
        name="awaited",
        title=f"What is awaited{f' from {name}' if name else ''}",
        alliance=book.register.alliance().name,
        audience="everyone: each sees what the others wait for",
        period=f"everything open on {day_in_words(as_at)}",
        as_at=as_at,
        head=shown_head(book.head),
        made="From the rules that are not shown yet, the contributions that governing bodies have not confirmed, and "
        "the amounts that are not paid.",
        tables=(
            _table("rules", "To show that a promise is kept", [one for one in items if one.rule]),
            _table("pay", "To be paid", [one for one in items if not one.rule]),
        ),
        notes=("A rule that is not shown yet is never counted as kept; what clears it stands beside it.",),
        answers=(Answer("How much is open?", f"{counted(len(items), 'thing')}, {len(late)} of them late."),),
    )


def _named(whom: str, names: set[str]) -> set[str]:
    """The names that stand in a text; one that is only a part of a longer one there is not named by it."""
    found = set()
    for name in sorted(names, key=len, reverse=True):
        if name in whom:
            found.add(name)
            whom = whom.replace(name, "")
    return found


def to_confirm_table(book: Book, as_at: date) -> Table:
    """The confirmations that governing bodies have still to give: shared facts alone tell them."""
    return _table("confirm", "Contributions to be confirmed", list(_to_confirm(book, as_at)))


def _table(name: str, title: str, items: list[_Awaited]) -> Table:
    columns = (
        Column("What"),
        Column("From"),
        Column("Since", Unit.DATE),
        Column("By", Unit.DATE),
        Column("Promise"),
        Column("Rule"),
        Column("What clears it"),
        Column("Item"),
    )
    rows: list[tuple[Value, ...]] = [
        (one.what, one.whom, one.since, one.by, one.promises, one.rule or None, one.clears, one.item or None)
        for one in sorted(items, key=lambda one: (one.rule, one.by or date.max, one.whom, one.item))
    ]
    return Table(name, title, columns, tuple(rows))


def _not_shown(verdict: Verdict) -> Iterator[_Awaited]:
    """For every rule that is not shown yet what the books lack, alike ones told once."""
    for result in verdict.results:
        yield from _gaps(result.rule, result.gaps)


def _gaps(rule: Rule, gaps: tuple[Gap, ...]) -> Iterator[_Awaited]:
    alike: dict[tuple[str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        alike[gap.who, gap.remedy].append(gap)
    for (who, remedy), found in alike.items():
        more = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
        since = min((gap.day for gap in found if gap.day), default=None)
        links = list(dict.fromkeys(gap.link for gap in found if gap.link))
        item = links[0] if len(links) == 1 else ""
        yield _Awaited(found[0].message + more, who, since, None, _promises(rule), rule.id, remedy, item)


def _promises(rule: Rule) -> str:
    return ", ".join(map(str, rule.promises))


def _to_confirm(book: Book, as_at: date) -> Iterator[_Awaited]:
    """The contributions of adopted years that have not ended which a governing body has still to confirm."""
    register = book.register
    cut = book.until(as_at)
    for board in register.all(Schedule):
        year = register.year(board.year)
        if board.day > as_at or year.end < as_at:
            continue
        for share in asked_shares(cut, board, as_at):
            said = register.confirmations.get((share.member, board.year))
            is_said = said is not None and said.day <= as_at and said.quorate and said.amount >= share.pence
            left = last_day_in(share, year)
            if is_said or (left and left < as_at):
                continue
            whom, amount = register.name(share.member), format_pounds(share.pence)
            yield _Awaited(
                f"the confirmation of its contribution of {amount} for {board.year}",
                f"the governing body of {whom}", board.day, None, "7", "TOP2",
                f"nesa papers confirm --year {board.year} --member {share.member}; then nesa schedule confirm", "",
            )  # fmt: skip


def _to_pay(book: Book, as_at: date) -> Iterator[_Awaited]:
    """Every amount that one entity has to pay another."""
    items = open_items(book.until(as_at), as_at)
    name = book.register.name
    for item, by, to, due, pence in zip(
        typed(Item, items), items["owed_by"], items["owed_to"], items["due"], items["pence"], strict=True
    ):
        what = f"{format_pounds(int(pence))} for {item.narration}"
        clears = f"pay {name(to)} under {reference(book, item)}"
        yield _Awaited(what, name(by), item.day, due.date(), "2", "", clears, item.link)
