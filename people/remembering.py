"""What one request has asked the database once is not asked again while it lasts.

Only for requests that change nothing (GET, HEAD), and for the part of another one that comes before any change: there
is no moment at which what is remembered could be wrong. Elsewhere nothing is remembered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_memory: ContextVar[dict[object, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """For as long as it lasts, `once` asks once."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


@contextmanager
def at_one_moment() -> Iterator[None]:
    """What is asked twice within it is one answer, also in a request that may change something before and after."""
    if is_remembering():
        yield
    else:
        with remembering():
            yield


def is_remembering() -> bool:
    return _memory.get() is not None


def once(key: object, ask: Callable[[], Answer]) -> Answer:
    """What `ask` answers; while remembering, what it answered the first time. Treat the answer as read-only."""
    memory = _memory.get()
    if memory is None:
        return ask()
    if key not in memory:
        memory[key] = ask()
    answer: Answer = memory[key]
    return answer
