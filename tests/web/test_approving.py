"""Approving: what is recorded is what was shown, once, and whatever happens the submission says what became of it."""

import re
from datetime import date

import pytest

from brought import approve, batches, bring, post, submitted, text
from nesa_fund.problems import LedgerError
from nesa_fund.records import Invoice
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.sessions import begin
from nesa_fund.web.submissions import State, Submissions
from planted import OTHER, add_batch
from served import HOME

SURPLUS = {"year": "2025-26", "amount": "200", "day": "31/08/2026", "minute": "Board 2026-08-30/2"}


def look(client, address):
    return client.get(address, base_url=HOME)


def asked(client, slug, **given):
    """Ask for something and submit it; the code of the submission."""
    address = post(client, f"/do/{slug}", **given).headers["Location"]
    post(client, f"{address}/submit")
    return address.rpartition("/")[2]


def as_role(site, role):
    """Oscar, signed in with another role than he had."""
    client = site.visitor()
    with client.session_transaction(base_url=HOME) as session:
        session["token"], session["form"] = begin(site.people, Person("oscar", role), site.now), "form"
    return client


def mark(client, code):
    return re.search(r'name="mark" value="([0-9a-f]+)"', look(client, f"/approve/{code}").data.decode())[1]


def test_what_was_looked_at_before_the_ledger_changed_is_looked_at_again(own_site):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    code = asked(officer, "surplus", **SURPLUS)
    seen = mark(approver, code)
    assert approve(approver, submitted(officer)).status_code == 303
    before = batches(own_site)
    late = post(approver, f"/approve/{code}", decision="approve", mark=seen)
    assert late.status_code == 409
    assert "Since you looked at it" in text(late)
    assert post(approver, f"/approve/{code}", decision="approve").status_code == 409
    assert batches(own_site) == before
    assert approve(approver, code).status_code == 303
    assert len(batches(own_site)) == len(before) + 1


def test_what_was_looked_at_on_another_day_is_looked_at_again(own_site):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    code = asked(officer, "surplus", **SURPLUS)
    seen = mark(approver, code)
    own_site.day = own_site.day.replace(day=30)
    assert post(approver, f"/approve/{code}", decision="approve", mark=seen).status_code == 409


def test_what_is_being_recorded_is_not_taken_away(own_site):
    officer, store = own_site.signed_in("oscar"), Submissions(own_site.people)
    code = asked(officer, "surplus", **SURPLUS)
    assert store.move(code, [State.WAITING], State.RECORDING, "petra")
    assert not store.withdraw(code)
    assert "It is being recorded" in text(look(officer, f"/asked/{code}"))
    store.take_up_again()
    assert store.known(code).state is State.WAITING


def test_what_can_not_be_written_waits_on(own_site, monkeypatch):
    officer, approver = own_site.signed_in("oscar"), own_site.signed_in("petra")
    code, before = asked(officer, "surplus", **SURPLUS), batches(own_site)
    folder = own_site.root / "batches"
    with monkeypatch.context() as full:
        full.setattr("nesa_fund.batches.commit", _full)
        assert approve(approver, code).status_code == 503
    assert batches(own_site) == before
    assert Submissions(own_site.people).known(code).state is State.WAITING
    assert folder.is_dir()
    assert approve(approver, code).status_code == 303
    assert Submissions(own_site.people).known(code).state is State.RECORDED


def _full(*_args, **_named):
    raise LedgerError("the disk is full")


@pytest.mark.parametrize("becomes", ["another", "erased"])
def test_what_somebody_brought_who_may_not_any_more_is_sent_back_and_let_go(own_site, becomes):
    approver = own_site.signed_in("petra")
    code = submitted(own_site.signed_in("oscar"))
    if becomes == "another":
        own_site.people.set_role(Person("oscar", Role.OFFICER, OTHER))
        assert code not in look(own_site.signed_in("oscar"), "/import").data.decode()
    else:
        own_site.people.erase("oscar")
    page = look(approver, f"/approve/{code}").data.decode()
    assert "Approve and record it" not in page
    assert approve(approver, code).status_code == 403
    assert post(approver, f"/approve/{code}", decision="back", reason="gone").status_code == 303
    own_site.pass_by(days=31)
    bring(own_site.signed_in("olive"))
    assert Submissions(own_site.people).find(code) is None


def test_nobody_sends_their_own_back(own_site):
    code = submitted(own_site.signed_in("oscar"))
    own_site.people.set_role(Person("oscar", Role.APPROVER))
    now_approver = as_role(own_site, Role.APPROVER)
    assert post(now_approver, f"/approve/{code}", decision="back", reason="mine").status_code == 403
    assert approve(now_approver, code).status_code == 403


def test_a_number_that_looks_like_an_option_is_refused(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for typed in ("-o", "--help", "--json", "--codes=here.xlsx"):
        answer = post(site.signed_in("olive"), "/do/post", system="csv", again=typed)
        assert answer.status_code == 400, typed
        assert "a number is wanted" in text(answer)
    assert list(tmp_path.iterdir()) == []


def test_a_task_kept_from_another_role_is_not_there(own_site):
    address = post(own_site.signed_in("oscar"), "/do/surplus", **SURPLUS).headers["Location"]
    own_site.people.set_role(Person("oscar", Role.AUDITOR))
    auditor = as_role(own_site, Role.AUDITOR)
    assert look(auditor, address).status_code == 404
    assert post(auditor, f"{address}/submit").status_code == 404


def test_a_text_of_the_ledger_is_never_taken_for_a_command(own_site):
    said = 'nesa reverse 3 --reason "typed twice" now'
    bill = Invoice(day=date(2026, 6, 2), link="Coquet-78", number="78", description=said, supplier=OTHER,
                   customer="Hartside", lines=(("Teaching", 7700),), source="more.xlsx [A2]")  # fmt: skip
    add_batch(own_site.root, [], [bill])
    officer = own_site.signed_in("oscar")
    for address in ("School/?member=Hartside&", "Owed/?", "Owed/?item=Coquet-78&"):
        page = look(officer, f"/alliance/extension/{address}year=2025-26").data.decode()
        assert "typed twice" in page
        assert "/do/reverse?batch=3" not in page
