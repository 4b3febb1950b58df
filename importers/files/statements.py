"""Opens a bank's statement that is no table: OFX, and the text of keys and values that Santander gives.

Both become the rows of a sheet. OFX is read tag by tag, and never as XML: nothing in it is expanded
or fetched, and a file that declares an entity is refused.
"""

import re
from collections.abc import Iterator

from importers.files import limits
from importers.files.delimited import decoded
from importers.files.limits import refusal
from importers.workbook import Raw

_OFX_HEADERS = ("FITID", "DTPOSTED", "TRNAMT", "TRNTYPE", "NAME", "MEMO", "BALAMT", "ACCTID", "CURDEF")
_TAG = re.compile(r"<(/?)([A-Za-z0-9.]{1,40})>([^<\r\n]*)")
_CDATA = re.compile(r"<!\[CDATA\[([^\]<>]*)\]\]>")
_SIGNS = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&apos;": "'", "&quot;": '"', "&nbsp;": " "}
_SIGN = re.compile("|".join(_SIGNS))
_AGAIN = "download it from the bank again, as CSV if it offers that"
_KEY_HEADERS = {"Date": "Date", "Description": "Description", "Amount": "Amount", "Balance": "Balance"}
_KEYS = re.compile(rb"\s*From:.{0,80}?\r?\n(?:\s*\r?\n)*Account:", re.DOTALL)


def ofx_rows(name: str, content: bytes) -> list[list[Raw]]:
    """The lines of an OFX statement as rows under its own tags, oldest first, and a row of its balance.

    Raises:
        InputError: It is no OFX of a bank account, or declares what such a file has no need of.
    """
    text = decoded(name, content)
    begin = text.upper().find("<OFX>")
    if begin < 0:
        raise refusal(name, f"not a bank statement in OFX; {_AGAIN}")
    if "<!" in _CDATA.sub("", text):
        raise refusal(name, f"declares an entity or a document type, which no bank's statement does; {_AGAIN}")
    rows = list(_ofx_lines(name, _CDATA.sub(lambda found: found[1], text[begin:])))
    if not rows:
        raise refusal(name, "tells no line and no balance of a bank account; download a longer time")
    lines, balances = [row for row in rows if row[6] is None], [row for row in rows if row[6] is not None]
    if lines and str(lines[0][1]) > str(lines[-1][1]):
        lines.reverse()
    return [list(_OFX_HEADERS), *sorted([*lines, *balances], key=lambda row: str(row[1]))]


def _ofx_lines(name: str, text: str) -> Iterator[list[Raw]]:
    """A row a line, and one of the balance, from the tags in their order."""
    account, currency, within = None, None, ""
    told: dict[str, str] = {}
    for count, match in enumerate(_TAG.finditer(text)):
        if count > limits.MOST_ROWS * 10:
            raise refusal(name, "more lines than can be read at once; download a shorter time")
        is_end, tag, value = match[1] == "/", match[2].upper(), _plain(match[3])
        if tag in {"STMTTRN", "LEDGERBAL"}:
            if within != (tag if is_end else "") or (tag == "STMTTRN" and "BALAMT" in told):
                raise refusal(name, f"damaged: a line of the statement does not end, or holds a balance; {_AGAIN}")
            if is_end and (tag == "STMTTRN" or "BALAMT" in told):
                yield _ofx_row(told, account, currency)
            within, told = ("" if is_end else tag), {}
        elif value and within:
            told[tag] = value
        elif value and tag == "ACCTID":
            account = value
        elif value and tag == "CURDEF":
            currency = value
    if within:
        raise refusal(name, f"damaged: it breaks off within a line of the statement; {_AGAIN}")


def _ofx_row(told: dict[str, str], account: str | None, currency: str | None) -> list[Raw]:
    amount = told.get("TRNAMT", "").removeprefix("+")
    day = told.get("DTPOSTED") or told.get("DTASOF") or ""
    is_day = re.fullmatch(r"\d{8}(?:\d{4,6}(?:\.\d{3})?)?(?:\[.*\])?", day, re.ASCII)
    shown = f"{day[:4]}-{day[4:6]}-{day[6:8]}" if is_day else day
    said = (told.get("FITID"), shown, amount, told.get("TRNTYPE"), told.get("NAME") or told.get("PAYEE"))
    rest = (told.get("MEMO"), told.get("BALAMT"), account, currency)
    return [value or None for value in (*said, *rest)]


def _plain(text: str) -> str:
    return _SIGN.sub(lambda found: _SIGNS[found[0]], text).strip()


def is_key_text(content: bytes) -> bool:
    """Whether a text is a statement of keys and values: it begins with its dates and its account."""
    return _KEYS.match(content.removeprefix(b"\xef\xbb\xbf").replace(b"\xa0", b" ")) is not None


def key_text_rows(name: str, content: bytes) -> list[list[Raw]]:
    """The lines of a statement of keys and values as rows, each in the row of its date.

    Raises:
        InputError: It is no text, or tells no line.
    """
    rows: list[list[Raw]] = []
    last: list[Raw] = []
    for line in decoded(name, content).splitlines():
        key, _, value = (part.strip() for part in line.replace("\xa0", " ").partition(":"))
        rows.append([])
        if key == "Date":
            rows[-1] = last = [None] * len(_KEY_HEADERS)
        if key in _KEY_HEADERS and last:
            last[list(_KEY_HEADERS).index(key)] = value.removesuffix("GBP").strip() or None
    if not last:
        raise refusal(name, f"not a bank statement that can be read; {_AGAIN}")
    return [list(_KEY_HEADERS), *rows[1:]]
