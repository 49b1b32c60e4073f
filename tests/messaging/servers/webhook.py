"""A pretend Zapier: it signs what it posts to us and checks the signature of what we post to it."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from messaging.channels.base import Call, Settings
from messaging.channels.generic import GenericChannel
from tests.messaging.servers.listening import Listener, Request, Response, as_json, listening
from tests.messaging.servers.vendor import Arrived, Traits, call_of

SECRET = "a-shared-secret-of-the-webhook-0001"
OWN = "ringside"


class PretendWebhook:
    kind = GenericChannel()
    traits = Traits(has_thread=True)

    def __init__(self) -> None:
        self.listener: Listener
        self.taken: list[Arrived] = []

    @property
    def settings(self) -> Settings:
        return Settings({"url": f"{self.listener.url}/catch", "own_speakers": f"zap, {OWN}"}, {"secret": SECRET})

    def say(self, speaker: str, text: str, now: datetime, number: int = 1, *, is_group: bool = False) -> Call:
        said = {"id": f"e-{speaker}-{number}", "speaker": speaker, "text": text, "is_group": is_group}
        return self.sign(json.dumps(said | {"thread": "room" if is_group else ""}).encode(), now)

    def sign(self, body: bytes, now: datetime) -> Call:
        stamp = str(int(now.timestamp()))
        return call_of("/hooks/generic/", _signed(stamp, body), body)

    def say_oddly(self, now: datetime) -> list[Call]:
        shapes: list[Any] = [[], None, "text", {}, {"id": "1"}, {"id": {"a": 1}, "speaker": []}, {"speaker": "ada"}]
        too_long = {"id": "x" * 500, "speaker": "ada", "text": "/ping"}
        return [self.sign(json.dumps(shape).encode(), now) for shape in [*shapes, too_long]] + [
            self.sign(b"not json", now),
            self.sign(b"\xff", now),
            self.sign(b"[" * 100_000, now),
        ]

    def own_voice(self, now: datetime) -> Call | None:
        return self.say(OWN, "/ping", now, 7)

    def speaker_id(self, speaker: str) -> str:
        return speaker

    def address(self, speaker: str) -> str:
        return speaker

    def arrived(self) -> list[Arrived]:
        return self.taken

    def answer(self, request: Request) -> Response:
        stamp = request.headers.get("x-ringside-timestamp", "")
        if request.headers.get("x-ringside-signature") != _signed(stamp, request.body)["X-Ringside-Signature"]:
            return as_json({"error": "not_genuine"}, 401)
        said = request.json
        if said["to"] not in ("ada", "bo"):
            return as_json({"error": "nobody"}, 404)
        assert request.headers["idempotency-key"] == said["id"]
        self.taken.append(Arrived(said["to"], said["text"], is_public=bool(said["thread"])))
        return as_json({"id": "z-1"})


def _signed(stamp: str, body: bytes) -> dict[str, str]:
    signed = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Ringside-Timestamp": stamp,
        "X-Ringside-Signature": f"sha256={signed}",
    }


@contextmanager
def pretend_webhook() -> Iterator[PretendWebhook]:
    pretend = PretendWebhook()
    with listening(pretend.answer) as pretend.listener:
        yield pretend
