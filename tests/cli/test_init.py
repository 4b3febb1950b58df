"""``nesa init`` from the command line: a ledger, or one sentence and no folder."""

import pytest

from folders import bean_check, digest
from nesa_fund.cli import main
from nesa_fund.history import read_history
from nesa_fund.store import open_ledger

NAME = "Coast and Castle Alliance"


@pytest.fixture
def init(tmp_path, capsys):
    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main(["init", str(tmp_path / "ledger"), *args])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def refused(init, tmp_path):
    """What a command complains of that must be refused with exit code 2, having made nothing."""

    def run(*args):
        code, out, err = init(*args)
        assert (code, out, list(tmp_path.iterdir())) == (2, "", [])
        assert "Traceback" not in err
        return err

    return run


def test_a_ledger_is_made_and_the_next_step_is_named(init, tmp_path):
    code, out, err = init("--name", NAME, "--date", "2025-09-01", "--by", "officer", "--note", "agreed")
    root = tmp_path / "ledger"
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{root}: the ledger of {NAME}, founded 2025-09-01.",
        f"Next: nesa --ledger {root} import members.xlsx",
    ]
    (batch,) = read_history(root).batches.values()
    assert (batch.kind, batch.recorded_by, batch.note) == ("init", "officer", "agreed")
    assert bean_check(root) == ""


def test_settings_are_kept(init, tmp_path):
    settings = ("--set", "terms-days=14", "--set", "holder = Coquet High School", "--set", "joiner-reserve=1,000.50")
    assert init("--name", NAME, "--year-start", "04-01", "--date", "01/04/2025", *settings)[0] == 0
    alliance = open_ledger(tmp_path / "ledger").register.alliance()
    assert (alliance.year_start, alliance.terms_days) == ("04-01", 14)
    assert (alliance.holder, alliance.joiner_reserve) == ("Coquet High School", 100_050)


def test_a_folder_that_holds_a_ledger_is_left_as_it_is(init, tmp_path):
    assert init("--name", NAME)[0] == 0
    before = digest(tmp_path)
    code, out, err = init("--name", "Another")
    assert (code, out, digest(tmp_path)) == (3, "", before)
    assert "holds a ledger already" in err


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "--name"),
        (("--name", " "), "needs a name"),
        (("--name", "two\nlines"), "needs a name, in one line"),
        (("--name", NAME, "--set", "holder=a\nb"), "holder must be one line without control characters"),
        (("--name", NAME, "--set", "holder=a\u202eb"), "holder must be one line"),
        (("--name", NAME, "--set", "minute=a\udcffb"), "minute must be one line"),
        (("--name", NAME, "--note", "a\x9bb"), "are one line each"),
        (("--name", NAME, "--by", "a\udcffb"), "are one line each"),
        (("--name", NAME, "--set", "terms-days"), "is not like terms-days=30"),
        (("--name", NAME, "--set", "term-days=30"), "no setting 'term-days'"),
        (("--name", NAME, "--set", "terms-days=-1"), "below zero"),
        (("--name", NAME, "--set", "withdrawal=maybe"), "neither refund nor keep"),
        (("--name", NAME, "--set", "joiner-reserve=1000,50"), "is not an amount in pounds and pence"),
        (("--name", NAME, "--year-start", "13-01"), "is not a day like 09-01"),
        (("--name", NAME, "--date", "soon"), "is not a date, like 2025-11-14"),
        (("--name", NAME, "--date", "0001-01-01"), "0001-01-01 is not a date from 2000 to 2100"),
        (("--name", NAME, "--date", "31/12/1999"), "1999-12-31 is not a date from 2000 to 2100"),
        (("--name", NAME, "--date", "9999-12-31"), "is not a date from 2000 to 2100"),
        (("--name", NAME, "--set", "charter-from=0001-01-01"), "charter-from"),
        (("--name", NAME, "--set", "terms-days=99999999999"), "terms-days"),
    ],
)
def test_what_does_not_fit_is_refused(refused, args, told):
    assert told in refused(*args)
