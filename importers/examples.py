"""The example row of each kind's blank sheet: invented, plainly an example, and never read when it is left as it is."""

from collections.abc import Mapping
from datetime import date

Value = str | int | float | date | None
LISTS = "For the lists of the other sheets; not read"
"""What the sheet of drop-down lists says of itself, in its first cell."""
BOARDS = "The Board's sheet:"
"""How those sheets of the Board's workbook begin that say for people what its others say for an import."""
_YEAR = "2025-26"

EXAMPLES: Mapping[str, Mapping[str, Value]] = {
    "settings": {"Setting": "terms-days (example)", "Value": "30"},
    "members": {
        "Name": "Example First School", "Kind": "school", "Joined": date(2025, 9, 1), "Member code": "Example",
        "Sector": "maintained", "URN": "990199", "Authority": "Coastshire", "Reclaims VAT": "yes", "Bank": "own",
        "Year start": "04-01", "Minute": "FGB 2025-06-18/4", "Revenue reserve": 42_000,
        "Reserve as at": date(2025, 3, 31),
    },
    "withdrawals": {"Member": "Example", "Date": date(2026, 8, 31), "Minute": "FGB 2026-03-11/6"},
    "rolls": {"Member": "Example", "Census": "2025-10", "Pupils": 112, "URN": "990199", "Basis": "headcount"},
    "plan": {
        "Year": _YEAR, "Line": "example", "Title": "Example: maths network", "Amount": 9000, "Category": "Training",
        "Lead": "Example", "Participants": "all", "Purpose": "Six network days for every member",
        "Minute": "Board 2025-06-11/4", "Date": date(2025, 6, 11),
    },
    "schedule": {
        "Year": _YEAR, "Total": 24_000, "Census": "2024-10", "Instalments": 3,
        "Minute": "Board 2025-06-11/5 (example)", "Date": date(2025, 6, 11),
    },
    "confirmations": {
        "Member": "Example", "Year": _YEAR, "Amount": 1992, "Date": date(2025, 6, 18), "Body": "Full governing body",
        "Minute": "FGB 2025-06-18/4", "Quorate": "yes", "Purpose": "Our part in the plan of the year",
    },
    "agreements": {
        "Agreement": "example", "Supplier": "Example", "Customers": "all", "Title": "Cello teaching",
        "Category": "Teaching staff", "Share": "priced", "Unit": "hour", "Unit price": 41.5, "Unit cost": 41.5,
        "Cost basis": "Hourly cost with on-costs", "Ceiling": 6000, "From": date(2025, 9, 1),
        "Until": date(2026, 8, 31), "Leaver": "stays",
    },
    "consents": {"Agreement": "example", "Member": "Example", "Date": date(2025, 6, 18), "Minute": "FGB 2025-06-18/5"},
    "invoices": {
        "Invoice no": "EXAMPLE-1", "Date": date(2025, 11, 14), "Supplier": "Example", "Customer": "Example Two",
        "Description": "Cello teaching, autumn", "Net": 1200, "Agreement": "example",
    },
    "shared-costs": {
        "Reference": "EXAMPLE-B1", "Date": date(2025, 10, 1), "Paid by": "Example", "Supplier": "North Net Ltd",
        "Description": "Broadband for the year", "Net": 1000, "VAT": 200, "VAT treatment": "reclaimed",
        "Agreement": "example", "Bill reference": "NN-881", "Paid on": date(2025, 10, 20),
    },
    "payments": {
        "Date": date(2025, 12, 2), "From": "Example", "To": "Partnership Fund", "Amount": 664,
        "Reference": "PF2526EXAMPLE1",
    },
    "bank-statement": {
        "Date": date(2025, 12, 2), "Details": "EXAMPLE FIRST PF2526EXAMPLE1", "Paid in": 664, "Balance": 2664,
    },
    "fund-spending": {
        "Reference": "EXAMPLE-PF1", "Date": date(2025, 10, 8), "Supplier": "Coast Maths Hub Ltd",
        "Description": "Network days, autumn", "Gross": 3000, "Plan line": "maths", "Paid on": date(2025, 10, 22),
    },
    "fund-income": {
        "Date": date(2026, 3, 31), "From": "Example Bank", "What": "interest", "Amount": 12.34,
    },
    "funding": {
        "Member": "Example", "Year": _YEAR, "Stream": "GAG", "Published amount": 1_200_000, "Received": 100_000,
        "Date received": date(2025, 9, 8), "Publisher": "ESFA allocation statement",
    },
    "deductions": {
        "Member": "Example", "Year": _YEAR, "Stream": "BudgetShare", "Amount": 4210, "Reason": "de-delegation",
    },
    "grants": {
        "Grant": "Example", "Giver": "Coastshire Council", "Title": "Example: school improvement", "Amount": 10_000,
        "Purpose": "Reading in every school", "Paid": "advance", "Date": date(2025, 9, 1), "Until": date(2026, 8, 31),
    },
    "in-kind": {
        "Date": date(2026, 2, 3), "Giver": "Example", "Receiver": "Example Two", "Days": 0.5,
        "Duty": "Moderation", "Description": "Moderation of Year 6 writing",
    },
    "raised": {
        "Date": date(2025, 12, 6), "Association": "Example PTA", "Amount": 812.5, "Description": "Winter fair",
    },
    "gifts": {
        "Date": date(2026, 1, 15), "Association": "Example PTA", "School": "Example", "Amount": 500,
        "For": "Playground markings",
    },
    "contracts": {
        "Contract": "example", "Supplier": "North Net Ltd", "Title": "Broadband", "From": date(2025, 9, 1),
        "Annual cost": 3624, "Participants": "all", "Contact": "Business manager of the lead school",
        "Until": date(2028, 8, 31), "Quotes": 3, "Category": "Connectivity",
    },
    "opening": {
        "Entity": "Example", "What": "bank balance", "Amount": 2500, "Date": date(2025, 9, 1),
    },
    "cashbook": {
        "Date": date(2023, 10, 2), "Details": "Contribution of the year (example)", "In": 400, "Balance": 1650,
        "School": "Example",
    },
    "acceptances": {
        "Link": "EXAMPLE-1", "Supplier": "Example", "Customer": "Example Two", "Answer": "accepted",
        "By": "Business manager", "Date": date(2025, 11, 20),
    },
    "returns": {
        "Member": "Example", "As at": date(2026, 8, 31), "Owed to it": 0, "Owing": 0, "Answer": "agree",
        "By": "Business manager", "Funding in full": "yes",
    },
    "duties": {"Member": "Example", "Title": "Maths network (example)", "Date": date(2025, 9, 1), "Line": "maths"},
    "exceptions": {
        "Rule": "SUB5", "Link": "EXAMPLE-1", "Amount": 1200, "Date": date(2026, 3, 5), "Until": date(2026, 8, 31),
        "Reason": "Paid late by agreement", "Minutes": "Example: FGB 2026-03-03/5",
    },
    "reviews": {"Year": _YEAR, "Date": date(2026, 7, 8), "Minute": "Annual meeting 2026-07-08/2 (example)"},
    "notes": {
        "Statement": "schedule", "Line": "example", "Text": "Why the figure is as it is", "Date": date(2026, 7, 1),
    },
    "codes": {"Member": "Example", "Category": "Teaching staff", "Code": "E01-100", "Cost centre": "MUS"},
}  # fmt: skip
"""Kind -> column -> what stands there."""
