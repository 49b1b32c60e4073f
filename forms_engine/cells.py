"""One canonical value as a cell of a file, and a cell as what a field type may judge. Each undoes the other."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.field_types import FieldType, field_type
from forms_engine.field_types.choices import Choices
from forms_engine.field_types.date import Date
from forms_engine.field_types.datetime import DateTime
from forms_engine.field_types.duration import Duration
from forms_engine.field_types.number import Number
from forms_engine.field_types.time import Time
from forms_engine.field_types.yes_no import YesNo

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

# A cell that begins so could be run by a spreadsheet program; an apostrophe before it makes it text.
RUNS = ("=", "+", "-", "@", "\t", "\r", "'")
# What spreadsheet programs put where they could not compute.
BROKEN = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
SEPARATOR = ";"
YES, NO = {"1", "y", "x", "yes", "true"}, {"0", "n", "no", "false"}
LONGEST_NUMBER = 40
SPACES = re.compile(r"(?<=\d)[\s'’](?=\d)")
GROUPED = {".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"), ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")}

Cell = str | int | float | bool
DayReader = Callable[[str], date]


def neutralise(text: str) -> str:
    """Text no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(RUNS) else text


def denature(text: str) -> str:
    """What `neutralise` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RUNS) else text


def write_cell(field: "FieldDefinition", value: Any) -> Cell:
    """A canonical value (not None) as a cell: numbers as numbers, yes and no as words, days and moments as ISO text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return neutralise(_join(value))
    return neutralise(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def read_cell(field: "FieldDefinition", cell: Any, decimal: str, read_day: DayReader, zone: ZoneInfo) -> object:
    """What the field's type then judges. `decimal`: "." or ","; `zone`: of moments that name none.

    Raises ValidationError, with a sentence for whoever imports.
    """
    if isinstance(cell, str):
        if cell in BROKEN:
            raise ValidationError(_("This cell holds an error of the spreadsheet program. Mend it there."))
        cell = denature(cell)
    kind = field_type(field.type)
    if isinstance(kind, Number):
        return _read_number(kind, cell, decimal)
    if isinstance(kind, YesNo):
        return _read_yes_no(cell)
    if isinstance(kind, Choices):
        return _split(str(cell))
    if isinstance(kind, Date):
        return read_day(cell) if isinstance(cell, str) else cell.date() if isinstance(cell, datetime) else cell
    if isinstance(kind, DateTime):
        return read_moment(cell, zone)
    if isinstance(kind, Time):
        return cell.time() if isinstance(cell, datetime) else cell
    return _as_text(cell)


def read_number(text: str, decimal: str) -> int | float:
    """A typed number; groups of three may be parted. Raises ValidationError."""
    plain = SPACES.sub("", text.strip())
    if len(plain) <= LONGEST_NUMBER:
        if GROUPED[decimal].fullmatch(plain):
            plain = plain.replace("," if decimal == "." else ".", "")
        if decimal == ",":
            plain = plain.replace(".", "?").replace(",", ".")
        try:
            return int(plain) if plain.lstrip("+-").isascii() and plain.lstrip("+-").isdigit() else _plain_float(plain)
        except ValueError:
            pass
    mark = _("a decimal comma") if decimal == "," else _("a decimal point")
    raise ValidationError(_("This is no number with %(mark)s.") % {"mark": mark}, code="not_a_number")


def read_moment(cell: Any, zone: ZoneInfo) -> datetime:
    """A moment; one without an offset is meant in `zone`. Raises ValidationError."""
    try:
        moment = datetime.fromisoformat(cell.strip()) if isinstance(cell, str) else cell
    except ValueError:
        moment = None
    if not isinstance(moment, datetime):
        raise ValidationError(_("Write a date and time, such as 2026-03-09 07:35."), code="no_moment")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _plain_float(text: str) -> float:
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return float(text)


def _read_number(kind: FieldType, cell: Any, decimal: str) -> object:
    if isinstance(kind, Duration):
        if isinstance(cell, timedelta):
            return cell.total_seconds()
        if isinstance(cell, datetime):
            cell = cell.time()
        if isinstance(cell, time):
            return cell.hour * 3600 + cell.minute * 60 + cell.second
        if isinstance(cell, str) and ":" in cell:
            return cell
    return read_number(cell, decimal) if isinstance(cell, str) else cell


def _read_yes_no(cell: Any) -> object:
    word = str(cell).strip().lower()
    return True if word in YES else False if word in NO else cell


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _join(words: list[str]) -> str:
    """Words parted by semicolons; as a JSON list where a word would not come back so."""
    text = f"{SEPARATOR} ".join(words)
    return text if _split(text) == words else json.dumps(words, ensure_ascii=False)


def _split(text: str) -> list[str]:
    if text.startswith("["):
        try:
            words = json.loads(text)
        except ValueError:
            words = None
        if isinstance(words, list) and all(isinstance(one, str) for one in words):
            return words
    return [word for part in text.split(SEPARATOR) if (word := part.strip())]
