"""The pictures of the pages are those that docs show and their script makes, and small."""

import re
from pathlib import Path

import pytest

from pictures_of_the_web import MOST_BYTES, NAMES, PICTURES, WIDTHS

MADE = {f"{name}-{width}.png" for name in NAMES for width in WIDTHS}


def test_there_are_those_that_the_script_makes_and_no_others():
    assert {path.name for path in PICTURES.iterdir()} == MADE


def test_the_page_about_serving_shows_each_and_says_what_is_to_be_seen():
    shown = re.findall(
        r"\[([^]]+)\]\(pictures-of-the-web/([^)]+)\)", (PICTURES.parent / "serving.md").read_text("utf-8")
    )
    assert {name for _, name in shown} == MADE
    assert all(said.strip() for said, _ in shown)


@pytest.mark.parametrize("path", sorted(PICTURES.iterdir()), ids=lambda path: Path(path).stem)
def test_a_picture_is_as_wide_as_it_says_and_small(path):
    width = int.from_bytes(path.read_bytes()[16:20], "big")  # Where each PNG says it.
    assert width == int(path.stem.rpartition("-")[2])
    assert path.stat().st_size <= MOST_BYTES
