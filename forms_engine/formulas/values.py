"""Stored values in, stored values out, and values as words."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from forms_engine.formulas.kinds import Kind, Sort
from forms_engine.formulas.limits import FURTHEST
from forms_engine.formulas.missing import Answer, Missing, Reason, Value

Read = Callable[[object], Answer]


def make_reader(kind: Kind, label: str, absent: Reason = Reason.NOT_ANSWERED) -> Read:
    """canonical value → value to reckon with. None is missing for `absent`; what does not fit the kind, unreadable."""
    nothing, unreadable = Missing(absent, label), Missing(Reason.UNREADABLE, label)
    convert = CONVERT[kind.sort]

    def read(raw: object) -> Answer:
        if raw is None:
            return nothing
        if raw.__class__ is Missing:
            return raw
        try:
            return convert(raw)
        except (ValueError, TypeError, OverflowError):
            return unreadable

    return read


def canonical(value: Value) -> Any:
    """As a record stores it: whole numbers without decimals, days and moments as ISO text, several choices a list."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat() if isinstance(value, date) else value


def as_text(value: Value, sort: Sort, decimals: int | None = None) -> str:
    """Plain words, the same in every language: 72.5, 7:35, yes, 2026-03-09."""
    if sort is Sort.DURATION:
        return _clock(float(value))  # type: ignore[arg-type]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _plain(value, decimals)
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, datetime):
        return f"{value.date().isoformat()} {value:%H:%M}"
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat() if isinstance(value, date) else value


def _plain(value: float, decimals: int | None) -> str:
    if decimals is not None:
        return f"{value:.{decimals}f}"
    words = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if words == "-0" else words


def _clock(seconds: float) -> str:
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    words = f"{sign}{whole // 3600}:{whole // 60 % 60:02d}"
    return f"{words}:{whole % 60:02d}" if whole % 60 else words


def _number(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise TypeError
    if not -FURTHEST <= raw <= FURTHEST:
        raise ValueError
    return float(raw)


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw


def _yes_no(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _date(raw: object) -> date:
    if isinstance(raw, datetime):
        raise TypeError
    return raw if isinstance(raw, date) else date.fromisoformat(_text(raw))


def _moment(raw: object) -> datetime:
    moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(_text(raw))
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _time(raw: object) -> time:
    clock = raw if isinstance(raw, time) else time.fromisoformat(_text(raw))
    if clock.tzinfo is not None:
        raise ValueError
    return clock


def _words(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple):
        raise TypeError
    return tuple(_text(word) for word in raw)


CONVERT: dict[Sort, Callable[[object], Value]] = {
    Sort.NUMBER: _number,
    Sort.DURATION: _number,
    Sort.TEXT: _text,
    Sort.CHOICE: _text,
    Sort.CHOICES: _words,
    Sort.YES_NO: _yes_no,
    Sort.DATE: _date,
    Sort.MOMENT: _moment,
    Sort.TIME: _time,
}
