"""What of messages is done by the clock; sync/schedules.py keeps the table of all schedules."""

from messaging.outbox import CLUSTER
from sync.schedules import Planned

SCHEDULES = (
    Planned("messages tick", "messaging.tasks.tick", 1, CLUSTER),
    Planned("messages upkeep", "messaging.tasks.upkeep", 24 * 60, CLUSTER),
    Planned("messages inbound tick", "messaging.inbound_tasks.tick", 1, CLUSTER),
    Planned("messages inbound prune", "messaging.inbound_tasks.prune", 24 * 60, CLUSTER),
)
