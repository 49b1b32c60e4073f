"""A forked worker goes on sharing memory with its parent."""

import gc
import os

import pytest
from django.core.management.base import BaseCommand, SystemCheckError

from sync.forking import check_apart


class Complaining(BaseCommand):
    def check(self, *args: object, **kwargs: object) -> None:
        raise SystemCheckError("A setting is missing.")


class Content(BaseCommand):
    def check(self, *args: object, **kwargs: object) -> None:
        gc.read_in_the_check = True  # type: ignore[attr-defined]


def test_what_the_parent_has_read_is_out_of_the_collectors_way_in_a_forked_worker():
    child = os.fork()
    if child == 0:
        os._exit(0 if gc.get_freeze_count() > 10_000 else 1)

    _pid, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0


def test_a_cluster_whose_checks_complain_says_so_and_leaves(capfd):
    with pytest.raises(SystemExit) as left:
        check_apart(Complaining())

    assert left.value.code == 1
    assert "A setting is missing." in capfd.readouterr().err


def test_what_the_checks_read_is_gone_with_them():
    check_apart(Content())

    assert not hasattr(gc, "read_in_the_check")
