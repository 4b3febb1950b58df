"""Credits of bills that were shared anew, and how such bills are taken back."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from anew import HEADER, TODAY, agreed, bill, breaches, leave
from folders import CLERK
from nesa_fund.actions.reverse import TakingBack, reverse
from schedules import refused
from sheets import balances, refusal, take


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return agreed(tmp_path / "ledger")


CREDIT_HEADER = (*HEADER, "Credit of", "Reason")


def credit(net: float, first: date | None = None, last: date | None = None, number: str = "KC-1") -> tuple[object, ...]:
    """The firm's credit of the bill NN-881, of some of its time or of all."""
    day = date(2026, 2, 10)
    return (number, day, "Hartside", "North Net Ltd", "Credit", net, "wifi", first, last, "NN-881", "price")


def borne(root: Path) -> dict[str, int]:
    """What the bill leaves each sharer with."""
    found = balances(root).items()
    return {account.split(":")[1]: pence for account, pence in found if account.endswith("Costs:Broadband")}


def test_a_credit_after_a_sharing_anew_falls_on_each_sharing_by_its_days(root):
    take(root, [HEADER, bill()])
    leave(root)
    before = borne(root)
    take(root, [CREDIT_HEADER, credit(500)], as_at=TODAY)
    after = borne(root)
    days = {"Elsdon": (83, 0), "Coquet": (198, 198), "Rothley": (307, 307), "Hartside": (412, 412)}
    due = {
        code: 50_000 * (Fraction(all_four, 1000) * 153 + Fraction(three, 917) * 212) / 365
        for code, (all_four, three) in days.items()
    }
    assert {code: abs(before[code] - after[code] - due[code]) < 1 for code in due} == dict.fromkeys(due, True)
    assert after["Elsdon"] in {1_739, 1_740}  # Half of its 153 days' part of £83.00.
    assert sum(after.values()) == 50_000
    assert breaches(root) == []
    take(root, [CREDIT_HEADER, credit(500)], as_at=TODAY)
    assert borne(root) == after


def test_a_credit_of_the_time_after_a_leaving_gives_the_leaver_nothing(root):
    take(root, [HEADER, bill()])
    leave(root)
    before = borne(root)
    take(root, [CREDIT_HEADER, credit(91.7, date(2026, 2, 1), date(2026, 2, 28))], as_at=TODAY)
    after = borne(root)
    given = {code: before[code] - after[code] for code in after}
    assert given == {"Elsdon": 0, "Coquet": 1_980, "Rothley": 3_070, "Hartside": 4_120}
    assert breaches(root) == []


def test_what_is_left_after_such_a_credit_is_shared_anew_when_another_leaves(root):
    take(root, [HEADER, bill()])
    leave(root)
    take(root, [CREDIT_HEADER, credit(500)], as_at=TODAY)
    leave(root, "Coquet", date(2026, 3, 31), date(2026, 4, 1))
    due = 50_000 * (Fraction(198, 1000) * 153 + Fraction(198, 917) * 59) / 365
    assert abs(borne(root)["Coquet"] - due) < 2
    assert sum(borne(root).values()) == 50_000
    assert [one for one in breaches(root, date(2026, 4, 2)) if "SUB5" not in one] == []


def test_a_credit_of_all_that_is_left_is_all_that_is_left_of_each_share(root):
    take(root, [HEADER, bill()])
    leave(root)
    take(root, [CREDIT_HEADER, credit(1000)], as_at=TODAY)
    assert borne(root) == {}
    assert breaches(root) == []


def test_a_credit_that_an_older_ledger_shares_by_the_old_key_alone_is_found(root, monkeypatch):
    take(root, [HEADER, bill()])
    leave(root)
    monkeypatch.setattr("importers.kinds.sharing.is_reshared", lambda _entries: False)
    take(root, [CREDIT_HEADER, credit(500)], as_at=TODAY)
    key = "by roll of 2024-10, by the days that each sharing holds"
    assert [one for one in breaches(root) if "Elsdon" in one] == [
        f"SUB4: Elsdon First School's share is -£41.50, its allocation {key} is -£17.40"
    ]


def test_a_bill_is_taken_back_once_its_sharing_anew_is(root):
    billed = take(root, [HEADER, bill()]).batch
    left = leave(root).batch
    told = refused(root, lambda: reverse(root, TakingBack(billed, "dearer"), TODAY, CLERK))
    back = f"nesa reverse {left} --row Hartside-NN-881 --reason REASON"
    assert told.startswith(f"Hartside-NN-881 is shared anew in batch {left}; take that back first")
    assert told.endswith(back)
    reverse(root, TakingBack(left, "dearer", ("Hartside-NN-881",)), TODAY, CLERK)
    reverse(root, TakingBack(billed, "dearer"), TODAY, CLERK)
    take(root, [HEADER, bill(net=1100)])
    leave(root)
    assert borne(root)["Elsdon"] in {9_130 * 153 // 365, 9_130 * 153 // 365 + 1}
    assert sum(borne(root).values()) == 110_000
    assert breaches(root) == []


def test_a_bill_is_corrected_once_its_sharing_anew_is_taken_back(root):
    take(root, [HEADER, bill()])
    left = leave(root).batch
    other = [(*HEADER, "Category"), (*bill(), "Cleaning")]
    told = refusal(root, other, correct="not broadband")
    assert f"can't be corrected yet: Hartside-NN-881 is shared anew in batch {left}" in told
    reverse(root, TakingBack(left, "not broadband", ("Hartside-NN-881",)), TODAY, CLERK)
    take(root, other, correct="not broadband")
    leave(root)
    assert borne(root) == {}
    assert balances(root)["Expenses:Elsdon:Costs:Cleaning"] == 8_300 - 4_821


def test_a_sharing_anew_is_taken_back_once_the_credits_after_it_are(root):
    take(root, [HEADER, bill()])
    left = leave(root).batch
    given = take(root, [CREDIT_HEADER, credit(500)], as_at=TODAY).batch
    told = refused(root, lambda: reverse(root, TakingBack(left, "it stays"), TODAY, CLERK))
    back = f'nesa reverse {given} --row "sheet.xlsx [Sheet1!A2]" --reason REASON'
    assert told == f"Hartside-NN-881 is credited in batch {given}, as it was shared then; take that back first: {back}"
    reverse(root, TakingBack(given, "it stays", ("sheet.xlsx [Sheet1!A2]",)), TODAY, CLERK)
    assert reverse(root, TakingBack(left, "it stays"), TODAY, CLERK).batch
