"""Conversations: the list, one of them, its lines as they grow, and the sender's picture."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forms_engine.critical import critical_of, show_critical
from messaging import conf
from messaging.commands import command_names
from messaging.conversation_page import Shown, show
from messaging.conversations import conversation_of, mark_read, overview, readable_athletes, takes_part
from messaging.forms import MessageForm, new_once
from messaging.models import Conversation
from messaging.pictures import kind_of_picture
from messaging.sender import sender_row
from messaging.writing import CannotWrite, write_message
from people.looks import note_looks
from people.models import Person

NUMBER = re.compile(r"^[0-9]{1,18}$")
View = Callable[..., HttpResponse]


def viewer_of(request: HttpRequest) -> Person:
    """Whoever is logged in; behind `login_required` that is somebody."""
    if not isinstance(request.user, Person):
        raise Http404("nobody is logged in")
    return request.user


def reload_when_logged_out(view: View) -> View:
    """A fragment asked for after the log-in ended loads the page again, which then asks for the log-in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return view(request, *args, **kwargs)

    return answer


@never_cache
@login_required
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """Staff see whom they may talk to; who has their own conversation only goes straight to it."""
    viewer = viewer_of(request)
    if not takes_part(viewer):
        raise Http404("this person has no conversations")
    people = overview(viewer)
    page = Paginator(people, conf.PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    if [one.pk for one in page] == [viewer.pk]:
        return redirect("messaging:conversation", viewer.pk)
    critical = show_critical(viewer, page, "messages", timezone.now())
    return render(request, "messaging/conversations.html", {"page": page, "viewer": viewer, "critical": critical})


@never_cache
@reload_when_logged_out
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, person_id: int) -> HttpResponse:
    viewer, found = viewer_of(request), _conversation_or_404(request, person_id)
    if request.method == "POST":
        return _write(request, viewer, found)
    before = request.GET.get("before", "")
    shown = _shown(request, viewer, found, int(before) if NUMBER.match(before) else 0)
    return _page(request, viewer, found, shown, MessageForm(initial={"once": new_once()}))


@never_cache
@reload_when_logged_out
@login_required
@require_safe
def lines(request: HttpRequest, person_id: int) -> HttpResponse:
    """The newest lines, or 204 when they look as they did (`seen`). Only a page somebody looks at asks."""
    viewer, found = viewer_of(request), _conversation_or_404(request, person_id)
    shown = _shown(request, viewer, found)
    content, seen = _fragment(viewer, found, shown, is_polled="before" not in request.GET)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return HttpResponse(content)


@login_required
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    content = bytes(sender_row().picture)
    kind = kind_of_picture(content)
    if not kind:
        raise Http404("the message sender has no picture")
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "private, max-age=3600"})


def _conversation_or_404(request: HttpRequest, person_id: int) -> Conversation:
    athlete = readable_athletes(viewer_of(request)).filter(pk=person_id).first()
    if athlete is None:
        raise Http404("no such conversation, or not one this viewer may read")
    found = conversation_of(athlete)
    found.athlete = athlete
    return found


def _shown(request: HttpRequest, viewer: Person, found: Conversation, before: int = 0) -> Shown:
    now = timezone.now()
    shown = show(found, viewer, now, before)
    if request.method == "GET" and shown.newest_id and not before:
        mark_read(found, viewer, shown.newest_id, now)
    return shown


def _write(request: HttpRequest, viewer: Person, found: Conversation) -> HttpResponse:
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            write_message(viewer, found, form.cleaned_data["text"], form.cleaned_data["once"], timezone.now())
        except CannotWrite as error:
            form.add_error("text", str(error))
    is_htmx = bool(request.headers.get("HX-Request"))
    if form.is_valid() and not is_htmx:
        return redirect("messaging:conversation", found.athlete_id)
    shown = show(found, viewer, timezone.now())
    if not is_htmx:
        return _page(request, viewer, found, shown, form, status=400)
    if form.is_valid():
        form = MessageForm(initial={"once": new_once()})
    content, _seen = _fragment(viewer, found, shown, is_polled="before" not in request.GET)
    box = {"form": form, "is_again": True, "csrf_token": get_token(request)}
    return HttpResponse(content + render_to_string("messaging/box.html", _frame(viewer, found) | box))


def _page(
    request: HttpRequest, viewer: Person, found: Conversation, shown: Shown, form: MessageForm, status: int = 200
) -> HttpResponse:
    content, _seen = _fragment(viewer, found, shown, is_polled="before" not in request.GET)
    is_earlier = "before" in request.GET
    critical = critical_of(viewer, found.athlete)
    if critical:
        note_looks(viewer, [found.athlete], "messages", timezone.now())
    page = _frame(viewer, found) | {"content": content, "form": form, "is_earlier": is_earlier, "critical": critical}
    return render(request, "messaging/conversation.html", page, status=status)


def _fragment(viewer: Person, found: Conversation, shown: Shown, *, is_polled: bool) -> tuple[str, str]:
    """The lines as HTML, and the mark by which a page tells what it shows. Without what the frame of a page costs."""
    said = _frame(viewer, found) | {"shown": shown, "picture_mark": sender_row().picture_mark}
    text = render_to_string("messaging/lines.html", said)
    seen = hashlib.sha256(text.encode()).hexdigest()[:16]
    url = reverse("messaging:lines", args=[found.athlete_id], query={"seen": seen})
    whole = render_to_string("messaging/live.html", {"text": text, "url": url if is_polled else ""})
    return whole, seen


def _frame(viewer: Person, found: Conversation) -> dict[str, Any]:
    commands_there_are = ", ".join(f"/{name}" for name in command_names())
    return {"athlete": found.athlete, "is_self": found.athlete_id == viewer.pk, "commands": commands_there_are}
