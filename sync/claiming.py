"""Claiming: the best of the runs that wait become this worker's own, by one conditional statement."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Q

from sync import conf
from sync.models import Priority, Run

# Free is a run that need not wait, neither by itself nor behind a rate limit or another run of its connection. Rows
# another worker looks at are skipped, and RETURNING says which are ours. Older chunks of a first fill are the largest
# answers there are: they come alone, so that a worker never holds many.
CLAIM = """
WITH free AS (
    SELECT mine.id, mine.priority
    FROM sync_run AS mine JOIN sync_connection AS owner ON owner.id = mine.connection_id
    WHERE mine.state = %(queued)s
      AND (mine.waits_until IS NULL OR mine.waits_until <= %(now)s)
      AND (owner.asks_again_at IS NULL OR owner.asks_again_at <= %(now)s)
      AND NOT EXISTS (
          SELECT FROM sync_run AS other WHERE other.connection_id = mine.connection_id AND other.state = %(running)s
      )
      AND {wanted}
    ORDER BY mine.priority, mine.id LIMIT %(most)s
    FOR UPDATE OF mine SKIP LOCKED
), best AS (
    SELECT id FROM (SELECT id, priority, row_number() OVER (ORDER BY priority, id) AS place FROM free) AS ranked
    WHERE place = 1 OR priority <> %(large)s
)
UPDATE sync_run AS run SET state = %(running)s, claimed_at = %(now)s, starts = starts + 1, waits_until = NULL
FROM best WHERE run.id = best.id
RETURNING run.id
"""
OF_THESE = CLAIM.format(wanted="mine.id = ANY(%(ids)s)")
NOT_CLOSED = CLAIM.format(
    wanted="""NOT EXISTS (
          SELECT FROM unnest(%(providers)s::text[], %(priorities)s::int[]) AS closed(provider, priority)
          WHERE closed.provider = owner.provider AND closed.priority = mine.priority
      )"""
)
MOST_TRIES = 5

# A provider and a priority that must not ask now.
Closed = tuple[str, Priority]


def claim_best(now: datetime, closed: Collection[Closed] = ()) -> list[Run]:
    """Take the runs that are most urgent, as many as one task performs, with connection and person. Two statements.

    Left out are those whose provider and priority are `closed`.
    """
    places = {"providers": [one for one, _ in closed], "priorities": [int(one) for _, one in closed]}
    return _taken(NOT_CLOSED, {**places, "most": conf.BATCH_RUNS}, now)


def claim_runs(run_ids: Sequence[int], now: datetime) -> list[Run]:
    """Take those of the runs that are free, with connection and person, most urgent first. Two statements.

    Left out is what somebody else has, what has ended, and what has to wait.
    """
    return _taken(OF_THESE, {"ids": list(run_ids), "most": max(1, len(run_ids))}, now)


def is_better_waiting(priority: Priority, now: datetime) -> bool:
    """Whether a run waits that goes before this priority."""
    waiting = Run.objects.filter(state=Run.State.QUEUED, priority__lt=priority)
    return waiting.filter(Q(waits_until=None) | Q(waits_until__lte=now)).exists()


def _taken(statement: str, chosen: dict[str, Any], now: datetime) -> list[Run]:
    named: dict[str, Any] = {
        "queued": Run.State.QUEUED.value,
        "running": Run.State.RUNNING.value,
        "large": int(Priority.FIRST_FILL),
    }
    for _try in range(MOST_TRIES):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, {**chosen, **named, "now": now})
                ids = [run_id for (run_id,) in cursor]
        except IntegrityError:
            # Between our look and our write another run of one of the connections began: look again.
            continue
        claimed = Run.objects.select_related("connection__person").filter(pk__in=ids)
        return list(claimed.order_by("priority", "pk")) if ids else []
    return []
