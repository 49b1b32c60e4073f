"""Which documents a list request means: dates, Oura's uneven `end_date`, and pages.

Measured: a bare `end_date` keeps the end day in daily_sleep and daily_readiness, but not in daily_activity and sleep.
The explanation built in here: a bare date is midnight, and it is compared with each document's own stamp, which is
midnight for the scores and later in the day for the others. Choices can make all collections alike.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from oura_connector.simulator.choices import EXCLUSIVE, INCLUSIVE, STAMPS, UNION, Choices
from oura_connector.simulator.exchange import Answer, Request, answer_detail
from oura_connector.simulator.moments import BadMoment, describe, read_moment
from oura_connector.simulator.rendering import Document

STAMP_HOURS = {"daily_sleep": 0, "daily_readiness": 0, "daily_activity": 4, "sleep": 4}
_ALIKE = {INCLUSIVE: time(0), EXCLUSIVE: time(4)}


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
    rule: str = STAMPS

    def contains(self, document: Document) -> bool:
        stamped_at = _ALIKE.get(self.rule) or time(STAMP_HOURS[document.collection])
        stamp = datetime.combine(document.day, stamped_at)
        return self.starts_at <= stamp <= self.ends_at and self.is_next(document)

    def is_next(self, document: Document) -> bool:
        return self.after is None or (document.day.isoformat(), document.order) > self.after

    def token_after(self, document: Document) -> str:
        """An opaque cursor; it works alone or with the dates sent again."""
        return self._write_token([document.day.isoformat(), document.order])

    def token_again(self, nonce: str = "") -> str:
        """A cursor that leads to this very page, for ever; looking new each time with a nonce."""
        return self._write_token(list(self.after or ("", 0)), nonce)

    def _write_token(self, after: list[object], nonce: str = "") -> str:
        inside = {
            "typ": "cursor",
            "start": self.starts_at.isoformat(),
            "end": self.ends_at.isoformat(),
            "after": after,
        }
        if nonce:
            inside["nonce"] = nonce
        return base64.urlsafe_b64encode(json.dumps(inside).encode()).decode()


def read_window(request: Request, now: datetime, zone: ZoneInfo, choices: Choices | None = None) -> Window:
    """The window asked for; without bounds the last day, in UTC. Raises RefusedRequest with a 422 or 400."""
    choices = choices or Choices()
    start, end = _read_bounds(request, zone, choices)
    token = request.last("next_token")
    if token:
        return _read_token(token, choices.end_date_rule)
    if end is None:
        end = datetime.combine(now.astimezone(UTC).date(), time())
    if start is None:
        start = max(datetime.min + timedelta(days=choices.default_days), end) - timedelta(days=choices.default_days)
    if start > end:
        detail = f"Start time is greater than end time: [start_time: {start}+00:00; end_time: {end}+00:00]"
        raise RefusedRequest(answer_detail(400, detail))
    return Window(start, end, rule=choices.end_date_rule)


def _read_bounds(request: Request, zone: ZoneInfo, choices: Choices) -> tuple[datetime | None, datetime | None]:
    """(start, end) by the wearer's clock; a complaint names everything that is wrong at once."""
    complaints: list[dict[str, object]] = []
    bounds: list[datetime | None] = []
    for name in ("start_date", "end_date"):
        text = request.last(name)
        try:
            bounds.append(None if text is None else _by_the_wall(read_moment(text), zone))
        except BadMoment as bad:
            is_union = choices.validation_errors == UNION
            complaints += describe(name, text or "", bad, is_union=is_union, has_url=choices.validation_urls)
    if complaints:
        raise RefusedRequest(answer_detail(422, complaints))
    return bounds[0], bounds[1]


def _by_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)


def _read_token(token: str, rule: str) -> Window:
    try:
        inside = json.loads(base64.urlsafe_b64decode(token))
        day, order = inside["after"]
        starts_at, ends_at = (datetime.fromisoformat(inside[name]).replace(tzinfo=None) for name in ("start", "end"))
        return Window(starts_at, ends_at, (str(day), int(order)), rule)
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise RefusedRequest(answer_detail(400, "Invalid next_token.")) from error
