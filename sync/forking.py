"""What happens before workers are forked: they go on sharing the memory of what their parent has read.

Measured with two workers: see docs/decisions/0012.
"""

import ctypes
import gc
import os
import sys
from functools import lru_cache
from importlib import import_module
from multiprocessing import get_context

from django.conf import settings
from django.core.management.base import BaseCommand, SystemCheckError
from django.utils.module_loading import import_string
from django_q.conf import Conf

from sync.schedules import all_schedules

M_ARENA_MAX = -8  # of glibc's malloc.h


@lru_cache(maxsize=1)
def share_memory_with_forked_workers() -> None:
    """Once a process. Python's collector would write into every page it looks at, and each worker would copy it."""
    os.register_at_fork(before=gc.freeze)


def check_apart(command: BaseCommand) -> None:
    """Run the system checks in a process of their own, and leave when they complain.

    They read every address, view and page of admin, none of which a worker needs.
    """
    checking = get_context("fork").Process(target=_check, args=(command,))
    checking.start()
    checking.join()
    if checking.exitcode:
        sys.exit(1)


def _check(command: BaseCommand) -> None:
    try:
        command.check()
    except SystemCheckError as error:
        command.stderr.write(str(error), lambda text: text)
        sys.exit(1)


def read_what_workers_share() -> None:
    """Read now what this cluster's tasks need: read by each worker when its first task comes, each holds a copy.

    A cluster of its own name writes links, and for these it needs the addresses of all pages.
    """
    is_usual = Conf.CLUSTER_NAME == Conf.PREFIX
    for planned in all_schedules():
        if planned.cluster == (None if is_usual else Conf.CLUSTER_NAME):
            import_string(planned.task)
    if not is_usual:
        import_module(settings.ROOT_URLCONF)
    gc.collect()


def keep_memory_in_one_place() -> None:
    """Let all threads take memory from one arena: each would keep what it freed for itself. 4 MB a worker.

    Only glibc has arenas to limit; elsewhere nothing happens.
    """
    limit = getattr(ctypes.CDLL(None), "mallopt", None)
    if limit is not None:
        limit(M_ARENA_MAX, 1)
