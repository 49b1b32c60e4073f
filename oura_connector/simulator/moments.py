"""Dates and moments as Oura's framework reads them, and the complaint it makes of what it cannot read.

Each parameter may be a date-time or a date. What cannot be read gets one entry for each of the two, and each tells of
the attempt to read the other, because that is what the framework tries last.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NoReturn

TOO_SHORT = "input is too short"
TOO_LONG = "unexpected extra characters at the end of the input"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LARGEST_SECONDS = 2e10  # beyond, a number means milliseconds
_VERSION = "2.11"


class BadMoment(Exception):
    """Neither a date-time nor a date; why, for each."""

    def __init__(self, as_date: str, as_datetime: str) -> None:
        super().__init__(as_date)
        self.as_date, self.as_datetime = as_date, as_datetime


class _Unreadable(ValueError):
    pass


def read_moment(text: str) -> datetime:
    """A bare date is midnight; naive unless an offset is given; a number is a Unix time. Raises BadMoment."""
    try:
        return datetime.combine(_read_date(text), time())
    except _Unreadable as wrong_date:
        try:
            return _read_number(text) if _NUMBER.fullmatch(text) else _read_datetime(text)
        except _Unreadable as wrong_moment:
            raise BadMoment(str(wrong_date), str(wrong_moment)) from wrong_moment


def describe(name: str, text: str, bad: BadMoment, *, is_union: bool, has_url: bool) -> list[dict[str, object]]:
    """The entries of a 422 about one parameter."""
    entries = [
        ("datetime_from_date_parsing", "datetime", "Input should be a valid datetime or date", bad.as_date),
        ("date_from_datetime_parsing", "date", "Input should be a valid date or datetime", bad.as_datetime),
    ]
    described: list[dict[str, object]] = []
    for kind, member, words, problem in entries if is_union else entries[1:]:
        entry: dict[str, object] = {
            "type": kind,
            "loc": ["query", name, member] if is_union else ["query", name],
            "msg": f"{words}, {problem}",
            "input": text,
            "ctx": {"error": problem},
        }
        if has_url:
            entry["url"] = f"https://errors.pydantic.dev/{_VERSION}/v/{kind}"
        described.append(entry)
    return described


def describe_datetime(name: str, text: str, bad: BadMoment, *, has_url: bool) -> dict[str, object]:
    """The entry of a 422 about a parameter that may be a date-time only; a bare date is taken for one."""
    entry = describe(name, text, bad, is_union=True, has_url=has_url)[0]
    return {**entry, "loc": ["query", name]}


def _refuse(problem: str) -> NoReturn:
    raise _Unreadable(problem)


def _digits(text: str, start: int, stop: int, part: str) -> int:
    piece = text[start:stop]
    if len(piece) < stop - start:
        _refuse(TOO_SHORT)
    if not (piece.isascii() and piece.isdigit()):
        _refuse(f"invalid character in {part}")
    return int(piece)


def _read_date(text: str) -> date:
    found = _read_date_part(text)
    return found if len(text) == 10 else _refuse(TOO_LONG)


def _read_date_part(text: str) -> date:
    if len(text) < 10:
        _refuse(TOO_SHORT)
    year = _digits(text, 0, 4, "year")
    if text[4] != "-":
        _refuse("invalid date separator, expected `-`")
    month = _digits(text, 5, 7, "month")
    if text[7] != "-":
        _refuse("invalid date separator, expected `-`")
    day = _digits(text, 8, 10, "day")
    if not 1 <= month <= 12:
        _refuse("month value is outside expected range of 1-12")
    try:
        return date(year, month, day)
    except ValueError:
        return _refuse("year 0 is out of range" if year == 0 else "day value is outside expected range")


def _read_datetime(text: str) -> datetime:
    day = _read_date_part(text)
    if len(text) == 10:
        _refuse(TOO_SHORT)
    if text[10] not in "Tt _":
        _refuse("invalid datetime separator, expected `T`, `t`, `_` or space")
    moment, rest = _read_time(text[11:])
    return datetime.combine(day, moment, _read_offset(rest))


def _read_time(text: str) -> tuple[time, str]:
    hour = _digits(text, 0, 2, "hour")
    if text[2:3] != ":":
        _refuse("invalid time separator, expected `:`" if text[2:3] else TOO_SHORT)
    minute, second, rest = _digits(text, 3, 5, "minute"), 0, text[5:]
    if rest.startswith(":"):
        second, rest = _digits(rest, 1, 3, "second"), rest[3:]
    if hour > 23:
        _refuse("hour value is outside expected range of 0-23")
    if minute > 59:
        _refuse("minute value is outside expected range of 0-59")
    if second > 59:
        _refuse("second value is outside expected range of 0-59")
    fraction = re.match(r"[.,](\d+)", rest)
    microsecond = int(f"{fraction[1][:6]:<06}") if fraction else 0
    return time(hour, minute, second, microsecond), rest[fraction.end() :] if fraction else rest


def _read_offset(text: str) -> timezone | None:
    if not text:
        return None
    if text[0] in "Zz":
        return UTC if len(text) == 1 else _refuse(TOO_LONG)
    if text[0] not in "+-":
        _refuse("invalid timezone sign")
    hours, rest = _digits(text, 1, 3, "timezone hour"), text[3:].removeprefix(":")
    minutes = _digits(rest, 0, 2, "timezone minute")
    if len(rest) > 2:
        _refuse(TOO_LONG)
    if minutes > 59:
        _refuse("timezone minute value is outside expected range of 0-59")
    if hours > 23:
        _refuse("timezone offset must be less than 24 hours")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _read_number(text: str) -> datetime:
    seconds = float(text)
    if abs(seconds) > _LARGEST_SECONDS:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        side = "after 9999" if seconds > 0 else "before 0000"
        return _refuse(f"dates {side} are not supported as unix timestamps")
