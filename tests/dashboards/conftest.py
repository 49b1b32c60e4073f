"""Sources of badges and of causes in memory, plugged in as a wearable's app plugs in its own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

import pytest

from forms_engine.extension import Cause, PersonBadge, plug_badges, plug_gaps, plug_synced
from people.models import Person

_badges: dict[int, PersonBadge] = {}
_asked: list[tuple[date, int]] = []


def say_badges(people: Sequence[Person], day: date, now: datetime) -> dict[int, list[PersonBadge]]:
    _asked.append((day, len(people)))
    return {person.pk: [_badges[person.pk]] for person in people if person.pk in _badges}


def say_synced(person_ids: Collection[int]) -> datetime | None:
    said = [_badges[one].last_sync_at for one in person_ids if one in _badges]
    return max((at for at in said if at), default=None)


@pytest.fixture
def badges() -> Iterator[dict[int, PersonBadge]]:
    """Person id → badge; what a test puts in is what the boards are told."""
    plug_badges(say_badges)
    plug_synced(say_synced)
    _badges.clear()
    _asked.clear()
    yield _badges
    _badges.clear()


@pytest.fixture
def asked(badges: dict[int, PersonBadge]) -> list[tuple[date, int]]:
    """The calls of the socket: for which day, about how many people."""
    return _asked


_gaps: dict[tuple[int, date], str] = {}


def say_gaps(
    person: Person, wanted: Mapping[int, Collection[date]], today: date, now: datetime
) -> dict[int, dict[date, Cause]]:
    told = {
        field_id: {day: Cause("told", _gaps[person.pk, day]) for day in days if (person.pk, day) in _gaps}
        for field_id, days in wanted.items()
    }
    # Nothing of fields of which nothing is said: this socket stays plugged in for the tests that follow.
    return {field_id: days for field_id, days in told.items() if days}


@pytest.fixture
def gaps() -> Iterator[dict[tuple[int, date], str]]:
    """(person id, day of the record) → why it has no value; what a test puts in is what the boards are told."""
    plug_gaps(say_gaps)
    _gaps.clear()
    yield _gaps
    _gaps.clear()
