"""Confirm: a clerk submits their own governing body's decision, and another person approves it."""

import io

from brought import approve, batches, manifest, post, text
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


def test_what_a_clerk_submits_is_recorded_in_both_names_once_another_approves(own_site):
    clerk, before = own_site.signed_in("clara"), batches(own_site)
    papers = [(io.BytesIO(b"signed"), "../minute.pdf")]
    answer = post(clerk, "/confirm", **GIVEN, papers=papers)
    waiting = answer.headers["Location"]
    assert "It waits for approval".casefold() in text(clerk.get(waiting, base_url=HOME)).casefold()
    assert batches(own_site) == before
    approver, code = own_site.signed_in("petra"), waiting.rpartition("/")[2]
    assert approver.get(f"/approve/{code}/file/1", base_url=HOME).data == b"signed"
    said = text(approver.get(f"/approve/{code}", base_url=HOME))
    assert "£1,234.50 confirmed on 2026-07-10, minute FGB 2026-07/6" in said
    assert approve(approver, code).status_code == 303
    assert len(batches(own_site)) == len(before) + 1
    written = manifest(own_site)
    assert (written["recorded_by"], written["approved_by"], written["how"]) == ("clara", "petra", "signed-in")
    assert "source/minute.pdf" in written["files"]
    known = confirmation(own_site)
    assert (known.amount, known.quorate, known.body) == (123450, True, "full governing body")
    assert any(f"batch {written['number']}" in event.what for event in own_site.people.events("petra"))
    assert "This very confirmation is recorded already" in text(post(clerk, "/confirm", **GIVEN))
    assert "It is recorded" in text(clerk.get(waiting, base_url=HOME))


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
    answer = post(clerk, "/confirm", **GIVEN, code="Coquet", member="Coquet")
    approve(own_site.signed_in("petra"), answer.headers["Location"].rpartition("/")[2])
    assert len(batches(own_site)) == len(before) + 1
    assert confirmation(own_site).amount == 123450


def test_a_clerk_does_nothing_else_and_sees_nobody_elses(own_site):
    clerk = own_site.signed_in("clara")
    assert clerk.get("/do", base_url=HOME).status_code == 404
    assert clerk.get("/do/confirm", base_url=HOME).status_code == 404
    waiting = post(clerk, "/confirm", **GIVEN).headers["Location"]
    for name in ("oscar", "olive", "beth", "ann"):
        assert own_site.signed_in(name).get(waiting, base_url=HOME).status_code == 404
