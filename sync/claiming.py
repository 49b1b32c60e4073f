"""Claiming: queued runs become this worker's own, by one conditional statement."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection

from sync.models import Run

# RETURNING says which of them are ours; another worker may hold the others by now.
CLAIM = """
UPDATE sync_run AS mine SET state = %(running)s, claimed_at = %(now)s, starts = starts + 1
WHERE id = ANY(%(ids)s) AND state = %(queued)s AND NOT EXISTS (
    SELECT FROM sync_run AS other WHERE other.connection_id = mine.connection_id AND other.state = %(running)s
)
RETURNING id
"""


def claim_runs(run_ids: Sequence[int], now: datetime) -> list[Run]:
    """Take those of the runs that wait, with connection and person, oldest first. Two statements.

    Left out is what somebody else has, what has ended, and what waits for another run of its connection.
    """
    ids = _claim(run_ids, now)
    if not ids:
        return []
    return list(Run.objects.select_related("connection__person").filter(pk__in=ids).order_by("pk"))


def _claim(run_ids: Sequence[int], now: datetime) -> list[int]:
    states = {"queued": Run.State.QUEUED.value, "running": Run.State.RUNNING.value}
    try:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, {"ids": list(run_ids), "now": now, **states})
            return [run_id for (run_id,) in cursor]
    except IntegrityError:
        # Between our look and our write another run of one of the connections began: claim the others one by one.
        return [] if len(run_ids) == 1 else [mine for run_id in run_ids for mine in _claim([run_id], now)]
