"""Applications, connections, reading positions, runs, bindings and the pulse."""

from sync.models.application import ProviderApplication
from sync.models.authorisation import AuthorisationState
from sync.models.binding import Binding, BoundValue
from sync.models.connection import Connection
from sync.models.feed_state import FeedState
from sync.models.pulse import Pulse
from sync.models.run import Run
from sync.models.series_day import SeriesDay
from sync.models.state_change import StateChange

__all__ = [
    "AuthorisationState",
    "Binding",
    "BoundValue",
    "Connection",
    "FeedState",
    "ProviderApplication",
    "Pulse",
    "Run",
    "SeriesDay",
    "StateChange",
]
