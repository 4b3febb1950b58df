import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data

from folders import ROLLS, add, alliance, bean_check, cached_load, contribution, founded, roll, school, tops
from nesa_fund import derived, store
from nesa_fund.facts import Alliance, Member
from nesa_fund.register import Register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


def register(*members: Member, **alliance) -> Register:
    return Register([Alliance(**({"day": date(2025, 9, 1), "name": "A"} | alliance)), *members])


def times(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in [*tops(root), root / "alliance.beancount"]}


def test_there_is_a_view_for_the_fund_and_for_every_member():
    names = derived.texts(register(school("Elm"), school("Ash"))).keys()
    assert names == {
        "books.beancount", "alliance.beancount", "views/Fund.beancount", "views/Elm.beancount", "views/Ash.beancount",
    }  # fmt: skip


def test_a_view_includes_one_entity_its_own_register_and_what_is_shared():
    texts = derived.texts(register(school("Elm")))
    assert [line for line in texts["views/Elm.beancount"].splitlines() if line.startswith("include")] == [
        'include "../batches/*/register.beancount"',
        'include "../batches/*/Elm.register.beancount"',
        'include "../batches/*/Elm.beancount"',
    ]
    assert [line for line in texts["views/Fund.beancount"].splitlines() if line.startswith("include")] == [
        'include "../batches/*/register.beancount"',
        'include "../batches/*/Fund.beancount"',
    ]


def test_only_the_alliance_needs_this_program():
    texts = derived.texts(register(school("Elm")))
    assert [name for name, text in texts.items() if "plugin" in text] == ["alliance.beancount"]
    assert all('option "tolerance_multiplier" "0"' in text for text in texts.values())


def test_a_view_says_what_one_book_alone_shows_and_where_the_rest_is_to_be_seen(root):
    entries, errors, _ = loader.load_file(str(root / "views/Hartside.beancount"))
    (said,) = [entry for entry in entries if isinstance(entry, data.Note)]
    assert errors == []
    assert said.account == "Assets:Hartside:Bank"
    assert "the book of Hartside" in said.comment
    assert "nesa check" in said.comment
    assert "alliance.beancount" in said.comment


def test_names_are_quoted():
    texts = derived.texts(register(school("Elm", name='Elm "First" \\ Nursery'), name='The "Coast"'))
    assert 'option "title" "The \\"Coast\\""' in texts["books.beancount"]
    assert 'option "title" "Elm \\"First\\" \\\\ Nursery - The \\"Coast\\""' in texts["views/Elm.beancount"]


def test_a_view_ends_its_year_as_its_entity_does():
    texts = derived.texts(register(school("Elm", year_start="04-01"), school("Ash")))
    assert '"fiscal-year-end" "03-31"' in texts["views/Elm.beancount"]
    assert '"fiscal-year-end" "08-31"' in texts["views/Ash.beancount"]


def test_modification_times_grow_with_every_commit(root):
    before = times(root)
    for day in (1, 2, 3):
        add(root, [roll("Hartside", day, f"2024-0{day}")])
        after = times(root)
        assert all(after[path] > before[path] for path in before)
        before = after


def test_modification_times_grow_even_past_a_clock_that_runs_ahead(root):
    path = root / "books.beancount"
    ahead = path.stat().st_mtime_ns + 10**13
    os.utime(path, ns=(ahead, ahead))
    add(root, [roll("Hartside", 1, "2024-01")])
    assert path.stat().st_mtime_ns > ahead


def test_content_that_is_as_it_should_be_is_not_written_again(root):
    before = (root / "books.beancount").stat().st_ino
    add(root, [roll("Hartside", 1, "2024-01")])
    assert (root / "books.beancount").stat().st_ino == before


def test_what_somebody_changed_or_lost_is_made_anew(root):
    text = (root / "books.beancount").read_text()
    (root / "books.beancount").write_text("else")
    shutil.rmtree(root / "views")
    add(root, [roll("Hartside", 1, "2024-01")])
    assert (root / "books.beancount").read_text() == text
    assert bean_check(root) == ""


def test_stock_beancount_accepts_every_top_after_every_commit(root):
    steps = [
        lambda: add(root, transactions=contribution("Hartside")),
        lambda: add(root, [school("Elm")]),
        lambda: add(root, transactions=contribution("Elm")),
    ]
    assert bean_check(root) == ""
    for step in steps:
        step()
        assert bean_check(root) == ""


def test_an_empty_ledger_is_accepted_too(tmp_path):
    assert bean_check(founded(tmp_path)) == ""


def test_beancounts_cache_sees_every_commit_at_once(root):
    before = cached_load(root)
    assert (root / ".books.beancount.picklecache").exists()
    add(root, transactions=contribution("Hartside"))
    fresh = cached_load(root)
    assert [errors for _, errors in fresh] == [0] * (2 + len(ROLLS))
    grown = dict(
        zip([path.stem for path in tops(root)], (b[0] - a[0] for a, b in zip(before, fresh, strict=True)), strict=True)
    )
    assert grown == {"books": 6, "Fund": 3, "Hartside": 3, "Coquet": 0, "Elsdon": 0, "Rothley": 0}


def test_without_new_modification_times_the_cache_would_be_blind(root):
    before, then = cached_load(root), times(root)
    add(root, transactions=contribution("Hartside"))
    for path, moment in then.items():
        os.utime(path, ns=(moment, moment))
    assert cached_load(root) == before


def test_the_program_itself_reads_only_batches(root):
    for path in tops(root):
        path.write_text("not Beancount at all")
    assert store.open_ledger(root).register.members.keys() == ROLLS.keys()
