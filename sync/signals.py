"""How apps further out hear of what happens here, without being known."""

from django.dispatch import Signal

# Sent inside the transaction that makes a connection: `connection`, `asked_through` (what `connecting.Press` said),
# `now`. A receiver that raises one of `sync.endings` stops it.
connection_made = Signal()

# Sent when connecting ended otherwise: `asked_through`, `code` of the ending, `now`.
connecting_ended = Signal()

# Sent after the commit that moved a connection: `connection_id`, `state`, `was` ("" for a new one), `reason`, `now`.
# A receiver that fails is logged and hurts nobody.
state_changed = Signal()

# Sent after the commit that asked an athlete for feeds that came into use since they connected: `connection_id`,
# `feeds` (keys), `now`. Once for each.
feeds_added = Signal()
