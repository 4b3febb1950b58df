"""The pictures in docs/guides, drawn from the files that a reader has made by following the guide to its end.

Run by hand, where LibreOffice and Poppler are: python tests/support/pictures.py
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from guides import BEGIN, FOLLOWED, GUIDES, begin, follow, page_of, steps


@dataclass(frozen=True)
class Picture:
    """A part of one page: its left, top, width and height in pixels, at so many dots an inch."""

    name: str
    guide: str
    file: str
    page: int
    part: tuple[int, int, int, int]
    dots: int = 130


INVOICE = "papers/contribution Hartside PF2526HARTSIDE1.pdf"
GOVERNORS = "packs/For the governors of Hartside Primary School, 2025-26.pdf"
PICTURES = (
    Picture("officer-mistakes", "officer", "mend.xlsx", 2, (72, 74, 1084, 142), 105),
    Picture(
        "officer-contribution", "officer", "papers/contribution Hartside PF2526HARTSIDE1.pdf", 1, (98, 70, 880, 555)
    ),
    Picture("governor-promises", "governor", GOVERNORS, 1, (60, 260, 960, 440)),
    Picture("governor-fund", "governor", GOVERNORS, 5, (60, 285, 960, 535)),
    Picture("clerk-motion", "clerk", "papers/confirmation Hartside 2026-27.pdf", 1, (98, 645, 880, 640)),
    Picture("clerk-confirmed", "clerk", "schedule 2026-27.pdf", 1, (56, 357, 1118, 190), 105),
    Picture("board-schedule", "board", "packs/Strategic Board pack 2025-26.pdf", 2, (56, 348, 1118, 325), 105),
    Picture("board-sheet", "board", "Board sheet.xlsx", 1, (48, 56, 1124, 275), 105),
    Picture("auditor-probity", "auditor", "probity.pdf", 1, (57, 278, 925, 285), 125),
    Picture("auditor-sample", "auditor", "sample.xlsx", 4, (48, 56, 1124, 400), 105),
)


def pages_of(path: Path, scratch: Path) -> Path:
    """The pages of a file as PDF; a workbook's are what LibreOffice prints of it."""
    if path.suffix == ".pdf":
        return path
    own = f"-env:UserInstallation={(scratch / 'office').as_uri()}"
    to = ["--convert-to", "pdf", "--outdir", str(scratch), str(path)]
    subprocess.run(["soffice", own, "--headless", *to], check=True, capture_output=True)
    return scratch / f"{path.stem}.pdf"


def draw(picture: Picture, folder: Path, scratch: Path) -> None:
    """Cut a picture out of its page."""
    sides = [word for flag, size in zip("xyWH", picture.part, strict=True) for word in (f"-{flag}", str(size))]
    page = ["-f", str(picture.page), "-singlefile", "-r", str(picture.dots), "-png"]
    to = GUIDES / "pictures" / picture.name
    pdf = pages_of(folder / picture.file, scratch)
    subprocess.run(["pdftoppm", *page, *sides, str(pdf), str(to)], check=True, capture_output=True)


def main() -> None:
    """Follow each guide, and draw what it shows."""
    (GUIDES / "pictures").mkdir(exist_ok=True)
    for guide in FOLLOWED:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "at work"
            folder.mkdir()
            begin(folder)
            for step in steps(page_of(guide)):
                if step.command != BEGIN:
                    follow(step.command, folder)
            for picture in PICTURES:
                if picture.guide == guide:
                    draw(picture, folder, Path(scratch))
                    sys.stdout.write(f"{picture.name}\n")


if __name__ == "__main__":
    main()
