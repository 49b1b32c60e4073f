"""Working on one stored event: who speaks, what is asked, is it too much, and the answer into the outbox.

All in one transaction: an event is answered once, or waits.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from messaging import commands, identifying, inbound, outbox
from messaging.channel_rows import EMAIL
from messaging.channels import conf, registry
from messaging.channels.base import CannotDeliver, Settings, TryLater
from messaging.channels.entered import settings_of
from messaging.identifying import CannotIdentify, Speaker
from messaging.models import Channel, InboundEvent
from messaging.outbox import Letter
from messaging.sender import language_for, sender_row
from messaging.sending import send_due
from people.models import Person

# What an event came to. The first four cost a message, and count against the speaker's share.
ANSWERED, IDENTIFIED, WRONG_CODE, TOLD = "answered", "identified", "wrong_code", "told"
ENOUGH, TOO_MANY, STRANGER, INACTIVE, NO_COMMAND = "enough", "too_many", "stranger", "inactive", "no_command"
SPOKEN_TO = (ANSWERED, IDENTIFIED, WRONG_CODE, TOLD, ENOUGH)


@runtime_checkable
class ReadsWhole(Protocol):
    """A channel that tells of a message by an excerpt, and can be asked for the whole."""

    def is_cut(self, text: str) -> bool: ...

    def read_whole(self, message_id: str, settings: Settings) -> str: ...


def work_through(clock: Callable[[], datetime]) -> bool:
    """Answer what waits, oldest first, until nothing does; False when the time for one task was up before.

    An event whose answer fails is put aside for the minute's tick, so that it does not stand before the others.
    """
    ends_at = clock() + conf.WORKS_AT_MOST
    while clock() < ends_at:
        event_id = _next_waiting()
        if event_id is None:
            return True
        is_done = False
        try:
            work(event_id, clock())
            is_done = True
        finally:
            if not is_done:
                InboundEvent.objects.filter(pk=event_id, done_at=None).update(outcome=inbound.FAILED)
    return False


def _next_waiting() -> int | None:
    """Passing over what others have in hand."""
    waiting = InboundEvent.objects.filter(done_at=None, outcome=inbound.WAITING).order_by("received_at", "pk")
    with transaction.atomic():
        return waiting.select_for_update(skip_locked=True).values_list("pk", flat=True).first()


def work(event_id: int, now: datetime) -> str:
    """Answer one event. What came of it; "" when somebody else has it or it is done."""
    whole = _whole_text(event_id)
    with transaction.atomic():
        event = InboundEvent.objects.select_for_update(skip_locked=True).filter(pk=event_id, done_at=None).first()
        if event is None:
            return ""
        event.text = whole or event.text
        event.outcome = _answer(event, now)
        event.text = event.reply_to = ""
        event.done_at = now
        event.save(update_fields=["text", "reply_to", "outcome", "done_at"])
    return event.outcome


def _whole_text(event_id: int) -> str:
    """Asked for before anything is locked; "" when the excerpt is all there is, or must do."""
    event = InboundEvent.objects.filter(pk=event_id, done_at=None).only("channel", "message_id", "text").first()
    if event is None or not event.message_id:
        return ""
    kind = registry.kind_of(event.channel)
    if not isinstance(kind, ReadsWhole) or not kind.is_cut(event.text):
        return ""
    channel = Channel.objects.get(key=event.channel)
    try:
        return kind.read_whole(event.message_id, settings_of(channel))[: commands.LONGEST]
    except (TryLater, CannotDeliver):
        return ""


def _answer(event: InboundEvent, now: datetime) -> str:
    spoken = commands.read_command(event.text)
    if spoken is None:
        return NO_COMMAND
    spoken_to = _times_spoken_to(event, now)
    if spoken_to > conf.ANSWERS_AN_HOUR_PER_SPEAKER:
        return TOO_MANY
    person = identifying.person_of(event.channel, event.speaker)
    if person is not None and not person.is_active:
        return INACTIVE
    with translation.override(_language_of(person)):
        if spoken_to == conf.ANSWERS_AN_HOUR_PER_SPEAKER:
            return _say_enough(event, person, now)
        # Who a letter is from can be forged: no code makes an address somebody's.
        code = "" if event.channel == EMAIL else identifying.read_code(spoken.words)
        if code:
            return _identify(event, person, code, now)
        if person is None:
            return _tell_stranger(event, spoken, now)
        return _say_answer(event, person, spoken, now)


def _say_answer(event: InboundEvent, person: Person, spoken: commands.Spoken, now: datetime) -> str:
    asking = _asking(event, person, spoken, now)
    said = commands.answer(asking)
    _write(event, Letter(person, event.channel, said.text, asking.once, link=said.link, link_id=said.link_id), now)
    return ANSWERED


def _identify(event: InboundEvent, person: Person | None, code: str, now: datetime) -> str:
    # An address that lives for one answer is no standing one.
    standing = "" if "://" in event.reply_to or event.is_group else event.reply_to[:200]
    try:
        person = identifying.identify(Speaker(event.channel, event.speaker, standing), code, now)
    except CannotIdentify as error:
        _say(event, person, str(error), now)
        return WRONG_CODE
    # Whoever was talked into typing somebody else's code sees whose it was.
    words = _("Thank you, %(name)s: from now on this chat is known as yours. If that is not you, tell your coach.")
    _say(event, person, words % {"name": person.calling_name}, now)
    return IDENTIFIED


def _tell_stranger(event: InboundEvent, spoken: commands.Spoken, now: datetime) -> str:
    """At most once a day each, and so many a minute in all; beyond that, silence."""
    told = InboundEvent.objects.filter(channel=event.channel, outcome=TOLD)
    if told.filter(speaker=event.speaker, received_at__gt=now - conf.STRANGER_TOLD_EVERY).exists():
        return STRANGER
    if told.filter(received_at__gt=now - timedelta(minutes=1)).count() >= conf.STRANGERS_A_MINUTE_PER_CHANNEL:
        return STRANGER
    said = commands.answer(_asking(event, None, spoken, now))
    _say(event, None, f"{said.text}\n\n{identifying.how_to_identify(spoken.name, event.channel)}", now)
    return TOLD


def _say_enough(event: InboundEvent, person: Person | None, now: datetime) -> str:
    if person is None:
        return TOO_MANY
    _say(event, person, _("You have had many answers within an hour. Please try again in a while."), now)
    return ENOUGH


def _say(event: InboundEvent, person: Person | None, text: str, now: datetime) -> None:
    """A message without a link."""
    _write(event, Letter(person, event.channel, text, _once(event)), now)


def _write(event: InboundEvent, letter: Letter, now: datetime) -> None:
    """Sent by the same worker as soon as it is committed: who typed a command waits for its answer."""
    letter = replace(letter, address=_private_address(event), thread=_private_thread(event))
    message = outbox.write(letter, now, is_enqueued=False)
    transaction.on_commit(partial(send_due, message.pk, now))


def _asking(event: InboundEvent, person: Person | None, spoken: commands.Spoken, now: datetime) -> commands.Asking:
    address, thread = _private_address(event), _private_thread(event)
    return commands.Asking(person, event.channel, spoken, address, thread, _once(event), now)


def _once(event: InboundEvent) -> str:
    return f"inbound-{event.pk}"


def _private_thread(event: InboundEvent) -> str:
    return "" if event.is_group else event.thread


def _private_address(event: InboundEvent) -> str:
    """Never the group: what a channel gives as reply address is private, and so is the speaker's own id."""
    return event.reply_to or event.speaker


def _times_spoken_to(event: InboundEvent, now: datetime) -> int:
    lately = InboundEvent.objects.filter(
        channel=event.channel, speaker=event.speaker, received_at__gt=now - timedelta(hours=1)
    )
    return lately.filter(outcome__in=SPOKEN_TO).count()


def _language_of(person: Person | None) -> str:
    return language_for(person, sender_row())
