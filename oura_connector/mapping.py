"""Oura's documents become observations. Pure: no network, no database, no clock.

daily_*  one document a day, by its `day`.
sleep    zero to many periods a day. The main sleep is the longest finished `long_sleep`; naps only count; `rest`
         (a false detection) and `deleted` say nothing, as does a period that is still running.
events   each document by itself: `events`. Rows of a time series, by day: `rows`. The person: one object.
Which member a value comes from is its `place` in the feed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from oura_connector.documents import Document
from oura_connector.events import COUNTED_KINDS, LATE_NAP, LONG_SLEEP, event_day, observe_events
from oura_connector.feeds import DAILY_ACTIVITY, SLEEP, SLEEP_TIME
from oura_connector.reading import offset_of, offset_of_seconds, read_curves, read_values
from oura_connector.routes import AskedBy, route_of
from oura_connector.rows import observe_rows
from oura_connector.sleep_values import NAP_COUNT, NAP_TIME
from sync.provider import PROFILE_ID, Feed, Observation, Shape, Window

# Oura's sleep day turns at six in the evening: what ends later counts for the next day.
SLEEP_DAY_TURNS_AT = time(18)
ONE_DAY = timedelta(days=1)
EARLIEST = datetime.min.replace(tzinfo=UTC)


def to_observations(feed: Feed, documents: Iterable[object], window: Window) -> list[Observation]:
    """What the documents of one collection say of the days of `window`, oldest first: one a day, or one an event.

    Documents of other days are left out. Raises UnexpectedDocument, and nothing else, whatever JSON comes in.
    """
    route = route_of(feed.key)
    read = [Document.of(route.collection, document) for document in documents]
    if feed.shape is Shape.PROFILE:
        return [_observe_person(feed, document) for document in read[-1:]]  # there is one person
    if feed.shape is Shape.EVENT:
        observations = observe_events(feed, read, window)
    elif route.asked_by is AskedBy.MOMENTS:
        observations = observe_rows(feed, read, window)
    else:
        observations = (_observe_nights if feed.key == SLEEP.key else _observe_days)(feed, read, window)
    return sorted(observations, key=lambda one: (str(one.day), one.starts_at or EARLIEST, one.source_id))


def counted_day(feed: Feed, json_value: object | None) -> date | None:
    """The day a single document is on, None when it says nothing any more: a sleep the person removed stays
    readable at Oura."""
    if json_value is None:
        return None
    document = Document.of(route_of(feed.key).collection, json_value)
    if feed.shape is Shape.EVENT:
        return event_day(feed, document)
    if feed.key == SLEEP.key and document.text("type") not in COUNTED_KINDS:
        return None
    return document.required_day("day")


def _observe_days(feed: Feed, documents: Sequence[Document], window: Window) -> list[Observation]:
    by_day: dict[date, Document] = {}
    for document in documents:
        day = document.required_day("day")
        # Two documents of one day: after a journey, say. The later stamp is the one the app shows.
        if _is_inside(window, day) and (day not in by_day or _stamp(document) >= _stamp(by_day[day])):
            by_day[day] = document
    return [_observe_day(feed, day, document) for day, document in by_day.items()]


def _observe_person(feed: Feed, document: Document) -> Observation:
    """The person as they are now: of no day."""
    return Observation(PROFILE_ID, None, read_values(feed, document), document_id=PROFILE_ID)


def _observe_day(feed: Feed, day: date, document: Document) -> Observation:
    stamp = starts_at = None
    if feed.key == DAILY_ACTIVITY.key:  # the others are stamped midnight UTC of the day, no moment of the wearer's
        stamp = document.moment("timestamp")
        starts_at = document.moment("met.timestamp") or stamp
    zone = offset_of(stamp)
    if feed.key == SLEEP_TIME.key:
        zone = offset_of_seconds(document.whole_number("optimal_bedtime.day_tz"))
    return Observation(
        source_id=day.isoformat(),
        day=day,
        values=read_values(feed, document),
        zone=zone,
        series=read_curves(feed, document, starts_at),
        document_id=document.required_text("id"),
    )


@dataclass(frozen=True)
class _Period:
    """A finished sleep period that counts, and the day whose scores it counts for."""

    document: Document
    id: str
    day: date
    kind: str
    sleep_s: int | None
    in_bed_s: int

    @property
    def length(self) -> tuple[int, int, str]:
        """By sleep, then by time in bed; the id only makes equals come out the same each time."""
        return (self.sleep_s or 0, self.in_bed_s, self.id)


def _observe_nights(feed: Feed, documents: Sequence[Document], window: Window) -> list[Observation]:
    by_day: dict[date, dict[str, _Period]] = {}
    for document in documents:
        period = _read_period(document)
        if period is not None and _is_inside(window, period.day):
            by_day.setdefault(period.day, {})[period.id] = period
    return [_observe_night(feed, day, list(periods.values())) for day, periods in by_day.items()]


def _read_period(document: Document) -> _Period | None:
    """None for what does not count, and for a sleep that has not ended."""
    day, kind, ends_at = document.required_day("day"), document.text("type"), document.moment("bedtime_end")
    if kind not in COUNTED_KINDS or ends_at is None:
        return None
    return _Period(
        document=document,
        id=document.required_text("id"),
        day=_sleep_day(ends_at) if kind == LATE_NAP else day,
        kind=kind,
        sleep_s=document.whole_number("total_sleep_duration"),
        in_bed_s=document.whole_number("time_in_bed") or 0,
    )


def _sleep_day(ends_at: datetime) -> date:
    """The day whose scores a nap counts for: by its end, which holds whichever day Oura files a late nap at."""
    return ends_at.date() + ONE_DAY if ends_at.time() >= SLEEP_DAY_TURNS_AT else ends_at.date()


def _observe_night(feed: Feed, day: date, periods: Sequence[_Period]) -> Observation:
    naps = [period for period in periods if period.kind != LONG_SLEEP]
    main = max((period for period in periods if period.kind == LONG_SLEEP), key=lambda one: one.length, default=None)
    if main is None:
        longest = max(naps, key=lambda one: one.length)
        return Observation(day.isoformat(), day, _count_naps(naps), document_id=longest.id)
    starts_at, ends_at = main.document.moment("bedtime_start"), main.document.moment("bedtime_end")
    return Observation(
        source_id=day.isoformat(),
        day=day,
        values=read_values(feed, main.document) | _count_naps(naps),
        starts_at=starts_at,
        finishes_at=ends_at,
        zone=offset_of(ends_at),
        series=read_curves(feed, main.document, starts_at),
        document_id=main.id,
    )


def _count_naps(naps: Sequence[_Period]) -> dict[str, object]:
    """How many, and their sleep in seconds; the latter is absent when a nap does not say how long it was."""
    slept = [nap.sleep_s for nap in naps if nap.sleep_s is not None]
    counted: dict[str, object] = {NAP_COUNT.key: len(naps)}
    return counted | ({NAP_TIME.key: sum(slept)} if len(slept) == len(naps) else {})


def _is_inside(window: Window, day: date) -> bool:
    return window.first <= day <= window.last


def _stamp(document: Document) -> tuple[datetime, str]:
    return (document.moment("timestamp") or EARLIEST, document.required_text("id"))
