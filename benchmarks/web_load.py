"""How fast pages are for twenty who read at once, and a member's after an import, beside a stock Fava.

Run by hand: python benchmarks/web_load.py [TRANSACTIONS] [VISITS] [BATCHES]. The ledger is that of ``large.py``: forty
members. ``nesa serve`` and ``fava --read-only books.beancount`` are whole processes, each under its own server, and
asked in turn over the wire. Twenty readers visit every page so many times, each in an order of their own, one page
after another without a pause; a page is what a browser waits for: its HTML and then its data. With us the readers are
first auditors, who see the same whole ledger, and then governors of twenty schools, each with their own view. Then
batches are recorded, and after each the pages of one member and those of stock Fava are opened by one reader.
"""

import http.client
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from import_invoices import QUIET, nesa
from large import prepare
from web import add

from nesa_fund.web.people import People, people_file
from nesa_fund.web.readings import READINGS
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.sessions import begin

READERS = 20
Pages = Mapping[str, Sequence[str]]


class Reader(NamedTuple):
    """Somebody who reads: where, which ledger, with which cookie, and what they visit."""

    port: int
    ledger: str
    cookie: str
    pages: Pages


def fava_pages(member: str) -> Pages:
    """Fava's own pages, each with the data that it asks for."""
    bank = f"Assets:{member}:Bank"
    return {
        "Income statement": ["income_statement/", "api/income_statement"],
        "Balance sheet": ["balance_sheet/", "api/balance_sheet"],
        "An account": [f"account/{bank}/", f"api/account_report?a={bank}&r=journal"],
        "Journal, page 1": ["journal/", "api/journal_page?page=1&order=desc"],
    }


OUR_PAGES: Pages = {f"Our page {name}": [f"extension/{name}/?year=2025-26"] for name in READINGS}


def main(transactions: int = 100_000, visits: int = 5, batches: int = 3) -> None:
    """Prepare once, then read and record."""
    with tempfile.TemporaryDirectory() as scratch:
        root = (Path(scratch) / "ledger").resolve()
        prepare(root, transactions)
        measure(root, visits, batches)


def measure(root: Path, visits: int, batches: int) -> None:
    """Print what twenty readers wait for, and one of them after each batch."""
    members = sorted(path.stem for path in (root / "views").glob("School*.beancount"))[:READERS]
    cookies = _cookies(root, members)
    with _serving(root) as ours, _stock(root) as stock:
        _, address = _ask(stock, "/", "")
        title = address.split("/")[1]
        peer = [Reader(stock, title, "", fava_pages(one)) for one in members]
        whole = [Reader(ours, "alliance", cookies[f"a{n}"], fava_pages(one)) for n, one in enumerate(members)]
        own = [Reader(ours, one, cookies[one.lower()], {**fava_pages(one), **OUR_PAGES}) for one in members]
        of_peer = _read(peer, visits)
        _print("an auditor's, the same whole ledger", _read(whole, visits), of_peer)
        _print("a governor's own", _read(own, visits), of_peer)
        _after_batches(root, own[4], peer[4], batches)


def _after_batches(root: Path, own: Reader, peer: Reader, batches: int) -> None:
    ratios = defaultdict(list)
    for n in range(batches):
        add(root, n)
        mine = {name: _visit(own, name) for name in ("Income statement", "Our page School", "Our page Overview")}
        theirs = _visit(peer, "Income statement")
        for name, seconds in mine.items():
            ratios[name].append((theirs / seconds, seconds, theirs))
    for name, seen in ratios.items():
        _, seconds, theirs = (statistics.median(column) for column in zip(*seen, strict=True))
        told = ", ".join(f"{ratio:.1f}" for ratio, *_ in sorted(seen))
        print(f"After a batch: {name:<18} {seconds:6.2f} s; stock Fava {theirs:6.2f} s, times as long: {told}")


def _read(readers: Sequence[Reader], visits: int) -> dict[str, list[float]]:
    """Page -> seconds that each visit took, with all readers at once; the first of each ledger is not counted."""
    for reader in {reader.ledger: reader for reader in readers}.values():
        for name in reader.pages:
            _visit(reader, name)
    with ThreadPoolExecutor(len(readers)) as pool:
        return _joined(pool.map(lambda reader: _visits(reader, visits), readers))


def _visits(reader: Reader, visits: int) -> dict[str, list[float]]:
    order = [name for name in reader.pages for _ in range(visits)]
    random.Random(reader.ledger + reader.cookie).shuffle(order)  # noqa: S311  # An order, not a secret.
    return _joined({name: [_visit(reader, name)]} for name in order)


def _joined(parts: Iterator[dict[str, list[float]]]) -> dict[str, list[float]]:
    seen: dict[str, list[float]] = defaultdict(list)
    for part in parts:
        for name, figures in part.items():
            seen[name] += figures
    return seen


def _visit(reader: Reader, name: str) -> float:
    began = time.perf_counter()
    for path in reader.pages[name]:
        status, _ = _ask(reader.port, f"/{reader.ledger}/{path}", reader.cookie)
        if status != http.client.OK:
            raise AssertionError(path, status)
    return time.perf_counter() - began


def _ask(port: int, path: str, cookie: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        connection.request("GET", path, headers={"Host": "localhost", "Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def _print(whose: str, seen: Mapping[str, Sequence[float]], of_peer: Mapping[str, Sequence[float]]) -> None:
    print(f"{whose}: {READERS} readers, seconds: median and 95th percentile; stock Fava's; times as long", flush=True)
    for name, figures in seen.items():
        mine = _middle_and_high(figures)
        line = f"{name:<20} {mine[0]:7.3f} {mine[1]:7.3f}"
        if theirs := name in of_peer and _middle_and_high(of_peer[name]):
            line += f"   {theirs[0]:7.3f} {theirs[1]:7.3f}   {theirs[0] / mine[0]:5.2f} {theirs[1] / mine[1]:5.2f}"
        print(line)


def _middle_and_high(figures: Sequence[float]) -> tuple[float, float]:
    return statistics.median(figures), statistics.quantiles(figures, n=20)[-1]


def _cookies(root: Path, members: Sequence[str]) -> dict[str, str]:
    """Sessions of auditors a0 … and of a governor of each member: their code -> their cookie."""
    people, now = People(people_file(root)), datetime.now(UTC)
    app = Flask(__name__)
    persons = [Person(f"a{n}", Role.AUDITOR) for n in range(len(members))]
    persons += [Person(one.lower(), Role.GOVERNOR, one) for one in members]
    for person in persons:
        people.add(person, now)
    app.secret_key = people.secret_key()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    return {one.code: f"__Host-nesa={signer.dumps({'token': begin(people, one, now)})}" for one in persons}


@contextmanager
def _serving(root: Path) -> Iterator[int]:
    with _answering([*nesa(str(root)), "serve", "--port", "5871"], 5871) as port:
        yield port


@contextmanager
def _stock(root: Path) -> Iterator[int]:
    fava = [sys.executable, "-c", "from fava.cli import main; main()"]
    with _answering([*fava, "--read-only", "--port", "5872", str(root / "books.beancount")], 5872) as port:
        yield port


@contextmanager
def _answering(command: Sequence[str], port: int) -> Iterator[int]:
    with subprocess.Popen(command, env=QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            while server.poll() is None and not _is_up(port):
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()


def _is_up(port: int) -> bool:
    try:
        return _ask(port, "/", "")[0] > 0
    except OSError:
        return False


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
