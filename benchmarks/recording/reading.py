"""Three reads through the project's read side, and the least SQL that fetches the same values."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection as database

from benchmarks.recording.club import MORNING, SQUAD_DAY, Club, days_before
from dashboards.board.columns import WELLNESS
from forms_engine.models import FormDefinition
from forms_engine.queries import days_of_values

HEATMAP_FIELD, HEATMAP_DAYS = "fatigue", 28
WARMING_ROUNDS = 2

RAW = """
SELECT person_id, occurred_on, {columns} FROM forms_engine_record
WHERE form_id = %s AND occurred_on BETWEEN %s AND %s AND person_id = ANY(%s) AND withdrawn_at IS NULL
"""


@dataclass(frozen=True)
class Read:
    """Values of some fields of some forms, of these people and days. `form_ids`: what raw SQL knows beforehand."""

    fields: Mapping[str, Sequence[str]]
    form_ids: Mapping[str, int]
    people: list[int]
    first: date
    last: date

    def by_project(self) -> int:
        """How many rows there are; the definitions are asked for as every page does."""
        return sum(
            len(days_of_values(form_key, self.people, keys, self.first, self.last))
            for form_key, keys in self.fields.items()
        )

    def by_raw_sql(self) -> int:
        rows = 0
        with database.cursor() as cursor:
            for form_key, keys in self.fields.items():
                columns = ", ".join(f"(values->>'{key}')::float8" for key in keys)
                asked: list[Any] = [self.form_ids[form_key], self.first, self.last, self.people]
                cursor.execute(RAW.format(columns=columns), asked)
                rows += len(cursor.fetchall())
        return rows


@dataclass(frozen=True)
class Timed:
    """Medians, milliseconds. `quickest_ms`: of the project's rounds, to be set beside one of another time."""

    project_ms: float
    raw_ms: float
    quickest_ms: float

    @property
    def ratio(self) -> float:
        return self.project_ms / self.raw_ms


def reads_of(club: Club, days: int) -> dict[str, Read]:
    """`days`: of one athlete's own history; the others look at a day and at four weeks."""
    form_ids = dict(FormDefinition.objects.values_list("key", "pk"))
    newest = days_before(club.today, min(days, HEATMAP_DAYS))
    athlete = club.ids[len(club.ids) // 2]
    return {
        "squad_day": Read(SQUAD_DAY, form_ids, club.ids, club.today, club.today),
        "heatmap": Read({WELLNESS: [HEATMAP_FIELD]}, form_ids, club.ids, *newest),
        "athlete_year": Read({MORNING: SQUAD_DAY[MORNING]}, form_ids, [athlete], *days_before(club.today, days)),
    }


def time_read(read: Read, rounds: int) -> Timed:
    """Both ways, taking turns; they must find as many rows."""
    project, raw = [], []
    for number in range(rounds + WARMING_ROUNDS):
        project_ms, found = _timed(read.by_project)
        raw_ms, expected = _timed(read.by_raw_sql)
        if found != expected:
            raise SystemExit(f"The project finds {found} rows, raw SQL {expected}.")
        if number >= WARMING_ROUNDS:
            project.append(project_ms)
            raw.append(raw_ms)
    return Timed(statistics.median(project), statistics.median(raw), min(project))


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    found = work()
    return (time.perf_counter() - began) * 1000, found
