"""The derived files of a ledger: what Beancount and Fava open, remade from who has a book."""

import os
import time
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from nesa_fund.canon import quoted
from nesa_fund.entries import FUND, bank
from nesa_fund.periods import ONE_DAY, year_of
from nesa_fund.register import Register

BOOKS = "books.beancount"
ALLIANCE = "alliance.beancount"
VIEWS = "views"
PAGES = ("overview", "school", "fund", "schedule", "probity", "owed", "work")
"""Our pages in Fava, in the order of its sidebar: each is a module of ``nesa_fund.web.pages``."""


def texts(register: Register) -> dict[str, str]:
    """Path below the ledger -> text of every derived file."""
    alliance = register.alliance()
    options = _fava_options(alliance.year_start)
    files = {
        BOOKS: _top(alliance.name, ['include "batches/*/*.beancount"']),
        ALLIANCE: _top(alliance.name, [f'include "{BOOKS}"', 'plugin "nesa_fund.plugin"', *options]),
        f"{VIEWS}/{FUND}.beancount": _view(register, FUND, options),
    }
    for code, member in register.members.items():
        options = _fava_options(member.year_start or alliance.year_start)
        files[f"{VIEWS}/{code}.beancount"] = _view(register, code, options)
    return files


def _top(title: str, lines: Iterable[str]) -> str:
    head = [
        f'option "title" {quoted(title)}',
        'option "operating_currency" "GBP"',
        'option "tolerance_multiplier" "0"',
    ]
    return "\n".join([*head, "", *lines]) + "\n"


def _view(register: Register, code: str, options: list[str]) -> str:
    own = [] if code == FUND else [f'include "../batches/*/{code}.register.beancount"']
    includes = ['include "../batches/*/register.beancount"', *own, f'include "../batches/*/{code}.beancount"']
    said = f"2000-01-01 note {bank(code)} {quoted(_alone(register.name(code)))}"
    return _top(f"{register.name(code)} - {register.alliance().name}", [*includes, *options, "", said])


def _alone(name: str) -> str:
    """What one book alone can show, and where the rest is to be seen: it stands in the journal of the book's bank."""
    return (
        f"This is the book of {name} alone, with the facts that all members share. It shows that each of its entries "
        "is its own and balances to the penny. Whether the other books say the same, and whether the promises of the "
        f"charter are kept, only all books together show: nesa check tells it, and so does {ALLIANCE}."
    )


def _fava_options(year_start: str) -> list[str]:
    year_end = year_of(date(2001, 12, 31), year_start).start - ONE_DAY
    options: Mapping[str, str] = {
        "fiscal-year-end": f"{year_end:%m-%d}",
        "invert-income-liabilities-equity": "true",
        "locale": "en_GB",
        "default-page": "extension/Overview/",
    }
    said = [f'2000-01-01 custom "fava-option" {quoted(key)} {quoted(value)}' for key, value in options.items()]
    pages = [f'2000-01-01 custom "fava-extension" {quoted(f"nesa_fund.web.pages.{page}")}' for page in PAGES]
    return ["", *said, *pages]


def differences(root: Path, register: Register) -> list[str]:
    """The derived files that are not there, or not as this ledger makes them."""
    wanted = {name: (root / name, text.encode()) for name, text in texts(register).items()}
    return [name for name, (path, content) in wanted.items() if not path.is_file() or path.read_bytes() != content]


def refresh(root: Path, register: Register) -> None:
    """Write the derived files that differ, and touch all of them.

    A file that is there already keeps its content but gets a new modification time: neither
    Fava's watcher nor Beancount's cache notices a new file behind an ``include`` with a glob.
    """
    for name, text in texts(register).items():
        path = root / name
        before = path.stat().st_mtime_ns if path.exists() else 0
        if not before or path.read_bytes() != text.encode():
            _write_whole(path, text.encode())
        moment = max(time.time_ns(), before + 10_000_000)
        os.utime(path, ns=(moment, moment))


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    staged.write_bytes(content)
    staged.replace(path)
