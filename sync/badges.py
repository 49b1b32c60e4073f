"""What sync plugs into the badge socket: how each person's data arrive, and why a due value is missing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from forms_engine.extension import Cause, PersonBadge
from people.models import Person
from sync import registry
from sync.causes import Gap, cause_of
from sync.grant_forms import grant_form_keys
from sync.models import Binding, Connection, FeedState
from sync.progress import fill_words
from sync.provider import Provider
from sync.states import who_must_act

TONES = {
    Connection.State.CONNECTED: "fine",
    Connection.State.WAITING: "watch",
    Connection.State.RECONNECT_NEEDED: "act",
    Connection.State.MEMBERSHIP_LAPSED: "act",
    Connection.State.TYPE_MISSING: "watch",
    Connection.State.PAUSED: "none",
    Connection.State.DISCONNECTED: "none",
}


def badges(people: Sequence[Person], day: date, now: datetime) -> dict[int, list[PersonBadge]]:
    """Person id → one badge a provider, for the board of `day`. Three queries a provider, however many people."""
    found: dict[int, list[PersonBadge]] = {person.pk: [] for person in people}
    for provider in registry.all_providers():
        connections = {
            one.person_id: one
            for one in Connection.objects.filter(provider=provider.key, person__in=people).select_related("person")
        }
        states: dict[int, list[FeedState]] = {}
        for state in FeedState.objects.filter(connection__in=connections.values()):
            states.setdefault(state.connection_id, []).append(state)
        bindings = list(Binding.objects.filter(provider=provider.key, is_active=True).select_related("form"))
        for person in people:
            connection = connections.get(person.pk)
            own = states.get(connection.pk, []) if connection else []
            causes = _causes(connection, own, bindings, day, now)
            found[person.pk].append(_badge(provider, connection, own, causes))
    return found


def _badge(
    provider: Provider, connection: Connection | None, states: Sequence[FeedState], causes: dict[int, Cause]
) -> PersonBadge:
    # Without a connection and without causes, that is bindings, nothing is installed: there is no form to lead to.
    is_there = connection is not None or bool(causes)
    url = reverse("profile", args=[grant_form_keys(provider.key).authorise]) if is_there else ""
    if connection is None:
        return PersonBadge(provider.name, "none", _("Not connected"), url=url, causes=causes)
    state = Connection.State(connection.state)
    return PersonBadge(
        provider=provider.name,
        tone=TONES[state],
        words=str(state.label).capitalize(),
        detail=who_must_act(connection) or fill_words(connection, states),
        since=connection.state_since,
        last_sync_at=connection.last_synced_at,
        last_data_on=connection.last_data_on,
        url=url,
        causes=causes,
    )


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
        causes[form_id] = cause_of(connection, own, Gap(due, day), now)
    return causes
