"""How far a sheet reaches that is written as most programs write one: told in one pass over its rows.

A pattern is made for the columns that the first rows have: each row then has its cells in their order,
once each, or it doesn't match. What is not so is for `xlsx` to look at cell by cell.
"""

import re
from functools import lru_cache

from importers.files import limits
from importers.files.limits import refusal

ATTRIBUTES = rb"""(?:\s++(?:s|t|cm|vm|ph)=(?:"[^"'<>]*+"|'[^"'<>]*+'))*+"""
CELL_START = rb"<(?:c|[^\s<>/:]+:c)(?=[\s/>])"
_FILLED = rb"(?:<f>[^<]*+</f>)?+(?:<v>[^<]*+</v>|<is><t[^<>]*+>[^<]*+</t></is>)</c>"
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ANY_CELL = re.compile(CELL_START)
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3}+)[1-9]')
_LOOKED_AT = 2**17
_MOST_COLUMNS = 100


def reach_of(name: str, part: bytes) -> tuple[int, bytes] | None:
    """The last row and the last column of a sheet that hold something; None where it is not so regular.

    Raises:
        InputError: It has more rows than a list of records.
    """
    begin, end = part.find(_BEGIN) + len(_BEGIN), part.rfind(_END)
    if not len(_BEGIN) <= begin <= end or _ANY_CELL.search(part, 0, begin) or _ANY_CELL.search(part, end):
        return None
    columns = sorted(set(_COLUMN.findall(part, begin, begin + _LOOKED_AT)), key=lambda letters: (len(letters), letters))
    if not 0 < len(columns) <= _MOST_COLUMNS:
        return None
    rows, at = set[bytes](), begin
    for match in _rows_of(tuple(columns)).finditer(part, begin, end):
        if match.start() != at or match[1] in rows:
            return None
        rows.add(match[1])
        at = match.end()
        if len(rows) > limits.MOST_RECORDS:
            raise refusal(name, limits.too_many())
    return (max(map(int, rows)), columns[-1]) if at == end else None


@lru_cache(maxsize=8)
def _rows_of(columns: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """A row with some of these columns, each cell of it filled."""
    cells = b"".join(rb'(?:<c r="%b\1"%b>%b)?+' % (column, ATTRIBUTES, _FILLED) for column in columns)
    return re.compile(rb'<row r="([1-9]\d{0,6}+)"[^<>]*+(?<!/)>(?=<c )%b</row>' % cells)
