"""The line that tells what a long command is doing: on a terminal alone, and not for what takes a moment."""

import re
import time

import pytest

from nesa_fund.cli.progress import Progress


class Terminal:
    """A stream that keeps what is written to it, and says what it is."""

    def __init__(self, is_terminal):
        self.isatty = lambda: is_terminal
        self.flush = lambda: None
        self.written = ""

    def write(self, text):
        self.written += text


@pytest.mark.parametrize(("is_terminal", "seconds"), [(False, 0.3), (True, 0.0)], ids=["a pipe", "a moment"])
def test_nothing_is_told_of_progress_in_a_pipe_or_within_a_moment(monkeypatch, is_terminal, seconds):
    stream = Terminal(is_terminal)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("nesa_fund.cli.progress._MOMENT", 0.1)
    with Progress() as progress:
        progress.tell("checking", lambda: 0.5)
        time.sleep(seconds)
    assert stream.written == ""


def test_on_a_terminal_the_step_is_told_with_a_bar_that_is_gone_at_the_end(monkeypatch):
    stream, rows = Terminal(is_terminal=True), 0
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")  # Else what is still to do is a bar too, of another colour.
    monkeypatch.setattr("nesa_fund.cli.progress._MOMENT", 0.05)
    monkeypatch.setattr("nesa_fund.cli.progress._EACH", 0.02)
    with Progress() as progress:
        progress.tell("checking 7,427 rows of invoices", lambda: rows / 7427)
        time.sleep(0.2)
        rows = 3714
        time.sleep(0.2)
        rows = 7427
        time.sleep(0.2)
    told = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.written)
    shares = [line.count("━") / 20 for line in told.split("\r") if "checking 7,427 rows of invoices" in line]
    assert list(dict.fromkeys(shares)) == [0.0, 0.5, 1.0]
    assert stream.written.endswith("\r\x1b[1A\x1b[2K")
