"""How old what a page shows is."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from dashboards.wording import time_since
from forms_engine.extension import PersonBadge
from people.application import application_details


def freshness_words(badges: Iterable[PersonBadge], now: datetime) -> str:
    """The newest sync of these sources, and whose days the page means."""
    return synced_words(max((badge.last_sync_at for badge in badges if badge.last_sync_at), default=None), now)


def synced_words(newest: datetime | None, now: datetime) -> str:
    """The same for a newest sync that is known."""
    zone = application_details().zone
    if newest is None:
        return _("No sync yet. Days of %(zone)s.") % {"zone": zone}
    return _("Newest sync %(ago)s. Days of %(zone)s.") % {"ago": time_since(newest, now), "zone": zone}
