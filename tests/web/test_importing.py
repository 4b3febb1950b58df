"""Import and approve: nothing is recorded before a second person says so, and then once."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import openpyxl

from brought import BAD, INVOICES, approve, batches, bring, manifest, post, rows_of, submitted, text, workbook
from nesa_fund.engine import run
from nesa_fund.store import open_ledger
from nesa_fund.web.forms import LARGEST_UPLOAD
from nesa_fund.web.people import ERASED
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.sessions import begin
from planted import DAY, OTHER, OWN, ROLES, leaks
from served import HOME
from sheets import csv_text


def look(client, address):
    return client.get(address, base_url=HOME)


def test_a_preview_says_how_it_is_read_and_what_each_would_owe(own_site):
    client = own_site.signed_in("oscar")
    before = batches(own_site)
    said = text(look(client, bring(client)))
    assert "invoices.xlsx [Invoices]" in said
    assert "Rothley First School Hartside Primary School £120.50" in said
    assert "Together £200.50" in said
    assert "What the charter's rules say of it" in said
    assert batches(own_site) == before


def test_a_bad_sheet_is_named_cell_by_cell_and_can_not_be_submitted(own_site):
    client = own_site.signed_in("oscar")
    address = bring(client, rows=BAD)
    page = look(client, address)
    assert rows_of(page) == [("invoices.xlsx", "Invoices", cell) for cell in ("B2", "D3", "F4")]
    assert text(page).count("There is a problem") == 1
    assert all(f'href="#row-{n}"'.encode() in page.data for n in (1, 2, 3))
    assert b"Submit it for approval" not in page.data
    assert post(client, f"{address}/submit").status_code == 400
    assert "Nothing waits" in text(look(own_site.signed_in("petra"), "/approve"))


def test_the_marked_sheets_can_be_taken_home_mended_and_brought_again(own_site):
    client = own_site.signed_in("oscar")
    marked = look(client, f"{bring(client, rows=BAD)}/marked")
    book = openpyxl.load_workbook(io.BytesIO(marked.data))
    sheet = book["Invoices"]
    assert [sheet[cell].comment is not None for cell in ("B2", "D3", "F4", "B3")] == [True, True, True, False]
    for row, cells in enumerate(INVOICES[1:], 2):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column).value = value
    sheet.delete_rows(4)
    mended = io.BytesIO()
    book.save(mended)
    assert "£200.50" in text(look(client, bring(client, (mended.getvalue(), "to mend.xlsx"))))


def test_what_is_approved_is_one_batch_signed_by_two_who_signed_in(own_site):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    code, before = submitted(officer, note="May's invoices"), batches(own_site)
    assert "oscar" in text(look(approver, "/approve"))
    assert "£200.50" in text(look(approver, f"/approve/{code}"))
    assert approve(approver, code).status_code == 303
    assert len(batches(own_site)) == len(before) + 1
    said = manifest(own_site)
    assert (said["recorded_by"], said["approved_by"], said["how"]) == ("oscar", "petra", "signed-in")
    assert (said["note"], said["rows"], said["totals"]) == ("May's invoices", 2, {"GBP": "200.50"})
    kept = next((own_site.root / "batches").glob("*/source/invoices.xlsx")).read_bytes()
    assert said["files"]["source/invoices.xlsx"] == hashlib.sha256(kept).hexdigest()
    assert f"batch {said['number']}" in text(look(officer, f"/import/{code}"))
    ledger = open_ledger(own_site.root)
    (rule,) = [one for one in run(ledger.book, DAY).results if one.rule.id == "EVI3"]
    about = f"batch {said['number']},"
    assert not any(about in gap.message for gap in rule.gaps)
    assert not any(about in judged.finding.message for judged in rule.findings)


def test_a_replayed_approval_records_nothing_more(own_site):
    code, approver = submitted(own_site.signed_in("oscar")), own_site.signed_in("petra")
    approve(approver, code)
    after = batches(own_site)
    assert approve(approver, code).status_code == 303
    assert post(own_site.signed_in("oscar"), f"/import/{code}/submit").status_code == 303
    assert post(own_site.signed_in("oscar"), f"/import/{code}/withdraw").status_code == 303
    assert batches(own_site) == after
    assert "It is recorded" in text(look(approver, f"/approve/{code}"))


def test_two_approvals_at_once_record_one_batch(own_site):
    own_site.add(Person("paul", Role.APPROVER))
    roles = {**ROLES, "paul": Person("paul", Role.APPROVER)}
    code, before = submitted(own_site.signed_in("oscar")), batches(own_site)

    def approver(name):
        client = own_site.visitor()
        with client.session_transaction(base_url=HOME) as session:
            session["token"], session["form"] = begin(own_site.people, roles[name], own_site.now), "form"
        return client

    clients = [approver(name) for name in ("petra", "paul")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda client: approve(client, code), clients))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(batches(own_site)) == len(before) + 1


def test_nobody_approves_what_they_brought_themselves(own_site):
    code, before = submitted(own_site.signed_in("oscar")), batches(own_site)
    own_site.people.set_role(Person("oscar", Role.APPROVER))
    client = own_site.signed_in("oscar")
    page = look(client, f"/approve/{code}")
    assert b"Approve and record it" not in page.data
    assert approve(client, code).status_code == 403
    assert batches(own_site) == before


def test_what_an_officer_brought_who_is_none_any_more_is_not_approved(own_site):
    code, before = submitted(own_site.signed_in("oscar")), batches(own_site)
    own_site.people.erase("oscar")
    assert own_site.people.events("oscar") == []
    page = approve(own_site.signed_in("petra"), code)
    assert page.status_code == 403
    assert f"Brought by {ERASED}" in text(page)
    assert batches(own_site) == before


def test_what_is_sent_back_tells_its_submitter_why_and_can_be_submitted_again(own_site):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    code = submitted(officer)
    unsaid = post(approver, f"/approve/{code}", decision="back", reason=" ")
    assert unsaid.status_code == 400
    assert b'href="#reason"' in unsaid.data
    assert post(approver, f"/approve/{code}", decision="back", reason="H-902 was <b>free</b>").status_code == 303
    page = look(officer, f"/import/{code}")
    assert b"H-902 was &lt;b&gt;free&lt;/b&gt;" in page.data
    assert approve(approver, code).status_code == 303
    assert "It was sent back" in text(look(approver, f"/approve/{code}"))
    assert post(officer, f"/import/{code}/submit").status_code == 303
    assert "£200.50" in text(look(approver, f"/approve/{code}"))


def test_an_approver_sees_it_on_the_ledger_of_now(own_site):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    other = (INVOICES[0], ("H-901", *INVOICES[1][1:5], 99, "Teaching"))
    first, second = submitted(officer), submitted(officer, rows=other)
    approve(approver, first)
    assert [cell for _, _, cell in rows_of(look(approver, f"/approve/{second}"))] != []
    assert approve(approver, second).status_code == 409


def test_a_hostile_file_name_leads_nowhere(own_site):
    around = set(own_site.root.parent.rglob("*"))
    client = own_site.signed_in("oscar")
    for name in ("..\\..\\x.xlsx", "/etc/x.xlsx", "C:\\x.xlsx", "../../x.xlsx"):
        address = bring(client, (workbook(), name))
        assert "x.xlsx" in text(look(client, address))
    assert "../" not in text(look(client, address))
    new = set(own_site.root.parent.rglob("*")) - around
    folder = own_site.root.with_name("people-submitted")
    files = [path for path in new if path.is_file() and not path.name.startswith("people.sqlite")]
    assert all(path.is_relative_to(folder) and len(path.name) == 32 for path in files)
    post(client, f"{address}/submit")
    approve(own_site.signed_in("petra"), address.rpartition("/")[2])
    assert "source/x.xlsx" in manifest(own_site)["files"]


def test_a_name_that_no_batch_can_keep_and_what_is_no_sheet_are_refused_with_a_sentence(own_site):
    client = own_site.signed_in("oscar")
    for name in ("con.xlsx", "a\u202eb.xlsx", "..."):
        answer = post(client, "/import", files=[(io.BytesIO(workbook()), name)])
        assert answer.status_code == 400, name
        assert "There is a problem" in text(answer)
    for content in (b"", b"PK\x03\x04broken", bytes(range(256))):
        assert "There is a problem" in text(look(client, bring(client, (content, "invoices.xlsx"))))


def test_each_thing_that_would_be_recorded_is_shown_to_whoever_brings_and_whoever_approves(own_site):
    rolls = [["Member", "Census", "Pupils", "Date"], ["Hartside", "2026-10", "415", "01/10/2026"]]
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    for address in (bring(officer), bring(officer, (csv_text(rolls), "rolls.csv"))):
        post(officer, f"{address}/submit")
        code = address.rpartition("/")[2]
        for page in (look(officer, address), look(approver, f"/approve/{code}")):
            assert page.status_code == 200
    page = text(look(approver, f"/approve/{code}"))
    assert "the roll of Hartside Primary School (Hartside) at 2026-10" in page
    assert "rolls.csv" in page
    listed = text(look(approver, f"/approve/{submitted(officer)}"))
    assert "8 May 2026 invoice Hartside Primary School Rothley First School Choir days £120.50" in listed


def test_no_file_and_too_large_ones_are_refused_with_a_sentence(own_site):
    client = own_site.signed_in("oscar")
    assert "Choose at least one file" in text(post(client, "/import"))
    large, form = bytes(LARGEST_UPLOAD + 1), "multipart/form-data; boundary=between"
    answer = client.post("/import", data=large, content_type=form, base_url=HOME)
    assert answer.status_code == 413
    assert "larger than 20 MB" in text(answer)
    assert look(client, "/import").data.count(b"/import/") == 0


def test_a_file_of_some_hundred_kilobytes_is_brought_whole(own_site):
    client = own_site.signed_in("oscar")
    papers = [(workbook(), "invoices.xlsx"), (b"a line\n" * 40_000, "bill.pdf")]
    assert "bill.pdf, 280.0 kB" in text(look(client, bring(client, *papers)))


def test_no_form_goes_through_without_its_token(own_site):
    officer, approver, clerk = (own_site.signed_in(name) for name in ("oscar", "petra", "clara"))
    code, before = submitted(officer), batches(own_site)
    for client, address in (
        *((officer, f"/import{end}") for end in ("", f"/{code}/submit", f"/{code}/withdraw")),
        (approver, f"/approve/{code}"),
        (clerk, "/confirm"),
    ):
        for token in ("", "guessed"):
            fields = {"form": token, "decision": "approve", "year": "2025-26"}
            assert client.post(address, data=fields, base_url=HOME).status_code == 404, address
        foreign = {"form": "form", "decision": "approve"}
        answer = client.post(address, data=foreign, base_url=HOME, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 404, address
    assert batches(own_site) == before
    assert "Submitted" in text(look(officer, f"/import/{code}"))


def test_each_task_is_there_for_its_own_role_alone(own_site):
    code = submitted(own_site.signed_in("oscar"))
    for name, person in ROLES.items():
        client = own_site.signed_in(name)
        for task, address in ((Role.OFFICER, "/import"), (Role.APPROVER, "/approve"), (Role.CLERK, "/confirm")):
            assert look(client, address).status_code == (200 if person.role is task else 404), (name, address)
        if name != "oscar":
            assert look(client, f"/import/{code}").status_code == 404
            assert post(client, f"/import/{code}/withdraw").status_code == 404
        if person.role is not Role.APPROVER:
            assert approve(client, code).status_code == 404
    assert "Submitted" in text(look(own_site.signed_in("oscar"), f"/import/{code}"))


def test_an_officer_of_one_member_submits_what_concerns_it_alone(own_site):
    client = own_site.signed_in("olive")
    rows = (*INVOICES, ("C-1", INVOICES[1][1], OTHER, "Rothley", "Choir", 5, "Teaching"))
    page = look(client, bring(client, rows=rows))
    assert rows_of(page) == [("invoices.xlsx", "Invoices", "A4")]
    assert "does not concern Hartside" in text(page)
    code = submitted(client)
    assert approve(own_site.signed_in("petra"), code).status_code == 303
    assert manifest(own_site)["recorded_by"] == "olive"


def test_a_preview_of_an_officer_of_one_member_is_no_way_to_ask_for_anothers_books(own_site):
    client = own_site.signed_in("olive")
    guess = ("zznumber", "2026-05-03", OTHER, "Rothley", "zzlaptops?", 1, "Teaching")
    page = look(client, bring(client, rows=(INVOICES[0], guess)))
    own = {"zznumber", "zzlaptops"}
    assert set(leaks(page.data)) <= own
    assert "does not concern" in text(page)
    assert "1618.03" not in text(page)


def test_one_officer_sees_nothing_of_anothers_submission(own_site):
    own_site.people.add(Person("oona", Role.OFFICER), own_site.now)
    address = bring(own_site.signed_in("olive"))
    client = own_site.signed_in("oscar")
    assert look(client, address).status_code == 404
    assert b"invoices.xlsx" not in look(client, "/import").data


def test_who_brought_submitted_and_approved_is_in_the_log(own_site):
    code = submitted(own_site.signed_in("oscar"))
    approve(own_site.signed_in("petra"), code)
    told = [event.what for name in ("oscar", "petra") for event in own_site.people.events(name)]
    sha256 = hashlib.sha256(next((own_site.root / "batches").glob("*/source/invoices.xlsx")).read_bytes()).hexdigest()
    assert f"brought {code}: invoices.xlsx (SHA-256 {sha256})" in told
    assert f"submitted {code}" in told
    assert f"approved {code} of oscar: batch {manifest(own_site)['number']}" in told


def test_a_submission_whose_file_was_altered_is_not_recorded(own_site):
    code, before = submitted(own_site.signed_in("oscar")), batches(own_site)
    (file,) = own_site.root.parent.glob(f"*-submitted/{code}/*")
    file.write_bytes(workbook(INVOICES[:2]))
    assert approve(own_site.signed_in("petra"), code).status_code == 503
    assert batches(own_site) == before


def test_without_users_nothing_can_be_recorded(tmp_path):
    from planted import alliance_with_secrets
    from served import Site

    client = Site(alliance_with_secrets(tmp_path), with_people=False).visitor()
    for address in ("/import", "/approve", "/confirm"):
        assert client.get(address, base_url="http://localhost").status_code == 404
        assert client.post(address, base_url="http://localhost").status_code == 404


def test_what_is_recorded_is_on_the_members_page_at_once(own_site):
    governor = own_site.signed_in("ann")
    address = f"/{OWN}/extension/School/?year=2025-26"
    assert b"120.50" not in look(governor, address).data
    approve(own_site.signed_in("petra"), submitted(own_site.signed_in("oscar")))
    assert b"120.50" in look(governor, address).data
