"""From an empty database to the figures."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.recording.club import JUMPS, SQUAD_DAY, Club, days_before, make_club, put_records
from benchmarks.recording.entering import GRID_ROWS, time_saves
from benchmarks.recording.jobs import Done, check_and_import, recalculate
from benchmarks.recording.reading import Timed, reads_of, time_read
from benchmarks.syncing.figures import Figure

Say = Callable[[str], None]

RATIO_GOAL = 3.0
GROWTH_GOAL = 1.5
GROWN = 10
YEAR = 365
SAVE_GOAL_MS = 500.0
RECORDS_GOAL = 5_000.0
ROWS_GOAL = 5_000.0
WORKER_GOAL_MB = 150.0


@dataclass(frozen=True)
class Amount:
    athletes: int
    days: int
    rows: int
    rounds: int


def measure(amount: Amount, say: Say) -> dict[str, Figure]:
    club = make_club(amount.athletes)
    young, grown = _measure_growth(club, amount, say)
    reads = {name: time_read(one, amount.rounds) for name, one in reads_of(club, min(amount.days, YEAR)).items()}
    for name, timed in reads.items():
        say(f"{name}: {timed.project_ms:.1f} ms, raw SQL {timed.raw_ms:.1f} ms.")
    save_ms = time_saves(club, amount.rounds)
    say(f"A grid of {min(GRID_ROWS, amount.athletes)} rows: {save_ms:.0f} ms.")
    put_records(club, (JUMPS,), *days_before(club.today, -(-amount.rows // amount.athletes)))
    reckoned = recalculate(club)
    _tell(say, "recalculation", reckoned)
    checked, imported = check_and_import(club, amount.rows, amount.days)
    _tell(say, "preview", checked)
    _tell(say, "import", imported)
    growth = max(grown[name].quickest_ms / young[name].quickest_ms for name in young)
    return {
        **{f"{name}_ratio": Figure(timed.ratio, RATIO_GOAL, "times") for name, timed in reads.items()},
        "growth_ratio": Figure(growth, GROWTH_GOAL, "times"),
        "group_save_ms": Figure(save_ms, SAVE_GOAL_MS, "ms"),
        "history_records_per_second": Figure(reckoned.per_second, RECORDS_GOAL, "records/s", is_at_least=True),
        "import_rows_per_second": Figure(imported.per_second, ROWS_GOAL, "rows/s", is_at_least=True),
        "worker_mb": Figure(max(checked.memory_mb, imported.memory_mb), WORKER_GOAL_MB, "MB"),
    }


def _measure_growth(club: Club, amount: Amount, say: Say) -> tuple[dict[str, Timed], dict[str, Timed]]:
    """The same reads of the newest days with a tenth of the history, and with all of it."""
    began = time.monotonic()
    few = max(1, amount.days // GROWN)
    first, newest = days_before(club.today, amount.days)[0], days_before(club.today, few)[0]
    found = []
    for begins, ends in ((newest, club.today), (first, newest - timedelta(days=1))):
        put_records(club, tuple(SQUAD_DAY), begins, ends)
        found.append({name: time_read(read, amount.rounds) for name, read in reads_of(club, few).items()})
    say(f"{amount.athletes} athletes with {amount.days} days each stand there after {time.monotonic() - began:.0f} s.")
    for name, timed in found[0].items():
        say(f"{name} with {few} days: {timed.quickest_ms:.1f} ms, with all {found[1][name].quickest_ms:.1f} ms.")
    return found[0], found[1]


def _tell(say: Say, what: str, done: Done) -> None:
    say(
        f"{what}: {done.count} in {done.wall_s:.1f} s, {done.per_second:.0f} a second, "
        f"{done.cpu_s:.1f} CPU-s of its process and {done.database_s:.1f} of the database, {done.memory_mb:.0f} MB."
    )
