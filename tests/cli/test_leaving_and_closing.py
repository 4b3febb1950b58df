"""Leaving, returning a surplus, closing and taking back, from the command line."""

from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, ROLLS, alliance, bean_check, digest
from nesa_fund import store
from nesa_fund.actions.schedule import ChargeRun, charge
from nesa_fund.cli import close as close_door
from nesa_fund.cli import main
from nesa_fund.cli import taking_back as back_door
from nesa_fund.cli import withdraw as withdraw_door
from nesa_fund.draft import Draft
from nesa_fund.records import Payment
from schedules import JANUARY, OCTOBER, YEAR, adopted

WITHDRAW = ("withdraw", "Elsdon", "--date", "2026-01-31", "--minute", "FGB 7", "--by", "clerk")
SURPLUS = ("surplus", YEAR, "--amount", "1000", "--date", "2026-10-01", "--minute", "Board 6")
CLOSE = ("close", YEAR, "--minute", "Board 3", "--carried", "1200")


@pytest.fixture(autouse=True)
def _it_is_december(monkeypatch):
    for door in (close_door, back_door, withdraw_door):
        monkeypatch.setattr(door, "today", lambda: date(2026, 12, 8))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two instalments of £8,000.00 each, the first one paid by all four."""
    made = adopted(alliance(tmp_path / "ledger"), *ROLLS)
    done = charge(made, ChargeRun(YEAR, OCTOBER), CLERK)
    payments = [
        Payment(
            day=OCTOBER, link=f"Fund-{YEAR}-{one.member}-1", source="sheet.xlsx [A2]", description="paid",
            debtor=one.member, creditor="Fund", pence=one.pence,
        )
        for one in done.decided.contributions
    ]  # fmt: skip
    entries = tuple(entry for one in payments for entry in one.transactions())
    store.record(made, lambda _: Draft("import", (), entries, {"sheet.xlsx": b"a sheet"}), CLERK)
    charge(made, ChargeRun(YEAR, JANUARY), CLERK)
    return made


@pytest.fixture
def nesa(root, capsys):
    """Run a command: its exit code, what it printed, and what it complained of."""

    def run(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--ledger", str(root), *args])
        printed = capsys.readouterr()
        return int(str(ended.value.code)), printed.out, printed.err

    return run


def test_a_leaver_is_told_its_account_and_what_is_still_to_settle(root, nesa):
    code, out, _ = nesa(*WITHDRAW)
    assert code == 0
    assert out.splitlines()[:-1] == [
        "Elsdon First School leaves; its last day in is 31 January 2026.",
        "  2025-26: charged £1,328.00 of £1,992.00; its time in, 153 of 365 days, comes to £835.00",
        "  credited on Fund-2025-26-Elsdon-2: Elsdon First School £493.00",
        "  still to settle: Elsdon First School owes Partnership Fund £171.00 on Fund-2025-26-Elsdon-2",
    ]
    assert out.splitlines()[-1].startswith("Batch 11, head ")
    assert bean_check(root) == ""
    before = digest(root)
    code, out, _ = nesa(*WITHDRAW)
    assert (code, out.splitlines()[-1], digest(root)) == (0, "Recorded already, nothing was written.", before)


def test_a_surplus_is_shown_member_by_member(nesa):
    code, out, _ = nesa(*SURPLUS)
    assert (code, out.splitlines()[:3]) == (
        0,
        [
            "Surplus of 2025-26, owed back from 2026-10-01: £1,000.00.",
            "  Coquet First School: £198.00",
            "  Elsdon First School: £83.00",
        ],
    )


def test_a_year_is_closed_and_what_was_left_undone_is_named(root, nesa):
    code, out, _ = nesa(*CLOSE)
    assert (code, out.splitlines()[0]) == (
        0,
        "2025-26 is closed, on 2026-12-08 by minute Board 3; £1,200.00 of the general balance is carried on.",
    )
    assert "instalment 3, £664.00, was never charged" in out
    assert nesa(*CLOSE)[1].splitlines()[-1] == "Recorded already, nothing was written."
    assert nesa(*WITHDRAW)[0] == 2
    assert bean_check(root) == ""


def test_a_row_is_taken_back_and_what_stands_is_named(root, nesa):
    code, out, _ = nesa("reverse", "8", "--row", "Fund-2025-26-Elsdon-1", "--reason", "slip", "--minute", "Board 8")
    assert code == 0
    assert out.splitlines()[:2] == ["Taken back of batch 8: 2 entries, £664.00.", "  Fund-2025-26-Elsdon-1"]
    assert "the payment of £664.00 between Elsdon First School and Partnership Fund" in out
    assert "charge it again: nesa schedule charge, or refund it" in out
    assert bean_check(root) == ""


def test_a_fact_is_struck(root, nesa):
    told = "The confirmation of 2025-26 by Coquet First School (Coquet), of batch 5, counts no more."
    refused = nesa("strike", "5", "command.json [A1]", "--reason", "slip")
    assert (refused[0], "can't be struck" in refused[2]) == (2, True)
    assert nesa("reverse", "8", "--row", "Fund-2025-26-Coquet-1", "--reason", "slip")[0] == 0
    assert nesa("reverse", "10", "--row", "Fund-2025-26-Coquet-2", "--reason", "slip")[0] == 0
    code, out, _ = nesa("strike", "5", "command.json [A1]", "--reason", "slip", "--note", "as the chair said")
    assert (code, out.splitlines()[0]) == (0, told)
    assert store.open_ledger(root).book.batches[13].note == "as the chair said"


def test_the_evidence_is_kept_and_cited(root, nesa, tmp_path):
    paper = tmp_path / "minute.pdf"
    paper.write_bytes(b"signed")
    for n, command in enumerate((WITHDRAW, SURPLUS, CLOSE), 11):
        assert nesa(*command, "--evidence", str(paper), "--approved-by", "chair")[0] == 0
        folder = root / f"batches/{n:04d}"
        assert (folder / "source/minute.pdf").read_bytes() == b"signed"
        assert any('document: "minute.pdf"' in path.read_text("utf-8") for path in folder.glob("*.beancount"))


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("withdraw", "Elsden", *WITHDRAW[2:]), "nearest: Elsdon First School (Elsdon)"),
        ((*WITHDRAW, "--successor", "Elm"), 'member "Elm"'),
        (WITHDRAW[:4], "--minute"),
        ((*SURPLUS[:3], "900000", *SURPLUS[4:]), "is more than the Fund holds in general"),
        (("close", "2026-27", "--minute", "Board 3"), "has not ended"),
        (("reverse", "99", "--reason", "slip"), "there is no batch 99"),
        (("reverse", "8"), "--reason"),
        (("reverse", "3", "--reason", "slip"), "can't be taken back: batch 8, "),
        (("strike", "2", "Rolls!A1", "--reason", "slip"), "has no fact at"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(root, nesa, args, told):
    before = digest(root)
    code, out, err = nesa(*args)
    assert (code, out, digest(root)) == (2, "", before)
    assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["withdraw", "surplus", "close", "reverse", "strike"])
def test_every_command_shows_an_example(nesa, name):
    assert f"Example: nesa {name}" in nesa(name, "--help")[1]
