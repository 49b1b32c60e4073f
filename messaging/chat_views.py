"""One's own chats in other systems: which are known, a code for a new one, and letting one go."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from messaging.channels import conf, registry
from messaging.identifying import new_code
from messaging.models import Channel, ChatIdentity
from people.access import visible_people
from people.models import Person
from sync import registry as providers


@never_cache
@login_required
@require_safe
def own_chats(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@login_required
@require_POST
@sensitive_variables("code")
def take_code(request: HttpRequest) -> HttpResponse:
    """Shown once, as the answer to a press of the button: no address leads to it."""
    code = new_code(_own_row(request))
    return _page(request, f"{code[:4]} {code[4:]}")


@login_required
@require_POST
def release(request: HttpRequest, identity_id: int) -> HttpResponse:
    get_object_or_404(ChatIdentity, pk=identity_id, person=_own_row(request)).delete()
    messages.success(request, _("The chat is let go: the site no longer knows you there."))
    return redirect("own_chats")


def _own_row(request: HttpRequest) -> Person:
    return visible_people(request.user).get(username=request.user.get_username())


def _page(request: HttpRequest, code: str = "") -> HttpResponse:
    names = {kind.key: kind.name for kind in registry.all_kinds() if kind.can_hear}
    known = ChatIdentity.objects.filter(person=_own_row(request), channel__in=names).order_by("channel")
    in_use = Channel.objects.filter(is_on=True, key__in=names).order_by("key").values_list("key", flat=True)
    context = {
        "chats": [(identity, names[identity.channel]) for identity in known],
        "in_use": [names[key] for key in in_use],
        "code": code,
        "command": next((provider.key for provider in providers.all_providers()), ""),
        "minutes": int(conf.CODE_LIVES.total_seconds() // 60),
    }
    return render(request, "messaging/own_chats.html", context)
