"""The squad's heatmap, distribution and scatter over HTTP. The weekly report's views are in `weekly_views.py`."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboards.board.looking import note_board_looks
from dashboards.days import read_day
from dashboards.speaking import one_language
from dashboards.squad import distribution_page, heatmap_page, scatter_page
from dashboards.squad.distribution import build_distribution
from dashboards.squad.gaps import gap_words
from dashboards.squad.heatmap import build_heatmap
from dashboards.squad.heatmap_csv import heatmap_csv
from dashboards.squad.pages import frame_of
from dashboards.squad.place import Place, read_squad_place
from dashboards.squad.questions import read_gap_question, read_heat_question, read_measure, read_scatter_question
from dashboards.squad.scatter import build_scatter
from dashboards.viewing import answers_bad_questions, csv_answer, viewer_of
from forms_engine.models import FormDefinition, Record
from forms_engine.permissions import rights_on
from forms_engine.together import BY_BEGIN_LAST_FIRST
from people.access import visible_people


@never_cache
@login_required
@require_safe
@answers_bad_questions
def heatmap(request: HttpRequest) -> HttpResponse:
    place = _place(request)
    if not place.can_show:
        return _empty(request, place, "squad_heatmap")
    made = build_heatmap(place, read_heat_question(place, request.GET))
    _note(place, "squad heatmap")
    with one_language():
        page = heatmap_page.show_heatmap(made)
    return render(request, "dashboards/squad/heatmap.html", {"page": page})


@never_cache
@login_required
@require_safe
@answers_bad_questions
def heatmap_as_csv(request: HttpRequest) -> HttpResponse:
    place = _place(request)
    made = build_heatmap(place, read_heat_question(place, request.GET))
    _note(place, "squad heatmap")
    with one_language():
        text = heatmap_csv(made)
    return csv_answer(text, f"squad-{made.question.measure.field.key}-{place.day.isoformat()}.csv")


@never_cache
@login_required
@require_safe
@answers_bad_questions
def gap(request: HttpRequest) -> HttpResponse:
    """Why a hole of the heatmap is there, in words alone: its script shows them where the page does (heatmap.js)."""
    place = _place(request)
    question = read_gap_question(place, request.GET)
    note_board_looks(place.viewer, [question.person], place.now, is_same_view=True, page="squad heatmap")
    with one_language():
        return HttpResponse(gap_words(place, question), content_type="text/plain; charset=utf-8")


@never_cache
@login_required
@require_safe
@answers_bad_questions
def distribution(request: HttpRequest) -> HttpResponse:
    place = _place(request)
    if not place.can_show:
        return _empty(request, place, "squad_distribution")
    made = build_distribution(place, read_measure(place, request.GET))
    _note(place, "squad distribution")
    return render(request, "dashboards/squad/distribution.html", {"page": distribution_page.show_distribution(made)})


@never_cache
@login_required
@require_safe
@answers_bad_questions
def scatter(request: HttpRequest) -> HttpResponse:
    place = _place(request)
    if not place.can_show:
        return _empty(request, place, "squad_scatter")
    made = build_scatter(place, read_scatter_question(place, request.GET))
    person = made.question.person
    seen = [person] if person else place.people
    note_board_looks(place.viewer, seen, place.now, is_same_view=True, page="squad, two fields")
    with one_language():
        page = scatter_page.show_scatter(made)
    return render(request, "dashboards/squad/scatter.html", {"page": page})


@login_required
@require_safe
def record(request: HttpRequest, person_id: int, form_key: str, day: str) -> HttpResponse:
    """On to the record of a day; the list of the form's records when that day has none."""
    viewer = viewer_of(request)
    person = get_object_or_404(visible_people(viewer), pk=person_id)
    form = get_object_or_404(FormDefinition, key=form_key, kind=FormDefinition.Kind.EVENT)
    if not rights_on(viewer, person, form).read:
        raise Http404("not this viewer's to read")
    found = Record.objects.filter(form=form, person=person, withdrawn_at=None, occurred_on=_read_date(day))
    pk = found.order_by(*BY_BEGIN_LAST_FIRST).values_list("pk", flat=True).first()
    if pk is None:
        return redirect("person_events", person.pk, form.key)
    return redirect(reverse("person_record", args=[person.pk, form.key, pk]))


def _read_date(text: str) -> date:
    try:
        return read_day(text, date.max)
    except ValueError as refused:
        raise Http404("no such day") from refused


def _place(request: HttpRequest) -> Place:
    return read_squad_place(viewer_of(request), request.GET, timezone.now())


def _note(place: Place, page: str) -> None:
    """A look at everybody shown; sorting and choosing anew within a while is the same look."""
    note_board_looks(place.viewer, place.people, place.now, is_same_view=True, page=page)


def _empty(request: HttpRequest, place: Place, name: str) -> HttpResponse:
    return render(request, "dashboards/squad/base.html", {"page": {"frame": frame_of(place, name)}})
