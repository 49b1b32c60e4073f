"""Excel workbooks, read row by row; what only pretends to be one is refused before it is unpacked."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.files.limits import LAST_ROW, MOST_PARTS, MOST_UNPACKED, MOST_UNPACKED_PART

# What openpyxl lets through when a workbook is damaged or was never one.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, IndexError, TypeError,
    AttributeError, EOFError, NotImplementedError, RuntimeError, OSError, AssertionError,
)  # fmt: skip
SHEETS = "xl/worksheets/"
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
HEAD = 2_048


def sheet_names(content: bytes) -> list[str]:
    """The sheets that hold tables, in order. Raises UnreadableFile."""
    refuse_hostile(content)
    with _opened(content) as book:
        names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise UnreadableFile(_("This workbook has no sheet with a table."))
    return names


def read_rows(content: bytes, sheet: str, width: int) -> Iterator[tuple[int, list[Any]]]:
    """Numbered rows of `width` cells; a formula is its last computed value. Raises UnreadableFile."""
    refuse_hostile(content)
    with _opened(content) as book:
        if sheet not in book.sheetnames:
            raise UnreadableFile(_("This workbook has no sheet “%(name)s”.") % {"name": sheet})
        page = book[sheet]
        # What a sheet says of its own size is often wrong.
        page.reset_dimensions()
        rows = page.iter_rows(max_col=width, values_only=True)
        number = 0
        while (row := _next_row(rows)) is not None:
            number += 1
            if number > LAST_ROW:
                raise UnreadableFile(_("This sheet claims more rows than a sheet can have."))
            cells = [_cell(value) for value in row]
            yield number, cells + [None] * (width - len(cells))


def refuse_hostile(content: bytes) -> None:
    """Raises UnreadableFile for a workbook that unpacks to far more than its size, or is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            if "xl/workbook.xml" not in parts.namelist():
                raise UnreadableFile(_("This is no Excel workbook. Save the table as .xlsx or CSV, then choose that."))
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise UnreadableFile(_("This workbook is too large when unpacked. Split it, or save it as CSV."))
            for entry in entries:
                if not entry.filename.startswith(SHEETS) and entry.file_size > MOST_UNPACKED_PART:
                    raise UnreadableFile(_("This workbook is too large when unpacked. Split it, or save it as CSV."))
                with parts.open(entry) as part:
                    if b"<!DOCTYPE" in part.read(HEAD):
                        raise UnreadableFile(_("This workbook was not made by a spreadsheet program. Save it anew."))
    except DAMAGE as error:
        raise _damaged() from error


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about drawings and validations, which nobody reads here
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        except DAMAGE as error:
            raise _damaged() from error
    try:
        yield book
    finally:
        book.close()


def _next_row(rows: Iterator[Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning would repeat what a cell says
        try:
            return next(rows, None)
        except DAMAGE as error:
            raise _damaged() from error


def _cell(value: object) -> Any:
    if isinstance(value, str):
        value = ESCAPED.sub(lambda found: chr(int(found[1], 16)), value).replace("\x00", "\ufffd")
        return value if value and not value.isspace() else None
    if value is None or isinstance(value, bool | int | float | datetime | date | time | timedelta):
        return value
    return str(value)


def _damaged() -> UnreadableFile:
    return UnreadableFile(_("This workbook is damaged or is none. Open it, save it as .xlsx or CSV, and choose that."))
