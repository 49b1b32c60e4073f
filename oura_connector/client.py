"""One authorised conversation with Oura's data API: pages, bounds, errors.

Source: Oura API description 1.39 and shared measurements of 2026, read 2026-11-20.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from urllib.parse import quote

import requests
from django.utils.translation import gettext as _

from oura_connector.answers import data_error, read_json, unavailable, unreachable
from oura_connector.transport import checked_address
from sync.errors import ProviderUnavailable
from sync.provider import Window

COLLECTIONS_PATH = "/v2/usercollection"
# Some collections lose the day named by end_date, some filter by UTC: asked wider, then kept by `day`.
WIDER = timedelta(days=2)
MOST_PAGES = 40
MOST_BYTES_A_CALL = 64_000_000
# Checked between pages; with the deadline of a request it ends well before the time limit of a background task.
CALL_DEADLINE_S = 50.0
LONGEST_CURSOR = 8_000
# Oura gives no more of a time series at once. A day of it is a page or two.
MOST_DAYS_OF_ROWS = 30


@dataclass(frozen=True)
class _Bearer(requests.auth.AuthBase):
    """Said explicitly, so that a .netrc of the machine can never replace it."""

    access_token: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.access_token}"
        return request


@dataclass(frozen=True)
class OuraClient:
    """Speaks for one person. All methods raise what `answers` tells of, and ProviderUnavailable."""

    api_url: str
    access_token: str = field(repr=False)
    session: requests.Session = field(repr=False)
    clock: Callable[[], float] = time.monotonic
    count_request: Callable[[], None] = field(default=lambda: None, repr=False)

    def list_documents(self, collection: str, window: Window) -> list[object]:
        """Every document of the window and of two days on both sides, as JSON. All pages or an error."""
        asked = {
            "start_date": (window.first - WIDER).isoformat(),
            "end_date": (window.last + WIDER).isoformat(),
        }
        return self._read_pages(collection, asked, _Bounds.from_now(self.clock))

    def list_rows(self, collection: str, window: Window) -> list[object]:
        """Every row of a time series of the days in UTC of the window, as JSON. All pages or an error."""
        bounds = _Bounds.from_now(self.clock)
        rows: list[object] = []
        for first, after_last in _stretches(window):
            asked = {"start_datetime": _midnight(first), "end_datetime": _midnight(after_last)}
            rows.extend(self._read_pages(collection, asked, bounds))
        return rows

    def list_all(self, collection: str) -> list[object]:
        """Everything of a collection that knows no days, as JSON. All pages or an error."""
        return self._read_pages(collection, {}, _Bounds.from_now(self.clock))

    def _read_pages(self, collection: str, asked: dict[str, str], bounds: "_Bounds") -> list[object]:
        documents: list[object] = []
        cursors: set[str] = set()
        for _page in range(MOST_PAGES):
            response = self._get(collection, asked)
            if not response.ok:
                raise data_error(response, collection)
            page, cursor = _read_page(response)
            documents.extend(page)
            if cursor is None:
                return documents
            if cursor in cursors:
                raise ProviderUnavailable(_("Oura repeats a page for ever."))
            if bounds.are_passed(len(response.content)):
                break
            cursors.add(cursor)
            asked["next_token"] = cursor
        raise ProviderUnavailable(_("Oura sends more pages than fit in one call."))

    def find_document(self, collection: str, document_id: str) -> dict[str, Any] | None:
        """One single document; None when Oura says it does not know it."""
        response = self._get(f"{collection}/{quote(document_id, safe='')}", {})
        # A 404 of something in between is a page, not Oura's word that the document is gone.
        is_gone = response.status_code in (requests.codes.not_found, requests.codes.gone)
        if is_gone and isinstance(read_json(response), dict):
            return None
        return self._read_object(response, collection)

    def read_person(self) -> dict[str, Any]:
        return self._read_object(self._get("personal_info", {}), "personal_info")

    def _read_object(self, response: requests.Response, collection: str) -> dict[str, Any]:
        if not response.ok:
            raise data_error(response, collection)
        body = read_json(response)
        if not isinstance(body, dict):
            raise unavailable(response)
        return body

    def _get(self, path: str, asked: Mapping[str, str]) -> requests.Response:
        address = checked_address(f"{self.api_url.rstrip('/')}{COLLECTIONS_PATH}/{path}")
        self.count_request()
        try:
            return self.session.get(address, params=asked, auth=_Bearer(self.access_token), allow_redirects=False)
        except requests.RequestException as error:
            raise unreachable(error) from None


@dataclass
class _Bounds:
    """How long and how large one call may become, over all its pages and stretches."""

    clock: Callable[[], float]
    ends_at: float
    size: int = 0

    @classmethod
    def from_now(cls, clock: Callable[[], float]) -> "_Bounds":
        return cls(clock, clock() + CALL_DEADLINE_S)

    def are_passed(self, more_bytes: int) -> bool:
        self.size += more_bytes
        return self.size > MOST_BYTES_A_CALL or self.clock() > self.ends_at


def _stretches(window: Window) -> Iterator[tuple[date, date]]:
    """First day and the day after the last, of as many days as Oura gives at once."""
    first, end = window.first, window.last + timedelta(days=1)
    while first < end:
        after_last = min(end, first + timedelta(days=MOST_DAYS_OF_ROWS))
        yield first, after_last
        first = after_last


def _midnight(day: date) -> str:
    return datetime.combine(day, clock_time(), UTC).isoformat()


def _read_page(response: requests.Response) -> tuple[list[object], str | None]:
    """The documents and the cursor of the next page. Raises ProviderUnavailable when it is no page of documents."""
    body = read_json(response)
    page = body.get("data") if isinstance(body, dict) else None
    if not isinstance(page, list):
        raise unavailable(response)
    cursor = body.get("next_token") or None
    if cursor is not None and (not isinstance(cursor, str) or len(cursor) > LONGEST_CURSOR):
        raise unavailable(response)
    return page, cursor
