"""The pictures in docs/pictures-of-the-web: the first screen of each page of the example, as a governor sees it.

Run by hand, where a browser and Pillow are: python tests/support/pictures_of_the_web.py
"""

import importlib
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page

from browser import a_browser
from nesa_fund.web.roles import Person, Role
from planted import EXAMPLE
from served import PASSWORD, Site, answering

PICTURES = Path(__file__).parents[2] / "docs/pictures-of-the-web"
WIDTHS = (1280, 320)
PAGES = ("Overview", "School", "Fund", "Schedule", "Probity", "Owed", "Work")
NAMES = ("sign-in", "invitation", *(name.casefold() for name in PAGES), "entry")
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


def _walk(page: Page, site: Site, address: str) -> None:
    token = site.people.add(Person("dora", Role.GOVERNOR, "Hartside"), site.now)
    page.goto(f"{address}/invitation/{token}")
    _draw(page, "invitation")
    page.goto(address)
    _draw(page, "sign-in")
    page.get_by_label("Your user name").fill("ann")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("The six digits").fill(site.code("ann"))
    page.get_by_role("button", name="Sign in").click()
    page.locator(".nesa h1").wait_for()
    for name in PAGES:
        page.goto(f"{address}/Hartside/extension/{name}/?year=2025-26")
        page.locator(".nesa h1").wait_for()
        _draw(page, name.casefold())
    page.goto(f"{address}/Hartside/extension/School/?year=2025-26")
    page.locator("#payments + .scrolls td a").first.click()
    page.locator(".nesa h1", has_text="Item").wait_for()
    page.locator(".nesa th a").last.click()
    page.locator(".nesa h1", has_text="Entry").wait_for()
    page.locator("#extract").evaluate("heading => heading.scrollIntoView()")
    _draw(page, "entry")


def main() -> None:
    """Serve the example, sign in, and draw every page."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, a_browser() as browser:
        root = Path(scratch) / "ledger"
        shutil.copytree(EXAMPLE, root)
        site = Site(root)
        with answering(site) as address:
            _walk(browser.new_page(), site, address)


if __name__ == "__main__":
    main()
