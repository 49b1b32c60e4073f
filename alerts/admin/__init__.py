"""Admin of alert rules and of the hours of the day. Alerts have pages of their own, with the rights of forms."""

from alerts.admin.hours import DailyAdmin
from alerts.admin.rules import RuleAdmin

__all__ = ["DailyAdmin", "RuleAdmin"]
