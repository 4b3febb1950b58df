"""The standing data of an alliance as typed facts: one class a fact of the ledger's register."""

from nesa_fund.facts.base import Fact, FactError, Raw, Spec, read_fact, specs
from nesa_fund.facts.decisions import (
    Acceptance,
    Agreement,
    Close,
    Confirmation,
    Consent,
    Contract,
    Exempted,
    PlanLine,
    Review,
    Schedule,
)
from nesa_fund.facts.evidence import (
    AgreedAccount,
    BankLine,
    BankStatement,
    Deduction,
    Funding,
    Grant,
    Mapping,
    Note,
    Struck,
)
from nesa_fund.facts.membership import Alliance, Duty, Member, Roll, Strength, SystemCode, Withdrawal

FACTS: dict[str, type[Fact]] = {
    fact.TYPE: fact
    for fact in (
        Alliance, Member, Withdrawal, Strength, Roll, PlanLine, Schedule, Confirmation, Agreement, Consent, Acceptance,
        Funding, Deduction, Grant, Contract, Duty, BankStatement, BankLine, AgreedAccount, Close, SystemCode, Exempted,
        Review, Mapping, Note, Struck,
    )
}  # fmt: skip

__all__ = [
    "FACTS", "Acceptance", "AgreedAccount", "Agreement", "Alliance", "BankLine", "BankStatement", "Close",
    "Confirmation", "Consent", "Contract", "Deduction", "Duty", "Exempted", "Fact", "FactError", "Funding", "Grant",
    "Mapping", "Member", "Note", "PlanLine", "Raw", "Review", "Roll", "Schedule", "Spec", "Strength", "Struck",
    "SystemCode", "Withdrawal", "read_fact", "specs",
]  # fmt: skip
