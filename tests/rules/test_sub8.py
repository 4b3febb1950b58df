"""SUB8 in words: who dealt with whom, for how much, and how many deals were looked at."""

from datetime import date
from pathlib import Path

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

AS_AT = date(2026, 8, 31)


def result_of(text):
    (result,) = run(book_from_text(text), AS_AT, only=["SUB8"]).results
    return result


def test_each_deal_is_named_with_its_parties_and_its_amount_and_those_with_the_host_are_counted():
    result = result_of(ledger_text(Path(__file__).parent, "sub8"))
    said = {one.finding.link: one.finding for one in result.findings}
    days = said["InKind-HartsidePTA-2026-01-12-1"]
    assert (days.message, days.pence) == (
        "HartsidePTA deals with Coquet, 2.50 days of work, and its host is Hartside", None
    )  # fmt: skip
    share = said["Coquet-8"]
    assert (share.message, share.pence) == ("HartsidePTA deals with Coquet, £8.00, and its host is Hartside", 800)
    assert said["Gift-AshFriends-2026-02-02-1"].message.endswith("and its first fact names no host")
    assert (share.entities, share.bearers) == (("HartsidePTA", "Coquet"), ("HartsidePTA",))
    to_the_host = 50000 + 3000 + 2000 + 300 + 500
    assert (result.tested, result.value_pence) == (18, sum(one.pence or 0 for one in said.values()) + to_the_host)


def test_without_an_association_there_is_nothing_to_look_at():
    result = result_of('2025-09-01 custom "alliance" "Coast and Castle Alliance"\n')
    assert (result.status, result.tested) == (Status.NOT_APPLICABLE, 0)
