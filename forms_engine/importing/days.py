"""Days as people write them: in which order day, month and year stand is chosen, never assumed."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.form_builder import EARLIEST, LATEST

PARTS = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})(?:[T ]\d{1,2}:\d{2}.*)?")
# Which of the three numbers is the year, the month and the day.
ORDERS = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
DAY_FORMATS = [
    ("ymd", gettext_lazy("year, month, day: 2026-03-31")),
    ("dmy", gettext_lazy("day, month, year: 31/03/2026")),
    ("mdy", gettext_lazy("month, day, year: 03/31/2026")),
]
# A year of two digits is one of the hundred that end here.
LAST_SHORT_YEAR = 2068
SAMPLES = 3


def read_day(text: str, order: str) -> date:
    """The day; a time behind it is left out. Raises ValidationError."""
    found = PARTS.fullmatch(text.strip())
    if found is None:
        raise ValidationError(_("“%(text)s” is no date.") % {"text": text[:20]}, code="no_date")
    numbers = found.groups()
    year, month, day = (numbers[place] for place in ORDERS[order])
    try:
        read = date(_whole_year(year), int(month), int(day)) if max(len(month), len(day)) <= 2 else None
    except ValueError:
        read = None
    if read is None or not EARLIEST <= read <= LATEST:
        words = str(dict(DAY_FORMATS)[order])
        raise ValidationError(
            _("“%(text)s” is no date read as %(order)s.") % {"text": text[:20], "order": words}, code="no_date"
        )
    return read


def day_of(cell: Any, order: str) -> date:
    """The day a cell names; a date of a workbook needs no reading. Raises ValidationError."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        if not EARLIEST <= cell <= LATEST:
            raise ValidationError(_("This date is too far away."), code="no_date")
        return cell
    return read_day(str(cell), order)


def reader(order: str) -> Callable[[str], date]:
    return lambda text: read_day(text, order)


def fitting_orders(cells: Iterable[Any]) -> list[str]:
    """The orders in which most of these cells are dates; several when the cells do not tell."""
    texts = {str(cell) for cell in cells if not isinstance(cell, date)}
    fits = {order: sum(_is_day(text, order) for text in texts) for order in ORDERS}
    return [order for order, count in fits.items() if count == max(fits.values()) and (count or not texts)]


def show_reading(cells: Iterable[Any], order: str) -> list[tuple[str, str]]:
    """(as written, as read) of a few different cells; "" where it cannot be read."""
    shown: dict[str, str] = {}
    for cell in cells:
        text = cell.isoformat() if isinstance(cell, date) else str(cell)
        if text not in shown:
            shown[text] = date_format(day_of(cell, order), "D j F Y") if _is_day(cell, order) else ""
        if len(shown) == SAMPLES:
            break
    return list(shown.items())


def _is_day(cell: Any, order: str) -> bool:
    try:
        day_of(cell, order)
    except ValidationError:
        return False
    return True


def _whole_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        raise ValueError(digits)
    year = LAST_SHORT_YEAR // 100 * 100 + int(digits)
    return year if year <= LAST_SHORT_YEAR else year - 100
