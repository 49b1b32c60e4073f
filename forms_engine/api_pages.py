"""Cursor pages: by id, so that nothing is skipped or told twice while records come in."""

import base64
import binascii
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request

ROWS_A_PAGE = 100
MOST_ROWS = 1000

Row = TypeVar("Row", bound=Model)


class BadCursor(exceptions.APIException):
    status_code = 400
    default_code = "bad_cursor"
    default_detail = _("This cursor is not one of ours: begin without one.")


def page_of(rows: QuerySet[Row], request: Request) -> tuple[list[Row], int | None]:
    """The rows after the request's cursor, and the id the next page begins after; None on the last page."""
    size = _size(request.query_params.get("limit"))
    after = _read(request.query_params.get("cursor"))
    found: list[Any] = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def next_link(request: Request, after: int | None) -> str | None:
    """The address of the next page, with everything else that was asked."""
    if after is None:
        return None
    asked = request.query_params.copy()
    asked["cursor"] = base64.urlsafe_b64encode(str(after).encode()).decode()
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def _size(asked: str | None) -> int:
    return min(max(int(asked), 1), MOST_ROWS) if asked and asked.isdigit() and len(asked) < 6 else ROWS_A_PAGE


def _read(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, ValueError) as error:
        raise BadCursor from error
    if not text.isdigit() or len(text) > 18:
        raise BadCursor
    return int(text)
