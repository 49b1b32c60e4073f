"""What is said to the site in other chat systems: stored, acknowledged, and only then worked on.

The door waits for one insert. Events and messages are unique there, so that retries, doubles and replays end at the
table. Only commands are stored, and a command's text only until it is answered: other talk is nobody's business.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import connection as database
from django.db import transaction
from django.db.models import Q
from django_q.tasks import async_task

from messaging import commands, outbox
from messaging.channels import conf, registry
from messaging.channels.base import Call, ChannelError, Heard, Hearing
from messaging.channels.entered import settings_of
from messaging.models import Channel, InboundEvent

TASK = "messaging.inbound_tasks.work"
WAITING, FAILED = "", "failed"
LONGEST_TEXT = 500
# As the columns have it.
LONGEST = {"event_id": 200, "message_id": 200, "speaker": 120, "thread": 200, "reply_to": 500}


class NoDoor(ChannelError):
    """There is no such channel, it is switched off, or it cannot be spoken to."""

    code = "no_door"


def receive(channel_key: str, call: Call, now: datetime) -> Hearing:
    """Verify a call, store the commands in it, have them worked on after the commit; answer what the caller expects.

    Raises NoDoor, NotGenuine.
    """
    channel = Channel.objects.filter(key=channel_key, is_on=True).first()
    if channel is None or channel_key not in {kind.key for kind in registry.all_kinds() if kind.can_hear}:
        raise NoDoor
    kind = registry.kind_of(channel_key)
    hearing = kind.hear(call, settings_of(channel), now)
    take_in(channel, hearing.heard, now)
    return hearing


def take_in(channel: Channel, heard: Sequence[Heard], now: datetime) -> list[int]:
    """Store what is new of it and ask for its work. Answers the ids of the new events."""
    ids = _store(channel.key, [one for one in heard if _is_for_us(one, now)], now)
    if ids:
        transaction.on_commit(partial(ring, now, ids))
    note_hearing(channel, now)
    return ids


def ring(now: datetime, ids: Sequence[int] = ()) -> None:
    """Call the `messages` cluster, unless somebody is on the way to events other than these anyway.

    One who comes works until nothing waits and looks once more after each commit. Whoever finds another event
    waiting after their own was committed can rely on that last look; so a burst costs one task, not one each.
    """
    lately = InboundEvent.objects.filter(done_at=None, outcome=WAITING, received_at__gt=now - conf.BELL_COUNTS_FOR)
    if not ids or not lately.exclude(pk__in=ids).exists():
        async_task(TASK, cluster=outbox.CLUSTER, save=False)


def note_hearing(channel: Channel, now: datetime) -> None:
    """When the channel was last heard, to the minute: a busy one must not queue for its own row."""
    if channel.last_inbound_at is None or channel.last_inbound_at < now - timedelta(minutes=1):
        Channel.objects.filter(pk=channel.pk).update(last_inbound_at=now)


def revive(now: datetime) -> int:
    """Each minute: call again for events whose work was lost or failed; give up those nobody waits for any more.

    How many wait.
    """
    waiting = InboundEvent.objects.filter(done_at=None, received_at__lt=now - conf.LOST_AFTER)
    waiting.filter(received_at__lt=now - conf.WORK_TRIED_FOR).update(
        done_at=now, outcome="given_up", text="", reply_to=""
    )
    lost = waiting.update(outcome=WAITING)
    if lost:
        ring(now)
    return lost


def prune(now: datetime) -> int:
    """Once a day: forget events that no chat system would send again."""
    gone = InboundEvent.objects.filter(~Q(done_at=None), received_at__lt=now - conf.EVENTS_KEPT)
    return gone.delete()[0]


def _is_for_us(heard: Heard, now: datetime) -> bool:
    is_old = heard.said_at is not None and heard.said_at < now - conf.MOST_MESSAGE_AGE
    names = ((heard.event_id, "event_id"), (heard.message_id, "message_id"), (heard.speaker, "speaker"))
    is_named = heard.event_id and heard.speaker and all(_whole_or_none(*name) == name[0] for name in names)
    return bool(is_named and not is_old and commands.read_command(heard.text))


def _store(channel_key: str, heard: Sequence[Heard], now: datetime) -> list[int]:
    """One statement, whatever conflicts: Django's own insert of many does not tell which rows were new."""
    if not heard:
        return []
    columns = "channel, event_id, message_id, speaker, thread, is_group, text, reply_to, received_at, outcome"
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s, '')"] * len(heard))
    table = InboundEvent._meta.db_table
    sql = f"INSERT INTO {table} ({columns}) VALUES {rows} ON CONFLICT DO NOTHING RETURNING id"  # noqa: S608 our names
    with database.cursor() as cursor:
        cursor.execute(sql, [value for one in heard for value in _row(channel_key, one, now)])
        return [int(row[0]) for row in cursor.fetchall()]


def _row(channel_key: str, heard: Heard, now: datetime) -> tuple[str | bool | datetime, ...]:
    return (
        channel_key,
        heard.event_id,
        heard.message_id,
        heard.speaker,
        _whole_or_none(heard.thread, "thread"),
        heard.is_group,
        heard.text[:LONGEST_TEXT].replace("\x00", ""),
        _whole_or_none(heard.reply_to, "reply_to"),
        now,
    )


def _whole_or_none(address: str, column: str) -> str:
    """A shortened address is somebody else's."""
    return address if len(address) <= LONGEST[column] and "\x00" not in address else ""
