"""The statements by name."""

from collections.abc import Callable

from nesa_fund.book import Book
from nesa_fund.problems import InputError
from nesa_fund.statements.account import account
from nesa_fund.statements.arguments import Arguments, nearest
from nesa_fund.statements.awaited import awaited
from nesa_fund.statements.balances import balances
from nesa_fund.statements.base import Statement
from nesa_fund.statements.batches import batches
from nesa_fund.statements.cfr import cfr
from nesa_fund.statements.commentary import with_commentary
from nesa_fund.statements.entities import entities
from nesa_fund.statements.flows import flows
from nesa_fund.statements.fund import fund
from nesa_fund.statements.funding import funding
from nesa_fund.statements.journal import journal
from nesa_fund.statements.lead import lead
from nesa_fund.statements.parity import parity
from nesa_fund.statements.probity import probity
from nesa_fund.statements.schedule import schedule
from nesa_fund.statements.value import value

Make = Callable[[Book, Arguments], Statement]

STATEMENTS: dict[str, Make] = {
    "account": account,
    "awaited": awaited,
    "balances": balances,
    "batches": batches,
    "cfr": cfr,
    "entities": entities,
    "flows": flows,
    "fund": fund,
    "funding": funding,
    "journal": journal,
    "lead": lead,
    "parity": parity,
    "probity": probity,
    "schedule": schedule,
    "value": value,
}

__all__ = ["STATEMENTS", "Arguments", "statement_named"]


def statement_named(name: str) -> Make:
    """What makes the statement of that name.

    Raises:
        InputError: No such statement; those there are, and the nearest, are named.
    """
    if name not in STATEMENTS:
        known = ", ".join(STATEMENTS)
        raise InputError(f'no statement "{name}"; the nearest is {nearest(name, STATEMENTS)}; there are {known}')
    return lambda book, arguments: with_commentary(STATEMENTS[name](book, arguments), book, arguments)
