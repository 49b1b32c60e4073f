"""What one viewer sees on one day: the athletes, the measures they may read, the values. Tiles are made of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import Q
from django.urls import reverse

from dashboards.causes import cause_words, past_cause_words
from dashboards.designer.figures import Days, Figure, Reckoned, reckon
from dashboards.measures import Daily, DailyReadings, Measure, read_daily
from dashboards.morning import Kind
from dashboards.speaking import spoken as _
from forms_engine.extension import PersonBadge
from forms_engine.models import Record
from forms_engine.standards import Subject
from people.models import Person


@dataclass(frozen=True)
class Need:
    """So many due days of one measure, by key; of how many of them, the newest, a hole says why it is one."""

    measure: str
    days: int
    explained: int = 1


class Source(Protocol):
    """Where the days of an athlete come from: the projection, or invented samples."""

    def days_of(self, person: Person, measure: Measure, days: int) -> Days: ...

    def has_record(self, person: Person, measure: Measure, due_on: date) -> bool:
        """Of a day without a value: whether its form has a record all the same."""
        ...


@dataclass(frozen=True)
class Projected:
    """What was read from the projection: readings by how many days they hold, each measure in one of them.

    `dated`: (person id, form id, day) of records that lack a field asked for.
    """

    board_day: date
    readings: Mapping[int, DailyReadings]
    days_read: Mapping[str, int]
    dated: Collection[tuple[int, int, date | None]] = ()

    def days_of(self, person: Person, measure: Measure, days: int) -> Days:
        found = self.readings[self.days_read[measure.key]]
        return [found.on(person.pk, measure, day) for day in found.days[-days:]]

    def has_record(self, person: Person, measure: Measure, due_on: date) -> bool:
        return (person.pk, measure.form.pk, due_on) in self.dated


def read_needs(
    needs: Iterable[Need], measures: Mapping[str, Measure], people: Sequence[Person], board_day: date
) -> Projected:
    """Everything the tiles need. One statement for each length of days asked for, however many people, and one for
    the records that lack a field."""
    days_read: dict[str, int] = {}
    explained: dict[str, int] = {}
    for need in needs:
        if need.measure in measures:
            before = measures[need.measure].widest_window
            days_read[need.measure] = max(need.days + before, days_read.get(need.measure, 0))
            explained[need.measure] = max(need.explained, explained.get(need.measure, 0))
    person_ids = [person.pk for person in people]
    readings = {
        days: read_daily([measures[key] for key in days_read if days_read[key] == days], person_ids, board_day, days)
        for days in sorted(set(days_read.values()))
    }
    dated = _read_dated([(measures[key], days) for key, days in explained.items()], person_ids, board_day)
    return Projected(board_day, readings, days_read, dated)


def _read_dated(
    explained: Sequence[tuple[Measure, int]], person_ids: Sequence[int], board_day: date
) -> frozenset[tuple[int, int, date | None]]:
    """Records of the newest days of each measure that lack its field. One statement, none without measures."""
    if not explained or not person_ids:
        return frozenset()
    lacking = Q()
    for one, days in explained:
        last = one.due_on(board_day)
        span = Q(form=one.form.pk, occurred_on__range=(last - timedelta(days=days - 1), last))
        lacking |= span & ~Q(values__has_key=one.field.key)
    records = Record.objects.filter(lacking, person__in=person_ids, withdrawn_at=None)
    return frozenset(records.values_list("person_id", "form_id", "occurred_on"))


@dataclass(frozen=True)
class Sight:
    """`measures`: those the viewer may read, of the ones the dashboard asks for, by key. `day_query`: for addresses.

    `is_sample`: nobody of it exists; `viewer` is then somebody invented in one role.
    """

    viewer: Person
    people: Sequence[Person]
    measures: Mapping[str, Measure]
    source: Source
    day: date
    now: datetime
    badges: Mapping[int, Sequence[PersonBadge]] = field(default_factory=dict)
    day_query: str = ""
    is_sample: bool = False
    # Hours by person id, where their own profile says so; for all others the tile's own need counts.
    sleep_needs: Mapping[int, float] = field(default_factory=dict)
    # What must be known of somebody, by person id.
    critical: Mapping[int, str] = field(default_factory=dict)

    def days_of(self, person: Person, measure: Measure, days: int) -> Days:
        """What was due on the `days` board days up to this one, oldest first."""
        return self.source.days_of(person, measure, days)

    def reckon(self, person: Person, figure: Figure, need_h: float) -> Reckoned:
        measure = self.measures[figure.measure]
        subject = Subject.of(person, self.day) if measure.rules else None
        days = self.days_of(person, measure, max(figure.reads, measure.widest_window + 1))
        return reckon(figure, measure, days, self.sleep_needs.get(person.pk, need_h), subject)

    def known_days_of(self, person: Person, measure: Measure, days: int) -> Mapping[date, Daily]:
        """The same by day of the record, with the days before that rules of the measure look back on."""
        read = self.days_of(person, measure, days + measure.widest_window)
        last = measure.due_on(self.day)
        return {last - timedelta(days=back): one for back, one in enumerate(reversed(read)) if one is not None}

    def url_of(self, person: Person) -> str:
        """The athlete's page; "" for somebody invented."""
        return "" if self.is_sample else reverse("athlete", args=[person.pk]) + self.day_query

    def why_of(self, person: Person, figure: Figure) -> str:
        """Where the light of a figure is explained, made for HTML; "" where the board does not judge by the same."""
        measure = self.measures[figure.measure]
        column = measure.column
        if self.is_sample or column is None or column.kind is Kind.STATUS:
            return ""
        # Of HRV the board judges the week against the own band, unless a consultant's rules speak of the night.
        is_of_band = column.kind is Kind.BAND and not measure.rules
        if figure.statistic not in ({"hrv_band"} if is_of_band else {"latest", "change", "z"}):
            return ""
        begin = f"{self.day_query}&amp;" if self.day_query else "?"
        return f"{reverse('board_why')}{begin}person={person.pk}&amp;column={column.key}"

    def cause_of(self, person: Person, measure: Measure) -> str:
        """Why today's value is missing, as the board says it."""
        if measure.column and measure.column.kind is Kind.STATUS:
            return _("nothing entered")
        is_dated = self.source.has_record(person, measure, measure.due_on(self.day))
        return cause_words(measure.form, self.badges.get(person.pk, ()), is_dated=is_dated)

    def past_cause_of(self, person: Person, measure: Measure, board_day: date) -> str:
        """Why that of a day before is."""
        is_dated = self.source.has_record(person, measure, measure.due_on(board_day))
        return past_cause_words(measure.form, is_dated=is_dated)
