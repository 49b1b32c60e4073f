"""Every schedule in one list; the table of schedules is made to agree at each deploy.

None takes arguments: each task finds its own work. One row that cannot be read would silence them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_q.models import Schedule

from sync import conf


@dataclass(frozen=True)
class Planned:
    name: str
    task: str
    minutes: int
    # Which cluster does it: that of messages for what must not wait behind a backlog of syncs; None is the usual one.
    cluster: str | None = None


# Those of sync itself. Apps further out add theirs at start-up.
SCHEDULES = (
    Planned("tick", "sync.tasks.tick", 1),
    Planned("round", "sync.tasks.sync_round", 1),
    Planned("upkeep", "sync.tasks.upkeep", 24 * 60),
    Planned("notices", "sync.tasks.agree_on_notices", 5),
    Planned("new feeds", "sync.tasks.ask_about_new_feeds", 60),
    Planned("jobs", "forms_engine.tasks.tend_jobs", 1),
    Planned("calculations", "forms_engine.tasks.follow_changes", 1),
)
_further: list[Planned] = []


def register_schedules(planned: Iterable[Planned]) -> None:
    for one in planned:
        if one not in _further:
            _further.append(one)


def all_schedules() -> tuple[Planned, ...]:
    return (*SCHEDULES, *_further)


def apply_schedules(now: datetime) -> list[str]:
    """Make the table agree with `all_schedules`, by name. A schedule that is right keeps its next run.

    Returns a line for each change.
    """
    lines = []
    schedules = all_schedules()
    with transaction.atomic():
        names = [planned.name for planned in schedules]
        for stranger in Schedule.objects.exclude(name__in=names):
            lines.append(f"removed {stranger.name or stranger.func}")
            stranger.delete()
        for planned in schedules:
            found = Schedule.objects.filter(name=planned.name)
            # One that waits longer than its own interval would be right and yet silent.
            latest = now + timedelta(minutes=planned.minutes)
            if found.count() == 1 and found.filter(next_run__lte=latest, **_wanted(planned)).exists():
                continue
            found.delete()
            first = now + timedelta(minutes=min(planned.minutes, conf.ROUND_MINUTES))
            Schedule.objects.create(name=planned.name, next_run=first, **_wanted(planned))
            lines.append(f"made {planned.name}, every {planned.minutes} minutes")
    return lines


def bring_back(now: datetime, slack: timedelta) -> int:
    """Let run at once what would wait longer than its own interval and `slack`. Returns how many schedules did."""
    late = [
        one.pk
        for one in Schedule.objects.filter(schedule_type=Schedule.MINUTES, next_run__gt=now + slack)
        if one.next_run > now + slack + timedelta(minutes=one.minutes or 0)
    ]
    return Schedule.objects.filter(pk__in=late).update(next_run=now)


def _wanted(planned: Planned) -> dict[str, object]:
    return {
        "func": planned.task,
        "schedule_type": Schedule.MINUTES,
        "minutes": planned.minutes,
        "repeats": -1,
        "args": None,
        "kwargs": None,
        "hook": None,
        "cluster": planned.cluster,
    }
