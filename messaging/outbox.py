"""What goes out: written with what caused it, handed to a channel after the commit, by the `messages` cluster.

`write` is the only way to ask for a message. The same `once` writes one message, however often it is asked for.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_q.tasks import async_task

from messaging import conf
from messaging.channel_rows import SITE
from messaging.models import Channel, ChatIdentity, OutboundMessage
from messaging.sending import due_messages
from people.models import Person

CLUSTER = "messages"
# As the column has it: words that fit may grow by the names put into them.
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """A message to one person. `once` names its cause; `address` and `thread` are empty for where they usually read.

    `person` is None for a speaker nobody knows here: then `address` or `thread` is given, and there is no link.
    """

    person: Person | None
    channel: str
    text: str
    once: str
    subject: str = ""
    link: str = ""
    link_id: str = ""
    address: str = ""
    thread: str = ""


def write(
    letter: Letter, now: datetime, due_at: datetime | None = None, *, is_enqueued: bool = True
) -> OutboundMessage:
    """Ask for a message, in the caller's transaction; it is sent after the commit, not before `due_at`.

    Not enqueued it is for who sends it at once after the commit; the minute's tick finds it if they do not.
    """
    with transaction.atomic():
        message, is_new = OutboundMessage.objects.get_or_create(
            once=letter.once,
            defaults={
                "channel": letter.channel,
                "person": letter.person,
                "address": letter.address,
                "thread": letter.thread,
                "subject": letter.subject[:LONGEST_SUBJECT],
                "text": letter.text,
                "link": letter.link,
                "link_id": letter.link_id,
                "asked_at": now,
                "due_at": due_at or now,
            },
        )
        if is_new and is_enqueued:
            transaction.on_commit(lambda: enqueue(message.pk))
    return message


def enqueue(message_id: int) -> None:
    """Hand a message's id to the `messages` cluster; the minute's tick finds those the broker lost.

    What came of it is in the message's own row: django-q keeps failures only, which spares it reading its last
    250 successes for each task.
    """
    async_task("messaging.tasks.send", message_id, cluster=CLUSTER, save=False)


def enqueue_lost(now: datetime, queue_length: int) -> int:
    """Enqueue what is due and nobody sends: retries, ends of quiet hours, what the broker lost. Returns how many.

    With as many tasks waiting as there are messages due, all of them are on their way already.
    """
    due = list(due_messages(now).order_by("due_at").values_list("pk", flat=True)[: conf.MOST_AT_ONCE])
    if queue_length >= len(due):
        return 0
    for message_id in due:
        enqueue(message_id)
    return len(due)


def usual_channel(person: Person) -> str:
    """Where a person reads: where they were written to last, else the chat they made known, else the site's own."""
    usable = set(Channel.objects.filter(is_on=True).values_list("key", flat=True)) | {SITE}
    written = OutboundMessage.objects.filter(person=person, channel__in=usable, state=OutboundMessage.State.SENT)
    last = written.order_by("-sent_at").values_list("channel", flat=True).first()
    if last:
        return last
    known = ChatIdentity.objects.filter(person=person, channel__in=usable).order_by("-confirmed_at").first()
    return known.channel if known else SITE
