"""The number of a request, and one line in the log when it is answered."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from config.logs import person_in_hand, request_in_hand
from config.redaction import redacted_path

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("ringside.request")

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET = "/health/"


def log_request(get_response: Answer) -> Answer:
    """Stands first. A number that the proxy gave is kept if it is sane, else one is made; the answer carries it."""

    def answer(request: HttpRequest) -> HttpResponse:
        number = request_number(request)
        in_hand, nobody = request_in_hand.set(number), person_in_hand.set(None)
        began = time.monotonic()
        try:
            response = get_response(request)
            response.headers[HEADER] = number
            write_line(request, response.status_code, time.monotonic() - began)
            return response
        finally:
            request_in_hand.reset(in_hand)
            person_in_hand.reset(nobody)

    return answer


def name_person(get_response: Answer) -> Answer:
    """Stands after AuthenticationMiddleware: what is logged from here on says who asked, as a number."""

    def answer(request: HttpRequest) -> HttpResponse:
        person_in_hand.set(request.user.pk)
        return get_response(request)

    return answer


def request_number(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    return given if SANE.fullmatch(given) else secrets.token_hex(8)


def write_line(request: HttpRequest, status: int, took_s: float) -> None:
    """No query string, no referrer, no agent. A probe that finds all well is not worth a line."""
    if request.path.startswith(QUIET) and status < 400:
        return
    path = redacted_path(escape_uri_path(request.path))  # a line break in it would forge a line
    extra = {"method": request.method, "path": path, "status": status, "took_ms": round(took_s * 1000)}
    log.info("%s %s %s", request.method, path, status, extra=extra)
