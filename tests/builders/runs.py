"""The work of the queue, done here and now."""

from datetime import datetime

from sync import engine


def perform_waiting(now: datetime) -> int:
    """Ticket after ticket until nothing waits that may begin. Returns how many runs were performed."""
    performed = 0
    while done := engine.perform_waiting(now):
        performed += done
    return performed
