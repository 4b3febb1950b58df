"""MEM2's gaps, amounts and what accepts a joiner that is not strong."""

from datetime import date
from pathlib import Path

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

FOLDER = Path(__file__).parent
TEXT = ledger_text(FOLDER, "mem2")


def result(text=TEXT, as_at=date(2026, 8, 31)):
    (found,) = run(book_from_text(text), as_at, only=["MEM2"]).results
    return found


def test_a_joiner_without_a_reserve_of_the_time_is_not_shown_to_be_strong():
    assert [gap.who for gap in result().gaps] == ["Alwin", "Till"]
    assert {gap.day for gap in result().gaps} == {date(2026, 2, 28)}


def test_what_is_lacking_is_lacking_from_the_day_it_joined():
    assert [len(result(as_at=date(2026, 2, day)).gaps) for day in (27, 28)] == [0, 2]


def test_a_finding_tells_what_is_lacking_of_the_reserve_that_is_asked():
    told = {one.finding.subject: (one.finding.pence, one.finding.day) for one in result().findings}
    assert told["joining Elm 2025-09-01"] == (1, date(2025, 9, 1))
    assert told["joining Wansbeck 2026-02-28"] == (10_100, date(2026, 2, 28))
    assert told["joining Coquet 2025-02-01"] == (1, date(2025, 2, 1))


def test_each_joining_with_its_reserve_is_tested():
    # Coquet, Rothley, Elsdon, Elm, Ash, Linn, Breamish, Glen, Wansbeck, and Hartside as it comes back.
    assert (result().tested, result().value_pence) == (
        10,
        1 + 0 + 9_999 + 9_999 + 10_000 + 100 + 100 + 50_000 + 100 + 5_000,
    )


def test_the_board_accepts_it_by_its_minute():
    weak = "\n\n".join(TEXT.split("\n\n")[:6]) + "\n"
    accepted = """
2025-02-10 custom "exception" "MEM2" "joining Coquet 2025-02-01" 0.01 GBP
  minutes: "Fund: Board 2025-02-10/3"
"""
    assert result(weak).status is Status.BREACHED
    assert result(weak + accepted).status is Status.ACCEPTED


def test_what_is_recorded_without_a_date_of_its_own_is_as_at_its_day():
    text = 'custom "strength" "Hartside" 5.00 GBP\n'
    late = (
        '2025-09-02 custom "alliance" "Coast and Castle Alliance"\n\n2025-10-01 custom "member" "Hartside" "school"\n\n'
    )
    assert [result(f"{late}{day} {text}").status for day in ("2025-10-01", "2025-10-02")] == [
        Status.SATISFIED,
        Status.NOT_EVIDENCED,
    ]
