"""What this process has reckoned of athletes, and drawn of their rows, kept while their data stand still.

Whoever writes somebody's records leaves a mark in the same transaction (`dashboards.projection`). Boards and heatmaps
read everybody's marks with their names and compare them with those they know, so that only what has moved is read and
reckoned again. Under another day, other columns, rules or another language nothing is known.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

# Marks are cleared away only when they are much older than this (`dashboards.models.WriteMark`).
LIFE_S = 30 * 60.0
# Pages that differ in columns, day or language, and athletes on all of them together.
MOST_VIEWS = 16
MOST_KNOWN = 5_000


@dataclass(slots=True)
class View(Generic[Thing]):
    """What is known under one view of a page: person id → (mark, thing)."""

    began_s: float
    known: dict[int, tuple[str, Thing]] = field(default_factory=dict)

    def find(self, person_id: int, mark: str) -> Thing | None:
        """What is known of somebody; None where something was written of them since."""
        known = self.known.get(person_id)
        return known[1] if known is not None and known[0] == mark else None

    def keep(self, person_id: int, mark: str, thing: Thing) -> None:
        self.known[person_id] = mark, thing


class Memory(Generic[Thing]):
    """Views by whatever a thing rests on besides its owner's data. `clock` answers seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_known: int = MOST_KNOWN) -> None:
        self._clock, self._most_known = clock, most_known
        self._views: dict[Hashable, View[Thing]] = {}
        # Threads of one process answer at once.
        self._lock = threading.Lock()

    def view(self, rests_on: Hashable) -> View[Thing]:
        now_s = self._clock()
        with self._lock:
            view = self._views.get(rests_on)
            if view is None or now_s - view.began_s > LIFE_S:
                self._make_room()
                view = self._views[rests_on] = View(now_s)
            return view

    def forget(self) -> None:
        with self._lock:
            self._views.clear()

    def _make_room(self) -> None:
        """Forgets the views that began first. What a request still holds stays its own."""
        while self._views and (
            len(self._views) >= MOST_VIEWS or sum(len(one.known) for one in self._views.values()) > self._most_known
        ):
            self._views.pop(next(iter(self._views)), None)
