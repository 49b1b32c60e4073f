"""Documents as Oura would send them, in JSON, from what the world knows of a day.

`state` says how far a document has come: for daily_activity (slots arrived, hour of its stamp), for sleep (place in the
day, stage of its story, flag of its id), for the scores the stage of each story of the day.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.days import write_day
from oura_connector.simulator.identifiers import DocumentName, make_identifier
from oura_connector.simulator.nights import nap_gain, write_period
from oura_connector.simulator.periods import find_main
from oura_connector.simulator.scores import limit, score_readiness, score_sleep
from oura_connector.simulator.stories import Story

NEW_ID = 8  # added to the kind of a period whose edit has given it an id of its own
State = tuple[int, ...]
Stories = tuple[Story, ...]


@dataclass(frozen=True)
class Document:
    """`order` is its place in the day, `kind` what its id says of it; `encoded` is JSON, `body()` a copy of it."""

    id: str
    collection: str
    day: date
    order: int
    kind: int
    encoded: bytes

    def body(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.encoded)
        return decoded


def render(seed: str, athlete: Athlete, collection: str, day: date, state: State, stories: Stories) -> Document:
    order = kind = 0
    if collection == "daily_activity":
        body = write_day(seed, athlete, day, *state)
    elif collection == "sleep":
        order, stage, flag = state
        period = stories[order].form(stage)
        kind = period.order + flag
        identifier = make_identifier(seed, DocumentName(athlete.number, day, collection, kind))
        is_main = stories[order].last == find_main(story.last for story in stories)
        body = write_period(seed, athlete, day, period, identifier=identifier, index=order, is_main=is_main)
    else:
        body = _write_score(seed, athlete, collection, day, state, stories)
    return Document(body["id"], collection, day, order, kind, json.dumps(body, separators=(",", ":")).encode())


def _write_score(
    seed: str, athlete: Athlete, collection: str, day: date, state: State, stories: Stories
) -> dict[str, Any]:
    """About the main night as it is now; naps count once they are confirmed."""
    periods = [story.form(stage) for story, stage in zip(stories, state, strict=True) if stage]
    main = find_main(periods)
    if main is None:
        raise LookupError("A score needs a night.")
    gained = sum(nap_gain(period) for period in periods if period.is_nap and period.is_confirmed)
    score, contributors = score_sleep(seed, athlete, day, main.stages)
    readiness = score_readiness(seed, athlete, day, score)
    head = {
        "id": make_identifier(seed, DocumentName(athlete.number, day, collection, 0)),
        "day": day.isoformat(),
        "timestamp": f"{day.isoformat()}T00:00:00+00:00",
    }
    if collection == "daily_sleep":
        return {**head, "score": limit(score + gained), "contributors": contributors}
    return {**head, **readiness, "score": limit(readiness["score"] + -(-gained // 2))}
