"""The consultant's checklist: what blocks the Authorisation Link and what only warns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django_q.models import Schedule

from forms_engine.models import FormPermission
from people import roles
from people.application import application_details
from people.models import SiteApplication
from sync import conf
from sync.applications import application_of
from sync.grant_forms import grant_form_keys
from sync.installing import is_installed
from sync.models import ProviderApplication, Pulse
from sync.notice_lines import notices_shown
from sync.provider import Provider
from sync.schedules import all_schedules


@dataclass(frozen=True)
class Line:
    """One line of the checklist. `blocks`: until it is done the Authorisation Link stays disabled; else it warns.

    `words` says how it stands, or who must do what.
    """

    key: str
    title: str
    is_done: bool
    blocks: bool
    words: str
    url: str = ""


def redirect_uri(provider_key: str) -> str:
    """The exact address to register at the vendor."""
    return conf.site_url() + reverse("sync:callback", args=[provider_key])


def checklist(provider: Provider, now: datetime) -> list[Line]:
    """Every line, in the order a consultant works through them."""
    return [*_blocking_lines(provider), _worker(now), _schedule(now), *_notices(provider, now)]


def blocking_line(provider: Provider) -> Line | None:
    """The first line that keeps the Authorisation Link disabled; None when athletes may connect."""
    return next((line for line in _blocking_lines(provider) if not line.is_done), None)


def _blocking_lines(provider: Provider) -> Iterator[Line]:
    application = application_of(provider.key)
    yield _uuids()
    yield _application(provider, application)
    yield _forms(provider)
    yield _rights(provider)
    yield _address(provider)
    yield _enabled(provider, application)


def _uuids() -> Line:
    is_on = application_details().uuid_state != SiteApplication.UuidState.OFF
    words = _("UUIDs are on.") if is_on else _("A consultant switches UUIDs on in Application details.")
    url = reverse("admin:people_siteapplication_change", args=[SiteApplication.ONLY_ROW])
    return Line("uuids", _("UUIDs"), is_on, True, words, url)


def _application(provider: Provider, application: ProviderApplication | None) -> Line:
    is_done = application is not None and bool(application.client_id and application.client_secret)
    words = _("A consultant enters the client id and secret of the application registered at %(name)s.")
    if is_done and application is not None and application.problem:
        return Line("application", _("Application"), False, True, application.problem)
    done_words = _("The application is entered.")
    return Line(
        "application", _("Application"), is_done, True, done_words if is_done else words % {"name": provider.name}
    )


def _forms(provider: Provider) -> Line:
    is_done = is_installed(provider)
    words = _("The forms are installed.") if is_done else _("A consultant presses “Install forms” on the set-up page.")
    return Line("forms", _("Forms"), is_done, True, words, reverse("admin:forms_engine_formdefinition_changelist"))


def _rights(provider: Provider) -> Line:
    """Athletes must be able to open the form with the link, and somebody to read the data."""
    key = grant_form_keys(provider.key).authorise
    readers = FormPermission.objects.filter(can_read=True)
    is_done = readers.filter(form__key=key, role__name=roles.ATHLETE).exists() and all(
        readers.filter(form__key=plan.key).exclude(role__name=roles.ATHLETE).exists() for plan in provider.forms
    )
    words = _("Athletes may open the form; staff may read the data.")
    missing = _("A consultant lets athletes read %(form)s, and at least one role of staff read each data form.")
    titles = {"form": _(provider.grant_forms.authorise)}
    return Line("rights", _("Rights"), is_done, True, words if is_done else missing % titles)


def _address(provider: Provider) -> Line:
    address = redirect_uri(provider.key)
    is_done = address.startswith("https://") or not conf.needs_https()
    words = _("Register exactly this redirect address: %(address)s") % {"address": address}
    missing = _("The operator sets SITE_URL to the public https:// address of this site.")
    return Line("address", _("Address"), is_done, True, words if is_done else missing)


def _enabled(provider: Provider, application: ProviderApplication | None) -> Line:
    is_on = application is not None and application.is_enabled
    words = _("The connector is switched on.") if is_on else _("A consultant switches the connector on.")
    return Line("enabled", _("Connector"), is_on, True, words)


def _worker(now: datetime) -> Line:
    pulse = Pulse.objects.filter(name="tick").first()
    is_alive = pulse is not None and now - pulse.beaten_at < conf.PULSE_MOST_AGE
    words = (
        _("The worker is at work.") if is_alive else _("The operator looks at the worker: it has not worked lately.")
    )
    return Line("worker", _("Worker"), is_alive, False, words)


def _schedule(now: datetime) -> Line:
    planned = {one.name for one in all_schedules()}
    late = now - conf.STALE_CLAIM
    there = set(Schedule.objects.filter(name__in=planned, next_run__gt=late).values_list("name", flat=True))
    is_done = there == planned
    done = _("Data is read every %(minutes)d minutes.") % {"minutes": conf.ROUND_MINUTES}
    missing = _("The operator runs “manage.py apply_schedules” and starts the worker.")
    return Line("schedule", _("Schedule"), is_done, False, done if is_done else missing)


def _notices(provider: Provider, now: datetime) -> Iterator[Line]:
    """No line for a wearable that does not notify. Without notices everything works by polling."""
    shown = notices_shown(provider, now)
    if shown is not None:
        yield Line("notices", _("Notices"), shown.is_fine, False, shown.words)
