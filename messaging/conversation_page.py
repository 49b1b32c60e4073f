"""What one reader sees of a conversation: lines, buttons, who has read it. In a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from messaging import conf
from messaging.clickable import make_clickable
from messaging.conversations import messages_in, readers_of
from messaging.links import Button, button_for
from messaging.models import Conversation, Message
from people.models import Person


@dataclass(frozen=True)
class Line:
    """One message as this reader sees it. `staff_words` stand in place of a button that is not theirs."""

    pk: int
    who: str
    is_own: bool
    is_site: bool
    for_staff: bool
    text: SafeString
    sent_at: datetime
    button: Button | None = None
    staff_words: str = ""


@dataclass(frozen=True)
class Shown:
    """Some lines, oldest first. `earlier_than` is the id to ask for older ones with, 0 when there are none."""

    lines: list[Line]
    earlier_than: int
    read_by: str

    @property
    def newest_id(self) -> int:
        return self.lines[-1].pk if self.lines else 0


def show(conversation: Conversation, viewer: Person, now: datetime, before: int = 0) -> Shown:
    """The newest lines `viewer` may see, or those before the message `before`."""
    messages = messages_in(conversation, viewer)
    if before:
        messages = messages.filter(pk__lt=before)
    found = list(messages[: conf.MESSAGES_A_PAGE + 1])
    kept = found[: conf.MESSAGES_A_PAGE]
    live = {one.pk for one in [one for one in kept if one.button][: conf.MOST_LIVE_BUTTONS]}
    lines = [_line(message, message.pk in live, conversation.athlete, viewer, now) for message in reversed(kept)]
    earlier_than = kept[-1].pk if len(found) > len(kept) else 0
    return Shown(lines, earlier_than, "" if before else _read_by(conversation, lines, viewer))


def _line(message: Message, is_live: bool, athlete: Person, viewer: Person, now: datetime) -> Line:
    is_athletes = viewer.pk == athlete.pk
    # Only the newest few are looked up: what came before them was replaced long ago.
    button = button_for(message.button, message.button_id, viewer, athlete, now) if is_live else None
    gone = Button("", "", _("This link is no longer open."))
    return Line(
        pk=message.pk,
        who=message.author.full_name if message.author else message.spoken_as,
        is_own=message.author_id == viewer.pk,
        is_site=message.author_id is None,
        for_staff=message.for_staff,
        text=make_clickable(message.text),
        sent_at=message.sent_at,
        button=(button or gone) if message.button and is_athletes else None,
        staff_words=_staff_words(button) if message.button and not is_athletes else "",
    )


def _staff_words(button: Button | None) -> str:
    if button is None:
        return _("A link was given to the athlete.")
    if button.open_until is None:
        return _("A link was given to the athlete; it is no longer open.")
    until = formats.time_format(timezone.localtime(button.open_until), "H:i")
    return _("A link was given to the athlete, open until %(time)s.") % {"time": until}


def _read_by(conversation: Conversation, lines: Sequence[Line], viewer: Person) -> str:
    """Who has read the reader's own newest message, "" when theirs is not the last word."""
    if not lines or not lines[-1].is_own:
        return ""
    names = [one.calling_name for one in readers_of(conversation, lines[-1].pk) if one.pk != viewer.pk]
    return _("Read by %(names)s") % {"names": ", ".join(names)} if names else _("Sent, not read yet")
