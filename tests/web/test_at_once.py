"""Many ask at once: what is made is made once, nobody waits for what another asks for, and none gets half of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from nesa_fund.facts import Duty
from nesa_fund.problems import LedgerError
from nesa_fund.web.books import Books
from nesa_fund.web.ledgers import Ledgers
from nesa_fund.web.roles import WHOLE
from nesa_fund.web.served import make_safe
from nesa_fund.web.shelf import Shelf
from planted import DAY, OTHER, OWN, ROLES, THIRD, add_batch, alliance_with_secrets
from tamper import append, seal

DUTY = Duty(day=DAY, code=OWN, title="Choir", source="more.xlsx [A1]")
KEYS = [WHOLE, OWN, OTHER, THIRD, "Fund"]


@pytest.fixture
def root(tmp_path):
    return alliance_with_secrets(tmp_path).resolve()


@pytest.fixture
def ledgers(root):
    make_safe()
    return Ledgers(Books(root, lambda: DAY), lambda: ROLES["ada"])


def told(ledger):
    return [(str(entry), sorted(entry.meta)) for entry in ledger.all_entries], ledger.errors, ledger.options["filename"]


def test_while_one_thing_is_made_another_is_had():
    shelf, asked, may_go_on = Shelf(9), Event(), Event()

    def slow():
        asked.set()
        assert may_go_on.wait(30)
        return "slow"

    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(shelf.get, "slow", slow)
        assert asked.wait(30)
        assert shelf.get("quick", lambda: "quick") == "quick"
        assert not waiting.done()
        may_go_on.set()
        assert waiting.result(30) == "slow"


def test_what_many_ask_for_at_once_is_made_once():
    shelf, made, may_go_on = Shelf(9), [], Event()

    def make():
        made.append(1)
        assert may_go_on.wait(30)
        return object()

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(shelf.get, "one", make) for _ in range(8)]
        may_go_on.set()
        assert len({id(one.result(30)) for one in waiting}) == len(made) == 1


def test_what_can_not_be_made_is_told_and_made_by_whoever_asks_next():
    shelf = Shelf(9)

    def fail():
        raise LedgerError("not now")

    with pytest.raises(LedgerError, match="not now"):
        shelf.get("one", fail)
    assert shelf.get("one", lambda: "made") == "made"


def test_of_more_than_are_kept_the_first_is_let_go():
    shelf = Shelf(2)
    assert [shelf.get(n, lambda n=n: n) for n in range(3)] == [0, 1, 2]
    assert [shelf.get(n, lambda: "anew") for n in (2, 1, 0)] == [2, 1, "anew"]


def test_what_weighs_more_than_may_be_kept_is_had_and_not_kept():
    shelf = Shelf(5, len)
    assert [shelf.get(text, lambda text=text: text) for text in ("abc", "de", "f")] == ["abc", "de", "f"]
    assert [shelf.get(text, lambda: "anew") for text in ("de", "f")] == ["de", "f"]
    assert shelf.get("abc", lambda: "longer than all") == "longer than all"
    assert shelf.get("abc", lambda: "anew") == "anew"


def test_ledgers_loaded_at_once_are_as_they_are_loaded_one_after_another(ledgers, root):
    one_by_one = Ledgers(Books(root, lambda: DAY), lambda: ROLES["ada"])
    with ThreadPoolExecutor(len(KEYS)) as pool:
        assert list(pool.map(lambda key: told(ledgers[key]), KEYS)) == [told(one_by_one[key]) for key in KEYS]


def test_while_a_ledger_is_loaded_anew_for_one_the_others_are_shown_the_one_before(ledgers, root):
    before = ledgers[WHOLE]
    add_batch(root, [DUTY], [])
    with ledgers._place(WHOLE).loading:
        assert ledgers[WHOLE] is before
    after = ledgers[WHOLE]
    assert after is not before
    assert ledgers[WHOLE] is after


def test_on_a_new_day_only_the_first_waits_until_all_is_read_again(root):
    days = [DAY]
    books = Books(root, lambda: days[-1])
    before = books.ledger_for(ROLES["ada"])
    days.append(DAY + timedelta(days=1))
    with books._checking:
        assert books.ledger_for(ROLES["ada"]) is before
    assert books.ledger_for(ROLES["ada"]) is not before


def test_on_a_new_day_what_can_not_be_read_any_more_is_found_and_nobody_is_shown_what_was_read_before(root):
    days = [DAY]
    books = Books(root, lambda: days[-1])
    assert books.name(OWN)
    append(root / "batches/0003/register.beancount", "\n2026-01-01 pad Assets:Fund:Bank Equity:Fund:Opening\n")
    seal(root)
    assert books.name(OWN)
    days.append(DAY + timedelta(days=1))
    for _ in range(2):
        with pytest.raises(LedgerError):
            books.name(OWN)


def test_a_batch_that_is_added_while_all_is_read_again_is_shown(root):
    days = [DAY]
    books = Books(root, lambda: days[-1])
    number = max(books.ledger_for(ROLES["ada"]).book.batches)
    days.append(DAY + timedelta(days=1))
    add_batch(root, [DUTY], [])
    with books._checking:
        assert max(books.ledger_for(ROLES["ada"]).book.batches) == number + 1
    assert max(books.ledger_for(ROLES["ada"]).book.batches) == number + 1
