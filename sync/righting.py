"""What a clock that was ahead leaves behind when it is set back: moments in the future that nobody put off.

Whoever waits for one of them would be silent for as long as the clock was wrong: the tick itself, a round, a worker's
claim, a connection told to wait.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django_q.models import OrmQ

from sync import conf, schedules
from sync.accounting import LONGEST_WAIT_S
from sync.models import Connection, ProviderApplication, Pulse, Run

log = logging.getLogger(__name__)

# Clocks of two machines may differ by less.
SLACK = timedelta(minutes=1)
LONGEST_WAIT = timedelta(seconds=LONGEST_WAIT_S)
LONGEST_BACK_OFF = timedelta(minutes=conf.ROUND_MINUTES * conf.MOST_ROUNDS_BETWEEN)
# The queue hides a task for the `retry` of its cluster while it is worked on: minutes.
LONGEST_LOCK = timedelta(hours=1)
NOTHING_PLANNED: dict[str, Any] = {"plan": {}, "asks_next_at": None, "sweeps_next_at": None}


def put_right(now: datetime) -> int:
    """Bring what lies impossibly far ahead back to `now`, and end waits that do. Returns how many rows did."""
    latest = now + SLACK
    applications, connections = ProviderApplication.objects, Connection.objects
    queued, running = Run.objects.filter(state=Run.State.QUEUED), Run.objects.filter(state=Run.State.RUNNING)
    righted = schedules.bring_back(now, SLACK) + sum(
        (
            Pulse.objects.filter(beaten_at__gt=latest).update(beaten_at=now),
            OrmQ.objects.filter(lock__gt=latest + LONGEST_LOCK).update(lock=now),
            queued.filter(enqueued_at__gt=latest).update(enqueued_at=now),
            queued.filter(waits_until__gt=latest + LONGEST_WAIT).update(waits_until=None),
            running.filter(claimed_at__gt=latest).update(claimed_at=now),
            applications.filter(asks_again_at__gt=latest + LONGEST_WAIT).update(asks_again_at=None),
            connections.filter(asks_again_at__gt=latest + LONGEST_WAIT).update(asks_again_at=None),
            # Planned by the wrong clock: planned anew.
            connections.filter(last_synced_at__gt=latest).update(last_synced_at=now, **NOTHING_PLANNED),
            connections.filter(backs_off_until__gt=latest + LONGEST_BACK_OFF).update(backs_off_until=None),
        )
    )
    if righted:
        log.warning("the clock was ahead and is set back: %s moments in the future were put right", righted)
    return righted
