"""Whose turn it is to project the records of a form: writers never wait for each other, and nothing stays wrong.

An own normal rests on the values of other days, which another writer may just be changing unseen. Who writes few days
takes a turn for each person if it is free; where it is not they write all the same, and the person is noted in their
transaction: once everybody is done, the worker makes the person's projection of that form anew (`settling`). Who writes
many days, or makes a form anew, waits for those under way; whoever comes meanwhile is noted.
"""

from collections.abc import Collection
from typing import Any

ROOM = 0x7072
TURN_OF_FORM = "SELECT pg_advisory_xact_lock(%(room)s, %(form)s)"
# Of whom the turn is not ours: the whole form is somebody's, or the person is.
TURNS_OF_PEOPLE = """
WITH beside AS MATERIALIZED (SELECT pg_try_advisory_xact_lock_shared(%(room)s, %(form)s) AS is_free)
SELECT person_id FROM beside CROSS JOIN unnest(%(people)s::bigint[]) AS person_id
WHERE NOT is_free OR NOT pg_try_advisory_xact_lock(hashtextextended(%(form)s || ' ' || person_id, %(room)s))
"""
NOTE = """
INSERT INTO dashboards_unsettled (form_id, person_id)
SELECT %(form)s, person_id FROM unnest(%(people)s::bigint[]) AS person_id
"""


def take_form(cursor: Any, form_id: int) -> None:
    """Waits until nobody projects records of the form; from here to the end of the transaction nobody else does."""
    cursor.execute(TURN_OF_FORM, {"room": ROOM, "form": form_id})


def take_people(cursor: Any, form_id: int, person_ids: Collection[int]) -> set[int]:
    """Takes what turns are free, to the end of the transaction; answers those of whom it was not. One statement."""
    cursor.execute(TURNS_OF_PEOPLE, {"room": ROOM, "form": form_id, "people": list(person_ids)})
    return {person_id for (person_id,) in cursor.fetchall()}


def note_unsettled(cursor: Any, form_id: int, person_ids: Collection[int]) -> None:
    """To be made anew once everybody is done. One statement."""
    cursor.execute(NOTE, {"form": form_id, "people": list(person_ids)})
