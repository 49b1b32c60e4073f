"""Counting what an unchanged athlete costs the database: rows written, statements sent."""

from datetime import datetime, timedelta

from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from benchmarks.syncing.cluster import RoundFailed
from forms_engine.models import Record, RecordChange, SealedValue
from sync import engine, queue, windows
from sync.models import Connection, FeedState, Run, SeriesDay
from sync.provider import Window

NEVER_WRITTEN = (Record, RecordChange, SealedValue, SeriesDay, FeedState)

Version = tuple[str, int, str, str]


def row_versions() -> set[Version]:
    """Which version of every row of records, history, secrets, series and positions is stored now.

    PostgreSQL stores a new version of a row with each write, even of equal content, so two sets differ by exactly
    the rows written in between: an update by two members, an insertion or a deletion by one.
    """
    found: set[Version] = set()
    with database.cursor() as cursor:
        for model in NEVER_WRITTEN:
            table = model._meta.db_table
            cursor.execute(f'SELECT id, ctid::text, xmin::text FROM "{table}"')  # noqa: S608 our own table names
            found.update((table, *row) for row in cursor)
    return found


def count_writes(before: set[Version], after: set[Version]) -> int:
    """Rows written between two looks."""
    return len({version[:2] for version in before ^ after})


def statements_of_unchanged(connection: Connection, days: int, now: datetime) -> int:
    """How many statements the run of one athlete sends, from claim to end, when `days` days are read and none is new.

    As Django sends them, transaction control included.
    """
    last = windows.latest_day(now)
    asked = Window(last - timedelta(days=days - 1), last)
    engine.perform_run(_ask(connection, asked, now), now)
    run_id = _ask(connection, asked, now)
    with CaptureQueriesContext(database) as caught:
        engine.perform_run(run_id, now)
    tally = Run.objects.values_list("tally", flat=True).get(pk=run_id)
    if any(counts["unchanged"] != counts["read"] for counts in tally.values()):
        raise RoundFailed("The run that should have changed nothing changed something.")
    return len(caught)


def _ask(connection: Connection, asked: Window, now: datetime) -> int:
    """A run that waits, without its task: the workers of the benchmark shall not take it."""
    run = Run.objects.create(
        connection=connection,
        trigger=Run.Trigger.REPAIR,
        feeds=[queue.EVERY_FEED],
        asked_at=now,
        first_day=asked.first,
        last_day=asked.last,
    )
    return int(run.pk)
