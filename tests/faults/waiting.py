"""Waiting for something to become so, with an end. The only place here that lets time pass."""

import time
from collections.abc import Callable

LOOK_EVERY_S = 0.02
LIMIT_S = 40.0


def wait_until(is_so: Callable[[], object], what: str, limit_s: float = LIMIT_S) -> None:
    """Returns as soon as `is_so()`. Fails with `what` when it is not within the limit."""
    assert becomes_so(is_so, limit_s), f"within {limit_s:.0f} s it did not happen that {what}"


def becomes_so(is_so: Callable[[], object], limit_s: float) -> bool:
    deadline = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_S)
    return True
