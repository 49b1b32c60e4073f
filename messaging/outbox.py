"""What goes out: written with what caused it, handed to a channel after the commit, by the `messages` cluster.

`write` is the only way to ask for a message. The same `once` writes one message, however often it is asked for.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_q.tasks import async_task

from messaging.models import OutboundMessage
from people.models import Person

CLUSTER = "messages"


@dataclass(frozen=True)
class Letter:
    """A message to one person. `once` names its cause; `address` and `thread` are empty for where they usually read."""

    person: Person
    channel: str
    text: str
    once: str
    subject: str = ""
    link: str = ""
    link_id: str = ""
    address: str = ""
    thread: str = ""


def write(letter: Letter, now: datetime, due_at: datetime | None = None) -> OutboundMessage:
    """Ask for a message, in the caller's transaction; it is sent after the commit, not before `due_at`."""
    with transaction.atomic():
        message, is_new = OutboundMessage.objects.get_or_create(
            once=letter.once,
            defaults={
                "channel": letter.channel,
                "person": letter.person,
                "address": letter.address,
                "thread": letter.thread,
                "subject": letter.subject,
                "text": letter.text,
                "link": letter.link,
                "link_id": letter.link_id,
                "asked_at": now,
                "due_at": due_at or now,
            },
        )
        if is_new:
            transaction.on_commit(lambda: enqueue(message.pk))
    return message


def enqueue(message_id: int) -> None:
    """Hand a message's id to the `messages` cluster; the minute's tick finds those the broker lost."""
    async_task("messaging.tasks.send", message_id, cluster=CLUSTER)
