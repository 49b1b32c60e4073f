"""Issuing, opening, using and revoking invites. Opening never spends; only connecting does.

Their moments are the funnel: sent, delivered, opened, at the provider, granted, first data.
Whatever decides between several invites of one person holds that person's row first, so that it is decided once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from invites import conf
from invites.models import Invite
from invites.tokens import new_nonce
from people.models import Person

Outcome = Invite.Outcome

# Why an invite is no longer open. A newer one does not stop somebody who has gone on to the provider already.
NEWER, CONNECTED, UNDELIVERED = "newer", "connected", "undelivered"


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
    # What the message is known by in the outbox, when it is not ours to write: the answer to a command.
    message_once: str = ""


def issue(invitation: Invitation, now: datetime) -> Invite:
    """A new invite; open ones of the person are revoked. In the caller's transaction.

    Raises CannotInvite when there were too many in the last hour, or the person's account is not active.
    """
    person = hold(invitation.person.pk)
    refuse_too_many(invitation, now)
    if not person.is_active:
        raise CannotInvite("inactive", _("This account is not active: a consultant activates it first."))
    open_ones = Invite.objects.filter(provider=invitation.provider, person=person, outcome=Outcome.OPEN)
    open_ones.update(outcome=Outcome.REVOKED, reason=NEWER)
    return Invite.objects.create(
        provider=invitation.provider,
        person=person,
        sender=invitation.sender,
        channel=invitation.channel,
        heals=invitation.heals,
        message_once=invitation.message_once,
        nonce=new_nonce(),
        created_at=now,
    )


def hold(person_id: int) -> Person:
    """The person, whose invites nobody else changes until the caller's transaction ends."""
    return Person.objects.select_for_update(no_key=True).get(pk=person_id)


def refuse_too_many(invitation: Invitation, now: datetime) -> None:
    """Raises CannotInvite beyond the hourly limits of client and coach."""
    recent = Invite.objects.filter(created_at__gt=now - timedelta(hours=1))
    if recent.filter(person=invitation.person).count() >= conf.MOST_A_CLIENT_AN_HOUR:
        raise CannotInvite("too_many", _("This person had enough invites for one hour. Try again later."))
    if invitation.sender and recent.filter(sender=invitation.sender).count() >= conf.MOST_A_COACH_AN_HOUR:
        raise CannotInvite("too_many", _("You have sent enough invites for one hour. Try again later."))


def heal(expired: Invite, now: datetime) -> Invite:
    """A fresh invite to the same person through the same channel, asked for by whoever holds the expired link.

    In the caller's transaction. Raises CannotInvite after three in an hour, and for a link that is no longer the
    newest: two presses send one.
    """
    hold(expired.person_id)
    if not Invite.objects.filter(pk=expired.pk, outcome=Outcome.OPEN).exists():
        raise CannotInvite("healed", _("A new link is on its way already. Look where this one came."))
    healed = Invite.objects.filter(
        person=expired.person, heals__isnull=False, created_at__gt=now - timedelta(hours=1)
    ).count()
    if healed >= conf.MOST_HEALINGS_AN_HOUR:
        raise CannotInvite("too_many", _("Three new links were sent within an hour. Ask your coach, or wait a while."))
    return issue(Invitation(expired.provider, expired.person, expired.sender, expired.channel, heals=expired), now)


def hand_over(invite: Invite, now: datetime) -> None:
    """A channel takes the link now: its minutes begin. A late retry gets a new nonce, so only the last link works."""
    if invite.sent_at is not None:
        invite.nonce = new_nonce()
    invite.sent_at, invite.expires_at = now, now + conf.life()
    invite.outcome, invite.reason = Outcome.OPEN, ""
    invite.save(update_fields=["nonce", "sent_at", "expires_at", "outcome", "reason"])


def is_expired(invite: Invite, now: datetime) -> bool:
    return invite.outcome == Outcome.OPEN and (invite.expires_at is None or invite.expires_at <= now)


def note(invite: Invite, moment: str, now: datetime) -> None:
    """Note a step of the funnel, the first time it happens. `moment` is the name of a field ending in `_at`."""
    Invite.objects.filter(pk=invite.pk, **{f"{moment}__isnull": True}).update(**{moment: now})


def use(invite: Invite, scopes: Collection[str] | None, now: datetime) -> bool:
    """The grant is there: the invite is spent, every other of the person with it. In the caller's transaction.

    False when it was spent, or another connected meanwhile. A newer invite does not stop one that has begun.
    """
    hold(invite.person_id)
    may_be_used = Q(outcome=Outcome.OPEN) | Q(outcome=Outcome.REVOKED, reason=NEWER, at_provider_at__isnull=False)
    granted = None if scopes is None else sorted(scopes)
    mine = Invite.objects.filter(may_be_used, pk=invite.pk)
    if not mine.update(outcome=Outcome.USED, reason="", granted_at=now, scopes=granted):
        return False
    close_others(invite.provider, invite.person_id)
    return True


def close_others(provider: str, person_id: int) -> int:
    """The person is connected: what is open, or begun and not ended, leads nowhere any more. Answers how many."""
    begun = Q(outcome=Outcome.REVOKED, reason=NEWER, at_provider_at__isnull=False)
    others = Invite.objects.filter(Q(outcome=Outcome.OPEN) | begun, provider=provider, person_id=person_id)
    return others.update(outcome=Outcome.REVOKED, reason=CONNECTED)


def give_up(invite: Invite) -> None:
    """Its message could not be delivered. Staff may have it sent once more, which opens it again."""
    Invite.objects.filter(pk=invite.pk, outcome=Outcome.OPEN).update(outcome=Outcome.FAILED, reason=UNDELIVERED)


def fail(invite_id: int, reason: str) -> None:
    """Connecting ended otherwise; the link stays usable while its minutes last."""
    Invite.objects.filter(pk=invite_id, outcome=Outcome.OPEN).update(reason=reason[:60])
