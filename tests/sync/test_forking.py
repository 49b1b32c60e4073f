"""A forked worker goes on sharing memory with its parent."""

import gc
import os


def test_what_the_parent_has_read_is_out_of_the_collectors_way_in_a_forked_worker():
    child = os.fork()
    if child == 0:
        os._exit(0 if gc.get_freeze_count() > 10_000 else 1)

    _pid, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
