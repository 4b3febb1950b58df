"""Each rule's fixture: exactly the marked lines are found, each by its rule."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, expected, found, ledger_text

FOLDER = Path(__file__).parent
AS_AT = date(2026, 8, 31)


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.beancount")))
def test_a_rule_finds_exactly_the_marked_lines(name: str) -> None:
    text = ledger_text(FOLDER, name)
    rule_id = name.partition("_")[0].upper()
    assert found(book_from_text(text), rule_id, AS_AT) == expected(text)
