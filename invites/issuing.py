"""Issuing, opening, using and revoking invites. Opening never spends; only connecting does.

States and their moments are the funnel: sent, delivered, opened, at the provider, granted, first data.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from invites import conf
from invites.models import Invite
from invites.tokens import new_nonce
from people.models import Person

Outcome = Invite.Outcome


class CannotInvite(Exception):
    """`code` for scripts, the text says what to do."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text)


@dataclass(frozen=True)
class Invitation:
    """Who is invited, by whom (None: they asked themselves), to which provider, through which channel."""

    provider: str
    person: Person
    sender: Person | None
    channel: str
    heals: Invite | None = None


def issue(invitation: Invitation, now: datetime) -> Invite:
    """A new invite; open ones of the person are revoked. In the caller's transaction.

    Raises CannotInvite when there were too many in the last hour, or the person's account is not active.
    """
    refuse_too_many(invitation, now)
    if not invitation.person.is_active:
        raise CannotInvite("inactive", _("This account is not active: a consultant activates it first."))
    for _attempt in range(2):
        revoke_open(invitation.provider, invitation.person, "newer")
        try:
            with transaction.atomic():
                return Invite.objects.create(
                    provider=invitation.provider,
                    person=invitation.person,
                    sender=invitation.sender,
                    channel=invitation.channel,
                    heals=invitation.heals,
                    nonce=new_nonce(),
                    created_at=now,
                )
        except IntegrityError:
            continue  # somebody else issued one between our revoking and our insert: theirs is revoked, ours is newer
    raise CannotInvite("busy", _("Somebody else is inviting this person right now. Try again."))


def refuse_too_many(invitation: Invitation, now: datetime) -> None:
    """Raises CannotInvite beyond the hourly limits of client and coach."""
    recent = Invite.objects.filter(created_at__gt=now - timedelta(hours=1))
    if recent.filter(person=invitation.person).count() >= conf.MOST_A_CLIENT_AN_HOUR:
        raise CannotInvite("too_many", _("This person had enough invites for one hour. Try again later."))
    if invitation.sender and recent.filter(sender=invitation.sender).count() >= conf.MOST_A_COACH_AN_HOUR:
        raise CannotInvite("too_many", _("You have sent enough invites for one hour. Try again later."))


def heal(expired: Invite, now: datetime) -> Invite:
    """A fresh invite to the same person through the same channel, asked for by whoever holds the expired link.

    Raises CannotInvite after three in an hour.
    """
    recent = Invite.objects.filter(
        person=expired.person, heals__isnull=False, created_at__gt=now - timedelta(hours=1)
    ).count()
    if recent >= conf.MOST_HEALINGS_AN_HOUR:
        raise CannotInvite("too_many", _("Three new links were sent within an hour. Ask your coach, or wait a while."))
    return issue(Invitation(expired.provider, expired.person, expired.sender, expired.channel, heals=expired), now)


def revoke_open(provider: str, person: Person, reason: str) -> int:
    """Revoke the open invites of one person; answers how many there were."""
    open_ones = Invite.objects.filter(provider=provider, person=person, outcome=Outcome.OPEN)
    return open_ones.update(outcome=Outcome.REVOKED, reason=reason)


def hand_over(invite: Invite, now: datetime) -> None:
    """A channel takes the link now: its minutes begin. A late retry gets a new nonce, so only the last link works."""
    if invite.sent_at is not None:
        invite.nonce = new_nonce()
    invite.sent_at, invite.expires_at = now, now + conf.life()
    invite.save(update_fields=["nonce", "sent_at", "expires_at"])


def is_expired(invite: Invite, now: datetime) -> bool:
    return invite.outcome == Outcome.OPEN and (invite.expires_at is None or invite.expires_at <= now)


def note(invite: Invite, moment: str, now: datetime) -> None:
    """Note a step of the funnel, the first time it happens. `moment` is the name of a field ending in `_at`."""
    Invite.objects.filter(pk=invite.pk, **{f"{moment}__isnull": True}).update(**{moment: now})


def use(invite: Invite, now: datetime) -> bool:
    """The grant is there: the invite is spent. False when it was spent or revoked before."""
    return bool(Invite.objects.filter(pk=invite.pk, outcome=Outcome.OPEN).update(outcome=Outcome.USED, granted_at=now))


def fail(invite: Invite, reason: str) -> None:
    """Connecting ended otherwise; the link stays usable while its minutes last."""
    Invite.objects.filter(pk=invite.pk).update(reason=reason[:60])
