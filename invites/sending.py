"""Sending an invite: issued and put into the outbox in one transaction, never one without the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from invites import issuing, linking
from invites.issuing import CannotInvite, Invitation
from invites.models import Invite
from messaging import outbox, wording
from messaging.channel_rows import EMAIL, SITE
from messaging.channels import registry as channels
from messaging.models import Channel, ChatIdentity
from people.models import Person
from sync import registry
from sync.setup import blocking_line

# In place of a channel: where the person reads as a rule.
USUAL = ""

ChannelChoice = tuple[str, str | Promise]


@dataclass(frozen=True)
class Sent:
    """What came of inviting one of many: the invite, or the words why there is none."""

    person: Person
    invite: Invite | None
    words: str | Promise = ""


def send_invite(provider_key: str, person: Person, sender: Person | None, channel: str, now: datetime) -> Invite:
    """Invite `person`; the message goes out after the commit. `sender` None: they asked themselves.

    `channel`: its key, USUAL for where they read as a rule. Raises CannotInvite, whose text says what to do.
    """
    refuse_unready(provider_key)
    return _send(Invitation(provider_key, person, sender, channel), channels_for(person), now)


def send_many(provider_key: str, people: Sequence[Person], sender: Person, channel: str, now: datetime) -> list[Sent]:
    """Invite each by itself, in the order given: one who cannot be invited stops nobody else.

    Raises CannotInvite when nobody can be invited now.
    """
    refuse_unready(provider_key)
    choices = channels_of(people)
    return [_try(Invitation(provider_key, one, sender, channel), choices[one.pk], now) for one in people]


def send_again(expired: Invite, now: datetime) -> Invite:
    """A new invite for an expired one: to the same person, through the same channel. Raises CannotInvite."""
    refuse_unready(expired.provider)
    with transaction.atomic():
        invite = issuing.heal(expired, now)
        _write(invite, "fresh_link", now)
    return invite


def refuse_unready(provider_key: str) -> None:
    """Raises CannotInvite while the link would lead nowhere."""
    if not registry.is_registered(provider_key):
        raise CannotInvite("unknown_provider", _("This wearable is not installed here."))
    blocked = blocking_line(registry.provider_for(provider_key))
    if blocked is not None:
        raise CannotInvite("not_ready", _("Connecting is not possible yet. %(who)s") % {"who": blocked.words})


def channels_for(person: Person) -> list[ChannelChoice]:
    """(key, name) of each channel that reaches `person`, the site's own chat first."""
    return channels_of([person])[person.pk]


def channels_of(people: Sequence[Person]) -> dict[int, list[ChannelChoice]]:
    """Person id → channels that reach them; everybody asked for is a key. Two queries, however many people."""
    choices = channels_in_use()
    known = set(ChatIdentity.objects.filter(person__in=people).values_list("person_id", "channel"))
    return {person.pk: [one for one in choices if _reaches(one[0], person, known)] for person in people}


def channels_in_use() -> list[ChannelChoice]:
    """(key, name) of the channels a consultant has switched on, behind the site's own chat. One query."""
    on = set(Channel.objects.filter(is_on=True).values_list("key", flat=True)) | {SITE}
    kinds = sorted(channels.all_kinds(), key=lambda kind: kind.key != SITE)
    return [(kind.key, kind.name) for kind in kinds if kind.key in on]


def _reaches(key: str, person: Person, known: set[tuple[int, str]]) -> bool:
    if key == SITE:
        return True
    return bool(person.email) if key == EMAIL else (person.pk, key) in known


def _try(invitation: Invitation, choices: Sequence[ChannelChoice], now: datetime) -> Sent:
    try:
        return Sent(invitation.person, _send(invitation, choices, now))
    except CannotInvite as refused:
        return Sent(invitation.person, None, str(refused))


def _send(invitation: Invitation, choices: Sequence[ChannelChoice], now: datetime) -> Invite:
    reachable = {key for key, _name in choices}
    if invitation.channel == USUAL:
        usual = outbox.usual_channel(invitation.person)
        invitation = replace(invitation, channel=usual if usual in reachable else SITE)
    if invitation.channel not in reachable:
        raise CannotInvite("no_channel", _("This person cannot be reached there. Choose another channel."))
    with transaction.atomic():
        invite = issuing.issue(invitation, now)
        _write(invite, "connect_invite", now)
    return invite


def _write(invite: Invite, kind: str, now: datetime) -> None:
    words = wording.word(kind, invite.person, wording.About(provider=invite.provider))
    letter = outbox.Letter(
        person=invite.person,
        channel=invite.channel,
        text=words.text,
        subject=words.subject,
        once=invite.message_key,
        link=linking.NAME,
        link_id=str(invite.pk),
    )
    outbox.write(letter, now)
