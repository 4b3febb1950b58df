"""What an account held in the end: kept as a fact, held beside other statements, and said beside the books."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from importers.banked import NEAR_DAYS
from importers.banks.books import Posted, accounted, posted
from importers.banks.lines import Account, Statement
from importers.desk import Desk
from nesa_fund.entries import FUND
from nesa_fund.facts import BankLine, BankStatement
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words

_SHOWN = 5
_ASK = "to be answered; write them to a workbook with --answers FILE.xlsx"


def keep_closing(desk: Desk, account: Account, statement: Statement) -> None:
    """Keep the closing balance as a fact, and hold the statement beside those that are known."""
    known = {one.day: one for one in desk.register.all(BankStatement) if one.account == account.name}
    last = statement.last
    if statement.closing is None:
        how = '--kind bank-statement --set "Closing balance=1234.56"'
        desk.readings[f"{last.place.file}: it tells no balance; to tell it: {how}"] = None
        return
    first = statement.lines[0].day if statement.lines else last.day
    later: list[BankStatement] = []
    for one in known.values():
        if statement.opening is None or not first <= one.day <= last.day:
            continue
        on_the_day, after = _balances(statement, one.day)
        if one.closing == after:
            continue
        if one.closing not in on_the_day:
            now, was = format_pounds(after), f"{format_pounds(one.closing)} in batch {one.place.batch}"
            sentence = f"{day_in_words(one.day)} ends at {now} here, and was recorded as ending at {was}"
            remedy = f"if the bank corrected it, take that back first: nesa reverse {one.place.batch} --reason WHY"
            desk.problem(last, "balance", f"{sentence}; {remedy}")
            return
        later.append(replace(one, closing=after, source=last.source, reason="the day had further lines"))
    _mind_gap(desk, account, statement, known.values())
    if last.day not in known:
        count = len(statement.lines)
        fact = BankStatement(
            day=last.day, source=last.source, account=account.name, closing=statement.closing, since=first, lines=count
        )
        later.append(fact)
    desk.add_later_facts(later)


def _mind_gap(desk: Desk, account: Account, statement: Statement, known: Collection[BankStatement]) -> None:
    """Say it where a statement begins otherwise than the one before it ended, with the lines that are known between."""
    first = statement.lines[0].day if statement.lines else statement.last.day
    before = max((one for one in known if one.day < first), key=lambda one: one.day, default=None)
    is_within = any(one.since and one.since <= first <= one.day for one in known)
    if before is None or is_within or statement.opening is None:
        return
    lines = [one for one in desk.register.all(BankLine) if one.account == account.name and before.day < one.day < first]
    if before.closing + sum(one.amount for one in lines) != statement.opening:
        was = f"{format_pounds(before.closing)} on {day_in_words(before.day)}"
        begun = f"the statement begins at {format_pounds(statement.opening)}, and the one before it ended at {was}"
        desk.warnings[f"{statement.last.place.file}: {begun}: lines between them are missing"] = None


def _balances(statement: Statement, day: date) -> tuple[set[int], int]:
    """What the account held after each line of a day, or before its first; and at its end."""
    assert statement.opening is not None
    held, seen = statement.opening, set[int]()
    for line in statement.lines:
        if line.day > day:
            break
        seen |= {held} if line.day == day else set()
        held += line.pence
    return seen, held


def say_statement(desk: Desk, account: Account, statement: Statement, settled: dict[str, bool]) -> None:
    """Say whose account was read, what came of its lines, and what bank and books hold in the end."""
    file = statement.last.place.file
    open_now = sum(not is_settled for is_settled in settled.values())
    aside = len(statement.lines) - len(settled)
    parts = [f"{sum(settled.values())} accounted for"]
    parts += [f"{open_now} {_ASK}"] if open_now else []
    parts += [f"{aside} nothing of the alliance's, and not recorded"] if aside else []
    count = len(statement.lines)
    lines = f"{count} line{'' if count == 1 else 's'}"
    desk.warnings[f"{file}: the bank account of {_whose(desk, account)}, {lines}: {', '.join(parts)}"] = None
    if account.entity != FUND:
        return
    on_account = posted(desk, account)
    if statement.closing is not None:
        day = statement.last.day
        opened = sum(
            posting.pence
            for one in desk.charges.of_event("opening")
            for posting in one.postings
            if posting.account == account.name
        )
        held = opened + sum(one.movement.pence for one in on_account if one.movement.day <= day)
        agree = "as the books do" if held == statement.closing else f"the books {format_pounds(held)}"
        bank = f"at the end of {day_in_words(day)} the bank holds {format_pounds(statement.closing)}"
        desk.warnings[f"{file}: {bank}, {agree}"] = None
    _say_unseen(desk, account, statement, on_account)


def _say_unseen(desk: Desk, account: Account, statement: Statement, on_account: Sequence[Posted]) -> None:
    """Say what is recorded within a statement's time, and is none of the bank's lines."""
    if not statement.lines:
        return
    first, last = statement.lines[0].day, statement.last.day - timedelta(NEAR_DAYS)
    lines = [one for one in desk.register.all(BankLine) if one.account == account.name]
    unseen = [one for one in accounted(on_account, lines).free if first <= one.day <= last]
    if unseen:
        told = [f"{format_pounds(one.pence)} on {day_in_words(one.day)} ({', '.join(one.links)})" for one in unseen]
        more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
        sentence = f"recorded, and in no statement of the bank's: {', '.join(told[:_SHOWN])}{more}"
        desk.warnings[f"{statement.last.place.file}: {sentence}"] = None


def _whose(desk: Desk, account: Account) -> str:
    name = desk.register.name(account.entity)
    return f"{name} ({account.detail})" if account.detail else name
