"""What ends: a member's time in the alliance, a year with its surplus, and what an entry or a fact stood for."""

from nesa_fund.closing.leaving import Deal, Leaving, leaving_of, withdrawal_faults
from nesa_fund.closing.resting import Rest, fact_in_words, resting_on
from nesa_fund.closing.surplus import general_balance, returned, surplus_faults, surplus_of

__all__ = [
    "Deal", "Leaving", "Rest", "fact_in_words", "general_balance", "leaving_of", "resting_on", "returned",
    "surplus_faults", "surplus_of", "withdrawal_faults",
]  # fmt: skip
