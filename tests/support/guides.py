"""The guides in docs/guides, followed line by line on the example, as their readers would follow them."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from nesa_fund.actions.demo import SPREADSHEETS, example_files
from nesa_fund.cli import main
from year import TODAY, clock_at

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "guides"
FOLLOWED = ("officer", "governor", "clerk", "board", "auditor")
BEGIN = "nesa demo ledger"  # Not run: its ledger is the repository's own, byte for byte, as test_demo shows.
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_ENDS = re.compile(r"exit\s+code (\d)")


@dataclass(frozen=True)
class Step:
    """One command of a guide, and what the guide says of it: its exit code, and lines that it prints, in order."""

    command: str
    exit_code: int = 0
    prints: tuple[str, ...] = ()


def page_of(guide: str) -> str:
    """The text of a guide."""
    return (GUIDES / f"{guide}.md").read_text("utf-8")


def steps(page: str) -> Iterator[Step]:
    """Every command of a page in order; what stands between one box and the next is said of the box's last command."""
    boxes = [found for found in _FENCE.finditer(page) if found[1] == "sh"]
    ends = [found.start() for found in boxes[1:]] + [len(page)]
    for box, end in zip(boxes, ends, strict=True):
        *before, last = box[2].splitlines()
        yield from map(Step, before)
        said = page[box.end() : end]
        prints = tuple(line for found in _FENCE.finditer(said) if found[1] == "text" for line in found[2].splitlines())
        ended = _ENDS.search(said.strip().split("\n\n")[0])  # The paragraph below the box alone.
        yield Step(last, int(ended[1]) if ended else 0, prints)


def begin(folder: Path) -> None:
    """What a reader has in hand after the first command."""
    shutil.copytree(ROOT / "ledger", folder / "ledger")
    shutil.copytree(GUIDES / "practice", folder / "practice")
    (folder / "ledger" / SPREADSHEETS).mkdir()
    for name, content in example_files():
        (folder / "ledger" / SPREADSHEETS / name).write_bytes(content)


def follow(command: str, folder: Path) -> tuple[int, str]:
    """Run one command in a folder: its exit code and all that it prints."""
    words = shlex.split(command)
    if words[0] == "nesa":
        return _nesa(words[1:], folder)
    if words[0] == "fava":  # It would serve until it is stopped; so only what it is to open is looked at.
        return (0 if (folder / words[-1]).is_file() else 1), ""
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": beside}
    program = shutil.which(words[0], path=beside) or words[0]
    ran = subprocess.run([program, *words[1:]], cwd=folder, env=environment, capture_output=True, check=False)
    return ran.returncode, (ran.stdout + ran.stderr).decode()


def _nesa(words: list[str], folder: Path) -> tuple[int, str]:
    screen = io.StringIO()
    with chdir(folder), clock_at(TODAY), redirect_stdout(screen), redirect_stderr(screen):
        try:
            main(words)
        except SystemExit as ended:
            return int(ended.code or 0), screen.getvalue()
    return 0, screen.getvalue()
