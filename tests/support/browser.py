"""A real browser for tests: the machine's own Chromium, Chrome or Edge, else one that playwright or Debian brings."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).with_name("axe.min.js")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
HOW = "the tests of the pages need a browser: install Chromium, Chrome or Edge, or run: playwright install chromium"


def find_browser() -> str | None:
    """The path of a browser on this machine; None where playwright has its own.

    Raises:
        RuntimeError: There is none, and none can be had; it says how to get one.
    """
    if named := os.environ.get("NESA_BROWSER"):
        return named
    found = next(filter(None, map(shutil.which, _COMMANDS)), None)
    found = found or next((place for place in _PLACES if Path(place).is_file()), None)
    if found or _own_is_there():
        return found
    for command in _ways():
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0 and (shutil.which("chromium") or _own_is_there()):
            return shutil.which("chromium")
    raise RuntimeError(HOW)


def _own_is_there() -> bool:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).is_file()


def _ways() -> Iterator[list[str]]:
    yield [sys.executable, "-m", "playwright", "install", "chromium"]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        yield ["apt-get", "install", "-y", "-q", "chromium"]


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A browser without a window, until the block ends."""
    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds on a page against WCAG 2.2, levels A and AA, as sentences with their places."""
    page.evaluate(AXE.read_text("utf-8"))  # As the browser's own tool: a page's policy lets no foreign script in.
    found = page.evaluate("([within, tags]) => axe.run(within, {runOnly: {type: 'tag', values: tags}})", [within, WCAG])
    return [
        f"{one['id']}: {one['help']} ({node['target']}, {node['failureSummary']})"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def look_through(page: Page) -> None:
    """Everybody can use the page as it stands, wide and narrow."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
