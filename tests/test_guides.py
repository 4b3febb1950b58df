"""The guides are true: each is followed to its end on the example, and all that it names is there."""

import re
import struct
from pathlib import Path

import pytest

from guides import BEGIN, FOLLOWED, GUIDES, begin, follow, page_of, steps
from pictures import PICTURES

PAGES = sorted(GUIDES.glob("*.md"))
LINKS = re.compile(r"(!?)\[([^\]]*)\]\(([^)]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links(page: Path) -> list[tuple[bool, str, str]]:
    """Whether it is a picture, its words, where it leads."""
    return [(mark == "!", words, to) for mark, words, to in LINKS.findall(page.read_text("utf-8"))]


def anchors(page: Path) -> set[str]:
    """What a link into a page may name, by the rule of the place where pages are read."""
    titles = HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def is_shown(line: str, shown: str) -> bool:
    """Whether a line is what a guide shows; of a line that is shown with … at its end, the beginning."""
    return line.startswith(shown.removesuffix(" …")) if shown.endswith(" …") else line.rstrip() == shown


@pytest.mark.parametrize("guide", FOLLOWED)
def test_each_command_ends_and_prints_as_its_guide_says(guide, tmp_path, monkeypatch):
    monkeypatch.delenv("NESA_LEDGER", raising=False)
    first, *others = steps(page_of(guide))
    assert first.command == BEGIN
    begin(tmp_path)
    for step in others:
        code, printed = follow(step.command, tmp_path)
        assert (step.command, code, printed) == (step.command, step.exit_code, printed)
        lines = iter(printed.splitlines())
        assert [shown for shown in step.prints if not any(is_shown(line, shown) for line in lines)] == [], printed


def test_a_step_is_held_to_what_stands_below_it_and_no_further():
    page = "```sh\na\nb\n```\n\nIt ends with exit\ncode 2.\n\n```text\nno\n```\n\n```sh\nc\n```\n\nOf.\n\nexit code 1\n"
    a, b, c = steps(page)
    assert (a.command, a.exit_code, a.prints) == ("a", 0, ())
    assert (b.command, b.exit_code, b.prints) == ("b", 2, ("no",))
    assert (c.command, c.exit_code, c.prints) == ("c", 0, ())


def test_there_is_a_guide_for_each_reader_and_the_list_names_each():
    assert {page.stem for page in PAGES} == {*FOLLOWED, "README"}
    assert {f"{guide}.md" for guide in FOLLOWED} <= {to for _, _, to in links(GUIDES / "README.md")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_is_read_in_ten_minutes(page):
    assert len(page.read_text("utf-8").split()) < 1000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_link_leads_to_what_is_there(page):
    within = [to for _, _, to in links(page) if not to.startswith("https://")]
    for to in within:
        name, _, anchor = to.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), to
        assert not anchor or anchor in anchors(target), to


def test_the_pictures_are_those_that_the_guides_show_and_the_script_makes():
    shown = {to for page in PAGES for is_picture, _, to in links(page) if is_picture}
    assert shown == {f"pictures/{one.name}.png" for one in PICTURES}
    assert shown == {f"pictures/{path.name}" for path in (GUIDES / "pictures").iterdir()}


def test_each_picture_is_said_in_words():
    words = [words for page in PAGES for is_picture, words, _ in links(page) if is_picture]
    assert [one for one in words if len(one.split()) < 8] == []


@pytest.mark.parametrize("path", sorted((GUIDES / "pictures").iterdir()), ids=lambda path: path.stem)
def test_each_picture_is_small(path):
    raw = path.read_bytes()
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    (width,) = struct.unpack(">I", raw[16:20])
    assert width <= 1200
    assert len(raw) <= 120 * 1024


def test_each_picture_shows_a_file_that_its_guide_has_made():
    for one in PICTURES:
        folder = one.file.split("/", maxsplit=1)[0]
        assert folder in "".join(step.command for step in steps(page_of(one.guide)))
