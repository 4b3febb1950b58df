"""A ledger, and ``nesa import`` as it is run upon it."""

import pytest

import folders
from commands import run
from folders import digest
from nesa_fund.cli import main
from sheets import alliance, csv_text


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


@pytest.fixture
def nesa(root, capsys):
    """Exit code, output and complaints of one import."""

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main(["--ledger", str(root), "import", *map(str, args)])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def refused(root, nesa):
    """What an import complains of that must end with exit code 2, having changed nothing."""

    def run(*args):
        before = digest(root)
        code, out, err = nesa(*args)
        assert (code, out, digest(root)) == (2, "", before)
        assert "Traceback" not in err
        return err

    return run


@pytest.fixture
def file(tmp_path):
    """A file of the rows of one sheet, or of the bytes given."""

    def write(content, name="sheet.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else csv_text(content))
        return path

    return write


@pytest.fixture
def ledger(tmp_path):
    """One that was just begun."""
    run(
        "init",
        str(tmp_path / "books"),
        "--name",
        "Coast and Castle Alliance",
        "--date",
        "2025-09-01",
        "--by",
        "officer",
    )
    return tmp_path / "books"


@pytest.fixture
def four(tmp_path):
    """The ledger of four schools and their rolls."""
    return folders.alliance(tmp_path / "four")


@pytest.fixture
def schedule(four, capsys):
    """Exit code, output and complaints of one command of `nesa schedule` upon it."""

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main(["--ledger", str(four), "schedule", *map(str, args)])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def unscheduled(four, schedule):
    """What a command of `nesa schedule` complains of that must end with exit code 2, having changed nothing."""

    def run(*args):
        before = digest(four)
        code, out, err = schedule(*args)
        assert (code, out, digest(four)) == (2, "", before), err
        assert "Traceback" not in err
        return err

    return run
