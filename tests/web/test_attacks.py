"""Somebody who has signed in as a governor of one member tries to break the server, or to see more than is theirs."""

import pytest

from brought import INVOICES, bring, post, workbook
from planted import MARKUP, OTHER, OWN, hostile_member, leaks
from served import HOME, PASSWORD

CHARTS = ("income_statement", "balance_sheet", "account_report?a=Assets:Hartside:Bank&r=changes")
NO_DAYS = ("day+9999999999999", "year-99999", "FY0000", "0000", "0001", "9999", "9999-12-31")
PAGES = ("-1", "0", "x", "", "9" * 40, "\u0661", "1.0", "%00")


def asked(site, what):
    return site.signed_in("ann").get(f"/{OWN}/api/{what}", base_url=HOME)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_of_each_day_of_millennia_has_the_days_of_the_ledger_alone(site, chart):
    mark = "&" if "?" in chart else "?"
    of_all, of_own = (
        asked(site, f"{chart}{mark}interval=day&time={time}").json["data"] for time in ("0002 to 9998", "2025 to 2027")
    )
    assert of_all["charts"] == of_own["charts"]
    assert len(str(of_all)) < 400_000


def test_a_time_outside_the_ledger_is_answered_with_nothing(site):
    assert asked(site, "income_statement?time=1066&interval=day").status_code == 200


@pytest.mark.parametrize("report", ["income_statement", "journal_page?page=1&order=desc"])
@pytest.mark.parametrize("time", NO_DAYS)
def test_a_day_that_no_calendar_has_is_told_and_not_stumbled_over(site, report, time):
    answer = asked(site, f"{report}{'&' if '?' in report else '?'}time={time.replace('+', '%2B')}")
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("search", ["-" * 1900 + "a", "(" * 600 + "a" + ")" * 600, "any(" * 300 + "a" + ")" * 300])
def test_a_search_nested_without_end_is_told_and_not_stumbled_over(site, search):
    answer = site.signed_in("ann").get(f"/{OWN}/api/income_statement?filter={search}", base_url=HOME)
    assert answer.status_code in {200, 400, 404}


@pytest.mark.parametrize("number", PAGES)
def test_a_page_of_the_journal_that_can_not_be_is_not_there(site, number):
    assert asked(site, f"journal_page?page={number}&order=desc").status_code == 404


@pytest.mark.parametrize("entry_hash", ["0", "%00", "a" * 1000, "../x", "'"])
def test_an_entry_that_is_not_ones_own_is_not_found_by_its_hash(site, entry_hash):
    answer = asked(site, f"context?entry_hash={entry_hash}")
    assert answer.status_code in {400, 404}
    assert list(leaks(answer.data)) == []


def test_another_members_entry_is_not_found_by_its_true_hash(site):
    journal = site.signed_in("ada").get(f"/{OTHER}/api/journal_page?page=1&order=desc", base_url=HOME).json
    hashes = {part.partition("'")[0] for part in journal["data"]["journal"].split("#context-")[1:]}
    assert len(hashes) > 10
    shared = set(str(asked(site, "journal_page?page=1&order=desc").json).split("#context-"))
    foreign = [one for one in sorted(hashes) if not any(text.startswith(one) for text in shared)]
    assert foreign
    assert {asked(site, f"context?entry_hash={one}").status_code for one in foreign} <= {400, 404}


def test_tries_that_are_not_looked_at_any_more_fill_no_log(own_site):
    client = own_site.visitor()
    client.get("/signin", base_url=HOME)
    with client.session_transaction(base_url=HOME) as session:
        session["form"] = "form"
    for n in range(40):
        fields = {"form": "form", "name": f"zoe{n}", "password": PASSWORD, "code": "1"}
        assert client.post("/signin", data=fields, base_url=HOME).status_code == 403
    assert len([event for event in own_site.people.events("") if event.what == "sign-in refused"]) == 30


@pytest.mark.parametrize(
    "host",
    [
        "localhost.", "local\u017fhost", "\uff4cocalhost", "127.1", "0x7f.1", "[::1]evil", "[::1", "localhost:80:80",
        "localhost@evil", "evil@localhost", "localhost\\evil", "ledger.example/evil", "ledger.example\t", "*",
        "xn--lcalhost-41a", "ledger.example,evil",
    ],
)  # fmt: skip
def test_a_name_that_only_looks_like_ours_is_not_ours(site, host):
    environ = {"HTTP_HOST": host.encode().decode("latin-1")}
    assert site.visitor().get("/health", base_url=HOME, environ_overrides=environ).status_code in {400, 404}


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-10"}, {"If-None-Match": "*"}, {"Accept": "text/x; q=é"}, {"Accept-Language": "../../x"},
        {"X-HTTP-Method-Override": "DELETE"}, {"X-Forwarded-Host": "evil.example"}, {"X-Original-URL": f"/{OTHER}/"},
        {"X-Script-Name": f"/{OTHER}"},
    ],
)  # fmt: skip
def test_no_header_changes_whose_page_it_is(site, headers):
    client = site.signed_in("ann")
    address = f"/{OWN}/extension/School/?year=2025-26"
    plain, tricky = (client.get(address, base_url=HOME, headers=more) for more in ({}, headers))
    assert tricky.status_code == 200
    assert tricky.data == plain.data
    assert client.get(f"/{OTHER}/extension/School/", base_url=HOME, headers=headers).status_code == 404


@pytest.mark.parametrize("address", [f"//{OWN}/", f"/%2f{OWN}/", f"/{OWN}/?time=1%0d%0aX:1", "//evil.example/", "/"])
def test_no_address_leads_to_another_host(site, address):
    answer = site.signed_in("ann").get(address, base_url=HOME)
    where = answer.headers.get("Location", "/")
    assert where.startswith("/")
    assert not where.startswith("//")
    assert "\n" not in where


def test_whatever_an_officer_writes_is_shown_as_text_to_everybody(own_site):
    hostile_member(own_site.root)
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    rows = [list(row) for row in INVOICES]
    rows[1][4] = rows[2][3] = MARKUP
    name = "<img src=x onerror=alert(1)>.xlsx"
    bad = bring(officer, (workbook(rows), name), note=MARKUP)
    rows[2][3] = "Coquet"
    good = bring(officer, (workbook(rows), name), note=MARKUP)
    post(officer, f"{good}/submit")
    code = good.rpartition("/")[2]
    decide = (approver, f"/approve/{code}")
    pages = [one.get(address, base_url=HOME).data for one, address in ((officer, bad), (officer, good), decide)]
    lists = [
        seen_by.get(address, base_url=HOME).data for seen_by, address in ((officer, "/import"), (approver, "/approve"))
    ]
    post(approver, decide[1], decision="back", reason=MARKUP)
    pages.append(officer.get(good, base_url=HOME).data)
    assert [b"&lt;img src=x" in page for page in pages] == [True] * len(pages)
    assert b"<script>alert" not in b"".join(pages + lists)
    assert b"<img src=x" not in b"".join(pages + lists)


def test_a_name_that_is_markup_is_no_markup_in_what_is_taken_home(own_site):
    hostile_member(own_site.root)
    for name in ("School", "Overview", "Owed"):
        answer = own_site.signed_in("ann").get(
            f"/{OWN}/extension/{name}/download?format=xlsx&year=2025-26", base_url=HOME
        )
        assert answer.status_code == 200
        assert "<" not in answer.headers["Content-Disposition"]
        assert answer.mimetype.startswith("application/")
