"""Child processes that do not outlive a parent that was killed."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def tied_to_parent(farewell: signal.Signals) -> Callable[[], None]:
    """For Popen's `preexec_fn`: the child receives `farewell` when this process dies, however it dies.

    Linux only; elsewhere the child lives on until it is stopped. Call it from the main thread, because
    Linux counts the thread that started the child as its parent.
    """
    parent_pid = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def tie() -> None:
        if libc is None:
            return
        libc.prctl(PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)
        if os.getppid() != parent_pid:  # the parent died before the tie held
            os.kill(os.getpid(), signal.SIGKILL)

    return tie
