"""Fava as it is served: no pattern is run, no answer mixes with another's, no path of the machine is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from nesa_fund.records import Invoice
from nesa_fund.web.books import Books
from nesa_fund.web.ledgers import Ledgers
from nesa_fund.web.roles import WHOLE
from nesa_fund.web.served import PLAIN_QUERY, PlainMatch, make_safe
from planted import DAY, OTHER, OWN, ROLES, add_batch, alliance_with_secrets
from served import HOME, Site


class Asking:
    """Who asks, as tests say."""

    def __init__(self, name):
        self.person = ROLES[name]

    def __call__(self):
        return self.person


@pytest.fixture
def root(tmp_path):
    return alliance_with_secrets(tmp_path).resolve()


@pytest.fixture
def ledgers(root):
    make_safe()
    return Ledgers(Books(root, lambda: DAY), Asking("ann"))


def bill(number, customer="Rothley", supplier=OTHER):
    return Invoice(
        day=date(2026, 7, 1), link=f"{supplier}-{number}", number=number, description="cello", supplier=supplier,
        customer=customer, lines=(("Teaching", 100),), source="more.xlsx [A1]",
    )  # fmt: skip


def narrations(ledger):
    return {entry.narration for entry in ledger.all_entries_by_type.Transaction}


def test_the_ledgers_of_a_governor_are_their_own_and_the_funds(ledgers):
    assert ledgers.keys() == [OWN, "Fund"]
    assert [title.options["title"] for _, title in ledgers.items()] == ["Hartside Primary School", "Partnership Fund"]
    for key in (OTHER, WHOLE, "Nowhere", "hartside", ""):
        with pytest.raises(KeyError):
            ledgers[key]


def test_who_sees_all_begins_with_the_whole(ledgers):
    ledgers.person.person = ROLES["beth"]
    assert ledgers.first_slug() == WHOLE
    assert set(ledgers.keys()) > {WHOLE, OTHER, OWN, "Fund"}
    assert ledgers[WHOLE].all_entries


def test_a_key_is_a_code_and_no_title(ledgers, root):
    from planted import hostile_member

    hostile_member(root)
    assert ledgers.keys() == [OWN, "Fund"]
    assert "zznarration" not in narrations(ledgers[OWN])
    with pytest.raises(KeyError):
        ledgers["Rothley"]


def test_a_view_is_loaded_anew_only_when_a_batch_has_something_for_it(ledgers, root):
    before = ledgers[OWN]
    add_batch(root, [], [bill("98")])
    assert ledgers[OWN] is before
    assert not before.changed()
    add_batch(root, [], [bill("99", customer=OWN)])
    assert before.changed()
    after = ledgers[OWN]
    assert after is not before
    assert len(after.all_entries_by_type.Transaction) == len(before.all_entries_by_type.Transaction) + 1
    assert after.mtime > before.mtime


def test_a_page_shows_a_new_batch_at_once(own_site):
    client = own_site.signed_in("ann")
    address = f"/{OWN}/extension/School/?year=2025-26"
    assert b"cello lessons for Ann" not in client.get(address, base_url=HOME).data
    add_batch(own_site.root, [], [replace(bill("99", customer=OWN), description="cello lessons for Ann")])
    assert b"cello lessons for Ann" in client.get(address, base_url=HOME).data


def test_a_ledger_whose_files_an_earlier_version_made_has_the_pages(tmp_path):
    root = alliance_with_secrets(tmp_path)
    top = root / "alliance.beancount"
    made = top.read_text("utf-8")
    top.chmod(0o644)
    top.write_text(made.replace("nesa_fund.web", "nesa_fund.none"), "utf-8")
    Site(root)
    assert top.read_text("utf-8") == made


def test_every_path_is_told_below_the_ledger(ledgers, root):
    ledger = ledgers[OWN]
    files = {entry.meta["filename"] for entry in ledger.all_entries}
    files |= {
        posting.meta["filename"] for entry in ledger.all_entries_by_type.Transaction for posting in entry.postings
    }
    assert {name.partition("/")[0] for name in files} == {"batches", "views"}
    assert str(root) not in repr((ledger.options, ledger.errors))


@pytest.mark.parametrize("search", ["(a+)+$", "[", "zz.*tion", "a|b", "\\w"])
def test_a_search_is_for_the_text_as_it_stands(ledgers, search):
    assert PlainMatch(search)(f"before {search.upper()} after")
    assert not PlainMatch(search)("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab zznarration")
    assert ledgers[OWN].get_filtered(account=search).entries == []
    assert ledgers[OWN].get_filtered(account="bank").entries


def test_a_filter_in_favas_language_runs_no_pattern(ledgers):
    entries = ledgers[OWN].get_filtered(filter='"(a+)+$"').entries
    assert entries == []
    assert ledgers[OWN].get_filtered(filter="contribution").entries


def test_answers_to_queries_of_many_do_not_mix(ledgers):
    shell, entries = ledgers["Fund"].query_shell, ledgers["Fund"].all_entries

    def asked(n):
        return n, shell.execute_query_serialised(entries, f"SELECT {n} AS n LIMIT 1").rows[0][0]

    with ThreadPoolExecutor(8) as pool:
        assert all(n == found for n, found in pool.map(asked, range(200)))
    assert shell.shell is not shell.shell  # What Fava's own gathers an answer in, all threads share.


@pytest.mark.parametrize(
    "query",
    [".output /tmp/x", "print", "run x", "explain select 1", "CREATE TABLE x", "insert into x", "", "selection"],
)
def test_a_query_that_does_more_than_read_is_not_answered(site, query):
    assert not PLAIN_QUERY.match(query)
    answer = site.signed_in("ada").get("/alliance/api/query", query_string={"query_string": query}, base_url=HOME)
    assert answer.status_code == 404


def test_an_auditor_may_query_and_a_governor_may_not(site):
    query = {"query_string": "SELECT sum(position) WHERE account = 'Assets:Fund:Bank'"}
    assert site.signed_in("ada").get("/alliance/api/query", query_string=query, base_url=HOME).status_code == 200
    for path in (f"/{OWN}/api/query", f"/{OWN}/query/", f"/{OWN}/download-query/query_result.csv"):
        assert site.signed_in("ann").get(path, query_string=query, base_url=HOME).status_code == 404


def test_text_of_the_ledger_is_shown_as_text(own_site):
    from planted import MARKUP, hostile_member

    hostile_member(own_site.root)
    client, seen = own_site.signed_in("ann"), 0
    for page in ("Overview", "School", "Fund", "Schedule", "Probity", "Owed", "Work"):
        text = client.get(f"/{OWN}/extension/{page}/?year=2025-26", base_url=HOME).get_data(as_text=True)
        assert MARKUP not in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        seen += "&lt;script&gt;" in text
    assert seen >= 3
    journal = client.get(f"/{OWN}/api/journal_page?page=1&order=desc", base_url=HOME).json["data"]["journal"]
    assert "<img src=x" not in journal
    assert "&lt;img src=x" in journal
