"""What kind of file it is, by its content and not its name, and its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from types import ModuleType
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.files import csv_files
from forms_engine.importing.files.limits import MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS

# What a cell may hold. CSV knows text only; blank is None.
Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = tuple[int, list[Cell]]

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PDF = b"%PDF"
LONGEST_HEADING = 200


@dataclass(frozen=True)
class FileShape:
    """How the file is read. `is_sure`: False when the encoding was only guessed."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    is_sure: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "FileShape":
        return cls(**said)


@dataclass(frozen=True)
class Table:
    """`headings`: of the first row that holds anything, "" where one is missing. Rows have the numbers people see."""

    headings: list[str]
    content: bytes
    shape: FileShape
    heading_row: int

    def rows(self) -> Iterator[Row]:
        """Every row below the headings that holds anything; a cell for each heading. Raises UnreadableFile."""
        width, count = len(self.headings), 0
        for number, cells in _raw_rows(self.content, self.shape, width):
            if number <= self.heading_row or cells.count(None) == len(cells):
                continue
            count += 1
            if count > MOST_ROWS or count * width > MOST_CELLS:
                raise UnreadableFile(
                    _("This file has more than %(rows)d rows. Split it and import the parts one after the other.")
                    % {"rows": count - 1}
                )
            yield number, cells


def shape_of(content: bytes) -> FileShape:
    """The file's kind and how it is best read. Raises UnreadableFile, with what to do."""
    if not content.strip(b"\x00\t\r\n "):
        raise UnreadableFile(_("This file is empty. Choose the file that holds the records."))
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            _("This file is larger than %(most)d MB. Split it and import the parts one after the other.")
            % {"most": MOST_BYTES // 1024 // 1024}
        )
    if content.startswith(OLD_OFFICE):
        raise UnreadableFile(_("This is an old or a locked Excel file. Save it as .xlsx without a password."))
    if content.startswith(PDF):
        raise UnreadableFile(_("This is a PDF. Export the table as CSV or Excel (.xlsx) where it comes from."))
    if content.startswith(ZIP):
        return FileShape("xlsx", sheet=sheet_names(content)[0])
    encoding, is_sure = csv_files.guess_encoding(content)
    return FileShape("csv", encoding, csv_files.guess_delimiter(content, encoding), is_sure=is_sure)


def sheet_names(content: bytes) -> list[str]:
    """The sheets of a workbook that hold tables, in order. Raises UnreadableFile."""
    names: list[str] = _xlsx_files().sheet_names(content)
    return names


def open_table(content: bytes, shape: FileShape) -> Table:
    """The table, with its headings read. Raises UnreadableFile."""
    if shape.kind == "csv":
        csv_files.refuse_unreadable(content, shape.encoding)
    for number, cells in _raw_rows(content, shape, MOST_COLUMNS + 1):
        headings = [str(cell).strip()[:LONGEST_HEADING] if cell is not None else "" for cell in cells]
        while headings and not headings[-1]:
            headings.pop()
        if len(headings) > MOST_COLUMNS:
            raise UnreadableFile(
                _("This file has more than %(most)d columns. Keep those to be imported.") % {"most": MOST_COLUMNS}
            )
        if headings:
            return Table(headings, content, shape, number)
    raise UnreadableFile(_("There is no row of headings. Put the names of the columns into the first row."))


def _raw_rows(content: bytes, shape: FileShape, width: int) -> Iterator[Row]:
    """Numbered rows of exactly `width` cells."""
    if shape.kind == "xlsx":
        yield from _xlsx_files().read_rows(content, shape.sheet, width)
    else:
        yield from csv_files.read_rows(content, shape.encoding, shape.delimiter, width)


def _xlsx_files() -> ModuleType:
    """Read when the first workbook comes: openpyxl takes 11 MB of each process, and few people send one."""
    from forms_engine.importing.files import xlsx_files

    return xlsx_files
