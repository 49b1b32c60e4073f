"""Conversations: who may take part, what was said and read. One an athlete, with those who look after them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import BigIntegerField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from messaging import conf
from messaging.models import Conversation, Message, ReadMark
from people import roles
from people.access import has_role, reach_of, visible_people
from people.models import Membership, Person
from people.prepared import prepared
from people.remembering import at_one_moment

SPEAKING_STAFF = (roles.COACH, roles.STAFF, roles.MEDICAL)


class TooManyMessages(Exception):
    """This person has written more in a minute than people do."""


@dataclass(frozen=True)
class Saying:
    """Something to be said. `author` is None when the site speaks; `once` names its cause: the same is said once."""

    author: Person | None
    spoken_as: str
    text: str
    once: str
    button: str = ""
    button_id: str = ""
    for_staff: bool = False


def takes_part(viewer: Person) -> bool:
    """True for whoever has conversations at all. A consultant who is nothing else has none: they are not for admin."""
    return has_role(viewer, roles.ATHLETE, *SPEAKING_STAFF)


def readable_athletes(viewer: Person) -> QuerySet[Person]:
    """The athletes whose conversation `viewer` may read and write in: their own, and those they look after."""
    in_squads = Membership.objects.filter(role=Membership.Role.ATHLETE).values("person_id")
    by_role = Group.objects.filter(name=roles.ATHLETE, user__isnull=False).values("user__pk")
    athletes = visible_people(viewer).filter(Q(pk__in=in_squads) | Q(pk__in=by_role))
    return athletes if has_role(viewer, *SPEAKING_STAFF) else athletes.filter(pk=viewer.pk)


def conversation_of(athlete: Person) -> Conversation:
    """The athlete's conversation; made when first needed."""
    conversation, _made = Conversation.objects.get_or_create(athlete=athlete)
    return conversation


def overview(viewer: Person) -> QuerySet[Person]:
    """The athletes `viewer` may talk to, newest talk first, each with `last_text`, `last_author_id`, `last_spoken_as`,
    `last_sent_at` (None without a message) and `unread`. One query."""
    newest = _seen_by(viewer, Message.objects.filter(conversation__athlete=OuterRef("pk"))).order_by("-id")
    unread = _unread(viewer).filter(conversation__athlete=OuterRef("pk")).order_by()
    counted = unread.values("conversation").annotate(count=Count("pk")).values("count")
    return (
        readable_athletes(viewer)
        .annotate(
            last_text=Subquery(newest.values("text")[:1]),
            last_author_id=Subquery(newest.values("author_id")[:1]),
            last_spoken_as=Subquery(newest.values("spoken_as")[:1]),
            last_sent_at=Subquery(newest.values("sent_at")[:1]),
            unread=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        )
        .order_by(F("last_sent_at").desc(nulls_last=True), "last_name", "first_name", "pk")
    )


def count_unread(viewer: Person) -> int:
    """How many messages wait for `viewer` in all. One query beside those of `visible_people`; for an athlete, one."""
    if has_role(viewer, *SPEAKING_STAFF):
        with at_one_moment():
            mine = prepared(("unread of staff", reach_of(viewer)), lambda: _counted(viewer, readable_athletes(viewer)))
        return sum(mine)
    return sum(prepared(("unread", viewer.pk), lambda: _counted(viewer, Person.objects.filter(pk=viewer.pk))))


def _counted(viewer: Person, athletes: QuerySet[Person]) -> QuerySet[Message, int]:
    messages = _unread(viewer).filter(conversation__athlete__in=athletes.order_by().values("pk")).order_by()
    # One group of them all; no row where there is none.
    return messages.values(all=Value(0)).annotate(count=Count("pk")).values_list("count", flat=True)


def messages_in(conversation: Conversation, viewer: Person) -> QuerySet[Message]:
    """What `viewer` may read of it, newest first, each with its author."""
    return _seen_by(viewer, conversation.messages.select_related("author")).order_by("-id")


@transaction.atomic
def say(conversation: Conversation, saying: Saying, now: datetime) -> tuple[Message, bool]:
    """Put a message into the conversation; the message, and whether it is new. Who speaks has read what was said."""
    once = f"{saying.author.pk}-{saying.once}" if saying.author else saying.once
    message, is_new = Message.objects.get_or_create(
        conversation=conversation,
        once=once[:40],
        defaults={
            "author": saying.author,
            "spoken_as": saying.spoken_as[:80],
            "text": saying.text,
            "button": saying.button,
            "button_id": saying.button_id,
            "for_staff": saying.for_staff,
            "sent_at": now,
        },
    )
    if is_new:
        Conversation.objects.filter(pk=conversation.pk).update(last_message_at=now)
        if saying.author is not None:
            mark_read(conversation, saying.author, message.pk, now)
    return message, is_new


def refuse_flood(author: Person, now: datetime) -> None:
    """Raises TooManyMessages. One query."""
    lately = Message.objects.filter(author=author, sent_at__gt=now - timedelta(minutes=1))
    if lately.count() >= conf.MOST_MESSAGES_A_MINUTE:
        raise TooManyMessages


def mark_read(conversation: Conversation, reader: Person, message_id: int, now: datetime) -> None:
    """`reader` has read up to `message_id`. A mark never moves back."""
    mark, is_new = ReadMark.objects.get_or_create(
        conversation=conversation, person=reader, defaults={"message_id": message_id, "read_at": now}
    )
    if not is_new and mark.message_id < message_id:
        ReadMark.objects.filter(pk=mark.pk, message_id__lt=message_id).update(message_id=message_id, read_at=now)


def readers_of(conversation: Conversation, message_id: int) -> list[Person]:
    """Who has read the conversation at least up to this message."""
    marks = ReadMark.objects.filter(conversation=conversation, message_id__gte=message_id).select_related("person")
    return [mark.person for mark in marks.order_by("person__last_name", "person__first_name", "pk")]


def _seen_by(viewer: Person, messages: QuerySet[Message]) -> QuerySet[Message]:
    """Without the lines that are for the staff, where the conversation is the viewer's own."""
    return messages.exclude(for_staff=True, conversation__athlete=viewer)


def _unread(viewer: Person) -> QuerySet[Message]:
    """What the site says to an athlete waits for the athlete alone: an invite to a squad is no news for its coach."""
    mark = ReadMark.objects.filter(person=viewer, conversation=OuterRef("conversation")).values("message_id")
    after = Coalesce(Subquery(mark[:1], output_field=BigIntegerField()), 0)
    for_viewer = Q(author__isnull=False) | Q(for_staff=True) | Q(conversation__athlete=viewer)
    return _seen_by(viewer, Message.objects.filter(for_viewer, pk__gt=after)).exclude(author=viewer)
