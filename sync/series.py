"""Packed samples: one row a person, series and day; about a byte a sample on disk.

Numbers are kept to one decimal as 16-bit steps from the sample before, then compressed: neighbours differ little.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from math import isfinite
from operator import sub

from django.db.models import Q

from people.models import Person
from sync.models import SeriesDay
from sync.provider import Observation, Series

SCALE = 10
GAP = -32768


class CannotPack(ValueError):
    """A sample is outside ±3,276: no series of ours is."""


def pack(items: Sequence[float | None]) -> bytes:
    """Samples as bytes. Raises CannotPack for a number that cannot be kept."""
    return zlib.compress(_steps(items), 6)


def _steps(items: Sequence[float | None]) -> bytes:
    """In whole passes over the list: a day has thousands of samples, and each run sums them up."""
    tenths = [item * SCALE for item in items if item is not None]
    if not all(map(isfinite, tenths)):
        raise CannotPack("A sample is no number.")
    numbers = list(map(round, tenths))
    steps = list(map(sub, numbers, [0, *numbers]))
    if steps and (min(min(numbers), min(steps)) <= GAP or max(max(numbers), max(steps)) >= -GAP):
        raise CannotPack("A sample is too large to keep.")
    if len(steps) < len(items):
        following = iter(steps)
        steps = [GAP if item is None else next(following) for item in items]
    return struct.pack(f"<{len(steps)}h", *steps)


def unpack(packed: bytes) -> list[float | None]:
    raw = zlib.decompress(bytes(packed))
    items: list[float | None] = []
    last = 0
    for (step,) in struct.iter_unpack("<h", raw):
        if step == GAP:
            items.append(None)
            continue
        last += step
        items.append(last / SCALE)
    return items


def described(series: Series) -> dict[str, object]:
    """What a record says of a series: the samples themselves stand in SeriesDay. The sum tells a revision apart.

    It is made before compression, whose bytes may differ between versions of the library.
    """
    return {
        "starts_at": series.starts_at.isoformat(),
        "interval_s": series.interval_s,
        "samples": len(series.items),
        "checksum": zlib.crc32(_steps(series.items)),
    }


def store_series(person: Person, owner: str, observations: Iterable[Observation], source_ids: Iterable[str]) -> None:
    """Replace the series of the observations named by `source_ids`; two statements, in the caller's transaction."""
    wanted = set(source_ids)
    if not wanted:
        return
    rows = [
        SeriesDay(
            person=person,
            owner=owner,
            name=name,
            source_id=observation.source_id,
            day=observation.day,
            starts_at=series.starts_at,
            interval_s=series.interval_s,
            samples=len(series.items),
            packed=pack(series.items),
        )
        for observation in observations
        if observation.source_id in wanted
        for name, series in observation.series.items()
    ]
    SeriesDay.objects.filter(Q(person=person, owner=owner), source_id__in=wanted).delete()
    SeriesDay.objects.bulk_create(rows)


def read_series(person: Person, name: str, first: date, last: date) -> list[SeriesDay]:
    """The rows of one series for days `first` to `last`, oldest first; one query. `unpack` gives the samples."""
    return list(
        SeriesDay.objects.filter(person=person, name=name, day__range=(first, last)).order_by("day", "starts_at")
    )
