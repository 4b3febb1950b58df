"""A governor in a real Chromium: signs in, reads their own account and the Fund's, takes a page home."""

import re
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from browser import violations
from planted import OTHER, OWN
from served import PASSWORD

PAGES = {
    "Overview": "Overview", "Our school": "Account of Hartside", "Partnership Fund": "The Partnership Fund 2025-26",
    "Contribution schedule": "Annual contribution schedule", "Probity": "Are the promises kept?",
    "Who owes whom": "Who owes whom", "Work and value": "Work and value",
}  # fmt: skip


@pytest.fixture
def page(browser):
    """A page of a visitor; every complaint of the browser on it fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints
    yield page
    context.close()


def enter(page, served, name="ann"):
    site, address = served
    page.goto(address)
    page.get_by_label("Your user name").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("The six digits").fill(site.code(name))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Overview", level=1, exact=True).wait_for()


def open_page(page, title):
    page.locator("aside").get_by_role("link", name=title, exact=True).click()
    page.locator(".nesa").get_by_role("heading", level=1).filter(has_text=PAGES[title]).wait_for()


def test_a_governor_signs_in_reads_and_takes_the_account_home(page, served, tmp_path):
    enter(page, served)
    assert page.url.endswith(f"/{OWN}/extension/Overview/")
    open_page(page, "Our school")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").click()
    path = tmp_path / taken.value.suggested_filename
    taken.value.save_as(path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert path.name.startswith("Account of Hartside")
    assert "Account of Hartside" in str(sheet["A1"].value)
    open_page(page, "Partnership Fund")
    page.locator("header h1").hover()
    others = page.locator(".beancount-files a").all_inner_texts()
    assert others == ["Partnership Fund"]
    assert page.complaints == []


def test_favas_own_reports_work_under_the_policy_and_stand_for_accountants(page, served):
    enter(page, served)
    page.get_by_text("For accountants").wait_for()
    assert not page.get_by_role("link", name="Journal").is_visible()
    page.get_by_text("For accountants").click()
    page.get_by_role("link", name="Income Statement").click()
    page.get_by_text("Expenses").first.wait_for()
    page.get_by_role("link", name="Journal").click()
    page.get_by_text("Contribution 2025-26").first.wait_for()
    for hidden in ("Editor", "Import", "Options", "Query", "Documents"):
        assert not page.get_by_role("link", name=hidden, exact=True).is_visible(), hidden
    assert page.complaints == []


def test_a_table_sorts_by_its_heads_also_from_the_keyboard(page, served):
    enter(page, served)
    open_page(page, "Contribution schedule")
    head = page.locator("#contributions + .scrolls th").filter(has_text="Contribution").first
    amounts = "#contributions + .scrolls tbody tr td:nth-child(4)"

    def shown():
        return [
            float(text.replace("£", "").replace(",", "")) for text in page.locator(amounts).all_inner_texts() if text
        ]

    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert shown() == sorted(shown())
    head.get_by_role("button").press("Enter")
    assert shown() == sorted(shown(), reverse=True)


def test_a_table_over_several_sheets_of_paper_has_its_heads_on_each_and_its_total_once(page, served):
    enter(page, served, "beth")
    page.goto(f"{served[1]}/alliance/extension/Schedule/?year=2025-26")
    page.get_by_role("heading", name="Annual contribution schedule").wait_for()
    page.get_by_role("button", name="Outstanding").wait_for()
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in paper.pages]
    schools = [sheet for sheet in sheets if re.search("Coquet High School 612|joined 1 February 2026 120", sheet)]
    assert len(schools) == 2
    assert all("Outstanding" in sheet for sheet in schools)
    assert " ".join(sheets).count("100.00% £24,139.22") == 1
    assert "Signed in as" not in " ".join(sheets)


def test_signing_out_shuts_the_door(page, served):
    enter(page, served)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Your user name").wait_for()
    page.goto(f"{served[1]}/{OWN}/extension/School/")
    assert page.url.endswith("/signin")


def test_another_schools_ledger_is_not_there(page, served):
    enter(page, served)
    assert page.goto(f"{served[1]}/{OTHER}/extension/School/").status == 404


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", ["ann", "beth"])
def test_our_pages_can_be_read_by_everybody(page, served, name, width):
    enter(page, served, name)
    page.set_viewport_size({"width": width, "height": 900})
    slug = page.url.split("/")[3]
    for one in ("Overview", "School", "Fund", "Schedule", "Probity", "Owed", "Work"):
        page.goto(f"{served[1]}/{slug}/extension/{one}/?year=2025-26")
        page.locator(".nesa h1").wait_for()
        assert violations(page, "article") == [], one
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), one
        assert page.evaluate("document.querySelector('article').scrollWidth <= window.innerWidth"), one
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 320])
def test_from_a_figure_to_its_entries_and_back_by_keyboard(page, served, width):
    enter(page, served)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{served[1]}/{OWN}/extension/Fund/?year=2025-26")
    page.locator("#holdings + .scrolls").get_by_role("link", name="In the bank").press("Enter")
    page.get_by_role("heading", level=1, name="Behind the figures: In the bank").wait_for()
    assert violations(page, "article") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("#entries + .scrolls tbody").get_by_role("link").first.press("Enter")
    page.get_by_role("heading", name="What it moved").wait_for()
    page.get_by_role("link", name="Back to the figures").press("Enter")
    page.get_by_role("heading", level=1, name="Behind the figures: In the bank").wait_for()
    page.get_by_role("link", name="Back to Partnership Fund").press("Enter")
    page.get_by_role("heading", level=1).filter(has_text="The Partnership Fund 2025-26").wait_for()
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_door_can_be_used_by_everybody(page, served, width):
    site, address = served
    from nesa_fund.web.roles import Person, Role

    token = site.people.add(Person("dora", Role.GOVERNOR, OWN), site.now)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/signin")
    assert violations(page) == []
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert violations(page) == []
    page.goto(f"{address}/invitation/{token}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
