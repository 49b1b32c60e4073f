"""The completeness matrix: athlete x due day x data type. What is there, and the cause of every hole.

A day is the vendor's own: a night is named after the day the wearer woke up in. Only data types that are due each
day or night can have holes. Three queries for the records, connections and changes, however many people and days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from forms_engine.extension import Cause
from forms_engine.models import Record
from forms_engine.permissions import forms_known_to
from people.models import Person
from sync.causes import Gap, Missing, cause_of, standing_cause
from sync.consenting import shared
from sync.models import Binding, Connection
from sync.positions import Read
from sync.provider import Due, Feed, Provider, Window

MOST_DAYS = 35


@dataclass(frozen=True)
class Cell:
    """One due day of one data type of one athlete; `cause` is None when the document is there."""

    day: date
    cause: Cause | None

    @property
    def is_hole(self) -> bool:
        """Something is missing that was due."""
        return self.cause is not None and self.cause.code != Missing.NOT_DUE


@dataclass(frozen=True)
class Line:
    """One data type of one athlete, oldest day first."""

    feed: Feed
    cells: tuple[Cell, ...]

    @property
    def holes(self) -> list[date]:
        return [cell.day for cell in self.cells if cell.is_hole]


@dataclass(frozen=True)
class Block:
    """One athlete with a line for each data type."""

    person: Person
    connection: Connection | None
    lines: tuple[Line, ...]

    @property
    def holes(self) -> dict[str, list[date]]:
        """Feed key → days, for those that have any."""
        return {line.feed.key: line.holes for line in self.lines if line.holes}


@dataclass(frozen=True)
class Matrix:
    days: tuple[date, ...]
    blocks: tuple[Block, ...]


def matrix(
    provider: Provider, viewer: Person, people: Sequence[Person], window: Window, today: date, now: datetime
) -> Matrix:
    """What there is of the due data types in use, as far as `viewer` may know that records exist.

    `people` are of `visible_people(viewer)`; `today` is the site's.
    """
    known = forms_known_to(viewer)
    bindings = {
        one.feed: one
        for one in Binding.objects.filter(provider=provider.key, is_active=True, form__in=known).select_related("form")
    }
    feeds = [feed for feed in provider.feeds if feed.key in bindings and feed.due != Due.SOMETIMES]
    days = tuple(window.first + timedelta(days=step) for step in range(window.days))
    there = _documents(provider, bindings, people, window)
    mine = Connection.objects.filter(provider=provider.key, person__in=people).prefetch_related("feed_states")
    connections = {one.person_id: one for one in mine}
    blocks = []
    for person in people:
        connection = connections.get(person.pk)
        states = {one.feed: one for one in connection.feed_states.all()} if connection else {}
        anything = {day for feed in feeds for day in there.get((person.pk, feed.key), ())}
        lines = [
            Line(
                feed,
                tuple(
                    Cell(
                        day,
                        None
                        if day in there.get((person.pk, feed.key), ())
                        else hole_cause(connection, feed, states.get(feed.key), Hole(day, today, day in anything), now),
                    )
                    for day in days
                ),
            )
            for feed in feeds
        ]
        blocks.append(Block(person, connection, tuple(lines)))
    return Matrix(days, tuple(blocks))


@dataclass(frozen=True)
class Hole:
    """A due day without its document. `has_others`: other data types of that day are there."""

    day: date
    today: date
    has_others: bool


def hole_cause(connection: Connection | None, feed: Feed, state: Read | None, hole: Hole, now: datetime) -> Cause:
    """Why one document is not there.

    A day that was read is known: the vendor has none. One not read yet is explained by what stands in the way now.
    """
    is_shared = connection is None or bool(shared(connection, [feed.key]))
    due, states = Gap(hole.day, hole.today), [state] if state else []
    if connection is None or state is None or not is_shared or hole.day >= hole.today:
        return cause_of(connection, states, due, now, is_shared=is_shared)
    if not _was_read(state, hole.day):
        against = standing_cause(connection, states)
        if against is None and _is_before_the_fill(state, hole.day):
            return Cause(Missing.WAITING.value, _("Waiting: the first fill has not come so far back"))
        return against or cause_of(connection, states, due, now)
    if hole.has_others:
        return Cause(Missing.NO_DOCUMENT.value, _("Read, and the provider has no document of this type for this day"))
    if state.last_data_on is not None and hole.day > state.last_data_on:
        return cause_of(connection, states, due, now)
    return Cause(Missing.NOT_WORN.value, _("Read, and there is nothing at all of this day: the ring was not worn"))


def _was_read(state: Read, day: date) -> bool:
    if state.synced_through is None or state.filled_back_to is None:
        return False
    return state.filled_back_to <= day <= state.synced_through


def _is_before_the_fill(state: Read, day: date) -> bool:
    return state.filled_back_to is not None and day < state.filled_back_to


def _documents(
    provider: Provider, bindings: Mapping[str, Binding], people: Sequence[Person], window: Window
) -> dict[tuple[int, str], set[date]]:
    """(person id, feed key) → days whose document is stored. One query, without any values."""
    rows = Record.objects.filter(
        form__in={one.form_id for one in bindings.values()},
        person__in=people,
        source=provider.key,
        source_on__range=(window.first, window.last),
        withdrawn_at=None,
    ).order_by()
    owners = {one.owner: feed for feed, one in bindings.items()}
    there: dict[tuple[int, str], set[date]] = {}
    said: Sequence[tuple[int, date, dict[str, Any]]] = rows.values_list("person_id", "source_on", "digests")  # type: ignore[assignment]
    for person_id, day, digests in said:
        for owner in digests:
            if owner in owners:
                there.setdefault((person_id, owners[owner]), set()).add(day)
    return there


def day_heading(feed: Feed, day: date) -> str:
    """“night Mon → Tue” for what is due each night, “Tue 10 Mar” for what is due each day."""
    if feed.due != Due.NIGHTLY:
        return formats.date_format(day, "D j M")
    before = formats.date_format(day - timedelta(days=1), "D")
    return _("night %(from)s → %(to)s") % {"from": before, "to": formats.date_format(day, "D j M")}
