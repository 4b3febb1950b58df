"""What an import asks of whoever brought it: lines of a bank statement that nothing accounts for yet."""

from datetime import date
from typing import NamedTuple


class Question(NamedTuple):
    """A line of a bank statement that nothing accounts for yet; ``choices`` are what it may have been."""

    account: str
    line: str
    day: date
    pence: int
    text: str
    we_think: str
    choices: tuple[str, ...]
