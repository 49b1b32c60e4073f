"""Keeps a few programs running and stops them all.

Each child leads a process group of its own, so a Ctrl-C in the terminal reaches only the supervisor. On
stop the main process of each child alone is asked to end (a queue cluster hangs when its workers are
asked too); the groups are killed only when the grace is over.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.lifelines import tied_to_parent

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROUND_S = 0.5
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
RESTART_GRACE_S = 60.0  # for a child that does nothing: longer than the longest piece of work, should there be one
STEADY_S = 60.0  # a child that ran this long starts again with the first pause


class StopAsked(BaseException):
    """Ctrl-C or SIGTERM; like KeyboardInterrupt no ordinary `except` holds it up."""


class ChildDied(Exception):
    """A child ended while it was starting; the message names its log."""


@dataclass(frozen=True)
class Child:
    """A program to keep running; `environment` is what it sees besides ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Running:
    child: Child
    process: subprocess.Popen[bytes]
    started_s: float
    pause_s: float = FIRST_PAUSE_S
    due_s: float | None = None  # when a dead child starts again


class Supervisor:
    """Starts children, restarts those that die, stops them all; `say` hears in words what went wrong.

    Each child writes to a log of its own in `log_dir`; without one, all write where we write.
    """

    def __init__(self, log_dir: Path | None, say: Callable[[str], None], *, grace_s: float = 10.0) -> None:
        self.log_dir = log_dir
        self.say = say
        self.grace_s = grace_s
        self._running: dict[str, Running] = {}
        self._is_stop_asked = False
        self._is_busy = False
        self._afterwards = ExitStack()

    def stop_afterwards(self, stop: Callable[[], None]) -> None:
        """Calls `stop` once all children have ended: for what they stand on."""
        self._afterwards.callback(stop)

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """A signal to stop raises StopAsked inside; everything is stopped on the way out, in whatever way."""
        before = {number: signal.signal(number, self._hear) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            self._is_busy = True  # further requests change nothing: stopping has an end
            with self._afterwards:
                self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        is_first, self._is_stop_asked = not self._is_stop_asked, True
        if is_first and not self._is_busy:
            raise StopAsked

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """A request to stop waits until the end, so that no child is started and then forgotten."""
        was_busy, self._is_busy = self._is_busy, True
        try:
            yield
        finally:
            self._is_busy = was_busy
        if self._is_stop_asked and not was_busy:
            raise StopAsked

    def start(self, child: Child) -> None:
        """Starts `child`, its log empty."""
        if self.log_dir is not None:
            self.log_dir.mkdir(parents=True, exist_ok=True)
            self.log_of(child.name).write_bytes(b"")
        with self._undisturbed():
            self._running[child.name] = Running(child, self._launch(child), time.monotonic())

    def _launch(self, child: Child) -> subprocess.Popen[bytes]:
        with ExitStack() as opened:
            log = None if self.log_dir is None else opened.enter_context(self.log_of(child.name).open("ab"))
            return subprocess.Popen(  # noqa: S603
                child.command,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **child.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tied_to_parent(signal.SIGTERM),
            )

    def wait_until(self, name: str, is_ready: Callable[[], bool], *, limit_s: float = 30.0) -> None:
        """Returns when `is_ready()`; ChildDied when the child ends first or takes longer than the limit."""
        deadline = time.monotonic() + limit_s
        while not is_ready():
            if self._running[name].process.poll() is not None or time.monotonic() > deadline:
                raise ChildDied(f"{name} did not start; {self.place_of_log(name)} says why.")
            time.sleep(0.05)

    def tick(self, now_s: float) -> None:
        """One look at the children at `now_s` (monotonic): the dead start again, after a pause that grows."""
        for running in self._running.values():
            if running.process.poll() is None:
                continue
            if running.due_s is None:
                self._kill_group(running)  # workers that outlived their main process
                if now_s - running.started_s >= STEADY_S:
                    running.pause_s = FIRST_PAUSE_S
                running.due_s = now_s + running.pause_s
                name = running.child.name
                self.say(f"{name} ended and starts again; {self.place_of_log(name)} says why.")
                running.pause_s = min(running.pause_s * 2, LONGEST_PAUSE_S)
            elif now_s >= running.due_s:
                with self._undisturbed():
                    running.process = self._launch(running.child)
                    running.started_s, running.due_s = now_s, None

    def watch(self, on_round: Callable[["Supervisor"], None]) -> None:
        """Looks after the children until StopAsked; `on_round` may look after more and may call `restart`."""
        while not self._is_stop_asked:
            self.tick(time.monotonic())
            on_round(self)
            time.sleep(ROUND_S)

    def restart(self, name: str) -> None:
        """Ends a child that is alive but does nothing; `tick` starts it again."""
        running = self._running[name]
        if running.due_s is not None:
            return
        self.say(f"{name} does nothing and is started again.")
        running.process.terminate()
        self._wait([running], min(self.grace_s, RESTART_GRACE_S))
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()

    def log_of(self, name: str) -> Path:
        if self.log_dir is None:
            raise LookupError("These children have no logs of their own.")
        return self.log_dir / f"{name}.log"

    def place_of_log(self, name: str) -> str:
        return "the log above" if self.log_dir is None else str(self.log_of(name))

    def seconds_up(self, name: str, now_s: float) -> float:
        return now_s - self._running[name].started_s

    def process_id(self, name: str) -> int:
        return self._running[name].process.pid

    def stop(self) -> None:
        """Everything ended, politely while the grace lasts. Safe to call twice."""
        running = list(self._running.values())
        for each in running:
            each.process.terminate()
        self._wait(running, self.grace_s)
        for each in running:
            self._kill_group(each)
        self._running.clear()

    def _wait(self, running: list[Running], limit_s: float) -> None:
        deadline = time.monotonic() + limit_s
        for each in running:
            with suppress(subprocess.TimeoutExpired):
                each.process.wait(max(0.0, deadline - time.monotonic()))

    def _kill_group(self, running: Running) -> None:
        """Whatever is left of a child's group, once: later the group's number may be somebody else's."""
        if running.due_s is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()
