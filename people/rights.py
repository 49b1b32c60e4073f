"""What a role may do in admin: the whole table, in one place.

Read-only is `view`. What is not named here a consultant has no right to: permissions, groups, superuser
flags, sealed values, tokens, schedules. Apps are named by label, because people imports nobody further out.
"""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

from people import roles

SHAPE = ("view", "add", "change", "delete")
READ = ("view",)

# app label → model → actions
CONSULTANT_RIGHTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "people": {
        "person": ("view", "add", "change"),
        "squad": SHAPE,
        "membership": SHAPE,
        "siteapplication": ("view", "change"),
        "look": READ,
    },
    "forms_engine": {
        "formdefinition": SHAPE,
        "section": SHAPE,
        "fielddefinition": SHAPE,
        "formpermission": SHAPE,
        "record": READ,
    },
    "sync": {
        "binding": ("view", "change"),
        "boundvalue": READ,
        "connection": ("view", "change"),
        "feedstate": READ,
        "noticesubscription": READ,
        "run": READ,
        "statechange": READ,
    },
    "messaging": {
        "messagesender": ("view", "change"),
        "messagetemplate": SHAPE,
        "channel": ("view", "change"),
        "chatidentity": SHAPE,
        "outboundmessage": READ,
        "inboundevent": READ,
        "aiexchange": READ,
    },
    "invites": {"invite": READ},
    "dashboards": {"dashboard": SHAPE, "tile": SHAPE, "weeklyreader": SHAPE},
    "alerts": {"rule": SHAPE, "condition": SHAPE, "daily": ("view", "change")},
    "django_q": {"success": READ, "failure": READ},
}


def settle_rights(app_config: AppConfig, **said: Any) -> None:
    """After migrate: every role exists, and the consultant's rights in this app are exactly the table's.

    Sent once for each app, right after Django made the app's permissions; so nothing is asked for too early.
    """
    made = {name: Group.objects.get_or_create(name=name)[0] for name in roles.ALL_ROLES}
    consultant = made[roles.CONSULTANT]
    table = CONSULTANT_RIGHTS.get(app_config.label, {})
    wanted = {f"{action}_{model}" for model, actions in table.items() for action in actions}
    of_this_app = Permission.objects.filter(content_type__app_label=app_config.label)
    consultant.permissions.remove(*consultant.permissions.filter(pk__in=of_this_app).exclude(codename__in=wanted))
    consultant.permissions.add(*of_this_app.filter(codename__in=wanted))
