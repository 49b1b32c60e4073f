"""Values that changed after somebody had looked at them: what a board must not pass over in silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboards.rights import OpenColumn
from forms_engine.models import RecordChange

# A change of the record as a whole says nothing of one value.
OF_VALUES = (RecordChange.Kind.REVISED.value, RecordChange.Kind.EDITED.value)


@dataclass(frozen=True)
class Revision:
    """`before`: what stood there when it was looked at, None for nothing; `at`: when it changed."""

    at: datetime
    before: float | None


# [forms], [due days], [people], [kinds] → person, form, at, before, after of each change, after a look, of the records
# of these days, oldest first. A look is anybody's but the person's own, at whatever page: who has seen one page has
# seen the value.
CHANGES_SINCE_LOOKS = """
SELECT record.person_id, record.form_id, change.at, change.before, change.after
FROM unnest(%s::bigint[], %s::date[]) AS due(form_id, day)
JOIN forms_engine_record AS record ON record.form_id = due.form_id AND record.occurred_on = due.day
JOIN forms_engine_recordchange AS change ON change.record_id = record.id
WHERE record.person_id = ANY(%s::bigint[]) AND record.withdrawn_at IS NULL AND change.kind = ANY(%s)
  AND EXISTS (
    SELECT FROM people_look AS look
    WHERE look.person_id = record.person_id AND look.at >= record.created_at AND look.at < change.at
)
ORDER BY change.at, change.id
"""


def revisions_in(changes: Iterable[tuple[Any, ...]], columns: Sequence[OpenColumn]) -> dict[tuple[int, str], Revision]:
    """(person id, column key) → the newest revision of its value."""
    found: dict[tuple[int, str], Revision] = {}
    for person_id, form_id, at, before, after in changes:
        for one in columns:
            if one.form.pk == form_id and one.column.field_key in after:
                was = before.get(one.column.field_key)
                found[person_id, one.column.key] = Revision(at, was if isinstance(was, int | float) else None)
    return found
