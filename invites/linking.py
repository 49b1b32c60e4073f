"""The link of an invite, built when a channel hands the message over: its minutes begin then."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from invites import conf, issuing
from invites.models import Invite
from invites.tokens import token_of
from messaging.links import BuiltLink, NoLongerNeeded
from people.models import Person

NAME = "invite"


def build(link_id: str, person: Person, now: datetime) -> BuiltLink:
    """A fresh link for invite `link_id`, if it is still open and `person`'s. Raises NoLongerNeeded."""
    invite = Invite.objects.filter(pk=link_id, person=person, outcome=Invite.Outcome.OPEN).first()
    if invite is None:
        raise NoLongerNeeded
    issuing.hand_over(invite, now)
    url = conf.site_url() + reverse("invites:open", args=[token_of(invite)])
    minutes = int(conf.life().total_seconds() // 60)
    words = _("The link is yours alone and works for %(minutes)d minutes.") % {"minutes": minutes}
    return BuiltLink(url, words, invite.expires_at)
