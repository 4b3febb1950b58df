"""The pictures in docs/pictures-of-the-web: the first screen of each page of the example, as those who use it see it.

Run by hand, where a browser and Pillow are: python tests/support/pictures_of_the_web.py
"""

import importlib
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page

from brought import BAD, INVOICES, workbook
from browser import a_browser
from nesa_fund.web.roles import Person, Role
from planted import EXAMPLE
from served import PASSWORD, Site, answering
from sheets import Rows

PICTURES = Path(__file__).parents[2] / "docs/pictures-of-the-web"
WIDTHS = (1280, 320)
PAGES = ("Overview", "School", "Fund", "Schedule", "Probity", "Owed", "Work")
TASKS = (
    *("import", "wrong", "preview", "reading", "approval", "by-hand", "typed", "tasks", "task", "asked"),
    *("proposal", "confirm", "people", "log"),
)
NAMES = ("sign-in", "invitation", *(name.casefold() for name in PAGES), "figure", "entry", *TASKS)
MOST_BYTES = 120 * 1024


def _draw(page: Page, name: str) -> None:
    image = importlib.import_module("PIL.Image")  # Only for who draws: the tests need no picture made.
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        picture = image.open(BytesIO(page.screenshot())).convert("RGB").quantize(32)
        path = PICTURES / f"{name}-{width}.png"
        picture.save(path, optimize=True)
        assert path.stat().st_size <= MOST_BYTES, path
        sys.stdout.write(f"{path.name} {path.stat().st_size}\n")


def _enter(browser: Browser, site: Site, address: str, name: str) -> Page:
    """A page of somebody who signed in."""
    page = browser.new_context().new_page()
    page.goto(f"{address}/signin")
    page.get_by_label("Your user name").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("The six digits").fill(site.code(name))
    page.get_by_role("button", name="Sign in").click()
    page.locator("h1").first.wait_for()
    return page


def _door(browser: Browser, site: Site, address: str) -> None:
    page = browser.new_context().new_page()
    token = site.people.add(Person("dora", Role.GOVERNOR, "Hartside"), site.now)
    page.goto(f"{address}/invitation/{token}")
    _draw(page, "invitation")
    page.goto(address)
    _draw(page, "sign-in")


def _governor(page: Page, address: str) -> None:
    for name in PAGES:
        page.goto(f"{address}/Hartside/extension/{name}/?year=2025-26")
        page.locator(".nesa h1").wait_for()
        _draw(page, name.casefold())
    page.goto(f"{address}/Hartside/extension/Fund/?year=2025-26")
    page.locator("#plan + .scrolls th a").first.click()
    page.wait_for_url("**behind=**")
    page.locator(".nesa th a").first.wait_for()
    _draw(page, "figure")
    page.goto(f"{address}/Hartside/extension/School/?year=2025-26")
    page.locator("#payments + .scrolls td a").first.click()
    page.locator(".nesa h1", has_text="Item").wait_for()
    page.locator(".nesa th a").last.click()
    page.locator(".nesa h1", has_text="Entry").wait_for()
    page.locator("#extract").evaluate("heading => heading.scrollIntoView()")
    _draw(page, "entry")


def _bring(page: Page, address: str, rows: Rows) -> None:
    page.goto(f"{address}/import")
    file = {"name": "invoices.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(rows)}
    page.get_by_label("Spreadsheets").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.locator("h1").first.wait_for()


def _officer(page: Page, approver: Page, address: str) -> None:
    page.goto(f"{address}/import")
    _draw(page, "import")
    _bring(page, address, BAD)
    _draw(page, "wrong")
    _bring(page, address, INVOICES)
    _draw(page, "preview")
    page.locator("details summary").first.click()
    page.locator("details").evaluate("form => form.scrollIntoView()")
    _draw(page, "reading")
    page.get_by_role("button", name="Submit it for approval").click()
    page.get_by_role("heading", name="Submitted").wait_for()
    approver.goto(f"{address}/approve/{page.url.rpartition('/')[2]}")
    _draw(approver, "approval")
    page.goto(f"{address}/enter")
    _draw(page, "by-hand")
    page.goto(f"{address}/enter/members")
    _draw(page, "typed")
    page.goto(f"{address}/do")
    _draw(page, "tasks")
    page.goto(f"{address}/do/withdraw")
    _draw(page, "task")
    page.get_by_label("Member", exact=True).select_option("Hartside")
    page.get_by_label("Its last day in").fill("31/08/2026")
    page.get_by_label("The minute of its decision").fill("FGB 2026-05-14/3")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What it would record").wait_for()
    _draw(page, "asked")


def _board(page: Page, address: str) -> None:
    page.goto(f"{address}/do/propose")
    page.get_by_label("What to share").fill("26000")
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("heading", name="Contributions proposed").wait_for()
    _draw(page, "proposal")


def _clerk(page: Page, address: str) -> None:
    page.goto(f"{address}/confirm")
    _draw(page, "confirm")


def _keeper(page: Page, address: str) -> None:
    for name, at in (("people", "/people"), ("log", "/people/log")):
        page.goto(f"{address}{at}")
        page.locator("h1").first.wait_for()
        _draw(page, name)


def main() -> None:
    """Serve the example, sign in, and draw every page."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, a_browser() as browser:
        root = Path(scratch) / "ledger"
        shutil.copytree(EXAMPLE, root)
        site = Site(root)
        with answering(site) as address:
            _door(browser, site, address)
            _governor(_enter(browser, site, address, "ann"), address)
            _officer(_enter(browser, site, address, "oscar"), _enter(browser, site, address, "petra"), address)
            _board(_enter(browser, site, address, "beth"), address)
            _clerk(_enter(browser, site, address, "clara"), address)
            _keeper(_enter(browser, site, address, "kate"), address)


if __name__ == "__main__":
    main()
