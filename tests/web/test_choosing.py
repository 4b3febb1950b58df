"""How sheets are to be read is said on the Import page, kept with what was brought, and recorded so."""

import io
from datetime import date

import pytest

from brought import INVOICES, approve, batches, bring, manifest, post, text, workbook
from nesa_fund.facts import Mapping
from nesa_fund.store import open_ledger
from nesa_fund.web.fields import in_fields, in_words
from planted import OTHER, OWN, leaks
from served import HOME
from sheets import csv_text, xlsx

THEIRS = (
    ("URN", "School", "NOR Jan", "LA"),
    ("990101", "Hartside", "100", "929"),
    ("990102", "Coquet", "", "929"),
    ("990103", "Rothley", "60", "929"),
    ("990109", "A school of nobody's", "7", "391"),
)
COLUMNS = ("Member", "Census", "Pupils", "URN", "Basis", "Document")


def look(client, address):
    return client.get(address, base_url=HOME)


def at(name):
    """The number of a column of rolls, as its fields have it."""
    return COLUMNS.index(name) + 1


def read(client, address, **said):
    return post(client, f"{address}/read", **{name.replace("_", "-"): value for name, value in said.items()})


def rolls(site):
    register = open_ledger(site.root).register
    return {code: pupils for code in register.members if (pupils := register.roll(code, "2026-01")) is not None}


def theirs(**more):
    """What an officer says of their list, in the fields as they are drawn."""
    said = {f"map_{at('Pupils')}": "=NOR Jan", f"set_{at('Census')}": "2026-01", f"skip_{at('Pupils')}": "on"}
    return {"drawn": "rolls", "kind": "rolls", **said, "only_1": "LA", "values_1": "929, 0929", **more}


@pytest.fixture
def brought(own_site):
    """An officer, and where their list is that no kind of sheet is recognised in."""
    client = own_site.signed_in("oscar")
    return client, bring(client, (csv_text(THEIRS), "list.csv"))


def test_a_list_with_headings_of_its_own_is_read_as_it_is_said_and_recorded_so(own_site, brought):
    client, address = brought
    page = look(client, address)
    assert "“Kind of every sheet”" in text(page)
    assert b'<a href="#kind">' in page.data
    assert b"<details open>" in page.data
    assert read(client, address, kind="rolls").status_code == 303
    page = look(client, address)
    assert b'<option value="=NOR Jan">' in page.data
    assert "As found: School" in text(page)
    read(client, address, **theirs())
    page = look(client, address)
    said = ("Pupils is what stands under “NOR Jan”", "Census is “2026-01” in every row",
            "Rows that are blank in Pupils are left out", "Only rows are read that have in LA: 929, 0929",
            "Every sheet is read as: Pupils on roll")  # fmt: skip
    assert [one for one in said if one not in text(page)] == []
    assert b'value="=NOR Jan" selected' in page.data
    assert post(client, f"{address}/submit").status_code == 303
    approver, code = own_site.signed_in("petra"), address.rpartition("/")[2]
    page = look(approver, f"/approve/{code}")
    assert [one for one in said if one not in text(page)] == []
    assert rolls(own_site) == {}
    assert approve(approver, code).status_code == 303
    assert rolls(own_site) == {"Hartside": 100, "Rothley": 60}


def test_a_reading_is_remembered_and_read_by_its_name_afterwards(own_site, brought):
    client, address = brought
    read(client, address, **theirs(save_map="the LA's list"))
    assert "This way of reading is remembered under “the LA's list”" in text(look(client, address))
    post(client, f"{address}/submit")
    approve(own_site.signed_in("petra"), address.rpartition("/")[2])
    assert [one.name for one in open_ledger(own_site.root).register.all(Mapping)] == ["the LA's list"]
    newer = [*THEIRS[:1], ("990104", "Elsdon", "61", "929")]
    address = bring(client, (csv_text(newer), "list.csv"))
    assert "the LA&#39;s list" in look(client, address).data.decode()
    read(client, address, use_map="the LA's list")
    page = text(look(client, address))
    assert "They are read as is remembered under “the LA's list”" in page
    assert "Submit it for approval" in page


def test_what_is_known_is_corrected_with_a_reason_and_its_minute_alone(own_site):
    client = own_site.signed_in("oscar")
    before = open_ledger(own_site.root).register.roll(OWN, "2025-01")
    rows = (("Member", "Census", "Pupils", "URN"), (OWN, "2025-01", str(before + 1), "990101"))
    address = bring(client, (csv_text(rows), "rolls.csv"))
    page = look(client, address)
    assert "to correct it: “Correct what is recorded”, and say why" in text(page)
    assert b'<a href="#correct">' in page.data
    said = read(client, address, correct="on", minute="SB 9")
    assert said.status_code == 400
    assert '“Correct what is recorded” needs “Why it is corrected”, like "census return amended"' in text(said)
    assert b'href="#reason"' in said.data
    assert b'value="SB 9"' in said.data
    assert b'href="#correct"' in read(client, address, reason="amended").data
    assert "The census" not in text(look(client, address))
    read(client, address, correct="on", reason="The census was amended", minute="SB 9")
    post(client, f"{address}/submit")
    approver, code = own_site.signed_in("petra"), address.rpartition("/")[2]
    assert "is corrected: The census was amended (minute SB 9)" in text(look(approver, f"/approve/{code}"))
    approve(approver, code)
    assert open_ledger(own_site.root).register.roll(OWN, "2025-01") == before + 1
    assert manifest(own_site)["note"] == "corrected: The census was amended (minute SB 9)"


def test_of_several_kinds_in_one_workbook_the_columns_of_one_can_be_named(own_site):
    client = own_site.signed_in("oscar")
    notes = (("Statement", "Line", "Text", "Date"), ("schedule", "maths", "As planned", date(2026, 7, 1)))
    pupils = (("Member", "NOR Jan"), ("Hartside", 5))
    address = bring(client, (xlsx({"Notes": notes, "Pupils": pupils}), "book.xlsx"))
    assert "book.xlsx [Pupils] is not read" in text(look(client, address))
    read(client, address, columns="rolls")
    said = {f"map_{at('Pupils')}": "=NOR Jan", f"set_{at('Census')}": "2026-01"}
    read(client, address, drawn="rolls", columns="rolls", **said)
    page = text(look(client, address))
    assert "book.xlsx [Notes] Notes on statements 1" in page
    assert "book.xlsx [Pupils] Pupils on roll 1" in page


def test_what_is_hidden_copied_or_spelt_otherwise_is_read_as_it_is_said(own_site):
    client = own_site.signed_in("oscar")
    twice = (*INVOICES[:2], INVOICES[1])
    address = bring(client, (workbook(twice), "invoices.xlsx"))
    assert "“Leave out exact copies of a charge” leaves out all copies" in text(look(client, address))
    read(client, address, drop_copies="on")
    assert "£120.50" in text(look(client, address))
    spelt = (INVOICES[0], ("H-903", *INVOICES[1][1:3], "RTHLY UNIT", *INVOICES[1][4:]))
    aliases = (("Spelling", "Member"), ("RTHLY UNIT", "Rothley"))
    address = bring(client, (workbook(spelt), "invoices.xlsx"), (csv_text(aliases), "spelt.csv"))
    read(client, address, alias="2")
    page = text(look(client, address))
    assert "spelt.csv lists spellings of members" in page
    assert "RTHLY UNIT is Rothley" in page


def test_what_breaks_the_charter_is_refused_where_that_is_asked(own_site):
    client = own_site.signed_in("oscar")
    address = bring(client)
    assert "Submit it for approval" in text(look(client, address))
    read(client, address, strict="on")
    page = text(look(client, address))
    assert "What breaks the charter is refused" in page
    assert "This can't be submitted yet" in page


def test_only_whoever_brought_it_says_how_it_is_read_and_only_before_it_is_submitted(own_site, brought):
    client, address = brought
    assert read(own_site.signed_in("olive"), address, kind="rolls").status_code == 404
    read(client, address, **theirs())
    post(client, f"{address}/submit")
    read(client, address, kind="plan")
    assert "Every sheet is read as: Pupils on roll" in text(look(client, address))
    code = address.rpartition("/")[2]
    approve(own_site.signed_in("petra"), code)
    assert read(client, address, kind="plan").status_code == 303
    assert "Every sheet is read as: Pupils on roll" in text(look(client, address))


def test_what_was_asked_otherwise_since_an_approver_looked_is_not_approved_unseen(own_site, brought):
    client, address = brought
    approver, code = own_site.signed_in("petra"), address.rpartition("/")[2]
    read(client, address, **theirs())
    post(client, f"{address}/submit")
    page, before = look(approver, f"/approve/{code}").data.decode(), batches(own_site)
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    post(approver, f"/approve/{code}", decision="back", reason="another census")
    read(client, address, **theirs(**{f"set_{at('Census')}": "2025-10"}))
    post(client, f"{address}/submit")
    answer = post(approver, f"/approve/{code}", decision="approve", mark=mark)
    assert answer.status_code == 409
    assert "what is asked has changed" in text(answer)
    assert batches(own_site) == before


def test_an_officer_of_one_member_is_shown_no_more_by_what_they_choose(own_site):
    client = own_site.signed_in("olive")
    guess = ("zznumber", date(2026, 5, 3), OTHER, "Rothley", "zzlaptops?", 1, "Teaching")
    address = bring(client, (workbook((INVOICES[0], guess)), "invoices.xlsx"))
    for said in (
        {"kind": "invoices"}, {"correct": "on", "reason": "so"}, {"strict": "on", "save-map": "mine"},
        {"include-hidden": "on", "drop-copies": "on"}, {"use-map": "none"}, {"alias": "1"}, {"alias": "7"},
    ):  # fmt: skip
        assert post(client, f"{address}/read", **said).status_code == 303
        page = look(client, address)
        assert page.status_code == 200, said
        assert set(leaks(page.data)) <= {"zznumber", "zzlaptops"}, said
        assert "1618.03" not in text(page)
    assert "This way of reading is remembered" not in text(page)
    page = look(client, bring(client)).data
    assert b'name="strict"' not in page
    assert b'name="save-map"' not in page


def test_what_no_form_of_ours_draws_is_taken_for_not_said(brought):
    client, address = brought
    said = {"kind": "Nowhere", "drawn": "<b>", "columns": "x", "alias": "²", "map-1": "=x", "use-map": "x" * 1000}
    assert post(client, f"{address}/read", **said).status_code == 303
    assert "no map is remembered as" in text(look(client, address))
    assert post(client, f"{address}/read", files=[(io.BytesIO(b"x"), "x.csv")]).status_code == 303
    assert "As it was asked" not in text(look(client, address))


def test_an_option_in_a_message_is_the_field_that_it_is_here():
    assert in_words('is it another account? --kind bank-statement --set "Account=WHOSE"') == (
        "is it another account? “Kind of every sheet”: Bank statement, “One value for all rows” of Account"
    )
    assert in_words("have it recorded again: nesa import --alias") == "have it recorded again: “A list of spellings”"
    again = 'take that back first: nesa reverse 7 --row "a.xlsx [A5]" --reason WHY'
    assert in_words(again) == again
    assert [piece.field for piece in in_fields("--only LA: no such column; --correct --reason WHY") if piece.field] == [
        "only", "correct"
    ]  # fmt: skip
