"""The list of alerts, one of them, and what is done with it."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alerts import handling
from alerts.alert_page import build_alert_page
from alerts.forms import AssignForm, NoteForm, SnoozeForm
from alerts.lists import AlertList, Question, build_list, read_question
from alerts.models import Alert
from alerts.navigation import looks_after_athletes
from alerts.seeing import colleagues_for, visible_alerts
from dashboards.freshness import synced_words
from dashboards.viewing import answers_bad_questions
from forms_engine.extension import newest_sync
from people.access import visible_people
from people.looks import note_looks
from people.models import Person

View = Callable[..., HttpResponse]


def viewer_of(request: HttpRequest) -> Person:
    """Whoever is logged in and looks after athletes; to others there is no such page."""
    if not isinstance(request.user, Person) or not looks_after_athletes(request):
        raise Http404("no alerts for this person")
    return request.user


def reload_when_logged_out(view: View) -> View:
    """A fragment asked for after the log-in ended loads the page again, which then asks for the log-in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return view(request, *args, **kwargs)

    return answer


def hide_when_lost(view: View) -> View:
    """Who loses the right to see an alert while handling it finds what everybody without it finds: nothing."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except handling.CannotHandle as refused:
            raise Http404("no such alert any more for this viewer") from refused

    return answer


@never_cache
@login_required
@require_safe
@answers_bad_questions
def alerts(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = build_list(viewer, read_question(viewer, request.GET), timezone.now())
    content, _seen = _fragment(viewer, found)
    people = visible_people(viewer).order_by().values_list("pk", flat=True)
    fresh = synced_words(newest_sync(list(people)), timezone.now())
    said = {"found": found, "content": content, "asked": found.question, "freshness": fresh}
    said |= segments(found.question)
    return render(request, "alerts/alerts.html", said)


@never_cache
@reload_when_logged_out
@require_safe
@answers_bad_questions
def lines(request: HttpRequest) -> HttpResponse:
    """The list as it is now, or 204 when it looks as it did (`seen`)."""
    viewer = viewer_of(request)
    found = build_list(viewer, read_question(viewer, request.GET), timezone.now())
    content, _seen = _fragment(viewer, found, was=request.GET.get("seen", ""))
    return HttpResponse(content) if content else HttpResponse(status=204)


@never_cache
@login_required
@require_safe
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    viewer, found = viewer_of(request), _alert_or_404(request, alert_id)
    note_looks(viewer, [found.person], "alert", timezone.now())
    return _page(request, viewer, found)


@login_required
@require_POST
@hide_when_lost
def acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    viewer, found = viewer_of(request), _alert_or_404(request, alert_id)
    handling.acknowledge(found, viewer, timezone.now())
    messages.success(request, _("Acknowledged."))
    return redirect("alerts:alert", found.pk)


@login_required
@require_POST
@hide_when_lost
def reopen(request: HttpRequest, alert_id: int) -> HttpResponse:
    viewer, found = viewer_of(request), _alert_or_404(request, alert_id)
    handling.reopen(found, viewer, timezone.now())
    messages.success(request, _("Open again."))
    return redirect("alerts:alert", found.pk)


@login_required
@require_POST
@hide_when_lost
def note(request: HttpRequest, alert_id: int) -> HttpResponse:
    viewer, found = viewer_of(request), _alert_or_404(request, alert_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, found, note_form=form)
    handling.note(found, viewer, form.cleaned_data["note"], timezone.now())
    messages.success(request, _("Noted."))
    return redirect("alerts:alert", found.pk)


@login_required
@require_POST
def assign(request: HttpRequest, alert_id: int) -> HttpResponse:
    viewer, found = viewer_of(request), _alert_or_404(request, alert_id)
    form = AssignForm(request.POST, colleagues=colleagues_for(found), assigned_id=found.assigned_to_id)
    if not form.is_valid():
        return _page(request, viewer, found, assign_form=form)
    person = form.person()
    try:
        handling.assign(found, viewer, person, timezone.now())
    except handling.CannotHandle as refused:
        form.add_error("to", str(refused))
        return _page(request, viewer, found, assign_form=form)
    words = _("Assigned to %(name)s.") % {"name": person.full_name} if person else _("Assigned to nobody.")
    messages.success(request, words)
    return redirect("alerts:alert", found.pk)


@login_required
@require_POST
def snooze(request: HttpRequest, alert_id: int) -> HttpResponse:
    viewer, found = viewer_of(request), _alert_or_404(request, alert_id)
    form = SnoozeForm(request.POST)
    if form.is_valid():
        try:
            handling.snooze(found, viewer, form.cleaned_data["days"], form.cleaned_data["reason"], timezone.now())
        except handling.CannotHandle as refused:
            form.add_error("reason", str(refused))
    if not form.is_valid():
        return _page(request, viewer, found, snooze_form=form)
    messages.success(request, _("Put off. Its rule is silent for this athlete until then."))
    return redirect("alerts:alerts")


def segments(asked: Question) -> dict[str, Any]:
    """(query, words, whether it is shown) of whose and in which state; what the pager keeps."""
    whose = {"mine": _("Mine"), "squad": _("Squad")}
    states = {"open": pgettext("alerts", "Open"), "acknowledged": _("Acknowledged"), "all": _("All")}
    return {
        "whose_links": [(asked.address(whose=key), words, key == asked.whose) for key, words in whose.items()],
        "state_links": [(asked.address(state=key), words, key == asked.state) for key, words in states.items()],
        "pager_query": asked.address(),
    }


def _alert_or_404(request: HttpRequest, alert_id: int) -> Alert:
    found = visible_alerts(viewer_of(request)).filter(pk=alert_id)
    one = found.select_related("rule", "version", "person", "assigned_to").first()
    if one is None:
        raise Http404("no such alert, or not one this viewer may see")
    return one


def _page(request: HttpRequest, viewer: Person, found: Alert, **forms: Any) -> HttpResponse:
    shown = build_alert_page(found, timezone.now())
    fresh = synced_words(newest_sync([found.person_id]), timezone.now())
    colleagues = [] if "assign_form" in forms else colleagues_for(found)
    said = {
        "alert": found,
        "page": shown,
        "freshness": fresh,
        "note_form": NoteForm(),
        "snooze_form": SnoozeForm(),
        "assign_form": AssignForm(colleagues=colleagues, assigned_id=found.assigned_to_id),
    }
    return render(request, "alerts/alert.html", said | forms, status=400 if forms else 200)


def _fragment(viewer: Person, found: AlertList, was: str | None = None) -> tuple[str, str]:
    """The list as HTML and the mark by which a page tells what it shows; "" for what looks as it did.

    Whoever is shown something new has looked at it.
    """
    seen = _mark(found)
    if seen == was:
        return "", seen
    note_looks(viewer, {line.person.pk: line.person for line in found.lines}.values(), "alerts", timezone.now())
    url = f"{reverse('alerts:lines')}?{found.question.address(page=found.question.page, seen=seen)}"
    return render_to_string("alerts/live.html", {"found": found, "url": url}), seen


def _mark(found: AlertList) -> str:
    """Of all that is shown but for how long ago it was, which changes by itself."""
    shown = [(one.pk, one.tone, one.standing, one.assigned) for one in found.lines]
    return hashlib.sha256(repr((shown, found.snoozed)).encode()).hexdigest()[:16]
