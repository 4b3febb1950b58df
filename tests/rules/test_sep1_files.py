"""SEP1 looks at files as well: what is one member's alone is seen by no other."""

from datetime import date
from pathlib import Path

import pytest

from folders import alliance
from nesa_fund.engine import run
from nesa_fund.store import open_ledger
from tamper import append, seal

TRANSACTION = """
2000-01-01 open Income:Coquet:Other GBP

2025-11-14 * "Hartside" "nobody else's affair" ^Other-Coquet-2025-11-14-1
  event: "other"
  source: "a.csv [A1]"
  Assets:Coquet:Bank      5.00 GBP
  Income:Coquet:Other    -5.00 GBP
"""
STRENGTH = '\n2025-09-01 custom "strength" "Coquet" 100.00 GBP\n  as-at: 2025-08-31\n  source: "a.csv [A1]"\n'
CONFIRMATION = '\n2025-09-01 custom "confirmation" "Coquet" "2025-26" 1.00 GBP\n  source: "a.csv [A1]"\n'


@pytest.mark.parametrize(
    ("file", "text", "is_found"),
    [
        ("register.beancount", TRANSACTION, True),
        ("Coquet.register.beancount", TRANSACTION.lstrip(), True),
        ("register.beancount", STRENGTH, True),
        ("Hartside.register.beancount", STRENGTH.lstrip(), True),
        ("Coquet.register.beancount", STRENGTH.lstrip(), False),
        ("Coquet.register.beancount", CONFIRMATION.lstrip(), True),
        ("register.beancount", CONFIRMATION, False),
    ],
)
def test_what_stands_in_the_wrong_file_is_found_there(tmp_path, file, text, is_found):
    root = alliance(tmp_path / "ledger")
    path: Path = next(iter(sorted(root.glob(f"batches/*/{file}"), reverse=True)))
    append(path, text if path.stat().st_size else text.lstrip())
    seal(root)
    (result,) = run(open_ledger(root).book, date(2026, 8, 31), only=["SEP1"]).results
    places = [one.finding.place.file for one in result.findings]
    assert places == ([path.relative_to(root).as_posix()] if is_found else [])
