"""Slack: a slash command in, its `response_url` out, a direct message where there is none.

Slack waits 3 s: the door says that an answer follows, and the answer follows by the address Slack gave with the
command, which works five times within 30 minutes and shows only to the one who asked.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels import conf
from messaging.channels.base import Asked, Call, CannotDeliver, Heard, Hearing, Parcel, Settings, TryLater
from messaging.channels.reading import digits_or_text, json_object
from messaging.channels.signatures import require_fresh, require_same, sha256_of
from messaging.channels.transport import post_json

STAMP = "X-Slack-Request-Timestamp"
SIGNATURE = "X-Slack-Signature"
RESPONSE_HOST = "hooks.slack.com"
API_URL = "https://slack.com/api"
JSON = "application/json"
ERROR_CODE = re.compile(r"^[a-z_]{1,60}$")
WAITS = {"ratelimited", "rate_limited", "fatal_error", "internal_error", "service_unavailable", "request_timeout"}


class SlackChannel:
    key = "slack"
    name: str | Promise = gettext_lazy("Slack")
    asked: tuple[Asked, ...] = (
        Asked("signing_secret", gettext_lazy("Signing secret"), is_secret=True),
        Asked(
            "bot_token",
            gettext_lazy("Bot token"),
            is_secret=True,
            help=gettext_lazy(
                "Only for messages nobody asked for, invites for instance; it needs the scope chat:write."
            ),
        ),
        Asked("team_id", gettext_lazy("Workspace id"), help=gettext_lazy("Begins with T; others are refused then.")),
        Asked("base_url", gettext_lazy("API address"), help=gettext_lazy("Empty for Slack's own.")),
    )
    can_hear = True

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        stamp = call.headers.get(STAMP, "")
        require_fresh(stamp, now)
        signed = sha256_of(settings.secrets.get("signing_secret", ""), b"v0:" + stamp.encode() + b":" + call.body)
        require_same(call.headers.get(SIGNATURE, ""), f"v0={signed}" if signed else "")
        if call.headers.get("Content-Type", "").startswith(JSON):
            return _answer_event(json_object(call.body))
        form = {name: values[0] for name, values in parse_qs(call.body.decode("utf-8", "replace")).items()}
        team_id = settings.open.get("team_id", "")
        if team_id:
            require_same(form.get("team_id", ""), team_id)
        heard = _read_command(form)
        return _private(_("One moment: the answer follows here, for your eyes only."), [heard] if heard else [])

    def send(self, parcel: Parcel, settings: Settings) -> str:
        if "://" in parcel.address:
            return _answer_command(parcel)
        return _write_directly(parcel, settings)

    def poll(self, settings: Settings, since: datetime) -> Sequence[Heard]:
        return ()


def is_response_url(url: str) -> bool:
    """An address Slack itself would give; one of this machine in demo and tests."""
    parts = urlsplit(url)
    if conf.is_insecure_transport_allowed() and parts.hostname == "127.0.0.1":
        return True
    return parts.scheme == "https" and parts.netloc == RESPONSE_HOST


def _answer_event(event: dict[str, Any]) -> Hearing:
    """The address is verified once, when a consultant enters it; other events are not for us."""
    challenge = event.get("challenge") if event.get("type") == "url_verification" else ""
    return Hearing(content=digits_or_text(challenge).encode())


def _read_command(form: dict[str, str]) -> Heard | None:
    trigger_id, user_id = digits_or_text(form.get("trigger_id", "")), digits_or_text(form.get("user_id", ""))
    if not trigger_id or not user_id:
        return None
    response_url = form.get("response_url", "")
    return Heard(
        event_id=trigger_id,
        message_id="",
        speaker=f"{form.get('team_id', '')}/{user_id}",
        text=f"{form.get('command', '')} {form.get('text', '')}",
        reply_to=response_url if is_response_url(response_url) else "",
    )


def _private(text: str, heard: Sequence[Heard]) -> Hearing:
    content = json.dumps({"response_type": "ephemeral", "text": text}).encode()
    return Hearing(heard, content=content, content_type=JSON) if heard else Hearing()


def _answer_command(parcel: Parcel) -> str:
    if not is_response_url(parcel.address):
        raise CannotDeliver(_("This is no answer address of Slack."))
    reply = post_json(parcel.address, {"response_type": "ephemeral", **_words(parcel)})
    if not reply.is_ok:
        raise CannotDeliver(_("Slack's answer address is no longer valid: the command must be typed again."))
    return ""


def _write_directly(parcel: Parcel, settings: Settings) -> str:
    token = settings.secrets.get("bot_token", "")
    if not token:
        raise CannotDeliver(_("Without a bot token, Slack only answers commands: a consultant may enter one."))
    base = (settings.open.get("base_url") or API_URL).rstrip("/")
    asked = {"channel": parcel.address.rpartition("/")[2], **_words(parcel)}
    reply = post_json(f"{base}/chat.postMessage", asked, headers={"Authorization": f"Bearer {token}"})
    said = reply.json
    if said.get("ok") is not True:
        error = digits_or_text(said.get("error"))
        if error in WAITS:
            raise TryLater(_("Slack asked to wait."))
        told = error if ERROR_CODE.match(error) else reply.status
        raise CannotDeliver(_("Slack refused the message (%(error)s).") % {"error": told})
    return digits_or_text(said.get("ts"))


def _words(parcel: Parcel) -> dict[str, object]:
    """Slack's three marks escaped; no preview, because a preview is a fetch of a personal link."""
    text = parcel.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": text, "unfurl_links": False, "unfurl_media": False}
