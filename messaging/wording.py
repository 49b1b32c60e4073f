"""Words of messages: the consultant's where there are some, else those that ship, with names put in.

Link, expiry and privacy line are put in here, by `dressed`, at hand-over; no template can leave them out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from messaging import conf
from messaging.links import BuiltLink
from messaging.models import MessageSender, MessageTemplate
from messaging.sender import coach_of, language_for, sender_row
from messaging.words import KINDS, Words, fixed_line, shipped_words
from people.application import application_details
from people.models import Person
from sync import registry

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Worded:
    """A message in words, without a link. `language` is the one it is written in."""

    subject: str
    text: str
    language: str


@dataclass(frozen=True)
class About:
    """What a message is about. `provider` is a provider's key; `minutes` None means the life of an invite."""

    provider: str = ""
    minutes: int | None = None
    athlete: Person | None = None


def word(key: str, reader: Person | None, about: About | None = None) -> Worded:
    """The message `key` for `reader`, None for a speaker nobody knows here. Raises KeyError for an unknown key."""
    sender = sender_row()
    language = language_for(reader, sender)
    words = words_of(key, language)
    needed = {name for text in (words.subject, words.body) for name in PLACEHOLDER.findall(text)}
    facts = _facts(needed, reader, about or About(), sender)
    return Worded(fill(words.subject, facts), fill(words.body, facts), language)


def words_of(key: str, language: str) -> Words:
    """A consultant's words of this message and language, else those that ship."""
    changed = MessageTemplate.objects.filter(key=key, language=language).first()
    return Words(changed.subject, changed.body) if changed else shipped_words(key, language)


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put the facts in place of their placeholders. What a name contains is never read as a placeholder again."""
    return PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)


def complaints_about(key: str, text: str) -> list[str]:
    """What is wrong with a consultant's words, in sentences; [] when they may be used."""
    allowed = KINDS[key].placeholders
    unknown = sorted({name for name in PLACEHOLDER.findall(text) if name not in allowed})
    named = ", ".join(f"{{{name}}}" for name in sorted(allowed))
    if unknown:
        said = ", ".join(f"{{{name}}}" for name in unknown)
        return [
            _("%(unknown)s cannot stand in this message. What can: %(allowed)s.") % {"unknown": said, "allowed": named}
        ]
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        return [_("A curly bracket stands alone. They are for these only: %(allowed)s.") % {"allowed": named}]
    return []


def dressed(
    text: str, sender: MessageSender, language: str, *, link: BuiltLink | None = None, shows_url: bool = True
) -> str:
    """The whole message: opening words, `text`, link with expiry and privacy line, closing words, signature.

    Without `shows_url` the link itself is left out, because the site's own chat draws it as a button.
    """
    parts = [sender.opening, text]
    if link is not None:
        lines = [link.url, link.words] if shows_url else []
        if not link.needs_log_in:
            lines.append(fill(fixed_line("privacy", language), {"site": application_details().name}))
        parts.append("\n".join(lines))
    parts.append("\n".join(filter(None, [sender.closing, sender.signature])))
    return "\n\n".join(part.strip() for part in parts if part.strip())


def sample_facts() -> dict[str, str]:
    """Invented facts for a preview."""
    return {
        "first_name": "Ada",
        "coach": "Bo Testfield",
        "provider": "Oura",
        "command": "/oura",
        "athlete": "Ada Examplova",
        "minutes": str(conf.invite_minutes()),
        "site": application_details().name,
    }


def _facts(needed: set[str], reader: Person | None, about: About, sender: MessageSender) -> dict[str, str]:
    """Only what the words need is looked up."""
    facts = {
        "first_name": reader.calling_name if reader else "",
        "command": f"/{about.provider}",
        "minutes": str(conf.invite_minutes() if about.minutes is None else about.minutes),
        "athlete": about.athlete.full_name if about.athlete else "",
    }
    if "provider" in needed:
        known = about.provider and registry.is_registered(about.provider)
        facts["provider"] = registry.provider_for(about.provider).name if known else about.provider
    if "site" in needed:
        facts["site"] = application_details().name
    if "coach" in needed:
        coach = coach_of(reader) if reader else None
        facts["coach"] = coach.full_name if coach else sender.name
    return facts
