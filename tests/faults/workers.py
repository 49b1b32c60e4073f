"""Worker processes of these tests, from the nursery: started, waited for, killed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings

LIMIT_S = 60.0


@dataclass(frozen=True)
class Worker:
    pid: int

    def kill(self) -> None:
        """kill -9: no farewell, no clean-up."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            process.kill()
            process.wait(LIMIT_S)

    def wait_until_ended(self) -> None:
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self.pid).wait(LIMIT_S)

    @property
    def is_alive(self) -> bool:
        return psutil.pid_exists(self.pid)


class Nursery:
    """Starts workers. `log` is where they say what went wrong."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"],
                cwd=settings.BASE_DIR,
                env={**os.environ, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                bufsize=1,
            )

    def start(self, task: str, **order: Any) -> Worker:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"task": task, **order}) + "\n")
        self._process.stdin.flush()
        pid = self._process.stdout.readline()
        assert pid, f"the nursery has ended; {self.log} says why"
        return Worker(int(pid))

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()
