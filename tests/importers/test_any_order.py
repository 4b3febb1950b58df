"""Whatever valid rows come, in whatever order and files: the books balance, load, and grow no more the second time."""

import os
import shutil
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from beancount import loader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets import alliance, balances, postings, sheet, take

SCHOOLS = ["Hartside", "Coquet", "Rothley", "Elsdon"]
EXAMPLES = int(os.environ.get("NESA_FUZZ_EXAMPLES", "8"))
DAYS = st.integers(0, 300).map(lambda days: date(2025, 9, 1) + timedelta(days=days))
PENCE = st.integers(1, 10**7)
HEADERS = {
    "invoices": ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Category"),
    "bills": ("Reference", "Date", "Paid by", "Supplier", "Description", "Net", "Agreement", "Paid on"),
    "spending": ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line", "Paid on"),
    "payments": ("Date", "From", "To", "Amount", "Reference", "Bank reference"),
}


@st.composite
def charges(draw):
    """Kind and row of some charges, each with a number of its own."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        day, amount = draw(DAYS), draw(PENCE) / 100
        paid = draw(st.none() | DAYS)
        kind = draw(st.sampled_from(["invoices", "bills", "spending"]))
        if kind == "invoices":
            supplier, customer = draw(st.permutations(SCHOOLS))[:2]
            agreement, category = draw(st.sampled_from([("music", None), (None, "Teaching"), ("music", "Cleaning")]))
            row = (f"N-{number}", day, supplier, customer, f"Item {number}", amount, agreement, category)
        elif kind == "bills":
            agreement = draw(st.sampled_from(["net", "skips", "boiler"]))
            row = (f"B-{number}", day, "Hartside", "North Net Ltd", f"Bill {number}", amount, agreement, paid)
        else:
            row = (f"S-{number}", day, "South Ltd", f"Order {number}", amount, "maths", paid)
        found.append((kind, row))
    return found


@st.composite
def drops(draw):
    """A few drops of a few files, every row in one of them at least, and in the order that it needs."""
    charged = draw(charges())
    paid = [
        ("payments", (draw(DAYS), row[3], row[2], draw(PENCE) / 100, row[0], draw(st.sampled_from([None, row[0]]))))
        for kind, row in charged
        if kind == "invoices" and draw(st.booleans())
    ]
    unplaced = [
        ("payments", (draw(DAYS), draw(st.sampled_from(SCHOOLS)), "Fund", draw(PENCE) / 100, None, None))
        for _ in range(draw(st.integers(0, 2)))
    ]
    first, second = draw(st.permutations(charged)), draw(st.permutations([*paid, *unplaced]))
    return [lot for lot in (first, second, draw(st.permutations([*first, *second]))) if lot], draw(st.booleans())


def papers(lot, ending):
    """The rows of a drop, two files of each kind."""
    files = defaultdict(list)
    for number, (kind, row) in enumerate(lot):
        files[kind, number % 2].append(row)
    return [sheet([HEADERS[kind], *rows], f"{kind}{half}.{ending}") for (kind, half), rows in files.items()]


@given(drops())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
def test_any_valid_drops_balance_load_and_add_nothing_again(given_drops):
    lots, is_csv = given_drops
    folder = Path(tempfile.mkdtemp())
    try:
        root = alliance(folder / "ledger")
        for lot in lots[:2]:
            take(root, *papers(lot, "csv" if is_csv else "xlsx"))
            assert books_are_sound(root)
        before = balances(root)
        for ending in ("xlsx", "csv"):
            assert take(root, *papers(lots[-1], ending)).batch is None
        assert balances(root) == before
    finally:
        shutil.rmtree(folder)


def books_are_sound(root):
    """Whether stock Beancount loads the books without an error, and each balances alone and against its others."""
    _, errors, _ = loader.load_file(str(root / "books.beancount"))
    assert errors == []
    sums = defaultdict(int)
    for account, pence in postings(root):
        sums[account.split(":")[1]] += pence
    held = balances(root)
    for account, pence in held.items():
        _, entity, klass, *other = account.split(":")
        if klass == "Debtors":
            assert held[f"Liabilities:{other[0]}:Creditors:{entity}"] == -pence
    return not any(sums.values())
