"""The compound files that old workbooks (.xls) are: one stream read out of one, and packed anew alone."""

import struct
from array import array
from collections.abc import Collection, Iterator, Sequence

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<8s16xHHHHH6x5I4I")
_LAST_SECTOR = 0xFFFFFFFA  # From here on a number is no sector, but the end of a chain, or free.
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 4096


class CompoundError(ValueError):
    """A compound file that is damaged, or none."""


def stream_of(content: bytes, names: Collection[str]) -> tuple[str, bytes]:
    """The first stream that has one of the names, and its name.

    Raises:
        CompoundError: There is none, or the file is damaged.
    """
    try:
        return _Compound(content).stream(names)
    except (struct.error, IndexError) as error:
        raise CompoundError from error


class _Compound:
    """A compound file: sectors, and the tables that chain them."""

    def __init__(self, content: bytes) -> None:
        header = _HEADER.unpack_from(content)
        signature, shift, mini_shift, fats, directory, cutoff = (header[number] for number in (0, 4, 5, 7, 8, 10))
        self._mini_fat, more = header[11], header[13]
        if signature != SIGNATURE or shift not in {9, 12} or mini_shift != 6:
            raise CompoundError
        self._content = content
        self._size = 1 << shift
        self._cutoff = cutoff
        self._fat: Sequence[int] = self._table(self._fat_sectors(more), fats)
        self._directory = self._chain(directory)

    def stream(self, names: Collection[str]) -> tuple[str, bytes]:
        entries = [self._directory[start : start + 128] for start in range(0, len(self._directory) - 127, 128)]
        for entry in entries:
            length, kind = struct.unpack_from("<HB", entry, 64)
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if kind != 2 or name not in names:
                continue
            start, size = struct.unpack_from("<IQ", entry, 116)
            size = size & 0xFFFFFFFF if self._size == 512 else size
            whole = self._chain(start) if size >= self._cutoff else self._small(entries[0], start)
            if len(whole) < size:
                raise CompoundError
            return name, whole[:size]
        raise CompoundError

    def _sector(self, number: int) -> bytes:
        found = self._content[(number + 1) * self._size : (number + 2) * self._size]
        if not found:
            raise CompoundError
        return found

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _walk(self._fat, start))

    def _small(self, root: bytes, start: int) -> bytes:
        """A small stream, of pieces of the one that the root entry names."""
        (of_root,) = struct.unpack_from("<I", root, 116)
        pieces = self._chain(of_root)
        mini_fat = array("I")
        mini_fat.frombytes(self._chain(self._mini_fat))
        return b"".join(pieces[number * 64 : number * 64 + 64] for number in _walk(mini_fat, start))

    def _fat_sectors(self, more: int) -> Iterator[int]:
        """The sectors of the table itself, the first 109 of them in the header."""
        yield from struct.unpack_from("<109I", self._content, 76)
        seen = set()
        while more < _LAST_SECTOR:
            if more in seen:
                raise CompoundError
            seen.add(more)
            *numbers, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            yield from numbers

    def _table(self, sectors: Iterator[int], count: int) -> Sequence[int]:
        numbers = [number for number in sectors if number < _LAST_SECTOR][:count]
        if len(set(numbers)) < len(numbers):
            raise CompoundError
        table = array("I")
        table.frombytes(b"".join(map(self._sector, numbers)))
        return table


def _walk(table: Sequence[int], start: int) -> Iterator[int]:
    """The numbers of a chain, none of them twice."""
    seen = bytearray(len(table))
    while start < _LAST_SECTOR:
        if start >= len(table) or seen[start]:
            raise CompoundError
        seen[start] = 1
        yield start
        start = table[start]


def packed(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream and no other; of the room for small streams one empty sector."""
    stream = stream.ljust(_SECTOR, b"\0")
    length = -(-len(stream) // _SECTOR)
    fats = -(-(length + 3) // (_SECTOR // 4 - 1))
    directory, small = length, length + 1
    table = [*range(1, length), _END, _END, _END, *[_FAT] * fats]
    table += [_FREE] * (fats * _SECTOR // 4 - len(table))
    header = _HEADER.pack(SIGNATURE, 0x3E, 4, 0xFFFE, 12, 6, 1, fats, directory, 0, 4096, _END, 0, _END, 0)
    places = [*range(small + 1, small + 1 + fats), *[_FREE] * (109 - fats)]
    entries = _entry("Root Entry", 5, small, _SECTOR, child=1) + _entry(name, 2, 0, len(stream))
    return b"".join(
        [
            (header + struct.pack("<109I", *places)).ljust(_SECTOR, b"\0"),
            stream.ljust(length * _SECTOR, b"\0"),
            entries.ljust(_SECTOR, b"\0"),
            bytes(_SECTOR),
            struct.pack(f"<{len(table)}I", *table),
        ]
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
