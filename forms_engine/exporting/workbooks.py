"""Rows as an Excel workbook. Read only when somebody asks for one, since openpyxl takes 11 MB of each process."""

import re
import tempfile
from collections.abc import Iterable
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

# What XML cannot hold, and what would be read back as an escape, stands as one.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
LONGEST_TITLE = 31
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")


def write_xlsx(title: str, headings: list[str], rows: Iterable[list[Any]]) -> IO[bytes]:
    """The workbook in a file that is gone when closed, read from its beginning. Text is text, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(NOT_IN_A_TITLE.sub(" ", title)[:LONGEST_TITLE] or "1")
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_text(sheet, cell) if isinstance(cell, str) else cell for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _text(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, "")
    cell.value = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    cell.data_type = "s"
    return cell
