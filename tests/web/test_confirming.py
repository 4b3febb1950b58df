"""Confirm: a clerk records their own governing body's decision, at once and by name."""

import io

from brought import batches, manifest, post, text
from nesa_fund.store import open_ledger
from planted import OWN
from served import HOME

GIVEN = {
    "year": "2025-26", "amount": "£1,234.50", "day": "10/07/2026", "minute": "FGB 2026-07/6",
    "purpose": "the plan of 2025-26", "body": "full governing body", "quorate": "yes",
    "reason": "first minuted wrongly",
}  # fmt: skip


def confirmation(site):
    return open_ledger(site.root).register.confirmations[OWN, "2025-26"]


def test_the_form_begins_with_the_share_and_tells_what_is_recorded(site):
    page = text(site.signed_in("clara").get("/confirm", base_url=HOME))
    assert "Confirm the contribution of Hartside " in page
    assert "The contribution that the Strategic Board has adopted for 2025-26 is £" in page
    assert "Recorded already" in page


def test_a_clerk_records_one_batch_in_their_own_name(own_site):
    clerk, before = own_site.signed_in("clara"), batches(own_site)
    papers = [(io.BytesIO(b"signed"), "../minute.pdf")]
    answer = post(clerk, "/confirm", **GIVEN, papers=papers)
    assert answer.headers["Location"] == "/confirm/recorded?year=2025-26"
    said = text(clerk.get(answer.headers["Location"], base_url=HOME))
    assert "£1,234.50, confirmed on 10 July 2026, minute FGB 2026-07/6" in said
    assert len(batches(own_site)) == len(before) + 1
    written = manifest(own_site)
    assert (written["recorded_by"], written["approved_by"], written["how"]) == ("clara", "", "signed-in")
    assert "source/minute.pdf" in written["files"]
    known = confirmation(own_site)
    assert (known.amount, known.quorate, known.body) == (123450, True, "full governing body")
    assert any(f"batch {written['number']}" in event.what for event in own_site.people.events("clara"))
    post(clerk, "/confirm", **GIVEN)
    assert len(batches(own_site)) == len(before) + 1


def test_every_fault_is_said_first_with_a_link_to_its_field(own_site):
    clerk, before = own_site.signed_in("clara"), batches(own_site)
    faulty = {"year": "2025-26", "amount": "lots", "day": "31/02/2026", "minute": "", "purpose": "the <b>plan</b>"}
    answer = post(clerk, "/confirm", **faulty)
    assert answer.status_code == 400
    linked = [part.split(b'"')[0].decode() for part in answer.data.split(b'<a href="#')[1:]]
    assert linked == ["amount", "day", "minute", "quorate", "reason"]
    assert all(f'id="{field}"'.encode() in answer.data for field in linked)
    assert b"the &lt;b&gt;plan&lt;/b&gt;" in answer.data
    late = text(post(clerk, "/confirm", **{**GIVEN, "day": "01/09/2026"}))
    assert "is still to come" in late
    assert "one line" in text(post(clerk, "/confirm", **{**GIVEN, "minute": "a\u202eb"}))
    assert batches(own_site) == before


def test_a_clerk_confirms_for_no_other_school_and_no_year_that_is_not_adopted(own_site):
    clerk, before = own_site.signed_in("clara"), batches(own_site)
    assert post(clerk, "/confirm", **{**GIVEN, "year": "2031-32"}).status_code == 404
    post(clerk, "/confirm", **GIVEN, code="Coquet", member="Coquet")
    assert len(batches(own_site)) == len(before) + 1
    assert confirmation(own_site).amount == 123450
    assert clerk.get("/confirm/recorded?year=2031-32", base_url=HOME).status_code == 404
