"""What is asked of a line that nothing accounts for: what we think it was, and what may be answered."""

from collections.abc import Iterator

from importers.banks import answers
from importers.banks.answers import BECAUSE
from importers.banks.books import accounts_of
from importers.banks.lines import Account, Line
from importers.banks.settling import AccountBook
from importers.banks.terms import Match, shown
from importers.banks.texts import is_bank_charge
from importers.questions import Question
from nesa_fund.facts import Grant
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words


def question(book: AccountBook, line: Line, match: Match | None) -> Question:
    """A line to be answered."""
    return Question(
        asked_of(book.account), line.id, line.day, line.pence, line.text, _thought(book, line, match),
        tuple(_choices(book, line)),
    )  # fmt: skip


def asked_of(account: Account) -> str:
    """An account as the workbook names it."""
    return account.code.replace(":", ": ")


def _thought(book: AccountBook, line: Line, match: Match | None) -> str:
    """The answer that fits best, and why; empty where none does."""
    if match and match.movements:
        day = day_in_words(match.movements[0].day)
        links = ", ".join(link for one in match.movements for link in one.links)
        return f"{answers.RECORDED}: {links}{BECAUSE}{match.why} ({day})"
    if match:
        links = " + ".join(part.due.link for part in match.parts)
        return f"{links}{BECAUSE}{match.why}: {shown(match.parts)}"
    if book.is_funds and line.pence > 0 and (fitting := book.grants_of(line)):
        return f"{answers.GRANT} {fitting[0].code}{BECAUSE}who it was"
    if book.is_funds and line.pence > 0 and "interest" in line.text.casefold():
        return f"{answers.INTEREST}{BECAUSE}the text says so"
    if book.is_funds and line.pence < 0 and is_bank_charge(line.text):
        return f"{answers.CHARGE}{BECAUSE}the text says so"
    return ""


def _choices(book: AccountBook, line: Line) -> Iterator[str]:
    """What a line of that direction may be, each with what it means; what is due comes last."""
    others = {answers.YES: "as we think", f"{answers.HOLD}: ": ""} | _funds_own(book, line)
    for other in accounts_of(book.desk, book.account.entity):
        if other != book.account:
            others[f"{answers.TRANSFER} {other.detail or 'Bank'}"] = "between accounts of one's own"
    says = "owes" if line.pence > 0 else "is owed"
    items = {part.due.link: f"{part.due.party} {says} {format_pounds(abs(part.pence))}" for part in book.open(line)}
    for answer, meaning in (others | items).items():
        yield f"{answer}{BECAUSE}{meaning}" if meaning else answer


def _funds_own(book: AccountBook, line: Line) -> dict[str, str]:
    if not book.is_funds:
        return {}
    terms = {f"{answers.GRANT} {grant.code}": grant.title for grant in book.desk.register.all(Grant)}
    if line.pence > 0:
        return {answers.INTEREST: "", answers.OTHER: ""} | terms
    plan = book.desk.register.plan(book.desk.year_of(line.day)).values()
    bought = {f"{answers.PLAN} {one.line}": one.title for one in plan}
    charge = {answers.CHARGE: ""} if book.charges_line(line) else {}
    return charge | bought | {name: f"repaid: {title}" for name, title in terms.items()}
