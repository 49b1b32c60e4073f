"""What sync plugs into the badge socket: how each person's data arrive, and why a due value is missing.

Boards ask about a hundred people and read little of it: what takes long to say is reckoned when it is read.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forms_engine.definition_memory import DEFINITIONS, kept
from forms_engine.extension import Cause, PersonBadge
from people.models import Person
from people.prepared import among, prepared
from sync import registry
from sync.causes import Gap, Missing, cause_of
from sync.consenting import shared
from sync.grant_forms import grant_form_keys
from sync.models import Binding, Connection, ProviderApplication
from sync.positions import Position, connections_of, feeds_of
from sync.progress import fill_words
from sync.provider import Provider
from sync.states import shown_state, who_must_act

# What fills which form, and whether the vendor is read (`definition_memory`).
FEEDS = "feeds"
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
class Said:
    """What a state is called, how it looks, and what there is to do."""

    tone: str
    words: str
    action: str


@dataclass
class Bound:
    """A form that feeds fill. `night`: it dates the night."""

    night: bool
    feeds: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Source:
    """A provider as read for the badges of a page. `forms`: by id; `is_read`: reading is switched on."""

    provider: Provider
    forms: Mapping[int, Bound]
    is_read: bool
    url: str
    staff_url: str


@dataclass
class Wearer:
    """One person at one provider. `connection` is None for somebody who never connected."""

    person: Person
    connection: Connection | None
    source: Source
    day: date
    now: datetime

    @property
    def is_read(self) -> bool:
        return self.source.is_read

    @cached_property
    def feeds(self) -> list[Position]:
        """The reading positions, as far as badges ask."""
        return feeds_of(self.connection) if self.connection else []

    @cached_property
    def causes(self) -> "Causes":
        return Causes(self)


class Causes(Mapping[int, Cause]):
    """Form id → why its value is missing, reckoned for the forms that are asked about."""

    def __init__(self, wearer: Wearer) -> None:
        self.wearer = wearer

    def __getitem__(self, form_id: int) -> Cause:
        return _cause(self.wearer, self.wearer.source.forms[form_id])

    def __iter__(self) -> Iterator[int]:
        return iter(self.wearer.source.forms)

    def __len__(self) -> int:
        return len(self.wearer.source.forms)


def badges(people: Sequence[Person], day: date, now: datetime) -> dict[int, list[PersonBadge]]:
    """Person id → one badge a provider, for the board of `day`. Two queries a provider, however many people."""
    found: dict[int, list[PersonBadge]] = {person.pk: [] for person in people}
    for provider in registry.all_providers():
        source = _source(provider)
        connections = connections_of(provider.key, people)
        # Hundreds stand alike: what is said of a state is looked up in the language of the page once.
        said: dict[Connection.State | None, Said] = {}
        for person in people:
            wearer = Wearer(person, connections.get(person.pk), source, day, now)
            state = _state(wearer, wearer.connection) if wearer.connection else None
            if state not in said:
                said[state] = Said(*_tone_and_words(wearer, state), _action(provider, state))
            found[person.pk].append(_badge(wearer, said[state]))
    return found


def last_synced_at(person_ids: Collection[int]) -> datetime | None:
    """When any of their connections was last synced. One query, however many people and providers."""
    providers = tuple(provider.key for provider in registry.all_providers())
    found = prepared(
        ("last synced", providers),
        lambda ids: (
            Connection.objects.filter(
                among("sync_connection.person_id", ids), provider__in=providers, last_synced_at__isnull=False
            )
            .order_by("-last_synced_at")
            .values_list("last_synced_at", flat=True)[:1]
        ),
        list(person_ids),
    )
    return found[0] if found else None


def _source(provider: Provider) -> Source:
    """No query while neither bindings nor the application change; one where nothing is installed yet."""
    rows = kept(("forms of a provider", provider.key), lambda: list(_bindings_of(provider)), DEFINITIONS, FEEDS)
    forms: dict[int, Bound] = {}
    for form_id, night, feed, _read in rows:
        forms.setdefault(form_id, Bound(night)).feeds.add(feed)
    is_read = rows[0][-1] if rows else _is_enabled(provider).first()
    form_key = grant_form_keys(provider.key).authorise
    staff_url = reverse("person_profile", args=[0, form_key]).replace("/0/", "/%d/", 1)
    return Source(provider, forms, bool(is_read), reverse("profile", args=[form_key]), staff_url)


def _bindings_of(provider: Provider) -> QuerySet[Binding, tuple[int, bool, str, bool | None]]:
    """Form id, whether it dates the night, the feed that fills it, and whether the provider is read at all."""
    bindings = Binding.objects.filter(provider=provider.key, is_active=True)
    return bindings.values_list("form_id", "form__dates_the_night", "feed", Subquery(_is_enabled(provider)))


def _is_enabled(provider: Provider) -> QuerySet[ProviderApplication, bool]:
    return ProviderApplication.objects.filter(provider=provider.key).values_list("is_enabled", flat=True)


def _badge(wearer: Wearer, said: Said) -> PersonBadge:
    source, connection = wearer.source, wearer.connection
    # Without a connection and without bindings nothing is installed: there is no form to lead to.
    is_there = connection is not None or bool(source.forms)
    return PersonBadge(
        provider=source.provider.name,
        tone=said.tone,
        words=said.words,
        detail=lazy_detail(wearer),
        advice=lazy_advice(wearer),
        action=said.action,
        since=connection.state_since if connection else None,
        last_sync_at=connection.last_synced_at if connection else None,
        last_data_on=connection.last_data_on if connection else None,
        url=source.url if is_there else "",
        staff_url=source.staff_url % wearer.person.pk if is_there else "",
        causes=wearer.causes,
    )


def _tone_and_words(wearer: Wearer, state: Connection.State | None) -> tuple[str, str]:
    if wearer.connection is None or state is None:
        return "none", _("Not connected")
    if not wearer.is_read and wearer.connection.state in Connection.SYNCED_STATES:
        return "none", _("Reading is switched off")
    return TONES[state], capfirst(str(state.label))


def _state(wearer: Wearer, connection: Connection) -> Connection.State:
    return shown_state(connection, wearer.feeds if connection.state == Connection.State.WAITING else ())


def _detail(wearer: Wearer) -> str:
    """What staff read: who must act, or how far the past is read."""
    if wearer.connection is None:
        return ""
    if not wearer.is_read:
        return _("A consultant switches the connector on.")
    if _state(wearer, wearer.connection) == Connection.State.CONNECTED:
        return fill_words(wearer.connection, wearer.feeds)
    return who_must_act(wearer.connection)


def _advice(wearer: Wearer) -> str:
    """What the athlete reads about themself."""
    connection = wearer.connection
    if connection is None:
        return _("Connect it once, and your nights and days come here by themselves.") if wearer.is_read else ""
    if not wearer.is_read:
        return _("You need do nothing: your club has switched reading off for now.")
    if _state(wearer, connection) != Connection.State.CONNECTED:
        return who_must_act(connection, to_self=True)
    waiting = [cause.words for cause in wearer.causes.values() if cause.code == Missing.WAITING.value]
    if waiting and connection.last_synced_at is not None:
        return _("%(cause)s. Open the app of your ring; the rest happens by itself.") % {"cause": waiting[0]}
    return fill_words(connection, wearer.feeds)


lazy_advice = lazy(_advice, str)
lazy_detail = lazy(_detail, str)


def _action(provider: Provider, state: Connection.State | None) -> str:
    if state is None or state == Connection.State.DISCONNECTED:
        return _("Connect %(name)s") % {"name": provider.name}
    if state == Connection.State.RECONNECT_NEEDED:
        return _("Reconnect %(name)s") % {"name": provider.name}
    return _("See the connection")


def _cause(wearer: Wearer, bound: Bound) -> Cause:
    """The board of a day shows the night that ended that morning and the activity of the day before, so the provider's
    day asked for is that day for forms that date the night, else the day before."""
    due = wearer.day if bound.night else wearer.day - timedelta(days=1)
    # Of the dozen feeds of a wearable the few of this form: to make objects of all takes longer than all else here.
    own = feeds_of(wearer.connection, bound.feeds) if wearer.connection else []
    is_shared = wearer.connection is None or bool(shared(wearer.connection, bound.feeds))
    return cause_of(wearer.connection, own, Gap(due, wearer.day), wearer.now, is_shared=is_shared)
