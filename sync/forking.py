"""What happens when a worker is forked: it goes on sharing the memory of what its parent has read."""

import gc
import os
from functools import lru_cache


@lru_cache(maxsize=1)
def share_memory_with_forked_workers() -> None:
    """Once a process. Python's collector would write into every page it looks at, and each worker would copy it.

    Measured with two workers: see docs/decisions/0012.
    """
    os.register_at_fork(before=gc.freeze)
