"""Canonical text of a book read straight into columns: the quick way into a large ledger.

It knows only what `canon` writes, to the letter, and leaves every other text to Beancount's parser.
Both ways give the same rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import accumulate, islice

from nesa_fund.canon import Open
from nesa_fund.entries import OPENED
from nesa_fund.money import LARGEST_PENCE
from nesa_fund.rows import META, Rows

# Every repetition is possessive: a text is read once, in one pass, and never backed up in.

_SIGNS = r'(?:[^"\\\n]++|\\["\\])'
_ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*+)++"
_CODES = "".join(rf'(?:  {key}: "({_SIGNS}++)"\n)?+' for key in ("cfr", "aar"))
_OPEN = rf"{OPENED} open ({_ACCOUNT}) (?:GBP|DAY)\n{_CODES}"
_TRANSACTION = (
    rf'(\d{{4}}-\d\d-\d\d) \*(?: "({_SIGNS}++)"(?= "))?+ "({_SIGNS}*+)" \^([A-Za-z0-9._/-]++)\n'
    + "".join(rf'(?:  {key}: "({_SIGNS}++)"\n)?+' for key in META)
    + rf"((?:  {_ACCOUNT} ++-?\d{{1,13}}+\.\d\d (?:GBP|DAY)\n)++)"
)
_BLANK = r"(?:\n(?=\d)|\Z)"
_OPENS = re.compile(rf"(?:{_OPEN}{_BLANK})*+", re.ASCII)
_EACH_OPEN = re.compile(_OPEN, re.ASCII)
_EACH = re.compile(_TRANSACTION + _BLANK, re.ASCII)
_ESCAPED = re.compile(r"\\(.)")


def scan(text: str, batch: int, file: str, owner: str, rows: Rows) -> list[Open] | None:
    """Read one file of a book.

    Args:
        text: The file's text.
        batch: The number of its batch.
        file: Its path below the ledger folder.
        owner: The entity whose book it is.
        rows: Where its transactions are appended.

    Returns:
        The accounts that it opens; None, and nothing appended, where the text is not just as
        `canon` writes it.
    """
    begin = match.end() if (match := _OPENS.match(text)) else 0
    found = _found(text, begin)
    if found is None:
        return None
    opens = [
        Open(OPENED, account, tuple((key, _plain(code)) for key, code in (("cfr", cfr), ("aar", aar)) if code))
        for account, cfr, aar in _EACH_OPEN.findall(text, 0, begin)
    ]
    if not all(code.isprintable() for one in opens for _, code in one.codes):
        return None
    if not found:
        return opens
    days, payees, narrations, links, *metas, spans = zip(*found, strict=True)
    said = {key: texts for key, texts in zip(META, metas, strict=True) if any(texts)}
    if not all("".join(set(texts)).isprintable() for texts in (payees, narrations, *said.values())):
        return None
    flat = "".join(spans).split()
    pence = list(map(int, " ".join(flat[1::3]).replace(".", "").split()))
    day = _days(days)
    if day is None or max(map(abs, pence)) > LARGEST_PENCE:
        return None
    counts = [span.count("\n") for span in spans]
    plain = partial(map, _plain) if "\\" in text else tuple
    rows.add_columns(
        (batch, file, owner),
        day=day,
        line=_lines(text.count("\n", 0, begin) + 1, counts, said.values()),
        payee=plain(payees),
        narration=plain(narrations),
        link=links,
        meta={key: plain(texts) for key, texts in said.items()},
        counts=counts,
        account=flat[0::3],
        pence=pence,
        commodity=flat[2::3],
    )
    return opens


def _found(text: str, at: int) -> list[tuple[str, ...]] | None:
    """The groups of each transaction from a place on; None where anything else stands between or behind them."""
    found = []
    while at < len(text):
        match = _EACH.match(text, at)
        if not match:
            return None
        found.append(match.groups(""))
        at = match.end()
    return found


def _plain(text: str) -> str:
    """A string without the signs that Beancount needs before others."""
    return _ESCAPED.sub(r"\1", text)


def _days(texts: Sequence[str]) -> list[date] | None:
    """The days that texts are; None where one is no day of the calendar."""
    try:
        known = {text: date.fromisoformat(text) for text in set(texts)}
    except ValueError:
        return None
    return [known[text] for text in texts]


def _lines(first: int, counts: Sequence[int], metas: Iterable[Sequence[str]]) -> Iterator[int]:
    """The line that each transaction begins on: those before it take one a key and posting, their own and a blank."""
    keys = [0] * len(counts)
    for texts in metas:
        keys = [n + 1 if text else n for n, text in zip(keys, texts, strict=True)]
    lengths = (2 + postings + said for postings, said in zip(counts, keys, strict=True))
    return islice(accumulate(lengths, initial=first), len(counts))
