"""The link of an invite, built when a channel hands the message over: its minutes begin then."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from invites import conf, issuing
from invites.models import Invite
from invites.tokens import token_of
from messaging.links import BuiltLink, Button, NoLongerNeeded
from messaging.sender import language_for, sender_row
from messaging.wording import fill
from messaging.words import fixed_line
from people.application import application_details
from people.models import Person
from sync import registry

NAME, SITE = "invite", "site"
Outcome = Invite.Outcome


def build(link_id: str, person: Person, now: datetime) -> BuiltLink:
    """A fresh link for invite `link_id`, if it is still open and `person`'s. Raises NoLongerNeeded.

    One that could not be delivered is opened again when staff resend it, unless there is a newer one.
    """
    with transaction.atomic():
        issuing.hold(person.pk)
        found = Invite.objects.filter(pk=link_id, person=person, outcome__in=[Outcome.OPEN, Outcome.FAILED])
        invite = found.first()
        if invite is None or has_newer(invite):
            raise NoLongerNeeded
        issuing.hand_over(invite, now)
        if invite.channel == SITE:
            issuing.note(invite, "delivered_at", now)  # it stands in the conversation with what causes it
    return BuiltLink(address_of(invite), _how_long(person, now), invite.expires_at)


def _how_long(person: Person, now: datetime) -> str:
    """In the language of the message and the zone of its reader: whoever hands it over has neither."""
    until = (now + conf.life()).astimezone(ZoneInfo(person.zone or application_details().zone))
    facts = {"minutes": str(int(conf.life().total_seconds() // 60)), "time": f"{until:%H:%M}"}
    return fill(fixed_line("expiry", language_for(person, sender_row())), facts)


def show(link_id: str, viewer: Person, now: datetime) -> Button | None:
    """How the link stands, for the site's own chat; its address only for the athlete. Changes nothing."""
    invite = Invite.objects.filter(pk=link_id).first()
    if invite is None or not registry.is_registered(invite.provider):
        return None
    name = registry.provider_for(invite.provider).name
    label = _("Connect %(name)s") % {"name": name}
    if invite.outcome == Outcome.USED:
        return Button(label, "", _("This link has been used."))
    if invite.outcome != Outcome.OPEN or invite.sent_at is None or invite.expires_at is None:
        return Button(label, "", _("This link does not work any more."))
    url = address_of(invite) if viewer.pk == invite.person_id else ""
    if issuing.is_expired(invite, now):
        return Button(_("Get a new link"), url, _("The link of this message has expired."))
    until = formats.time_format(timezone.localtime(invite.expires_at), "H:i")
    return Button(label, url, _("Works until %(time)s, once.") % {"time": until}, open_until=invite.expires_at)


def address_of(invite: Invite) -> str:
    return conf.site_url() + reverse("invites:open", args=[token_of(invite)])


def has_newer(invite: Invite) -> bool:
    return Invite.objects.filter(provider=invite.provider, person=invite.person_id, pk__gt=invite.pk).exists()
