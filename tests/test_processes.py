"""What is asked of another process, however it ends."""

import subprocess

import pytest

from nesa_fund import processes

_ECHO = "import sys; [sys.stdout.buffer.write(sys.stdin.buffer.read(2**20)) for _ in range(12)]"
MUCH = [b"x" * 2**22] * 3


@pytest.mark.parametrize(
    ("does", "given", "wanted", "ends_with"),
    [
        ("import sys; print(len(sys.stdin.buffer.read()), end='')", MUCH, str(3 * 2**22).encode(), 0),
        ("import sys; sys.stdout.write('y' * 2**22); sys.stdin.buffer.read()", MUCH, b"y" * 2**22, 0),
        (
            "import sys; [sys.stdout.buffer.write(sys.stdin.buffer.read(2**20)) for _ in range(12)]",
            MUCH,
            MUCH[0] * 3,
            0,
        ),
        ("print('early', end='')", MUCH, b"early", 0),
        ("raise SystemExit(3)", MUCH, b"", 3),
        ("raise SystemExit(3)", [b"few"], b"", 3),
    ],
)
def test_it_is_given_all_that_it_takes_and_what_it_answers_is_taken(does, given, wanted, ends_with):
    process = processes.started(("-c", does), stdin=subprocess.PIPE)
    assert processes.asked(process, given) == wanted
    assert process.returncode == ends_with


def test_one_that_is_given_nothing_answers_too():
    assert processes.asked(processes.started(("-c", "print(1, end='')"))) == b"1"


@pytest.mark.parametrize("size", [2**60, -1])
def test_where_no_large_pipes_are_to_be_had_small_ones_do(monkeypatch, size):
    monkeypatch.setattr(processes, "_PIPE", size)
    process = processes.started(("-c", _ECHO), stdin=subprocess.PIPE)
    assert processes.asked(process, MUCH) == MUCH[0] * 3


@pytest.mark.parametrize(("processors", "size", "wanted"), [(1, 2**30, 0), (2, 2**30, 1), (9, 2**30, 3), (9, 2**20, 0)])
def test_no_more_are_started_than_are_worth_it(monkeypatch, processors, size, wanted):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: processors)
    assert processes.spare(size) == wanted
