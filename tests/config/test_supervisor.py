"""The children are tiny programs; the moments are passed in, and waiting means waiting for an event."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.supervisor import FIRST_PAUSE_S, LONGEST_PAUSE_S, STEADY_S, Child, ChildDied, Supervisor

LIMIT_S = 30
SLEEPER = "import signal; signal.pause()"
STUBBORN = """
import os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
worker = os.fork()
if worker == 0:
    signal.pause()
open(sys.argv[1], "w").write(str(worker))
signal.pause()
"""
# A supervisor as a program: says where its children are, and is then asked to stop.
PROGRAM = """
import os, sys
from pathlib import Path
from config.supervisor import Child, StopAsked, Supervisor
supervisor = Supervisor(Path(sys.argv[1]), print)
try:
    with supervisor.stoppable():
        supervisor.stop_afterwards(lambda: print("afterwards", flush=True))
        for name in ("one", "two"):
            supervisor.start(Child(name, [sys.executable, "-c", "import signal; signal.pause()"]))
            print(supervisor.process_id(name), flush=True)
        {then}
except StopAsked:
    print("stopped", flush=True)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "log", said.append, grace_s=LIMIT_S)
    yield supervisor
    supervisor.grace_s = 0
    supervisor.stop()


def child(code: str, *arguments: str, name: str = "child", **environment: str) -> Child:
    return Child(name, [sys.executable, "-c", code, *arguments], environment)


def await_death(pid: int) -> None:
    """Blocks until our child has ended, and leaves it to be noticed by the supervisor."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def kill(supervisor: Supervisor, name: str = "child") -> None:
    pid = supervisor.process_id(name)
    os.kill(pid, signal.SIGKILL)
    await_death(pid)


def await_file(supervisor: Supervisor, path: Path) -> str:
    supervisor.wait_until("child", lambda: path.exists() and path.read_text() != "", limit_s=LIMIT_S)
    return path.read_text()


def await_gone(pid: int) -> None:
    if psutil.pid_exists(pid):
        psutil.Process(pid).wait(LIMIT_S)
    assert not psutil.pid_exists(pid)


def test_a_child_sees_its_environment_and_writes_to_its_log(supervisor: Supervisor) -> None:
    supervisor.start(child("import os; print(os.environ['CLUB'])", CLUB="Rovers"))
    await_death(supervisor.process_id("child"))
    assert supervisor.log_of("child").read_text() == "Rovers\n"


def test_a_child_leads_a_group_and_session_of_its_own(supervisor: Supervisor) -> None:
    supervisor.start(child(SLEEPER))
    pid = supervisor.process_id("child")
    assert os.getpgid(pid) == os.getsid(pid) == pid


def test_a_dead_child_starts_again_after_a_pause(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start(child(SLEEPER))
    first = supervisor.process_id("child")
    kill(supervisor)
    supervisor.tick(1000.0)
    supervisor.tick(1000.0 + FIRST_PAUSE_S / 2)
    assert supervisor.process_id("child") == first
    supervisor.tick(1000.0 + FIRST_PAUSE_S)
    assert supervisor.process_id("child") != first
    assert psutil.pid_exists(supervisor.process_id("child"))
    assert said == [f"child ended and starts again; {supervisor.log_of('child')} says why."]


def test_the_pause_grows_with_each_death_to_a_limit_and_shrinks_after_steady_work(supervisor: Supervisor) -> None:
    supervisor.start(child(SLEEPER))
    now_s, pauses = 0.0, []
    for life_s in [0.0] * 7 + [STEADY_S]:
        kill(supervisor)
        now_s += life_s
        supervisor.tick(now_s)
        before, died_s = supervisor.process_id("child"), now_s
        while supervisor.process_id("child") == before:
            now_s += FIRST_PAUSE_S
            supervisor.tick(now_s)
        pauses.append(now_s - died_s)
    assert pauses[0] == FIRST_PAUSE_S
    assert pauses[:7] == sorted(pauses[:7])
    assert pauses[6] == LONGEST_PAUSE_S
    assert pauses[7] == FIRST_PAUSE_S


def test_workers_that_outlive_their_main_process_are_ended_before_it_starts_again(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start(child(STUBBORN, str(tmp_path / "worker")))
    worker = int(await_file(supervisor, tmp_path / "worker"))
    kill(supervisor)
    assert psutil.pid_exists(worker)
    supervisor.tick(1000.0)
    await_gone(worker)


def test_a_child_that_stands_still_is_restarted(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start(child(SLEEPER))
    first = supervisor.process_id("child")
    supervisor.restart("child")
    supervisor.tick(1000.0)
    supervisor.tick(1000.0 + FIRST_PAUSE_S)
    assert supervisor.process_id("child") != first
    assert said[0] == "child does nothing and is started again."


def test_stop_asks_the_main_process_alone(supervisor: Supervisor, tmp_path: Path) -> None:
    asks = """
import os, signal, sys
pid = os.fork()
def note(*_): open(sys.argv[1] + ("-main" if pid else "-worker"), "w").write("asked"); sys.exit()
signal.signal(signal.SIGTERM, note)
if pid: open(sys.argv[1], "w").write("up")
signal.pause()
"""
    supervisor.start(child(asks, str(tmp_path / "sign")))
    await_file(supervisor, tmp_path / "sign")
    supervisor.stop()
    assert (tmp_path / "sign-main").exists()
    assert not (tmp_path / "sign-worker").exists()


def test_after_the_grace_the_whole_group_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(child(STUBBORN, str(tmp_path / "worker")))
    worker = int(await_file(supervisor, tmp_path / "worker"))
    main = supervisor.process_id("child")
    supervisor.grace_s = 0
    supervisor.stop()
    assert not psutil.pid_exists(main)
    await_gone(worker)


def test_a_child_that_dies_while_starting_is_reported_with_its_log(supervisor: Supervisor) -> None:
    supervisor.start(child("raise SystemExit(3)"))
    with pytest.raises(ChildDied, match=r"^child did not start; .+child\.log says why\.$"):
        supervisor.wait_until("child", lambda: False, limit_s=LIMIT_S)


def test_a_child_that_never_gets_ready_is_reported(supervisor: Supervisor) -> None:
    supervisor.start(child(SLEEPER))
    with pytest.raises(ChildDied):
        supervisor.wait_until("child", lambda: False, limit_s=0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_what_it_stands_on_last(tmp_path: Path, number: signal.Signals) -> None:
    program, children = started_program(tmp_path, "supervisor.watch(lambda supervisor: None)")
    program.send_signal(number)
    output, _ = program.communicate(timeout=LIMIT_S)
    assert output.splitlines() == ["afterwards", "stopped"]
    assert program.returncode == 0
    assert not any(map(psutil.pid_exists, children))


def test_a_signal_during_start_stops_what_was_started(tmp_path: Path) -> None:
    program, children = started_program(tmp_path, "supervisor.wait_until('two', lambda: False, limit_s=1e9)")
    program.send_signal(signal.SIGINT)
    output, _ = program.communicate(timeout=LIMIT_S)
    assert output.splitlines() == ["afterwards", "stopped"]
    assert not any(map(psutil.pid_exists, children))


def test_a_failure_during_start_stops_what_was_started(tmp_path: Path) -> None:
    program, children = started_program(tmp_path, "raise OSError('no more disk')")
    _, complaint = program.communicate(timeout=LIMIT_S)
    assert "no more disk" in complaint
    assert not any(map(psutil.pid_exists, children))


@pytest.mark.skipif(sys.platform != "linux", reason="the tie to a killed parent is Linux's")
def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    program, children = started_program(tmp_path, "supervisor.watch(lambda supervisor: None)")
    program.kill()
    program.communicate(timeout=LIMIT_S)
    for pid in children:
        await_gone(pid)


def started_program(log_dir: Path, then: str) -> tuple[subprocess.Popen[str], list[int]]:
    """A supervisor with two children, and their process numbers; it goes on with the line `then`."""
    command = [sys.executable, "-c", PROGRAM.replace("{then}", then), str(log_dir)]
    program = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    return program, [int(program.stdout.readline()) for _ in range(2)]
