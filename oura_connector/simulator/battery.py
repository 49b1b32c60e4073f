"""The ring_battery_level series: it falls by day and night, and rises each evening on the charger."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import is_night_worn, is_worn
from oura_connector.simulator.rings import has_new_sensors
from oura_connector.simulator.samples import Samples, stamp
from oura_connector.simulator.seeding import draw, fraction_of
from oura_connector.simulator.shapes import NON_WEAR, SLOT_S, began_s, shape_day
from oura_connector.simulator.zones import ONE_DAY

SPARSE_S, DENSE_S = 1800, 300  # between rows: worn, and in the charger
_NO_CHARGE = (200, 200)
_Row = tuple[int, int, bool, bool]


def discharge_day(seed: str, athlete: Athlete, day: date) -> Samples:
    """Rows from 04:00 of `day` to 04:00 of the next; an old ring does not say whether it is in its charger."""
    says_more = has_new_sensors(athlete)
    return Samples.pack(
        (moment_s * 1000, _encode(moment_s, level, charging, in_charger, says_more))
        for moment_s, level, charging, in_charger in _discharge(seed, athlete, day)
    )


def _encode(moment_s: int, level: int, charging: bool, in_charger: bool, says_more: bool) -> bytes:
    words = [str(value).lower() if says_more else "null" for value in (charging, in_charger)]
    return f'{{{stamp(moment_s)},"charging":{words[0]},"in_charger":{words[1]},"level":{level}}}'.encode()


def _discharge(seed: str, athlete: Athlete, day: date) -> Iterator[_Row]:
    """Before the charger from what the evening before left; after it from what this evening gives."""
    since_s = int(began_s(seed, athlete, day))
    until_s = int(began_s(seed, athlete, day + ONE_DAY))
    begins, ends = charging_slots(seed, athlete, day)
    begins_s, ends_s = since_s + begins * SLOT_S, since_s + ends * SLOT_S
    before = charging_slots(seed, athlete, day - ONE_DAY)
    left_s = int(began_s(seed, athlete, day - ONE_DAY)) + before[1] * SLOT_S
    per_hour, next_per_hour = (_falls_per_hour(seed, athlete, on) for on in (day - ONE_DAY, day))
    held, full = _charged_to(seed, athlete, day - ONE_DAY), _charged_to(seed, athlete, day)
    late_s = int(SPARSE_S * fraction_of(seed, athlete.number, day, "battery row"))
    lowest = _fall(held, per_hour, begins_s - left_s)
    for moment_s in range(since_s + late_s, begins_s, SPARSE_S):
        yield moment_s, _fall(held, per_hour, moment_s - left_s), False, False
    for moment_s in range(begins_s, ends_s, DENSE_S):
        level = round(lowest + (full - lowest) * min(1.0, (moment_s - begins_s) / max(1, 0.8 * (ends_s - begins_s))))
        yield moment_s, level, level < full, True
    for moment_s in range(ends_s + 60, until_s, SPARSE_S):
        level = _fall(full, next_per_hour, moment_s - ends_s)
        if level:
            yield moment_s, level, False, False


@lru_cache(maxsize=16384)
def charging_slots(seed: str, athlete: Athlete, day: date) -> tuple[int, int]:
    """(first, one after last) slot in the charger: the evening's, when the ring is worn at all."""
    if not is_worn(seed, athlete, day):
        return _NO_CHARGE
    classes = shape_day(seed, athlete, day).classes
    begins = classes.find(NON_WEAR, 130, 225)
    if begins < 0:
        return _NO_CHARGE
    ends = begins
    while ends < min(len(classes), begins + 9) and classes[ends] == NON_WEAR:
        ends += 1
    return begins, ends


def _charged_to(seed: str, athlete: Athlete, day: date) -> int:
    return draw(seed, athlete.number, day, "charged").randint(82, 100)


def _falls_per_hour(seed: str, athlete: Athlete, day: date) -> float:
    """Percent from this evening on; before a night that is lost it is empty by bedtime."""
    is_lost = is_worn(seed, athlete, day + ONE_DAY) and not is_night_worn(seed, athlete, day + ONE_DAY)
    return 28.0 if is_lost else 0.5 + 0.4 * fraction_of(seed, athlete.number, "battery life")


def _fall(held: int, per_hour: float, seconds: float) -> int:
    return max(0, round(held - per_hour * seconds / 3600))
