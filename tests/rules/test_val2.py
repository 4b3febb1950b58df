"""VAL2's days: when a year must have been reviewed, and what counts as tested."""

from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.engine import Status, run

ALLIANCE = '2025-09-01 custom "alliance" "Coast and Castle Alliance"\n'
SCHEDULE = '2025-07-01 custom "schedule" "2025-26" 1000.00 GBP\n'
END, LAST = date(2026, 8, 31), date(2026, 12, 29)  # The year's last day, and the 120th day after it.


def review(day):
    return f'{day} custom "review" "2025-26"\n  minute: "Board"\n'


def result(*texts, as_at):
    (found,) = run(book_from_text(ALLIANCE + "".join(texts)), as_at, only=["VAL2"]).results
    return found


@pytest.mark.parametrize(
    ("as_at", "status"),
    [(END, Status.NOT_APPLICABLE), (LAST, Status.NOT_APPLICABLE), (date(2026, 12, 30), Status.BREACHED)],
)
def test_a_year_without_a_review_is_broken_from_the_121st_day_after_it(as_at, status):
    assert result(SCHEDULE, as_at=as_at).status is status


def test_a_review_that_came_is_tested_and_kept_also_before_the_year_has_ended():
    found = result(SCHEDULE, review("2026-07-08"), as_at=date(2026, 7, 8))
    assert (found.status, found.tested) == (Status.SATISFIED, 1)
    assert result(SCHEDULE, review("2026-07-08"), as_at=date(2026, 7, 7)).status is Status.NOT_APPLICABLE


def test_a_late_review_is_late_until_it_comes():
    late = SCHEDULE + review("2027-01-20")
    assert result(late, as_at=date(2027, 1, 19)).status is Status.BREACHED
    assert result(late, as_at=date(2027, 1, 20)).status is Status.SATISFIED


def test_the_finding_names_its_year_and_is_accepted_by_the_board():
    (one,) = result(SCHEDULE, as_at=date(2027, 1, 1)).findings
    assert one.finding.message == "the year 2025-26 ended on 31 August 2026, and no review of it is recorded"
    assert (one.finding.about, one.finding.day) == ("review 2025-26", END)
    accepted = '2027-01-05 custom "exception" "VAL2" "review 2025-26" 0.00 GBP\n  minutes: "Fund: Board 2027-01-05/2"\n'
    assert result(SCHEDULE, accepted, as_at=date(2027, 1, 5)).status is Status.ACCEPTED


@pytest.mark.parametrize(("first", "status"), [("2026-08-31", Status.BREACHED), ("2026-09-01", Status.NOT_APPLICABLE)])
def test_a_year_that_ended_before_the_charter_is_not_tested(first, status):
    charter = ALLIANCE.rstrip() + f"\n  charter-from: {first}\n"
    (found,) = run(book_from_text(charter + SCHEDULE), date(2027, 1, 1), only=["VAL2"]).results
    assert found.status is status


def test_a_schedule_dated_later_is_not_seen():
    late = SCHEDULE.replace("2025-07-01", "2027-01-02")
    assert result(late, as_at=date(2027, 1, 1)).status is Status.NOT_APPLICABLE
    assert result(late, as_at=date(2027, 1, 2)).status is Status.BREACHED
