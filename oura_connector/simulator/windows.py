"""Which documents a list request means: dates, Oura's uneven `end_date`, and pages.

Measured: a bare `end_date` keeps the end day in daily_sleep and daily_readiness, but not in daily_activity and sleep.
The explanation built in here: a bare date is midnight, and it is compared with each document's own stamp, which is
midnight for the scores and later in the day for the others; for a workout it is the moment it began, in UTC. Choices
can make all collections alike, and decide about those nobody has measured.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from oura_connector.simulator.catalogue import BEGINNING, BEGINNING_UTC, CATALOGUE, MIDNIGHT, MORNING
from oura_connector.simulator.choices import STAMPS, UNION, Choices
from oura_connector.simulator.data_choices import END_DATE_CHOICES, INCLUSIVE
from oura_connector.simulator.exchange import Answer, Request, answer_detail
from oura_connector.simulator.moments import BadMoment, describe, read_moment
from oura_connector.simulator.rendering import Document

_HOURS = {MIDNIGHT: time(0), MORNING: time(4)}
_UTC = ZoneInfo("UTC")
_ONE_DAY = timedelta(days=1)


class RefusedRequest(Exception):
    """Carries the answer to give."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True)
class Window:
    """Bounds on the documents' stamps, both included; `after` is the last of the page before.

    `stamped` (catalogue.py) says what the stamp is; bounds are by the wearer's clock, or in UTC where the stamp is.
    """

    starts_at: datetime
    ends_at: datetime
    after: tuple[str, int] | None = None
    stamped: str = MORNING

    @property
    def days(self) -> tuple[date, date]:
        """The local days whose documents may be within, both included."""
        first_on, last_on = self.starts_at.date(), self.ends_at.date()
        if self.stamped != BEGINNING_UTC:
            return first_on, last_on
        return max(date.min + _ONE_DAY, first_on) - _ONE_DAY, min(date.max - _ONE_DAY, last_on) + _ONE_DAY

    def contains(self, document: Document) -> bool:
        return self.starts_at <= self._stamp_of(document) <= self.ends_at and self.is_next(document)

    def _stamp_of(self, document: Document) -> datetime:
        if document.starts_at is None or self.stamped in _HOURS:
            return datetime.combine(document.day, _HOURS.get(self.stamped, time(0)))
        starts_at = document.starts_at.astimezone(UTC) if self.stamped == BEGINNING_UTC else document.starts_at
        return starts_at.replace(tzinfo=None)

    def is_lasted_into(self, document: Document) -> bool:
        """Whether a rest that began before lasts into the window: open, or ended in it or behind it."""
        ends = document.body()["end_time"]
        is_lasting = ends is None or datetime.fromisoformat(ends).replace(tzinfo=None) >= self.starts_at
        return document.day <= self.starts_at.date() and is_lasting and self.is_next(document)

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


def choose_stamp(collection: str, choices: Choices) -> str:
    """What bounds are compared with in this collection: as measured, as chosen for it, or the same for all."""
    if choices.end_date_rule != STAMPS:
        return MIDNIGHT if choices.end_date_rule == INCLUSIVE else MORNING
    if collection in END_DATE_CHOICES:
        return MIDNIGHT if getattr(choices, END_DATE_CHOICES[collection]) == INCLUSIVE else BEGINNING
    return CATALOGUE[collection].stamped


def read_window(request: Request, now: datetime, zone: ZoneInfo, choices: Choices, stamped: str = MORNING) -> Window:
    """The window asked for; without bounds the last day, in UTC. Raises RefusedRequest with a 422 or 400."""
    start, end = _read_bounds(request, _UTC if stamped == BEGINNING_UTC else zone, choices)
    token = request.last("next_token")
    if token:
        return _read_token(token, stamped)
    if end is None:
        end = datetime.combine(now.astimezone(UTC).date(), time())
    if start is None:
        start = max(datetime.min + timedelta(days=choices.default_days), end) - timedelta(days=choices.default_days)
    if start > end:
        raise RefusedRequest(too_late(start, end))
    return Window(start, end, stamped=stamped)


def read_everything(request: Request) -> Window:
    """For a list that takes no bounds, only a cursor."""
    token = request.last("next_token")
    return _read_token(token, MIDNIGHT) if token else Window(datetime.min, datetime.max, stamped=MIDNIGHT)


def too_late(start: datetime, end: datetime) -> Answer:
    """What is said of a start behind the end, in Oura's words."""
    start, end = start.replace(tzinfo=None), end.replace(tzinfo=None)
    detail = f"Start time is greater than end time: [start_time: {start}+00:00; end_time: {end}+00:00]"
    return answer_detail(400, detail)


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


def _read_token(token: str, stamped: str) -> Window:
    try:
        inside = json.loads(base64.urlsafe_b64decode(token))
        day, order = inside["after"]
        starts_at, ends_at = (datetime.fromisoformat(inside[name]).replace(tzinfo=None) for name in ("start", "end"))
        return Window(starts_at, ends_at, (str(day), int(order)), stamped)
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise RefusedRequest(answer_detail(400, "Invalid next_token.")) from error
