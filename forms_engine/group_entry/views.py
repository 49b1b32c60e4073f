"""The doors of group entry: where to begin, the grid, saving, checking what is pasted, and who else is here."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forms_engine.errors import NotVisible
from forms_engine.group_entry.answering import answer_check, answer_save
from forms_engine.group_entry.grid import build_grid
from forms_engine.group_entry.page import show_grid
from forms_engine.group_entry.places import Place, find_place, first_day, forms_to_enter
from forms_engine.group_entry.presence import arrive, forget_the_gone, leave, who_is_here
from forms_engine.group_entry.saving import check_rows, save_rows
from forms_engine.group_entry.sending import SentRow, Unreadable, read_rows
from forms_engine.group_entry.start import build_start
from forms_engine.views.doors import answers_people, viewer_of
from people.looks import note_looks
from people.remembering import remembering

LONGEST_PAGE_NAME = 80


@never_cache
@answers_people
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    squads = build_start(viewer_of(request), timezone.now())
    return render(request, "forms_engine/group_entry/start.html", {"squads": squads})


@never_cache
@answers_people
@require_safe
def grid(request: HttpRequest, form_key: str, squad_id: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = forms_to_enter(viewer, now).filter(key=form_key).first()
    if form is None:
        raise NotVisible(_("There is no such form, or it is not yours to fill."))
    asked = request.GET.get("day", "").strip()
    place = find_place(viewer, form_key, squad_id, _read_day(asked) if asked else first_day(form, now), now)
    made = build_grid(place)
    seen = [row.person for row in made.rows if row.critical or place.may_read(row.person)]
    if seen:
        note_looks(viewer, seen, form.name[:LONGEST_PAGE_NAME], now)
    forget_the_gone(now)
    others = arrive(place, now)
    return render(
        request, "forms_engine/group_entry/grid.html", {"page": show_grid(made, now), "here": who_is_here(others)}
    )


@answers_people
@require_POST
def save(request: HttpRequest, form_key: str, squad_id: int, day: str) -> HttpResponse:
    return _answer_rows(request, _find(request, form_key, squad_id, day), _save)


@answers_people
@require_POST
def check(request: HttpRequest, form_key: str, squad_id: int, day: str) -> HttpResponse:
    return _answer_rows(request, _find(request, form_key, squad_id, day), _check)


@never_cache
@answers_people
@require_POST
def presence(request: HttpRequest, form_key: str, squad_id: int, day: str) -> HttpResponse:
    others = arrive(_find(request, form_key, squad_id, day), timezone.now())
    return render(request, "forms_engine/group_entry/presence.html", {"here": who_is_here(others)})


@answers_people
@require_POST
def gone(request: HttpRequest, form_key: str, squad_id: int, day: str) -> HttpResponse:
    leave(_find(request, form_key, squad_id, day))
    return HttpResponse(status=204)


def _save(place: Place, rows: Sequence[SentRow], now: datetime) -> dict[str, Any]:
    return answer_save(place, save_rows(place, rows, now))


def _check(place: Place, rows: Sequence[SentRow], now: datetime) -> dict[str, Any]:
    return answer_check(check_rows(place, rows))


def _answer_rows(
    request: HttpRequest, place: Place, answer: Callable[[Place, Sequence[SentRow], datetime], dict[str, Any]]
) -> HttpResponse:
    try:
        rows = read_rows(request.body)
    except Unreadable as refused:
        return JsonResponse({"said": str(refused)}, status=400)
    return JsonResponse(answer(place, rows, timezone.now()))


def _find(request: HttpRequest, form_key: str, squad_id: int, day: str) -> Place:
    """Nothing is changed before the place is found."""
    with remembering():
        return find_place(viewer_of(request), form_key, squad_id, _read_day(day), timezone.now())


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotVisible(_("There is no such day. Write it like 2026-03-09.")) from None
