"""Packed samples: one row a person, series and day; one to two bytes a sample on disk.

Numbers are kept to one decimal as 16-bit steps from the sample before, then compressed: neighbours differ little.
Samples that come when they please are followed by the seconds between them, low bytes before high ones, so that
what hardly changes stands together. Such rows begin with `IRREGULAR`, which no compressed row does.
"""

import struct
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from math import isfinite
from operator import sub

from django.db.models import Q

from people.models import Person
from sync.models import SeriesDay
from sync.provider import Observation, Series

SCALE = 10
GAP = -32768
LONGEST_WAIT_S = 2**24 - 1  # three bytes; no document of ours spans 194 days
IRREGULAR = b"\x01"
# The wearer's day of a row may begin up to 14 hours before and end up to 12 hours after the day in UTC.
FURTHEST_DAY = timedelta(days=2)


class CannotPack(ValueError):
    """A sample is outside ±3,276, or samples are not in order: no series of ours is."""


def pack(items: Sequence[float | None], offsets_s: Sequence[int] = ()) -> bytes:
    """Samples as bytes, with their seconds when they are irregular. Raises CannotPack for what cannot be kept."""
    if not offsets_s:
        return zlib.compress(_steps(items), 6)
    return IRREGULAR + zlib.compress(_planes(_steps(items), 2) + _planes(_waits(items, offsets_s), 3), 6)


def unpack(packed: bytes) -> list[float | None]:
    """The samples in order, None for a gap."""
    is_irregular, raw = _inflate(packed)
    if is_irregular:
        count = len(raw) // 5
        raw = _joined(raw[: 2 * count], 2)
    items: list[float | None] = []
    last = 0
    for (step,) in struct.iter_unpack("<h", raw):
        if step == GAP:
            items.append(None)
            continue
        last += step
        items.append(last / SCALE)
    return items


def offsets_of(packed: bytes) -> list[int] | None:
    """Seconds of each sample after the first moment of the row; None for samples at a fixed interval."""
    is_irregular, raw = _inflate(packed)
    if not is_irregular:
        return None
    count = len(raw) // 5
    waits = _joined(raw[2 * count :], 3)
    return list(accumulate(int.from_bytes(waits[at : at + 3], "little") for at in range(0, len(waits), 3)))


def samples_of(row: SeriesDay) -> list[tuple[datetime, float | None]]:
    """Moment (UTC) and sample, oldest first."""
    items, offsets = unpack(row.packed), offsets_of(row.packed)
    first = row.starts_at.astimezone(UTC)
    if offsets is None:
        return [(first + timedelta(seconds=row.interval_s * number), item) for number, item in enumerate(items)]
    return [(first + timedelta(seconds=offset), item) for offset, item in zip(offsets, items, strict=True)]


def described(series: Series) -> dict[str, object]:
    """What a record says of a series: the samples themselves stand in SeriesDay. The sum tells a revision apart.

    It is made before compression, whose bytes may differ between versions of the library. Raises CannotPack.
    """
    plain = _steps(series.items) + (_waits(series.items, series.offsets_s) if series.offsets_s else b"")
    return {
        "starts_at": series.starts_at.isoformat(),
        "interval_s": series.interval_s,
        "samples": len(series.items),
        "checksum": zlib.crc32(plain),
    }


def store_series(person: Person, owner: str, observations: Iterable[Observation], source_ids: Iterable[str]) -> None:
    """Replace the series of the observations named by `source_ids`; two statements, in the caller's transaction.

    A profile has no day, and so no series.
    """
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
            packed=pack(series.items, series.offsets_s),
        )
        for observation in observations
        if observation.source_id in wanted and observation.day is not None
        for name, series in observation.series.items()
    ]
    SeriesDay.objects.filter(Q(person=person, owner=owner), source_id__in=wanted).delete()
    SeriesDay.objects.bulk_create(rows)


def read_series(person: Person, wanted: Mapping[str, Collection[str]], first: date, last: date) -> list[SeriesDay]:
    """The rows of the vendor's days `first` to `last`, oldest first; one query. `samples_of` gives the samples.

    `wanted`: owner ("oura:sleep") → names of its series; two feeds may each have one of the same name.
    """
    pairs = Q(pk__in=())
    for owner, names in wanted.items():
        pairs |= Q(owner=owner, name__in=list(names))
    rows = SeriesDay.objects.filter(pairs, person=person, day__range=(first, last))
    return list(rows.order_by("day", "starts_at", "owner", "name"))


def read_samples(
    person: Person, wanted: Mapping[str, Collection[str]], begins_at: datetime, ends_at: datetime
) -> dict[tuple[str, str], list[tuple[datetime, float | None]]]:
    """(owner, name) → samples from `begins_at` to before `ends_at`, whichever days they are filed at; one query.

    For a night, or for a day of a wearer whose vendor files samples by the day in UTC.
    """
    found: dict[tuple[str, str], list[tuple[datetime, float | None]]] = {
        (owner, name): [] for owner, names in wanted.items() for name in names
    }
    first, last = begins_at.astimezone(UTC) - FURTHEST_DAY, ends_at.astimezone(UTC) + FURTHEST_DAY
    for row in read_series(person, wanted, first.date(), last.date()):
        found[row.owner, row.name] += [one for one in samples_of(row) if begins_at <= one[0] < ends_at]
    for samples in found.values():
        samples.sort(key=lambda one: one[0])
    return found


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


def _waits(items: Sequence[float | None], offsets_s: Sequence[int]) -> bytes:
    """Seconds from each sample to the next, the first from the beginning; three bytes each."""
    waits = list(map(sub, offsets_s, [0, *offsets_s]))
    if len(waits) != len(items) or min(waits) < 0 or max(waits) > LONGEST_WAIT_S:
        raise CannotPack("Samples are not in order, or too far apart.")
    return b"".join(wait.to_bytes(3, "little") for wait in waits)


def _planes(raw: bytes, width: int) -> bytes:
    """All first bytes of numbers `width` bytes wide, then all second ones, and so on."""
    return b"".join(raw[place::width] for place in range(width))


def _joined(planes: bytes, width: int) -> bytes:
    """What `_planes` took apart."""
    count = len(planes) // width
    raw = bytearray(len(planes))
    for place in range(width):
        raw[place::width] = planes[place * count : (place + 1) * count]
    return bytes(raw)


def _inflate(packed: bytes) -> tuple[bool, bytes]:
    """Whether the samples are irregular, and the plain bytes."""
    packed = bytes(packed)
    if packed.startswith(IRREGULAR):
        return True, zlib.decompress(packed[1:])
    return False, zlib.decompress(packed)
