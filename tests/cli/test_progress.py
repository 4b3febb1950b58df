"""The line that tells what a long command is doing: on a terminal alone, and not for what takes a moment."""

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
        progress.tell("checking")
        time.sleep(seconds)
    assert stream.written == ""


def test_on_a_terminal_the_step_is_told_and_its_line_is_gone_at_the_end(monkeypatch):
    stream = Terminal(is_terminal=True)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("nesa_fund.cli.progress._MOMENT", 0.05)
    monkeypatch.setattr("nesa_fund.cli.progress._EACH", 0.05)
    with Progress() as progress:
        progress.tell("checking 7,427 rows of invoices")
        time.sleep(0.3)
    assert stream.written.startswith("\rchecking 7,427 rows of invoices … 0 s")
    assert stream.written.endswith(" \r")
