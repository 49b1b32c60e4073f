"""How an athlete lives, beyond the ordinary: shifts, travel, illness, forgetting, late uploads. The same for any seed.

Most athletes are ordinary, so that a board looks like a club's. Whoever comes after the first 24 lives like the athlete
24 places before.
"""

from dataclasses import dataclass

FIRST_ATHLETES = 24


@dataclass(frozen=True)
class Way:
    """Shares are of nights or days; 0.04 is one in 25."""

    works_shifts: bool = False  # sleeps by day, four days out of eight
    travels: bool = False  # a trip to another zone in most blocks of 40 days
    illness_share: float = 0.3  # of blocks of 45 days
    missed_night_share: float = 0.015  # battery empty, ring left on the table
    ring_off_share: float = 0.3  # of blocks of 28 days
    ring_off_days: tuple[int, int] = (1, 2)
    late_night_share: float = 0.04
    bedtime_later_min: float = 0.0
    naps_late: bool = False  # many naps, before and across 18:00
    edited_night_share: float = 0.04
    background_nights: bool = False  # a ring that has its nights analysed before the app is opened
    uploads_every_days: int = 0  # 0: as the day goes; 4: everything of four days at once


ORDINARY = Way()
_WAYS = {
    3: Way(background_nights=True),
    5: Way(edited_night_share=0.2),
    7: Way(travels=True),
    9: Way(background_nights=True),
    11: Way(naps_late=True),
    13: Way(late_night_share=0.3, bedtime_later_min=75.0),
    15: Way(missed_night_share=0.15),
    16: Way(background_nights=True),
    18: Way(illness_share=0.95),
    20: Way(works_shifts=True),
    21: Way(uploads_every_days=4),
    22: Way(travels=True),
    23: Way(ring_off_share=0.95, ring_off_days=(4, 9)),
}


def way_of(number: int) -> Way:
    """The way of living of the athlete with this number."""
    return _WAYS.get(number % FIRST_ATHLETES, ORDINARY)
