"""Who looked at whom by a board: a look for everybody whose row was made, not again while somebody narrows it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from people.models import Person

PAGE = "morning board"
# Sorting and searching within this time is the same look.
SAME_LOOK = timedelta(minutes=10)

NOTE = """
INSERT INTO people_look (viewer_id, person_id, page, at)
SELECT %(viewer)s, seen.person_id, %(page)s, %(now)s
FROM unnest(%(people)s::bigint[]) AS seen(person_id)
WHERE NOT %(once)s OR NOT EXISTS (
    SELECT FROM people_look AS known
    WHERE known.person_id = seen.person_id AND known.viewer_id = %(viewer)s AND known.page = %(page)s
      AND known.at > %(since)s
)
"""


def note_board_looks(
    viewer: Person, people: Sequence[Person], now: datetime, *, is_same_view: bool = False, page: str = PAGE
) -> None:
    """One statement. `is_same_view`: the rows of a board that is open already, looked at anew only after a while."""
    seen = [person.pk for person in people if person.pk != viewer.pk]
    if not seen:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE,
            {
                "viewer": viewer.pk,
                "people": seen,
                "page": page,
                "now": now,
                "once": is_same_view,
                "since": now - SAME_LOOK,
            },
        )
