"""What of boards is done by the clock; sync/schedules.py keeps the table of all schedules."""

from sync.schedules import Planned

SCHEDULES = (
    Planned("weekly reports", "dashboards.tasks.send_weekly_reports", 15),
    Planned("projections written at once", "dashboards.tasks.settle_projection", 1),
    Planned("marks of boards", "dashboards.tasks.clear_marks", 30),
)
