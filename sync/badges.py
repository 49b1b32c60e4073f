"""What sync plugs into the badge socket: how each person's data arrive, and why a due value is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from forms_engine.extension import Cause, PersonBadge
from people.models import Person
from sync import registry
from sync.applications import application_of
from sync.causes import Gap, Missing, cause_of
from sync.consenting import shared
from sync.grant_forms import grant_form_keys
from sync.models import Binding, Connection, FeedState
from sync.progress import fill_words
from sync.provider import Provider
from sync.states import shown_state, who_must_act

TONES = {
    Connection.State.CONNECTED: "fine",
    Connection.State.WAITING: "watch",
    Connection.State.RECONNECT_NEEDED: "act",
    Connection.State.MEMBERSHIP_LAPSED: "act",
    Connection.State.TYPE_MISSING: "watch",
    Connection.State.PAUSED: "none",
    Connection.State.DISCONNECTED: "none",
}


@dataclass(frozen=True)
class Wearer:
    """One person at one provider, as read for a badge. `connection` is None for somebody who never connected."""

    person: Person
    connection: Connection | None
    feeds: Sequence[FeedState]
    causes: Mapping[int, Cause]
    is_read: bool


def badges(people: Sequence[Person], day: date, now: datetime) -> dict[int, list[PersonBadge]]:
    """Person id → one badge a provider, for the board of `day`. Four queries a provider, however many people."""
    found: dict[int, list[PersonBadge]] = {person.pk: [] for person in people}
    for provider in registry.all_providers():
        application = application_of(provider.key)
        mine = Connection.objects.filter(provider=provider.key, person__in=people).select_related("person")
        connections = {one.person_id: one for one in mine}
        feeds: dict[int, list[FeedState]] = {}
        for state in FeedState.objects.filter(connection__in=connections.values()):
            feeds.setdefault(state.connection_id, []).append(state)
        bindings = list(Binding.objects.filter(provider=provider.key, is_active=True).select_related("form"))
        for person in people:
            connection = connections.get(person.pk)
            own = feeds.get(connection.pk, []) if connection else []
            causes = _causes(connection, own, bindings, day, now)
            is_read = application is not None and application.is_enabled
            found[person.pk].append(_badge(provider, Wearer(person, connection, own, causes, is_read)))
    return found


def _badge(provider: Provider, wearer: Wearer) -> PersonBadge:
    # Without a connection and without causes, that is bindings, nothing is installed: there is no form to lead to.
    form_key = grant_form_keys(provider.key).authorise
    is_there = wearer.connection is not None or bool(wearer.causes)
    tone, words = _tone_and_words(wearer)
    connection = wearer.connection
    return PersonBadge(
        provider=provider.name,
        tone=tone,
        words=words,
        detail=_detail(wearer),
        advice=_advice(wearer),
        action=_action(provider, wearer),
        since=connection.state_since if connection else None,
        last_sync_at=connection.last_synced_at if connection else None,
        last_data_on=connection.last_data_on if connection else None,
        url=reverse("profile", args=[form_key]) if is_there else "",
        staff_url=reverse("person_profile", args=[wearer.person.pk, form_key]) if is_there else "",
        causes=wearer.causes,
    )


def _tone_and_words(wearer: Wearer) -> tuple[str, str]:
    if wearer.connection is None:
        return "none", _("Not connected")
    if not wearer.is_read and wearer.connection.state in Connection.SYNCED_STATES:
        return "none", _("Reading is switched off")
    state = shown_state(wearer.connection, wearer.feeds)
    return TONES[state], str(state.label).capitalize()


def _detail(wearer: Wearer) -> str:
    """What staff read: who must act, or how far the past is read."""
    if wearer.connection is None:
        return ""
    if not wearer.is_read:
        return _("A consultant switches the connector on.")
    if shown_state(wearer.connection, wearer.feeds) == Connection.State.CONNECTED:
        return fill_words(wearer.connection, wearer.feeds)
    return who_must_act(wearer.connection)


def _advice(wearer: Wearer) -> str:
    """What the athlete reads about themself."""
    connection = wearer.connection
    if connection is None:
        return _("Connect it once, and your nights and days come here by themselves.") if wearer.is_read else ""
    if not wearer.is_read:
        return _("You need do nothing: your club has switched reading off for now.")
    if shown_state(connection, wearer.feeds) != Connection.State.CONNECTED:
        return who_must_act(connection, to_self=True)
    waiting = [cause.words for cause in wearer.causes.values() if cause.code == Missing.WAITING.value]
    if waiting and connection.last_synced_at is not None:
        return _("%(cause)s. Open the app of your ring; the rest happens by itself.") % {"cause": waiting[0]}
    return fill_words(connection, wearer.feeds)


def _action(provider: Provider, wearer: Wearer) -> str:
    if wearer.connection is None or wearer.connection.state == Connection.State.DISCONNECTED:
        return _("Connect %(name)s") % {"name": provider.name}
    if wearer.connection.state == Connection.State.RECONNECT_NEEDED:
        return _("Reconnect %(name)s") % {"name": provider.name}
    return _("See the connection")


def _causes(
    connection: Connection | None, states: Sequence[FeedState], bindings: Sequence[Binding], day: date, now: datetime
) -> dict[int, Cause]:
    """Form id → cause. The board of a day shows the night that ended that morning and the activity of the day before,
    so the provider's day asked for is that day for forms that date the night, else the day before."""
    by_form: dict[int, list[Binding]] = {}
    for binding in bindings:
        by_form.setdefault(binding.form_id, []).append(binding)
    causes = {}
    for form_id, bound in by_form.items():
        feeds = {binding.feed for binding in bound}
        due = day if bound[0].form.dates_the_night else day - timedelta(days=1)
        own = [state for state in states if state.feed in feeds]
        is_shared = connection is None or bool(shared(connection, feeds))
        causes[form_id] = cause_of(connection, own, Gap(due, day), now, is_shared=is_shared)
    return causes
