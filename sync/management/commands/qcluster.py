"""`manage.py qcluster`: django-q2's own, whose workers hold no more than they need."""

from typing import Any

from django_q.management.commands import qcluster

from sync import forking


class Command(qcluster.Command):
    requires_system_checks: list[str] = []  # `check_apart` runs them

    def handle(self, *args: Any, **options: Any) -> None:
        forking.check_apart(self)
        forking.read_what_workers_share()
        forking.keep_memory_in_one_place()
        super().handle(*args, **options)
