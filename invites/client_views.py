"""The coach's pages about clients: the list, one client's tab, the squad's funnel, and inviting from each."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forms_engine.critical import critical_of, show_critical
from invites import client_lines, sending
from invites.asking import asked_athletes, provider_or_404, read_question
from invites.client_page import build_client_page
from invites.clients import Standing, athletes_of, clients_of, funnel_of
from invites.issuing import CannotInvite
from invites.models import Invite
from invites.navigation import looks_after_clients
from people.access import visible_people
from people.looks import note_looks
from people.models import Person
from people.person_pages import person_pages
from sync.provider import Provider
from sync.setup import blocking_line

View = Callable[..., HttpResponseBase]


def for_staff(view: View) -> View:
    """Only for who looks after athletes; whom they see is a question of its own."""

    @never_cache
    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not looks_after_clients(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_staff
def clients(request: HttpRequest) -> HttpResponse:
    """The list; with `pick` everybody who may be invited is ticked."""
    now = timezone.now()
    question = read_question(_viewer(request), request.GET.dict())
    found = clients_of(asked_athletes(_viewer(request), question), question.provider.key, now)
    shown = [one for one in found if not question.standing or question.standing in one.standings]
    picks = "pick" in request.GET
    lines = [client_lines.line_of(one, question.provider, is_picked=picks and one.may_be_invited) for one in shown]
    blocked = blocking_line(question.provider)
    context = {
        "question": question,
        "standings": Standing.choices,
        "lines": lines,
        "critical": show_critical(_viewer(request), [one.person for one in shown], "clients", now),
        "has_clients": bool(found),
        "blocked": blocked.words if blocked else "",
        "choices": sending.channels_in_use(),
    }
    return render(request, "invites/clients.html", context)


@require_POST
@for_staff
def invite_many(request: HttpRequest) -> HttpResponse:
    """Invite the ticked ones; the answer says who was and who was not, and why."""
    now, viewer = timezone.now(), _viewer(request)
    question = read_question(viewer, request.POST.dict())
    ids = [int(one) for one in request.POST.getlist("person") if one.isascii() and one.isdigit() and len(one) < 19]
    ticked = list(athletes_of(visible_people(viewer), None).filter(pk__in=ids))
    if not ticked:
        messages.warning(request, _("Nobody was ticked, so nobody was invited."))
        return redirect(question.clients_url)
    found = clients_of(ticked, question.provider.key, now)
    left_out = [sending.Sent(one.person, None, one.why_not) for one in found if not one.may_be_invited]
    people = [one.person for one in found if one.may_be_invited]
    try:
        sent = sending.send_many(question.provider.key, people, viewer, request.POST.get("channel", ""), now)
    except CannotInvite as refused:
        messages.error(request, str(refused))
        return redirect(question.clients_url)
    context = {
        "question": question,
        "critical": show_critical(viewer, ticked, "clients", now),
        "sent": [one for one in sent if one.invite],
        "not_sent": [one for one in sent if not one.invite] + left_out,
    }
    return render(request, "invites/sent_many.html", context)


@require_safe
@for_staff
def funnel(request: HttpRequest) -> HttpResponse:
    """How many came how far, how long it takes, who is stuck where."""
    question = read_question(_viewer(request), request.GET.dict())
    now, people = timezone.now(), asked_athletes(_viewer(request), question)
    blocked = blocking_line(question.provider)
    made = funnel_of(people, question.provider.key, now)
    stuck = [one.person for one, _step in made.stuck]
    context = {
        "question": question,
        "funnel": made,
        "critical": show_critical(_viewer(request), stuck, "clients", now),
        "blocked": blocked.words if blocked else "",
    }
    return render(request, "invites/funnel.html", context)


@require_safe
@for_staff
def client(request: HttpRequest, person_id: int, provider_key: str) -> HttpResponse:
    """One client's tab. Which days there are data of is about their health, so the look is noted."""
    now, viewer = timezone.now(), _viewer(request)
    provider, person = provider_or_404(provider_key), _client_or_404(viewer, person_id)
    page = build_client_page(provider, person, now)
    critical = critical_of(viewer, person)
    if page.arrivals or critical:
        note_looks(viewer, [person], f"connection: {provider.name}", now)
    line = client_lines.line_of(page.client, provider)
    context = {
        "provider": provider,
        "page": page,
        "line": line,
        "person": person,
        "critical": critical,
        "person_pages": person_pages(request, person),
    }
    return render(request, "invites/client.html", context)


@require_POST
@for_staff
def invite(request: HttpRequest, person_id: int, provider_key: str) -> HttpResponse:
    """Send one invite, and go back to where the button was."""
    viewer = _viewer(request)
    provider, person = provider_or_404(provider_key), _client_or_404(viewer, person_id)
    question = read_question(viewer, {**request.POST.dict(), "provider": provider.key})
    made = _send(request, provider, person, timezone.now())
    if made is not None:
        messages.success(request, _("The invite is on its way. Its link works for a few minutes once it is there."))
    if request.POST.get("back") == "funnel":
        return redirect(question.funnel_url)
    return redirect("invites:client", person.pk, provider.key)


def _send(request: HttpRequest, provider: Provider, person: Person, now: datetime) -> Invite | None:
    try:
        return sending.send_invite(provider.key, person, _viewer(request), request.POST.get("channel", ""), now)
    except CannotInvite as refused:
        messages.error(request, str(refused))
        return None


def _client_or_404(viewer: Person, person_id: int) -> Person:
    person = athletes_of(visible_people(viewer), None).filter(pk=person_id).first()
    if person is None:
        raise Http404("no such athlete, or not one this viewer may see")
    return person


def _viewer(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404("nobody is logged in")
    return request.user
