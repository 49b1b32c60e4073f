"""Asking chat systems what was said, for when their webhook is lost, late or was never registered.

What the webhook told already is known by its speaker and time: an inbox names no message.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.dateparse import parse_datetime

from messaging import inbound
from messaging.channels import conf, registry
from messaging.channels.base import CannotDeliver, Heard, TryLater
from messaging.channels.entered import settings_of
from messaging.models import Channel, InboundEvent

CLOCKS_DIFFER_BY = timedelta(minutes=1)
REMEMBERED_S = int(conf.POLLS_AT_MOST.total_seconds())


def poll_all(now: datetime) -> int:
    """Ask every channel in use that can be asked. How many new events that gave."""
    keys = [kind.key for kind in registry.all_kinds()]
    return sum(poll(key, now) for key in Channel.objects.filter(key__in=keys, is_on=True).values_list("key", flat=True))


def poll(channel_key: str, now: datetime) -> int:
    """Ask one channel; how many new events that gave. One that is down or rests is left for the next time."""
    channel = Channel.objects.filter(key=channel_key, is_on=True).first()
    if channel is None or (channel.rests_until and channel.rests_until > now):
        return 0
    try:
        heard = registry.kind_of(channel_key).poll(settings_of(channel), _since(channel_key, now))
    except (TryLater, CannotDeliver) as error:
        Channel.objects.filter(pk=channel.pk).update(problem=str(error)[:200])
        return 0
    cache.set(_memory_of(channel_key), now.isoformat(), REMEMBERED_S)
    # What a message ran into stays written there until one arrives.
    Channel.objects.filter(pk=channel.pk, rests_until=None).exclude(problem="").update(problem="")
    return len(inbound.take_in(channel, [one for one in heard if not _is_known(channel_key, one)], now)) if heard else 0


def _since(channel_key: str, now: datetime) -> datetime:
    """From where the last poll ended, a little earlier; a quarter of an hour when nobody remembers."""
    told = parse_datetime(cache.get(_memory_of(channel_key)) or "")
    last = told or now - conf.POLLS_AT_LEAST
    return max(min(last, now) - conf.POLL_OVERLAP, now - conf.POLLS_AT_MOST)


def _is_known(channel_key: str, heard: Heard) -> bool:
    if heard.said_at is None:
        return False
    heard_since = InboundEvent.objects.filter(
        channel=channel_key, speaker=heard.speaker, received_at__gte=heard.said_at - CLOCKS_DIFFER_BY
    )
    return heard_since.exclude(event_id=heard.event_id).exists()


def _memory_of(channel_key: str) -> str:
    return f"chat-polled-{channel_key}"
