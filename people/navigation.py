"""The entries of the main menu. Apps further out add theirs at start-up."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `is_current` marks the page the person is on. `count`: how many new things wait there."""

    label: str
    url: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True)
class EntryPlan:
    order: int
    label: str | Promise
    url_name: str
    is_for: Callable[[HttpRequest], bool]
    count: Callable[[HttpRequest], int] | None = None
    # The pages whose addresses begin with this one's are parts of it.
    covers_below: bool = False


_plans: list[EntryPlan] = []


def register_entry(plan: EntryPlan) -> None:
    if plan not in _plans:
        _plans.append(plan)
        _plans.sort(key=lambda one: one.order)


def navigation_for(request: HttpRequest) -> tuple[Entry, ...]:
    """What this person may open, in order; nothing for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    entries = []
    for plan in _plans:
        if plan.is_for(request):
            url = reverse(plan.url_name)
            count = plan.count(request) if plan.count else 0
            is_current = request.path == url or (plan.covers_below and request.path.startswith(url))
            entries.append(Entry(str(plan.label), url, is_current, count))
    return tuple(entries)


def is_for_admin(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_staff)
