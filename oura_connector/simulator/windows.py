"""Which documents a list request means: dates, Oura's uneven `end_date`, and pages.

Measured: a bare `end_date` keeps the end day in daily_sleep and daily_readiness, but not in daily_activity and sleep.
The explanation built in here: a bare date is midnight, and it is compared with each document's own stamp, which is
midnight for the scores and later in the day for the others.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from oura_connector.simulator.exchange import Answer, Request, answer_detail
from oura_connector.simulator.rendering import Document

STAMP_HOURS = {"daily_sleep": 0, "daily_readiness": 0, "daily_activity": 4, "sleep": 4}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class RefusedRequest(Exception):
    """Carries the answer to give."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True)
class Window:
    """Bounds on the documents' stamps, by the wearer's clock, both included; `after` is the last of the page before."""

    starts_at: datetime
    ends_at: datetime
    after: tuple[str, int] | None = None

    def contains(self, document: Document) -> bool:
        stamp = datetime.combine(document.day, time(STAMP_HOURS[document.collection]))
        return self.starts_at <= stamp <= self.ends_at and self.is_next(document)

    def is_next(self, document: Document) -> bool:
        return self.after is None or (document.day.isoformat(), document.order) > self.after

    def token_after(self, document: Document) -> str:
        """An opaque cursor; it works alone or with the dates sent again."""
        inside = {
            "typ": "cursor",
            "start": self.starts_at.isoformat(),
            "end": self.ends_at.isoformat(),
            "after": [document.day.isoformat(), document.order],
        }
        return base64.urlsafe_b64encode(json.dumps(inside).encode()).decode()


def read_window(request: Request, now: datetime, zone: ZoneInfo) -> Window:
    """The window asked for; without bounds the last day, in UTC. Raises RefusedRequest with a 422 or 400."""
    token = request.asked("next_token")
    if token:
        return _read_token(token)
    start, end = _read_bound(request, "start_date", zone), _read_bound(request, "end_date", zone)
    if end is None:
        end = datetime.combine(now.astimezone(UTC).date(), time())
    if start is None:
        start = max(datetime.min + timedelta(days=1), end) - timedelta(days=1)
    if start > end:
        detail = f"Start time is greater than end time: [start_time: {start}+00:00; end_time: {end}+00:00]"
        raise RefusedRequest(answer_detail(400, detail))
    return Window(start, end)


def _read_bound(request: Request, name: str, zone: ZoneInfo) -> datetime | None:
    text = request.asked(name)
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time())
        moment = datetime.fromisoformat(text)
        return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError) as error:
        raise RefusedRequest(answer_detail(422, [_describe_bad_date(name, text)])) from error


def _describe_bad_date(name: str, text: str) -> dict[str, object]:
    problem = "input is too short" if len(text) < 10 else "invalid character in year"
    return {
        "type": "date_from_datetime_parsing",
        "loc": ["query", name],
        "msg": f"Input should be a valid date or datetime, {problem}",
        "input": text,
        "ctx": {"error": problem},
    }


def _read_token(token: str) -> Window:
    try:
        inside = json.loads(base64.urlsafe_b64decode(token))
        day, order = inside["after"]
        starts_at, ends_at = (datetime.fromisoformat(inside[name]).replace(tzinfo=None) for name in ("start", "end"))
        return Window(starts_at, ends_at, (str(day), int(order)))
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise RefusedRequest(answer_detail(400, "Invalid next_token.")) from error
