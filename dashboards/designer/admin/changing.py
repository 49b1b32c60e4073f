"""One change of a dashboard: one transaction, refused when somebody else was there first, told in its history.

with changing(dashboard.pk, version, by=consultant) as dashboard:
    ...change rows of the dashboard...
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboards.designer.difference import tell_difference
from dashboards.designer.documents import export_dashboard
from dashboards.models import Dashboard
from forms_engine.builder.changing import entries_about, note_change, note_deletion
from forms_engine.builder.refusals import Refused, Stale
from forms_engine.definition_shape import digest_of_document
from people.models import Person


def version_of(dashboard: Dashboard) -> str:
    """Changes with anything of the dashboard, whoever changes it and where."""
    return digest_of_document(export_dashboard(dashboard))


@contextmanager
def changing(dashboard_id: int, version: str, *, by: Person) -> Iterator[Dashboard]:
    """The dashboard, locked. Raises Stale and Refused."""
    with transaction.atomic():
        dashboard, before = lock_dashboard(dashboard_id, version)
        yield dashboard
        after = export_dashboard(Dashboard.objects.get(pk=dashboard_id))
        if lines := tell_difference(before, after):
            note_change(dashboard, by, lines)


def drop_dashboard(dashboard_id: int, version: str, by: Person) -> None:
    with transaction.atomic():
        dashboard, _before = lock_dashboard(dashboard_id, version)
        note_deletion(dashboard, by)
        dashboard.delete()


def lock_dashboard(dashboard_id: int, version: str) -> tuple[Dashboard, dict[str, Any]]:
    """The dashboard, and how it stands. Raises Refused when it is not as the page showed it."""
    dashboard = Dashboard.objects.select_for_update().filter(pk=dashboard_id).first()
    if dashboard is None:
        raise Refused("gone", _("This dashboard is no longer there."))
    before = export_dashboard(dashboard)
    if digest_of_document(before) != version:
        raise Stale(_stale_words(dashboard))
    return dashboard, before


def _stale_words(dashboard: Dashboard) -> str:
    last = entries_about(dashboard).select_related("user").first()
    if last is None:
        return _("Somebody changed this dashboard since you opened it. Nothing of yours was saved.")
    words = _("%(who)s changed this dashboard at %(when)s, after you opened it. Nothing of yours was saved.")
    when = date_format(timezone.localtime(last.action_time), "H:i")
    return words % {"who": last.user.full_name, "when": when}
