"""Hostile text in the cells of a drop: refused by its cell, or recorded exactly; never a directive."""

import pytest
from beancount import loader

from folders import digest
from one_of_each import BILLS, CONFIRMED, CONSENTS, INVOICES, PAYMENTS, SPENDING
from sheets import AGREEMENTS, MEMBERS, PLAN, ROLLS, alliance, bring, said, take


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


HOSTILE = {
    "quotes": 'say "so" \'and\' “so”',
    "a backslash at the end": "C:\\new\\table\\",
    "an escaped newline": "x\\n2020-01-01 open Assets:Bank",
    "a directive after a line break": "x\n2020-01-01 open Assets:Fund:Bank:Own\n",
    "a directive after an odd line break": 'x\u20282020-01-01 option "plugin" "os"',
    "a comment and metadata": '; note: "x" #tag ^link {1.00 GBP}',
    "a formula": '=HYPERLINK("http://x")',
    "an escape": "x\x1b[31mred",
    "right to left": "x\u202edrowssap",
    "a zero width joiner": "x\u200dy",
    "private use": "x\ue000",
    "unassigned": "x\u0378",
    "long": "long " * 6000,
    "emoji": "cello 🎻",
}  # fmt: skip
TEXTS = {
    "Members": (MEMBERS, {0: "Ash", 3: None}, (0, 3)),
    "Rolls": (ROLLS, {}, (0,)),
    "Plan": (PLAN, {1: "other"}, (1, 2, 4)),
    "Agreements": (AGREEMENTS, {0: "other"}, (0, 1, 2, 3, 4)),
    "Consents": (CONSENTS, {}, (0, 1, 3)),
    "Confirmed": (CONFIRMED, {}, (0, 4, 6)),
    "Invoices": (INVOICES, {}, (0, 2, 3, 4, 6)),
    "Bills": (BILLS, {}, (0, 2, 3, 4, 6)),
    "Spending": (SPENDING, {}, (0, 2, 3, 5)),
    "Payments": (PAYMENTS[:1] + PAYMENTS[2:], {}, (1, 2, 4)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_in_any_cell_is_refused_by_cell_or_recorded_exactly(root, name, text):
    (header, good, *_), changed, columns = TEXTS[name]
    before = digest(root)
    for column in columns:
        row = [changed.get(n, value) for n, value in enumerate(good)]
        row[column] = text
        imported = bring(root, [header, row], kind=None, dry_run=True)
        for problem in said(imported):
            assert problem.startswith(f"sheet.xlsx [Sheet1!{chr(65 + column)}2] ")
            assert problem.isprintable()
    assert digest(root) == before


@pytest.mark.parametrize("text", [text for name, text in HOSTILE.items() if name != "long"])
def test_hostile_text_that_is_recorded_is_recorded_exactly_and_is_no_directive(root, text):
    row = [*INVOICES[1][:4], text, *INVOICES[1][5:]]
    imported = bring(root, [INVOICES[0], row])
    if imported.problems:
        assert "invisible character" in said(imported)[0]
        return
    entries, errors, _ = loader.load_file(str(root / "books.beancount"))
    assert errors == []
    narrations = {entry.narration for entry in entries if type(entry).__name__ == "Transaction"}
    assert narrations == {" ".join(text.split())}
    assert take(root, [INVOICES[0], row]).batch is None
