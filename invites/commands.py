"""One chat command per wearable: "/oura" connects, says how it stands, and how to end it.

Answers hold no health values: they may be read in a chat of others. Those stand on the athlete's own page.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from invites import freshness, issuing, linking, page_links, sending
from invites.issuing import CannotInvite, Invitation
from messaging import wording
from messaging.commands import Answer, Asking, register_command
from people.models import Person
from sync import consenting, registry
from sync.models import Connection
from sync.provider import Provider
from sync.states import who_must_act

State = Connection.State
NEEDS_LINK = (State.DISCONNECTED, State.RECONNECT_NEEDED)
STATUS, DISCONNECT = {"status"}, {"disconnect", "trennen"}


def register_all() -> None:
    """A command for every wearable known so far; again, for one that came later, does no harm."""
    for provider in registry.all_providers():
        register_command(provider.key, command_of(provider.key))


def command_of(provider_key: str) -> Callable[[Asking], Answer]:
    def answer(asking: Asking) -> Answer:
        return answer_about(registry.provider_for(provider_key), asking)

    return answer


def answer_about(provider: Provider, asking: Asking) -> Answer:
    """What is said to whoever asked: to a speaker nobody knows never a link, nor anything about anybody."""
    person, words = asking.person, asking.spoken.words
    if person is None or not person.is_active:
        return Answer(_worded("unknown_speaker", None, provider))
    if words in DISCONNECT:
        return Answer(
            _worded("disconnect_help", person, provider), page_links.DISCONNECT, page_links.id_for(provider, person)
        )
    if words and words not in STATUS:
        return Answer(_worded("help", person, provider))
    connection = Connection.objects.filter(provider=provider.key, person=person).select_related("person").first()
    if connection is None or connection.state in NEEDS_LINK:
        if words in STATUS:
            return Answer(_without_link(provider, connection))
        is_again = connection is not None and connection.state == State.RECONNECT_NEEDED
        return _invite("reconnect_answer" if is_again else "connect_answer", provider, person, asking)
    if words not in STATUS and _is_asked_for_more(provider, connection):
        return _invite("more_answer", provider, person, asking)
    return _status(provider, person, connection, asking)


def _is_asked_for_more(provider: Provider, connection: Connection) -> bool:
    """Data types came into use since this person connected, and they have not said what they share of them."""
    if connection.state not in Connection.SYNCED_STATES:
        return False
    return bool(consenting.new_feeds(provider, consenting.offered_feeds(provider), [connection]))


def _invite(key: str, provider: Provider, person: Person, asking: Asking) -> Answer:
    """Instructions, worded by `key`, and a fresh link, or why there is none now."""
    try:
        sending.refuse_unready(provider.key)
    except CannotInvite:
        return Answer(_worded("not_ready", person, provider))
    try:
        with transaction.atomic():
            invitation = Invitation(provider.key, person, None, asking.channel, message_once=asking.once)
            invite = issuing.issue(invitation, asking.now)
    except CannotInvite:
        return Answer(_worded("asked_too_often", person, provider, minutes=60))
    return Answer(_worded(key, person, provider), linking.NAME, str(invite.pk))


def _status(provider: Provider, person: Person, connection: Connection, asking: Asking) -> Answer:
    """State, freshness and whether last night is in; the values behind a log-in."""
    if connection.state == State.MEMBERSHIP_LAPSED:
        return Answer(_worded("membership_lapsed", person, provider))
    if connection.last_data_on is None and connection.state == State.WAITING:
        return Answer(_worded("waiting_status", person, provider))
    if connection.state == State.PAUSED:
        return Answer(_without_link(provider, connection))
    lines = [freshness.sync_words(connection, asking.now), freshness.night_words(provider, person, asking.now)]
    if connection.state == State.TYPE_MISSING or connection.failing_since is not None:
        lines.append(who_must_act(connection))
    text = "\n\n".join([_worded("connected_status", person, provider), " ".join(filter(None, lines))])
    return Answer(text.strip(), page_links.LAST_NIGHT, page_links.id_for(provider, person))


def _without_link(provider: Provider, connection: Connection | None) -> str:
    """How it stands for who asked only that."""
    facts = {"name": provider.name, "command": provider.key}
    if connection is not None and connection.state == State.PAUSED:
        return _("%(name)s is paused. %(who)s") % {"name": provider.name, "who": who_must_act(connection)}
    if connection is not None and connection.state == State.RECONNECT_NEEDED:
        return _("%(name)s must be connected again. Write /%(command)s for a link.") % facts
    return _("%(name)s is not connected. Write /%(command)s for a link.") % facts


def _worded(key: str, person: Person | None, provider: Provider, minutes: int | None = None) -> str:
    return wording.word(key, person, wording.About(provider=provider.key, minutes=minutes)).text
