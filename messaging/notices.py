"""Notices about a connection, by the message sender through where the person reads: each once for its cause.

They hold no link: one that lives for minutes would be dead before it is read. They say what to write to get one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from messaging import outbox
from messaging.channel_rows import SITE, row_of
from messaging.channels.site import STAFF_THREAD
from messaging.outbox import Letter
from messaging.sender import quiet_until, sender_row
from messaging.sending import standing_address
from messaging.wording import About, word
from people.models import Person
from sync.models import Connection

State = Connection.State
ARRIVED = (State.CONNECTED, State.TYPE_MISSING)


def hear_state(sender: Any, connection_id: int, state: str, was: str, now: datetime, **said: Any) -> None:
    """A connection moved (`sync.signals.state_changed`): tell the athlete what concerns them."""
    key = _notice_of(state, was)
    if not key:
        return
    connection = Connection.objects.select_related("person").filter(pk=connection_id).first()
    if connection is None:
        return
    # First data is news once a grant; the others each time it happens.
    cause = connection.authorised_at if key == "first_data" else now
    once = f"notice-{key}-{connection.pk}-{cause:%Y%m%dT%H%M%S}"
    notify(key, connection.person, About(connection.provider), once, now)


def hear_feeds(sender: Any, connection_id: int, feeds: Sequence[str], now: datetime, **said: Any) -> None:
    """Data types came into use after somebody connected (`sync.signals.feeds_added`): ask them, once for each."""
    connection = Connection.objects.select_related("person").filter(pk=connection_id).first()
    if connection is not None:
        once = f"notice-more_data-{connection.pk}-{now:%Y%m%dT%H%M%S}"
        notify("more_data", connection.person, About(connection.provider), once, now)


def notify(key: str, person: Person, about: About, once: str, now: datetime) -> None:
    """One notice to one person, after the quiet hours; nothing while notices are off or the account is not active."""
    if not sender_row().sends_notices or not person.is_active:
        return
    worded = word(key, person, about)
    letter = Letter(person, outbox.usual_channel(person), worded.text, once, subject=worded.subject)
    outbox.write(letter, now, due_at=quiet_until(now))


def notify_coach(coach: Person, athlete: Person, provider: str, channel: str, once: str, now: datetime) -> None:
    """Tell a coach that an invite of theirs expired unused, on its channel if they read there.

    Else it stands in the athlete's conversation on this site, where only staff see it. `once` names the invite.
    """
    if not sender_row().sends_notices or not coach.is_active:
        return
    worded = word("invite_expired_unused", coach, About(provider, athlete=athlete))
    address, thread = standing_address(channel, coach), ""
    if channel == SITE or not address or not row_of(channel).is_on:
        channel, address, thread = SITE, str(athlete.pk), STAFF_THREAD
    letter = Letter(
        coach, channel, worded.text, f"notice-{once}", subject=worded.subject, address=address, thread=thread
    )
    outbox.write(letter, now, due_at=quiet_until(now))


def _notice_of(state: str, was: str) -> str:
    if state == State.RECONNECT_NEEDED:
        return "reconnect"
    if state == State.MEMBERSHIP_LAPSED:
        return "membership_lapsed"
    return "first_data" if was == State.WAITING and state in ARRIVED else ""
