"""The athlete page and a night in detail over HTTP."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboards.athlete.night import build_night
from dashboards.athlete.night_view import show_night
from dashboards.athlete.page import build_page
from dashboards.athlete.question import read_question
from dashboards.athlete.seen import who_has_seen
from dashboards.athlete.view import show_page
from dashboards.days import FIRST_DAY, board_today
from dashboards.speaking import one_language
from dashboards.viewing import answers_bad_questions, viewer_of
from forms_engine.critical import critical_of
from people.access import squads_within_reach, visible_person
from people.looks import note_looks
from people.models import Person
from people.person_pages import person_pages


@never_cache
@login_required
@require_safe
@answers_bad_questions
def athlete(request: HttpRequest, person_id: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    person = _person(viewer, person_id)
    question = read_question(request.GET, now)
    with one_language():
        page = build_page(viewer, person, question, now)
        shown = show_page(viewer, page)
    critical = critical_of(viewer, person)
    if page.panes or page.events or page.status or critical:
        note_looks(viewer, [person], "athlete page", now)
    seen = who_has_seen(person, now) if shown.is_self else ()
    context = {"page": shown, "critical": critical, "seen": seen, "person_pages": person_pages(request, person)}
    return render(request, "dashboards/athlete/page.html", context)


@never_cache
@login_required
@require_safe
def night(request: HttpRequest, person_id: int, day: date) -> HttpResponse:
    """The night that ended on the morning of `day`."""
    viewer, now = viewer_of(request), timezone.now()
    person = _person(viewer, person_id)
    if not FIRST_DAY <= day <= board_today(now):
        raise Http404("no such night yet")
    made = build_night(viewer, person, day, now)
    if made is None:
        raise Http404("no form of nights that this viewer may read")
    note_looks(viewer, [person], "night", now)
    with one_language():
        shown = show_night(viewer, made)
    return render(request, "dashboards/athlete/night.html", {"night": shown})


def _person(viewer: Person, person_id: int) -> Person:
    # Their roles and squads in one statement: what may be seen is asked again and again below.
    squads_within_reach(viewer)
    person = visible_person(viewer, person_id)
    if person is None:
        raise Http404("no such person, or not one this viewer may see")
    return person
