"""A pretend Twilio: webhooks signed over address and parameters, Messages.json with Basic auth."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlencode

from messaging.channels.base import Call, Settings
from messaging.channels.twilio import SMS, WHATSAPP
from tests.messaging.servers.listening import Listener, Request, Response, as_json, listening
from tests.messaging.servers.vendor import SITE, Arrived, Traits, call_of

SID, TOKEN, OWN_NUMBER = "AC0123456789", "auth-token", "+441632960001"
NUMBERS = {"ada": "+441632960011", "bo": "+441632960012"}


class PretendTwilio:
    traits = Traits(has_window=False)

    def __init__(self, key: str) -> None:
        self.kind = SMS if key == "sms" else WHATSAPP
        self.prefix = "" if key == "sms" else "whatsapp:"
        self.listener: Listener
        self.taken: list[Arrived] = []

    @property
    def settings(self) -> Settings:
        return Settings(
            {"account_sid": SID, "number": OWN_NUMBER, "base_url": self.listener.url}, {"auth_token": TOKEN}
        )

    def say(self, speaker: str, text: str, now: datetime, number: int = 1, *, is_group: bool = False) -> Call:
        return self.sign(self.params(NUMBERS[speaker], text, number))

    def params(self, from_number: str, text: str, number: int = 1) -> dict[str, str]:
        return {
            "AccountSid": SID,
            "MessageSid": f"SM{number:04d}{from_number[-2:]}",
            "From": f"{self.prefix}{from_number}",
            "To": f"{self.prefix}{OWN_NUMBER}",
            "Body": text,
            "NumMedia": "0",
            "ANewParameter": "",
        }

    def sign(self, params: dict[str, str]) -> Call:
        path = f"/hooks/{self.kind.key}/"
        signed = f"{SITE}{path}" + "".join(f"{name}{params[name]}" for name in sorted(params))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": _sha1(signed)}
        return call_of(path, headers, urlencode(params).encode())

    def sign_json(self, params: dict[str, str]) -> Call:
        """The JSON variant: the address carries the SHA-256 of the body and is signed alone."""
        body = json.dumps(params).encode()
        path = f"/hooks/{self.kind.key}/?bodySHA256={hashlib.sha256(body).hexdigest()}"
        headers = {"Content-Type": "application/json", "X-Twilio-Signature": _sha1(f"{SITE}{path}")}
        return call_of(path, headers, body)

    def say_oddly(self, now: datetime) -> list[Call]:
        delivered = {"AccountSid": SID, "MessageSid": "SM1", "MessageStatus": "delivered", "To": NUMBERS["ada"]}
        other_way = {**self.params("+441632960011", "/ping"), "From": "messenger:+441632960011"}
        return [
            self.sign(delivered),
            self.sign(other_way),
            self.sign({"AccountSid": SID, "From": f"{self.prefix}+1", "Body": "/ping"}),
            self.sign({"AccountSid": SID, "MessageSid": "SM2", "From": self.prefix, "Body": "/ping"}),
            self.sign_json({"AccountSid": SID, "Body": "/ping"}),
        ]

    def own_voice(self, now: datetime) -> Call | None:
        return self.sign(self.params(OWN_NUMBER, "/ping", 7))

    def speaker_id(self, speaker: str) -> str:
        return NUMBERS.get(speaker, "+10000000000")

    def address(self, speaker: str) -> str:
        return self.speaker_id(speaker)

    def arrived(self) -> list[Arrived]:
        return self.taken

    def answer(self, request: Request) -> Response:
        if request.basic_auth != (SID, TOKEN):
            return as_json({"code": 20003, "message": "Authenticate"}, 401)
        assert request.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
        form = request.form
        assert form["From"] == f"{self.prefix}{OWN_NUMBER}"
        number = form["To"].removeprefix(self.prefix)
        if form["To"] != f"{self.prefix}{number}" or number not in NUMBERS.values():
            return as_json({"code": 21211, "message": f"{form['To']} is not a valid number"}, 400)
        self.taken.append(Arrived(number, form["Body"]))
        return as_json({"sid": "SM9999", "status": "queued"}, 201)


def _sha1(signed: str) -> str:
    return base64.b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()


@contextmanager
def pretend_twilio(key: str) -> Iterator[PretendTwilio]:
    pretend = PretendTwilio(key)
    with listening(pretend.answer) as pretend.listener:
        yield pretend
