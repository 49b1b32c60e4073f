"""Which rings an athlete has had: most one, some a newer one since, a few two at a time; one still has an old model."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.telling import Form, Telling
from oura_connector.simulator.ways import FIRST_ATHLETES, way_of

GEN2, GEN3, GEN4, OR5 = "gen2", "gen3", "gen4", "or5"
OLD_RING = 17  # by place among the first 24, as all below
TWO_RINGS = (4,)
REPLACED = (2, 3, 7, 9, 14, 16)
UPDATES_EVERY = timedelta(days=45)
MOST_UPDATES = 90
_COLOURS = ("silver", "brushed_silver", "stealth_black", "matt_gold", "rose", "titanium", "glossy_black")
_FIRMWARE = {GEN2: 1, GEN3: 2, GEN4: 3, OR5: 4}


@dataclass(frozen=True)
class Ring:
    set_up_at: datetime
    hardware: str
    colour: str | None
    design: str | None
    size: int

    @property
    def set_up_on(self) -> date:
        return self.set_up_at.date()


@lru_cache(maxsize=4096)
def list_rings(seed: str, athlete: Athlete) -> tuple[Ring, ...]:
    """Every ring ever used, oldest first; the newest is the one in use, or one of the two."""
    chance = draw(seed, athlete.number, "rings")
    place, size = athlete.number % FIRST_ATHLETES, chance.randint(6, 13)
    first = GEN2 if place == OLD_RING else GEN3
    rings = [_make(traits_of(seed, athlete).ring_since_on, first, chance.choice(_COLOURS), size)]
    if place in REPLACED:
        newer = OR5 if way_of(athlete.number).background_nights else GEN4
        rings.append(
            _make(date(2025, 6, 1) + timedelta(days=chance.randint(0, 400)), newer, chance.choice(_COLOURS), size)
        )
    if place in TWO_RINGS:
        rings.append(_make(date(2026, 5, 4), GEN4, None, size + 1))
    return tuple(rings)


def has_new_sensors(athlete: Athlete) -> bool:
    """Oxygen, stress, resilience and the estimates of the heart came with the third generation."""
    return athlete.number % FIRST_ATHLETES != OLD_RING


def tell_rings(seed: str, athlete: Athlete, day: date) -> tuple[Telling, ...]:
    """The ring set up that day, with every update of its firmware."""
    return tuple(
        Telling(order, ring.set_up_at, _update(ring))
        for order, ring in enumerate(list_rings(seed, athlete))
        if ring.set_up_on == day
    )


def _make(on: date, hardware: str, colour: str | None, size: int) -> Ring:
    design = {GEN2: None, GEN3: "horizon" if size % 2 else "heritage", OR5: "ceramic"}.get(hardware, "heritage")
    return Ring(datetime.combine(on, time(10, 20), UTC), hardware, colour, design, size)


def _update(ring: Ring) -> tuple[Form, ...]:
    return tuple(
        Form(
            ring.set_up_at + count * UPDATES_EVERY,
            {
                "color": ring.colour,
                "design": ring.design,
                "firmware_version": f"{_FIRMWARE[ring.hardware]}.{count // 4}.{count % 4}",
                "hardware_type": ring.hardware,
                "set_up_at": ring.set_up_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                "size": ring.size,
            },
        )
        for count in range(MOST_UPDATES)
    )
