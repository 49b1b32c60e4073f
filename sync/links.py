"""What sync plugs into the link socket: where the Authorisation Link leads and what stands beside it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from forms_engine.extension import LinkAction, LinkTarget
from forms_engine.models import FormDefinition
from people.models import Person
from sync import consenting, registry
from sync import grant_forms as names
from sync.models import Connection
from sync.progress import fill_words
from sync.provider import Feed, Provider
from sync.setup import blocking_line
from sync.states import shown_state, who_must_act


def link_targets(
    form: FormDefinition, people: Sequence[Person], viewer: Person, now: datetime
) -> dict[int, LinkTarget]:
    """Person id → target. The link works only for the person logged in, on their own form, once set-up is complete."""
    if not registry.is_registered(form.managed_by):
        return {}
    provider = registry.provider_for(form.managed_by)
    if form.key != names.grant_form_keys(provider.key).authorise:
        return {}
    blocked = blocking_line(provider)
    mine = Connection.objects.filter(provider=provider.key, person__in=people).select_related("person")
    connections = {one.person_id: one for one in mine.prefetch_related("feed_states")}
    is_read = blocked is None or blocked.key != "enabled"
    feeds = consenting.offered_feeds(provider)
    offered = {feed.key for feed in feeds}
    news = consenting.new_feeds(provider, feeds, connections.values())
    targets = {}
    for person in people:
        connection = connections.get(person.pk)
        reason = _reason(provider, person, viewer, blocked.words if blocked else "")
        targets[person.pk] = LinkTarget(
            url="" if reason else reverse("sync:consent", args=[provider.key]),
            label=_label(connection),
            reason=reason,
            note=_note(connection, news.get(person.pk, []), is_self=person.pk == viewer.pk),
            actions=_actions(provider, connection, is_read=is_read) if person.pk == viewer.pk else (),
            facts=_facts(provider, connection, offered),
        )
    return targets


def _note(connection: Connection | None, news: Sequence[Feed], *, is_self: bool) -> str:
    if connection is None:
        return _("Takes a minute, on this phone, and can be undone at any time.") if is_self else ""
    feeds = list(connection.feed_states.all())
    is_well = shown_state(connection, feeds) == Connection.State.CONNECTED
    said = fill_words(connection, feeds) if is_well else who_must_act(connection, to_self=is_self)
    more = _about_news(news, is_self=is_self) if connection.state in Connection.SYNCED_STATES else ""
    return f"{said} {more}".strip()


def _about_news(news: Sequence[Feed], *, is_self: bool) -> str:
    """What has come into use since this person connected, and who may share it."""
    if not news:
        return ""
    names_of = {"names": ", ".join(_(feed.name) for feed in news)}
    if is_self:
        return _("Your club now asks for more: %(names)s. Press the link again to choose what you share.") % names_of
    return _("Not asked yet when this athlete connected: %(names)s.") % names_of


def _actions(provider: Provider, connection: Connection | None, *, is_read: bool) -> tuple[LinkAction, ...]:
    if connection is None or connection.state == Connection.State.DISCONNECTED:
        return ()
    disconnect = LinkAction(reverse("sync:disconnect", args=[provider.key]), _("Disconnect"))
    if connection.state not in Connection.SYNCED_STATES or not is_read:
        return (disconnect,)
    return (LinkAction(reverse("sync:sync_now", args=[provider.key]), _("Sync now"), is_post=True), disconnect)


def _label(connection: Connection | None) -> str:
    if connection is None or connection.state == Connection.State.DISCONNECTED:
        return _("Authorisation Link")
    if connection.state in (Connection.State.WAITING, Connection.State.CONNECTED):
        return _("Connected: authorise again")
    return _("Authorisation Link: connect again")


def _reason(provider: Provider, person: Person, viewer: Person, blocked: str) -> str:
    if blocked:
        return _("Connecting is not possible yet. %(who)s") % {"who": blocked}
    if person.pk != viewer.pk:
        return _(
            "Only %(person)s can press this link: log in as %(person)s, open Profiles, select %(form)s, "
            "press the Authorisation Link and agree on %(provider)s's page."
        ) % {"person": person.full_name, "form": _(provider.grant_forms.authorise), "provider": provider.name}
    return ""


def _facts(provider: Provider, connection: Connection | None, offered: Collection[str]) -> dict[str, object]:
    if connection is None:
        return {names.STATE: _("not connected")}
    facts: dict[str, object] = {
        names.STATE: str(shown_state(connection, connection.feed_states.all()).label),
        names.AUTHORISED_ON: connection.authorised_at.isoformat(),
        names.GRANTED: _granted(provider, connection, offered),
    }
    if connection.last_synced_at:
        facts[names.LAST_SYNC] = connection.last_synced_at.isoformat()
    if connection.last_data_on:
        facts[names.LAST_DATA] = connection.last_data_on.isoformat()
    return facts


def _granted(provider: Provider, connection: Connection, offered: Collection[str]) -> str:
    """Names of the feeds, not of scopes: what an athlete agreed to, in the athlete's words."""
    if connection.scopes is None:
        return _("not stated by %(provider)s") % {"provider": provider.name}
    agreed = set(consenting.shared(connection, offered))
    granted = [
        _(feed.name)
        for feed in provider.feeds
        if feed.key in agreed and (not feed.scope or feed.scope in connection.scopes)
    ]
    return ", ".join(granted) or _("none")
