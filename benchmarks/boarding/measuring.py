"""From an empty database to the figures."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from benchmarks.boarding.asking import Timed, median, open_pages, session_of
from benchmarks.boarding.club import Club, fill_club, make_club
from benchmarks.boarding.raw import statements_of, time_raw
from benchmarks.chatting.surroundings import wait_for_port
from benchmarks.syncing.figures import Figure
from benchmarks.syncing.surroundings import child
from dashboards.models import WriteMark

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
GROWTH_GOAL = 1.5
GROWN = 10


@dataclass(frozen=True)
class Amount:
    athletes: int
    days: int
    rounds: int


def measure(amount: Amount, port: int, say: Say) -> dict[str, Figure]:
    club = make_club(amount.athletes, amount.days)
    pages = pages_of(club)
    key = session_of(club.viewer)
    few = amount.days // GROWN
    newest, first = club.today - timedelta(days=few), club.today - timedelta(days=amount.days)
    with child(["-m", "gunicorn", "--config", "python:config.web_server"], stdout=subprocess.DEVNULL):
        wait_for_port(port)
        _fill(club, newest, club.today, say)
        young = open_pages(pages, port, key, amount.rounds)
        _fill(club, first, newest - timedelta(days=1), say)
        quiet = open_pages(pages, port, key, amount.rounds)
        statements = {name: statements_of(club.viewer, address) for name, address in pages.items()}
        raw_ms = {name: median(time_raw(one, amount.rounds)) for name, one in statements.items()}
        moved = _after_everybody_moved(club, pages["board500"], port, key, amount.rounds)
        during = _during_sync({"board500": pages["board500"]}, port, key, amount.rounds)
        moved_heatmap = _after_everybody_moved(club, pages["heatmap"], port, key, amount.rounds)
    for name, timed in quiet.items():
        say(f"{name}: {timed.at(0.5):.1f} ms, {timed.page_kb:.0f} kB compressed.")
        say(f"  with a tenth of the days {young[name].at(0.5):.1f} ms")
        say(f"  by raw SQL {raw_ms[name]:.1f} ms in {len(statements[name])} statements")
    growth = max(timed.at(0.5) / young[name].at(0.5) for name, timed in quiet.items())
    return {
        **figures_of(quiet, during["board500"], len(statements["board500"])),
        # Like with like: what reads every figure anew against the statements that do.
        "board500_vs_raw_sql": Figure(moved.at(0.5) / raw_ms["board500"], RAW_GOAL, "times"),
        "growth_ratio": Figure(growth, GROWTH_GOAL, "times"),
        # Of a process's boards, or heatmaps, between two syncs it is the first: what few openings may cost.
        "board500_all_moved_ms": Figure(moved.at(0.5), P95_GOAL_MS, "ms"),
        "heatmap_all_moved_ms": Figure(moved_heatmap.at(0.5), P95_GOAL_MS, "ms"),
    }


def _fill(club: Club, first: date, last: date, say: Say) -> None:
    began = time.monotonic()
    fill_club(club, first, last)
    say(f"{first} to {last} stand there after {time.monotonic() - began:.0f} s.")


def pages_of(club: Club) -> dict[str, str]:
    return {
        "board500": f"/board/?squad={club.whole.pk}",
        "board50": f"/board/?squad={club.small.pk}",
        "athlete90": f"/people/{club.athletes[0]}/?days=90",
        "heatmap": f"/squad/?squad={club.whole.pk}",
    }


def figures_of(quiet: dict[str, Timed], during: Timed, statements: int) -> dict[str, Figure]:
    board = quiet["board500"]
    return {
        "board500_ms": Figure(board.at(0.5), BOARD_GOAL_MS, "ms"),
        "board500_p95_ms": Figure(board.at(0.95), P95_GOAL_MS, "ms"),
        "board500_statements": Figure(statements, STATEMENTS_GOAL, "statements"),
        "board50_ms": Figure(quiet["board50"].at(0.5), SMALL_GOAL_MS, "ms"),
        "athlete90_ms": Figure(quiet["athlete90"].at(0.5), ATHLETE_GOAL_MS, "ms"),
        "heatmap_ms": Figure(quiet["heatmap"].at(0.5), HEATMAP_GOAL_MS, "ms"),
        "page_kb": Figure(board.page_kb, PAGE_GOAL_KB, "kB"),
        "board500_ms_during_sync": Figure(during.at(0.5), DURING_SYNC_GOAL_MS, "ms"),
    }


def _after_everybody_moved(club: Club, address: str, port: int, key: str, rounds: int) -> Timed:
    """The dearest opening there is: since the one before, something was written of every athlete."""
    found = Timed()
    for _number in range(rounds):
        WriteMark.objects.bulk_create(WriteMark(person_id=one, at=timezone.now()) for one in club.athletes)
        found.took_ms += open_pages({"page": address}, port, key, 1, warming_rounds=0)["page"].took_ms
    return found


def _during_sync(pages: dict[str, str], port: int, key: str, rounds: int) -> dict[str, Timed]:
    with child(["-m", "benchmarks.boarding.writing"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None  # noqa: S101 for the types alone
        if writer.stdout.readline().strip() != "ready":
            raise SystemExit("The writer did not start.")
        return open_pages(pages, port, key, rounds)
