"""Invented athletes and days: what a preview shows in place of real ones, whoever looks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import pi, sin
from zlib import crc32

from django.utils.translation import gettext as _

from dashboards.board.columns import LOAD, WELLNESS
from dashboards.designer.figures import Days
from dashboards.designer.sight import Sight
from dashboards.measures import DURATIONS, YES_NO, Daily, Measure
from dashboards.morning import ACTIVITY, NIGHT
from forms_engine.extension import PersonBadge
from people.models import Person

NAMES = (
    ("Ada", "Examplova"),
    ("Bo", "Testfield"),
    ("Cleo", "Sampleton"),
    ("Dana", "Mockley"),
    ("Eli", "Placeholder"),
    ("Fay", "Dummyson"),
)
# Of every so many days one is missing, so that a consultant sees how that looks.
MISSING_EVERY = 9
OWN_DAYS = 28
USUAL_S = 27_000.0  # seven and a half hours
USUAL = 60.0
# From where to where values go of what ships without limits of its own, by measure.
SHIPPED = {
    f"{WELLNESS}.wellness_total": (12.0, 24.0),
    f"{LOAD}.load_au": (100.0, 600.0),
    f"{NIGHT}.hrv_rmssd_ms": (45.0, 75.0),
    f"{NIGHT}.lowest_heart_rate_bpm": (42.0, 54.0),
    f"{NIGHT}.temperature_deviation_c": (-0.4, 0.4),
    f"{ACTIVITY}.steps": (6_000.0, 14_000.0),
}
# How far values swing about their middle, as a share of it.
SWING = 0.12


@dataclass(frozen=True)
class Invented:
    """Values that go up and down about a middle that suits the field; the same on every preview."""

    def days_of(self, person: Person, measure: Measure, days: int) -> Days:
        return [self._day(person, measure, back) for back in range(days - 1, -1, -1)]

    def has_record(self, person: Person, measure: Measure, due_on: date) -> bool:
        return False

    def _day(self, person: Person, measure: Measure, back: int) -> Daily | None:
        number = person.pk + crc32(measure.key.encode()) % 7
        if (back + number) % MISSING_EVERY == 0:
            return None
        low, high = _limits(measure)
        middle, spread = (low + high) / 2, (high - low) / 4
        swing = 2 * sin(2 * pi * (back + 3 * number) / 11)
        value = min(high, max(low, middle + swing * spread))
        if measure.field.type in YES_NO:
            value = float(swing > 0)
        return Daily(value, middle, spread, OWN_DAYS)


def _limits(measure: Measure) -> tuple[float, float]:
    field = measure.field
    if measure.key in SHIPPED:
        return SHIPPED[measure.key]
    if field.minimum is not None and field.maximum is not None:
        return field.minimum, field.maximum
    usual = USUAL_S if field.type in DURATIONS else USUAL
    return usual * (1 - 2 * SWING), usual * (1 + 2 * SWING)


def invented_people() -> list[Person]:
    """Nobody who exists; nothing is asked of the database about them."""
    return [
        Person(pk=number, first_name=first, last_name=last, is_active=True)
        for number, (first, last) in enumerate(NAMES, start=1)
    ]


def somebody(role_names: Collection[str]) -> Person:
    """Nobody who exists, in these roles."""
    person = Person(is_active=True)
    person._role_names = frozenset(role_names)  # type: ignore[attr-defined]
    return person


def sample_sight(viewer: Person, measures: Mapping[str, Measure], day: date, now: datetime) -> Sight:
    people = invented_people()
    return Sight(viewer, people, measures, Invented(), day, now, _badges(people), is_sample=True)


def _badges(people: Sequence[Person]) -> dict[int, list[PersonBadge]]:
    """One of them has never connected."""
    fine = PersonBadge(_("Ring"), "fine", _("Connected"))
    never = PersonBadge(_("Ring"), "none", _("Not connected"))
    return {person.pk: [never if person is people[-1] else fine] for person in people}
