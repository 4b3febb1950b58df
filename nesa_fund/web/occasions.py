"""What an officer may want to record, in their own words, by the time of the year at which it is done."""

from collections.abc import Mapping

TIMES: Mapping[str, str] = {
    "month": "Each month",
    "term": "Each term",
    "june": "For the year to come",
    "year-end": "At the year's end",
    "setup": "To begin with",
}
"""Time of the year, as the blank sheets have it -> its heading."""

DEEDS: Mapping[str, str] = {
    "settings": "What the alliance has settled: its terms, its limits",
    "members": "A member joins",
    "withdrawals": "A member leaves",
    "rolls": "Pupils on roll at a census",
    "grants": "A grant to the Partnership Fund is agreed",
    "plan": "A line of the Fund's plan for a year",
    "schedule": "The Board adopts the contributions of a year",
    "contracts": "A joint contract with a firm",
    "agreements": "An agreement between members",
    "consents": "A governing body consents to an agreement",
    "confirmations": "A governing body confirms its contribution",
    "duties": "A member leads an activity",
    "funding": "Public funding reaches a member",
    "deductions": "Something is deducted from a member's public funding",
    "codes": "The codes of a member's own finance system",
    "opening": "Balances to begin with",
    "cashbook": "The cash book of an earlier cluster fund",
    "invoices": "An invoice from one member to another",
    "shared-costs": "A bill that members share",
    "fund-spending": "The Partnership Fund pays for something",
    "fund-income": "Money comes to the Partnership Fund that is no contribution",
    "raised": "A parents' association raises money",
    "gifts": "A parents' association gives to its school",
    "in-kind": "Staff of one member work for another",
    "payments": "A payment between members, or to the Fund",
    "bank-statement": "Lines of a bank statement that is on paper",
    "acceptances": "A customer accepts or disputes a charge",
    "returns": "A member agrees its account at the year's end",
    "exceptions": "An exception from a rule is accepted",
    "reviews": "The annual review was held",
    "notes": "A note on a line of a statement",
}
"""Kind of sheet -> what one wants to do."""
