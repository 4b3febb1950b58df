"""An alliance in which everything was agreed first: nothing that is charged in it has a reason to be found."""

from datetime import date
from pathlib import Path

from folders import founded
from made_once import made_once
from nesa_fund.actions.papers import Paper
from sheets import take, xlsx

FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)
MEMBERS = (
    ("Name", "Kind", "Joined", "Member code", "Reclaims VAT", "Host"),
    ("Hartside Middle School", "school", FIRST, "Hartside", "yes", None),
    ("Coquet High School", "school", FIRST, "Coquet", "yes", None),
    ("Rothley First School", "school", FIRST, "Rothley", "no", None),
    ("Elsdon First School", "school", FIRST, "Elsdon", "yes", None),
)
ROLLS = (
    ("Member", "Census", "Pupils"),
    *(
        (code, "2024-10", pupils)
        for code, pupils in (("Hartside", 412), ("Coquet", 198), ("Rothley", 307), ("Elsdon", 83))
    ),
)
GRANTS = (
    ("Grant", "Giver", "Title", "Amount", "Date"),
    ("SSIF", "Linn Foundation", "Strategic school improvement", 5000, FIRST),
    ("Reading", "Linn Foundation", "Reading together", 900, FIRST),
)
PLAN = (
    ("Year", "Line", "Title", "Amount", "Category", "Grant", "Minute"),
    ("2025-26", "maths", "Maths network", 15000, "Training", None, "SB 1"),
    ("2025-26", "phonics", "Phonics", 5000, "Training", "SSIF", "SB 1"),
)
_TERMS = ("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Weights", "Ceiling", "From", "Until")
AGREEMENTS = (
    _TERMS,
    ("music", "Hartside", "Coquet, Rothley, Fund", "Music", "Teaching", "priced", None, 90000, FIRST, LAST),
    ("net", "Hartside", "Coquet, Rothley, Elsdon", "Broadband", "Broadband", "roll", None, 90000, FIRST, LAST),
    ("skips", "Hartside", "Coquet, Rothley, Elsdon", "Refuse", "Cleaning", "equal", None, 90000, FIRST, LAST),
    ("minibus", "Hartside", "Coquet, Rothley, Elsdon", "Minibus", "SpecialFacilities", "usage", None, 90000, FIRST,
     LAST),
    ("books", "Fund", "Coquet, Rothley", "Books", "LearningResources", "fixed", "Fund=1, Coquet=1, Rothley=1", 90000,
     FIRST, LAST),
)  # fmt: skip
CONSENTS = (
    ("Agreement", "Member", "Date", "Minute"),
    *((agreement, code, FIRST, "FGB 1") for agreement in ("net", "skips", "minibus") for code, _, _ in ROLLS[1:]),
    *(("music", code, FIRST, "FGB 1") for code in ("Hartside", "Coquet", "Rothley")),
    *(("books", code, FIRST, "FGB 1") for code in ("Coquet", "Rothley")),
)


@made_once
def agreed(root: Path) -> Path:
    """Four schools, of which Rothley reclaims no VAT, with a plan, grants, and agreements all consented to: batch 2."""
    founded(root)
    sheets = {"Members": MEMBERS, "Rolls": ROLLS, "Grants": GRANTS, "Plan": PLAN, "Agreements": AGREEMENTS}
    take(root, Paper("start.xlsx", xlsx({**sheets, "Consents": CONSENTS})))
    return root


def table(header, *rows, **always):
    """A sheet of rows that are told by column: what is not told is blank; ``always`` stands in every row."""
    told = [{name.replace("_", " "): value for name, value in {**always, **row}.items()} for row in rows]
    names = list(dict.fromkeys([*header, *(name for row in told for name in row)]))
    return [names, *([row.get(name) for name in names] for row in told)]
