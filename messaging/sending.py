"""Handing messages over to their channels: claimed once, tried again, in the end a dead letter staff can resend.

A channel that is down rests as a whole and delays nobody else. A link is built here, at the moment of hand-over.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import translation

from messaging import conf
from messaging.channel_rows import EMAIL, SITE, is_usable, row_of
from messaging.channels import registry
from messaging.channels.base import CannotDeliver, ChannelKind, Parcel, TryLater
from messaging.channels.entered import settings_of
from messaging.links import BuiltLink, NoLongerNeeded, build_link
from messaging.models import Channel, ChatIdentity, MessageSender, OutboundMessage
from messaging.sender import language_for, sender_row
from messaging.wording import dressed
from people.models import Person

log = logging.getLogger(__name__)
State = OutboundMessage.State


@dataclass(frozen=True)
class Ended:
    """How a try ended. `waits_s` is for one that is tried again, `rests_s` for its whole channel."""

    state: OutboundMessage.State
    problem: str = ""
    sent_as: str = ""
    waits_s: float | None = None
    rests_s: float | None = None


def send_due(message_id: int | None, now: datetime) -> int:
    """Send one message, or with None all that are due. Returns how many were handed over.

    One that is not due, rests with its channel or is in other hands is left alone.
    """
    chosen = due_messages(now) if message_id is None else due_messages(now).filter(pk=message_id)
    return sum(
        _send(pk, now) for pk in chosen.order_by("due_at", "pk").values_list("pk", flat=True)[: conf.MOST_AT_ONCE]
    )


def due_messages(now: datetime) -> QuerySet[OutboundMessage]:
    """Waiting, due, and not of a channel that is off or rests."""
    left_alone = Channel.objects.filter(Q(is_on=False) | Q(rests_until__gt=now)).values("key")
    return OutboundMessage.objects.filter(state=State.WAITING, due_at__lte=now).exclude(channel__in=left_alone)


def release_stale_claims(now: datetime) -> int:
    """Messages whose worker was lost wait again, or are dead after the last try. Returns how many."""
    stale = OutboundMessage.objects.filter(state=State.SENDING, claimed_at__lt=now - conf.STALE_CLAIM)
    lost = "worker_lost: the worker stopped while sending."
    dead = stale.filter(tries__gte=conf.MOST_TRIES).update(state=State.DEAD, problem=lost)
    return dead + stale.update(state=State.WAITING, due_at=now, claimed_at=None, problem=lost)


def send_again(messages: QuerySet[OutboundMessage], now: datetime) -> list[int]:
    """Give dead letters another chance, from the first try on. Returns their ids."""
    ids = list(messages.filter(state=State.DEAD).values_list("pk", flat=True))
    OutboundMessage.objects.filter(pk__in=ids, state=State.DEAD).update(
        state=State.WAITING, due_at=now, tries=0, problem="", claimed_at=None
    )
    return ids


def forget_texts(now: datetime) -> int:
    """Empty what was said long ago; that it was said stays. Returns how many."""
    old = OutboundMessage.objects.filter(
        asked_at__lt=now - conf.SENT_TEXT_KEPT, state__in=[State.SENT, State.CANCELLED]
    )
    return old.exclude(text="").update(text="")


def _send(message_id: int, now: datetime) -> bool:
    """Claim, hand over, write down what came of it. False when it was not handed over."""
    channel_key = OutboundMessage.objects.filter(pk=message_id).values_list("channel", flat=True).first()
    # Looked at for each message: the one before may just have found the channel down.
    if channel_key is None or not is_usable(row := row_of(channel_key), now) or _is_tried(row, now):
        return False
    if not _claim(message_id, now):
        return False
    message = OutboundMessage.objects.select_related("person").get(pk=message_id)
    ended = _hand_over(message, row, now)
    _write_down(message, ended, now)
    _note_channel(row, ended, now)
    return ended.state == State.SENT


def _is_tried(row: Channel, now: datetime) -> bool:
    """A channel in trouble is tried by one worker at a time: were it to keep them waiting, the others are free."""
    if not row.problem:
        return False
    in_hand = OutboundMessage.objects.filter(channel=row.key, state=State.SENDING)
    return in_hand.filter(claimed_at__gte=now - conf.STALE_CLAIM).exists()


def _claim(message_id: int, now: datetime) -> bool:
    waiting = OutboundMessage.objects.filter(pk=message_id, state=State.WAITING, due_at__lte=now)
    return bool(waiting.update(state=State.SENDING, claimed_at=now, tries=F("tries") + 1))


def _hand_over(message: OutboundMessage, row: Channel, now: datetime) -> Ended:
    person = message.person
    if person is not None and not person.is_active:
        return Ended(State.CANCELLED, "inactive: the account is not active.")
    kind = {one.key: one for one in registry.all_kinds()}.get(message.channel)
    if kind is None:
        return Ended(State.DEAD, "no_channel: this channel is not installed.")
    address = address_of(message)
    if not address and not message.thread:
        return Ended(State.DEAD, "no_address: the person has no address on this channel.")
    sender = sender_row()
    try:
        with translation.override(language_for(person, sender)):
            link = build_link(message.link, message.link_id, person, now) if message.link and person else None
    except NoLongerNeeded:
        return Ended(State.CANCELLED, "no_longer_needed: the link was used or revoked.")
    return _deliver(kind, _parcel(message, address, link, sender), row, message.tries)


def _deliver(kind: ChannelKind, parcel: Parcel, row: Channel, tries: int) -> Ended:
    try:
        return Ended(State.SENT, sent_as=kind.send(parcel, settings_of(row))[:200])
    except CannotDeliver as error:
        return Ended(State.DEAD, f"{error.code}: {error}")
    except TryLater as error:
        usual = min(conf.FIRST_WAIT_S * 2 ** (tries - 1), conf.LONGEST_WAIT_S)
        asked = usual if error.retry_after_s is None else error.retry_after_s
        waits_s = min(max(asked, 1.0), conf.LONGEST_WAIT_S)
        state = State.WAITING if tries < conf.MOST_TRIES else State.DEAD
        rests_s = waits_s if error.retry_after_s is not None else min(waits_s, conf.LONGEST_REST_S)
        return Ended(state, f"{error.code}: {error}", waits_s=waits_s, rests_s=rests_s)


def address_of(message: OutboundMessage) -> str:
    """Where a message goes: the stated address, else where the person reads on this channel; "" for nowhere."""
    person = message.person
    if message.address or person is None:
        return message.address
    return standing_address(message.channel, person)


def standing_address(channel_key: str, person: Person) -> str:
    """Where a person reads on a channel; "" when the site does not know."""
    if channel_key == SITE:
        return str(person.pk)
    if channel_key == EMAIL:
        return person.email
    identity = ChatIdentity.objects.filter(channel=channel_key, person=person).first()
    return (identity.reply_to or identity.speaker) if identity else ""


def _parcel(message: OutboundMessage, address: str, link: BuiltLink | None, sender: MessageSender) -> Parcel:
    language = language_for(message.person, sender)
    return Parcel(
        address=address,
        thread=message.thread,
        subject=message.subject,
        text=dressed(message.text, sender, language, link=link),
        once=message.once,
        text_without_link=dressed(message.text, sender, language, link=link, shows_url=False),
        link=message.link if link else "",
        link_id=message.link_id if link else "",
    )


def _write_down(message: OutboundMessage, ended: Ended, now: datetime) -> None:
    if ended.state != State.SENT:
        # The text of a channel's error names no person and no secret; a message is named by its number.
        log.warning("message %s through %s: %s, %s", message.pk, message.channel, ended.state, ended.problem)
    due_at = now + timedelta(seconds=ended.waits_s) if ended.waits_s is not None else message.due_at
    OutboundMessage.objects.filter(pk=message.pk, state=State.SENDING).update(
        state=ended.state,
        problem=ended.problem[:200],
        sent_as=ended.sent_as,
        sent_at=now if ended.state == State.SENT else None,
        due_at=due_at,
    )


def _note_channel(row: Channel, ended: Ended, now: datetime) -> None:
    """Written only when it is news, so that a busy channel does not queue for its own row."""
    if ended.rests_s is not None:
        rests_until = now + timedelta(seconds=ended.rests_s)
        Channel.objects.filter(pk=row.pk).update(rests_until=rests_until, problem=ended.problem[:200])
    elif ended.state == State.SENT:
        is_news = row.last_outbound_at is None or now - row.last_outbound_at > timedelta(minutes=1)
        if is_news or row.problem or row.rests_until:
            Channel.objects.filter(pk=row.pk).update(last_outbound_at=now, problem="", rests_until=None)
