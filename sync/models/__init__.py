"""Applications, connections, reading positions, runs, bindings and the pulse."""

from sync.models.application import ProviderApplication
from sync.models.authorisation import AuthorisationState
from sync.models.binding import Binding, BoundValue
from sync.models.budget import RequestBudget
from sync.models.connection import Connection
from sync.models.consent import FeedConsent
from sync.models.feed_state import FeedState
from sync.models.notice import NoticeSubscription, SeenNotice
from sync.models.pulse import Pulse
from sync.models.run import Priority, Run
from sync.models.series_day import SeriesDay
from sync.models.state_change import StateChange

__all__ = [
    "AuthorisationState",
    "Binding",
    "BoundValue",
    "Connection",
    "FeedConsent",
    "FeedState",
    "NoticeSubscription",
    "Priority",
    "ProviderApplication",
    "Pulse",
    "RequestBudget",
    "Run",
    "SeenNotice",
    "SeriesDay",
    "StateChange",
]
