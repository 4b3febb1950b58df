"""Bank statements as eleven UK banks export them, and as OFX: invented lines in each layout, with its habits."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date

from nesa_fund.money import format_pence

Lines = Sequence[tuple[date, str, int]]
"""Oldest first: the day, what the bank says, and the pence that came in or, below nothing, went out."""


def _csv(header: str, rows: Sequence[Sequence[str]], top: Sequence[str] = (), encoding: str = "utf-8") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    head = "".join(f"{line}\r\n" for line in (*top, *([header] if header else [])))
    return f"{head}{file.getvalue()}".encode(encoding)


def _balances(lines: Lines, opening: int) -> list[str]:
    held = [opening]
    for _, _, pence in lines:
        held.append(held[-1] + pence)
    return [format_pence(pence) for pence in held[1:]]


def _split(pence: int, sign: str = "") -> tuple[str, str]:
    """Paid out and paid in."""
    shown = f"{sign}{format_pence(abs(pence))}"
    return (shown, "") if pence < 0 else ("", shown)


def _uk(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _named(day: date) -> str:
    return f"{day:%d %b %Y}"


def lloyds(lines: Lines, opening: int) -> bytes:
    """Newest first; an apostrophe before the sort code; a comma behind the header."""
    header = (
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,"
        "Balance,"
    )
    rows = [
        [_uk(day), "FPI" if pence > 0 else "FPO", "'82-62-19", "31926819", text, *_split(pence), balance]
        for (day, text, pence), balance in zip(lines, _balances(lines, opening), strict=True)
    ]
    return _csv(header, rows[::-1])


def barclays(lines: Lines, opening: int) -> bytes:  # noqa: ARG001
    """Newest first; signed; no balance."""
    rows = [[" ", _uk(day), "20-00-00 43219876", format_pence(pence), "FT", text] for day, text, pence in lines]
    return _csv("Number,Date,Account,Amount,Subcategory,Memo", rows[::-1])


def barclays_business(lines: Lines, opening: int) -> bytes:
    return _simple("Date,Description,Money Out,Money In,Balance", lines, opening)


def hsbc(lines: Lines, opening: int) -> bytes:
    return _simple("Date,Description,Paid out,Paid in,Balance", lines, opening)


def hsbc_without_headers(lines: Lines, opening: int) -> bytes:
    return _simple("", lines, opening)


def natwest(lines: Lines, opening: int) -> bytes:
    """Newest first; signed; apostrophes before the account number, and texts that begin with one."""
    header = "Date,Type,Description,Value,Balance,Account Name,Account Number"
    rows = [
        [_uk(day), "BAC", text, format_pence(pence), balance, "'PARTNERSHIP FUND", "'600001-43219876"]
        for (day, text, pence), balance in zip(lines, _balances(lines, opening), strict=True)
    ]
    return _csv(header, rows[::-1])


def santander(lines: Lines, opening: int) -> bytes:
    rows = _rows(lines, opening)
    return _csv(
        "Date,Description,Money In,Money Out,Balance", [[day, text, in_, out, b] for day, text, out, in_, b in rows]
    )


def santander_text(lines: Lines, opening: int) -> bytes:
    """Keys and values, newest first, hard spaces, in Latin-1."""
    blocks = [
        f"Date:\xa0{_uk(day)}\nDescription:\xa0{text}\nAmount:\xa0{format_pence(pence)}\xa0\nBalance:\xa0{balance}\xa0\n"
        for (day, text, pence), balance in zip(lines, _balances(lines, opening), strict=True)
    ]
    head = f"From:\xa0{_uk(lines[0][0])}\xa0to\xa0{_uk(lines[-1][0])}\n\nAccount:\xa0XXXX\xa0XXXX\xa0XXXX\xa09876\n\n"
    return (head + "\n".join(blocks[::-1])).encode("latin-1")


def nationwide(lines: Lines, opening: int) -> bytes:
    """Four lines of titles; months by name; pound signs in Latin-1."""
    balances = _balances(lines, opening)
    top = (
        '"Account Name:","Partnership Fund ****98765"',
        f'"Account Balance:","£{balances[-1]}"',
        f'"Available Balance: ","£{balances[-1]}"',
        "",
    )
    rows = [
        [_named(day), text, *_split(pence, "£"), f"£{balance}"]
        for (day, text, pence), balance in zip(lines, balances, strict=True)
    ]
    return _csv("Date,Transactions,Paid out,Paid in,Balance", rows, top, "latin-1")


def starling(lines: Lines, opening: int) -> bytes:
    """Signed; the text is the other side, and a reference."""
    rows = [
        [_uk(day), *_two(text), "FASTER PAYMENT", format_pence(pence), balance, "REVENUE"]
        for (day, text, pence), balance in zip(lines, _balances(lines, opening), strict=True)
    ]
    return _csv("Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category", rows)


def monzo(lines: Lines, opening: int, first: int = 0) -> bytes:  # noqa: ARG001
    """A number of each line's own; signed; no balance."""
    header = (
        "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags"
    )
    rows = [
        [f"tx_0000A{n:04d}", _uk(day), "09:30:00", "Faster payment", _two(text)[0], "", "Income", format_pence(pence),
         "GBP", format_pence(pence), "GBP", _two(text)[1]]
        for n, (day, text, pence) in enumerate(lines, first)
    ]  # fmt: skip
    return _csv(header, rows)


def tsb(lines: Lines, opening: int) -> bytes:
    rows = [[*row, "77-00-01", "43219876"] for row in _rows(lines, opening)]
    return _csv("Date,Description,Debit,Credit,Balance,Sort Code,Account Number", rows)


def chase(lines: Lines, opening: int) -> bytes:
    """One line of a title; months by name; signed."""
    rows = [
        [_named(day), "09:30", "Payment", text, format_pence(pence), "GBP", balance]
        for (day, text, pence), balance in zip(lines, _balances(lines, opening), strict=True)
    ]
    return _csv(
        "Date,Time,Transaction Type,Transaction Description,Amount,Currency,Balance", rows, ("Current account",)
    )


def ofx(lines: Lines, opening: int, first: int = 1) -> bytes:
    """SGML with a heading, tags not closed, an id of each line's own, and the balance in the end."""
    entries = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day:%Y%m%d}120000.000[0:GMT]<TRNAMT>{format_pence(pence)}"
        f"<FITID>0001{day:%Y%m%d}{n:04d}<NAME>{text.replace('&', '&amp;')}</STMTTRN>\r\n"
        for n, (day, text, pence) in enumerate(lines, first)
    )
    closing = format_pence(opening + sum(pence for _, _, pence in lines))
    return (
        "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n"
        "<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>\r\n"
        "<STMTRS><CURDEF>GBP<BANKACCTFROM><BANKID>826219<ACCTID>31926819<ACCTTYPE>CHECKING</BANKACCTFROM>\r\n"
        f"<BANKTRANLIST><DTSTART>{lines[0][0]:%Y%m%d}<DTEND>{lines[-1][0]:%Y%m%d}\r\n{entries}</BANKTRANLIST>\r\n"
        f"<LEDGERBAL><BALAMT>{closing}<DTASOF>{lines[-1][0]:%Y%m%d}</LEDGERBAL>\r\n"
        f"<AVAILBAL><BALAMT>9.99<DTASOF>{lines[-1][0]:%Y%m%d}</AVAILBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\r\n"
    ).encode("cp1252")


def _two(text: str) -> tuple[str, str]:
    name, _, rest = text.rpartition(" ")
    return (name, rest) if name else (text, "")


def _rows(lines: Lines, opening: int) -> list[list[str]]:
    return [
        [_uk(day), text, *_split(pence), balance]
        for (day, text, pence), balance in zip(lines, _balances(lines, opening), strict=True)
    ]


def _simple(header: str, lines: Lines, opening: int) -> bytes:
    return _csv(header, _rows(lines, opening))


LAYOUTS: dict[str, tuple[str, Callable[[Lines, int], bytes]]] = {
    "Lloyds": ("statement.csv", lloyds),
    "Barclays": ("statement.csv", barclays),
    "Barclays business": ("statement.csv", barclays_business),
    "HSBC": ("statement.csv", hsbc),
    "HSBC without headers": ("statement.csv", hsbc_without_headers),
    "NatWest": ("statement.csv", natwest),
    "Santander": ("statement.csv", santander),
    "Santander's text": ("statement.txt", santander_text),
    "Nationwide": ("statement.csv", nationwide),
    "Starling": ("statement.csv", starling),
    "Monzo": ("statement.csv", monzo),
    "TSB": ("statement.csv", tsb),
    "Chase": ("statement.csv", chase),
    "OFX": ("statement.ofx", ofx),
}
WITHOUT_BALANCE = frozenset({"Barclays", "Monzo"})
