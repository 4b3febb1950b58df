"""Every route, by every method, as every role, of one's own member and of others: nothing of Coquet's own gets out."""

import io
import itertools
import zipfile

import pypdf
import pytest
from fava.application import CLIENT_SIDE_REPORTS

from brought import workbook
from nesa_fund.actions.papers import Paper
from nesa_fund.web.acts import ACTS
from nesa_fund.web.pages.base import FORMATS
from nesa_fund.web.readings import READINGS
from nesa_fund.web.submissions import State, Submissions
from planted import OTHER, OWN, ROLES, SECRETS, THIRD, leaks
from served import HOME

TOLD_NOWHERE = {"zznote"}  # What a batch's note says stands in its manifest, and on no page yet.
SLUGS = (OWN, "Fund", OTHER, THIRD, "alliance", "Nowhere", OWN.casefold(), "coast-and-castle-alliance")
ACCOUNTS = ("Assets", f"Assets:{OWN}:Bank", f"Income:{OTHER}:Funding:PupilPremium", f"Assets:{OTHER}:Bank")
SEARCHES = ("zznarration", "^Coquet-zznumber", "source:zzfile", "-Hartside", "any(account:Coquet)")
QUERIES = ("SELECT narration, account, filename", "JOURNAL", "BALANCES", ".output /tmp/x", "run x", "PRINT")
VALUES = {
    "report_name": CLIENT_SIDE_REPORTS,
    "name": ACCOUNTS,
    "aggregation_key": ("account",),
    "extension_name": (*READINGS, "PortfolioList"),
    "endpoint": ("download", "pack", "draw", "__init__"),
    "result_format": ("csv", "xlsx"),
    "page_slug": ("_index", "features"),
    "token": ("x" * 32,),
    "code": ("ann", "kate", "nobody"),
    "provider": ("microsoft",),
    "submission": ["0123456789abcdef"],
    "act": (*(act.slug for act in ACTS), "nothing"),
    "number": ("1",),
    "kind": ("rolls", "settings", "bank-statement", "Nowhere"),
    "filename": ("app.css", "door.css", "../door.py", "..%2fdoor.py"),
}
BEHIND = (f"owes/{OTHER}", f"owed/{THIRD}", f"pairs/{THIRD}/{OTHER}", f"members/{OTHER}", f"days/{OTHER}", "x/" * 99)
ARGUMENTS = {
    "extension_report": (
        *("", "?partial=true", f"?year=2025-26&member={OTHER}", f"?account={OTHER}&time=2026"),
        *(f"?year=2025-26&member={OTHER}&behind={one}" for one in BEHIND),
    ),
    "extension_endpoint": (
        *(f"?format={one}&year=2025-26&member={OTHER}" for one in (*FORMATS, "html")),
        *(f"?format=csv&year=2025-26&member={OTHER}&behind={one}" for one in BEHIND),
    ),
    "json_api.get_account_report": tuple(f"?a={one}&r={r}" for one in ACCOUNTS for r in ("journal", "balances")),
    "json_api.get_journal_page": tuple(f"?page=1&order=desc&filter={one}" for one in ("", *SEARCHES)),
    "json_api.get_query": tuple(f"?query_string={one}" for one in QUERIES),
    "download_query": tuple(f"?query_string={one}" for one in QUERIES),
    "json_api.get_source": ("?filename=", f"?filename=views/{OTHER}.beancount"),
    "json_api.get_context": ("?entry_hash=0",),
    "json_api.get_source_slice": ("?entry_hash=0",),
    "json_api.get_payee_accounts": (f"?payee={OTHER}",),
    "json_api.get_narration_transaction": ("?narration=zznarration",),
    "document": ("?filename=batches/0025/source/zzfile.xlsx",),
    "statement": ("?entry_hash=0&key=source",),
    "people_log": ("", "?who=oscar", "?page=2", "?day=soon"),
}
"""What is asked of an endpoint beside its path; others are asked for as they are."""


@pytest.fixture(scope="module", autouse=True)
def _brought(site):
    """Something of Coquet's that another officer brought and submitted; its address is among those swept."""
    store, sheet = Submissions(site.people), Paper("zzfile.xlsx", workbook())
    code = store.add("oscar", "", [sheet], "zznote", site.now).code
    assert store.move(code, [State.LOOKED_AT], State.WAITING)
    VALUES["submission"].append(code)


def paths(app, slugs):
    """Every address that the app's own map of routes can make, with values for what stands in it."""
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        values = [slugs if name == "bfile" else VALUES[name] for name in names]
        for chosen in itertools.product(*values):
            path = rule.rule
            for name, value in zip(names, chosen, strict=True):
                for form in (
                    f"<{name}>",
                    f"<path:{name}>",
                    f"<int:{name}>",
                    "<any(account,currency,cost_currency):aggregation_key>",
                ):
                    path = path.replace(form, value)
            assert "<" not in path
            yield from (path + query for query in ARGUMENTS.get(rule.endpoint, ("",)))


def told(response):
    """What a response tells: also what stands packed in a workbook or a PDF."""
    if response.data[:2] == b"PK":
        packed = zipfile.ZipFile(io.BytesIO(response.data))
        return b"\n".join(packed.read(name) for name in packed.namelist())
    if response.data[:4] == b"%PDF":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.data)).pages).encode()
    return response.data


def swept(site, name, slugs=SLUGS):
    client = site.signed_in(name)
    for path in paths(site.app, slugs):
        response = client.get(path, base_url=HOME)
        yield path, response, told(response) + str(response.headers).encode()
        response.close()


@pytest.mark.parametrize("name", [name for name, person in ROLES.items() if person.member == OWN])
def test_somebody_of_one_member_is_told_nothing_of_anothers(site, name):
    for path, response, text in swept(site, name):
        assert response.status_code in {200, 302, 303, 400, 404}, path
        assert list(leaks(text)) == [], path
        assert str(site.root).encode() not in text, path


def test_the_same_sweep_finds_the_secrets_where_they_may_be_read(site):
    found = {secret for _, _, text in swept(site, "ada", (OTHER, "alliance")) for secret in leaks(text)}
    assert found == {ways[0] for ways in SECRETS} - TOLD_NOWHERE


def test_who_sees_all_is_told_no_path_of_the_machine(site):
    for path, response, text in swept(site, "beth", ("alliance", OWN)):
        assert response.status_code in {200, 302, 303, 400, 404}, path
        assert str(site.root).encode() not in text, path


def test_a_keeper_of_people_reaches_nothing_of_favas_and_is_told_nothing_of_a_book(site):
    site.people.note("oscar", "brought 01: zzfile.xlsx", site.now)
    site.people.note("petra", "sent back 01 of oscar: zzlaptops", site.now)
    reached = set()
    for path, response, text in swept(site, "kate"):
        assert response.status_code in {200, 303, 400, 404}, path
        assert list(leaks(text)) == [], path
        if response.status_code != 404 and path != "/":
            reached.add(path.split("/")[1].split("?")[0])
    assert reached == {"people", "person", "signin", "health", "door", "static"}
    assert site.signed_in("kate").get("/", base_url=HOME).headers["Location"] == "/people"


@pytest.mark.parametrize("name", ["ann", "kate"])
def test_what_is_forbidden_and_what_is_unknown_are_answered_alike(site, name):
    client = site.signed_in(name)
    unknown = client.get("/Nowhere/", base_url=HOME)
    for path in paths(site.app, (OTHER, "alliance")):
        if path.startswith((f"/{OTHER}", "/alliance")):
            answer = client.get(path, base_url=HOME)
            assert (answer.status_code, answer.data) == (404, unknown.data), path
            assert dict(answer.headers) == dict(unknown.headers), path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
@pytest.mark.parametrize("name", ["ann", "beth", "kate"])
def test_only_get_reaches_anything_of_favas(site, name, method):
    client = site.signed_in(name)
    ours = ("/signin", "/signout", "/invitation", "/health", "/door", "/static")
    for path in paths(site.app, (OWN,)):
        if not path.startswith(ours):
            assert client.open(path, method=method, base_url=HOME).status_code == 404, path


def test_without_signing_in_every_address_leads_to_the_door(site):
    client = site.visitor()
    open_to_all = ("/signin", "/invitation", "/health", "/door", "/static")
    for path in paths(site.app, SLUGS):
        if not path.startswith(open_to_all):
            answer = client.get(path, base_url=HOME)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/signin"), path


def test_every_answer_carries_the_headers(site):
    for path, response, _ in swept(site, "ann", (OWN, OTHER)):
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert response.headers["X-Content-Type-Options"] == "nosniff", path
        assert response.headers["Referrer-Policy"] == "same-origin", path
        is_static = path.startswith(("/static", "/door"))
        assert is_static or response.headers["Cache-Control"] == "no-store", path
