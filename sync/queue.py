"""Asking for a sync: the one way, for schedule, first fill, notices, repair and "Sync now" alike.

A task is a ticket without arguments: whoever takes one performs the best of the runs that wait. So priorities hold
though the broker knows none, and a ticket that is lost or comes twice loses or doubles no run.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db import connection as database
from django.db.models import Q, QuerySet
from django_q.tasks import async_task

from people.models import Person
from sync import conf
from sync.models import Connection, Priority, ProviderApplication, Run
from sync.provider import Window
from sync.registry import provider_for
from sync.settling import settle
from sync.subscriptions import live_types

log = logging.getLogger(__name__)

# In Run.feeds: every feed in use, whatever the plan finds due.
EVERY_FEED = "*"
# Who goes first, and what is read when no feed is named: every feed, or [] for those the plan finds due.
USUAL: dict[str, tuple[Priority, list[str]]] = {
    Run.Trigger.PERSON: (Priority.PERSON, [EVERY_FEED]),
    # The newest days of a new connection, of which all is due; the engine asks for older ones at their own priority.
    Run.Trigger.FIRST_FILL: (Priority.PERSON, []),
    Run.Trigger.NOTICE: (Priority.NOTICE, []),
    Run.Trigger.SCHEDULE: (Priority.ROUND, []),
    Run.Trigger.REPAIR: (Priority.REPAIR, [EVERY_FEED]),
}

TIGHTEN = """
UPDATE sync_connection
SET plan = plan - %(feeds)s::text[], asks_next_at = LEAST(asks_next_at, %(now)s + id %% 15 * interval '1 minute')
WHERE provider = %(provider)s
"""
WISHES = ("feeds", "holes", "reads_plan", "first_day", "last_day", "priority")


def request_sync(
    connection: Connection,
    *,
    trigger: Run.Trigger,
    now: datetime,
    days: Window | None = None,
    feeds: Iterable[str] = (),
    priority: Priority | None = None,
    asked_by: Person | None = None,
    holes: Mapping[str, Sequence[date]] | None = None,
    not_before: datetime | None = None,
) -> Run:
    """Ask for one sync of `connection`; joins an ask already waiting, widens it to `days` and `feeds`, may hasten it.

    `feeds`: keys to read besides those the plan finds due; `days` without feeds concern every feed. `holes`: feed →
    days to be read again, and nothing else unless something else is asked for too. `not_before`: the budget has no room
    sooner. The usual feeds and priority are those of the trigger. The Run commits with the caller's transaction and its
    ticket is enqueued after that commit, so neither is lost.
    """
    usual_priority, usual_feeds = USUAL[trigger]
    if holes:
        usual_feeds = []
    asked = Run(
        connection=connection,
        trigger=trigger,
        priority=usual_priority if priority is None else priority,
        feeds=sorted(set(feeds)) or ([EVERY_FEED] if days else usual_feeds),
        first_day=days.first if days else None,
        last_day=days.last if days else None,
        holes={feed: sorted(day.isoformat() for day in set(missing)) for feed, missing in (holes or {}).items()},
        reads_plan=not holes,
        waits_until=not_before,
        asked_by=asked_by,
        asked_at=now,
        enqueued_at=now,
    )
    with transaction.atomic():
        waiting = _waiting_run(connection)
        if waiting is None:
            try:
                with transaction.atomic():
                    return _save_new(asked)
            except IntegrityError:
                # Somebody else asked between our look and our insert: join theirs.
                waiting = _waiting_run(connection)
                if waiting is None:
                    return _save_new(asked)
        _join(waiting, asked)
        return waiting


def _waiting_run(connection: Connection) -> Run | None:
    return Run.objects.select_for_update().filter(connection=connection, state=Run.State.QUEUED).first()


def _save_new(run: Run) -> Run:
    run.save(force_insert=True)
    transaction.on_commit(enqueue)
    return run


def _join(waiting: Run, asked: Run) -> None:
    """Let `waiting` do what `asked` asks for as well. One that becomes more urgent waits for nothing any more."""
    before = _wishes(waiting)
    waiting.feeds = merged_feeds(waiting.feeds, asked.feeds)
    waiting.holes = {
        feed: sorted({*waiting.holes.get(feed, ()), *asked.holes.get(feed, ())})
        for feed in sorted({*waiting.holes, *asked.holes})
    }
    waiting.reads_plan = waiting.reads_plan or asked.reads_plan
    if asked.first_day and asked.last_day:
        waiting.first_day = min(waiting.first_day or asked.first_day, asked.first_day)
        waiting.last_day = max(waiting.last_day or asked.last_day, asked.last_day)
    if asked.priority < waiting.priority:
        waiting.priority, waiting.waits_until = asked.priority, None
        transaction.on_commit(enqueue)
    if _wishes(waiting) != before:
        waiting.save(update_fields=[*WISHES, "waits_until"])


def _wishes(run: Run) -> list[object]:
    return [getattr(run, name) for name in WISHES]


def merged_feeds(some: Collection[str], others: Collection[str]) -> list[str]:
    """What both ask for together; every feed when one of them wants every feed."""
    return [EVERY_FEED] if EVERY_FEED in some or EVERY_FEED in others else sorted({*some, *others})


def enqueue(tickets: int = 1) -> None:
    """Hand tickets to the workers. The broker may lose or double one: the claim and the tick make that harmless."""
    for _ticket in range(tickets):
        async_task("sync.tasks.perform")


def request_due(provider_key: str, now: datetime) -> int:
    """The round: ask for every connection of the provider of which a feed is due. Returns how many asks are new.

    What is due for its re-read alone is asked for at the priority of a repair. A first fill or repair that waits is
    hastened where a feed is due. Connections told to wait by a rate limit are left alone.
    """
    application = ProviderApplication.objects.filter(provider=provider_key, is_enabled=True).first()
    if application is None or (application.asks_again_at and application.asks_again_at > now):
        return 0
    settle(application, now)
    _note_live_types(application, now)
    askable = Connection.objects.filter(
        Q(asks_again_at=None) | Q(asks_again_at__lte=now),
        Q(backs_off_until=None) | Q(backs_off_until__lte=now),
        provider=provider_key,
        state__in=Connection.SYNCED_STATES,
        person__is_active=True,
    ).exclude(runs__state=Run.State.RUNNING)
    due = Q(asks_next_at=None) | Q(asks_next_at__lte=now)
    with transaction.atomic():
        waiting = Run.objects.filter(state=Run.State.QUEUED, priority__gt=Priority.ROUND)
        hastened = waiting.filter(connection__in=askable.filter(due)).update(
            priority=Priority.ROUND, waits_until=None, reads_plan=True
        )
        free = askable.exclude(runs__state=Run.State.QUEUED).only("pk")
        asked = _ask_for(free.filter(due).order_by("asks_next_at"), Priority.ROUND, now)
        asked += _ask_for(free.exclude(due).filter(sweeps_next_at__lte=now), Priority.REPAIR, now)
        transaction.on_commit(partial(enqueue, tickets_for(hastened + asked)))
    return asked


def _note_live_types(application: ProviderApplication, now: datetime) -> None:
    """What notices no longer tell of is due again, over the next quarter of an hour."""
    provider = provider_for(application.provider)
    live = live_types(provider, now)
    silent = set(application.live_types) - live
    if live != set(application.live_types):
        ProviderApplication.objects.filter(pk=application.pk).update(live_types=sorted(live))
    if silent:
        feeds = [feed.key for feed in provider.feeds if feed.notice_type in silent]
        with database.cursor() as cursor:
            cursor.execute(TIGHTEN, {"feeds": feeds, "now": now, "provider": provider.key})


def _ask_for(connections: QuerySet[Connection], priority: Priority, now: datetime) -> int:
    """Several statements for as many as one round may ask for; the next round asks for the others."""
    runs = [
        Run(connection=one, trigger=Run.Trigger.SCHEDULE, priority=priority, asked_at=now, enqueued_at=now)
        for one in connections[: conf.MOST_ASKS_A_ROUND]
    ]
    if not runs:
        return 0
    Run.objects.bulk_create(runs, ignore_conflicts=True)
    mine = Run.objects.filter(trigger=Run.Trigger.SCHEDULE, asked_at=now, priority=priority)
    return mine.filter(connection__in=[run.connection_id for run in runs]).count()


def tickets_for(runs: int) -> int:
    return -(-runs // conf.BATCH_RUNS)


def revive(now: datetime, queue_length: int) -> int:
    """Give lost asks another chance. Returns how many were.

    A run claimed long ago lost its worker; it waits again, or fails after `MOST_STARTS`. Runs that have been free to
    begin for over a minute get new tickets when the broker holds too few: then some were lost, or found no budget.
    """
    revived = 0
    stale = Run.objects.filter(state=Run.State.RUNNING, claimed_at__lt=now - conf.STALE_CLAIM)
    for run_id in list(stale.values_list("pk", flat=True)):
        revived += release_claim(run_id, now)
    free = Run.objects.filter(Q(waits_until=None) | Q(waits_until__lte=now), state=Run.State.QUEUED)
    lost = free.filter(enqueued_at__lt=now - conf.LOST_ASK).order_by("priority", "id")
    ids = list(lost.values_list("pk", flat=True)[: conf.MOST_REVIVED])
    missing = tickets_for(len(ids)) - queue_length
    if missing > 0:
        Run.objects.filter(pk__in=ids).update(enqueued_at=now)
        enqueue(missing)
        revived += len(ids)
    return revived


def release_claim(run_id: int, now: datetime, *, until: datetime | None = None) -> int:
    """Let a claimed run wait again, or join the ask that waits behind it. Returns how many there were: 1 or 0.

    `until`: the budget, or the vendor, lets it begin no sooner; that was no start.
    """
    with transaction.atomic():
        run = Run.objects.select_for_update().filter(pk=run_id, state=Run.State.RUNNING).first()
        if run is None:
            return 0
        if until is None:
            log.warning("run %s goes back after start %s", run.pk, run.starts)
        else:
            run.starts -= 1
        waiting = _waiting_run(run.connection)
        if waiting is not None:
            _join(waiting, run)
        if waiting is not None or run.starts >= conf.MOST_STARTS:
            run.state, run.finished_at = Run.State.FAILED, now
            run.error_code, run.error_text = _why_given_up(until)
        else:
            run.state, run.claimed_at, run.enqueued_at, run.waits_until = Run.State.QUEUED, None, now, until
            if until is None:
                transaction.on_commit(enqueue)
        run.save()
        return 1


def _why_given_up(until: datetime | None) -> tuple[str, str]:
    if until is None:
        return "worker_lost", "The worker stopped before the run ended."
    return "rate_limited", "It had to wait, and the ask behind it does its work."
