"""What pages read of definitions again and again, kept per process for as long as no definition changes.

Forms, sections, fields, whom they are open to, roles' rights and standards change once a week and are read by every
page: to read them, and to make objects of them, costs more than most people's data.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from people.remembering import is_remembering, once

Answer = TypeVar("Answer")

# Place and transaction of every row: whoever changes a definition, through whichever door, changes the sum.
_tables = [
    "forms_engine_formdefinition",
    "forms_engine_section",
    "forms_engine_fielddefinition",
    "forms_engine_fielddefinition_visible_to",
    "forms_engine_fielddefinition_editable_by",
    "forms_engine_formpermission",
    "forms_engine_standard",
    "auth_group",
]
# Ways of asking: pages times the sets of roles that people hold.
MOST = 1_000

_kept: tuple[int, dict[Hashable, Any]] = (0, {})


def keep_under(table: str) -> None:
    """Rooms further out say at start-up which table of theirs changes as seldom and is read as often."""
    if table not in _tables:
        _tables.append(table)


def definitions_version() -> int:
    """A number that is another one after any change. One statement, once a request that changes nothing."""
    return once("definitions' version", _read_version)


def kept(key: Hashable, read: Callable[[], Answer]) -> Answer:
    """What `read()` says of definitions alone, read once until one of them changes. Treat the answer as read-only.

    `key` names the place and holds everything else the answer rests on, what the viewer may see first of all. Where
    something may be changed meanwhile (`people.remembering`) it is read each time.
    """
    global _kept
    if not is_remembering():
        return read()
    version, known = _kept
    if version != definitions_version() or len(known) >= MOST:
        known = {}
        _kept = definitions_version(), known
    if key not in known:
        known[key] = read()
    answer: Answer = known[key]
    return answer


def _read_version() -> int:
    rows = " UNION ALL ".join(f"SELECT '{one}' || ctid::text || xmin::text AS row FROM {one}" for one in _tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(hashtextextended(row, 0)), 0) FROM ({rows}) AS rows")  # noqa: S608 ours
        return int(cursor.fetchone()[0])
