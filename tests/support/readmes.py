"""A README's commands as a stranger runs them: in a folder elsewhere, with stock tools and nothing else at hand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

STOCK = ("bean-check", "bean-query", "sha256sum")
_COMMAND = re.compile(
    r"^```sh\n(.*?)^```\n\n(?:prints\n\n```text\n(.*?)^```|prints nothing\.)", re.MULTILINE | re.DOTALL
)


def told(readme: str) -> list[tuple[str, str]]:
    """Each command of a README with what it says that it prints."""
    return [(found[1].strip(), found[2] or "") for found in _COMMAND.finditer(readme)]


def stock_tools(folder: Path) -> Path | None:
    """A folder with the stock tools alone; None where one of them is not on this machine."""
    folder.mkdir()
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    for name in STOCK:
        found = shutil.which(name, path=beside)
        if not found:
            return None
        (folder / name).symlink_to(found)
    return folder


def printed(command: str, folder: Path, tools: Path) -> str:
    """What a command prints, errors with it, from a shell that knows only the stock tools and no setting."""
    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env={"PATH": str(tools), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert ran.returncode == 0, (command, ran.stdout.decode())
    return ran.stdout.decode().replace("\r\n", "\n")
