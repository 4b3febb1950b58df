"""A stock Fava on one's own machine shows our pages too, from the files alone."""

import re
from html import escape, unescape

import pytest
from fava.application import create_app

from nesa_fund.derived import PAGES
from nesa_fund.web.readings import READINGS
from planted import EXAMPLE, MARKUP, OWN, alliance_with_secrets, hostile_member

TITLES = [
    "Overview", "Our school", "Partnership Fund", "Contribution schedule", "Probity", "Who owes whom", "Work and value",
]  # fmt: skip


@pytest.fixture(scope="module")
def fava():
    app = create_app([EXAMPLE / "alliance.beancount", EXAMPLE / f"views/{OWN}.beancount"], read_only=True)
    return app.test_client()


def slugs(fava):
    return [slug for slug, _ in fava.application.config["LEDGERS"].items()]


def test_each_page_has_its_entry_in_the_order_of_the_derived_files(fava):
    for ledger in dict(fava.application.config["LEDGERS"].items()).values():
        assert ledger.errors == []
        assert [one.report_title for one in ledger.extensions.extension_details] == TITLES
        assert [one.name for one in ledger.extensions.extension_details] == list(READINGS)
    assert len(PAGES) == len(READINGS)


def test_the_overview_is_where_it_begins(fava):
    assert fava.get("/").headers["Location"].endswith("/extension/Overview/")


@pytest.mark.parametrize("page", READINGS)
def test_every_page_is_drawn_and_taken_home(fava, page):
    for slug in slugs(fava):
        answer = fava.get(f"/{slug}/extension/{page}/?year=2025-26")
        assert answer.status_code == 200
        assert b'<div class="nesa">' in answer.data
        assert b"<h1>" in answer.data
        for chosen, begins in (("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"PK")):
            taken = fava.get(f"/{slug}/extension/{page}/download?format={chosen}&year=2025-26")
            assert taken.data.startswith(begins) or chosen == "csv"
            assert "attachment" in taken.headers["Content-Disposition"]
            assert f".{chosen}" in taken.headers["Content-Disposition"]


def test_the_account_is_of_the_book_or_of_whom_is_chosen(fava):
    whole, view = slugs(fava)
    assert b"Account of Hartside" in fava.get(f"/{view}/extension/School/").data
    assert b"Account of Coquet" in fava.get(f"/{whole}/extension/School/?member=Coquet").data
    assert b"Account of Partnership Fund" in fava.get(f"/{whole}/extension/School/?member=Fund").data
    assert fava.get(f"/{whole}/extension/School/?member=Nowhere").status_code == 200


def test_a_year_without_anything_to_read_gives_way_to_the_newest(fava):
    whole, _ = slugs(fava)
    assert fava.get(f"/{whole}/extension/Fund/?year=1999-00").status_code == 200


def test_a_finding_leads_to_its_entries(tmp_path):
    client = create_app([alliance_with_secrets(tmp_path) / "alliance.beancount"], read_only=True).test_client()
    (slug,) = slugs(client)
    text = client.get(f"/{slug}/extension/Probity/?year=2025-26").get_data(as_text=True)
    address = f"/{slug}/extension/Probity/?item=Coquet-zznumber"
    assert f'<a href="{address}">Coquet-zznumber</a>' in text
    assert "zznumber" in client.get(address).get_data(as_text=True)


def test_a_figure_leads_to_its_entries_and_an_entry_to_what_it_moved(fava):
    for slug in slugs(fava):
        text = fava.get(f"/{slug}/extension/Fund/?year=2025-26").get_data(as_text=True)
        address = f"/{slug}/extension/Fund/?year=2025-26&behind=holdings%2FIn+the+bank"
        assert f'<a href="{escape(address)}">In the bank</a>' in text
        entries = fava.get(address).get_data(as_text=True)
        (entry, *_) = re.findall(r'href="([^"]*entry=[^"]*)"', entries)
        assert "What it moved" in fava.get(unescape(entry)).get_data(as_text=True)


def test_the_journal_of_ones_own_fava_shows_texts_as_texts(tmp_path):
    root = alliance_with_secrets(tmp_path)
    hostile_member(root)
    client = create_app([root / "alliance.beancount"], read_only=True).test_client()
    (slug,) = slugs(client)
    journal = client.get(f"/{slug}/api/journal_page?page=1&order=desc").json["data"]["journal"]
    assert MARKUP not in journal
    assert "&lt;img src=x" in journal
