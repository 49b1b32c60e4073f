"""Documents as Oura would send them, in JSON, from what the world knows of a day.

`state` says how far a document has come: for daily_activity (slots arrived, hour of its stamp), for daily_stress
(quarters arrived of the day before, of the day, 1 when its day begins at midnight), for sleep (place in the day, stage
of its story, flag of its id), for what a night gives (stage, days from the night's own day back to the document's), for
what happens (place in the day, stage), for the scores the stage of each story of the day.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.days import write_day
from oura_connector.simulator.identifiers import DocumentName, make_identifier
from oura_connector.simulator.nightly import NIGHTLY
from oura_connector.simulator.nights import nap_gain, write_period
from oura_connector.simulator.periods import find_main
from oura_connector.simulator.scores import READINESS_WEIGHTS, SLEEP_WEIGHTS, limit, score_readiness, score_sleep
from oura_connector.simulator.stories import Story
from oura_connector.simulator.stress import write_stress
from oura_connector.simulator.telling import Telling

NEW_ID = 8  # added to the kind of a period whose edit has given it an id of its own
State = tuple[int, ...]
Stories = tuple[Story, ...]


@dataclass(frozen=True)
class Document:
    """`order` is its place in the day, `kind` what its id says of it; `encoded` is JSON, `body()` a copy of it.

    `starts_at` is when that began which happened at a moment of its own, by the clock there.
    """

    id: str
    collection: str
    day: date
    order: int
    kind: int
    encoded: bytes
    starts_at: datetime | None = None

    def body(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.encoded)
        return decoded


def render(seed: str, athlete: Athlete, collection: str, day: date, state: State, stories: Stories) -> Document:
    order = kind = 0
    if collection == "daily_activity":
        body = write_day(seed, athlete, day, *state)
    elif collection == "daily_stress":
        before, quarters, from_midnight = state
        body = write_stress(seed, athlete, day, before, quarters, from_midnight=bool(from_midnight))
    elif collection == "sleep":
        order, stage, flag = state
        kind = stories[order].form(stage).order + flag
        is_main = stories[order].last == find_main(story.last for story in stories)
        body = write_period(seed, athlete, day, stories[order].form(stage), index=order, is_main=is_main)
    elif collection in NIGHTLY:
        stage, days_back = state
        body = {**NIGHTLY[collection](seed, athlete, day + timedelta(days_back), stage), "day": day.isoformat()}
    else:
        body = _write_score(seed, athlete, collection, day, state, stories)
    return _encode(seed, athlete, collection, day, order, kind, body)


def render_happening(
    seed: str, athlete: Athlete, collection: str, day: date, place: int, stage: int, telling: Telling
) -> Document:
    """The form `stage` of what happened on `day`; it must be there."""
    body = telling.forms[stage - 1].body
    if body is None:
        raise LookupError("What is gone has no document.")
    document = _encode(seed, athlete, collection, day, place, telling.order, body)
    return replace(document, starts_at=telling.starts_at)


def _encode(
    seed: str, athlete: Athlete, collection: str, day: date, order: int, kind: int, body: dict[str, Any]
) -> Document:
    """With its id, which is the first member."""
    identifier = make_identifier(seed, DocumentName(athlete.number, day, collection, kind))
    encoded = json.dumps({"id": identifier, **body}, separators=(",", ":")).encode()
    return Document(identifier, collection, day, order, kind, encoded)


def _write_score(
    seed: str, athlete: Athlete, collection: str, day: date, state: State, stories: Stories
) -> dict[str, Any]:
    """About the main night as it is now; naps count once they are confirmed."""
    periods = [story.form(stage) for story, stage in zip(stories, state, strict=True) if stage]
    main = find_main(periods)
    gained = sum(nap_gain(period) for period in periods if period.is_nap and period.is_confirmed)
    if main is None:
        return _write_no_score(collection, day)
    score, contributors = score_sleep(seed, athlete, day, main.stages)
    readiness = score_readiness(seed, athlete, day, score)
    head = _head(day)
    if collection == "daily_sleep":
        return {**head, "score": limit(score + gained), "contributors": contributors}
    return {**head, **readiness, "score": limit(readiness["score"] + -(-gained // 2))}


def _write_no_score(collection: str, day: date) -> dict[str, Any]:
    """What Oura sends for some mornings without a night: the document, and nothing in it."""
    if collection == "daily_sleep":
        return {**_head(day), "score": None, "contributors": dict.fromkeys(SLEEP_WEIGHTS)}
    temperatures = dict.fromkeys(("temperature_deviation", "temperature_trend_deviation"))
    return {**_head(day), "score": None, **temperatures, "contributors": dict.fromkeys(READINESS_WEIGHTS)}


def _head(day: date) -> dict[str, Any]:
    return {"day": day.isoformat(), "timestamp": f"{day.isoformat()}T00:00:00+00:00"}
