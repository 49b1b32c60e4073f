"""A task that says what the worker that does it has read."""

import sys


def modules_read() -> list[str]:
    return sorted(sys.modules)
