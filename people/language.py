"""The language somebody chose: kept with a person's row, for a stranger with their browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from people.access import visible_people


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Django's own view keeps the choice with the browser, so that the entrance pages follow it too."""
    code = request.POST.get("language")
    if request.user.is_authenticated and code in dict(settings.LANGUAGES):
        visible_people(request.user).filter(pk=request.user.pk).update(language=code)
    return set_language(request)
