"""The invented world: athletes, and every document their rings have made by a given moment.

    World("ringside", athletes=24).documents(athlete, "sleep", first_on, last_on, now)

The same seed gives the same world. `now` decides only what has been uploaded already; what it contains is fixed,
except that a nap, once uploaded, raises that day's sleep and readiness scores, and today's activity grows.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import ATHLETES, Athlete, Traits, make_athlete, traits_of
from oura_connector.simulator.days import write_day
from oura_connector.simulator.identifiers import COLLECTIONS, DocumentName, make_identifier, read_identifier
from oura_connector.simulator.nights import (
    LATE_NAP,
    NAP,
    Period,
    find_main,
    list_periods,
    nap_gain,
    write_period,
)
from oura_connector.simulator.outlines import ONE_DAY, is_worn
from oura_connector.simulator.scores import limit, score_readiness, score_sleep
from oura_connector.simulator.uploads import appears_at, arrived_slots

DEFAULT_SEED = "ringside"


@dataclass(frozen=True)
class Document:
    """One document as Oura would send it, `order` its place in the day; `encoded` is JSON, `body()` a copy of it."""

    id: str
    collection: str
    day: date
    order: int
    encoded: bytes

    def body(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.encoded)
        return decoded


class World:
    def __init__(self, seed: str = DEFAULT_SEED, athletes: int = len(ATHLETES)) -> None:
        self.seed = seed
        self.athletes = tuple(make_athlete(number) for number in range(athletes))
        self._by_email = {athlete.email: athlete for athlete in self.athletes}
        self._by_user_id = {self.traits(athlete).user_id: athlete for athlete in self.athletes}
        self._periods = lru_cache(maxsize=16384)(self._list_periods)
        self._encode = lru_cache(maxsize=6144)(self._write)

    def traits(self, athlete: Athlete) -> Traits:
        return traits_of(self.seed, athlete)

    def find_athlete(self, email_or_user_id: str) -> Athlete | None:
        return self._by_email.get(email_or_user_id.strip().lower()) or self._by_user_id.get(email_or_user_id)

    def personal_info(self, athlete: Athlete, now: datetime) -> dict[str, Any]:
        """Everything; which members a token may see is for the answer to decide. Kilograms and metres."""
        today, born = now.astimezone(athlete.time_zone).date(), athlete.born_on
        traits = self.traits(athlete)
        return {
            "id": traits.user_id,
            "age": today.year - born.year - ((today.month, today.day) < (born.month, born.day)),
            "weight": traits.weight_kg,
            "height": traits.height_m,
            "biological_sex": athlete.sex,
            "email": athlete.email,
        }

    def documents(
        self, athlete: Athlete, collection: str, first_on: date, last_on: date, now: datetime
    ) -> Iterator[Document]:
        """What Oura holds by `now` for the days asked, both included, oldest first."""
        day = max(first_on, self.traits(athlete).ring_since_on)
        last_on = min(last_on, now.astimezone(athlete.time_zone).date() + ONE_DAY)
        while day <= last_on:
            yield from self.documents_of_day(athlete, collection, day, now)
            day += ONE_DAY

    def documents_of_day(self, athlete: Athlete, collection: str, day: date, now: datetime) -> list[Document]:
        if day < self.traits(athlete).ring_since_on or not is_worn(self.seed, athlete, day):
            return []
        if collection == "daily_activity":
            slots = arrived_slots(self.seed, athlete, day, now)
            return [self._encode(athlete, collection, day, 0, slots)] if slots else []
        periods = self._uploaded_periods(athlete, day, now)
        if collection == "sleep":
            return [self._encode(athlete, collection, day, period.order, 0) for period in periods]
        if find_main(periods) is None:
            return []
        naps = sum(1 << period.order for period in periods if period.order in (NAP, LATE_NAP))
        return [self._encode(athlete, collection, day, 0, naps)]

    def find_document(self, identifier: str, now: datetime) -> tuple[Athlete, Document] | None:
        """The document with this id and whose it is, if Oura holds it by `now`."""
        name = read_identifier(self.seed, identifier)
        if name is None or name.athlete_number >= len(self.athletes):
            return None
        athlete = self.athletes[name.athlete_number]
        if name.day > now.astimezone(athlete.time_zone).date() + ONE_DAY:
            return None
        for document in self.documents_of_day(athlete, name.collection, name.day, now):
            if document.id == identifier:
                return athlete, document
        return None

    def identify(self, athlete: Athlete, collection: str, day: date, order: int = 0) -> str:
        """The id this document has, or would have; for sleep, order 0 is the main night."""
        return make_identifier(self.seed, DocumentName(athlete.number, day, collection, order))

    def _uploaded_periods(self, athlete: Athlete, day: date, now: datetime) -> list[Period]:
        if now.date() > day + timedelta(days=3):
            return list(self._periods(athlete, day))
        return [p for p in self._periods(athlete, day) if appears_at(self.seed, athlete, day, p) <= now]

    def _list_periods(self, athlete: Athlete, day: date) -> tuple[Period, ...]:
        return tuple(list_periods(self.seed, athlete, day))

    def _write(self, athlete: Athlete, collection: str, day: date, order: int, state: int) -> Document:
        """`order` is the kind of sleep period; `state` how far it has come: slots, or a bit per nap counted."""
        index = 0
        if collection == "daily_activity":
            body = write_day(self.seed, athlete, day, state)
        elif collection == "sleep":
            periods = self._periods(athlete, day)
            index = next(index for index, period in enumerate(periods) if period.order == order)
            is_main = periods[index] == find_main(list(periods))
            body = write_period(self.seed, athlete, day, periods[index], index=index, is_main=is_main)
        else:
            body = self._write_score(athlete, collection, day, state)
        encoded = json.dumps(body, separators=(",", ":")).encode()
        return Document(body["id"], collection, day, index, encoded)

    def _write_score(self, athlete: Athlete, collection: str, day: date, naps: int) -> dict[str, Any]:
        periods = self._periods(athlete, day)
        main = find_main(list(periods))
        if main is None:
            raise LookupError("A score needs a night.")
        gained = sum(nap_gain(period) for period in periods if naps >> period.order & 1)
        score, contributors = score_sleep(self.seed, athlete, day, main.stages)
        readiness = score_readiness(self.seed, athlete, day, score)
        head = {
            "id": self.identify(athlete, collection, day),
            "day": day.isoformat(),
            "timestamp": f"{day.isoformat()}T00:00:00+00:00",
        }
        if collection == "daily_sleep":
            return {**head, "score": limit(score + gained), "contributors": contributors}
        return {**head, **readiness, "score": limit(readiness["score"] + -(-gained // 2))}


__all__ = ["ATHLETES", "COLLECTIONS", "DEFAULT_SEED", "Document", "World"]
