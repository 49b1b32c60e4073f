"""What of invites is done by the clock; sync/schedules.py keeps the table of all schedules."""

from messaging.outbox import CLUSTER
from sync.schedules import Planned

SCHEDULES = (Planned("invites follow", "invites.tasks.follow", 1, CLUSTER),)
