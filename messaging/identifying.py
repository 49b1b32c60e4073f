"""Who a speaker is: a one-time code from one's own account page, typed in the chat, joins the two.

The code is shown only to who is logged in, and only its typing tells which chat is theirs. It lives ten minutes, in
the cache that all processes share, as a fingerprint: lost, it is simply made again.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from messaging.channel_rows import EMAIL
from messaging.channels import conf
from messaging.models import ChatIdentity
from people.models import Person

DIGITS = 8
# What stands behind the command: "code 1234 5678".
CODE_WORDS = re.compile(r"^code[\s:]*((?:\d[\s-]?){8})$")


class CannotIdentify(Exception):
    """The text says what to do; `code` is for scripts."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text)


@dataclass(frozen=True)
class Speaker:
    """Somebody in a chat system. `reply_to` is their standing private address there, "" for their id."""

    channel: str
    speaker: str
    reply_to: str = ""


def new_code(person: Person) -> str:
    """A fresh code of eight digits; the one before it is void."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    own, seconds = f"chat-code-of-{person.pk}", int(conf.CODE_LIVES.total_seconds())
    cache.delete(cache.get(own, ""))
    cache.set(_name_of(code), person.pk, seconds)
    cache.set(own, _name_of(code), seconds)
    return code


def read_code(words: str) -> str:
    """The code in the words behind a command, "" when they are about something else."""
    found = CODE_WORDS.match(words)
    return re.sub(r"\D", "", found[1]) if found else ""


def identify(speaker: Speaker, code: str, now: datetime) -> Person:
    """Whose code it is; from now on the speaker is that person. Works once. Raises CannotIdentify."""
    name = _name_of(code)
    pk = cache.get(name)
    # Whoever deletes it has it: of two who type the same code at once, one does.
    person = Person.objects.filter(pk=pk, is_active=True).first() if pk and cache.delete(name) else None
    if person is None:
        raise CannotIdentify("wrong_code", _("This code is not right or too old. Take a new one on the site."))
    confirm(speaker, person, now)
    return person


def confirm(speaker: Speaker, person: Person, now: datetime) -> ChatIdentity:
    """`speaker` is `person`; a chat of theirs on the same channel from before is let go.

    Raises CannotIdentify when the speaker is somebody else here: a chat never changes hands by itself.
    """
    with transaction.atomic():
        known = ChatIdentity.objects.select_for_update().filter(channel=speaker.channel, speaker=speaker.speaker)
        if known.exclude(person=person).exists():
            text = _("This chat already belongs to another account. Ask your coach to have it released.")
            raise CannotIdentify("someone_else", text)
        identity, _is_new = ChatIdentity.objects.update_or_create(
            channel=speaker.channel,
            person=person,
            defaults={"speaker": speaker.speaker, "reply_to": speaker.reply_to, "confirmed_at": now},
        )
    return identity


def person_of(channel: str, speaker: str) -> Person | None:
    """Who this speaker is here; None for a stranger. In e-mail people are known by the address they have here."""
    identity = ChatIdentity.objects.select_related("person").filter(channel=channel, speaker=speaker).first()
    if identity is not None:
        return identity.person
    return Person.objects.filter(email=speaker.lower()).first() if channel == EMAIL and speaker else None


def how_to_identify(command: str, channel: str) -> str:
    """What a stranger is told besides the command's own words: no link and no name, only where a code is had."""
    site = urlsplit(conf.site_url()).netloc
    if channel == EMAIL:
        return _("Write from the e-mail address that %(site)s has of you, or log in there.") % {"site": site}
    return _(
        "To make this chat known yourself: log in at %(site)s, open “My chats”, take a code and type it here, like "
        "this: /%(command)s code 12345678"
    ) % {"site": site, "command": command}


def _name_of(code: str) -> str:
    return f"chat-code-{hashlib.sha256(code.encode()).hexdigest()}"
