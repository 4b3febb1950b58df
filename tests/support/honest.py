"""What must hold after honest rows: the charter finds no breach, and stock Beancount loads every book."""

from datetime import date
from pathlib import Path

from folders import bean_check
from nesa_fund.engine import run
from nesa_fund.store import open_ledger
from sheets import TODAY


def is_honest(root: Path, as_at: date = TODAY) -> bool:
    """Whether the charter's rules find no breach and no book has an error."""
    return not run(open_ledger(root).book, as_at).is_breached and not bean_check(root)
