"""What the ring measures while someone lies down: stages, movement, heart rate, HRV. One character is 30 seconds."""

import random
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from oura_connector.simulator.seeding import draw

DEEP, LIGHT, REM, AWAKE = "1234"
CYCLE_UNITS = 180  # 90 minutes


@dataclass(frozen=True)
class Stages:
    """Sleep stages in 30-second units, with the durations in seconds they add up to."""

    per_30_sec: str

    @property
    def per_5_min(self) -> str:
        """The commonest stage of each 5 minutes; the durations always come from the 30-second units."""
        chunks = (self.per_30_sec[start : start + 10] for start in range(0, len(self.per_30_sec), 10))
        return "".join(max("2314", key=chunk.count) for chunk in chunks)

    def seconds_of(self, stage: str) -> int:
        return self.per_30_sec.count(stage) * 30

    @property
    def asleep_s(self) -> int:
        return len(self.per_30_sec) * 30 - self.seconds_of(AWAKE)

    @property
    def latency_s(self) -> int:
        return (len(self.per_30_sec) - len(self.per_30_sec.lstrip(AWAKE))) * 30

    @property
    def efficiency_percent(self) -> int:
        return max(1, round(100 * self.asleep_s / (len(self.per_30_sec) * 30)))


def stage_sleep(chance: random.Random, in_bed_s: int, restlessness: float) -> Stages:
    """Cycles of about 90 minutes: deep sleep early, REM late, short awakenings between."""
    wanted = in_bed_s // 30
    latency = min(max(4, round(chance.gauss(22, 10) * restlessness)), wanted // 4)
    pieces = [AWAKE * latency]
    length, cycle = latency, 0
    while length < wanted:
        piece = _stage_cycle(chance, cycle, restlessness)
        pieces.append(piece)
        length += len(piece)
        cycle += 1
    last_minutes = min(wanted // 10, chance.randint(4, 20))
    return Stages("".join(pieces)[: wanted - last_minutes] + AWAKE * last_minutes)


def stage_nap(chance: random.Random, in_bed_s: int) -> Stages:
    wanted = in_bed_s // 30
    latency, ending = max(1, wanted // 10), max(1, wanted // 12)
    deep = chance.randint(0, wanted // 4)
    light = wanted - latency - ending - deep
    return Stages(AWAKE * latency + LIGHT * (light // 2) + DEEP * deep + LIGHT * (light - light // 2) + AWAKE * ending)


def _stage_cycle(chance: random.Random, cycle: int, restlessness: float) -> str:
    deep = round((0.42, 0.28, 0.14, 0.07, 0.02, 0.0, 0.0)[min(cycle, 6)] * CYCLE_UNITS * chance.uniform(0.7, 1.25))
    rem = round((0.09, 0.18, 0.27, 0.33, 0.36, 0.36, 0.36)[min(cycle, 6)] * CYCLE_UNITS * chance.uniform(0.7, 1.25))
    light = max(30, CYCLE_UNITS - deep - rem + chance.randint(-20, 20))
    first, second = light // 3, light // 3
    awake = max(0, round(chance.expovariate(1 / 14) * restlessness))
    stir = 2 if chance.random() < 0.5 * restlessness else 0
    return (
        LIGHT * first + DEEP * deep + LIGHT * second + AWAKE * stir + LIGHT * (light - first - second)
        + REM * rem + AWAKE * min(awake, 60)
    )  # fmt: skip


def move_in_sleep(chance: random.Random, stages: Stages) -> str:
    """1 no movement, 2 restless, 3 tossing and turning, 4 active; as long as the stages."""
    still, tossing = _movement_ribbons()
    offset = chance.randrange(len(still) // 2)
    pieces = []
    for run in re.finditer(f"{AWAKE}+|[^{AWAKE}]+", stages.per_30_sec):
        ribbon = tossing if run[0][0] == AWAKE else still
        pieces.append(ribbon[offset + run.start() : offset + run.end()])
    return "".join(pieces)


@lru_cache(maxsize=1)
def _movement_ribbons() -> tuple[str, str]:
    """(asleep, awake): long stretches of movement that nights cut their pieces from; drawing each unit is slow."""
    chance = draw("movement")
    still = chance.choices("123", weights=(94, 5, 1), k=8192)
    return "".join(still), "".join(chance.choices("1234", weights=(45, 30, 15, 10), k=8192))


def count_restless_periods(movement: str) -> int:
    """Runs of anything above restless."""
    return sum(1 for before, here in zip("1" + movement, movement, strict=False) if here in "34" and before not in "34")


def beat_through(chance: random.Random, in_bed_s: int, lowest_bpm: float, evening_bpm: float) -> list[float | None]:
    """Heart rate every 5 minutes: falls to its lowest late in the night, rises before waking; few gaps."""
    count = -(-in_bed_s // 300)
    bottom_at = chance.uniform(0.55, 0.85)
    items: list[float | None] = []
    for index in range(count):
        place = index / max(1, count - 1)
        distance = (bottom_at - place) / bottom_at if place < bottom_at else (place - bottom_at) / (1 - bottom_at) * 0.5
        items.append(float(round(lowest_bpm + 1.5 + evening_bpm * distance**1.4 + abs(chance.gauss(0, 1.6)))))
    return _lose_some(chance, items)


def vary_through(chance: random.Random, in_bed_s: int, mean_ms: float) -> list[float | None]:
    """HRV (RMSSD) every 5 minutes around the night's mean, rising a little towards morning."""
    count = -(-in_bed_s // 300)
    items: list[float | None] = [
        float(max(8, round(mean_ms * (0.9 + 0.2 * index / max(1, count - 1)) * chance.gauss(1, 0.14))))
        for index in range(count)
    ]
    return _lose_some(chance, items)


def _lose_some(chance: random.Random, items: list[float | None]) -> list[float | None]:
    if len(items) > 6:
        items[0] = None
        for _ in range(chance.randint(0, 3)):
            items[chance.randrange(1, len(items) - 1)] = None
    return items


def mean_of(items: list[float | None]) -> float:
    measured = [item for item in items if item is not None]
    return sum(measured) / len(measured)


def sample(interval_s: int, items: list[float | None], starts_at: datetime) -> dict[str, Any]:
    """Oura's PublicSample; its timestamp carries milliseconds and the offset of the moment."""
    return {
        "interval": float(interval_s),
        "items": items,
        "timestamp": starts_at.isoformat(timespec="milliseconds"),
    }
