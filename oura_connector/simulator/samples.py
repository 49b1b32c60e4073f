"""Rows of a time series, an activity day at a time, packed as the JSON they are sent as.

Most rows are at Oura with the first sync that reaches behind them. Some come later than what follows them: a client
that goes on from the newest row it has seen never gets these.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_Row = tuple[int, bytes]


@dataclass(frozen=True)
class Late:
    """Rows from `begins_ms` to before `ends_ms` are at Oura from `since_s` (Unix time) on only."""

    begins_ms: int
    ends_ms: int
    since_s: float


@dataclass(frozen=True)
class Samples:
    """Of one activity day, oldest first; each moment once."""

    times_ms: "array[int]"
    encoded: tuple[bytes, ...]
    late: tuple[Late, ...] = ()

    @classmethod
    def pack(cls, rows: Iterable[_Row], late: Iterable[Late] = ()) -> "Samples":
        """Of two rows of one moment the first counts."""
        by_time: dict[int, bytes] = {}
        for moment_ms, row in rows:
            by_time.setdefault(moment_ms, row)
        times = sorted(by_time)
        return cls(array("q", times), tuple(map(by_time.__getitem__, times)), tuple(late))

    def between(self, begins_ms: int, ends_ms: int, reached_s: float, now_s: float) -> Iterator[_Row]:
        """Rows from `begins_ms` on and before `ends_ms` that are at Oura by now."""
        first = bisect_left(self.times_ms, begins_ms)
        after_last = bisect_left(self.times_ms, min(ends_ms, int(reached_s * 1000) + 1))
        missing = [late for late in self.late if late.since_s > now_s]
        for place in range(first, after_last):
            moment_ms = self.times_ms[place]
            if not any(late.begins_ms <= moment_ms < late.ends_ms for late in missing):
                yield moment_ms, self.encoded[place]


NO_SAMPLES = Samples(array("q"), ())


def stamp(moment_s: int) -> str:
    """A row's `timestamp` and `timestamp_unix`, as JSON members."""
    days, seconds = divmod(moment_s, 86_400)
    minutes, second = divmod(seconds, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    return f'"timestamp":"{_name_day(days)}T{clock}.000Z","timestamp_unix":{moment_s * 1000}'


@lru_cache(maxsize=4096)
def _name_day(days: int) -> str:
    return (date(1970, 1, 1) + timedelta(days)).isoformat()
