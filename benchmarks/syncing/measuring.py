"""The measuring itself: both sides in turns, at two latencies, and what ours costs beside time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

import requests
from django.conf import settings
from django.utils import timezone

from benchmarks.syncing.club import make_club
from benchmarks.syncing.cluster import Cluster, Cost, running_cluster
from benchmarks.syncing.counting import count_writes, row_versions, statements_of_unchanged
from benchmarks.syncing.figures import Figure
from benchmarks.syncing.filling import measure_first_fill
from benchmarks.syncing.plain_rounds import perform_plain_round
from sync import conf, windows
from sync.models import Connection
from sync.provider import Window

FEW_DAYS, MANY_DAYS = 4, 60
LATENCY_MS = 150


@dataclass(frozen=True)
class Asked:
    """How much is measured. `plain_athletes`: of how many a round of the plain script is, whose pace is steady.

    `rounds`: of both, at each latency. `rounds_in_all`: of ours, over which memory must not grow.
    """

    athletes: int
    plain_athletes: int
    workers: int
    rounds: int
    rounds_in_all: int


@dataclass
class Paces:
    """Costs of both sides at one latency, round by round."""

    ours: list[Cost] = field(default_factory=list)
    plain: list[Cost] = field(default_factory=list)

    def speedup(self) -> float:
        return median(one.per_second for one in self.ours) / median(one.per_second for one in self.plain)

    def speedup_per_cpu_second(self) -> float:
        return median(one.per_cpu_second for one in self.ours) / median(one.per_cpu_second for one in self.plain)


def measure(asked: Asked, say: Callable[[str], None]) -> dict[str, Figure]:
    """Everything, in about ten minutes for a thousand athletes."""
    say(f"Making a club of {asked.athletes} athletes ...")
    make_club(asked.athletes)
    with running_cluster() as cluster:
        say(_line("all is new", cluster.perform_round()) + "   (not a goal)")
        cluster.perform_round()  # whatever comes once has come; from here on every round meets the same
        before, memory = row_versions(), [cluster.memory_mb()]
        near = _take_turns(cluster, asked, 0, memory, say)
        far = _take_turns(cluster, asked, LATENCY_MS, memory, say)
        _set_latency(0)
        while len(memory) <= asked.rounds_in_all:
            cluster.perform_round()
            memory.append(cluster.memory_mb())
        writes = count_writes(before, row_versions())
    with running_cluster() as cluster:  # of its own, since large answers leave their room behind
        fill = measure_first_fill(cluster)
    say(
        f"first fill of {fill.athletes} athletes: {fill.documents} documents, {fill.samples} samples, "
        f"{fill.cpu_s:.1f} CPU-s, memory then {fill.memory_mb:.0f} MB"
    )
    statements = _count_statements(say)
    growth = memory[-1] - memory[1]
    say(f"memory over {len(memory) - 1} rounds: {', '.join(f'{one:.0f}' for one in memory[1:])} MB; grew {growth:.1f}")
    per_cpu_second = min(near.speedup_per_cpu_second(), far.speedup_per_cpu_second())
    return {
        "speedup_at_150ms": Figure(far.speedup(), 8, "x", is_at_least=True),
        "speedup_per_cpu_second": Figure(per_cpu_second, 5, "x", is_at_least=True),
        "unchanged_record_writes": Figure(writes, 0, "rows"),
        "unchanged_statements": Figure(statements, 14, "statements"),
        "worker_mb": Figure(max(memory), 200, "MB"),
        "documents_per_cpu_second": Figure(fill.documents_per_cpu_second, 150, "1/s", is_at_least=True),
        "samples_per_cpu_second": Figure(fill.samples_per_cpu_second, 50_000, "1/s", is_at_least=True),
    }


def _take_turns(
    cluster: Cluster, asked: Asked, latency_ms: int, memory: list[float], say: Callable[[str], None]
) -> Paces:
    paces = Paces()
    now = timezone.now()
    window = Window(now.date() - timedelta(days=conf.OVERLAP_DAYS), windows.latest_day(now))
    _set_latency(0)
    perform_plain_round(asked.plain_athletes, asked.workers, window)  # its documents are there before it is measured
    for number in range(1, asked.rounds + 1):
        before = _set_latency(latency_ms)
        paces.ours.append(cluster.perform_round())
        after = _set_latency(latency_ms)
        memory.append(cluster.memory_mb())
        paces.plain.append(perform_plain_round(asked.plain_athletes, asked.workers, window))
        say(f"latency {latency_ms} ms, round {number}")
        say(_line("  ours", paces.ours[-1]))
        say(_line("  plain", paces.plain[-1]))
        cpu_s, answers = after["cpu_s"] - before["cpu_s"], after["answers"] - before["answers"]
        say(f"  the pretend Oura took {cpu_s:.1f} CPU-s for ours, {answers} answers")
    say(
        f"latency {latency_ms} ms: {paces.speedup():.1f} times the athletes per second, "
        f"{paces.speedup_per_cpu_second():.1f} times per CPU-second"
    )
    return paces


def _count_statements(say: Callable[[str], None]) -> int:
    """The worse of few and many days, each for one athlete alone."""
    connection = Connection.objects.select_related("person").earliest("pk")
    now = timezone.now()
    few, many = (statements_of_unchanged(connection, days, now) for days in (FEW_DAYS, MANY_DAYS))
    say(f"statements of an unchanged athlete alone: {few} for {FEW_DAYS} days, {many} for {MANY_DAYS}")
    return max(few, many)


def _set_latency(latency_ms: int) -> Any:
    """What the pretend Oura has cost so far."""
    return requests.get(f"{settings.SIMULATOR_URL}/bench/latency?ms={latency_ms}", timeout=10).json()


def _line(name: str, cost: Cost) -> str:
    return (
        f"{name:<12}{cost.athletes:>5} athletes {cost.wall_s:>7.1f} s {cost.cpu_s:>6.1f} CPU-s"
        f" {cost.per_second:>7.1f} a second {1000 / cost.per_cpu_second:>6.1f} CPU-ms each"
    )
