"""Workbooks taken apart and put together again, as somebody hostile would."""

import io
import struct
import zipfile

from importers.files.compound import packed, stream_of

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_HEAD = " ".join(f'xmlns:{name}="{_NAMES}{name}:1.0"' for name in ("office", "table", "text", "style"))


def zipped(parts, **options):
    """A zip archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for path, part in parts.items():
            kind = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path), part, kind)  # Of no moment: the same bytes whenever it is made.
    return file.getvalue()


def parts_of(content):
    """The parts of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {path: archive.read(path) for path in archive.namelist()}


def with_part(content, path, part):
    """The same archive with one part put in its place."""
    return zipped({**parts_of(content), path: part})


def ods(rows, *, before="", styles="", declared="", table=""):
    """An .ods file of one sheet of these rows, which are its XML."""
    content = (
        f"<?xml version='1.0'?>{declared}<office:document-content {_HEAD}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{before}"
        f'<table:table table:name="Rolls"{table}>{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def records(content):
    """The records of an .xls file: kind and data, in their order; and where each began."""
    _, stream = stream_of(content, {"Workbook"})
    start, found = 0, []
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        found.append((kind, stream[start + 4 : start + 4 + size], start))
        start += 4 + size
    return found


def xls_with(content, change):
    """An .xls file of the same records, each as ``change`` gives it; sheets are found where they are then."""
    moved, stream = {}, b""
    for kind, data, start in records(content):
        moved[start] = len(stream)
        for new_kind, new_data in change(kind, data):
            stream += struct.pack("<HH", new_kind, len(new_data)) + new_data
    for kind, data, start in records(packed("Workbook", stream)):
        if kind == 0x85:
            (old,) = struct.unpack_from("<I", data)
            stream = stream[: start + 4] + struct.pack("<I", moved[old]) + stream[start + 8 :]
    return packed("Workbook", stream)
