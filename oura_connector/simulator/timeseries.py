"""The lists of rows without ids, heartrate and ring_battery_level: bounds are moments, pages long, oldest first."""

import base64
import binascii
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from oura_connector.simulator.asking import Asking
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.data_choices import REFUSE
from oura_connector.simulator.dressing import ALWAYS_SENT_OF_ROWS, dress_row, keep_fields, wrap_page
from oura_connector.simulator.exchange import Answer, Request, answer_detail
from oura_connector.simulator.faults import Faults
from oura_connector.simulator.moments import BadMoment, describe_datetime, read_moment
from oura_connector.simulator.troubles import ENDLESS, ENDLESS_NEW
from oura_connector.simulator.windows import RefusedRequest, too_late
from oura_connector.simulator.world import World

_TRUE, _FALSE = ("true", "1", "yes", "on", "t", "y"), ("false", "0", "no", "off", "f", "n")
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_LATELY_MS = 4 * 86_400_000
_Row = tuple[int, bytes]


@dataclass(frozen=True)
class Span:
    """Unix milliseconds, `ends_ms` not included; a next page begins behind the last row of the one before."""

    begins_ms: int
    ends_ms: int

    def token_from(self, begins_ms: int, nonce: str = "") -> str:
        inside = {"typ": "series", "from": begins_ms, "to": self.ends_ms}
        if nonce:
            inside |= {"nonce": nonce}
        return base64.urlsafe_b64encode(json.dumps(inside).encode()).decode()


@dataclass(frozen=True)
class TimeSeries:
    world: World
    faults: Faults
    choices: Choices

    def answer(self, asking: Asking, series: str) -> Answer:
        """Raises RefusedRequest."""
        longest = timedelta(days=self.choices.heartrate_days) if series == "heartrate" else None
        span = read_span(asking.request, asking.now, self.choices, longest=longest)
        wants_latest = _read_latest(asking.request)
        token = None
        if wants_latest:
            rows = self._find_latest(asking, series)
        else:
            size = self.choices.series_page_size
            rows = list(islice(self._rows(asking, series, span), size + 1))
            token = span.token_from(rows[size - 1][0] + 1) if len(rows) > size else None
            rows = rows[:size]
        if asking.trouble in (ENDLESS, ENDLESS_NEW):
            token = span.token_from(span.begins_ms, secrets.token_hex(4) if asking.trouble == ENDLESS_NEW else "")
        fields = asking.request.last("fields")
        sent = (keep_fields(dress_row(row, self.choices), fields, ALWAYS_SENT_OF_ROWS) for _, row in rows)
        return wrap_page(sent, token, names_no_token=self.choices.series_null_token)

    def _rows(self, asking: Asking, series: str, span: Span) -> Iterator[_Row]:
        """Those at Oura by now, oldest first; a day is only worked out when its rows are reached."""
        for day in self.world.series_days(asking.athlete, span.begins_ms / 1000, span.ends_ms / 1000, asking.now):
            yield from self._rows_of_day(asking, series, day, span)

    def _rows_of_day(self, asking: Asking, series: str, day: date, span: Span) -> Iterator[_Row]:
        if self.faults.withholds(series, day, asking.grant.user_id):
            return
        samples = self.world.samples_of_day(asking.athlete, series, day)
        reached_s = self.world.reached_s(asking.athlete, asking.now)
        yield from samples.between(span.begins_ms, span.ends_ms, reached_s, asking.now.timestamp())

    def _find_latest(self, asking: Asking, series: str) -> list[_Row]:
        """The newest row of all, whatever the bounds say."""
        now_ms = _ms(asking.now)
        for begins_ms in (now_ms - _LATELY_MS, 0):
            span = Span(begins_ms, now_ms + 1)
            days = list(self.world.series_days(asking.athlete, begins_ms / 1000, asking.now.timestamp(), asking.now))
            for day in reversed(days):
                rows = list(self._rows_of_day(asking, series, day, span))
                if rows:
                    return rows[-1:]
        return []


def read_span(request: Request, now: datetime, choices: Choices, *, longest: timedelta | None = None) -> Span:
    """The span asked for, without bounds the last day; what has no offset is UTC. Raises RefusedRequest."""
    start, end = _read_bounds(request, choices)
    token = request.last("next_token")
    if token:
        return _read_token(token)
    end = end or now.astimezone(UTC)
    start = start or max(_FIRST, end - timedelta(days=choices.default_days))
    if start > end:
        raise RefusedRequest(too_late(start, end))
    if longest is not None and end - start > longest:
        if choices.long_heartrate == REFUSE:
            raise RefusedRequest(answer_detail(400, choices.long_heartrate_detail))
        end = start + longest
    return Span(_ms(start), _ms(end) + choices.end_datetime_included)


def _read_bounds(request: Request, choices: Choices) -> tuple[datetime | None, datetime | None]:
    complaints: list[dict[str, object]] = []
    bounds: list[datetime | None] = []
    for name in ("start_datetime", "end_datetime"):
        text = request.last(name)
        try:
            bounds.append(None if text is None else _in_utc(read_moment(text)))
        except BadMoment as bad:
            complaints.append(describe_datetime(name, text or "", bad, has_url=choices.validation_urls))
    if complaints:
        raise RefusedRequest(answer_detail(422, complaints))
    return bounds[0], bounds[1]


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(_LAST, max(_FIRST, moment)).astimezone(UTC)


def _read_latest(request: Request) -> bool:
    text = request.last("latest")
    if text is None or text.lower() in _FALSE:
        return False
    if text.lower() in _TRUE:
        return True
    words = "Input should be a valid boolean, unable to interpret input"
    complaint = {"type": "bool_parsing", "loc": ["query", "latest"], "msg": words, "input": text}
    raise RefusedRequest(answer_detail(422, [complaint]))


def _read_token(token: str) -> Span:
    try:
        inside = json.loads(base64.urlsafe_b64decode(token))
        return Span(int(inside["from"]), int(inside["to"]))
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise RefusedRequest(answer_detail(400, "Invalid next_token.")) from error


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
