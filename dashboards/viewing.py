"""Who looks at a page of boards, what they read when their address cannot be read, the file they take along."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboards.asking import BadQuestion
from people.models import Person

View = Callable[..., HttpResponse]


def viewer_of(request: HttpRequest) -> Person:
    """Whoever is logged in; behind `login_required` that is somebody."""
    if not isinstance(request.user, Person):
        raise Http404("nobody is logged in")
    return request.user


def answers_bad_questions(view: View) -> View:
    """A view that may raise BadQuestion: whoever asked reads what to write instead."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadQuestion as refused:
            return render(request, "dashboards/bad_question.html", {"words": str(refused)}, status=400)

    return answer


def csv_answer(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
