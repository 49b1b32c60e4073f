"""Writing in a conversation: a command is answered at once, anything else is said."""

from datetime import datetime

from django.utils.translation import gettext as _

from messaging import commands, site_commands
from messaging.conversations import Saying, TooManyMessages, refuse_flood, say
from messaging.models import Conversation, Message
from people.models import Person


class CannotWrite(Exception):
    """The text says why, and what to do."""


def write_message(author: Person, conversation: Conversation, text: str, once: str, now: datetime) -> Message:
    """What `author` wrote goes into the conversation, once for each `once`. Raises CannotWrite.

    Whether the author may write here was asked before: `conversations.readable_athletes`.
    """
    athlete = conversation.athlete
    if not athlete.is_active:
        raise CannotWrite(_("This account is not active, so nobody would read it. A consultant activates it first."))
    spoken = commands.read_command(text)
    if spoken is not None and author.pk != athlete.pk:
        sentence = _("Only %(name)s can ask with /%(command)s here. To send a link yourself, open their page of data.")
        raise CannotWrite(sentence % {"name": athlete.calling_name, "command": spoken.name})
    try:
        refuse_flood(author, now)
    except TooManyMessages as error:
        raise CannotWrite(_("That was many messages in one minute. Wait a little and send it again.")) from error
    saying = Saying(author, author.full_name, text.strip(), once)
    if spoken is not None:
        return site_commands.ask(athlete, spoken, saying, now)
    return say(conversation, saying, now)[0]
