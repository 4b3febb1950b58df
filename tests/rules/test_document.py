"""docs/rules.md says what the code says."""

import re
from pathlib import Path

import pytest

from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Rule
from nesa_fund.rules.document import example, markdown

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs/rules.md"
IDS = (
    "SEP1 SEP2 SEP3 SEP4 SUB1 SUB2 SUB3 SUB4 SUB5 SUB6 SUB7 SUB8 SUB9 SUB10 TOP1 TOP2 TOP3 TOP4 TOP5 FUN1 FUN2 FUN3 "
    "FUN4 FUN5 FUN6 MEM1 MEM2 MEM3 EVI1 EVI2 EVI3 EVI4 EVI5 EVI6 PAR1 PAR2 VAL1 VAL2 VAL3"
)


def test_the_catalogue_has_every_rule_in_order():
    assert [rule.id for rule in CATALOGUE] == IDS.split()


def test_the_page_of_rules_is_what_the_code_says():
    assert PAGE.read_text("utf-8") == markdown(), "write nesa_fund.rules.document.markdown() to docs/rules.md"


def test_what_is_never_accepted_is_what_the_charter_says():
    never = "SEP1 SEP2 SEP3 SEP4 SUB6 SUB7 SUB8 TOP1 TOP5 FUN4 EVI2 EVI4"
    assert [rule.id for rule in CATALOGUE if not rule.can_be_excepted] == never.split()


def test_every_built_rule_explains_itself():
    assert [rule.id for rule in CATALOGUE if len(rule.explanation) < 80] == []


def entries_of(text: str) -> list[str]:
    """The entries of a ledger's text, whatever stands between a line and its mark."""
    return [re.sub(r"\s+;([!?])", r" ;\1", entry).strip() for entry in re.split(r"\n\s*\n", text)]


WITHOUT_BREACH = {"SUB9", "PAR1", "PAR2"}
"""They warn, or say what is not shown yet, and find no breach."""
WITH_LEDGER = [rule for rule in CATALOGUE if rule.id != "EVI4"]
"""EVI4 speaks of files, not of entries: it has no ledger of a few lines."""


@pytest.mark.parametrize("rule", WITH_LEDGER, ids=[rule.id for rule in WITH_LEDGER])
def test_a_rules_example_is_an_excerpt_of_the_ledgers_that_it_is_tested_with(rule: Rule) -> None:
    names = [rule.id.lower(), f"{rule.id.lower()}_*"]
    texts = [path.read_text("utf-8") for name in names for path in FOLDER.glob(f"{name}.beancount")]
    shown = entries_of(example(rule))
    assert set(shown) <= {entry for text in texts for entry in entries_of(text)}
    assert rule.id in WITHOUT_BREACH or any(f";! {rule.id}" in entry for entry in shown)
