"""The site's own chat as a channel: a message goes into the athlete's conversation, a link as a button there.

The one channel that uses the database: its chat system is this site.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels.base import Asked, Call, CannotDeliver, Heard, Hearing, NotGenuine, Parcel, Settings
from messaging.conversations import Saying, conversation_of, say
from messaging.sender import sender_row, speaker_for
from people.models import Person

# A parcel's thread that makes it a line for the staff in the athlete's conversation.
STAFF_THREAD = "staff"


class SiteChannel:
    """`address` is the id of the athlete whose conversation it goes into."""

    key = "site"
    name: str | Promise = gettext_lazy("Messages on this site")
    asked: tuple[Asked, ...] = ()
    can_hear = False

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        raise NotGenuine(_("The site's own chat has no door."))

    def send(self, parcel: Parcel, settings: Settings) -> str:
        athlete = Person.objects.filter(pk=parcel.address).first() if parcel.address.isdecimal() else None
        if athlete is None:
            raise CannotDeliver(_("There is no such person any more."))
        saying = Saying(
            author=None,
            spoken_as=speaker_for(athlete, sender_row()),
            text=parcel.text_without_link,
            once=once_of(parcel.once),
            button=parcel.link,
            button_id=parcel.link_id,
            for_staff=parcel.thread == STAFF_THREAD,
        )
        message, _is_new = say(conversation_of(athlete), saying, timezone.now())
        return str(message.pk)

    def poll(self, settings: Settings, since: datetime) -> Sequence[Heard]:
        return ()


def once_of(cause: str) -> str:
    """A cause of any length as a message's `once`."""
    return f"out-{hashlib.sha256(cause.encode()).hexdigest()[:32]}"
