"""The rules of the charter, one file each, and the catalogue of all of them in order."""

from nesa_fund.rules import fun4_never_overdrawn, sep2_balances_to_the_penny
from nesa_fund.rules.base import Rule

CATALOGUE: tuple[Rule, ...] = (
    sep2_balances_to_the_penny.RULE,
    Rule("SUB3", "at cost", (2,), None),
    fun4_never_overdrawn.RULE,
)
