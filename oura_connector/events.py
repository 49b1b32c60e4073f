"""Documents that are there any number of times a day become observations, each under Oura's own id. Pure.

Start and end are moments; the day is the one Oura states and is never worked out from them, so a workout over
midnight, a nap at six in the evening and a flight stay where Oura puts them.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from oura_connector.documents import LONGEST_PARAGRAPH, Document, unexpected
from oura_connector.event_values import SESSION_TIME, WORKOUT_TIME
from oura_connector.feeds import REST_MODE_PERIOD, RING_CONFIGURATION, SESSION, SLEEP_PERIOD, WORKOUT
from oura_connector.reading import offset_of, read_curves, read_values
from oura_connector.routes import Route, route_of
from oura_connector.tag_values import EPISODE_COUNT, EPISODES
from sync.provider import Feed, Observation, Window

LONG_SLEEP, NAP, LATE_NAP = "long_sleep", "sleep", "late_nap"
# Periods that say something; the others are rejected, removed, or of a kind we have not met.
COUNTED_KINDS = (LONG_SLEEP, NAP, LATE_NAP)
LENGTHS = {WORKOUT.key: WORKOUT_TIME.key, SESSION.key: SESSION_TIME.key}
MOST_EPISODES = 1_000


def observe_events(feed: Feed, documents: Sequence[Document], window: Window) -> list[Observation]:
    """One for each document of the days of `window`; of a whole feed one for each. Raises UnexpectedDocument."""
    route = route_of(feed.key)
    by_id: dict[str, Observation] = {}
    for document in documents:
        day = event_day(feed, document)
        if day is not None and (feed.is_whole or window.first <= day <= window.last):
            observation = _observe_event(feed, route, day, document)
            by_id[observation.source_id] = observation
    return list(by_id.values())


def event_day(feed: Feed, document: Document) -> date | None:
    """The day the document is on; None when it says nothing: a sleep that is running, rejected or removed, and a ring
    nobody has set up. Raises UnexpectedDocument."""
    if feed.key == RING_CONFIGURATION.key:
        set_up_at = document.moment("set_up_at")
        return None if set_up_at is None else set_up_at.astimezone(UTC).date()
    day = document.required_day(route_of(feed.key).day)
    if feed.key == SLEEP_PERIOD.key and not is_finished_sleep(document):
        return None
    return day


def is_finished_sleep(document: Document) -> bool:
    """Whether a sleep period counts and has ended."""
    return document.text("type") in COUNTED_KINDS and document.moment("bedtime_end") is not None


def _observe_event(feed: Feed, route: Route, day: date, document: Document) -> Observation:
    starts_at, ends_at = _moment(document, route.starts), _moment(document, route.ends)
    values = read_values(feed, document, but=EPISODES.key)
    if feed.key in LENGTHS and starts_at is not None and ends_at is not None:
        length_s = round((ends_at - starts_at).total_seconds())
        values |= {LENGTHS[feed.key]: length_s} if length_s >= 0 else {}
    if feed.key == REST_MODE_PERIOD.key:
        values |= _read_episodes(document)
    identifier = document.required_text("id")
    return Observation(
        source_id=identifier,
        day=day,
        values=values,
        starts_at=starts_at,
        finishes_at=ends_at,
        zone=offset_of(ends_at or starts_at),
        series=read_curves(feed, document, starts_at),
        document_id=identifier,
    )


def _moment(document: Document, path: str) -> datetime | None:
    """The instant, None when there is none or when Oura states the time of day without a zone."""
    moment = document.local_moment(path) if path else None
    return None if moment is None or moment.tzinfo is None else moment


def _read_episodes(document: Document) -> dict[str, object]:
    """How many notes a rest mode has, and their tags, one line each; nothing when Oura does not say."""
    episodes = document.member("episodes")
    if episodes is None:
        return {}
    if not isinstance(episodes, list) or len(episodes) > MOST_EPISODES:
        raise unexpected(document.collection, "episodes")
    lines = [_episode_line(Document.of(f"{document.collection}.episodes", episode)) for episode in episodes]
    said: dict[str, object] = {EPISODE_COUNT.key: len(lines)}
    return said | ({EPISODES.key: "\n".join(lines)[:LONGEST_PARAGRAPH]} if lines else {})


def _episode_line(episode: Document) -> str:
    stamp = episode.local_moment("timestamp")
    noted = episode.paragraph("tags") or ""
    return f"{stamp:%Y-%m-%d %H:%M} {noted}".strip() if stamp else noted
