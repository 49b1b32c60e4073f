"""Tags: what an athlete notes in the app. The same notes feed enhanced_tag and the deprecated tag."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import illness_on
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.telling import Form, Telling
from oura_connector.simulator.uploads import entered_at
from oura_connector.simulator.zones import ONE_DAY, at_local, hours_flown_on

CUSTOM = "custom"
LONGEST_ILLNESS_DAYS = 12
_COMMENTS = ("Felt flat", "Left knee stiff", "New mattress", "Slept badly before the test", "All good")
_TEXTS = ("Long bus ride", "Team dinner", "Exam week", "Tried the new warm-up")


@dataclass(frozen=True)
class Note:
    """`code` is None for text alone; `ends_at` None for what has no length, or has not ended yet."""

    order: int
    code: str | None
    starts_at: datetime
    ends_at: datetime | None = None
    custom_name: str | None = None
    comment: str | None = None


def tell_enhanced_tags(seed: str, athlete: Athlete, day: date) -> tuple[Telling, ...]:
    return _tell_all(seed, athlete, day, _write_enhanced)


def tell_tags(seed: str, athlete: Athlete, day: date) -> tuple[Telling, ...]:
    return _tell_all(seed, athlete, day, _write_plain)


def _tell_all(seed: str, athlete: Athlete, day: date, write: Callable[[Note], dict[str, Any]]) -> tuple[Telling, ...]:
    notes = sorted(list_notes(seed, athlete, day), key=lambda note: note.starts_at)
    return tuple(
        Telling(
            note.order,
            note.starts_at,
            tuple(
                Form(since, None if form is None else write(form)) for since, form in _follow(seed, athlete, day, note)
            ),
        )
        for note in notes
    )


def list_notes(seed: str, athlete: Athlete, day: date) -> list[Note]:
    """What is noted about the day, as it stands in the end."""
    chance = draw(seed, athlete.number, day, "tags")
    comment = chance.choice(_COMMENTS) if chance.random() < 0.4 else None
    likely = (
        (0.22 if day.weekday() in (4, 5) else 0.03, "tag_generic_alcohol", (19.5, 22.8), (60, 200)),
        (0.05, "tag_generic_caffeine", (15.0, 18.0), None),
        (0.05, "tag_generic_sauna", (18.0, 20.0), (15, 40)),
        (0.04, "tag_generic_latemeal", (21.0, 22.5), None),
        (0.05, CUSTOM, (9.0, 17.0), (30, 60)),
        (0.04, None, (8.0, 22.0), None),
    )
    notes = []
    for order, (share, code, hours, minutes) in enumerate(likely):
        happens, hour = chance.random() < share, chance.uniform(*hours)
        length = chance.randint(*minutes) if minutes else 0
        if happens:
            starts_at = at_local(seed, athlete, day, hour * 3600, evening=True)
            ends_at = _later(starts_at, 60 * length) if length else None
            text = chance.choice(_TEXTS) if code is None else comment
            notes.append(Note(order, code, starts_at, ends_at, "Physio" if code == CUSTOM else None, text))
    return [*notes, *_note_body(seed, athlete, day, chance)]


def _note_body(seed: str, athlete: Athlete, day: date, chance: random.Random) -> list[Note]:
    """A flight, and an illness from its first day to its last."""
    notes = []
    if hours_flown_on(seed, athlete, day):
        starts_at = at_local(seed, athlete, day, 9 * 3600)
        ends_at = at_local(seed, athlete, day, 20 * 3600, evening=True)
        notes.append(Note(6, "tag_generic_travel", starts_at, ends_at if ends_at > starts_at else None))
    if illness_on(seed, athlete, day) and not illness_on(seed, athlete, day - ONE_DAY) and chance.random() < 0.7:
        last_on = last_ill_on(seed, athlete, day)
        starts_at = at_local(seed, athlete, day, chance.uniform(8, 11) * 3600)
        ends_at = at_local(seed, athlete, last_on, chance.uniform(17, 20) * 3600, evening=True)
        notes.append(Note(7, "tag_generic_sick", starts_at, ends_at))
    return notes


def last_ill_on(seed: str, athlete: Athlete, day: date) -> date:
    """The last day of the illness that has begun by `day`."""
    last_on = day
    while illness_on(seed, athlete, last_on + ONE_DAY) and (last_on - day).days < LONGEST_ILLNESS_DAYS:
        last_on += ONE_DAY
    return last_on


def _follow(seed: str, athlete: Athlete, day: date, note: Note) -> list[tuple[datetime, Note | None]]:
    """Noted within the hour or the day after; open until it ends; sometimes commented on later, or removed."""
    chance = draw(seed, athlete.number, day, "noted", note.order)
    hours = chance.uniform(9, 26) if chance.random() < 0.12 else chance.uniform(0, 1)
    noted_at = entered_at(seed, athlete, note.starts_at + timedelta(hours=hours))
    forms: list[tuple[datetime, Note | None]] = [(noted_at, note)]
    if note.ends_at and note.ends_at > noted_at:
        ended_at = entered_at(seed, athlete, note.ends_at + timedelta(minutes=chance.uniform(1, 40)))
        forms = [(noted_at, replace(note, ends_at=None)), (max(ended_at, noted_at), note)]
    if note.code == "tag_generic_sick":
        return forms
    fate, later = chance.random(), forms[-1][0] + timedelta(hours=chance.uniform(1, 30))
    later = entered_at(seed, athlete, later)
    if fate < 0.12:
        forms.append((later, replace(note, comment="Worse than I thought")))
    elif fate < 0.17:
        forms.append((later, None))
    return forms


def _write_enhanced(note: Note) -> dict[str, Any]:
    return {
        "tag_type_code": note.code,
        "start_time": note.starts_at.isoformat(),
        "end_time": note.ends_at.isoformat() if note.ends_at else None,
        "start_day": note.starts_at.date().isoformat(),
        "end_day": note.ends_at.date().isoformat() if note.ends_at else None,
        "comment": note.comment,
        "custom_name": note.custom_name,
    }


def _write_plain(note: Note) -> dict[str, Any]:
    return {
        "day": note.starts_at.date().isoformat(),
        "text": note.comment,
        "timestamp": note.starts_at.isoformat(),
        "tags": [note.code] if note.code and note.code != CUSTOM else [],
    }


def _later(moment: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(moment.timestamp() + seconds, tz=moment.tzinfo)
