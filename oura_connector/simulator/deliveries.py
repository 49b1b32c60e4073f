"""Notices on their way: waiting until they are due, tried again when a callback fails, given up in the end."""

import heapq
import itertools
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from oura_connector.simulator.notices import Notice
from oura_connector.simulator.seeding import fraction_of
from oura_connector.simulator.webhook_choices import EVEN

RETRIES = 10
RETRIES_LAST_S = 3600
LARGEST_QUEUE = 200_000


@dataclass
class Delivery:
    """One notice to one subscription. `stamp` is the one of the first attempt; `tries` counts those that failed."""

    subscription_id: str
    notice: Notice
    due_at: datetime
    is_shuffled: bool = False
    is_forged: bool = False
    stamped_early_seconds: float = 0.0
    stamp: str = ""
    tries: int = 0


class Deliveries:
    """Not thread-safe: whoever asks holds the simulator's lock."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Delivery]] = []
        self._numbers = itertools.count()
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, delivery: Delivery) -> None:
        """What does not fit any more is dropped and counted."""
        if len(self._heap) >= LARGEST_QUEUE:
            self.dropped += 1
            return
        heapq.heappush(self._heap, (delivery.due_at, next(self._numbers), delivery))

    def take_due(self, now: datetime, most: int) -> list[Delivery]:
        """The earliest that are due, in the order in which they are to go."""
        due: list[Delivery] = []
        while self._heap and self._heap[0][0] <= now and len(due) < most:
            due.append(heapq.heappop(self._heap)[2])
        return mix(due)

    def retry(self, delivery: Delivery, now: datetime, spacing: str) -> bool:
        """Put it back for its next attempt; False when the last one has been."""
        if delivery.tries >= RETRIES:
            return False
        delivery.due_at = now + timedelta(seconds=seconds_until_retry(delivery.tries + 1, spacing))
        delivery.tries += 1
        self.put(delivery)
        return True

    def clear(self) -> None:
        self._heap.clear()
        self.dropped = 0


def seconds_until_retry(number: int, spacing: str) -> float:
    """Before the retry with this number, from 1; ten of them take an hour either way."""
    if spacing == EVEN:
        return RETRIES_LAST_S / RETRIES
    return RETRIES_LAST_S / (2**RETRIES - 1) * 2 ** (number - 1)


def mix(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Those that are shuffled change places among each other; all others keep theirs."""
    mixed = list(deliveries)
    places = [place for place, delivery in enumerate(mixed) if delivery.is_shuffled]
    shuffled = sorted(places, key=lambda place: fraction_of("mix", place, *astuple(mixed[place].notice)))
    result = list(mixed)
    for place, other in zip(places, shuffled, strict=True):
        result[place] = mixed[other]
    return result
