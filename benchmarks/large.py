"""A large alliance for measurements, made by the ordinary command: an adopted year, and dealings in any number."""

import datetime as dt
import json
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from import_invoices import QUIET, nesa

YEAR = "2025-26"
_BEGAN = dt.date(2025, 9, 1)
_AGREED = "2025-06-11"
_DAYS = 300
_SUPPLIERS = 40
_FIRM = "North Net Ltd"
_LINES = ("Maths network", "Reading together", "Leaders' development", "Staff wellbeing", "Music in every school")
Row = Sequence[object]


def prepare(root: Path, transactions: int, schools: int = 40, *, names: int = 0) -> None:
    """A ledger of so many transactions: 4 in 5 are of invoices, the others of shared bills; and the Fund's year.

    Names are filled up to so many letters.
    """
    draw = random.Random(7)  # noqa: S311  # A repeatable ledger, not a secret.
    members = [f"School{n:03d}" for n in range(1, schools + 1)]
    _run(root, "init", str(root), "--name", "Coast and Castle Alliance", "--date", "2025-05-01")
    _import(root, "setup", _setup(draw, members, names))
    adopt = ("--total", str(300 * schools), "--census", "2025-01", "--minute", "Board 4", "--date", _AGREED)
    _run(root, "schedule", "adopt", YEAR, *adopt)
    confirmed = _confirmations(root)
    _import(root, "confirmations", {"Confirmations": confirmed})
    _run(root, "schedule", "charge", YEAR, "--date", "2025-09-15")
    charges = _charges(draw, members, transactions // 5, transactions // 5 // schools)
    for name, _, amount, *_ in confirmed[1:]:
        reference = f"Fund-{YEAR}-{str(name)[:9]}-1"  # Every name begins with its code.
        charges["Payments"].append(["2025-10-10", name, "Partnership Fund", amount, reference])
    _import(root, "charges", charges)


def _import(root: Path, name: str, tables: dict[str, list[Row]]) -> None:
    path = root.parent / f"{name}.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for title, rows in tables.items():
            sheet = book.add_worksheet(title)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    _run(root, "import", str(path))


def _run(root: Path, *arguments: str) -> str:
    return subprocess.run(
        [*nesa(str(root)), *arguments], check=True, stdout=subprocess.PIPE, text=True, env=QUIET
    ).stdout


def _setup(draw: random.Random, members: list[str], names: int) -> dict[str, list[Row]]:
    """Members, their rolls, what they agreed and who consented; the plan, joint contracts and who leads what."""
    began, until = str(_BEGAN), "2099-08-31"
    parties = [(f"a{code}", code) for code in members[:_SUPPLIERS]]
    shared = ("broadband", members[0])
    terms: list[Row] = [
        [*each, "all", "Teaching", "Teaching", "priced", "lesson", 10, 10, "Hourly cost", 99999999, began, until, None]
        for each in parties
    ]
    network = [*shared, "all", "Broadband", "Broadband", "roll", *[None] * 4, 99999999, began, until, "net"]
    alone = ", ".join(f"{code}={draw.randrange(900, 9000)}" for code in members)
    return {
        "Members": [["Name", "Member code", "Kind", "Joined"], *_named(draw, members, names)],
        "Rolls": [["Member", "Census", "Pupils"], *([code, "2025-01", draw.randrange(60, 700)] for code in members)],
        "Plan": [
            ["Year", "Line", "Title", "Amount", "Category", "Lead", "Participants", "Purpose", "Minute", "Date"],
            *(
                [YEAR, f"line{n}", title, 60 * len(members), "Training", members[n], "all", title, "Board 4", _AGREED]
                for n, title in enumerate(_LINES)
            ),
        ],
        "Contracts": [
            ["Contract", "Supplier", "Title", "From", "Annual cost", "Cost alone", "Participants", "Contact", "Quotes"],
            ["net", _FIRM, "Broadband of every school", began, 90_000, alone, "all", "School business manager", 3],
        ],
        "Agreements": [
            ["Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Unit", "Unit price", "Unit cost",
             "Cost basis", "Ceiling", "From", "Until", "Contract"],
            *terms, network,
        ],
        "Consents": [
            ["Agreement", "Member", "Date", "Minute"],
            *([code, party, began, "minute"] for code, _ in [*parties, shared] for party in members),
        ],
        "Duties": [
            ["Member", "Title", "Date"], *([code, f"Lead on {code}'s field", began] for code in members[:_SUPPLIERS]),
        ],
    }  # fmt: skip


def _named(draw: random.Random, members: list[str], names: int) -> list[Row]:
    parts = ("Voluntary", "Aided", "Church of England", "Catholic", "First", "Middle", "Academy", "Upper", "Saint")
    rows: list[Row] = []
    for code in members:
        name = code
        while len(name) < names:
            name += f" {draw.choice(parts)}"
        rows.append([name[:names].strip() if names else code, code, "school", "2025-05-01"])
    return rows


def _confirmations(root: Path) -> list[Row]:
    """What the Board adopted for each, as its governing body confirms it."""
    told = json.loads(_run(root, "report", "schedule", "--year", YEAR, "--as-at", "2025-06-30", "--format", "json"))
    (shares,) = (table for table in told["tables"] if table["name"] == "contributions")
    at = {column["title"]: n for n, column in enumerate(shares["columns"])}
    header = ["Member", "Year", "Amount", "Date", "Minute", "Quorate", "Purpose"]
    return [header, *([row[at["Member"]], YEAR, row[at["Contribution"]], "2025-06-25", "FGB 3", "yes", "the plan"]
                      for row in shares["rows"])]  # fmt: skip


def _charges(draw: random.Random, members: list[str], count: int, bills: int) -> dict[str, list[Row]]:
    """Invoices, a payment of each, shared bills, and days of staff given."""
    invoices: list[Row] = [
        ["Invoice no", "Date", "Supplier", "Customer", "Description", "Agreement", "Quantity", "Unit price", "Net"]
    ]
    payments: list[Row] = [["Date", "From", "To", "Amount", "Reference"]]
    for n in range(count):
        supplier = draw.choice(members[:_SUPPLIERS])
        customer = draw.choice([code for code in members if code != supplier])
        day, lessons = _BEGAN + dt.timedelta(days=draw.randrange(_DAYS)), draw.randrange(1, 200)
        invoices.append(
            [f"INV-{n}", str(day), supplier, customer, f"Lesson {n}", f"a{supplier}", lessons, 10, lessons * 10]
        )
        paid = day + dt.timedelta(days=draw.randrange(60))
        payments.append([str(paid), customer, supplier, lessons * 10, f"INV-{n}"])
    shared: list[Row] = [["Reference", "Date", "Paid by", "Supplier", "Description", "Gross", "Agreement", "Paid on"]]
    for n in range(bills):
        day = _BEGAN + dt.timedelta(days=_DAYS + draw.randrange(60))  # Not paid yet, and not overdue by the year's end.
        amount = f"{draw.randrange(10_000, 900_000) / 100:.2f}"
        shared.append([f"NN-{n}", str(day), members[0], _FIRM, "Broadband", amount, "broadband", str(day)])
    given: list[Row] = [["Date", "Given by", "Given to", "Days", "Duty"]]
    for _ in range(len(members)):
        giver, receiver = draw.sample(members, 2)
        given.append([str(_BEGAN + dt.timedelta(days=draw.randrange(_DAYS))), giver, receiver, 1, "Lead on a field"])
    return {"Invoices": invoices, "Payments": payments, "Shared costs": shared, "In kind": given}
