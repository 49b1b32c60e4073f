"""Text files of rows: which letters, which separator, which cells."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.files.limits import MOST_COLUMNS

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Offered to choose from; cp1252 is what Windows means by Latin-1.
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 64 * 1024
ROWS_LOOKED_AT = 20
CHUNK = 1024 * 1024


def guess_encoding(content: bytes) -> tuple[str, bool]:
    """(encoding, whether it is certain). Raises UnreadableFile for what is no text."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            refuse_unreadable(content, encoding)
            return encoding, True
    if b"\x00" in content:
        head = content[:LOOKED_AT]
        odd, even = head[1::2].count(0), head[::2].count(0)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        if max(odd, even) * 4 < len(head) // 2:
            raise UnreadableFile(_("This is no text file. Save the table as CSV or Excel (.xlsx), then choose that."))
        refuse_unreadable(content, encoding)
        return encoding, False
    if _is_readable(content, "utf-8"):
        return "utf-8", True
    return ("cp1252" if _is_readable(content, "cp1252") else "latin-1"), False


def guess_delimiter(content: bytes, encoding: str) -> str:
    """The separator that cuts the first rows into the most columns of one number."""
    text = content[:LOOKED_AT].decode(encoding, errors="ignore")
    best, most = ",", 1.0
    for delimiter in DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ROWS_LOOKED_AT))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows[:-1] or rows if row)
        if not widths:
            continue
        width, often = widths.most_common(1)[0]
        if width > 1 and width * often / sum(widths.values()) > most:
            best, most = delimiter, width * often / sum(widths.values())
    return best


def read_rows(content: bytes, encoding: str, delimiter: str, width: int) -> Iterator[tuple[int, list[Any]]]:
    """Numbered rows, cut or filled up to `width` cells; blank is None. Raises UnreadableFile.

    A row with something beyond `width` is refused: its cells would stand under the wrong headings. Who looks for the
    headings asks for more columns than are allowed.
    """
    number = 0
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as text:
        try:
            for number, row in enumerate(csv.reader(text, delimiter=delimiter), start=1):
                cells: list[str | None] = [cell if cell and not cell.isspace() else None for cell in row[:width]]
                if len(row) == width:
                    yield number, cells
                    continue
                if width <= MOST_COLUMNS and any(cell and not cell.isspace() for cell in row[width:]):
                    raise UnreadableFile(
                        _("Row %(number)d has more cells than there are headings. Is a separator missing its quotes?")
                        % {"number": number}
                    )
                yield number, cells + [None] * (width - len(cells))
        except csv.Error as error:
            raise UnreadableFile(
                _("The file cannot be read after row %(number)d: is a quotation mark left open there?")
                % {"number": number}
            ) from error


def refuse_unreadable(content: bytes, encoding: str) -> None:
    """Raises UnreadableFile when the content is no text in this encoding."""
    if not _is_readable(content, encoding):
        raise UnreadableFile(
            _("The file's letters cannot be read this way. Choose another encoding, or save it as CSV in UTF-8.")
        )


def _is_readable(content: bytes, encoding: str) -> bool:
    """Piece by piece, so that a large file is never in memory twice. A null is no letter of anybody's."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), CHUNK):
            if "\x00" in decoder.decode(content[start : start + CHUNK]):
                return False
        return "\x00" not in decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
