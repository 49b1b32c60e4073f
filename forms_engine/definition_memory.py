"""What pages read of definitions again and again, kept per process for as long as no definition changes.

Forms, sections, fields, whom they are open to, roles' rights and standards change once a week and are read by every
page: to read them, and to make objects of them, costs more than most people's data.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from people.remembering import is_remembering, once

Answer = TypeVar("Answer")

DEFINITIONS = "definitions"
_tables: dict[str, list[str]] = {
    DEFINITIONS: [
        "forms_engine_formdefinition",
        "forms_engine_section",
        "forms_engine_fielddefinition",
        "forms_engine_fielddefinition_visible_to",
        "forms_engine_fielddefinition_editable_by",
        "forms_engine_formpermission",
        "forms_engine_standard",
        "auth_group",
    ]
}
# Ways of asking: pages times the sets of roles that people hold.
MOST = 1_000

# Key → the versions of what the answer rests on, the answer.
_kept: dict[Hashable, tuple[tuple[int, ...], Any]] = {}


def keep_under(subject: str, *tables: str) -> None:
    """Rooms further out say at start-up what of theirs changes as seldom and is read as often."""
    _tables[subject] = list(tables)


def definitions_version() -> int:
    """A number that is another one after any change. One statement, once a request that changes nothing."""
    return _versions()[DEFINITIONS]


def kept(key: Hashable, read: Callable[[], Answer], *subjects: str) -> Answer:
    """What `read()` says of definitions alone, read once until one of them changes. Treat the answer as read-only.

    `key` names the place and holds everything else the answer rests on, what the viewer may see first of all.
    `subjects` (`keep_under`): it rests on these instead. Where something may be changed meanwhile
    (`people.remembering`) it is read each time.
    """
    if not is_remembering():
        return read()
    all_versions = _versions()
    versions = tuple(all_versions[subject] for subject in subjects or (DEFINITIONS,))
    found = _kept.get(key)
    if found is None or found[0] != versions:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = versions, read()
    answer: Answer = found[1]
    return answer


def _versions() -> dict[str, int]:
    return once("versions of what is settled", _read_versions)


def _read_versions() -> dict[str, int]:
    """Place and transaction of every row: whoever changes one, through whichever door, changes the sum."""
    sums = []
    for tables in _tables.values():
        rows = " UNION ALL ".join(f"SELECT '{one}' || ctid::text || xmin::text AS row FROM {one}" for one in tables)  # noqa: S608
        sums.append(f"(SELECT coalesce(sum(hashtextextended(row, 0)), 0) FROM ({rows}) AS rows)")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sums)}")  # noqa: S608 the tables are ours
        return dict(zip(_tables, map(int, cursor.fetchone()), strict=True))
