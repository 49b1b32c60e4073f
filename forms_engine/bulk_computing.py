"""What nobody types of the records that bulk.py is about to make."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import connection

from forms_engine.bulk_sql import NEW_ROWS
from forms_engine.computing import Drafted, Entry, computed_values
from forms_engine.ledger import Stamp
from people.models import Person


class _NewRow(NamedTuple):
    """A row that has no record yet, as NEW_ROWS reads it."""

    number: int
    person_id: int
    occurred_on: date | None
    starts_at: datetime | None
    said: str


def computed_parts(form_id: int, stamp: Stamp, *, rows: int, batch: int) -> Iterator[str]:
    """Of about `batch` rows at a time a document: [{"number": of the row, "computed": key → canonical value}].

    `rows`: how many wait at most. The parts may be made into records between; needs a transaction.
    """
    entry = Entry(stamp.by, stamp.now, stamp.now)
    for part in _whole_people(rows, batch):
        people = Person.objects.in_bulk({row.person_id for row in part})
        # One document for all of them: many small ones take several times as long.
        said = json.loads(f"[{','.join(row.said for row in part)}]")
        drafts = [
            Drafted(people[row.person_id], row.occurred_on, values, entry, None, row.starts_at)
            for row, values in zip(part, said, strict=True)
        ]
        found = computed_values(form_id, drafts)
        held = [
            {"number": row.number, "computed": {key: one for key, one in values.items() if one is not None}}
            for row, values in zip(part, found, strict=True)
        ]
        yield json.dumps(held)


def _whole_people(rows: int, batch: int) -> Iterator[list[_NewRow]]:
    """One row of a person may look at another."""
    together: list[_NewRow] = []
    with connection.chunked_cursor() if rows > batch else connection.cursor() as cursor:
        cursor.execute(NEW_ROWS)
        found = (_NewRow(*row) for part in iter(lambda: cursor.fetchmany(batch), []) for row in part)
        for own in (list(group) for _person_id, group in groupby(found, attrgetter("person_id"))):
            if together and len(together) + len(own) > batch:
                yield together
                together = []
            together += own
    if together:
        yield together
