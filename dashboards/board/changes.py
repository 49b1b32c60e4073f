"""What changed on a board since a page was made, so that it replaces these rows alone.

A page says when it was made; the answer says up to when it looked. Moments are those of the writers, who may commit a
little later, so each question reaches back a while: what comes twice is the same row and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from dashboards.board.cells import OLDEST_SHOWN_DAYS
from dashboards.rights import OpenColumn
from people.models import Person

# Longer than a writer's transaction lasts: a worker is stopped after two minutes.
REACHES_BACK = timedelta(minutes=3)
# A page that slept longer than this is better loaded anew.
OLDEST_QUESTION = timedelta(hours=12)
FORMAT = "%Y%m%dT%H%M%S"

# [forms], [first days], [due days], moment, moment, moment
CHANGED = """
SELECT record.person_id, max(greatest(record.modified_at, record.withdrawn_at, change.at))
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS due(form_id, first, last)
JOIN forms_engine_record AS record
  ON record.form_id = due.form_id AND record.occurred_on BETWEEN due.first AND due.last
JOIN athlete ON athlete.id = record.person_id
LEFT JOIN LATERAL (
    SELECT max(at) AS at FROM forms_engine_recordchange WHERE record_id = record.id AND at > %s
) AS change ON TRUE
WHERE record.modified_at > %s OR record.withdrawn_at > %s OR change.at IS NOT NULL
GROUP BY record.person_id
"""


@dataclass(frozen=True)
class Changes:
    """`newest`: person id → when the newest change was."""

    newest: dict[int, datetime]

    @property
    def tag(self) -> str:
        """The same as long as nothing further changes."""
        told = ";".join(f"{pk}:{at.timestamp()}" for pk, at in sorted(self.newest.items()))
        return f'"{sha256(told.encode()).hexdigest()[:20]}"'

    @property
    def person_ids(self) -> frozenset[int]:
        return frozenset(self.newest)


def cursor_words(at: datetime) -> str:
    """A moment as it stands in an address."""
    return at.astimezone(UTC).strftime(FORMAT)


def read_cursor(text: str, now: datetime) -> datetime | None:
    """The moment an address names; None for what is none or too long ago."""
    try:
        at = datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if now - OLDEST_QUESTION <= at <= now + REACHES_BACK else None


def changes_since(people: QuerySet[Person], columns: Sequence[OpenColumn], day: date, since: datetime) -> Changes:
    """Whose records that a board of `day` shows changed after `since`, and when last. One statement."""
    due = {(one.form_id, one.due_on(day)) for one in columns}
    if not due:
        return Changes({})
    try:
        sql, parameters = people.order_by().values_list("id").query.sql_with_params()
    except EmptyResultSet:
        return Changes({})
    after = since - REACHES_BACK
    forms, lasts = zip(*sorted(due), strict=True)
    firsts = [last - timedelta(days=OLDEST_SHOWN_DAYS) for last in lasts]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH athlete AS ({sql}) {CHANGED}",
            [*parameters, list(forms), firsts, list(lasts), after, after, after],
        )
        return Changes(dict(cursor.fetchall()))
