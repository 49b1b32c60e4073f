"""Asking for a sync: the one way, for schedule, first fill, notices, repair and "Sync now" alike."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Q
from django_q.tasks import async_task

from people.models import Person
from sync import conf
from sync.models import Connection, ProviderApplication, Run
from sync.models.run import Priority
from sync.provider import Window
from sync.settling import settle

log = logging.getLogger(__name__)


def request_sync(
    connection: Connection,
    *,
    trigger: Run.Trigger,
    now: datetime,
    days: Window | None = None,
    asked_by: Person | None = None,
    feeds: Sequence[str] = (),
    priority: Priority = Priority.ROUND,
    holes: Mapping[str, Sequence[date]] | None = None,
) -> Run:
    """Ask for one sync of `connection`; joins an ask already waiting, widens it to `days` and `feeds`, may hasten it.

    `feeds`: keys; none means those the plan finds due. `holes`: feed → days to be read again, and nothing else unless
    something else is asked for too. The Run commits with the caller's transaction and its task is
    enqueued after that commit, so neither is lost.
    """
    with transaction.atomic():
        waiting = _waiting_run(connection)
        if waiting is None:
            try:
                with transaction.atomic():
                    return _new_run(connection, trigger, now, days, asked_by, feeds, priority, holes or {})
            except IntegrityError:
                # Somebody else asked between our look and our insert: join theirs.
                waiting = _waiting_run(connection)
                if waiting is None:
                    return _new_run(connection, trigger, now, days, asked_by, feeds, priority, holes or {})
        _widen(waiting, days)
        _add_holes(waiting, holes or {})
        if not holes:
            _add_feeds(waiting, feeds)
        _hasten(waiting, priority)
        return waiting


def _waiting_run(connection: Connection) -> Run | None:
    return Run.objects.select_for_update().filter(connection=connection, state=Run.State.QUEUED).first()


def _new_run(
    connection: Connection,
    trigger: Run.Trigger,
    now: datetime,
    days: Window | None,
    asked_by: Person | None,
    feeds: Sequence[str],
    priority: Priority,
    holes: Mapping[str, Sequence[date]],
) -> Run:
    run = Run.objects.create(
        connection=connection,
        trigger=trigger,
        first_day=days.first if days else None,
        last_day=days.last if days else None,
        asked_by=asked_by,
        feeds=sorted(feeds),
        priority=priority,
        holes=_with_days({}, holes),
        reads_plan=not holes,
        asked_at=now,
        enqueued_at=now,
    )
    transaction.on_commit(partial(enqueue, run.pk))
    return run


def _widen(run: Run, days: Window | None) -> None:
    if days is None:
        return
    first = min(run.first_day or days.first, days.first)
    last = max(run.last_day or days.last, days.last)
    if (first, last) != (run.first_day, run.last_day):
        run.first_day, run.last_day = first, last
        run.save(update_fields=["first_day", "last_day"])


def _add_feeds(run: Run, feeds: Sequence[str]) -> None:
    """A run that was for holes alone reads these feeds, or what the plan finds due, from now on."""
    merged = sorted({*run.feeds, *feeds}) if feeds and (run.feeds or not run.reads_plan) else []
    if (merged, True) != (run.feeds, run.reads_plan):
        run.feeds, run.reads_plan = merged, True
        run.save(update_fields=["feeds", "reads_plan"])


def _add_holes(run: Run, holes: Mapping[str, Sequence[date]]) -> None:
    merged = _with_days(run.holes, holes)
    if merged != run.holes:
        run.holes = merged
        run.save(update_fields=["holes"])


def _with_days(known: Mapping[str, list[str]], holes: Mapping[str, Sequence[date]]) -> dict[str, list[str]]:
    return {
        feed: sorted({*known.get(feed, ()), *(day.isoformat() for day in holes.get(feed, ()))})
        for feed in sorted({*known, *holes})
    }


def _hasten(run: Run, priority: Priority) -> None:
    if priority < run.priority:
        run.priority = priority
        run.save(update_fields=["priority"])


def enqueue(*run_ids: int) -> None:
    """Hand the ids of runs to the workers, so many to a task as are performed together.

    The broker may lose or double a task: the claim and the tick make that harmless.
    """
    for start in range(0, len(run_ids), conf.BATCH_RUNS):
        async_task("sync.tasks.perform", *run_ids[start : start + conf.BATCH_RUNS])


def request_due(provider_key: str, now: datetime) -> int:
    """The round: ask for every connection of the provider that may be read. Returns how many asks are new.

    Connections with an ask waiting, or told to wait by a rate limit, are left alone.
    """
    application = ProviderApplication.objects.filter(provider=provider_key, is_enabled=True).first()
    if application is None or (application.asks_again_at and application.asks_again_at > now):
        return 0
    settle(application, now)
    due = Connection.objects.filter(
        Q(asks_again_at=None) | Q(asks_again_at__lte=now),
        Q(backs_off_until=None) | Q(backs_off_until__lte=now),
        provider=provider_key,
        state__in=Connection.SYNCED_STATES,
        person__is_active=True,
    ).exclude(runs__state__in=[Run.State.QUEUED, Run.State.RUNNING])
    runs = [
        Run(connection=connection, trigger=Run.Trigger.SCHEDULE, asked_at=now, enqueued_at=now)
        for connection in due.only("pk")
    ]
    with transaction.atomic():
        Run.objects.bulk_create(runs, ignore_conflicts=True)
        mine = Run.objects.filter(state=Run.State.QUEUED, asked_at=now, trigger=Run.Trigger.SCHEDULE)
        asked = list(mine.order_by("pk").values_list("pk", flat=True))
        transaction.on_commit(partial(enqueue, *asked))
    return len(asked)


def revive(now: datetime, queue_length: int) -> int:
    """Give lost asks another chance. Returns how many were.

    A run claimed long ago lost its worker; it waits again, or fails after `MOST_STARTS`. A run waiting for over a
    minute is enqueued again when more runs wait than the broker's tasks can hold: then some were lost.
    """
    revived = 0
    stale = Run.objects.filter(state=Run.State.RUNNING, claimed_at__lt=now - conf.STALE_CLAIM)
    for run_id in list(stale.values_list("pk", flat=True)):
        revived += release_claim(run_id, now)
    waiting = Run.objects.filter(state=Run.State.QUEUED)
    if queue_length * conf.BATCH_RUNS < waiting.count():
        lost = list(waiting.filter(enqueued_at__lt=now - conf.LOST_ASK).values_list("pk", flat=True))
        Run.objects.filter(pk__in=lost).update(enqueued_at=now)
        enqueue(*lost)
        revived += len(lost)
    return revived


def release_claim(run_id: int, now: datetime) -> int:
    """Let a claimed run wait again, or join the ask that waits behind it. Returns how many there were: 1 or 0."""
    with transaction.atomic():
        run = Run.objects.select_for_update().filter(pk=run_id, state=Run.State.RUNNING).first()
        if run is None:
            return 0
        log.warning("run %s goes back after start %s", run.pk, run.starts)
        waiting = _waiting_run(run.connection)
        if waiting is not None or run.starts >= conf.MOST_STARTS:
            if waiting is not None and run.first_day and run.last_day:
                _widen(waiting, Window(run.first_day, run.last_day))
            run.state, run.finished_at, run.error_code = Run.State.FAILED, now, "worker_lost"
            run.error_text = "The worker stopped before the run ended."
        else:
            run.state, run.claimed_at, run.enqueued_at = Run.State.QUEUED, None, now
            transaction.on_commit(partial(enqueue, run_id))
        run.save()
        return 1
