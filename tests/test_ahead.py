"""The books of a ledger read ahead by other processes are the ones that are read here."""

import pytest

from folders import CLERK, alliance, contribution
from nesa_fund import ahead, processes
from nesa_fund.ahead import Ahead
from nesa_fund.draft import Draft
from nesa_fund.history import Texts
from nesa_fund.reading import contents_of
from nesa_fund.rows import Rows
from nesa_fund.scanning import Books
from nesa_fund.store import open_ledger, record


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A ledger of several books, every one large enough for processes of their own."""
    monkeypatch.setattr(processes, "LARGE", 0)
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 4)
    made = alliance(tmp_path / "ledger")
    record(made, lambda _: Draft("import", (), tuple(contribution()), sources={"sheet.xlsx": b"x"}), CLERK)
    return made


def is_used(monkeypatch):
    """Whether what was read ahead was taken: nothing is left to be read here."""
    taken, books = [], Ahead.books
    monkeypatch.setattr(Ahead, "books", lambda self, digests: taken.append(books(self, digests)) or taken[-1])
    return lambda: [bool(one) for one in taken]


def alike(one, other):
    assert one.rows == other.rows
    assert one.accounts == other.accounts
    assert one.register.facts == other.register.facts


def test_what_was_read_ahead_is_what_is_read_here(root, monkeypatch):
    used = is_used(monkeypatch)
    alike(open_ledger(root, ahead=Ahead(root)), open_ledger(root))
    assert used() == [True]


@pytest.mark.parametrize("processors", [1, 2, 3])
def test_it_is_so_however_many_processors_there_are(root, monkeypatch, processors):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: processors)
    used = is_used(monkeypatch)
    alike(open_ledger(root, ahead=Ahead(root)), open_ledger(root))
    assert used() == [processors > 1]


def test_a_batch_that_came_meanwhile_is_read_here_with_all_others(root, monkeypatch):
    used, early = is_used(monkeypatch), Ahead(root)
    early._reading[0].answer()
    record(root, lambda _: Draft("import", (), tuple(contribution()), sources={"sheet.xlsx": b"y"}), CLERK)
    alike(open_ledger(root, ahead=early), open_ledger(root))
    assert used() == [False]


def test_what_was_altered_meanwhile_is_not_taken(root, monkeypatch):
    used, early = is_used(monkeypatch), Ahead(root)
    for one in early._reading:
        one.answer()
    book = next(path for path in root.glob("batches/*/Fund.beancount") if " 1.00 GBP" in path.read_text())
    book.chmod(0o644)
    book.write_text(book.read_text().replace(" 1.00 GBP", " 2.00 GBP").replace("-1.00 GBP", "-2.00 GBP"))
    alike(open_ledger(root, ahead=early), open_ledger(root))
    assert used() == [False]


def test_a_process_that_does_not_answer_leaves_all_to_be_read_here(root, monkeypatch):
    monkeypatch.setattr(ahead, "_COMMAND", ("-c", "raise SystemExit(3)"))
    used = is_used(monkeypatch)
    alike(open_ledger(root, ahead=Ahead(root)), open_ledger(root))
    assert used() == [False]


def test_a_book_not_as_it_is_written_here_is_left_to_beancount(root, monkeypatch):
    book = next(path for path in root.glob("batches/*/Fund.beancount") if "*" in path.read_text())
    book.chmod(0o644)
    book.write_text(book.read_text().replace("  event:", "  event:  "))
    used = is_used(monkeypatch)
    assert open_ledger(root, ahead=Ahead(root)).history.alterations
    assert used() == [False]


def test_it_is_taken_once(root):
    early = Ahead(root)
    digests = {}
    early.books(digests)
    assert early.books(digests) is None


def test_a_register_that_holds_an_entry_is_read_here_with_all_others_in_their_order(root, monkeypatch):
    folder = max(root.glob("batches/*"))
    found = {(1, path.name): path.read_bytes() for path in sorted(folder.glob("*.beancount"))}
    entry = b'2024-01-01 * "x" ^AA-9\n  note: "n"\n  Assets:Fund:Bank   1.00 GBP\n  Equity:Fund:Opening  -1.00 GBP\n'
    found[1, "register.beancount"] = entry
    found[2, "Fund.beancount"] = found[1, "Fund.beancount"]
    texts = Texts()
    for key, content in found.items():
        texts.put(key, root, content, "")
    early = Ahead(root)
    monkeypatch.setattr(early, "books", lambda _: Books({}, [], Rows().joined_by([Rows()])))
    assert contents_of(texts, early) == contents_of(texts)
    assert len(contents_of(texts, early)[0].rows.day) > 2
