"""From an empty database to the figures."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.boarding.asking import Timed, median, open_pages, session_of
from benchmarks.boarding.club import Club, make_club
from benchmarks.boarding.raw import statements_of, time_raw
from benchmarks.chatting.surroundings import wait_for_port
from benchmarks.syncing.figures import Figure
from benchmarks.syncing.surroundings import child

Say = Callable[[str], None]

BOARD_GOAL_MS = 150.0
P95_GOAL_MS = 300.0
SMALL_GOAL_MS = 40.0
ATHLETE_GOAL_MS = 60.0
HEATMAP_GOAL_MS = 250.0
DURING_SYNC_GOAL_MS = 300.0
STATEMENTS_GOAL = 14.0
RAW_GOAL = 4.0
PAGE_GOAL_KB = 300.0


@dataclass(frozen=True)
class Amount:
    athletes: int
    days: int
    rounds: int


def measure(amount: Amount, port: int, say: Say) -> dict[str, Figure]:
    began = time.monotonic()
    club = make_club(amount.athletes, amount.days)
    say(f"{amount.athletes} athletes with {amount.days} days each stand there after {time.monotonic() - began:.0f} s.")
    pages = pages_of(club)
    key = session_of(club.viewer)
    statements = statements_of(club.viewer, pages["board500"])
    with child(["-m", "gunicorn", "--config", "python:config.web_server"], stdout=subprocess.DEVNULL):
        wait_for_port(port)
        quiet = open_pages(pages, port, key, amount.rounds)
        raw_ms = median(time_raw(statements, amount.rounds))
        say(f"Raw SQL: {raw_ms:.1f} ms in {len(statements)} statements.")
        during = _during_sync({"board500": pages["board500"]}, port, key, amount.rounds)
    for name, timed in quiet.items():
        say(f"{name}: {timed.at(0.5):.1f} ms, {timed.page_kb:.0f} kB compressed.")
    return figures_of(quiet, during["board500"], len(statements), raw_ms)


def pages_of(club: Club) -> dict[str, str]:
    return {
        "board500": f"/board/?squad={club.whole.pk}",
        "board50": f"/board/?squad={club.small.pk}",
        "athlete90": f"/people/{club.athletes[0]}/?days=90",
        "heatmap": f"/squad/?squad={club.whole.pk}",
    }


def figures_of(quiet: dict[str, Timed], during: Timed, statements: int, raw_ms: float) -> dict[str, Figure]:
    board = quiet["board500"]
    return {
        "board500_ms": Figure(board.at(0.5), BOARD_GOAL_MS, "ms"),
        "board500_p95_ms": Figure(board.at(0.95), P95_GOAL_MS, "ms"),
        "board500_statements": Figure(statements, STATEMENTS_GOAL, "statements"),
        "board50_ms": Figure(quiet["board50"].at(0.5), SMALL_GOAL_MS, "ms"),
        "athlete90_ms": Figure(quiet["athlete90"].at(0.5), ATHLETE_GOAL_MS, "ms"),
        "heatmap_ms": Figure(quiet["heatmap"].at(0.5), HEATMAP_GOAL_MS, "ms"),
        "board500_vs_raw_sql": Figure(board.at(0.5) / raw_ms, RAW_GOAL, "times"),
        "page_kb": Figure(board.page_kb, PAGE_GOAL_KB, "kB"),
        "board500_ms_during_sync": Figure(during.at(0.5), DURING_SYNC_GOAL_MS, "ms"),
    }


def _during_sync(pages: dict[str, str], port: int, key: str, rounds: int) -> dict[str, Timed]:
    with child(["-m", "benchmarks.boarding.writing"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None  # noqa: S101 for the types alone
        if writer.stdout.readline().strip() != "ready":
            raise SystemExit("The writer did not start.")
        return open_pages(pages, port, key, rounds)
