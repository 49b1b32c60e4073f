"""Rounds of the plain script, in as many processes at once as we have workers."""

import json
import subprocess
import time
from contextlib import ExitStack

from benchmarks.syncing.cluster import Cost, RoundFailed
from benchmarks.syncing.surroundings import child
from sync.provider import Window


def perform_plain_round(athletes: int, workers: int, window: Window) -> Cost:
    """The first `athletes` of the club, split between the processes; their start is not counted."""
    with ExitStack() as undo:
        processes = [
            undo.enter_context(
                child(_command(part, workers, athletes, window), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            for part in range(workers)
        ]
        for process in processes:
            _line_of(process)
        began = time.monotonic()
        for process in processes:
            assert process.stdin is not None  # noqa: S101 for the types alone
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [json.loads(_line_of(process)) for process in processes]
        wall_s = time.monotonic() - began
    return Cost(athletes, wall_s, sum(one["cpu_s"] for one in said))


def _command(part: int, parts: int, athletes: int, window: Window) -> list[str]:
    options = {"part": part, "parts": parts, "athletes": athletes, "first": window.first, "last": window.last}
    command = ["-m", "benchmarks.syncing.plain_script"]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    return command


def _line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # noqa: S101 for the types alone
    line = process.stdout.readline()
    if not line:
        raise RoundFailed("The plain script broke off.")
    return line
