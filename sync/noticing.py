"""A notice the vendor signed becomes an ask for a sync. It is a hint: nothing it says is stored as data."""

from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from forms_engine.models import Record
from sync import conf, queue
from sync.models import Binding, Connection, Priority, Run
from sync.provider import Notice, Provider, Window
from sync.silence import feeds_of_type

# How long ago the last notice was is told to the minute, so that its row is not written for each.
TOLD_EVERY = timedelta(minutes=1)
# A document older than this is left to the repairs.
OLDEST = timedelta(days=400)

# Whose it is, that it is new, and that its type was heard of: one statement for the burst after a phone's upload.
# The state is named twice: by the word the index knows, and by those that are read.
TAKE = """
WITH taken AS (
    INSERT INTO sync_seennotice (provider, identity, connection_id, taken_at)
    SELECT provider, %(identity)s, id, %(now)s FROM sync_connection
    WHERE provider = %(provider)s AND account_id = %(account_id)s
        AND state <> 'disconnected' AND state = ANY(%(states)s)
    ON CONFLICT DO NOTHING
    RETURNING connection_id
), told AS (
    UPDATE sync_noticesubscription SET last_notice_at = %(now)s
    WHERE provider = %(provider)s AND notice_type = %(notice_type)s AND event = %(event)s
        AND (last_notice_at IS NULL OR last_notice_at < %(minute_ago)s) AND EXISTS (SELECT FROM taken)
)
SELECT * FROM sync_connection WHERE id IN (SELECT connection_id FROM taken)
"""


def take_notice(provider: Provider, notice: Notice, now: datetime) -> Run | None:
    """Ask for a sync of that person and those feeds. None when there is nobody to ask for, or it was taken before.

    At most four statements, one of them the task's, and a fifth where a run waits already and learns something new.
    """
    feeds = feeds_of_type(provider, notice.notice_type)
    if not feeds:
        return None
    keys = [feed.key for feed in feeds]
    with transaction.atomic():
        connection = _take(provider, notice, now)
        if connection is None:
            return None
        return queue.request_sync(
            connection,
            trigger=Run.Trigger.NOTICE,
            now=now,
            days=_days(connection, keys, notice, now),
            feeds=keys,
            priority=Priority.NOTICE,
        )


def _take(provider: Provider, notice: Notice, now: datetime) -> Connection | None:
    said = {
        "provider": provider.key,
        "identity": notice.identity,
        "account_id": notice.account_id,
        "notice_type": notice.notice_type,
        "event": notice.event,
        "states": [state.value for state in Connection.SYNCED_STATES],
        "now": now,
        "minute_ago": now - TOLD_EVERY,
    }
    return next(iter(Connection.objects.raw(TAKE, said)), None)


def _days(connection: Connection, feeds: list[str], notice: Notice, now: datetime) -> Window | None:
    """The day of a document we hold, when it lies before what a run reads anyway.

    It is read as a range: whether a document that is gone answers to its id is sure of no vendor.
    """
    day = _stored_day(connection, feeds, notice.document_id, now)
    return Window(day, day) if day and day < now.date() - timedelta(days=conf.OVERLAP_DAYS) else None


def _stored_day(connection: Connection, feeds: list[str], document_id: str, now: datetime) -> date | None:
    """Newest first, so that for what is new it is a look at a few rows."""
    owners = [f"{connection.provider}:{feed}" for feed in feeds]
    is_it = reduce(or_, [Q(digests__contains={owner: {"document": document_id}}) for owner in owners])
    forms = Binding.objects.filter(provider=connection.provider, feed__in=feeds).values("form")
    records = Record.objects.filter(
        is_it,
        person=connection.person_id,
        form__in=forms,
        source=connection.provider,
        source_on__gte=now.date() - OLDEST,
    )
    return records.order_by("-source_on").values_list("source_on", flat=True).first()
