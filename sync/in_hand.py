"""Which run this worker is carrying out, for whoever writes a log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

run_in_hand: ContextVar[int | None] = ContextVar("run_in_hand", default=None)


@contextmanager
def carrying_out(run_id: int | None) -> Iterator[None]:
    token = run_in_hand.set(run_id)
    try:
        yield
    finally:
        run_in_hand.reset(token)
