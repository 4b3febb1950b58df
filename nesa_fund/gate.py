"""The gate: text that Beancount runs is code, so only the canonical lines of a batch file reach its parser."""

import re

from nesa_fund.problems import LedgerError

# Every repetition is possessive: a text is read once, in one pass, and never backed up in.

_STRING = r'"(?:[^"\\\n\x00-\x1f\x7f]++|\\["\\])*+"'
_DATE = r"\d{4}-\d{2}-\d{2}"
_ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*+)++"
_NUMBER = r"-?\d{1,15}+(?:\.\d{1,10}+)?"  # Beancount's own minus rounds what has more than 28 digits.
# Two decimals. A part of a penny is read too, since SEP2 names it; 1.000 is 1.00 written otherwise.
_AMOUNT = r"-?\d{1,15}+\.\d\d(?:\d{1,8}+(?<!0))?+"
_COMMODITY = r"(?:GBP|DAY)"
_VALUE = rf"(?:{_STRING}|TRUE|FALSE|{_DATE}|{_NUMBER}(?: ++[A-Z]++)?|{_ACCOUNT})"
_FIRST_LINE = (
    rf"{_DATE} ++(?:"
    + "|".join(
        (
            rf'\*(?! ++"" ++")(?: ++{_STRING}){{1,2}}+(?: ++\^[A-Za-z0-9._/-]++)*+',
            rf"custom ++{_STRING}(?: ++{_VALUE})*+",
            rf"open ++{_ACCOUNT}(?: ++{_COMMODITY})?",
            rf"close ++{_ACCOUNT}",
            rf"commodity ++{_COMMODITY}",
        )
    )
    + ")"
)
_NEXT_LINE = rf"  (?:[a-z][a-zA-Z0-9_-]*+: *+{_VALUE}|{_ACCOUNT} ++{_AMOUNT} ++{_COMMODITY})"
_BLOCK = rf"{_FIRST_LINE}\n(?:{_NEXT_LINE}\n)*+"
_FILE = re.compile(rf"(?:{_BLOCK}(?:\n{_BLOCK})*+)?+", re.ASCII)
_LINE = re.compile(rf"(?:{_FIRST_LINE}|{_NEXT_LINE})?\n", re.ASCII)


def check_canonical(text: str, file: str) -> None:
    """Refuse text outside the grammar of a batch file.

    Raises:
        LedgerError: The place and the line.
    """
    _check_printable(text, file)
    read = _FILE.match(text)
    assert read  # It may read nothing, but never fails.
    if read.end() == len(text):
        return
    start, line = read.end(), text.count("\n", 0, read.end()) + 1
    for shown in text[start:].splitlines(keepends=True):
        if not _LINE.fullmatch(shown):
            raise LedgerError(f"{file} line {line}: not a line of a batch file: {shown.strip()[:60]!r}")
        line += 1
    line = text.count("\n", 0, start) + 1
    raise LedgerError(f"{file} line {line}: not laid out as a batch file, with one blank line between its entries")


def _check_printable(text: str, file: str) -> None:
    """Refuse a character that ``quoted`` never writes: a control of any kind, a mark of direction, an odd space."""
    if text.replace("\n", "").isprintable():
        return
    lines = enumerate(text.split("\n"), 1)
    line, char = next((line, char) for line, shown in lines for char in shown if not char.isprintable())
    raise LedgerError(f"{file} line {line}: not a line of a batch file: it holds {char!a}, which is not printable")
