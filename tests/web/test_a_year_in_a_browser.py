"""A year without a terminal: the example's story, each step brought, submitted and approved in a real browser."""

from datetime import date, datetime

from nesa_fund.actions.demo import example_files, steps
from nesa_fund.engine import Status, run
from nesa_fund.example.sheets import CENSUS, TOTAL, YEAR, example_story
from nesa_fund.history import folder_name
from nesa_fund.store import open_ledger
from planted import EXAMPLE, ROLES
from served import PASSWORD, Site, answering

AFTER = datetime(2026, 9, 30, 9).astimezone()


class Year:
    """The people of a site, each at a page of their own, and its clock."""

    def __init__(self, browser, site, address):
        self.site, self.address = site, address
        self.pages = {name: browser.new_context(accept_downloads=True).new_page() for name in ROLES}
        self.files = dict(example_files())
        for page in self.pages.values():
            page.set_default_timeout(120_000)

    def at(self, moment):
        self.site.now, self.site.day = moment, moment.date()

    def page(self, name, address=""):
        """Somebody's page, signed in anew: sessions end within a day."""
        page = self.pages[name]
        self.site.pass_by(minutes=1)
        page.context.clear_cookies()
        page.goto(f"{self.address}/signin")
        page.get_by_label("Your user name").fill(name)
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_label("The six digits").fill(self.site.code(name))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Import").or_(page.locator(".nesa h1")).or_(page.locator("nav")).first.wait_for()
        page.goto(f"{self.address}{address}")
        return page

    def brings(self, *names):
        page = self.page("oscar", "/import")
        sheets = [{"name": one, "mimeType": "text/csv", "buffer": self.files[one]} for one in names]
        page.get_by_label("Spreadsheets").set_input_files(sheets)
        page.get_by_role("button", name="Look at it").click()
        self.submits(page)

    def asks(self, name, act, **given):
        page = self.page(name, f"/do/{act}")
        for field, value in given.items():
            page.locator(f"#{field}").fill(value)
        page.get_by_role("button", name="Look at it").click()
        self.submits(page)

    def submits(self, page):
        page.get_by_role("button", name="Submit it for approval").click()
        page.get_by_role("heading", name="Submitted: it waits for approval").wait_for()
        self.approves(page.url.rpartition("/")[2])

    def approves(self, code):
        page = self.page("petra", f"/approve/{code}")
        page.get_by_role("button", name="Approve and record it").click()
        page.get_by_role("heading", name="It is recorded").wait_for()

    def does(self, what, day):
        match what:
            case "adopt":
                self.asks("beth", "adopt", year=YEAR, total=TOTAL, census=CENSUS, instalments="3", day="11/06/2025",
                          minute="Board 2025-06-11/5")  # fmt: skip
            case "charge":
                self.asks("oscar", "charge", year=YEAR, day=f"{day:%d/%m/%Y}")
            case _:
                self.brings(*what.split(", "))


def entries(root):
    """Every file of every batch that Beancount reads."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob("batches/*/*.beancount")}


def test_a_year_is_run_without_a_terminal(browser, tmp_path):
    root, story = tmp_path / "ledger", example_story()
    founding = next(steps())
    founding.run(root)  # What comes before there is anything to serve.
    site = Site(root, now=story[0].at, day=story[0].at.date())
    with answering(site) as address:
        year = Year(browser, site, address)
        for one in story[1:]:
            year.at(one.at)
            year.does(one.what, one.at.date())
        assert entries(root) == entries(EXAMPLE)
        verdict = run(open_ledger(root).book, date(2026, 8, 31))
        assert {one.rule.id for one in verdict.results if one.status is Status.BREACHED} == set()
        two_people = next(one for one in verdict.results if one.rule.id == "EVI3")
        assert [gap.message.split(",")[0] for gap in two_people.gaps] == ["batch 1"]  # Of the founding alone.
        year.at(AFTER)
        clerk = year.page("clara", "/confirm")
        clerk.get_by_text("Recorded already").wait_for()
        year.asks("beth", "close", year=YEAR, minute="Board 2026-09-29/3", carried="249.22")
        governor = year.page("ann", "/Hartside/extension/School/?year=2025-26")
        governor.locator(".nesa h1").wait_for()
        with governor.expect_download() as taken:
            governor.get_by_role("link", name="Excel").click()
        assert taken.value.suggested_filename.endswith(".xlsx")
        auditor = year.page("ada", "/do/pack")
        auditor.get_by_label("Kind").select_option("audit")
        auditor.get_by_label("Year").fill(YEAR)
        with auditor.expect_download() as taken:
            auditor.get_by_role("button", name="Make it").click()
        assert taken.value.suggested_filename == "pack.zip"
    assert (root / "batches" / folder_name(len(story) + 1)).is_dir()
