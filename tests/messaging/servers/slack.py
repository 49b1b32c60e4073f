"""A pretend Slack: slash commands signed v0, answer addresses of five uses, chat.postMessage."""

import hashlib
import hmac
import html
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlencode

from messaging.channels.base import Call, Settings
from messaging.channels.slack import SlackChannel
from tests.messaging.servers.listening import Listener, Request, Response, as_json, listening
from tests.messaging.servers.vendor import Arrived, Traits, call_of

SECRET, TOKEN, TEAM = "signing-secret", "xoxb-invented", "T1"
USERS = {"ada": "U1", "bo": "U2"}
MOST_USES = 5


class PretendSlack:
    kind = SlackChannel()
    traits = Traits(refuses_by_status=False)

    def __init__(self) -> None:
        self.listener: Listener
        self.taken: list[Arrived] = []
        self.uses: Counter[str] = Counter()

    @property
    def settings(self) -> Settings:
        return Settings(
            {"team_id": TEAM, "base_url": f"{self.listener.url}/api"}, {"signing_secret": SECRET, "bot_token": TOKEN}
        )

    def say(self, speaker: str, text: str, now: datetime, number: int = 1, *, is_group: bool = False) -> Call:
        command, _, words = text.partition(" ")
        user = USERS[speaker]
        form = {
            "command": command,
            "text": words,
            "team_id": TEAM,
            "user_id": user,
            "channel_name": "general" if is_group else "directmessage",
            "trigger_id": f"trigger.{user}.{number}",
            "response_url": f"{self.listener.url}/commands/{user}/{number}",
        }
        return self.sign(urlencode(form).encode(), now)

    def sign(self, body: bytes, now: datetime, content_type: str = "application/x-www-form-urlencoded") -> Call:
        stamp = str(int(now.timestamp()))
        signed = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed}",
        }
        return call_of("/hooks/slack/", headers, body)

    def say_oddly(self, now: datetime) -> list[Call]:
        odd_json = [
            b"{}",
            b"[1]",
            b"null",
            b"[" * 100_000,
            b'{"type": "event_callback", "event": {"type": "message"}}',
            b"\xff\xfe",
        ]
        odd_forms = [b"ssl_check=1&team_id=T1", b"team_id=T1&command=%2Fping", b"team_id=T1&user_id=U1&text=%00%ff"]
        return [self.sign(body, now, "application/json") for body in odd_json] + [
            self.sign(body, now) for body in odd_forms
        ]

    def own_voice(self, now: datetime) -> Call | None:
        return None

    def speaker_id(self, speaker: str) -> str:
        return f"{TEAM}/{USERS.get(speaker, 'U9')}"

    def address(self, speaker: str) -> str:
        return self.speaker_id(speaker)

    def arrived(self) -> list[Arrived]:
        return self.taken

    def answer(self, request: Request) -> Response:
        if request.path == "/api/chat.postMessage":
            return self._post(request)
        _, _, user, _number = request.path.split("/")
        self.uses[request.path] += 1
        if self.uses[request.path] > MOST_USES:
            return Response(404, b"used_url")
        said = request.json
        self._take(user, said["text"], is_public=said["response_type"] != "ephemeral")
        return Response(200, b"ok")

    def _post(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return as_json({"ok": False, "error": "invalid_auth"})
        said = request.json
        if said["channel"] not in USERS.values():
            return as_json({"ok": False, "error": "channel_not_found"})
        assert said["unfurl_links"] is False
        self._take(said["channel"], said["text"])
        return as_json({"ok": True, "ts": "1700000000.0001"})

    def _take(self, user: str, text: str, *, is_public: bool = False) -> None:
        self.taken.append(Arrived(f"{TEAM}/{user}", html.unescape(text), is_public))


def challenge() -> bytes:
    return json.dumps({"type": "url_verification", "challenge": "abc123"}).encode()


@contextmanager
def pretend_slack() -> Iterator[PretendSlack]:
    pretend = PretendSlack()
    with listening(pretend.answer) as pretend.listener:
        yield pretend
