"""Who looks at a page of boards, and what they read when their address cannot be read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboards.asking import BadQuestion
from people.models import Person


def viewer_of(request: HttpRequest) -> Person:
    """Whoever is logged in; behind `login_required` that is somebody."""
    if not isinstance(request.user, Person):
        raise Http404("nobody is logged in")
    return request.user


def refuse(request: HttpRequest, refused: BadQuestion) -> HttpResponse:
    return render(request, "dashboards/bad_question.html", {"words": str(refused)}, status=400)
