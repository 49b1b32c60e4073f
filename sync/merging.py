"""When two accounts of one human may not become one: what they have connected speaks against it."""

from django.utils.translation import gettext as _

from people.models import Person
from sync import registry
from sync.models import Connection


def reasons_against(stays: Person, goes: Person) -> list[str]:
    """At most one connection a person and provider; a live one is never left behind on a deactivated account."""
    kept = {one.provider: one for one in Connection.objects.filter(person=stays)}
    live = Connection.objects.filter(person=goes).exclude(state=Connection.State.DISCONNECTED)
    reasons = []
    for provider in live.values_list("provider", flat=True):
        if provider not in kept:
            continue
        names = {"provider": registry.name_of(provider), "stays": stays.username, "goes": goes.username}
        if kept[provider].state == Connection.State.DISCONNECTED:
            words = _("%(goes)s is connected to %(provider)s, %(stays)s was once. Let %(goes)s stay, or disconnect it.")
        else:
            words = _("Both are connected to %(provider)s. Disconnect one of them first, then merge.")
        reasons.append(words % names)
    return reasons
