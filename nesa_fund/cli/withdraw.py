"""``nesa withdraw``: a member leaves."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from nesa_fund.actions.withdraw import withdraw
from nesa_fund.batches import Signature
from nesa_fund.book import Book
from nesa_fund.claims import outstanding
from nesa_fund.cli.options import Day, signed, today, with_evidence
from nesa_fund.cli.recording import papers_of, say_batch
from nesa_fund.cli.screen import say
from nesa_fund.closing import Leaving
from nesa_fund.facts import Withdrawal
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words


@click.command("withdraw")
@click.argument("member")
@click.option("--date", "day", type=Day(), required=True, help="Its last day in.")
@click.option("--minute", required=True, help="The minute of its decision to leave.")
@click.option("--successor", default="", metavar="CODE", help="The member that it becomes, where it converts.")
@with_evidence
@signed
@click.pass_obj
def withdraw_command(
    root: Path,
    member: str,
    day: date,
    minute: str,
    successor: str,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Record that MEMBER leaves, with the charge or the credits that close its account.

    Its debts stay in its own book, and are settled as any others.

    Example: nesa withdraw Elsdon --date 2026-01-31 --minute "FGB 2025-12-04/7"
    """
    wanted = Withdrawal(day=day, code=member, minute=minute, successor=successor)
    done = withdraw(root, wanted, today(), signature, papers_of(evidence), note)
    book, leaving = done.ledger.book, done.decided
    say(f"{book.register.name(leaving.said.code)} leaves; its last day in is {day_in_words(day)}.")
    for line in (*_account(book, leaving), *_moved(book, leaving), *leaving.notes, *_open(book, leaving.said.code)):
        say(f"  {line}")
    say_batch(done)
    if leaving.said.successor:
        name = book.register.name(leaving.said.successor)
        say(f"Next: {name} confirms its own contribution; nesa schedule charge {leaving.year} then charges it.")


def _account(book: Book, leaving: Leaving) -> Iterator[str]:
    if leaving.share is None:
        yield f"{leaving.year}: it has no share, so nothing is charged or returned for it"
        return
    charged = f"{leaving.year}: charged {format_pounds(leaving.charged_pence)} of {format_pounds(leaving.share.pence)}"
    if leaving.due_pence is None:
        yield f"{charged}; the alliance keeps what was charged"
        return
    year = book.register.year(leaving.year)
    days = int(year.part(book.register.spells(leaving.said.code)) * year.days)
    yield f"{charged}; its time in, {days} of {year.days} days, comes to {format_pounds(leaving.due_pence)}"


def _moved(book: Book, leaving: Leaving) -> Iterator[str]:
    for creditors, *_ in leaving.deals:
        moved = (
            f"{book.register.name(account.split(':')[3])} {format_pounds(abs(pence))}"
            for account, pence, _ in creditors.postings
            if ":Debtors:" in account
        )
        what = "credited" if creditors.meta["event"] == "credit-note" else "charged"
        yield f"{what} on {creditors.link}: {', '.join(moved)}"


def _open(book: Book, code: str) -> Iterator[str]:
    """What it still owes and is owed, item by item: all of it stays to be settled."""
    claims = outstanding(book)
    for link, creditor, debtor, owed in claims.itertuples(index=False, name=None):
        if code in {creditor, debtor}:
            payer, payee = (debtor, creditor) if owed > 0 else (creditor, debtor)
            names = book.register.name(payer), book.register.name(payee)
            yield f"still to settle: {names[0]} owes {names[1]} {format_pounds(abs(owed))} on {link}"
