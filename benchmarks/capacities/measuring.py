"""The measuring: three days at full size by arithmetic, two of them again at a fraction with everything real."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from benchmarks.capacities.arrivals import ACTIVITY, DAILY_SLEEP, MODEL, PULSE, READINESS, SLEEP, WORKOUT
from benchmarks.capacities.packing import bytes_per_sample
from benchmarks.capacities.replaying import Outcome, Scene, replay
from benchmarks.capacities.scaled import Scaled, prepare, replay_scaled
from benchmarks.syncing.figures import Figure
from oura_connector.feeds import FEEDS
from sync import conf
from sync.budget import Limit
from sync.provider import Feed

FOUR = (ACTIVITY, READINESS, DAILY_SLEEP, SLEEP)
SIX = (*FOUR, WORKOUT, PULSE)
TOLD = frozenset({*FOUR, WORKOUT})
LIMIT = Limit(5000, 300)
POLLING, ONE_ZONE, ZONES = 2_000, 20_000, 50_000
FRESH_MINUTES, PULSE_FRESH_MINUTES, REQUESTS_A_DAY = 15, 60, 26


@dataclass(frozen=True)
class Asked:
    """`share`: of athletes and limit at "full size"; `fraction`: one part in so many for the days with all real."""

    share: float
    fraction: int
    is_real: bool


def measure(asked: Asked, say: Callable[[str], None]) -> dict[str, Figure]:
    say(MODEL)
    limit = Limit(int(LIMIT.requests * (1 - conf.REQUEST_MARGIN) * asked.share), LIMIT.window_s)
    scenes = {
        "webhooks over zones": Scene(int(ZONES * asked.share), feeds(SIX), TOLD, limit, over_zones=True),
        "webhooks in one zone": Scene(int(ONE_ZONE * asked.share), feeds(SIX), TOLD, limit),
        "polling": Scene(int(POLLING * asked.share), feeds(FOUR), frozenset(), limit),
    }
    say("\nThe planner and the budget alone, at full size:")
    outcomes: dict[str, Outcome] = {}
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("fork")) as two:
        begun: dict[str, Future[Outcome]] = {name: two.submit(replay, scene) for name, scene in scenes.items()}
        for name, future in begun.items():
            outcomes[name] = future.result()
            outcomes[name].refused = max(0, outcomes[name].most_in_window - int(LIMIT.requests * asked.share))
            say(line_of(name, scenes[name].athletes, outcomes[name]))
    real = measure_real(asked, say) if asked.is_real else {}
    return figures_of(scenes, outcomes, real, bytes_per_sample() if asked.is_real else 0.0)


def measure_real(asked: Asked, say: Callable[[str], None]) -> dict[str, Outcome]:
    """The same with database, queue and engine, one part in `fraction` of athletes and limit."""
    say(f"\nWith everything real but vendor and clock, athletes and limit one part in {asked.fraction}:")
    prepare()
    limit = LIMIT.requests // asked.fraction
    days = {
        "polling": Scaled(POLLING // asked.fraction, FOUR, frozenset(), limit),
        "webhooks in one zone": Scaled(ONE_ZONE // asked.fraction, SIX, TOLD, limit),
    }
    outcomes = {}
    for name, scaled in days.items():
        outcomes[name] = replay_scaled(scaled)
        say(line_of(name, scaled.athletes, outcomes[name]))
    return outcomes


def feeds(keys: Sequence[str]) -> tuple[Feed, ...]:
    by_key = {feed.key: feed for feed in FEEDS}
    return tuple(by_key[key] for key in keys)


def figures_of(
    scenes: dict[str, Scene], outcomes: dict[str, Outcome], real: dict[str, Outcome], packed: float
) -> dict[str, Figure]:
    everything = [*outcomes.values(), *real.values()]
    told = {name: one for name, one in outcomes.items() if name != "polling"}
    return {
        "athletes_polling": Figure(served("polling", scenes, outcomes), POLLING, "athletes", is_at_least=True),
        "athletes_webhooks_one_zone": Figure(
            served("webhooks in one zone", scenes, outcomes), ONE_ZONE, "athletes", is_at_least=True
        ),
        "athletes_webhooks": Figure(
            served("webhooks over zones", scenes, outcomes), ZONES, "athletes", is_at_least=True
        ),
        "requests_per_athlete_day": Figure(
            max(one.requests.total() / scenes[name].athletes for name, one in told.items()), REQUESTS_A_DAY, "requests"
        ),
        "refused_429": Figure(sum(one.refused for one in everything), 0, "requests"),
        "freshness_p95_minutes": Figure(max(one.p95_minutes() for one in everything), FRESH_MINUTES, "min"),
        "pulse_freshness_p95_minutes": Figure(
            max(one.pulse_p95_minutes() for one in everything), PULSE_FRESH_MINUTES, "min"
        ),
        "bytes_per_sample": Figure(packed, 2, "bytes"),
    }


def served(name: str, scenes: dict[str, Scene], outcomes: dict[str, Outcome]) -> int:
    """How many athletes were served as they should be: all of the scene, or none."""
    one = outcomes[name]
    is_fresh = one.p95_minutes() <= FRESH_MINUTES and one.pulse_p95_minutes() <= PULSE_FRESH_MINUTES
    return scenes[name].athletes if is_fresh and not one.refused else 0


def line_of(name: str, athletes: int, one: Outcome) -> str:
    each = ", ".join(f"{feed} {number / athletes:.1f}" for feed, number in one.requests.most_common())
    busiest = max(one.by_hour.values(), default=0) / 3600
    return (
        f"  {name}: {athletes} athletes, {one.runs} runs, "
        f"{one.requests.total() / athletes:.1f} requests each ({each})\n"
        f"    fresh within {one.p95_minutes():.1f} min (p95), heart rate {one.pulse_p95_minutes():.1f}; refused "
        f"{one.refused}; longest queue {one.longest_queue} runs"
        + (f"; busiest hour {busiest:.1f} a second; fullest window {one.most_in_window}" if busiest else "")
        + (f"; {one.never_came} changes older than an hour still to come" if one.never_came else "")
    )
