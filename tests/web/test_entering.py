"""What an officer types becomes a sheet, and goes the way of one that was brought: looked at, submitted, approved."""

import csv
import html
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brought import FORM, approve, batches, manifest, post, text
from importers.files.delimited import csv_rows
from importers.kinds import KINDS
from importers.templates import SETS, template
from importers.workbook import shown
from nesa_fund.facts import Roll
from nesa_fund.store import open_ledger
from nesa_fund.web.forms import LARGEST_UPLOAD
from nesa_fund.web.occasions import DEEDS, TIMES
from nesa_fund.web.typed import Cell, sheet_of
from planted import OTHER, OWN, leaks
from served import HOME

INVOICE = {"Invoice no": "H-901", "Date": "08/05/2026", "Supplier": OWN, "Customer": "Rothley", "Description": "Choir",
           "Net": "120.50", "Category": "Teaching staff"}  # fmt: skip


def look(client, address):
    return client.get(address, base_url=HOME)


def headers(kind):
    return [column.name for column in KINDS[kind].columns]


def field(kind, header, row=1):
    return f"row-{row}-{headers(kind).index(header) + 1}"


def typed(kind, *rows):
    """The fields of some rows, column -> value."""
    cells = {field(kind, name, n): value for n, row in enumerate(rows, 1) for name, value in row.items()}
    return {"rows": str(len(rows)), **cells}


def enter(client, kind, *rows, **more):
    return post(client, f"/enter/{kind}", **typed(kind, *rows), **more)


def submitted(client, answer):
    """Submit what was entered; the code of the submission."""
    assert answer.status_code == 303, text(answer)
    address = answer.headers["Location"]
    assert post(client, f"{address}/submit").status_code == 303
    return address.rpartition("/")[2]


def source(site):
    (path,) = (site.root / "batches" / batches(site)[-1] / "source").glob("*.csv")
    return path


def faults(answer):
    """The fields that the summary of what is wrong leads to."""
    return [part.partition('"')[0] for part in answer.data.decode().split('<li><a href="#')[1:]]


def test_everything_that_can_be_brought_can_be_typed_and_is_listed_once_in_words(site):
    assert DEEDS.keys() == KINDS.keys()
    assert TIMES.keys() == SETS.keys()
    page = look(site.signed_in("oscar"), "/enter").data.decode()
    assert [page.count(f'"/enter/{kind}"') for kind in KINDS] == [1] * len(KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "settings"])
def test_a_form_has_the_columns_of_its_kind_with_what_can_be_chosen(site, kind):
    page = look(site.signed_in("oscar"), f"/enter/{kind}").data.decode()
    assert [f'<label for="{field(kind, name)}">{name}' in page for name in headers(kind)] == [True] * len(headers(kind))
    (blank,) = template([kind], open_ledger(site.root).register)
    for n, column in enumerate(blank.columns[:-1], 1):
        is_chosen = f'<select id="row-1-{n}"' in page
        assert is_chosen == bool(column.choices and (kind, column.header) != ("bank-statement", "Account"))


def test_a_typed_invoice_is_looked_at_submitted_approved_and_in_the_books(own_site):
    client, before = own_site.signed_in("oscar"), batches(own_site)
    answer = enter(client, "invoices", INVOICE, note="no sheet at hand")
    page = text(look(client, answer.headers["Location"]))
    assert "entered 2026-08-31.csv" in page
    assert "Rothley First School Hartside Primary School £120.50" in page
    assert "Every sheet is read as: Invoices between members" in page
    assert post(client, f"{answer.headers['Location']}/read", kind="invoices").status_code == 303
    code = submitted(client, answer)
    assert batches(own_site) == before
    page = text(look(own_site.signed_in("petra"), f"/approve/{code}"))
    assert "Remark: no sheet at hand" in page
    assert f"{' '.join(INVOICE)} {' '.join(INVOICE.values())}" in page
    assert approve(own_site.signed_in("petra"), code).status_code == 303
    said = manifest(own_site)
    assert (said["recorded_by"], said["approved_by"], said["totals"]) == ("oscar", "petra", {"GBP": "120.50"})
    rows = list(csv.reader(io.StringIO(source(own_site).read_text("utf-8-sig"))))
    assert [dict(zip(*rows, strict=True))] == [INVOICE]


def test_a_fault_leads_to_its_field_and_what_was_typed_stays(own_site):
    client = own_site.signed_in("oscar")
    wrong = {**INVOICE, "Date": "31/02/2026", "Description": "", "Net": "<much>"}
    answer = enter(client, "invoices", {}, INVOICE, wrong, note="kept")
    assert answer.status_code == 400
    assert faults(answer) == [field("invoices", name, 3) for name in ("Date", "Description", "Net")]
    page = answer.data.decode()
    assert "not a day that exists" in page
    assert 'value="&lt;much&gt;"' in page
    assert f'id="{field("invoices", "Net", 2)}" name="{field("invoices", "Net", 2)}" value="120.50"' in page
    assert '<option value="Rothley" selected>' in page
    assert look(client, "/import").data.count(b"/import/") == 0
    unknown = enter(client, "rolls", {"Member": "Rothely", "Census": "2026-01", "Pupils": "5"})
    assert faults(unknown) == [field("rolls", "Member")]
    assert "<option selected>Rothely</option>" in unknown.data.decode()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "settings"])
def test_of_every_kind_what_is_typed_is_read_and_each_fault_leads_to_a_field(site, kind):
    client = site.signed_in("oscar")
    (blank,) = template([kind])
    row = {column.header: shown(column.example) for column in blank.columns if column.example is not None}
    answer = enter(client, kind, {name: re.sub("(?i)xample", "xtra", value) for name, value in row.items()})
    assert answer.status_code in {303, 400}
    page, leads = answer.data.decode(), faults(answer)
    assert all(f'id="{one}"' in page and one.startswith("row-1-") for one in leads), text(answer)[:600]
    if not leads:
        assert "Submit it for approval" in text(look(client, answer.headers["Location"]))


def test_nothing_typed_is_no_sheet(own_site):
    client = own_site.signed_in("oscar")
    for answer in (enter(client, "rolls", {}, {"Member": "  "}), post(client, "/enter/settings", rows="1")):
        assert (answer.status_code, faults(answer)) == (400, ["typed"])


def test_another_row_is_drawn_and_nothing_is_lost_or_kept(own_site):
    client = own_site.signed_in("oscar")
    page = enter(client, "rolls", {"Member": "Elm", "Pupils": "7"}, more="1").data.decode()
    assert 'name="rows" value="2"' in page
    assert 'value="7"' in page
    assert '<option value="Elm" selected>' in page
    assert f'<select id="{field("rolls", "Member", 2)}"' in page
    for rows, drawn in (("20", "20"), ("999", "20"), ("-3", "2"), ("²", "2"), ("", "2")):
        page = post(client, "/enter/rolls", rows=rows, more="1").data.decode()
        assert f'name="rows" value="{drawn}"' in page or "Nothing is filled in" in page, rows
    assert look(client, "/import").data.count(b"/import/") == 0


def test_hostile_text_is_a_fault_of_its_field_or_text(own_site):
    client = own_site.signed_in("oscar")
    for said in ("<script>alert(1)</script>", '=HYPERLINK("x")', '","', "a;b;c;d;e;f;g;h;i;j"):
        answer = enter(client, "invoices", {**INVOICE, "Description": said})
        page = look(client, answer.headers["Location"]).data.decode()
        assert "<script>alert" not in page
        assert f"<td>{said}</td>" in html.unescape(page)
    for said in ("\u202e", "\x07"):
        answer = enter(client, "invoices", {**INVOICE, "Description": f"a{said}b"})
        assert faults(answer) == [field("invoices", "Description")]
    assert faults(enter(client, "invoices", {**INVOICE, "Description": "a\0b"})) == ["typed"]
    assert faults(enter(client, "invoices", INVOICE, note="a\u202eb")) == ["note"]


def test_several_rows_are_one_batch(own_site):
    client = own_site.signed_in("oscar")
    rows = [{"Member": code, "Census": "2026-01", "Pupils": pupils} for code, pupils in (("Elm", "7"), (OWN, "9.5"))]
    code = submitted(client, enter(client, "rolls", rows[0], {}, rows[1]))
    approve(own_site.signed_in("petra"), code)
    assert manifest(own_site)["rows"] == 2
    newest = {one.code: one.pupils for one in open_ledger(own_site.root).register.all(Roll) if one.census == "2026-01"}
    assert newest == {"Elm": 7, OWN: 9.5}


def test_what_is_recorded_is_corrected_with_its_reason_and_what_is_not_said_stays(own_site):
    client, known = own_site.signed_in("oscar"), {"Member": OWN, "Census": "2025-01", "URN": "990101"}
    before = next(one for one in open_ledger(own_site.root).register.all(Roll) if one.code == OWN)
    answer = enter(client, "rolls", {**known, "Pupils": "413"})
    assert faults(answer) == [field("rolls", "Member")]
    assert "to correct it: “Correct what is recorded”, and say why" in text(answer)
    assert "<details open>" in answer.data.decode()
    answer = enter(client, "rolls", {**known, "Pupils": "413"}, correct="on")
    assert faults(answer) == ["reason"]
    assert "<details open>" in answer.data.decode()
    answer = enter(client, "rolls", {**known, "Pupils": "413"}, correct="on", reason="miscounted", minute="SB 4")
    approve(own_site.signed_in("petra"), submitted(client, answer))
    after = [one for one in open_ledger(own_site.root).register.all(Roll) if one.code == OWN][-1]
    assert (after.pupils, after.basis, after.reason) == (413, before.basis, "miscounted (minute SB 4)")


def test_papers_are_kept_with_every_row_that_was_typed(own_site):
    client = own_site.signed_in("oscar")
    papers = [(io.BytesIO(b"%PDF bill"), "bill, signed.pdf"), (io.BytesIO(b"mail"), "mail.eml")]
    answer = enter(client, "invoices", INVOICE, {**INVOICE, "Invoice no": "H-902"}, papers=papers)
    approve(own_site.signed_in("petra"), submitted(client, answer))
    kept = manifest(own_site)["files"]
    assert {"source/bill signed.pdf", "source/mail.eml"} <= kept.keys()
    rows = list(csv.DictReader(io.StringIO(source(own_site).read_text("utf-8-sig"))))
    assert len({row["Document"] for row in rows}) == 1
    assert rows[0]["Document"] == "bill signed.pdf, mail.eml"
    large, form = bytes(LARGEST_UPLOAD + 1), "multipart/form-data; boundary=between"
    answer = client.post("/enter/invoices", data=large, content_type=form, base_url=HOME)
    assert (answer.status_code, faults(answer)) == (413, ["papers"])
    bad = enter(client, "invoices", INVOICE, papers=[(io.BytesIO(b"x"), "con.pdf")])
    assert (bad.status_code, faults(bad)) == (400, ["papers"])


def settings(site, **changed):
    """The form of the settings as it was drawn, some of its fields filled in otherwise."""
    page = look(site.signed_in("oscar"), "/enter/settings").data.decode()
    was = dict(part.partition('" value="')[::2] for part in page.split('name="was-')[1:])
    drawn = {name: value.partition('"')[0] for name, value in was.items()}
    return {**{f"was-{name}": value for name, value in drawn.items()}, **drawn, **changed}


def test_settings_are_shown_as_they_are_and_only_what_is_changed_is_written(own_site):
    client, before = own_site.signed_in("oscar"), open_ledger(own_site.root).register.alliance()
    drawn = settings(own_site)
    assert drawn["setting-name"] == before.name
    assert drawn["setting-terms-days"] == str(before.terms_days)
    assert post(client, "/enter/settings", **drawn).status_code == 400
    changed = {"setting-terms-days": "45", "setting-quotes-above": "none", "setting-minute": "SB 12"}
    answer = post(client, "/enter/settings", **settings(own_site, **changed), day="01/08/2026")
    approve(own_site.signed_in("petra"), submitted(client, answer))
    after = open_ledger(own_site.root).register.alliance()
    assert (after.terms_days, after.quotes_above, after.minute, after.day) == (45, None, "SB 12", date(2026, 8, 1))
    assert (after.name, after.holder, after.overdue_days) == (before.name, before.holder, before.overdue_days)
    rows = list(csv.reader(io.StringIO(source(own_site).read_text("utf-8-sig"))))
    assert rows[1:] == [[name.removeprefix("setting-"), value, "01/08/2026"] for name, value in changed.items()
                        if drawn[name] != value]  # fmt: skip


def test_a_wrong_setting_is_a_fault_of_its_own_field(own_site):
    client = own_site.signed_in("oscar")
    wrong = settings(own_site, **{"setting-terms-days": "soon", "setting-name": ""})
    answer = post(client, "/enter/settings", **wrong)
    assert faults(answer) == ["setting-name", "setting-terms-days"]
    assert 'id="setting-terms-days" name="setting-terms-days" value="soon"' in answer.data.decode()
    late = post(client, "/enter/settings", **settings(own_site, **{"setting-terms-days": "45"}), day="soon")
    assert faults(late) == ["day"]


def test_an_officer_of_one_member_enters_what_concerns_it_alone_and_is_told_nothing_more(own_site):
    client = own_site.signed_in("olive")
    for kind in KINDS:
        assert list(leaks(look(client, f"/enter/{kind}").data)) == [], kind
    guess = {**INVOICE, "Invoice no": "zznumber", "Supplier": OTHER, "Customer": "Rothley", "Description": "zzlaptops?"}
    answer = enter(client, "invoices", guess)
    assert answer.status_code == 400
    assert set(leaks(answer.data)) <= {"zznumber", "zzlaptops"}
    assert "does not concern Hartside" in text(answer)
    of_all = post(client, "/enter/settings", **settings(own_site, **{"setting-terms-days": "9"}))
    assert "does not concern" in text(of_all)
    assert submitted(client, enter(client, "invoices", INVOICE))


def test_entering_is_for_officers_and_goes_through_with_its_token_alone(own_site):
    before = batches(own_site)
    for name in ("ann", "clara", "petra", "ada", "beth"):
        client = own_site.signed_in(name)
        assert look(client, "/enter").status_code == 404
        assert enter(client, "rolls", {"Member": OWN}).status_code == 404
    client = own_site.signed_in("oscar")
    assert look(client, "/enter/Nowhere").status_code == 404
    fields = {**typed("invoices", INVOICE), "form": "guessed"}
    assert client.post("/enter/invoices", data=fields, base_url=HOME).status_code == 404
    foreign = {**fields, "form": FORM}
    answer = client.post("/enter/invoices", data=foreign, base_url=HOME, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 404
    assert batches(own_site) == before


_TEXTS = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" ,;\"'=+-@\t"), max_size=12).map(
    lambda text: " ".join(text.split())
)


@given(st.lists(st.tuples(_TEXTS, _TEXTS, _TEXTS), min_size=1, max_size=8))
def test_whatever_is_typed_is_read_back_the_same(rows):
    (blank,) = template(["consents"])
    columns = blank.columns[:3]
    typed_rows = [{column.header: Cell("", text) for column, text in zip(columns, row, strict=True)} for row in rows]
    sheet = sheet_of(typed_rows, columns)
    wanted = [[text or None for text in row] for row in rows if any(row)]
    assert csv_rows("entered.csv", sheet.content) == [[column.header for column in columns], *wanted]
