"""What boards keep, one file a subject."""

from dashboards.models.board import BoardChoice
from dashboards.models.daily import DailyValue
from dashboards.models.dashboard import Dashboard, Tile

__all__ = ["BoardChoice", "DailyValue", "Dashboard", "Tile"]
