"""How apps further out hear of what happens here, without being known."""

from django.dispatch import Signal

# Sent inside the transaction that makes a connection: `connection`, `asked_through` (what `connecting.Press` said),
# `now`. A receiver that raises one of `sync.endings` stops it.
connection_made = Signal()

# Sent when connecting ended otherwise: `asked_through`, `code` of the ending, `now`.
connecting_ended = Signal()
