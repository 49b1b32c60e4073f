"""Answers that fail on purpose: 429 with its five headers, scripted statuses, and troubles on the line."""

import math
from datetime import datetime

from oura_connector.simulator.exchange import HTML_TYPE, Answer, answer_detail, answer_json
from oura_connector.simulator.faults import CUT, GARBAGE, STATUS, TRUNCATED, RateLimit, ScriptedAnswer
from oura_connector.simulator.usercollection import BAD_TOKEN

_DETAILS = {
    400: "Bad Request",
    401: BAD_TOKEN,
    403: "Membership is not active. The user needs an active Oura membership to use the API.",
    404: "Not Found",
    426: "The user's app needs an update.",
    429: "Request limit exceeded.",
}
_GATEWAY_PAGE = (
    b"<html><head><title>504 Gateway Time-out</title></head><body>The request could not be satisfied.</body></html>"
)


def answer_limited(limit: RateLimit, wait_seconds: float, now: datetime, tier: str = "application") -> Answer:
    wait = max(1, math.ceil(wait_seconds))
    headers = {
        "Retry-After": str(wait),
        "X-RateLimit-Limit": str(limit.limit),
        "X-RateLimit-Window": str(limit.window_seconds),
        "X-RateLimit-Reset": str(int(now.timestamp()) + wait),
        "X-RateLimit-Tier": tier,
    }
    return answer_detail(429, _DETAILS[429], headers)


def answer_scripted(scripted: ScriptedAnswer, now: datetime, honest: Answer | None = None) -> Answer:
    """`honest` is what would have been sent; troubles on the line need it."""
    if scripted.kind == STATUS:
        return _answer_status(scripted, now)
    answer = honest or Answer(200)
    if scripted.kind == GARBAGE:
        return Answer(200, {"Content-Type": HTML_TYPE}, b"<html><body>Something that is not JSON")
    if scripted.kind == TRUNCATED:
        answer.truncate_to = len(answer.body) // 2
    if scripted.kind == CUT:
        answer.cut = True
    return answer


def _answer_status(scripted: ScriptedAnswer, now: datetime) -> Answer:
    if scripted.body is not None:
        answer = answer_json(scripted.status, scripted.body)
    elif scripted.status == 504:
        answer = Answer(504, {"Content-Type": HTML_TYPE}, _GATEWAY_PAGE)
    elif scripted.status >= 500:
        answer = Answer(scripted.status, {"Content-Type": "text/plain; charset=utf-8"}, b"Internal Server Error")
    else:
        answer = answer_detail(scripted.status, _DETAILS.get(scripted.status, "Unexpected"))
    if scripted.status == 429:
        answer.headers |= answer_limited(RateLimit(5000, 300), scripted.retry_after_s, now).headers
    return answer
