"""What the set-up page says of notices: by webhook or by polling only, each subscription, and who must act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sync import conf
from sync.applications import application_of
from sync.models import NoticeSubscription
from sync.notice_address import notice_address
from sync.provider import Provider
from sync.silence import silent_types
from sync.subscriptions import is_in_force


@dataclass(frozen=True)
class SubscriptionLine:
    """One (type, event). `tone`: fine, watch, act or none; `words` says who must do what, "" when nobody."""

    notice_type: str
    event: str
    tone: str
    state: str
    words: str
    expires_at: datetime | None
    last_notice_at: datetime | None


@dataclass(frozen=True)
class NoticesShown:
    """`is_fine`: data comes by webhook, and nothing stands against any subscription."""

    is_fine: bool
    words: str
    lines: Sequence[SubscriptionLine] = ()


def notices_shown(provider: Provider, now: datetime) -> NoticesShown | None:
    """None for a wearable that does not notify. Four queries."""
    if provider.notices is None:
        return None
    application = application_of(provider.key)
    if application is None or not application.is_enabled:
        return NoticesShown(False, _("Nobody must act: notices begin when the connector is switched on."))
    address = notice_address(application)
    if not address:
        words = _(
            "By polling only, because SITE_URL is not a public https:// address: data comes every %(minutes)d minutes. "
            "For data within seconds the operator sets it."
        )
        return NoticesShown(False, words % {"minutes": conf.ROUND_MINUTES})
    silent = silent_types(provider, now)
    rows = NoticeSubscription.objects.filter(provider=provider.key).order_by("notice_type", "event")
    lines = [_line(row, is_in_force(row, address, now), row.notice_type in silent, address) for row in rows]
    return NoticesShown(_is_fine(lines), _words(lines), lines)


def _is_fine(lines: Sequence[SubscriptionLine]) -> bool:
    return bool(lines) and all(line.tone in ("fine", "none") for line in lines)


def _words(lines: Sequence[SubscriptionLine]) -> str:
    if not lines:
        return _("Nobody must act: the subscriptions are being asked for. Look again in five minutes.")
    if _is_fine(lines):
        return _("By webhook: what is new is read within a minute. Polling closes every gap.")
    said = {"count": sum(line.tone in ("act", "watch") for line in lines), "all": len(lines)}
    return _("By polling where %(count)d of %(all)d subscriptions do not serve; who must act stands below.") % said


def _line(row: NoticeSubscription, is_alive: bool, is_silent: bool, address: str) -> SubscriptionLine:
    tone, state, words = _state(row, is_alive, is_silent, address)
    return SubscriptionLine(row.notice_type, row.event, tone, state, words, row.expires_at, row.last_notice_at)


def _state(row: NoticeSubscription, is_alive: bool, is_silent: bool, address: str) -> tuple[str, str, str]:
    if row.problem:
        return ("watch", _("In force"), row.problem) if is_alive else ("act", _("Not in force"), row.problem)
    if not is_alive:
        return "watch", _("Being made"), _("Nobody must act: it follows within the hour.")
    if is_silent:
        words = _(
            "Polling found news that no notice told of, and looks more often meanwhile. If it lasts, the operator "
            "checks that %(address)s is reached from outside."
        )
        return "watch", _("Silent"), words % {"address": address}
    return ("fine", _("In force"), "") if row.last_notice_at else ("none", _("In force"), _("No notice yet."))
