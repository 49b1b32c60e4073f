"""What of alerts is done by the clock; sync/schedules.py keeps the table of all schedules."""

from messaging.outbox import CLUSTER
from sync.schedules import Planned

SCHEDULES = (
    Planned("alerts tick", "alerts.tasks.tick", 1, CLUSTER),
    Planned("alerts upkeep", "alerts.tasks.upkeep", 24 * 60, CLUSTER),
)
