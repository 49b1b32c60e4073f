"""/v2/sandbox/usercollection/…: Oura's made-up data, which is a generator and no filter; with all its oddities.

Any text in `Authorization` is good. A window of n days gives n - 1 documents, all alike; samples are ten minutes of
2021; a single document fails with a 500 when its id is one the sandbox has given out. There is always one ring.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from oura_connector.simulator.catalogue import CATALOGUE, UNFILTERED
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.exchange import Answer, Request, answer_detail, answer_json
from oura_connector.simulator.sandbox_documents import MAKERS, make_ring, make_row
from oura_connector.simulator.timeseries import read_span
from oura_connector.simulator.windows import RefusedRequest, read_window

PREFIX = "/v2/sandbox/usercollection/"
MISSING_TOKEN = "Missing auth token. Include any string in 'Authorization' header."  # noqa: S105  not a token
MOST_DAYS = 5000
_DAY_MS = 86_400_000
_IDENTIFIER = re.compile(r"[A-Za-z0-9_]+-0-\d{4}-\d{1,2}-\d{1,2}")
_UTC = ZoneInfo("UTC")


def answer_sandbox(request: Request, now: datetime, choices: Choices) -> Answer:
    if request.method != "GET":
        return answer_detail(405, "Method Not Allowed", {"Allow": "GET"})
    if not request.headers.get("authorization", "").strip():
        return answer_detail(400, MISSING_TOKEN)
    name, _, document_id = request.path.removeprefix(PREFIX).partition("/")
    collection = CATALOGUE.get(name)
    if collection is None or "/" in document_id or (collection.is_series and document_id):
        return answer_detail(404, "Not Found")
    if document_id:
        if _IDENTIFIER.fullmatch(document_id):
            return Answer(500, {"Content-Type": "text/plain; charset=utf-8"}, b"Internal Server Error")
        return answer_detail(404, "Invalid sandbox document ID format.")
    if collection.filtered_by == UNFILTERED:
        return answer_json(200, {"data": [make_ring()], "next_token": None})
    try:
        made = _make_rows(request, now, choices, name) if collection.is_series else _make(request, now, choices, name)
    except RefusedRequest as refused:
        return refused.answer
    return answer_json(200, {"data": made, "next_token": None})


def _make(request: Request, now: datetime, choices: Choices, name: str) -> list[dict[str, Any]]:
    window = read_window(request, now, _UTC, choices)
    return [MAKERS[name](name, day) for day in _list_days(window.starts_at.date(), window.ends_at.date())]


def _make_rows(request: Request, now: datetime, choices: Choices, name: str) -> list[dict[str, Any]]:
    span = read_span(request, now, choices)
    days = min((span.ends_ms - span.begins_ms) // _DAY_MS, MOST_DAYS)
    return [make_row(name)] * days


def _list_days(first_on: date, last_on: date) -> Iterator[date]:
    for count in range(min((last_on - first_on).days, MOST_DAYS)):
        yield first_on + timedelta(days=count)
