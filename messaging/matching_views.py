"""The consultant's page that says which client of Trainerize is which person here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from messaging.channels.base import CannotDeliver, TryLater
from messaging.matching import Certainty, Proposal, confirm_proposals, propose
from messaging.models import Channel
from people import roles
from people.access import has_role, visible_people
from people.models import Person


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest) -> HttpResponse:
    viewer = _consultant(request)
    proposals, problem = _proposals_for(viewer)
    if request.method == "POST" and not problem:
        _confirm_ticked(request, proposals)
        return redirect("match_trainerize")
    context = {
        "rows": [(one, one.person is not None and one.certainty is not Certainty.KNOWN) for one in proposals],
        "problem": problem,
        "waiting": sum(one.person is not None and one.certainty is not Certainty.KNOWN for one in proposals),
    }
    return render(request, "messaging/match_trainerize.html", context, status=503 if problem else 200)


def _consultant(request: HttpRequest) -> Person:
    viewer = request.user
    if not isinstance(viewer, Person) or not (viewer.is_superuser or has_role(viewer, roles.CONSULTANT)):
        raise PermissionDenied
    return viewer


def _proposals_for(viewer: Person) -> tuple[list[Proposal], str]:
    try:
        return propose(visible_people(viewer).filter(is_active=True)), ""
    except Channel.DoesNotExist:
        return [], _("Trainerize is not set up yet: enter group id, API token and message senders first.")
    except (TryLater, CannotDeliver) as error:
        return [], str(error)


def _confirm_ticked(request: HttpRequest, proposals: list[Proposal]) -> None:
    """What is ticked names client and person, so that a proposal that changed meanwhile confirms nothing."""
    ticked = set(request.POST.getlist("match"))
    chosen = [one for one in proposals if one.person and f"{one.client.user_id}:{one.person.pk}" in ticked]
    done = confirm_proposals(chosen, timezone.now())
    for refusal in done.refusals:
        messages.error(request, refusal)
    words = ngettext("%(count)d client is known now.", "%(count)d clients are known now.", done.count)
    messages.success(request, words % {"count": done.count})
