"""The invented world: athletes, and every document their rings have made by a given moment.

    World("ringside", athletes=24).documents(athlete, "sleep", first_on, last_on, now)

The same seed gives the same world. `now` decides only what has been uploaded and amended already (stories.py). In a
lean world, for benchmarks, everybody after the first 24 repeats the days of the athlete 24 places before, under an
account and ids of their own: a thousand athletes then cost the memory and the work of 24.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import ATHLETES, Athlete, Traits, make_athlete, traits_of
from oura_connector.simulator.battery import discharge_day
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.data_choices import CALENDAR, EVENING
from oura_connector.simulator.happenings import HAPPENINGS, UNWORN_TOO
from oura_connector.simulator.identifiers import COLLECTIONS, DocumentName, make_identifier, read_identifier
from oura_connector.simulator.nightly import DATED_BY_CHOICE, NIGHTLY, can_tell
from oura_connector.simulator.outlines import is_night_worn, is_worn
from oura_connector.simulator.pulse import beat_day
from oura_connector.simulator.rendering import NEW_ID, Document, render, render_happening
from oura_connector.simulator.rings import list_rings
from oura_connector.simulator.samples import NO_SAMPLES, Samples
from oura_connector.simulator.shapes import began_s, count_slots
from oura_connector.simulator.stories import RUNNING, SETTLED_AFTER, Story, tell_day
from oura_connector.simulator.stress import count_quarters, has_stress
from oura_connector.simulator.telling import Telling
from oura_connector.simulator.uploads import arrived_slots, reached_s
from oura_connector.simulator.ways import FIRST_ATHLETES
from oura_connector.simulator.zones import ONE_DAY, at_local

DEFAULT_SEED = "ringside"
NULL_SCORES_AFTER_S = 14 * 3600  # from local midnight
SAMPLERS = {"heartrate": beat_day, "ring_battery_level": discharge_day}


class World:
    """What nobody outside Oura is sure of is set by `heed`; see choices.py."""

    def __init__(self, seed: str = DEFAULT_SEED, athletes: int = len(ATHLETES), *, is_lean: bool = False) -> None:
        self.seed = seed
        self.is_lean = is_lean
        self.heed(Choices())
        self.athletes = tuple(make_athlete(number) for number in range(athletes))
        self._by_email = {athlete.email: athlete for athlete in self.athletes}
        self._by_user_id = {self.traits(athlete).user_id: athlete for athlete in self.athletes}
        self._stories = lru_cache(maxsize=16384)(self._tell)
        self._tellings = lru_cache(maxsize=16384)(self._tell_happenings)
        self._render = lru_cache(maxsize=12288)(self._write)
        self._samples = lru_cache(maxsize=1536)(self._sample)
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

    def heed(self, choices: Choices) -> None:
        """Make of the world what the choices say about what nobody outside Oura is sure of."""
        self.edits_keep_ids = choices.edits_keep_ids
        self.activity_stamp_hour = choices.activity_stamp_hour
        self.night_values_shift = int(choices.night_values_day == EVENING)
        self.stress_from_midnight = choices.stress_day == CALENDAR
        self.shows_running = choices.running_sleeps
        self.has_null_scores = choices.null_scores

    def documents(
        self, athlete: Athlete, collection: str, first_on: date, last_on: date, now: datetime
    ) -> Iterator[Document]:
        """What Oura holds by `now` for the days asked, both included, oldest first."""
        model, traits = self._model(athlete)
        last_on = min(last_on, now.astimezone(athlete.time_zone).date() + ONE_DAY)
        if collection == "ring_configuration":
            days = sorted({ring.set_up_on for ring in list_rings(self.seed, model)})
            for day in days:
                if first_on <= day <= last_on:
                    yield from self.documents_of_day(athlete, collection, day, now)
            return
        day = max(first_on, traits.ring_since_on)
        while day <= last_on:
            yield from self.documents_of_day(athlete, collection, day, now)
            day += ONE_DAY

    def documents_of_day(
        self, athlete: Athlete, collection: str, day: date, now: datetime, *, even_removed: bool = False
    ) -> list[Document]:
        """With `even_removed`, what its wearer has removed is there as it was last."""
        model = self.model_of(athlete)
        states = self._states(model, collection, day, now, even_removed=even_removed)
        found = [self._render(model, collection, day, state) for state in states]
        return found if model is athlete else [self._rename(document, athlete, day) for document in found]

    def samples_of_day(self, athlete: Athlete, series: str, day: date) -> Samples:
        """All rows of the activity day that begins on `day`, whether or not they have come by now."""
        model, traits = self._model(athlete)
        if day < traits.ring_since_on or not is_worn(self.seed, model, day):
            return NO_SAMPLES
        return self._samples(model, series, day)

    def series_days(self, athlete: Athlete, begins_s: float, ends_s: float, now: datetime) -> Iterator[date]:
        """The activity days that may have rows by `now` between two Unix times, oldest first."""
        model, traits = self._model(athlete)
        day, ends_s = traits.ring_since_on, min(ends_s, now.timestamp())
        if begins_s > 0:
            day = max(day, datetime.fromtimestamp(begins_s, UTC).date() - 2 * ONE_DAY)
        while began_s(self.seed, model, day) <= ends_s:
            if began_s(self.seed, model, day + ONE_DAY) > begins_s:
                yield day
            day += ONE_DAY

    def reached_s(self, athlete: Athlete, now: datetime) -> float:
        """The Unix time up to which series have come to Oura by `now`."""
        return reached_s(self.seed, self._model(athlete)[0], now)

    def find_document(
        self, identifier: str, now: datetime, *, even_removed: bool = False
    ) -> tuple[Athlete, Document] | None:
        """The document with this id and whose it is, if Oura holds it by `now`."""
        name = read_identifier(self.seed, identifier)
        if name is None or name.athlete_number >= len(self.athletes):
            return None
        athlete = self.athletes[name.athlete_number]
        if name.day > now.astimezone(athlete.time_zone).date() + ONE_DAY:
            return None
        for document in self.documents_of_day(athlete, name.collection, name.day, now, even_removed=even_removed):
            if document.id == identifier:
                return athlete, document
        return None

    def forms_of_day(self, athlete: Athlete, collection: str, day: date, now: datetime) -> dict[int, tuple[int, ...]]:
        """By the kind `identify` takes as order: how far each document of the day has come."""
        model = self.model_of(athlete)
        states = self._states(model, collection, day, now)
        return {self._kind_of(model, collection, day, state): state for state in states}

    def moments_of_day(self, athlete: Athlete, day: date) -> set[datetime]:
        """When the day's sleep periods come to Oura, and when they are amended; the same of what happened; aware."""
        model, traits = self._model(athlete)
        if day < traits.ring_since_on:
            return set()
        moments = {
            form.since
            for collection in HAPPENINGS
            if self._may_tell(model, collection, day)
            for telling in self._tellings(model, collection, day)
            for form in telling.forms
        }
        if is_worn(self.seed, model, day):
            stories = self._stories(model, day)
            moments |= {at for story in stories for at in (story.appears_at, story.amended_at, story.running_at) if at}
        return moments

    def model_of(self, athlete: Athlete) -> Athlete:
        """Whose days these are: in a lean world maybe another's."""
        return self._model(athlete)[0]

    def _kind_of(self, model: Athlete, collection: str, day: date, state: tuple[int, ...]) -> int:
        if collection in HAPPENINGS:
            return self._tellings(model, collection, day)[state[0]].order
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

    def _may_tell(self, athlete: Athlete, collection: str, day: date) -> bool:
        """Whether there was a ring, and on the finger where it takes that, and one that can know such things."""
        if day < self.traits(athlete).ring_since_on:
            return False
        if collection in NIGHTLY:
            night_on = self._night_of(collection, day)
            return is_worn(self.seed, athlete, night_on) and can_tell(self.seed, athlete, collection, night_on)
        return collection in UNWORN_TOO or is_worn(self.seed, athlete, day)

    def _states(
        self, athlete: Athlete, collection: str, day: date, now: datetime, *, even_removed: bool = False
    ) -> list[tuple[int, ...]]:
        """One for each document of the day that is there: what of it has come, as rendering.py wants to know it."""
        if not self._may_tell(athlete, collection, day):
            return []
        if collection in HAPPENINGS:
            tellings = self._tellings(athlete, collection, day)
            stages = [telling.stage_at(now) for telling in tellings]
            if even_removed:
                stages = [telling.last_kept(stage) for telling, stage in zip(tellings, stages, strict=True)]
            found = enumerate(zip(tellings, stages, strict=True))
            return [(place, stage) for place, (telling, stage) in found if telling.is_there(stage)]
        if collection == "daily_activity":
            is_settled = now.date() > day + SETTLED_AFTER
            whole = count_slots(self.seed, athlete, day)
            slots = whole if is_settled else arrived_slots(self.seed, athlete, day, now)
            return [(slots, self.activity_stamp_hour)] if slots else []
        if collection == "daily_stress":
            return self._quarters(athlete, day, now) if has_stress(athlete) else []
        return self._states_of_night(athlete, collection, day, now)

    def _states_of_night(self, athlete: Athlete, collection: str, day: date, now: datetime) -> list[tuple[int, ...]]:
        night_on = self._night_of(collection, day)
        stories = self._stories(athlete, night_on)
        is_settled = now.date() > night_on + SETTLED_AFTER
        stages = tuple(2 if is_settled else story.stage_at(now) for story in stories)
        if collection == "sleep":
            stages = tuple(
                stage or self._stage_of_running(story, now) for story, stage in zip(stories, stages, strict=True)
            )
            return [(place, stage, self._id_flag(stories[place], stage)) for place, stage in enumerate(stages) if stage]
        nights = [stage for story, stage in zip(stories, stages, strict=True) if stage and story.last.is_night]
        if not nights:
            return [stages] if self._has_null_scores(athlete, collection, day, now) else []
        return [(min(nights), (night_on - day).days)] if collection in NIGHTLY else [stages]

    def _night_of(self, collection: str, day: date) -> date:
        """The day of waking of the night that a document of `day` is about."""
        return day + timedelta(self.night_values_shift) if collection in DATED_BY_CHOICE else day

    def _quarters(self, athlete: Athlete, day: date, now: datetime) -> list[tuple[int, ...]]:
        arrived = count_quarters(
            self.seed, athlete, day, reached_s(self.seed, athlete, now), from_midnight=self.stress_from_midnight
        )
        return [(*arrived, int(self.stress_from_midnight))] if any(arrived) else []

    def _stage_of_running(self, story: Story, now: datetime) -> int:
        return RUNNING if self.shows_running and story.running_at and now >= story.running_at else 0

    def _has_null_scores(self, athlete: Athlete, collection: str, day: date, now: datetime) -> bool:
        """Some hours after a morning without a night, where empty scores are chosen rather than none."""
        wanted = self.has_null_scores and collection in ("daily_sleep", "daily_readiness")
        if not wanted or is_night_worn(self.seed, athlete, day):
            return False
        return now >= at_local(self.seed, athlete, day, NULL_SCORES_AFTER_S)

    def _id_flag(self, story: Story, stage: int) -> int:
        return NEW_ID if stage == 2 and story.is_edited and not self.edits_keep_ids else 0

    def _tell(self, athlete: Athlete, day: date) -> tuple[Story, ...]:
        return tell_day(self.seed, athlete, day)

    def _tell_happenings(self, athlete: Athlete, collection: str, day: date) -> tuple[Telling, ...]:
        return HAPPENINGS[collection](self.seed, athlete, day)

    def _sample(self, athlete: Athlete, series: str, day: date) -> Samples:
        return SAMPLERS[series](self.seed, athlete, day)

    def _write(self, athlete: Athlete, collection: str, day: date, state: tuple[int, ...]) -> Document:
        if collection in HAPPENINGS:
            place, stage = state
            telling = self._tellings(athlete, collection, day)[place]
            return render_happening(self.seed, athlete, collection, day, place, stage, telling)
        needs_stories = collection in ("sleep", "daily_sleep", "daily_readiness")
        stories = self._stories(athlete, day) if needs_stories else ()
        return render(self.seed, athlete, collection, day, state, stories)

    def _rename(self, document: Document, athlete: Athlete, day: date) -> Document:
        """The same document with the id it has for another athlete; the id is the first member."""
        identifier = self.identify(athlete, document.collection, day, document.kind)
        encoded = document.encoded.replace(document.id.encode(), identifier.encode(), 1)
        return replace(document, id=identifier, encoded=encoded)


__all__ = ["ATHLETES", "COLLECTIONS", "DEFAULT_SEED", "Document", "World"]
