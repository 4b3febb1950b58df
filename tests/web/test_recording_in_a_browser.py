"""An officer, an approver, a clerk and a governor in a real Chromium: from three bad cells to a charge on the page."""

from contextlib import contextmanager

from brought import BAD, INVOICES, workbook
from browser import look_through
from nesa_fund.web.acts import ACTS
from planted import OWN, ROLES
from served import PASSWORD
from sheets import csv_text


@contextmanager
def somebody(browser, served, name):
    """A page of somebody who signed in through the door; every complaint of the browser fails the test.

    But not that a form was faulty: such an answer is a 400.
    """
    (site, address), complaints = served, []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(120_000)  # The charter is run at each look; a busy machine takes its time.
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.get_by_label("Your user name").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("The six digits").fill(site.code(name))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Overview", level=1, exact=True).wait_for()
    yield page
    context.close()
    assert [said for said in complaints if "400 (BAD REQUEST)" not in said] == []


def bring(page, rows):
    page.get_by_role("navigation", name="Your tasks").get_by_role("link", name="Import").click()
    file = {"name": "invoices.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(rows)}
    page.get_by_label("Spreadsheets").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()


def test_from_three_bad_cells_to_a_charge_on_the_governors_page(browser, served):
    address = served[1]
    with (
        somebody(browser, served, "ann") as governor,
        somebody(browser, served, "oscar") as officer,
        somebody(browser, served, "petra") as approver,
    ):
        governor.goto(f"{address}/{OWN}/extension/School/?year=2025-26")
        governor.locator(".nesa h1").wait_for()
        assert governor.get_by_text("120.50").count() == 0
        officer.locator("aside").get_by_role("link", name="Import", exact=True).click()
        officer.get_by_role("heading", name="Import", exact=True).wait_for()
        look_through(officer)
        bring(officer, BAD)
        officer.get_by_role("heading", name="There is a problem").wait_for()
        cells = officer.locator("[id^=row-] td:nth-child(3)").all_inner_texts()
        assert cells == ["B2", "D3", "F4"]
        officer.get_by_role("alert").get_by_role("link").nth(1).click()
        assert officer.url.endswith("#row-2")
        look_through(officer)
        with officer.expect_download() as taken:
            officer.get_by_role("link", name="Download the marked sheets").click()
        assert taken.value.suggested_filename.endswith(".xlsx")
        bring(officer, INVOICES)
        officer.get_by_text("£200.50").first.wait_for()
        look_through(officer)
        officer.get_by_role("button", name="Submit it for approval").click()
        officer.get_by_role("heading", name="Submitted: it waits for approval").wait_for()
        look_through(officer)
        assert officer.get_by_role("link", name="Approve").count() == 0
        code = officer.url.rpartition("/")[2]
        assert officer.request.get(f"{address}/approve/{code}").status == 404
        approver.locator("aside").get_by_role("link", name="Approve", exact=True).click()
        look_through(approver)
        approver.get_by_role("link", name="invoices.xlsx").click()
        approver.get_by_text("£200.50").first.wait_for()
        look_through(approver)
        approver.get_by_role("button", name="Approve and record it").click()
        approver.get_by_role("heading", name="It is recorded").wait_for()
        look_through(approver)
        governor.reload()
        governor.locator(".nesa").get_by_text("120.50").first.wait_for()


def test_an_officer_says_by_keyboard_how_a_sheet_is_to_be_read(browser, served):
    theirs = (("School", "NOR Jan"), ("Hartside", "100"), ("Elm", ""))
    with somebody(browser, served, "oscar") as officer:
        officer.goto(f"{served[1]}/import")
        file = {"name": "list.csv", "mimeType": "text/csv", "buffer": csv_text(theirs)}
        officer.get_by_label("Spreadsheets").set_input_files(file)
        officer.get_by_role("button", name="Look at it").press("Enter")
        officer.get_by_role("heading", name="There is a problem").wait_for()
        look_through(officer)
        officer.locator("#wrong ~ div").get_by_role("link", name="“Kind of every sheet”").first.press("Enter")
        assert officer.url.endswith("#kind")
        officer.get_by_label("Kind of every sheet").select_option("Pupils on roll")
        officer.get_by_role("button", name="Look again").press("Enter")
        officer.get_by_role("heading", name="What each column is called").wait_for()
        look_through(officer)
        officer.get_by_label("Heading in your sheet of Pupils").select_option("NOR Jan")
        officer.get_by_label("One value for all rows of Census").press_sequentially("2026-01")
        officer.get_by_label("Leave out rows blank here in Pupils").press("Space")
        officer.get_by_role("button", name="Look again").press("Enter")
        officer.get_by_role("heading", name="Look at it, then submit").wait_for()
        officer.get_by_text("Pupils is what stands under “NOR Jan”").wait_for()
        look_through(officer)


def test_an_officer_types_two_rows_by_keyboard_and_mends_a_field(browser, served):
    with somebody(browser, served, "oscar") as officer:
        officer.locator("aside").get_by_role("link", name="Enter by hand", exact=True).press("Enter")
        officer.get_by_role("heading", name="Enter by hand", exact=True).wait_for()
        look_through(officer)
        officer.get_by_role("link", name="What the alliance has settled").press("Enter")
        officer.get_by_label("Days to pay").wait_for()
        look_through(officer)
        officer.go_back()
        officer.get_by_role("link", name="Pupils on roll at a census").press("Enter")
        for row, (member, pupils) in enumerate((("Elm", "120"), ("Hartside", "many")), 1):
            if row > 1:
                officer.get_by_role("button", name="Add another row").press("Enter")
                part = officer.get_by_role("group", name=f"Row {row}")
                part.get_by_label("Member").wait_for()
                assert officer.evaluate("document.activeElement.id") == f"row-{row}-1"
                look_through(officer)
            fields = officer.get_by_role("group", name=f"Row {row}") if row > 1 else officer.locator("form").last
            fields.get_by_label("Member").select_option(member)
            fields.get_by_label("Census").fill("2026-01")
            fields.get_by_label("Pupils").fill(pupils)
        officer.get_by_role("button", name="Look at it").press("Enter")
        officer.get_by_role("heading", name="There is a problem").wait_for()
        look_through(officer)
        officer.get_by_role("alert").get_by_role("link").press("Enter")
        assert officer.evaluate("document.activeElement.id") == "row-2-3"
        officer.keyboard.press("Control+A")
        officer.keyboard.type("9.5")
        officer.get_by_role("button", name="Look at it").press("Enter")
        officer.get_by_role("heading", name="Look at it, then submit").wait_for()
        officer.get_by_role("button", name="Submit it for approval").press("Enter")
        officer.get_by_role("heading", name="Submitted: it waits for approval").wait_for()


def test_a_clerk_confirms_by_keyboard_alone(browser, served):
    with somebody(browser, served, "clara") as clerk:
        clerk.locator("aside").get_by_role("link", name="Confirm", exact=True).press("Enter")
        clerk.get_by_label("Amount confirmed").wait_for()
        look_through(clerk)
        clerk.get_by_role("button", name="Submit the confirmation").press("Enter")
        clerk.get_by_role("heading", name="There is a problem").wait_for()
        look_through(clerk)
        clerk.get_by_role("link", name="Give the day of the meeting").press("Enter")
        clerk.keyboard.type("10/07/2026")
        for label, said in (
            ("Minute of the decision", "FGB 2026-07/6"), ("What it confirms", "it"), ("Why it is corrected", "wrong"),
        ):  # fmt: skip
            clerk.get_by_label(label).fill(said)
        clerk.get_by_label("Yes").press("Space")
        clerk.get_by_role("button", name="Submit the confirmation").press("Enter")
        clerk.get_by_role("heading", name="Submitted: it waits for approval").wait_for()
        look_through(clerk)


def test_every_task_can_be_used_by_everybody(browser, served):
    address = served[1]
    with somebody(browser, served, "oscar") as officer, somebody(browser, served, "petra") as approver:
        officer.locator("aside").get_by_role("link", name="Other tasks", exact=True).click()
        officer.get_by_role("heading", name="Tasks", exact=True).wait_for()
        look_through(officer)
        for act in ACTS:
            if act.may(ROLES["oscar"]):
                officer.goto(f"{address}/do/{act.slug}")
                look_through(officer)
        officer.goto(f"{address}/do/surplus")
        officer.get_by_label("What is returned in all").fill("too much")
        officer.get_by_role("button", name="Look at it").press("Enter")
        officer.get_by_role("heading", name="There is a problem").wait_for()
        look_through(officer)
        officer.get_by_role("alert").get_by_role("link", name="What is returned in all").press("Enter")
        for label, said in (("What is returned in all", "£200.00"), ("The day it is owed from", "31/08/2026"),
                            ("The Board's minute", "Board 2026-08-30/2")):  # fmt: skip
            officer.get_by_label(label).fill(said)
        officer.get_by_role("button", name="Look at it").press("Enter")
        officer.get_by_role("heading", name="What it would record").wait_for()
        look_through(officer)
        officer.get_by_role("button", name="Submit it for approval").press("Enter")
        officer.get_by_role("heading", name="Submitted: it waits for approval").wait_for()
        approver.goto(f"{address}/approve/{officer.url.rpartition('/')[2]}")
        approver.get_by_text("£200.00").first.wait_for()
        look_through(approver)


def test_a_proposal_and_an_entry_to_take_back_can_be_used_by_everybody(browser, served):
    address = served[1]
    with somebody(browser, served, "beth") as board, somebody(browser, served, "oscar") as officer:
        board.goto(f"{address}/do/propose")
        board.get_by_label("What to share").fill("24000")
        board.get_by_role("button", name="Show it").click()
        board.get_by_role("heading", name="Contributions proposed").wait_for()
        look_through(board)
        officer.goto(f"{address}/{OWN}/extension/School/?year=2025-26")
        officer.locator("#charged + .scrolls td a").first.click()
        officer.locator(".nesa th a").last.click()
        officer.get_by_role("link", name="Take it back").click()
        officer.get_by_role("heading", name="Take a batch back, or rows of it").wait_for()
        assert officer.get_by_label("One row alone").input_value()
