"""A keeper in a real Chromium, from an invitation to an erasure; and somebody who comes in by another service."""

from contextlib import contextmanager

import pytest

import provider as services
from browser import look_through
from nesa_fund.web.providers import read_providers
from nesa_fund.web.roles import Person, Role
from planted import NOON, OWN, alliance_with_secrets
from served import PASSWORD, Site, answering


@pytest.fixture
def served(tmp_path):
    """The example, its address, and a service that signs people in."""
    with services.answering(lambda: NOON) as service:
        root = alliance_with_secrets(tmp_path)
        site = Site(root, providers=read_providers([service.settings(tmp_path)], root))
        with answering(site) as address:
            yield site, address, service


@contextmanager
def a_page(browser):
    """A visitor's page; every complaint of the browser on it fails the test, but not that a form was faulty."""
    context, complaints = browser.new_context(viewport={"width": 1280, "height": 900}), []
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [said for said in complaints if "status of 40" not in said] == []


def enter(page, site, address, name):
    page.goto(address)
    page.get_by_label("Your user name").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("The six digits").fill(site.code(name))
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_keeper_adds_changes_and_removes_somebody(browser, served):
    site, address, _ = served
    with a_page(browser) as page, a_page(browser) as invited:
        enter(page, site, address, "kate")
        page.get_by_role("heading", name="People", level=1).wait_for()
        look_through(page)
        page.get_by_label("Their user name").fill("Dora Elm")
        page.get_by_label("Governor of a member").press("Space")
        page.get_by_role("button", name="Add and invite them").press("Enter")
        page.get_by_role("heading", name="There is a problem").wait_for()
        look_through(page)
        page.get_by_role("alert").get_by_role("link").first.press("Enter")
        page.keyboard.press("Control+A")
        page.keyboard.type("dora")
        page.get_by_label("Of which member").select_option("Hartside Primary School")
        page.get_by_role("button", name="Add and invite them").press("Enter")
        page.get_by_role("heading", name="The invitation of dora").wait_for()
        look_through(page)
        invited.goto(page.locator(".done code").inner_text().replace("http://localhost:5000", address))
        invited.get_by_role("heading", name="Welcome, dora").wait_for()
        page.get_by_role("link", name="Back to People").click()
        page.get_by_role("link", name="dora", exact=True).click()
        page.get_by_role("heading", name="dora", exact=True).wait_for()
        look_through(page)
        page.get_by_label("Clerk of a member").check()
        page.get_by_role("button", name="Change it").click()
        page.get_by_role("row", name="dora Clerk Hartside Primary School").wait_for()
        page.get_by_role("link", name="dora", exact=True).click()
        page.get_by_role("link", name="Remove dora").click()
        page.get_by_role("heading", name="Remove dora?").wait_for()
        look_through(page)
        page.get_by_role("button", name="Remove dora").click()
        page.get_by_role("heading", name="People", level=1).wait_for()
        assert page.get_by_text("dora").count() == 0
        page.get_by_role("link", name="Log", exact=True).click()
        page.get_by_role("cell", name="erased by keeper kate").wait_for()
        look_through(page)
        page.goto(f"{address}/person/kate")
        page.get_by_text("This is your own entry").wait_for()
        look_through(page)


def test_an_invitation_is_taken_up_and_one_signs_in_by_another_service(browser, served):
    site, address, service = served
    token = site.people.add(Person("dora", Role.GOVERNOR, OWN), site.now)
    service.subject = "subject-of-dora"
    with a_page(browser) as page:
        page.goto(f"{address}/signin")
        look_through(page)
        page.get_by_role("link", name="Sign in with Northern").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        page.get_by_text("is not known here").wait_for()
        look_through(page)
        page.goto(f"{address}/invitation/{token}")
        look_through(page)
        page.get_by_role("link", name="Use Northern instead of a password").click()
        page.get_by_role("heading", name="Overview", level=1, exact=True).wait_for()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign in with Northern").click()
        page.get_by_text("Signed in as dora").wait_for()
