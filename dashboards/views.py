"""Home and the athlete page. The morning board's views are in `board/views.py`."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboards.asking import BadQuestion, asked_day
from dashboards.athlete_page import build_athlete_page
from dashboards.athlete_view import show_athlete
from dashboards.home import build_home
from dashboards.viewing import refuse, viewer_of
from people.access import visible_people
from people.looks import note_looks


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    page = build_home(viewer, timezone.now())
    if page.leads_to_board:
        return redirect("board")
    return render(request, "dashboards/home.html", {"page": page})


@never_cache
@login_required
@require_safe
def athlete(request: HttpRequest, person_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    person = visible_people(viewer).filter(pk=person_id).first()
    if person is None:
        raise Http404("no such person, or not one this viewer may see")
    now = timezone.now()
    try:
        day = asked_day(request.GET, now)
    except BadQuestion as refused:
        return refuse(request, refused)
    page = build_athlete_page(viewer, person, day, now)
    if page.measurements:
        note_looks(viewer, [person], "athlete page", now)
    return render(request, "dashboards/athlete.html", {"page": show_athlete(viewer, page)})
