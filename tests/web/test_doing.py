"""Commands as pages: asked for by one, approved by another, and refused by the sentences of the command line."""

import io
import zipfile

import click
import openpyxl
import pytest

from brought import approve, batches, manifest, post, text
from nesa_fund.cli.asked import CommandLine
from nesa_fund.cli.main import COMMANDS, cli
from nesa_fund.web.acts import ACTS, Outcome, Sort
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.telling import linked
from planted import OTHER, OWN, alliance_with_secrets, leaks
from served import HOME, Site

ELSEWHERE = {
    "import": "the page Import",
    "restore": "a ledger is there before it is served",
    "init": "a ledger is there before it is served",
    "serve": "it is what shows the pages",
    "demo": "shows the example, at a terminal",
    "bean": "tells a path of this machine",
    "user": "the page People",
    "report": "every page of Fava's sidebar, with its downloads",
    "check": "the page Probity",
    "rules": "the page Probity",
    "todo": "the page Overview",
    "batches": "reads alone",
    "verify": "reads alone; the rule EVI4 stands on the page Probity",
}
"""Commands that have no form of their own among the tasks, and why."""


def look(client, address):
    return client.get(address, base_url=HOME)


def ask(client, slug, **given):
    return post(client, f"/do/{slug}", **given)


def every_command():
    context = click.Context(cli)
    for name in COMMANDS:
        found = cli.get_command(context, name)
        if isinstance(found, click.Group) and name not in ELSEWHERE:
            yield from ((name, one) for one in found.commands)
        else:
            yield (name,)


def test_every_command_that_changes_or_makes_something_has_a_page():
    assert {act.command for act in ACTS} | {(name,) for name in ELSEWHERE} == set(every_command())


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.slug)
def test_every_field_says_in_words_what_it_wants(act):
    fields = CommandLine().fields(act.command)
    assert fields or act.slug == "backup"
    for field in fields:
        assert field.label[0].isupper(), field
        assert "--" not in field.label + field.hint, field
    assert "--" not in CommandLine().told(act.command)


@pytest.mark.parametrize("name", ["oscar", "olive", "beth", "ada"])
def test_each_role_is_offered_what_it_may_do_and_nothing_else(site, name):
    client = site.signed_in(name)
    person = {"oscar": Person("oscar", Role.OFFICER), "olive": Person("olive", Role.OFFICER, OWN),
              "beth": Person("beth", Role.BOARD), "ada": Person("ada", Role.AUDITOR)}[name]  # fmt: skip
    listed = look(client, "/do").data.decode()
    for act in ACTS:
        assert (f'href="/do/{act.slug}"' in listed) == act.may(person), act.slug
        assert look(client, f"/do/{act.slug}").status_code == (200 if act.may(person) else 404), act.slug
        if not act.may(person):
            assert ask(client, act.slug).status_code == 404


def test_governors_and_approvers_ask_for_nothing(site):
    for name in ("ann", "petra"):
        client = site.signed_in(name)
        assert {look(client, "/do").status_code, look(client, "/do/charge").status_code} == {404}


def test_what_is_asked_for_is_shown_first_and_recorded_when_another_approves(own_site):
    officer, before = own_site.signed_in("oscar"), batches(own_site)
    answer = ask(officer, "surplus", year="2025-26", amount="200", day="31/08/2026", minute="Board 2026-08-30/2")
    assert answer.status_code == 303, text(answer)
    page = text(look(officer, answer.headers["Location"]))
    assert "Surplus of 2025-26, owed back from 2026-08-31: £200.00." in page
    assert "They find" in page
    assert batches(own_site) == before
    assert post(officer, f"{answer.headers['Location']}/submit").status_code == 303
    assert batches(own_site) == before
    code = answer.headers["Location"].rpartition("/")[2]
    assert approve(own_site.signed_in("oscar"), code).status_code == 404
    approver = own_site.signed_in("petra")
    assert f"/approve/{code}" in look(approver, "/approve").data.decode()
    assert "£200.00" in text(look(approver, f"/approve/{code}"))
    assert approve(approver, code).status_code == 303
    assert len(batches(own_site)) == len(before) + 1
    written = manifest(own_site)
    assert (written["recorded_by"], written["approved_by"], written["how"]) == ("oscar", "petra", "signed-in")
    assert text(look(officer, answer.headers["Location"])).count("It is recorded")
    assert approve(approver, code).status_code == 303
    assert len(batches(own_site)) == len(before) + 1


def test_what_was_sent_back_can_be_submitted_again(own_site):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    given = {"year": "2025-26", "amount": "200", "day": "31/08/2026", "minute": "Board 2026-08-30/2"}
    address = ask(officer, "surplus", **given).headers["Location"]
    code = address.rpartition("/")[2]
    post(officer, f"{address}/submit")
    post(approver, f"/approve/{code}", decision="back", reason="the minute is another")
    assert "petra sent it back: the minute is another" in text(look(officer, address))
    post(officer, f"{address}/withdraw")
    assert look(officer, address).status_code == 404
    assert look(approver, f"/approve/{code}").status_code == 404


def test_what_nobody_submits_for_a_month_is_let_go_with_its_files(own_site):
    given = {"year": "2025-26", "amount": "200", "day": "31/08/2026", "minute": "Board 2026-08-30/2"}
    papers = [(io.BytesIO(b"signed"), "minute.pdf")]
    address = ask(own_site.signed_in("oscar"), "surplus", **given, evidence=papers).headers["Location"]
    submitted = ask(own_site.signed_in("oscar"), "surplus", **given).headers["Location"]
    post(own_site.signed_in("oscar"), f"{submitted}/submit")
    folder = own_site.root.with_name("people-submitted") / address.rpartition("/")[2]
    assert len(list(folder.iterdir())) == 1
    own_site.pass_by(days=31)
    ask(own_site.signed_in("oscar"), "surplus", **given)
    assert look(own_site.signed_in("oscar"), address).status_code == 404
    assert not folder.exists()
    assert look(own_site.signed_in("oscar"), submitted).status_code == 200


def test_every_fault_leads_to_its_field_and_what_was_typed_stays(own_site):
    officer, before = own_site.signed_in("oscar"), batches(own_site)
    answer = ask(officer, "surplus", year="2025-26", amount="lots <b>", day="31/02/2026", minute="")
    assert answer.status_code == 400
    page = answer.data.decode()
    assert "There is a problem" in page
    assert 'href="#amount"' in page
    assert 'value="lots &lt;b&gt;"' in page
    assert "“" not in text(ask(officer, "surplus", year="2025-26"))
    missing = ask(officer, "surplus", year="2025-26", amount="5", day="31/08/2026")
    assert 'href="#minute"' in missing.data.decode()
    for absent, given in (("year", {"member": OWN}), ("member", {"year": "2025-26"})):
        page = ask(officer, "confirm", **given, amount="5", day="31/08/2026", minute="m", purpose="p").data.decode()
        assert f'href="#{absent}"' in page
        assert page.count('href="#') == 1
    refused = ask(officer, "close", year="2025-26", minute="Board 1")
    assert "2025-26 has not ended" in text(refused)
    assert 'href="#form"' in refused.data.decode()
    assert batches(own_site) == before


def test_what_no_longer_holds_is_not_recorded(own_site):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    given = {"batch": str(len(batches(own_site))), "reason": "brought twice"}
    codes = []
    for _ in range(2):
        address = ask(officer, "reverse", **given).headers["Location"]
        assert post(officer, f"{address}/submit").status_code == 303
        codes.append(address.rpartition("/")[2])
    assert approve(approver, codes[0]).status_code == 303
    after = batches(own_site)
    assert "There is a problem" in text(look(approver, f"/approve/{codes[1]}"))
    assert approve(approver, codes[1]).status_code == 409
    assert batches(own_site) == after


def test_a_file_is_handed_over_and_nothing_is_recorded(site):
    officer, before = site.signed_in("oscar"), batches(site)
    sheet = ask(officer, "sheet", year="2026-27", total="24000")
    assert sheet.headers["Content-Disposition"].endswith("Board's sheet.xlsx\"")
    assert openpyxl.load_workbook(io.BytesIO(sheet.data)).sheetnames
    packed = zipfile.ZipFile(io.BytesIO(ask(site.signed_in("beth"), "pack", kind="board", year="2025-26").data))
    assert {name.rpartition(".")[2] for name in packed.namelist()} == {"pdf", "xlsx"}
    assert batches(site) == before


def test_a_proposal_is_drawn_on_the_page(site):
    board = site.signed_in("beth")
    page = ask(board, "propose", year="2025-26", total="24000")
    assert page.status_code == 200
    assert "Nothing was recorded in the ledger" in text(page)
    assert page.data.count(b"<table") >= 1
    assert str(site.root).encode() not in page.data


def test_no_path_of_the_machine_stands_in_a_refusal(site):
    officer = site.signed_in("oscar")
    for slug, given in (
        ("template", {"names": "nonsense"}),
        ("papers", {"kind": "offer"}),
        ("pack", {"kind": "audit", "member": OWN}),
    ):
        answer = ask(officer, slug, **given)
        assert answer.status_code == 400
        assert b"/tmp" not in answer.data
        assert str(site.root).encode() not in answer.data


def test_an_officer_of_one_member_hands_over_their_own_alone(site):
    officer = site.signed_in("olive")
    assert 'name="member"' not in look(officer, "/do/post").data.decode()
    answer = ask(officer, "post", member=OTHER, system="csv")
    said = answer.data if answer.status_code == 200 else text(answer).encode()
    assert list(leaks(said)) == []
    assert OTHER not in text(answer) or answer.status_code == 200


def test_the_codes_that_lack_are_handed_over_to_be_filled_in(site):
    officer = site.signed_in("olive")
    lacking = ask(officer, "post", system="sage50")
    assert lacking.status_code == 400
    assert "Hartside Primary School's own system" in text(lacking)
    assert "to fill them in: “Hand over to a school's own finance system”" in text(lacking)
    assert 'href="/do/post?member=Hartside&amp;system=sage50&amp;codes=codes.xlsx"' in lacking.data.decode()
    sheet = ask(officer, "post", system="sage50", codes="on")
    assert sheet.headers["Content-Disposition"].endswith("codes.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(sheet.data)).sheetnames


def test_a_value_that_looks_like_an_option_is_a_value(own_site):
    officer = own_site.signed_in("oscar")
    given = {"batch": "1", "reason": "--minute=stolen"}
    answer = ask(officer, "reverse", **given)
    assert answer.status_code in {303, 400}
    hostile = ask(officer, "withdraw", member="--help", day="31/08/2026", minute="m")
    assert hostile.status_code == 400
    assert "Usage" not in text(hostile)


def test_a_command_that_a_text_names_is_a_link_for_whoever_may(site):
    text_ = 'first nesa reverse 7 --row "Invoices!A14" --reason WHY, then import it with <b>nesa import</b>'
    officer, governor = Person("oscar", Role.OFFICER), Person("ann", Role.GOVERNOR, OWN)
    said = str(linked(text_, CommandLine(), officer))
    assert '<a href="/do/reverse?batch=7&amp;rows=Invoices%21A14">Take a batch back, or rows of it</a>, then' in said
    assert '&lt;b&gt;<a href="/import">Import</a>&lt;/b&gt;' in said
    assert "<a" not in linked(text_, CommandLine(), governor)
    page = look(site.signed_in("oscar"), "/do/reverse?batch=7&rows=Invoices%21A14").data.decode()
    assert 'value="7"' in page
    assert "Invoices!A14</textarea>" in page


def test_the_fields_of_a_form_are_those_of_the_command():
    fields = {field.name: field for field in CommandLine().fields(("withdraw",))}
    assert [name for name, field in fields.items() if field.is_required] == ["member", "day", "minute"]
    assert fields["evidence"].sort is Sort.FILES
    assert fields["day"].sort is Sort.DAY
    assert all(act.file for act in ACTS if act.outcome is Outcome.A_FILE)


@pytest.mark.parametrize("slug", ["charge", "withdraw"])
def test_a_form_without_its_token_is_not_there(site, slug):
    client = site.signed_in("oscar")
    assert client.post(f"/do/{slug}", data={"year": "2025-26"}, base_url=HOME).status_code == 404


def test_where_nobody_signs_in_nothing_is_asked_for(tmp_path):
    client = Site(alliance_with_secrets(tmp_path), with_people=False).visitor()
    assert client.get("/", base_url=HOME, follow_redirects=True).status_code == 200
    assert {look(client, address).status_code for address in ("/do", "/do/pack", "/import", "/approve")} == {404}
