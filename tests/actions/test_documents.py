"""Papers given in the same drop are kept with the batch, and cited by the rows that name them."""

from datetime import date

import pytest

from folders import digest
from nesa_fund.actions.papers import Paper
from nesa_fund.problems import InputError
from nesa_fund.store import open_ledger
from sheets import alliance, bring, said, sheet, take

MINUTE = Paper("FGB, 22 September.pdf", b"%PDF minute")
CONFIRMED = (
    ("Member", "Year", "Amount", "Date", "Minute", "Quorate", "Purpose", "Document"),
    ("Coquet", "2025-26", 4752, date(2025, 9, 22), "FGB 41", True, "Maths network", "Minute.pdf"),
)


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def papers_of(root):
    return {fact.code: fact.document for fact in open_ledger(root).register.confirmations.values()}


def test_a_paper_is_kept_and_cited_by_the_row_that_names_it(root):
    take(root, sheet(CONFIRMED), Paper("Minute.pdf", b"%PDF"))
    ledger = open_ledger(root)
    newest = ledger.book.batches[max(ledger.book.batches)]
    assert papers_of(root) == {"Coquet": "Minute.pdf"}
    assert "Minute.pdf" in newest.sources


def test_a_paper_is_cited_by_the_name_it_is_kept_under(root):
    rows = (CONFIRMED[0], (*CONFIRMED[1][:-1], "FGB 22: September.pdf"))
    take(root, sheet(rows), Paper("FGB 22: September.pdf", b"%PDF"))
    assert papers_of(root) == {"Coquet": "FGB 22_ September.pdf"}


def test_a_paper_that_was_not_given_is_named_by_its_cell(root):
    before = digest(root)
    (problem,) = said(bring(root, sheet(CONFIRMED)))
    assert "H2" in problem
    assert "Minute.pdf was not given with this sheet" in problem
    assert digest(root) == before


def test_the_same_sheet_again_needs_no_paper_again(root):
    take(root, sheet(CONFIRMED), Paper("Minute.pdf", b"%PDF"))
    before = digest(root)
    again = bring(root, sheet(CONFIRMED))
    assert (again.new, again.present, again.problems) == (0, 1, ())
    assert digest(root) == before


def test_a_paper_that_no_row_names_is_refused(root):
    before = digest(root)
    (problem,) = said(bring(root, sheet(CONFIRMED), Paper("Minute.pdf", b"%PDF"), Paper("other.pdf", b"%PDF")))
    assert problem.startswith("other.pdf: no row names it; write its name in a column headed Document")
    assert digest(root) == before


def test_papers_alone_are_no_drop(root):
    with pytest.raises(InputError, match="no spreadsheet among the files"):
        bring(root, MINUTE)
