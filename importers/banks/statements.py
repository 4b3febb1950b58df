"""Puts statements on the desk, whole: their lines, what each was, and what the account held in the end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from importers.banks.answers import HOLD, answer_of
from importers.banks.asking import asked_of, question
from importers.banks.books import HELD, placed, waiting
from importers.banks.closing import keep_closing, say_statement
from importers.banks.lines import Account, Line, Statement, statement_of, with_ids
from importers.banks.rows import StatementRow
from importers.banks.settling import AccountBook
from importers.banks.terms import Match
from importers.desk import UNRECORDED, Desk
from nesa_fund.entries import FUND
from nesa_fund.facts import BankLine
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.problems import Problem


class _Asked(NamedTuple):
    """A line, the fact that is known of it, and what somebody answers for it."""

    line: Line
    known: BankLine | None
    answer: str


def put_statements(desk: Desk, rows: Sequence[StatementRow]) -> None:
    """Put the statements of a drop on the desk, the Fund's first; then the answers to lines that are known."""
    sheets: dict[tuple[str, str], list[StatementRow]] = defaultdict(list)
    for row in rows:
        sheets[row.place.file, row.place.sheet].append(row)
    told = []
    for of_sheet in sheets.values():
        lines = [row for row in of_sheet if not row.line]
        account = account_of(desk, lines[0]) if lines else None
        if account:
            told.append((account, lines))
    for account, lines in sorted(told, key=lambda one: (one[0].entity != FUND, one[1][0].day)):
        _put_statement(desk, account, lines)
    answered: dict[Account, list[StatementRow]] = defaultdict(list)
    for row in rows:
        if row.line and (account := account_of(desk, row)):
            answered[account].append(row)
    for account, of_account in answered.items():
        _put_answers(desk, account, of_account)


def account_of(desk: Desk, row: StatementRow) -> Account | None:
    """The account that a row is of, the Fund's first one where it does not say; None, and a problem, if unknown."""
    whose, _, detail = (part.strip() for part in row.account.partition(":"))
    entity = desk.entity(row, "account", whose) if whose else FUND
    if entity and detail and not (detail.isascii() and detail.isalnum() and detail[0].isupper()):
        desk.problem(row, "account", "names a second account otherwise than like Fund: Deposit")
        return None
    return Account(entity, detail) if entity else None


def _put_statement(desk: Desk, account: Account, rows: Sequence[StatementRow]) -> None:
    first, problems = rows[0], list[Problem]()
    statement = statement_of(rows, problems, is_whole=(first.place.file, first.place.sheet) not in desk.failed)
    recorded = [line for line in desk.register.all(BankLine) if line.account == account.name]
    told = with_ids(statement.lines, account, recorded)
    problems += _differing(told) + _missing(told, recorded, statement)
    if problems:
        desk.problems.extend(problems)
        return
    keep_closing(desk, account, statement)
    _mind_edges(desk, told, recorded, statement)
    asked = [_Asked(line, known, line.row.answer) for line, known in told]
    settled = _settle(desk, account, asked)
    _mind_founding(desk, [line for line, _ in told if line.id in settled])
    say_statement(desk, account, statement, settled)


def _differing(told: Iterable[tuple[Line, BankLine | None]]) -> list[Problem]:
    """A problem for each line whose id is another amount's or day's."""
    return [
        line.row.problem("bank_id", f"is the id of {format_pounds(known.amount)} on {day_in_words(known.day)}")
        for line, known in told
        if known and (known.amount, known.day) != (line.pence, line.day)
    ]


def _missing(
    told: Sequence[tuple[Line, BankLine | None]], recorded: Iterable[BankLine], statement: Statement
) -> list[Problem]:
    """A problem where a known line of the statement's inner days is not in it: another account's, or not whole."""
    if not told:
        return []
    begin, end, there = told[0][0].day, told[-1][0].day, {known.line for _, known in told if known}
    lost = next((line for line in recorded if begin < line.day < end and line.line not in there), None)
    if not lost:
        return []
    what = f"{format_pounds(lost.amount)} of {day_in_words(lost.day)} is recorded of this account, and is not here"
    remedy = 'is it another account? --kind bank-statement --set "Account=WHOSE"'
    return [statement.last.problem("account", f"{what}; {remedy}")]


def _mind_edges(
    desk: Desk, told: Sequence[tuple[Line, BankLine | None]], recorded: Iterable[BankLine], statement: Statement
) -> None:
    """Say it where a known line of the first or the last day is not in a statement: only balances would tell why."""
    there = {known.line for _, known in told if known}
    lacking = [line for line in recorded if line.line not in there]
    for day in dict.fromkeys(line.day for line, _ in (*told[:1], *told[-1:])):
        lost = [line for line in lacking if line.day == day]
        new = [format_pounds(line.pence) for line, known in told if line.day == day and not known]
        if not lost or (statement.opening is not None and not new):
            continue
        batch = min(line.place.batch for line in lost)
        where = "in this import" if batch == UNRECORDED else f"in batch {batch}"
        was = f"{', '.join(format_pounds(line.amount) for line in lost)} is recorded {where}, and is not here"
        other = f"; {', '.join(new)} is here, and was not" if new else ""
        take_back = f": nesa reverse {batch} --reason WHY, then import this again"
        remedy = "import its newest statement alone" if batch == UNRECORDED else f"take that back first{take_back}"
        sentence = f"{day_in_words(day)}: {was}{other}; if the bank corrected that day, {remedy}"
        desk.warnings[f"{statement.last.place.file}: {sentence}"] = None


def _mind_founding(desk: Desk, lines: Sequence[Line]) -> None:
    """Say it of recorded lines that are older than the ledger."""
    began = min(state.day for state in desk.register.settings)
    early = [line for line in lines if line.day < began]
    if early:
        first = f"{format_pounds(early[0].pence)} on {day_in_words(early[0].day)}"
        count = "1 line is" if len(early) == 1 else f"{len(early)} lines are"
        sentence = f"{count} dated before the ledger began, on {day_in_words(began)}: {first}"
        more = " and later" if len(early) > 1 else ""
        desk.warnings[f"{early[0].row.place.file}: {sentence}{more}"] = None


# What each line was


def _settle(desk: Desk, account: Account, asked: Sequence[_Asked]) -> dict[str, bool]:
    """Settle lines as they are answered, or where it is certain; line id -> whether it is settled now.

    A member's line that has nothing to do with the alliance is none of the ledger's business: it is
    left out.
    """
    book = AccountBook(desk, account)
    asked = [one._replace(known=placed(book.posted, one.known)) if one.known else one for one in asked]
    to_do = [one for one in asked if _is_open(desk, book, one)]
    facts: list[tuple[_Asked, BankLine]] = []
    done = {one.line.id: True for one in asked if one not in to_do}
    for one in asked:
        if reheld := one.line.id in done and _held_anew(desk, one):
            facts.append((one, reheld))
        elif one.line.id in done:
            desk.count_row(is_new=False)
    answered = [one for one in to_do if one.answer]
    told = book.matches([one.line for one in to_do]) if answered else {}
    for one in answered:
        _answer(desk, book, one, told.get(one.line.id), facts)
    rest = [one for one in to_do if not one.answer]
    unsettled: list[Line] = []
    matches = book.matches([one.line for one in rest])
    for one in rest:
        links = book.settle(one.line, matches.get(one.line.id))
        if not links:
            if not one.known and not book.concerns(one.line, matches.get(one.line.id)):
                continue
            unsettled.append(one.line)
        done[one.line.id] = bool(links)
        is_held = one.known is not None and one.known.answers == (HELD,) and not links
        facts.append((one, one.known if one.known and is_held else _fact(account, one.line, links, book, "")))
    again = {(asked_of(account), one.line.id) for one in asked}  # Another statement of this import may have it too.
    before = [one for one in desk.questions if (one.account, one.line) not in again]
    desk.questions = [*before, *(question(book, line, matches.get(line.id)) for line in unsettled)]
    for one, fact in facts:
        done.setdefault(one.line.id, bool(fact.answers))
        desk.count_row(is_new=_is_news(one.known, fact))
    desk.add_later_facts([fact for one, fact in facts if _is_news(one.known, fact)])
    return done


def _is_news(known: BankLine | None, fact: BankLine) -> bool:
    """Whether a line is told as it was not known yet: why it is held counts."""
    is_held = fact.answers == (HELD,)
    return known is None or known.says != fact.says or (is_held and known.reason != fact.reason)


def _is_open(desk: Desk, book: AccountBook, asked: _Asked) -> bool:
    """Whether a line is to be settled: a new one, one that nothing accounts for, or a held one that is answered."""
    known = asked.known
    if known is None or known.line in book.open_lines:
        return desk.is_open(asked.line.row, asked.line.day)
    answer = answer_of(asked.answer, asked.line.row.think) if asked.answer else None
    if not asked.answer or known.reason == asked.answer or (answer and book.says(answer, known.answers)):
        return False
    if known.answers == (HELD,) or waiting(book.posted, known):
        return answer is not None and answer.kind != HOLD and _release(desk, book, asked)
    was = f"is settled already as {', '.join(known.answers)} (batch {known.place.batch})"
    remedy = f'to change that: nesa reverse {known.place.batch} --row "{known.source}" --reason WHY'
    desk.problem(asked.line.row, "answer", f"{was}; {remedy}")
    return False


def _held_anew(desk: Desk, asked: _Asked) -> BankLine | None:
    """A line that is held already, with the new reason that somebody answers; None where there is none."""
    answer = answer_of(asked.answer, asked.line.row.think) if asked.answer else None
    if not asked.known or asked.known.answers != (HELD,) or not answer or answer.kind != HOLD:
        return None
    if answer.value in {"", asked.known.reason} or not desk.is_open(asked.line.row, asked.line.day):
        return None
    return replace(asked.known, reason=answer.value, source=asked.line.row.source)


def _release(desk: Desk, book: AccountBook, asked: _Asked) -> bool:
    """Take back the entry of a receipt that was held, for it is placed now."""
    assert asked.known
    if not desk.is_open(asked.line.row, asked.line.day):
        return False
    book.release(asked.known, asked.line, asked.answer)
    return True


def _answer(
    desk: Desk, book: AccountBook, asked: _Asked, match: Match | None, facts: list[tuple[_Asked, BankLine]]
) -> None:
    row, wrong = asked.line.row, list[str]()
    answer = answer_of(asked.answer, row.think)
    if answer is None:
        desk.problem(row, "answer", "there is nothing in We think to say yes to")
        return
    if links := book.recorded(asked.line, answer, match):
        desk.warn(row, f"is recorded already, as {', '.join(links)}: its answer adds nothing")
        facts.append((asked, _fact(book.account, asked.line, links, book, "")))
        return
    links = book.answer(asked.line, answer, wrong, match)
    for message in wrong:
        desk.problem(row, "answer", message)
    if links:
        reason = answer.value if links == (HELD,) else asked.answer
        facts.append((asked, _fact(book.account, asked.line, links, book, reason)))


def _fact(account: Account, line: Line, links: tuple[str, ...], book: AccountBook, reason: str) -> BankLine:
    named = book.parties.named(line.text) or ""
    return BankLine(
        day=line.day, source=line.row.source, account=account.name, line=line.id, amount=line.pence,
        names=named if named == FUND or named in book.desk.register.members else "", answers=links, text=line.text,
        reason=reason,
    )  # fmt: skip


# Answers to lines that are known


def _put_answers(desk: Desk, account: Account, rows: Sequence[StatementRow]) -> None:
    known = {line.line: line for line in desk.register.all(BankLine) if line.account == account.name}
    asked = []
    for row in rows:
        pence = (row.amount or 0) + (row.paid_in or 0) - (row.paid_out or 0)
        line = known.get(row.line)
        if line is None:
            desk.problem(row, "line", "is no recorded line of this account; import the bank's own statement first")
        elif (line.day, line.amount) != (row.day, pence):
            said = f"{format_pounds(line.amount)} on {day_in_words(line.day)}"
            desk.problem(row, "line", f"is recorded as {said}; leave what the bank said as it is, and answer beside it")
        else:
            as_said = row.model_copy(update={"details": line.text, "payee": "", "reference": ""})
            asked.append(_Asked(Line(as_said, pence, line.line), line, row.answer))
    if len({one.line.id for one in asked}) < len(asked):
        twice = next(one for n, one in enumerate(asked) if one.line.id in {other.line.id for other in asked[:n]})
        desk.problem(twice.line.row, "line", "stands twice; answer it once")
    elif asked:
        done = _settle(desk, account, asked)
        blank = sum(not one.answer and not done.get(one.line.id, True) for one in asked)
        if blank:
            lines = "1 line is" if blank == 1 else f"{blank} lines are"
            desk.warnings[f"{rows[0].place.file}: {lines} left blank, and still to be answered"] = None
