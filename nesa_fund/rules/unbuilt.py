"""The rules of the catalogue that are not built yet: named, and never counted as kept."""

from nesa_fund.rules.base import Rule

SUB7 = Rule("SUB7", "the fund bails out no one", (2, 8), None, can_be_excepted=False)
TOP5 = Rule("TOP5", "paid by the school itself", (3,), None, by_construction=True, can_be_excepted=False)
FUN5 = Rule("FUN5", "reconciled to the bank", (8,), None)
