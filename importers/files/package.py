"""Unpacks a workbook that is a zip archive (.xlsx, .xlsm, .ods), its parts' sizes and names checked first."""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat  # Declarations of types are refused, so nothing in it can expand.

from importers.files import limits
from importers.files.limits import OWN_TYPES, SAVE_AGAIN, refusal


def unpacked(name: str, content: bytes, is_wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The parts of an archive that are wanted, by path.

    Raises:
        InputError: It is protected, damaged, too big, or no archive.
    """
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if is_wanted(entry.filename)]
            _check_entries(name, entries)
            for entry in entries:
                parts[entry.filename.replace("\\", "/")] = archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        if content.startswith(b"PK"):
            raise refusal(name, "damaged or cut short; ask for the file again") from error
        raise refusal(name, f"not an Excel workbook, whatever its name says; {SAVE_AGAIN}") from error
    if len(parts) < len(entries):
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}")
    return parts


def _check_entries(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(name, "protected by a password; save a copy without one, and try again")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise refusal(name, f"packed in a way that Excel does not use; {SAVE_AGAIN}")
    absurd = any(e.file_size > 2**20 and e.file_size > limits.MOST_RATIO * e.compress_size for e in entries)
    if absurd or sum(entry.file_size for entry in entries) > limits.MOST_UNPACKED_BYTES:
        raise refusal(name, "far bigger inside than a list of records can be; copy the table to a new workbook")


def parser(name: str) -> expat.XMLParserType:
    """A parser of one part, which is UTF-8 whatever it declares, and declares no types."""

    def declared(*_: object) -> None:
        raise refusal(name, OWN_TYPES)

    made = expat.ParserCreate("utf-8", " ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = declared
    return made
