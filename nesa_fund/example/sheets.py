"""What the example's spreadsheets hold. ``python -m nesa_fund.example.make`` writes them anew.

Coast and Castle Alliance: six invented schools, maintained and academy mixed. Elsdon and Ash is a
federation of two schools with one budget; Elm joins in the middle of the year.
"""

from datetime import date as D  # noqa: N812  # Read as a table, not as code.

Cell = str | int | float | D | None
Sheet = tuple[str, str, list[list[Cell]]]  # Name, banner (empty: none), header and rows.

ALLIANCE = "Coast and Castle Alliance"
FOUNDED = D(2025, 5, 1)
YEAR = "2025-26"
TOTAL = "24000.00"
CENSUS = "2025-01"

_MEMBER = ["Name", "Member code", "Kind", "Sector", "URN", "Authority", "Joined", "Bank", "Minute"]
_MEMBERS: list[list[Cell]] = [
    _MEMBER,
    ["Hartside Primary School", "Hartside", "school", "maintained", "990101", "Coastshire", D(2025, 5, 1), "own", "FGB 2025-04-02/7"],
    ["Coquet High School", "Coquet", "school", "academy", "990102", "Coastshire", D(2025, 5, 1), "own", "Trustees 2025-04-09/5"],
    ["Rothley First School", "Rothley", "school", "maintained", "990103", "Coastshire", D(2025, 5, 1), "own", "FGB 2025-03-26/4"],
    ["Elsdon and Ash Federation", "Elsdon", "school", "maintained", "990104, 990105", "Coastshire", D(2025, 5, 1), "own", "FGB 2025-04-03/9"],
    ["Linn Middle School", "Linn", "school", "academy", "990106", "Coastshire", D(2025, 5, 1), "own", "Trustees 2025-04-16/3"],
]
_ELM: list[list[Cell]] = [
    [*_MEMBER, "Revenue reserve", "Reserve as at"],
    ["Elm Primary Academy", "Elm", "school", "academy", "990107", "Coastshire", D(2026, 2, 1), "own", "Trustees 2026-01-14/6", 84250.00, D(2025, 8, 31)],
]
_ROLLS: list[list[Cell]] = [
    ["School", "URN", "Census", "Number on roll"],
    ["Hartside", "990101", "January 2025", 412],
    ["Coquet High School", "990102", "January 2025", 612],
    ["Rothley First School", "990103", "January 2025", 98],
    ["Elsdon and Ash Federation", "990104", "January 2025", 83],
    ["Elsdon and Ash Federation", "990105", "January 2025", 61.5],
    ["Linn Middle School", "990106", "January 2025", 307],
    ["Total", None, None, 1573.5],
]
_PLAN: list[list[Cell]] = [
    ["Year", "Line", "Title", "Amount", "Category", "Lead", "Participants", "Purpose", "Minute", "Date"],
    [YEAR, "maths", "Maths network", 9000, "Training", "Coquet", "all", "Six network days and coaching for every member", "Board 2025-06-11/4", D(2025, 6, 11)],
    [YEAR, "reading", "Reading together", 6000, "Learning resources, not IT equipment", "Hartside", "all", "Shared reading scheme and workshops", "Board 2025-06-11/4", D(2025, 6, 11)],
    [YEAR, "leaders", "Leaders' development", 5400, "Consultancy", "Rothley", "all", "Coaching of new heads and middle leaders", "Board 2025-06-11/4", D(2025, 6, 11)],
    [YEAR, "wellbeing", "Staff wellbeing", 3000, "Professional services", "Linn", "all", "Supervision and an advice line for staff", "Board 2025-06-11/4", D(2025, 6, 11)],
    [YEAR, "scrutiny", "Independent examination", 600, "E28a", "Elsdon", "all", "Examination of the Fund's accounts", "Board 2025-06-11/4", D(2025, 6, 11)],
    ["Total", None, None, 24000, None, None, None, None, None, None],
]
_AGREEMENTS: list[list[Cell]] = [
    ["Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Unit", "Unit price", "Unit cost", "Cost basis", "Weights", "Ceiling", "From", "Until"],
    ["cello", "Hartside", "Coquet, Rothley", "Cello teaching", "Teaching", "priced", "hour", 41.50, 41.50, "Teacher's hourly cost with on-costs", None, 6000, D(2025, 9, 1), D(2026, 8, 31)],
    ["site", "Coquet", "Elsdon, Linn", "Site manager's days", "Premises staff", "priced", "day", 168.20, 168.20, "Daily cost with on-costs", None, 5000, D(2025, 9, 1), D(2026, 8, 31)],
    ["broadband", "Hartside", "all", "Broadband", "Connectivity", "roll", None, None, None, None, None, 9000, D(2025, 9, 1), D(2026, 8, 31)],
    ["minibus", "Linn", "Rothley, Elsdon", "Minibus insurance", "Other insurance premiums", "fixed", None, None, None, None, "Linn=2, Rothley=1, Elsdon=1", 2000, D(2025, 9, 1), D(2026, 8, 31)],
    ["workshops", "Hartside", "Partnership Fund", "Reading workshops", "Teaching", "priced", "workshop", 310, 310, "Teacher's days with on-costs", None, 2500, D(2025, 9, 1), D(2026, 8, 31)],
]
_CONSENTS: list[list[Cell]] = [
    ["Agreement", "Member", "Date", "Minute"],
    ["cello", "Hartside", D(2025, 6, 18), "FGB 2025-06-18/5"],
    ["cello", "Coquet", D(2025, 6, 25), "Trustees 2025-06-25/4"],
    ["cello", "Rothley", D(2025, 6, 19), "FGB 2025-06-19/3"],
    ["site", "Coquet", D(2025, 6, 25), "Trustees 2025-06-25/5"],
    ["site", "Elsdon", D(2025, 6, 24), "FGB 2025-06-24/6"],
    ["site", "Linn", D(2025, 6, 26), "Trustees 2025-06-26/2"],
    ["broadband", "Hartside", D(2025, 6, 18), "FGB 2025-06-18/6"],
    ["broadband", "Coquet", D(2025, 6, 25), "Trustees 2025-06-25/6"],
    ["broadband", "Rothley", D(2025, 6, 19), "FGB 2025-06-19/4"],
    ["broadband", "Elsdon", D(2025, 6, 24), "FGB 2025-06-24/7"],
    ["broadband", "Linn", D(2025, 6, 26), "Trustees 2025-06-26/3"],
    ["workshops", "Hartside", D(2025, 6, 18), "FGB 2025-06-18/7"],
    ["minibus", "Linn", D(2025, 6, 26), "Trustees 2025-06-26/4"],
    ["minibus", "Rothley", D(2025, 6, 19), "FGB 2025-06-19/5"],
    ["minibus", "Elsdon", D(2025, 6, 24), "FGB 2025-06-24/8"],
]
_CONFIRMATION = ["Member", "Year", "Amount", "Date", "Body", "Minute", "Quorate", "Purpose"]
_CONFIRMATIONS: list[list[Cell]] = [
    _CONFIRMATION,
    ["Hartside", YEAR, 6284.08, D(2025, 6, 18), "Full governing body", "FGB 2025-06-18/4", "yes", "Our pupils' part in the year's plan"],
    ["Coquet", YEAR, 9334.60, D(2025, 6, 25), "Board of trustees", "Trustees 2025-06-25/3", "yes", "Our pupils' part in the year's plan"],
    ["Rothley", YEAR, 1494.76, D(2025, 6, 19), "Full governing body", "FGB 2025-06-19/2", "yes", "Our pupils' part in the year's plan"],
    ["Elsdon", YEAR, 2204.00, D(2025, 6, 24), "Full governing body", "FGB 2025-06-24/5", "yes", "Our pupils' part in the year's plan"],
    ["Linn", YEAR, 4682.56, D(2025, 6, 26), "Board of trustees", "Trustees 2025-06-26/1", "yes", "Our pupils' part in the year's plan"],
]
_ELM_ROLL: list[list[Cell]] = [_ROLLS[0], ["Elm", "990107", "January 2025", 120]]
_ELM_CONFIRMATION: list[list[Cell]] = [
    _CONFIRMATION,
    ["Elm", YEAR, 1063.09, D(2026, 2, 4), "Board of trustees", "Trustees 2026-02-04/3", "yes", "Our pupils' part in the plan from February"],
]
_FIRST_AID: list[list[Cell]] = [
    _AGREEMENTS[0],
    ["firstaid", "Rothley", "all", "First aid training", "Staff development and training", "equal", None, None, None, None, None, 1200, D(2026, 2, 1), D(2026, 8, 31)],
]
_FIRST_AID_CONSENTS: list[list[Cell]] = [
    _CONSENTS[0],
    ["firstaid", "Rothley", D(2026, 1, 22), "FGB 2026-01-22/3"],
    ["firstaid", "Hartside", D(2026, 1, 21), "FGB 2026-01-21/6"],
    ["firstaid", "Coquet", D(2026, 1, 28), "Trustees 2026-01-28/4"],
    ["firstaid", "Elsdon", D(2026, 1, 27), "FGB 2026-01-27/5"],
    ["firstaid", "Linn", D(2026, 1, 29), "Trustees 2026-01-29/2"],
    ["firstaid", "Elm", D(2026, 2, 4), "Trustees 2026-02-04/4"],
]

_INVOICE = ["Invoice no", "Invoice date", "Supplier", "Customer", "Description", "Agreement", "Quantity", "Unit price", "Net"]
_TO_FUND = [*_INVOICE, "Plan line"]
_BILL = ["Reference", "Bill date", "Paid by", "Supplier", "Description", "Agreement", "Bill reference", "Gross", "Paid on"]
_SPENT = ["Reference", "Bill date", "Supplier", "Description", "Plan line", "Gross", "Paid on"]
_PAID = ["Date", "From", "To", "Amount", "Reference", "Bank reference"]


def _contributions(instalment: int, paid: list[tuple[str, D, float]], first: int) -> list[list[Cell]]:
    return [
        [day, member, "Partnership Fund", amount, f"PF2526{member.upper()}{instalment}", f"BK{first + n:04d}"]
        for n, (member, day, amount) in enumerate(paid)
    ]


_AUTUMN_1: list[Sheet] = [
    ("Invoices", "", [
        _INVOICE,
        ["HS-101", D(2025, 10, 17), "Hartside", "Coquet", "Cello teaching, first half of autumn", "cello", 18, 41.50, 747.00],
        ["HS-102", D(2025, 10, 17), "Hartside", "Rothley", "Cello teaching, first half of autumn", "cello", 6, 41.50, 249.00],
    ]),
    ("Shared bills", "", [
        _BILL,
        ["HS-B1", D(2025, 10, 1), "Hartside", "North Net Ltd", "Broadband 2025-26", "broadband", "NN-881", 3624.00, D(2025, 10, 20)],
    ]),
    ("Fund spending", "", [
        _SPENT,
        ["PF-001", D(2025, 10, 8), "Coast Maths Hub Ltd", "Network days, autumn", "maths", 3000.00, D(2025, 10, 22)],
        ["PF-002", D(2025, 10, 15), "Bookwise Ltd", "Reading scheme, first set", "reading", 2400.00, D(2025, 10, 29)],
    ]),
    ("Payments", "", [
        _PAID,
        *_contributions(1, [
            ("Hartside", D(2025, 9, 29), 2094.70), ("Coquet", D(2025, 9, 30), 3111.54), ("Rothley", D(2025, 10, 2), 498.26),
            ("Elsdon", D(2025, 10, 3), 734.67), ("Linn", D(2025, 10, 6), 1560.86),
        ], 1001),
        [D(2025, 10, 30), "Elsdon", "Hartside", 332.80, "HS-B1", "BK1006"],
    ]),
]
_AUTUMN_2: list[Sheet] = [
    ("Invoices", "", [
        _INVOICE,
        ["CQ-55", D(2025, 11, 28), "Coquet", "Elsdon", "Site manager, five days", "site", 5, 168.20, 841.00],
        ["CQ-56", D(2025, 11, 28), "Coquet", "Linn", "Site manager, four and a half days", "site", 4.5, 168.20, 756.90],
        ["HS-103", D(2025, 12, 12), "Hartside", "Coquet", "Cello teaching, second half of autumn", "cello", 14, 41.50, 581.00],
    ]),
    ("Shared bills", "", [
        _BILL,
        ["LN-7", D(2025, 11, 5), "Linn", "Castle Insurance Ltd", "Minibus insurance", "minibus", "CI/2291", 1845.00, D(2025, 11, 20)],
    ]),
    ("Fund spending", "", [
        _SPENT,
        ["PF-003", D(2025, 11, 19), "Northlight Coaching Ltd", "Coaching of new heads", "leaders", 1800.00, D(2025, 12, 3)],
    ]),
    ("Payments", "", [
        _PAID,
        [D(2025, 11, 3), "Linn", "Hartside", 707.07, "HS-B1", "BK1007"],
        [D(2025, 11, 10), "Coquet", "Hartside", 2156.52, "HS-101, HS-B1", "BK1008"],
        [D(2025, 11, 12), "Rothley", "Hartside", 474.71, "HS-102, HS-B1", "BK1009"],
        [D(2025, 12, 2), "Elsdon", "Linn", 461.25, "LN-7", "BK1010"],
        [D(2025, 12, 4), "Rothley", "Linn", 461.25, "LN-7", "BK1011"],
    ]),
]
_SPRING_1: list[Sheet] = [
    ("Invoices", "", [
        _TO_FUND,
        ["HS-104", D(2026, 2, 13), "Hartside", "Partnership Fund", "Reading workshops led by our staff", "workshops", 4, 310, 1240.00, "reading"],
    ]),
    ("Fund spending", "", [
        _SPENT,
        ["PF-004", D(2026, 2, 4), "Coast Maths Hub Ltd", "Network days, spring", "maths", 3000.00, D(2026, 2, 18)],
        ["PF-005", D(2026, 2, 11), "Harbour Wellbeing Ltd", "Advice line, half year", "wellbeing", 1500.00, D(2026, 2, 25)],
    ]),
    ("Payments", "", [
        _PAID,
        [D(2026, 1, 6), "Linn", "Coquet", 756.90, "CQ-56", "BK1012"],
        [D(2026, 1, 8), "Elsdon", "Coquet", 841.00, "CQ-55", "BK1013"],
        [D(2026, 1, 9), "Coquet", "Hartside", 581.00, "HS-103", "BK1014"],
        *_contributions(2, [
            ("Hartside", D(2026, 1, 26), 2094.69), ("Coquet", D(2026, 1, 28), 3111.53), ("Rothley", D(2026, 1, 29), 498.25),
            ("Elsdon", D(2026, 2, 2), 734.67), ("Linn", D(2026, 2, 6), 1560.85),
        ], 1015),
    ]),
]
_SPRING_2: list[Sheet] = [
    ("Invoices", "", [
        _INVOICE,
        ["HS-105", D(2026, 3, 20), "Hartside", "Rothley", "Cello teaching, spring", "cello", 8, 41.50, 332.00],
        ["CQ-61", D(2026, 3, 27), "Coquet", "Elsdon", "Site manager, three days", "site", 3, 168.20, 504.60],
    ]),
    ("Shared bills", "", [
        _BILL,
        ["RF-3", D(2026, 3, 4), "Rothley", "Lifeline First Aid Ltd", "First aid training", "firstaid", "4417", 900.00, D(2026, 3, 18)],
    ]),
    ("Fund spending", "", [
        _SPENT,
        ["PF-006", D(2026, 3, 18), "Northlight Coaching Ltd", "Coaching of middle leaders", "leaders", 1800.00, D(2026, 4, 1)],
    ]),
    ("Payments", "", [
        _PAID,
        [D(2026, 3, 6), "Partnership Fund", "Hartside", 1240.00, "HS-104", "BK1020"],
        [D(2026, 3, 27), "Hartside", "Rothley", 150.00, "RF-3", "BK1021"],
        [D(2026, 3, 27), "Coquet", "Rothley", 150.00, "RF-3", "BK1022"],
        [D(2026, 3, 30), "Elsdon", "Rothley", 150.00, "RF-3", "BK1023"],
        [D(2026, 3, 31), "Linn", "Rothley", 150.00, "RF-3", "BK1024"],
        [D(2026, 4, 2), "Elm", "Rothley", 150.00, "RF-3", "BK1025"],
    ]),
]
_SUMMER_1: list[Sheet] = [
    ("Fund spending", "", [
        _SPENT,
        ["PF-007", D(2026, 5, 6), "Coast Maths Hub Ltd", "Network days, summer", "maths", 3000.00, D(2026, 5, 20)],
        ["PF-008", D(2026, 5, 13), "Bookwise Ltd", "Reading scheme, second set", "reading", 2300.00, D(2026, 5, 27)],
    ]),
    ("Payments", "", [
        _PAID,
        [D(2026, 4, 21), "Rothley", "Hartside", 332.00, "HS-105", "BK1026"],
        [D(2026, 4, 24), "Elsdon", "Coquet", 504.60, "CQ-61", "BK1027"],
        *_contributions(3, [
            ("Hartside", D(2026, 5, 5), 2094.69), ("Coquet", D(2026, 5, 6), 3111.53), ("Rothley", D(2026, 5, 7), 498.25),
            ("Elsdon", D(2026, 5, 8), 734.66), ("Linn", D(2026, 5, 11), 1560.85), ("Elm", D(2026, 5, 11), 1063.09),
        ], 1028),
    ]),
]
_SUMMER_2: list[Sheet] = [
    ("Invoices", "", [
        _INVOICE,
        ["HS-106", D(2026, 6, 19), "Hartside", "Coquet", "Cello teaching, summer", "cello", 10, 41.50, 415.00],
        ["CQ-70", D(2026, 6, 26), "Coquet", "Linn", "Site manager, two days", "site", 2, 168.20, 336.40],
    ]),
    ("Fund spending", "", [
        _SPENT,
        ["PF-009", D(2026, 6, 10), "Northlight Coaching Ltd", "Coaching, summer", "leaders", 1800.00, D(2026, 6, 24)],
        ["PF-010", D(2026, 6, 17), "Harbour Wellbeing Ltd", "Advice line, half year", "wellbeing", 1450.00, D(2026, 7, 1)],
        ["PF-011", D(2026, 7, 8), "Dale Examiners Ltd", "Independent examination", "scrutiny", 600.00, D(2026, 7, 15)],
    ]),
]
_SUMMER_PAYMENTS: list[list[Cell]] = [
    _PAID,
    ["10/07/2026", "Coquet", "Hartside", "£415.00", "HS-106", "BK1034"],
    ["14/07/2026", "Linn", "Coquet", "£336.40", "CQ-70", "BK1035"],
]

_MISTAKES: list[Sheet] = [
    ("Invoices", "", [
        _INVOICE,
        ["HS-101", D(2026, 9, 11), "Hartside", "Coquet", "A number used in October, here in a new year", "cello", 2, 41.50, 83.00],
        ["HS-106", D(2026, 6, 19), "Hartside", "Coquet", "The same number with another amount", "cello", 11, 41.50, 456.50],
        ["HS-107", "31/02/2026", "Hartside", "Coquet", "A day that there is not", "cello", 2, 41.50, 83.00],
        ["HS-108", D(2026, 7, 3), "Rothely First", "Coquet", "A name spelt wrong", "cello", 2, 41.50, 83.00],
        ["HS-109", D(2026, 7, 3), "Hartside", "Coquet", "A letter O among the noughts", "cello", 2, 41.50, "1,2OO.00"],
        ["HS-110", D(2026, 7, 3), "Hartside", "Coquet", "A third decimal", "cello", 1, 41.50, 41.505],
        ["HS-111", D(2026, 7, 3), "Hartside", "Coquet", "An agreement that there is not", "chello", 2, 41.50, 83.00],
    ]),
    ("Payments", "", [
        _PAID,
        [D(2026, 7, 10), "Coquet", "Hartside", 500.00, "HS-999", "BK1099"],
    ]),
]

WORKBOOKS: dict[str, list[Sheet]] = {
    "members.xlsx": [("Members", f"{ALLIANCE}: members", _MEMBERS)],
    "rolls-january-2025.xlsx": [("Rolls", f"{ALLIANCE}: pupils on roll", _ROLLS)],
    "plan-2025-26.xlsx": [("Plan", f"{ALLIANCE}: plan for the Partnership Fund", _PLAN)],
    "agreements.xlsx": [("Agreements", "", _AGREEMENTS), ("Consents", "", _CONSENTS)],
    "confirmations-2025-26.xlsx": [("Confirmations", f"{ALLIANCE}: confirmed by governing bodies", _CONFIRMATIONS)],
    "autumn-first-half.xlsx": _AUTUMN_1,
    "autumn-second-half.xlsx": _AUTUMN_2,
    "elm-joins.xlsx": [
        ("Members", "", _ELM), ("Rolls", "", _ELM_ROLL), ("Confirmations", "", _ELM_CONFIRMATION),
        ("Agreements", "", _FIRST_AID), ("Consents", "", _FIRST_AID_CONSENTS),
    ],
    "spring-first-half.xlsx": _SPRING_1,
    "spring-second-half.xlsx": _SPRING_2,
    "summer-first-half.xlsx": _SUMMER_1,
    "summer-second-half.xlsx": _SUMMER_2,
    "mistakes.xlsx": _MISTAKES,
}
CSV_FILES: dict[str, list[list[Cell]]] = {"summer-payments.csv": _SUMMER_PAYMENTS}
