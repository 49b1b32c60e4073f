"""What boards keep, one file a subject."""

from dashboards.models.board import BoardChoice
from dashboards.models.daily import DailyValue
from dashboards.models.dashboard import Dashboard, Tile
from dashboards.models.marks import Unsettled, WriteMark
from dashboards.models.weekly import WeeklyLetter, WeeklyReader

__all__ = ["BoardChoice", "DailyValue", "Dashboard", "Tile", "Unsettled", "WeeklyLetter", "WeeklyReader", "WriteMark"]
