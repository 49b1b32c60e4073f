"""The morning board over HTTP: the page, the rest of its rows, why a light is lit, what changed since, and the CSV."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dashboards.board.building import ROWS_AT_FIRST, Board, Wanted, build_board
from dashboards.board.changes import Changes, changes_since, cursor_words, read_cursor
from dashboards.board.csv_file import board_csv
from dashboards.board.explaining import explain_cell, explain_row
from dashboards.board.looking import note_board_looks
from dashboards.board.markup import rows_of
from dashboards.board.opening import open_columns
from dashboards.board.page import show_board
from dashboards.board.question import ALL_ROWS, BoardQuestion, read_question
from dashboards.board.squad_row import squad_news
from dashboards.days import board_today
from dashboards.freshness import freshness_words
from dashboards.models import BoardChoice
from dashboards.speaking import one_language
from dashboards.squads import squads_to_choose
from dashboards.viewing import answers_bad_questions, csv_answer, viewer_of
from forms_engine.critical import critical_mark
from people.access import athletes_in
from people.squad_tree import ids_below

LONGEST_ID = 18


@never_cache
@login_required
@require_safe
@answers_bad_questions
def board(request: HttpRequest) -> HttpResponse:
    made = _asked_board(request)
    with one_language():
        page = show_board(made)
    return render(request, "dashboards/board.html", {"page": page})


@never_cache
@login_required
@require_safe
@answers_bad_questions
def board_rest(request: HttpRequest) -> HttpResponse:
    """The rows after the first hundred, for the open page."""
    made = _asked_board(request, Wanted(first=ROWS_AT_FIRST, count=None))
    with one_language():
        rows = rows_of(made)
    return render(request, "dashboards/board_rest.html", {"rows": rows})


@never_cache
@login_required
@require_safe
@answers_bad_questions
def board_as_csv(request: HttpRequest) -> HttpResponse:
    """Everybody the question finds, not only the rows a page begins with."""
    made = _asked_board(request, Wanted(count=None))
    with one_language():
        text = board_csv(made)
    return csv_answer(text, f"morning-board-{made.day.isoformat()}.csv")


@never_cache
@login_required
@require_safe
@answers_bad_questions
def board_why(request: HttpRequest) -> HttpResponse:
    """What a light rests on: a part of the board where scripts ask for it, else a page."""
    viewer, now = viewer_of(request), timezone.now()
    asked = read_question(viewer, request.GET, now)
    person = request.GET.get("person", "")
    if not (person.isascii() and person.isdigit() and len(person) <= LONGEST_ID):
        raise Http404("nobody is asked about")
    column = request.GET.get("column", "")
    question = BoardQuestion(asked.squad, asked.day, asked.has_day)
    made = build_board(viewer, question, now, Wanted(only=frozenset({int(person)}), hidden_too=bool(column)))
    row = next(iter(made.rows), None)
    if row is None or not row.cells:
        raise Http404("no such person on this viewer's boards")
    cell = next((one for one in row.cells if one.one.column.key == column), None)
    if column and cell is None:
        raise Http404("no such column for this viewer")
    note_board_looks(viewer, [row.person], now, is_same_view=True)
    why = explain_cell(row, cell, made) if cell else explain_row(row, made)
    template = "dashboards/why.html" if request.headers.get("X-Fragment") else "dashboards/why_page.html"
    mark = critical_mark(made.critical.get(row.person.pk, ""))
    fresh = freshness_words(made.badges, now)
    return render(request, template, {"why": why, "mark": mark, "freshness": fresh})


@login_required
@require_safe
@answers_bad_questions
def board_changes(request: HttpRequest) -> HttpResponse:
    """The rows that changed since the open page was made, with the squad's means and counts; 304 while nothing further
    did, 410 for a page to load anew: it slept too long, or was of a today that is over."""
    viewer, now = viewer_of(request), timezone.now()
    since = read_cursor(request.GET.get("since", ""), now)
    question = replace(read_question(viewer, request.GET, now), rows=ALL_ROWS)
    if since is None or (not question.has_day and board_today(since) != question.day):
        return HttpResponse(status=410)
    squads = squads_to_choose(viewer)
    squad_ids = ids_below(question.squad, squads) if question.squad else {one.pk for one in squads}
    people = athletes_in(viewer, squad_ids)
    changes = changes_since(people, since) if open_columns(viewer).shown else Changes({})
    if request.headers.get("If-None-Match") == changes.tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(_changed_rows(request, question, changes.person_ids))
        answer["X-Board-Since"] = cursor_words(now)
    answer["ETag"] = changes.tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _changed_rows(request: HttpRequest, question: BoardQuestion, person_ids: frozenset[int]) -> str:
    if not person_ids:
        return ""
    viewer, now = viewer_of(request), timezone.now()
    made = build_board(viewer, question, now, Wanted(only=person_ids))
    if made.columns:
        note_board_looks(viewer, made.people, now)
    return "".join(rows_of(made)) + squad_news(made)


@login_required
@require_POST
def board_choice(request: HttpRequest) -> HttpResponse:
    """Which columns somebody wants and how close the rows stand; back to the board they came from."""
    viewer = viewer_of(request)
    opened = open_columns(viewer)
    wanted = set(request.POST.getlist("columns"))
    hidden = sorted(one.column.key for one in opened.columns if one.column.key not in wanted)
    is_dense = request.POST.get("density") == "dense"
    BoardChoice.objects.update_or_create(person=viewer, defaults={"hidden": hidden, "is_dense": is_dense})
    query = QueryDict(request.POST.get("query", "")).urlencode()
    answer = redirect("board")
    if query:
        answer["Location"] += f"?{query}"
    return answer


def _asked_board(request: HttpRequest, wanted: Wanted | None = None) -> Board:
    """The board a request asks for; everybody whose row is made gets a look. Raises BadQuestion, Http404."""
    viewer, now = viewer_of(request), timezone.now()
    question = read_question(viewer, request.GET, now)
    with one_language():
        made = build_board(viewer, question, now, wanted)
    if made.columns:
        note_board_looks(viewer, made.people, now, is_same_view=bool(request.headers.get("HX-Request")))
    return made
