"""What Fava says of a ledger is worked out once for all who may see it, and is what Fava would say."""

import json
import re
from datetime import date

import pytest

from nesa_fund.records.income import FundingPaid
from planted import OTHER, OWN, add_batch
from served import HOME

REPORTS = (
    "income_statement", "balance_sheet", "trial_balance", "journal_page?page=1&order=desc",
    f"account_report?a=Assets:{OWN}:Bank&r=journal",
)  # fmt: skip


def asked(client, what, key=OWN, **headers):
    answer = client.get(f"/{key}/api/{what}", base_url=HOME, headers=headers)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(("name", "key"), [("ann", OWN), ("beth", "alliance"), ("beth", OTHER)])
def test_a_page_tells_favas_script_what_fava_would(site, name, key):
    client = site.signed_in(name)
    for _ in range(2):
        page = client.get(f"/{key}/journal/", base_url=HOME).get_data(as_text=True)
        (told,) = re.findall(r'<script type="application/json" id="ledger-data">(.*?)</script>', page)
        assert json.loads(told) == asked(client, "ledger_data", key).json["data"]


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_the_same_for_all_who_see_its_ledger(site, report):
    answers = [asked(site.signed_in(name), report) for name in ("ann", "ann", "clara", "beth")]
    assert len({answer.data for answer in answers}) == 1
    assert {answer.mimetype for answer in answers} == {"application/json"}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("report", REPORTS)
def test_each_ledger_filter_and_language_has_an_answer_of_its_own(site, report):
    client, mark = site.signed_in("beth"), "&" if "?" in report else "?"
    answers = [asked(client, f"{report}{mark}{more}", key).data
               for key in (OWN, OTHER) for more in ("", "time=2025", "time=2026", "filter=cello")]  # fmt: skip
    assert len(set(answers)) >= (4 if "account" in report else 6)


def test_a_report_is_told_in_the_language_of_whoever_reads(site):
    told = {lang: asked(site.signed_in("ann"), REPORTS[0], **{"Accept-Language": lang}).data for lang in ("en", "de")}
    assert told["en"] != told["de"]


@pytest.mark.parametrize("report", REPORTS)
def test_after_a_batch_a_report_is_worked_out_anew(own_site, report):
    client = own_site.signed_in("ann")
    before = asked(client, report).data
    assert asked(client, report).data == before
    paid = FundingPaid(
        day=date(2026, 7, 1), link=f"Funding-{OWN}-2025-26-PupilPremium-9", description="cello", member=OWN,
        account=f"Assets:{OWN}:Bank", year="2025-26", stream="PupilPremium", pence=100, source="more.xlsx [A1]",
    )  # fmt: skip
    add_batch(own_site.root, [], [paid])
    assert asked(client, report).data != before
