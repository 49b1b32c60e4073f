"""Two feeds over one collection, asked for in the same breath, share the request that is under way.

Nothing is kept once it has been answered, so nobody is told what was true before they asked. A request that fails
fails for whoever made it alone: the others then ask for themselves.
"""

from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from threading import Lock


class Flights:
    """Requests under way, by what they ask for; for the threads of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[Hashable, Future[list[object]]] = {}

    def share(self, key: Hashable, ask: Callable[[], list[object]]) -> list[object]:
        """What `ask` answers, or what it answers somebody else who asks the same at this moment. Raises like `ask`."""
        with self._lock:
            flight = self._under_way.get(key)
            if flight is None:
                own = self._under_way[key] = Future()
        if flight is None:
            return self._ask(key, own, ask)
        try:
            return flight.result()
        except CancelledError:
            return ask()

    def _ask(self, key: Hashable, own: "Future[list[object]]", ask: Callable[[], list[object]]) -> list[object]:
        answer: list[object] | None = None
        try:
            answer = ask()
        finally:
            with self._lock:
                del self._under_way[key]
            if answer is None:
                own.cancel()
        own.set_result(answer)
        return answer
