"""The language and the zone of whoever is logged in, for their own pages.

Boards use the site's zone and say so; nothing is converted that a wearable stated as a day.
"""

from collections.abc import Callable
from contextlib import nullcontext
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from people.application import application_details
from people.remembering import remembering

Answer = Callable[[HttpRequest], HttpResponse]


def person_locale(get_response: Answer) -> Answer:
    """Stands after LocaleMiddleware and AuthenticationMiddleware; a stranger keeps what the browser asked for."""

    def answer(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            return get_response(request)
        if person.language in dict(settings.LANGUAGES):
            translation.activate(person.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(ZoneInfo(person.zone or application_details().zone)):
            return get_response(request)

    return answer


def remember_while_reading(get_response: Answer) -> Answer:
    """A request that changes nothing asks for the site's row and the viewer's squads once (people/remembering.py)."""

    def answer(request: HttpRequest) -> HttpResponse:
        with remembering() if request.method in ("GET", "HEAD") else nullcontext():
            return get_response(request)

    return answer
