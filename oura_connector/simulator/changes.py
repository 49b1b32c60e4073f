"""What appears, changes or vanishes at Oura between two moments, found without writing a single document.

Documents change when a ring is synchronised or when something comes of a sleep period (stories.py) or a happening
(telling.py). For each athlete these candidate moments of a UTC day are found once and kept; a stretch of time without
any costs one look. At a candidate the forms of the days it can concern are compared with those at the candidate before,
so that any way of cutting time into stretches finds the same changes. Athletes of a lean world who live alike are
looked at once.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.rings import list_rings
from oura_connector.simulator.subscriptions import CREATE, DELETE, UPDATE
from oura_connector.simulator.uploads import list_syncs
from oura_connector.simulator.ways import way_of
from oura_connector.simulator.world import World
from oura_connector.simulator.zones import ONE_DAY

GROWING = ("daily_activity", "daily_stress")  # with every synchronisation; all others at moments the world can tell
STORIES_REACH_DAYS = 13  # so long after its day a sleep period may still come or be amended

Alike = dict[Athlete, list[Athlete]]


@dataclass(frozen=True)
class Candidate:
    """A moment (UTC) at which something may change; `told_days` are those of which something comes or is amended."""

    at: datetime
    told_days: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Change:
    """`at` is aware UTC; `kind` tells the documents of one day and collection apart."""

    at: datetime
    athlete: Athlete
    collection: str
    day: date
    kind: int
    event_type: str


class Changes:
    def __init__(self, world: World) -> None:
        self._world = world
        self._candidates_on = lru_cache(maxsize=16384)(self._list_candidates)
        self._moments_of = lru_cache(maxsize=65536)(world.moments_of_day)

    def group(self, athletes: Iterable[Athlete]) -> Alike:
        """Athletes by whose days they live, which is everybody's own except in a lean world."""
        alike: Alike = {}
        for athlete in athletes:
            alike.setdefault(self._world.model_of(athlete), []).append(athlete)
        return alike

    def between(self, alike: Alike, collections: Iterable[str], after: datetime, until: datetime) -> list[Change]:
        """Everything after `after` and up to `until`, both aware UTC, in order of time."""
        names = sorted(collections)
        found = [
            Change(change.at, athlete, change.collection, change.day, change.kind, change.event_type)
            for model, others in alike.items()
            for change in self._of_model(model, names, after, until)
            for athlete in others
        ]
        return sorted(found, key=lambda change: (change.at, change.athlete.number))

    def _of_model(self, model: Athlete, collections: list[str], after: datetime, until: datetime) -> Iterator[Change]:
        due = self._due(model, after, until)
        before = self._last_before(model, due[0].at) if due else None
        for candidate in due:
            if before is not None:
                for day, names in self._places(model, collections, before, candidate):
                    for collection in names:
                        yield from self._compare(model, collection, day, before.at, candidate.at)
            before = candidate

    def _due(self, model: Athlete, after: datetime, until: datetime) -> list[Candidate]:
        due: list[Candidate] = []
        on = after.date()
        while on <= until.date():
            candidates = self._candidates_on(model, on)
            first = bisect_right(candidates, after, key=lambda candidate: candidate.at)
            due += candidates[first : bisect_right(candidates, until, key=lambda candidate: candidate.at)]
            on += ONE_DAY
        return due

    def _last_before(self, model: Athlete, moment: datetime) -> Candidate | None:
        for days in range(STORIES_REACH_DAYS):
            earlier = [item for item in self._candidates_on(model, moment.date() - days * ONE_DAY) if item.at < moment]
            if earlier:
                return earlier[-1]
        return None

    def _places(
        self, model: Athlete, collections: list[str], before: Candidate, candidate: Candidate
    ) -> Iterator[tuple[date, list[str]]]:
        """Where to look: at what grows since the candidate before, and at everything of the days told of."""
        reach = 1 + way_of(model.number).uploads_every_days
        first_on = before.at.astimezone(model.time_zone).date() - reach * ONE_DAY
        last_on = candidate.at.astimezone(model.time_zone).date() + ONE_DAY
        since = {first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1)}
        growing = [name for name in collections if name in GROWING]
        for day in sorted(since | candidate.told_days):
            yield day, collections if day in candidate.told_days else growing

    def _compare(self, model: Athlete, collection: str, day: date, before: datetime, now: datetime) -> Iterator[Change]:
        old, new = (self._world.forms_of_day(model, collection, day, moment) for moment in (before, now))
        if old == new:
            return
        for kind in sorted(old.keys() - new.keys()):
            yield Change(now, model, collection, day, kind, DELETE)
        for kind, form in sorted(new.items()):
            if kind not in old:
                yield Change(now, model, collection, day, kind, CREATE)
            elif old[kind] != form:
                yield Change(now, model, collection, day, kind, UPDATE)

    def _list_candidates(self, model: Athlete, on: date) -> tuple[Candidate, ...]:
        begins_at = datetime.combine(on, time(), UTC)
        ends_at = begins_at + ONE_DAY
        found: dict[datetime, set[date]] = {at: set() for at in list_syncs(self._world.seed, model, begins_at, ends_at)}
        recent = {on + timedelta(days=number) for number in range(-STORIES_REACH_DAYS, 2)}
        of_rings = {ring.set_up_on for ring in list_rings(self._world.seed, model)}  # these change for years
        for day in recent | of_rings:
            for at in self._moments_of(model, day):
                if begins_at <= at < ends_at:
                    # The values of a night may be dated to the evening before.
                    found.setdefault(at.astimezone(UTC), set()).update((day, day - ONE_DAY))
        return tuple(Candidate(at, frozenset(days)) for at, days in sorted(found.items()))
