"""The files of a drop, opened by another process: what is hostile in them stays there."""

import io
import os
import signal
import subprocess
import sys
import time

import pytest
from openpyxl import Workbook as NewWorkbook

from importers.files import limits, opening
from importers.files.opening import Opening
from nesa_fund import processes
from nesa_fund.problems import InputError


def xlsx(*rows):
    book, file = NewWorkbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def instead(monkeypatch, program):
    """Let the other process run a program of ours."""
    monkeypatch.setattr(opening, "_COMMAND", ("-c", program))


def refusal(opened, name):
    with pytest.raises(InputError) as error:
        opened.workbook(name)
    return str(error.value)


def test_every_file_is_opened_and_a_bad_one_harms_no_other():
    found = Opening({"a.xlsx": xlsx(["Code"]), "bad.xlsx": b"PK\x03\x04", "c.csv": b"Code\n"})
    assert found.workbook("c.csv").sheets[0].rows == [["Code"]]
    assert "damaged or cut short" in refusal(found, "bad.xlsx")
    assert found.workbook("a.xlsx").sheets[0].rows == [["Code"]]


def test_papers_are_never_opened():
    found = Opening({"minute.pdf": b"%PDF", "a.csv": b"Code\n"})
    assert (found.names, found.papers) == (("a.csv",), ("minute.pdf",))


def test_names_and_texts_of_any_signs_come_through():
    name = 'ré "quoté"\n£.csv'
    assert Opening({name: "Näme\nÉlan ☃\n".encode()}).workbook(name).sheets[0].rows == [["Näme"], ["Élan ☃"]]


def test_a_file_that_stops_its_reader_is_refused_with_a_remedy(monkeypatch):
    instead(monkeypatch, f"import os; os.kill(os.getpid(), {signal.SIGTERM.value})")
    assert "takes more time or memory" in refusal(Opening({"a.csv": b"Code\n"}), "a.csv")


def test_a_file_that_its_reader_was_not_made_for_is_refused_with_a_remedy(monkeypatch):
    instead(monkeypatch, "raise RuntimeError")
    assert "not a file that can be read; open it in Excel" in refusal(Opening({"a.csv": b"Code\n"}), "a.csv")


def test_an_answer_that_was_cut_short_is_none(monkeypatch):
    instead(monkeypatch, "import sys; sys.stdin.read(); print('[[\"\",', end='')")
    assert "takes more time or memory" in refusal(Opening({"a.csv": b"Code\n"}), "a.csv")


def test_a_file_that_takes_for_ever_is_refused_in_time(monkeypatch):
    instead(monkeypatch, "import time; time.sleep(600)")
    monkeypatch.setattr(limits, "MOST_SECONDS", 0.2)
    begun = time.monotonic()
    assert "takes more time than" in refusal(Opening({"a.csv": b"Code\n"}), "a.csv")
    assert time.monotonic() - begun < 60  # Not six hundred.


def test_a_module_in_the_folder_of_the_sheets_is_never_run(tmp_path, monkeypatch):
    (tmp_path / "zipfile.py").write_text("raise SystemExit(3)")
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert Opening({"a.xlsx": xlsx(["Code"])}).workbook("a.xlsx").sheets[0].rows == [["Code"]]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limits")
@pytest.mark.parametrize("greedy", ["bytearray(2**31)", "open('x', 'w', buffering=1).write('much\\n')"])
def test_the_other_process_takes_no_more_than_it_may(greedy, tmp_path):
    told = f"from importers.files.limits import limit_by_resources; limit_by_resources()\n{greedy}"
    stopped = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, capture_output=True, check=False)
    assert stopped.returncode == 1
    assert stopped.stderr.splitlines()[-1].split(b":")[0] in {b"MemoryError", b"OSError"}


def test_where_the_system_has_no_limits_files_are_read_all_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    limits.limit_by_resources()


@pytest.mark.parametrize("pipe", [processes._PIPE, -1])
def test_large_files_and_their_large_answers_do_not_wait_for_each_other(monkeypatch, pipe):
    monkeypatch.setattr(processes, "_PIPE", pipe)
    monkeypatch.setattr(limits, "MOST_SECONDS", 30)
    rows = "".join(f"{n},a text of some length that is told again,{n}.50\n" for n in range(45_000)).encode()
    opening = Opening({f"{name}.csv": b"Number,Text,Amount\n" + rows for name in "abc"})
    assert [len(opening.workbook(name).sheets[0].rows) for name in opening.names] == [45_001] * 3


def test_many_files_whose_reader_ends_at_once_are_refused_in_silence(monkeypatch, capfd):
    instead(monkeypatch, "import sys; sys.stdin.buffer.read(2**16); raise SystemExit(1)")
    opening = Opening({f"{n}.csv": b"Code\n" * 1000 for n in range(400)})
    assert "not a file that can be read; open it in Excel" in refusal(opening, "7.csv")
    assert capfd.readouterr().err == ""
