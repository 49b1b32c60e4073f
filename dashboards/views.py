"""Home, the morning board, the athlete page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboards.asking import BadQuestion, asked_day, read_question
from dashboards.athlete_page import build_athlete_page
from dashboards.athlete_view import show_athlete
from dashboards.board_csv import board_csv
from dashboards.board_view import show_board
from dashboards.home import build_home
from dashboards.squad_board import Board, build_board
from people.access import visible_people
from people.looks import note_looks
from people.models import Person


def viewer_of(request: HttpRequest) -> Person:
    """Whoever is logged in; behind `login_required` that is somebody."""
    if not isinstance(request.user, Person):
        raise Http404("nobody is logged in")
    return request.user


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
def board(request: HttpRequest) -> HttpResponse:
    try:
        made = _asked_board(request)
    except BadQuestion as refused:
        return _refuse(request, refused)
    return render(request, "dashboards/board.html", {"page": show_board(made)})


@never_cache
@login_required
@require_safe
def board_as_csv(request: HttpRequest) -> HttpResponse:
    try:
        made = _asked_board(request)
    except BadQuestion as refused:
        return _refuse(request, refused)
    answer = HttpResponse(board_csv(made), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="morning-board-{made.day.isoformat()}.csv"'
    return answer


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
        return _refuse(request, refused)
    page = build_athlete_page(viewer, person, day, now)
    if page.measurements:
        note_looks(viewer, [person], "athlete page", now)
    return render(request, "dashboards/athlete.html", {"page": show_athlete(viewer, page)})


def _asked_board(request: HttpRequest) -> Board:
    """The board a request asks for; everybody whose data stand on it gets a look. Raises BadQuestion, Http404."""
    viewer = viewer_of(request)
    now = timezone.now()
    question = read_question(viewer, request.GET, now)
    made = build_board(viewer, question.squad, question.day, now)
    if made.headings:
        note_looks(viewer, made.people, "morning board", now)
    return made


def _refuse(request: HttpRequest, refused: BadQuestion) -> HttpResponse:
    return render(request, "dashboards/bad_question.html", {"words": str(refused)}, status=400)
