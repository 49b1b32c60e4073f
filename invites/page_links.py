"""Links of answers that lead to one's own pages, behind a log-in; nothing about the addresses is secret.

Their id is "<provider>:<person>": in the site's own chat only that person's view draws the button.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from invites import conf
from invites.freshness import night_scores
from messaging.links import BuiltLink, Button
from people.models import Person
from sync import registry
from sync.provider import Provider

LAST_NIGHT, DISCONNECT = "last_night", "disconnect"


def id_for(provider: Provider, person: Person) -> str:
    return f"{provider.key}:{person.pk}"


def build_last_night(link_id: str, person: Person, now: datetime) -> BuiltLink:
    return BuiltLink(conf.site_url() + reverse("home"), _("Log in to see last night."), needs_log_in=True)


def show_last_night(link_id: str, viewer: Person, now: datetime) -> Button | None:
    """The scores are read when the athlete looks: they stand in no message, and in nobody else's view of it."""
    provider = _provider_of(link_id, viewer)
    if provider is None:
        return None
    return Button(_("Open last night"), reverse("home"), night_scores(provider, viewer, now))


def build_disconnect(link_id: str, person: Person, now: datetime) -> BuiltLink:
    address = reverse("sync:disconnect", args=[link_id.partition(":")[0]])
    return BuiltLink(conf.site_url() + address, _("Log in to end the connection there."), needs_log_in=True)


def show_disconnect(link_id: str, viewer: Person, now: datetime) -> Button | None:
    provider = _provider_of(link_id, viewer)
    if provider is None:
        return None
    return Button(_("Disconnect"), reverse("sync:disconnect", args=[provider.key]), _("You are asked there once more."))


def _provider_of(link_id: str, viewer: Person) -> Provider | None:
    """None for somebody else's, and for a wearable that is no longer installed."""
    key, _colon, person_id = link_id.partition(":")
    is_theirs = person_id == str(viewer.pk)
    return registry.provider_for(key) if is_theirs and registry.is_registered(key) else None
