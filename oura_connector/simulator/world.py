"""The invented world: athletes, and every document their rings have made by a given moment.

    World("ringside", athletes=24).documents(athlete, "sleep", first_on, last_on, now)

The same seed gives the same world. `now` decides only what has been uploaded and amended already (stories.py). In a
lean world, for benchmarks, everybody after the first 24 repeats the days of the athlete 24 places before, under an
account and ids of their own: a thousand athletes then cost the memory and the work of 24.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import ATHLETES, Athlete, Traits, make_athlete, traits_of
from oura_connector.simulator.days import count_slots
from oura_connector.simulator.identifiers import COLLECTIONS, DocumentName, make_identifier, read_identifier
from oura_connector.simulator.outlines import is_worn
from oura_connector.simulator.rendering import NEW_ID, Document, render
from oura_connector.simulator.stories import SETTLED_AFTER, Story, tell_day
from oura_connector.simulator.uploads import arrived_slots
from oura_connector.simulator.ways import FIRST_ATHLETES
from oura_connector.simulator.zones import ONE_DAY

DEFAULT_SEED = "ringside"


class World:
    """`edits_keep_ids` and `activity_stamp_hour` (4 or 0) are what nobody outside Oura is sure of; see choices.py."""

    def __init__(self, seed: str = DEFAULT_SEED, athletes: int = len(ATHLETES), *, is_lean: bool = False) -> None:
        self.seed = seed
        self.is_lean = is_lean
        self.edits_keep_ids = True
        self.activity_stamp_hour = 4
        self.athletes = tuple(make_athlete(number) for number in range(athletes))
        self._by_email = {athlete.email: athlete for athlete in self.athletes}
        self._by_user_id = {self.traits(athlete).user_id: athlete for athlete in self.athletes}
        self._stories = lru_cache(maxsize=16384)(self._tell)
        self._render = lru_cache(maxsize=6144)(self._write)
        self._identify = lru_cache(maxsize=131072)(self._make_identifier)

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
        day = max(first_on, self._model(athlete)[1].ring_since_on)
        last_on = min(last_on, now.astimezone(athlete.time_zone).date() + ONE_DAY)
        while day <= last_on:
            yield from self.documents_of_day(athlete, collection, day, now)
            day += ONE_DAY

    def documents_of_day(self, athlete: Athlete, collection: str, day: date, now: datetime) -> list[Document]:
        model, traits = self._model(athlete)
        if day < traits.ring_since_on or not is_worn(self.seed, model, day):
            return []
        found = [self._render(model, collection, day, state) for state in self._states(model, collection, day, now)]
        return found if model is athlete else [self._rename(document, athlete, day) for document in found]

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

    def forms_of_day(self, athlete: Athlete, collection: str, day: date, now: datetime) -> dict[int, tuple[int, ...]]:
        """By the kind `identify` takes as order: how far each document of the day has come; nothing is written."""
        model, traits = self._model(athlete)
        if day < traits.ring_since_on or not is_worn(self.seed, model, day):
            return {}
        states = self._states(model, collection, day, now)
        return {self._kind_of(model, collection, day, state): state for state in states}

    def moments_of_day(self, athlete: Athlete, day: date) -> set[datetime]:
        """When the day's sleep periods come to Oura, and when they are amended; aware."""
        model, traits = self._model(athlete)
        if day < traits.ring_since_on or not is_worn(self.seed, model, day):
            return set()
        stories = self._stories(model, day)
        return {at for story in stories for at in (story.appears_at, story.amended_at) if at}

    def model_of(self, athlete: Athlete) -> Athlete:
        """Whose days these are: in a lean world maybe another's."""
        return self._model(athlete)[0]

    def _kind_of(self, model: Athlete, collection: str, day: date, state: tuple[int, ...]) -> int:
        if collection != "sleep":
            return 0
        place, stage, flag = state
        return self._stories(model, day)[place].form(stage).order + flag

    def identify(self, athlete: Athlete, collection: str, day: date, order: int = 0) -> str:
        """The id this document has, or would have; for sleep, order 0 is the main night."""
        return self._identify(athlete.number, collection, day, order)

    def _make_identifier(self, number: int, collection: str, day: date, order: int) -> str:
        return make_identifier(self.seed, DocumentName(number, day, collection, order))

    def _model(self, athlete: Athlete) -> tuple[Athlete, Traits]:
        """Whose days these are, which in a lean world may be another's."""
        if self.is_lean and athlete.number >= FIRST_ATHLETES:
            athlete = self.athletes[athlete.number % FIRST_ATHLETES]
        return athlete, self.traits(athlete)

    def _states(self, athlete: Athlete, collection: str, day: date, now: datetime) -> list[tuple[int, ...]]:
        """One for each document of the day that is there: what of it has come, as rendering.py wants to know it."""
        is_settled = now.date() > day + SETTLED_AFTER
        if collection == "daily_activity":
            whole = count_slots(self.seed, athlete, day)
            slots = whole if is_settled else arrived_slots(self.seed, athlete, day, now)
            return [(slots, self.activity_stamp_hour)] if slots else []
        stories = self._stories(athlete, day)
        stages = tuple(2 if is_settled else story.stage_at(now) for story in stories)
        if collection == "sleep":
            return [(place, stage, self._id_flag(stories[place], stage)) for place, stage in enumerate(stages) if stage]
        is_there = any(stage and story.last.is_night for story, stage in zip(stories, stages, strict=True))
        return [stages] if is_there else []

    def _id_flag(self, story: Story, stage: int) -> int:
        return NEW_ID if stage == 2 and story.is_edited and not self.edits_keep_ids else 0

    def _tell(self, athlete: Athlete, day: date) -> tuple[Story, ...]:
        return tell_day(self.seed, athlete, day)

    def _write(self, athlete: Athlete, collection: str, day: date, state: tuple[int, ...]) -> Document:
        stories = () if collection == "daily_activity" else self._stories(athlete, day)
        return render(self.seed, athlete, collection, day, state, stories)

    def _rename(self, document: Document, athlete: Athlete, day: date) -> Document:
        """The same document with the id it has for another athlete; the id is the first member."""
        identifier = self.identify(athlete, document.collection, day, document.kind)
        encoded = document.encoded.replace(document.id.encode(), identifier.encode(), 1)
        return Document(identifier, document.collection, day, document.order, document.kind, encoded)


__all__ = ["ATHLETES", "COLLECTIONS", "DEFAULT_SEED", "Document", "World"]
