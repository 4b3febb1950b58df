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
_ROW_ATTRIBUTES = rb"[^<>]*+(?<!/)"
_FILLED_CELL = ATTRIBUTES + rb">(?:<f>[^<]*+</f>)?+(?:<v>[^<]*+</v>|<is><t[^<>]*+>[^<]*+</t></is>)"
_ROW_ATTRIBUTE = (
    rb"(?:spans|s|customFormat|ht|customHeight|x14ac:dyDescent|hidden|outlineLevel|collapsed|thick(?:Top|Bot))"
)
_PLAIN_ROW_ATTRIBUTES = rb"""(?: %b="[\w.: -]*+")*+""" % _ROW_ATTRIBUTE
_PLAIN_CELL = rb"""(?: s="\d++")?+(?: t="s"><v>\d++|(?: t="n")?+><v>-?+\d++(?:\.\d++)?+(?:E[+-]?+\d++)?+)</v>"""
_HIDDEN = re.compile(rb""" hidden="(?!(?:0|false)")""")
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ANY_CELL = re.compile(CELL_START)
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3}+)[1-9]')
_LOOKED_AT = 2**17
_MOST_COLUMNS = 100
_MOST_KINDS_OF_ROWS = 1000

Reach = tuple[int, bytes]
"""The last row and the last column that hold something."""


def frame_of(name: str, part: bytes) -> tuple[bytes, Reach] | None:
    """A sheet without its cells, and how far they reach; None where its rows are not plain.

    Plain rows hold numbers and places of texts, and none is hidden: there is no more to look at in their cells.
    The frame has one row of each kind that there is, without cells, all of them the first.

    Raises:
        InputError: It has more rows than a list of records.
    """
    told = _told(name, part, (_PLAIN_ROW_ATTRIBUTES, _PLAIN_CELL))
    if not told:
        return None
    reach, kinds = told
    if len(kinds) > _MOST_KINDS_OF_ROWS or any(map(_HIDDEN.search, kinds)):
        return None
    begin, end = part.find(_BEGIN) + len(_BEGIN), part.rfind(_END)
    return b"".join((part[:begin], *(b'<row r="1"%b/>' % kind for kind in kinds), part[end:])), reach


def reach_of(name: str, part: bytes) -> Reach | None:
    """How far the cells of a sheet reach; None where it is not so regular.

    Raises:
        InputError: It has more rows than a list of records.
    """
    told = _told(name, part, (_ROW_ATTRIBUTES, _FILLED_CELL))
    return told[0] if told else None


def _told(name: str, part: bytes, written: tuple[bytes, bytes]) -> tuple[Reach, set[bytes]] | None:
    """How far rows and cells reach that are all ``written`` so, and the attributes that the rows have."""
    begin, end = part.find(_BEGIN) + len(_BEGIN), part.rfind(_END)
    if not len(_BEGIN) <= begin <= end or _ANY_CELL.search(part, 0, begin) or _ANY_CELL.search(part, end):
        return None
    columns = sorted(set(_COLUMN.findall(part, begin, begin + _LOOKED_AT)), key=lambda letters: (len(letters), letters))
    if not 0 < len(columns) <= _MOST_COLUMNS:
        return None
    rows, kinds, at = set[bytes](), set[bytes](), begin
    for match in _rows_of(*written, tuple(columns)).finditer(part, begin, end):
        if match.start() != at or match[1] in rows:
            return None
        rows.add(match[1])
        kinds.add(match[2])
        at = match.end()
        if len(rows) > limits.MOST_RECORDS:
            raise refusal(name, limits.too_many())
    return ((max(map(int, rows)), columns[-1]), kinds) if at == end else None


@lru_cache(maxsize=8)
def _rows_of(row: bytes, cell: bytes, columns: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """A row with some of these columns, each cell of it filled: its number, and its other attributes."""
    cells = b"".join(rb'(?:<c r="%b\1"%b</c>)?+' % (column, cell) for column in columns)
    return re.compile(rb'<row r="([1-9]\d{0,6}+)"(%b)>(?=<c )%b</row>' % (row, cells))
