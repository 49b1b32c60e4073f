"""Answers that fail on purpose: 429 with its five headers, scripted statuses, and troubles on the line."""

import math
from datetime import datetime

from oura_connector.simulator.choices import Choices
from oura_connector.simulator.exchange import CHUNKED, HTML_TYPE, UNSIZED, Answer, Drip, answer_detail, answer_json
from oura_connector.simulator.ratelimits import TOKEN, Limited, RateLimit
from oura_connector.simulator.troubles import (
    CUT,
    DRIP,
    GARBAGE,
    HALF_CHUNKED,
    HALF_UNSIZED,
    HANG,
    STATUS,
    TRUNCATED,
    ScriptedAnswer,
)
from oura_connector.simulator.usercollection import BAD_TOKEN

_DETAILS = {
    400: "Bad Request",
    401: BAD_TOKEN,
    404: "Not Found",
    426: "The user's app needs an update.",
}
_GATEWAY_PAGE = (
    b"<html><head><title>504 Gateway Time-out</title></head><body>The request could not be satisfied.</body></html>"
)
_STATED_LIMIT = RateLimit(5000, 300)


def answer_limited(limited: Limited, now: datetime, choices: Choices) -> Answer:
    wait = max(1, math.ceil(limited.wait_seconds))
    headers = {
        "Retry-After": str(wait),
        "X-RateLimit-Limit": str(limited.rate.limit),
        "X-RateLimit-Window": str(limited.rate.window_seconds),
        "X-RateLimit-Reset": str(int(now.timestamp()) + wait),
        "X-RateLimit-Tier": choices.token_tier if limited.tier == TOKEN else choices.application_tier,
    }
    return answer_detail(429, choices.limited_detail, headers)


def answer_gateway_timeout(after_seconds: float = 0.0) -> Answer:
    """What stands before Oura gives up waiting for it."""
    return Answer(504, {"Content-Type": HTML_TYPE}, _GATEWAY_PAGE, wait_seconds=after_seconds)


def replaces_work(scripted: ScriptedAnswer) -> bool:
    """Whether nothing is done at all: no code spent, no token rotated."""
    return scripted.kind in (STATUS, GARBAGE)


def answer_instead(scripted: ScriptedAnswer, now: datetime, choices: Choices) -> Answer:
    """For the kinds that replace the work."""
    if scripted.kind == GARBAGE:
        return Answer(200, {"Content-Type": HTML_TYPE}, b"<html><body>Something that is not JSON")
    if scripted.body is not None:
        answer = answer_json(scripted.status, scripted.body)
    elif scripted.status == 504:
        answer = answer_gateway_timeout()
    elif scripted.status >= 500:
        answer = Answer(scripted.status, {"Content-Type": "text/plain; charset=utf-8"}, b"Internal Server Error")
    else:
        details = {**_DETAILS, 403: choices.lapsed_detail, 429: choices.limited_detail}
        answer = answer_detail(scripted.status, details.get(scripted.status, "Unexpected"))
    if scripted.status == 429:
        limited = Limited(scripted.tier, _STATED_LIMIT, scripted.retry_after_s or 1)
        answer.headers |= {
            k: v for k, v in answer_limited(limited, now, choices).headers.items() if k != "Content-Type"
        }
        if scripted.retry_after_s is None:
            del answer.headers["Retry-After"]
    return answer


def spoil(answer: Answer, scripted: ScriptedAnswer) -> Answer:
    """The honest answer with its trouble on the line, for whoever carries it to act out."""
    if scripted.kind in (TRUNCATED, HALF_UNSIZED, HALF_CHUNKED):
        answer.truncate_to = len(answer.body) // 2
        answer.framing = {HALF_UNSIZED: UNSIZED, HALF_CHUNKED: CHUNKED}.get(scripted.kind, answer.framing)
    elif scripted.kind == CUT:
        answer.cut = True
    elif scripted.kind == HANG:
        answer.wait_seconds, answer.cut = answer.wait_seconds + scripted.seconds, True
    elif scripted.kind == DRIP:
        answer.drip = Drip(scripted.drip_bytes, scripted.every_seconds, scripted.seconds)
    return answer
