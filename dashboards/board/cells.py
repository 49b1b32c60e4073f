"""One measurement of one athlete as a row shows it: value, age, own normal, light, trail, and why it is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import exp, log
from typing import NamedTuple

from dashboards.board.everybody import NO_NIGHTS, Athlete, Nights, Own, Week
from dashboards.board.lights import Light, column_light, value_light
from dashboards.board.trails import TRAIL_DAYS, Trails
from dashboards.causes import cause_words
from dashboards.morning import Kind
from dashboards.revisions import Revision
from dashboards.rights import OpenColumn
from dashboards.speaking import spoken as _
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE, Place, hrv_band, rolling_means
from forms_engine.extension import PersonBadge

# How old a value may be and still stand in a cell, greyed and with its age; older is missing.
OLDEST_SHOWN_DAYS = 7

Normal = tuple[float, float]


@dataclass(slots=True)
class Cell:
    """`value`: what the cell says first, in the field's unit (of HRV the week's mean, of load yesterday's).

    `age_days` counts from the day it was expected. `normal`: the strip behind the trail. `in_a_row`: due days, this one
    included, on which the light was lit. `lacks`: nothing stands for the due day, and `cause` says why in words.
    `word`: of a status. `night`: of HRV the last night alone; `recent_nights`: those of the week.
    """

    one: OpenColumn
    light: Light
    value: float | None
    age_days: int
    own: Own | None
    trail: Sequence[float | None]
    normal: Normal | None
    lacks: bool
    cause: str = ""
    revision: Revision | None = None
    in_a_row: int = 0
    word: str = ""
    nights: Nights | None = None
    week: Week | None = None
    night: float | None = None
    recent_nights: Sequence[float | None] = ()

    @property
    def is_fresh(self) -> bool:
        return self.age_days == 0 and not self.cause

    @property
    def difference(self) -> float | None:
        """From the own mean, in the field's unit; for HRV from the middle of the band."""
        if self.value is None or self.age_days:
            return None
        if self.nights is not None:
            return self.value - exp(self.nights.mean) if self.nights.mean is not None else None
        return self.value - self.own.mean if self.own and self.own.mean is not None else None

    def beside(self, extra: "Extra") -> "Cell":
        """The same with what else is to be said now."""
        return self if extra == NO_EXTRA else replace(self, cause=extra.cause, revision=extra.revision)


class Extra(NamedTuple):
    """What a cell says that does not rest on the athlete's values alone: why one is missing by what is known now, and
    that it was revised after somebody had looked."""

    cause: str = ""
    revision: Revision | None = None


NO_EXTRA = Extra()


def make_cell(one: OpenColumn, athlete: Athlete, light: Light, trails: Trails, day: date) -> Cell:
    """The cell of one column without its extra; `light` is the one everybody was judged by."""
    make = {Kind.STATUS: _status_cell, Kind.BAND: _band_cell, Kind.WEEK: _week_cell}.get(one.column.kind, _value_cell)
    return make(one, athlete, light, trails, day)


class Causes:
    """Why values of one athlete are missing, found out once a form. `dated`: the forms that have a record of the due
    day."""

    __slots__ = ("_badges", "_dated", "_found")

    def __init__(self, dated: frozenset[int], badges: Sequence[PersonBadge]) -> None:
        self._dated, self._badges = dated, badges
        self._found: dict[int, str] = {}

    def of(self, one: OpenColumn) -> str:
        """In words: the source's own, else what the records say."""
        if one.column.kind is Kind.STATUS:
            return _("nothing entered")
        cause = self._found.get(one.form_id)
        if cause is None:
            is_dated = one.form_id in self._dated
            cause = self._found[one.form_id] = cause_words(one.form, self._badges, is_dated=is_dated)
        return cause


def extra_of(cell: Cell, causes: Causes, revisions: Mapping[str, Revision]) -> Extra:
    """`revisions`: of the athlete, by column key."""
    if cell.lacks:
        return Extra(causes.of(cell.one))
    revision = revisions.get(cell.one.column.key) if revisions else None
    is_of_due_day = cell.one.column.kind is not Kind.STATUS or not cell.age_days
    return Extra("", revision) if revision and is_of_due_day else NO_EXTRA


def _value_cell(one: OpenColumn, athlete: Athlete, light: Light, trails: Trails, day: date) -> Cell:
    key = athlete.id, one.field_id
    trail = trails.values.get(key) or [None] * TRAIL_DAYS
    own = athlete.values.get(one.field_id)
    value, age_days = (own.value, 0) if own else newest_of(trail)
    return Cell(
        one=one,
        light=light,
        value=value,
        age_days=age_days,
        own=own,
        trail=trail,
        normal=_normal_of(own),
        lacks=own is None,
        in_a_row=_lit_in_a_row(one, athlete, trails.normals.get(key, ()), day) if light.is_lit else 0,
    )


def newest_of(trail: Sequence[float | None]) -> tuple[float | None, int]:
    """The newest value that is not too old to be shown, and how many days old it is; (None, 0) without one."""
    for age_days in range(min(OLDEST_SHOWN_DAYS + 1, len(trail))):
        if (value := trail[-1 - age_days]) is not None:
            return value, age_days
    return None, 0


def _normal_of(own: Own | None) -> Normal | None:
    if own is None or own.mean is None or not own.spread or own.count < DEFAULT_RULE.minimum_count:
        return None
    return own.mean - own.spread, own.mean + own.spread


def _lit_in_a_row(one: OpenColumn, athlete: Athlete, normals: Sequence[Own | None], day: date) -> int:
    """Due days in a row, back from this one, that were lit by the same rule. A day without a value ends the row.

    Where a rule looks at another window than the stored one, days before are not told.
    """
    if any(rule.window_days != DEFAULT_RULE.window_days for rule in one.rules):
        return 1
    count = 0
    subject = athlete.subject(day)
    for own in reversed(normals):
        if own is None:
            break
        light = column_light(one, own, subject, athlete) if one.rules else value_light(own, one.column.better)
        if not light.is_lit:
            break
        count += 1
    return max(count, 1)


def _band_cell(one: OpenColumn, athlete: Athlete, light: Light, trails: Trails, day: date) -> Cell:
    """The mean of seven nights against the own band; under four nights it is not said."""
    rule = DEFAULT_HRV_RULE
    all_nights = tuple(trails.values.get((athlete.id, one.field_id)) or ())
    nights = athlete.nights.get(one.field_id, NO_NIGHTS)
    normal = None
    if nights.mean is not None and nights.spread is not None and nights.count >= rule.least_baseline:
        half = rule.half_width_sd * nights.spread
        normal = exp(nights.mean - half), exp(nights.mean + half)
    own = athlete.values.get(one.field_id)
    return Cell(
        one=one,
        light=light,
        value=nights.week_ms,
        age_days=0,
        own=own,
        trail=week_means(all_nights),
        normal=normal,
        lacks=own is None,
        in_a_row=_outside_in_a_row(all_nights, light.side) if light.is_lit and not one.rules else int(light.is_lit),
        nights=nights,
        night=own.value if own else None,
        recent_nights=all_nights[-rule.recent_days :],
    )


# As many as two boards of five hundred have; nights that are the same have the same means.
@lru_cache(maxsize=1024)
def week_means(nights: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """The means of seven nights, in ms, that end with each of the last 28."""
    rule = DEFAULT_HRV_RULE
    logs = [log(value) if value is not None and value > 0 else None for value in nights]
    means = rolling_means(logs, rule.recent_days, rule.least_recent)[-TRAIL_DAYS:]
    return tuple(None if mean is None else exp(mean) for mean in means)


@lru_cache(maxsize=1024)
def _outside_in_a_row(nights: tuple[float | None, ...], side: int) -> int:
    place = Place.BELOW if side < 0 else Place.ABOVE
    count = 0
    while count < TRAIL_DAYS and hrv_band(nights[: len(nights) - count]).place is place:
        count += 1
    return max(count, 1)


def _week_cell(one: OpenColumn, athlete: Athlete, light: Light, trails: Trails, day: date) -> Cell:
    own = athlete.values.get(one.field_id)
    return Cell(
        one=one,
        light=light,
        value=own.value if own else None,
        age_days=0,
        own=None,
        trail=trails.values.get((athlete.id, one.field_id)) or [None] * TRAIL_DAYS,
        normal=None,
        lacks=own is None,
        week=athlete.weeks.get(one.field_id),
    )


def _status_cell(one: OpenColumn, athlete: Athlete, light: Light, trails: Trails, day: date) -> Cell:
    """The newest word, whenever it was entered: it holds until another is."""
    status = athlete.statuses.get(one.field_id)
    return Cell(
        one=one,
        light=light,
        value=None,
        age_days=status.age_days if status else 0,
        own=None,
        trail=(),
        normal=None,
        lacks=status is None,
        word=status.word if status else "",
    )
