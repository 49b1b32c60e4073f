"""The values of a document by what the feed announces: each stands at its `place`, and is read by its type."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from oura_connector.documents import Document, unexpected
from sync.provider import Feed, Series, Value

DIGIT_INTERVALS_S = {
    "class_5_min": 300,
    "sleep_phase_5_min": 300,
    "app_sleep_phase_5_min": 300,
    "sleep_phase_30_sec": 30,
    "movement_30_sec": 30,
}


def read_values(feed: Feed, document: Document, *, but: str = "") -> dict[str, object]:
    """Every value that has a place and is there, but the one of key `but`. Raises UnexpectedDocument."""
    found = {
        value.key: _read_value(document, value)
        for value in feed.values
        if value.place and value.type in READERS and value.key != but
    }
    return {key: said for key, said in found.items() if said is not None}


def read_curves(feed: Feed, document: Document, starts_at: datetime | None) -> dict[str, Series]:
    """Every series that holds a sample; those written as digits begin at `starts_at`. Raises UnexpectedDocument."""
    found = {
        value.key: _read_curve(document, path_of(value), starts_at) for value in feed.values if value.type == "series"
    }
    return {key: series for key, series in found.items() if series is not None}


def path_of(value: Value) -> str:
    """`PublicDailySleep.contributors.deep_sleep` → `contributors.deep_sleep`."""
    return value.place.partition(".")[2]


def offset_of(moment: datetime | None) -> str:
    """`+02:00`; "" when unknown."""
    digits = "" if moment is None else moment.strftime("%z")
    return f"{digits[:3]}:{digits[3:5]}" if digits else ""


def offset_of_seconds(seconds: int | None) -> str:
    """`+02:00` for 7200; "" when unknown, or when it is no zone on earth."""
    if seconds is None or seconds % 60 or abs(timedelta(seconds=seconds)) > timedelta(hours=14):
        return ""
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def _as_text(found: date | datetime | time | None) -> str | None:
    return None if found is None else found.isoformat()


def _clock_text(found: time | None) -> str | None:
    return None if found is None else found.isoformat("seconds" if found.second else "minutes")


READERS: Mapping[str, Callable[[Document, str], object]] = {
    "number": Document.number,
    "integer": Document.whole_number,
    "score": Document.whole_number,
    "duration": Document.whole_number,
    "text": Document.text,
    "paragraph": Document.paragraph,
    "yes_no": Document.truth,
    "date": lambda document, path: _as_text(document.day(path)),
    "datetime": lambda document, path: _as_text(document.moment(path)),
    "time": lambda document, path: _clock_text(document.clock_time(path)),
}


def _read_value(document: Document, value: Value) -> object:
    path = path_of(value)
    said = READERS[value.type](document, path)
    if isinstance(said, int | float) and not isinstance(said, bool):
        too_low = value.minimum is not None and said < value.minimum
        if too_low or (value.maximum is not None and said > value.maximum):
            raise unexpected(document.collection, path)
    return said


def _read_curve(document: Document, path: str, starts_at: datetime | None) -> Series | None:
    if path in DIGIT_INTERVALS_S:
        return document.digits(path, DIGIT_INTERVALS_S[path], starts_at)
    return document.samples(path)
