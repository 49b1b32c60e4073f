"""What the site is at work on while a test ends: a page that is closed leaves requests behind which go on writing."""

from threading import Condition

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

LONGEST_S = 60.0


class Underway:
    """Counts the requests that are being answered."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._count = 0
        self._changed = Condition()
        answer = WSGIHandler.get_response

        def counted(handler: WSGIHandler, request: HttpRequest) -> HttpResponseBase:
            self._add(1)
            try:
                return answer(handler, request)
            finally:
                self._add(-1)

        patch.setattr(WSGIHandler, "get_response", counted)

    def _add(self, number: int) -> None:
        with self._changed:
            self._count += number
            self._changed.notify_all()

    def await_none(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: not self._count, LONGEST_S), "the site is still answering"
