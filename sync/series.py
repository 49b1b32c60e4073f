"""Packed samples: one row a person, series and day; about a byte a sample on disk.

Numbers are kept to one decimal as 16-bit steps from the sample before, then compressed: neighbours differ little.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from math import isfinite

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
    steps, last = [], 0
    for item in items:
        if item is None:
            steps.append(GAP)
            continue
        if not isfinite(item * SCALE):
            raise CannotPack("A sample is no number.")
        number = round(item * SCALE)
        step = number - last
        if not GAP < step < -GAP or abs(number) >= -GAP:
            raise CannotPack("A sample is too large to keep.")
        steps.append(step)
        last = number
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
