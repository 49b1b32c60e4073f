"""How somebody's data arrive, as staff read it and as they read it themselves."""

from dataclasses import dataclass
from datetime import datetime

from dashboards.speaking import spoken as _
from dashboards.wording import time_since
from forms_engine.extension import PersonBadge


@dataclass(frozen=True)
class BadgeView:
    """`is_urgent`: the athlete must do something before there are data; `action` names it."""

    tone: str
    sentence: str
    detail: str
    url: str
    action: str
    is_urgent: bool


def show_badge(badge: PersonBadge, now: datetime, *, is_self: bool) -> BadgeView:
    said = str(badge.advice if is_self else badge.detail)
    detail = [said] if said else []
    if badge.last_sync_at:
        detail.append(_("Last sync %(ago)s.") % {"ago": time_since(badge.last_sync_at, now)})
    is_new = badge.since is None and badge.last_sync_at is None
    return BadgeView(
        tone=badge.tone,
        sentence=_("%(source)s: %(state)s.") % {"source": badge.provider, "state": badge.words.rstrip(".")},
        detail=" ".join(detail),
        url=badge.url if is_self else badge.staff_url,
        action=(badge.action if is_self else "") or _("See the connection"),
        is_urgent=is_self and (is_new or badge.tone == "act"),
    )
