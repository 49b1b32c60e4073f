"""Rows of a time series, `heartrate` and `ring_battery_level`, become one observation a day in UTC. Pure.

Oura states these moments in UTC and no zone anywhere, so a day of the wearer cannot be told from them: the instant
decides, however its offset is written. Rows come about every five minutes, closer in a workout, and never on a grid;
they are kept as they came, value by value with the seconds between them, and nothing is averaged or filled in.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from oura_connector.documents import Document, unexpected
from oura_connector.feeds import HEARTRATE
from oura_connector.ring_values import (
    BPM_SERIES,
    CHARGER_SERIES,
    CHARGING_SERIES,
    HEART_RATE_SOURCES,
    HIGHEST_BPM,
    LAST_LEVEL,
    LEVEL_SERIES,
    LOWEST_BPM,
    LOWEST_LEVEL,
    MEAN_BPM,
    OTHER_SOURCE,
    SAMPLE_COUNT,
    SOURCE_SERIES,
)
from sync.provider import Feed, Observation, Series, Value, Window

USUAL_INTERVAL_S = 300.0
HIGHEST_PULSE = 400
FULL = 100

# What one row says, series by series; None where it does not say.
Reading = tuple[float | None, ...]


def observe_rows(feed: Feed, documents: Sequence[Document], window: Window) -> list[Observation]:
    """One for each day in UTC of `window` that has a row, oldest first. Raises UnexpectedDocument."""
    read = _read_pulse if feed.key == HEARTRATE.key else _read_battery
    by_moment: dict[datetime, Reading] = {}
    for document in documents:
        at = _moment(document)
        if window.first <= at.date() <= window.last:
            by_moment[at] = read(document)  # the same moment again is the same row on two pages
    by_day: dict[date, dict[datetime, Reading]] = {}
    for at in sorted(by_moment):
        by_day.setdefault(at.date(), {})[at] = by_moment[at]
    observe = _observe_pulse if feed.key == HEARTRATE.key else _observe_battery
    return [observe(day, readings) for day, readings in by_day.items()]


def _moment(document: Document) -> datetime:
    """To the second, in UTC."""
    at = document.moment("timestamp")
    if at is None:
        raise unexpected(document.collection, "timestamp")
    return at.astimezone(UTC).replace(microsecond=0)


def _read_pulse(document: Document) -> Reading:
    source = HEART_RATE_SOURCES.get(document.text("source") or "", OTHER_SOURCE)
    return (_bounded(document, "bpm", HIGHEST_PULSE), float(source))


def _read_battery(document: Document) -> Reading:
    flags = (document.truth("in_charger"), document.truth("charging"))
    return (_bounded(document, "level", FULL), *(None if flag is None else float(flag) for flag in flags))


def _bounded(document: Document, path: str, highest: int) -> float:
    found = document.whole_number(path)
    if found is None or not 0 <= found <= highest:
        raise unexpected(document.collection, path)
    return float(found)


def _observe_pulse(day: date, readings: Mapping[datetime, Reading]) -> Observation:
    beats = [bpm for bpm, _source in readings.values() if bpm is not None]
    values: dict[str, object] = {
        LOWEST_BPM.key: int(min(beats)),
        MEAN_BPM.key: round(sum(beats) / len(beats), 1),
        HIGHEST_BPM.key: int(max(beats)),
        SAMPLE_COUNT.key: len(beats),
    }
    return _observation(day, values, readings, (BPM_SERIES, SOURCE_SERIES))


def _observe_battery(day: date, readings: Mapping[datetime, Reading]) -> Observation:
    levels = [int(reading[0]) for reading in readings.values() if reading[0] is not None]
    values: dict[str, object] = {LAST_LEVEL.key: levels[-1], LOWEST_LEVEL.key: min(levels)}
    return _observation(day, values, readings, (LEVEL_SERIES, CHARGER_SERIES, CHARGING_SERIES))


def _observation(
    day: date, values: Mapping[str, object], readings: Mapping[datetime, Reading], kept: Sequence[Value]
) -> Observation:
    """Rows have no ids: the day stands for them, and is asked for again by its date."""
    starts_at = min(readings)
    offsets = tuple(int((at - starts_at).total_seconds()) for at in readings)
    columns = zip(*readings.values(), strict=True)
    series = {
        value.key: Series(starts_at, USUAL_INTERVAL_S, column, offsets)
        for value, column in zip(kept, columns, strict=True)
        if any(item is not None for item in column)
    }
    return Observation(day.isoformat(), day, values, series=series, document_id=day.isoformat())
