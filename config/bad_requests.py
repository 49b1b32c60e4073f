"""The page for a request that could not be read."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponseBadRequest
from django.template.loader import render_to_string

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """Says whether it was too much at once or something else; rendered without the request, which is not to be read."""
    return HttpResponseBadRequest(render_to_string("400.html", {"is_too_much": isinstance(exception, TOO_MUCH)}))
