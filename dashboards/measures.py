"""The numbers a board can be made of: any field the projection keeps, as the viewer may read it about others.

A measure is dated like its form: `due_on` says the date of the record that stands on a board's day. Values come from
the maintained projection (`DailyValue`), each with the own normal of the 28 days before it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils.formats import number_format

from dashboards import wording
from dashboards.board.columns import BOARD_COLUMNS
from dashboards.board.trails import STRETCH, numbers_of
from dashboards.days import days_ending, due_on
from dashboards.morning import NIGHT_LAG_DAYS, Column, Kind
from dashboards.statistics import DEFAULT_RULE, Direction
from forms_engine.definition_memory import kept
from forms_engine.field_types.options import options_of
from forms_engine.models import FieldDefinition, FormDefinition, Standard
from forms_engine.permissions import fields_read_about_others
from forms_engine.sections import READING_ORDER
from forms_engine.standards import rules_of
from people.models import Person
from people.remembering import once

DURATIONS = frozenset({"duration", "calculated_duration", "linked_duration"})
YES_NO = frozenset({"yes_no", "calculated_yes_no"})
OPTIONS = frozenset({"choice"})
WHOLE = frozenset({"integer", "score"})
# What the projection keeps as numbers; a choice only where its options have scores.
NUMERIC = (
    frozenset({"number", "integer", "score", "rating", "slider", "calculation", "linked_number"})
    | DURATIONS
    | YES_NO
    | OPTIONS
)
# [people], [fields], [first days], [due days]. A list a person and field: row by row it would take three times as long.
DAILY = f"""
SELECT shown.person_id, asked.field_id, own.days::text, own.numbers::text, own.means::text, own.spreads::text,
       own.counts::text
FROM unnest(%s::bigint[]) AS shown(person_id)
CROSS JOIN unnest(%s::bigint[], %s::date[], %s::date[]) AS asked(field_id, first, last)
CROSS JOIN LATERAL (
    SELECT array_agg(known.day - asked.first) AS days, array_agg(known.value) AS numbers,
           array_agg(known.mean) AS means, array_agg(known.spread) AS spreads, array_agg(known.count) AS counts
    FROM {STRETCH.format(person="shown.person_id")}
) AS own
WHERE own.days IS NOT NULL
"""  # noqa: S608 the parts are ours
# What the morning board knows of its fields beyond their definition.
_columns = {(column.form_key, column.field_key): column for column in BOARD_COLUMNS}


@dataclass(frozen=True)
class Measure:
    """One field of an event form, as a board shows it. Two measures of one field are equal."""

    form: FormDefinition
    field: FieldDefinition
    # The consultant's standards of the field in order, where they were asked for (`with_rules`).
    rules: tuple[Standard, ...] = member(default=(), compare=False)

    @property
    def key(self) -> str:
        """What addresses and stored tiles say: "form_key.field_key"."""
        return f"{self.form.key}.{self.field.key}"

    @property
    def label(self) -> str:
        return self.field.shown_label

    @property
    def unit(self) -> str:
        """ "" for durations, whose unit stands in the value."""
        return "" if self.field.type in DURATIONS | YES_NO else self.field.unit

    @property
    def column(self) -> Column | None:
        """The column of the morning board that shows it."""
        return _columns.get((self.form.key, self.field.key))

    @property
    def written_column(self) -> Column | None:
        """The column whose way of writing is the measure's: of all that are numbers."""
        column = self.column
        return None if column is None or column.kind is Kind.STATUS else column

    @property
    def better(self) -> Direction:
        return self.column.better if self.column else Direction.NONE

    @property
    def lag_days(self) -> int:
        """From the date of a record to the board's day on which it is due."""
        if self.form.dates_the_night:
            return NIGHT_LAG_DAYS
        if self.column:
            return self.column.lag_days
        # What a connector writes about a day is whole when the day is over; people fill in the day itself.
        return 1 if self.form.managed_by else 0

    def due_on(self, board_day: date) -> date:
        return due_on(board_day, self.lag_days)

    @property
    def widest_window(self) -> int:
        """The most days before a value that a rule of it looks back on, beyond the normal stored with each value."""
        windows = [one.window_days for one in self.rules if one.measure != Standard.Measure.VALUE]
        return max((days for days in windows if days != DEFAULT_RULE.window_days), default=0)

    def answers(self, value: float) -> set[str]:
        """Of yes and no, or of a choice, the words that stand behind a number; empty for a number that is one."""
        if self.field.type in YES_NO:
            return {"yes"} if value == 1 else {"no"} if value == 0 else set()
        if self.field.type not in OPTIONS:
            return set()
        return {option.word for option in options_of(self.field) if option.score == value}

    def write(self, value: float) -> str:
        """A value, a mean or a sum of them in words, without the unit of `unit`; of a column of the board as there."""
        if (column := self.written_column) is not None:
            return column.write(value)
        if self.field.type in DURATIONS:
            return wording.span(value)
        decimals = self._decimals(value)
        if not decimals:
            return wording.thousands(value)
        sign = wording.MINUS if round(value, decimals) < 0 else ""
        return sign + number_format(abs(value), decimal_pos=decimals)

    def write_change(self, difference: float) -> str:
        if (column := self.written_column) is not None:
            return column.write_change(difference)
        if self.field.type in DURATIONS:
            return wording.hours_change(difference)
        rounded = round(difference, self._decimals(difference))
        sign = "+" if rounded > 0 else wording.MINUS if rounded < 0 else "±"
        return sign + self.write(abs(rounded))

    def _decimals(self, value: float) -> int:
        """As the field says; without a word of it none of whole numbers and their means, of others one where the
        number has any."""
        if self.field.decimals is not None:
            return self.field.decimals
        if self.field.type in WHOLE:
            return 0
        return 0 if value == round(value) else 1


class Daily(NamedTuple):
    """One day's value with the own normal before it (None and 0 while there is none)."""

    value: float
    mean: float | None
    spread: float | None
    count: int  # type: ignore[assignment]


# Four numbers that stand in its order already; calling Daily costs twice as much.
as_daily: Callable[[Iterable[Any]], Daily] = partial(tuple.__new__, Daily)


@dataclass(frozen=True)
class DailyReadings:
    """What the projection says about people over `days` board days, oldest first."""

    days: tuple[date, ...]
    values: Mapping[tuple[int, str], Mapping[date, Daily]] = member(default_factory=dict)

    def on(self, person_id: int, measure: Measure, board_day: date) -> Daily | None:
        """What was due on that board day."""
        return self.values.get((person_id, measure.key), {}).get(measure.due_on(board_day))

    def series(self, person_id: int, measure: Measure) -> list[float | None]:
        """A value a board day, oldest first; None where nothing was due or nothing is there."""
        found = self.values.get((person_id, measure.key), {})
        return [one.value if (one := found.get(measure.due_on(day))) else None for day in self.days]


def measures_for(viewer: Person) -> list[Measure]:
    """Every measure the viewer may read about those they see, by form in reading order. A fixed number of queries."""
    return [
        Measure(one.form, one)
        for one in fields_read_about_others(viewer, NUMERIC)
        if one.type not in OPTIONS or _has_scores(one)
    ]


def measures_named(viewer: Person, keys: Iterable[str]) -> dict[str, Measure]:
    """Key → measure for those of `keys` that the viewer may read; the others are no keys of the answer."""
    wanted = set(keys)
    return {one.key: one for one in measures_for(viewer) if one.key in wanted} if wanted else {}


def with_its_rules(measure: Measure) -> Measure:
    """The same with the consultant's standards of it."""
    return with_rules({measure.key: measure})[measure.key]


def with_rules(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """The same with the consultant's standards of each. One statement after a definition changed."""
    fields = {one.field.pk: one.field for one in measures.values()}
    rules = kept(("standards", tuple(fields)), lambda: rules_of(fields.values())) if fields else {}
    return {key: replace(one, rules=tuple(rules.get(one.field.pk, ()))) for key, one in measures.items()}


def all_measures() -> list[Measure]:
    """Every measure of the site, by form in reading order, for whoever designs pages: names alone, no values. One
    query, once a request."""
    return once("all measures", _all_measures)


def _all_measures() -> list[Measure]:
    fields = FieldDefinition.objects.filter(form__kind=FormDefinition.Kind.EVENT, type__in=NUMERIC, retired_at=None)
    in_order = fields.select_related("form", "section").order_by("form__name", "form_id", *READING_ORDER)
    return [Measure(one.form, one) for one in in_order if one.type not in OPTIONS or _has_scores(one)]


def retired_among(keys: Collection[str]) -> frozenset[str]:
    """Those of `keys` whose field was retired, or whose form was. One statement, none without keys."""
    if not keys:
        return frozenset()
    found = FieldDefinition.objects.filter(
        Q(retired_at__isnull=False) | Q(form__retired_at__isnull=False),
        form__key__in={key.partition(".")[0] for key in keys},
    ).values_list("form__key", "key")
    return frozenset(f"{form}.{field}" for form, field in found).intersection(keys)


def read_daily(measures: Sequence[Measure], person_ids: Sequence[int], board_day: date, days: int) -> DailyReadings:
    """What was due on the `days` board days up to `board_day`. One statement, however many people and measures.

    The caller asks only for people the viewer sees (`people.access.athletes_in`) and measures the viewer may read.
    """
    shown = tuple(days_ending(board_day, days))
    if not measures or not person_ids:
        return DailyReadings(shown)
    keys = {one.field.pk: one.key for one in measures}
    # The dates of each field's records, in the order of the board's days.
    dates = {one.field.pk: [one.due_on(day) for day in shown] for one in measures}
    firsts, lasts = [found[0] for found in dates.values()], [found[-1] for found in dates.values()]
    with connection.cursor() as cursor:
        cursor.execute(DAILY, [list(person_ids), list(dates), firsts, lasts])
        rows = cursor.fetchall()
    # All lists are read in one go: a thousand calls of a reader would take longer than what they read.
    read = iter(numbers_of("{" + ",".join(part for row in rows for part in row[2:]) + "}"))
    values = {
        (row[0], keys[row[1]]): dict(
            zip(map(dates[row[1]].__getitem__, backs), map(as_daily, zip(*numbers, strict=True)), strict=True)
        )
        for row, backs, *numbers in zip(rows, read, read, read, read, read, strict=True)
    }
    return DailyReadings(shown, values)


def _has_scores(one: FieldDefinition) -> bool:
    options = one.details.get("options", {})
    return any(told.get("score") is not None for told in options.values())
