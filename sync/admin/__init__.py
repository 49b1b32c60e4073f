"""Connections, runs and bindings to look at; nothing here touches a token, and tasks and schedules are read-only."""

from sync.admin.bindings import BindingAdmin
from sync.admin.connections import ConnectionAdmin
from sync.admin.runs import RunAdmin
from sync.admin.subscriptions import NoticeSubscriptionAdmin
from sync.admin.tasks import TaskAdmin

__all__ = ["BindingAdmin", "ConnectionAdmin", "NoticeSubscriptionAdmin", "RunAdmin", "TaskAdmin"]
