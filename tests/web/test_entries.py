"""From a figure to its entries, and from an entry to its row of the sheet: as much as whoever asks may see."""

import re
from datetime import date
from html import escape, unescape

import openpyxl
import pytest

from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.facts import BankStatement, Funding
from nesa_fund.problems import InputError
from nesa_fund.records import Invoice
from nesa_fund.store import open_ledger, record
from nesa_fund.web.books import Books
from nesa_fund.web.entries import entry_name, entry_page, item_page
from planted import DAY, NOON, OTHER, OWN, ROLES, THIRD, alliance_with_secrets, leaks
from served import HOME, Site

HEADS = ("Date", "Supplier", "Customer", "Invoice number", "Description", "Amount", "Office's own remark")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return alliance_with_secrets(tmp_path_factory.mktemp("entries"))


def seen_by(root, name):
    return Books(root, lambda: DAY).seen_by(ROLES[name])


def entries_of(seen):
    return [seen.book.rows.transaction(n) for n in range(len(seen.book.rows.day))]


def bring(root, tmp_path, facts=(), description="cello"):
    """Record an invoice of Coquet to Hartside from a sheet whose next row is Coquet's own business."""
    book, path = openpyxl.Workbook(), tmp_path / "bills.xlsx"
    book.active.title = "Invoices"
    book.active.append(HEADS)
    book.active.append([date(2026, 7, 1), OTHER, OWN, "501", description, 10, "Rothley pays late"])
    book.active.append([date(2026, 7, 2), OTHER, THIRD, "502", "zznarration", 20, "zznote"])
    book.save(path)
    bill = Invoice(
        day=date(2026, 7, 1), link="Coquet-501", number="501", description=description, supplier=OTHER, customer=OWN,
        lines=(("Teaching", 1000),), source="bills.xlsx [Invoices!A2]",
    )  # fmt: skip
    draft = Draft(
        "import", tuple(facts), bill.transactions(), {"bills.xlsx": path.read_bytes()}, {"bills.xlsx": "bills.xlsx"}, 1
    )
    assert record(root, lambda _: draft, Signature("finance-officer", NOON, "treasurer"))


def told(root, name, link="Coquet-501"):
    seen = seen_by(root, name)
    (entry,) = [one for one in entries_of(seen) if one.link == link and one.entity == OWN]
    page = entry_page(seen, entry_name(entry))
    cells = {row[1]: row[2] for table in page.tables if table.name == "extract" for row in table.rows}
    return cells, " ".join(page.notes), page


def test_an_item_has_its_entries_of_the_books_that_are_open(root):
    seen = seen_by(root, "ann")
    item = next(one.link for one in entries_of(seen) if one.link.startswith("PF") or "2025-26" in one.link)
    (table,) = item_page(seen, item).tables
    assert {row[2] for row in table.rows} <= {"Hartside Primary School", "Partnership Fund"}
    assert [row[1] for row in table.rows] == sorted(row[1] for row in table.rows)


def test_every_own_entry_has_a_page_that_balances_and_says_who_recorded_it(root):
    seen = seen_by(root, "ann")
    for entry in entries_of(seen)[::7]:
        page = entry_page(seen, entry_name(entry))
        (postings,) = [table for table in page.tables if table.name == "postings"]
        assert postings.totals[1] == postings.totals[2]
        said = {row[0]: row[1] for table in page.tables if table.name == "said" for row in table.rows}
        assert {"Recorded by", "Approved by", "Came in", "From"} <= said.keys()
        assert any(table.name == "extract" for table in page.tables) or page.notes


@pytest.mark.parametrize(
    "name", ["", "0001/Nowhere:1", "0007/../x:1", "x" * 2000, "٠٠٠١/Fund:1", "0001/Fund:999999999"]
)
def test_an_entry_that_is_not_there_is_told_so(root, name):
    with pytest.raises(InputError, match="no such entry"):
        entry_page(seen_by(root, "ann"), name)


def test_anothers_entry_is_answered_as_one_that_is_not_there(root):
    foreign = [one for one in entries_of(seen_by(root, "ada")) if one.entity not in {OWN, "Fund"}]
    own = seen_by(root, "ann")
    for entry in foreign:
        with pytest.raises(InputError, match="no such entry"):
            entry_page(own, entry_name(entry))
    with pytest.raises(InputError, match="no such entry"):
        item_page(own, "Coquet-zznumber")


def test_the_extract_is_that_row_and_no_other(tmp_path):
    root = alliance_with_secrets(tmp_path)
    bring(root, tmp_path)
    cells, note, page = told(root, "ann")
    assert cells["Description"] == "cello"
    assert cells["Amount"] == "10"
    assert list(leaks(repr(page).encode())) == []
    assert "1 cell of the row not shown" in note


def test_a_column_that_the_import_does_not_read_is_for_those_who_see_all(tmp_path):
    root = alliance_with_secrets(tmp_path)
    bring(root, tmp_path)
    assert "Office's own remark" not in told(root, "ann")[0]
    assert told(root, "ada")[0]["Office's own remark"] == "Rothley pays late"


def test_a_cell_that_names_a_member_of_no_concern_is_not_shown(tmp_path):
    root = alliance_with_secrets(tmp_path)
    bring(root, tmp_path, description="cello, as for Rothley")
    assert "Description" not in told(root, "ann")[0]
    assert told(root, "ada")[0]["Description"] == "cello, as for Rothley"


def test_a_row_that_tells_another_members_own_fact_is_not_shown(tmp_path):
    root = alliance_with_secrets(tmp_path)
    own = Funding(day=date(2026, 7, 1), code=OTHER, year="2025-26", stream="PupilPremium", amount=1, publisher="DfE",
                  source="bills.xlsx [Invoices!A2]")  # fmt: skip
    bring(root, tmp_path, [own])
    cells, note, _ = told(root, "ann")
    assert cells == {}
    assert "another member's own affairs" in note
    assert told(root, "ada")[0]


def test_no_row_of_another_members_bank_statement_is_shown(tmp_path):
    root = alliance_with_secrets(tmp_path)
    closing = BankStatement(day=date(2026, 7, 2), account=f"Assets:{OTHER}:Bank", closing=5,
                            source="bills.xlsx [Invoices!A3]")  # fmt: skip
    bring(root, tmp_path, [closing])
    assert told(root, "ann")[0] == {}
    assert told(root, "ada")[0]


def links(page, name):
    return {unescape(found) for found in re.findall(rf'href="([^"]*[?&]{name}=[^"]*)"', page)}


def test_a_governor_follows_a_figure_to_its_entry_and_the_entry_to_its_row(site):
    client, followed = site.signed_in("ann"), 0
    for page in ("Overview", "School", "Owed"):
        text = client.get(f"/{OWN}/extension/{page}/?year=2025-26", base_url=HOME).get_data(as_text=True)
        for item in links(text, "item"):
            entries = links(client.get(item, base_url=HOME).get_data(as_text=True), "entry")
            assert entries, item
            shown = client.get(min(entries), base_url=HOME).get_data(as_text=True)
            assert "What it moved" in shown
            assert list(leaks(shown.encode())) == []
            followed += 1
    assert followed > 10


def test_an_entry_can_be_taken_home(site):
    client = site.signed_in("ann")
    (entry, *_) = entries_of(seen_by(site.root, "ann"))
    page = f"/{OWN}/extension/School/download?format=csv&entry={entry_name(entry)}"
    answer = client.get(page, base_url=HOME)
    assert entry.postings[0].account in answer.get_data(as_text=True)
    assert "Entry" in answer.headers["Content-Disposition"]


def test_the_address_of_anothers_entry_says_what_any_unknown_one_says(site):
    client = site.signed_in("ann")
    foreign = next(one for one in entries_of(seen_by(site.root, "ada")) if one.entity == OTHER)
    answers = [
        client.get(f"/{OWN}/extension/School/?entry={name}", base_url=HOME).data
        for name in (entry_name(foreign), "0001/Nowhere:1")
    ]
    assert b"no such entry" in answers[0]
    assert answers[0] == answers[1]


def test_an_officer_of_the_alliance_is_led_to_taking_an_entry_back_and_nobody_else_is(site):
    entry = next(one for one in open_ledger(site.root).book.recorded(open_ledger(site.root).book.transactions)
                 if one.meta.get("event") == "invoice" and one.entity == OWN)  # fmt: skip
    address = f"/{OWN}/extension/Owed/?entry={entry_name(entry)}"
    page = site.signed_in("oscar").get(address, base_url=HOME).data.decode()
    (link,) = re.findall(r'<a href="(/do/reverse[^"]*)" data-remote>Take it back</a>', page)
    form = site.signed_in("oscar").get(link.replace("&amp;", "&"), base_url=HOME).data.decode()
    assert f'value="{entry.place.batch}"' in form
    assert f">{escape(entry.meta['source'])}</textarea>" in form
    for name in ("ann", "olive", "petra"):
        assert "/do/reverse" not in site.signed_in(name).get(address, base_url=HOME).data.decode()


def test_what_is_awaited_leads_to_the_page_that_clears_it(site):
    link = '<a data-remote href="/do/template?names=funding">'
    address = "/alliance/extension/Overview/?year=2025-26"
    assert link in site.signed_in("oscar").get(address, base_url=HOME).data.decode()
    for name in ("beth", "petra"):
        page = site.signed_in(name).get(address, base_url=HOME).data.decode()
        assert "nesa template funding" in page
        assert "/do/template" not in page


def test_where_nobody_signs_in_no_page_of_a_command_is_offered(tmp_path):
    local = Site(alliance_with_secrets(tmp_path), with_people=False).visitor()
    page = local.get("/alliance/extension/Overview/?year=2025-26", base_url=HOME)
    assert page.status_code == 200
    assert b"/do/" not in page.data
