"""The generic webhook, in and out: JSON signed with HMAC-SHA256, for Zapier, Make and everything else.

Both ways: X-Ringside-Timestamp holds Unix seconds, X-Ringside-Signature "sha256=" and the hex HMAC over
"timestamp.raw body". In: {"id", "speaker", "text", "thread"?, "is_group"?, "message_id"?, "reply_to"?}.
Out: {"id", "to", "thread", "subject", "text"}. docs/messaging.md says it at length.
"""

import json
import time
from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels.base import Asked, Call, CannotDeliver, Heard, Hearing, Parcel, Settings
from messaging.channels.reading import digits_or_text, listed, read_json
from messaging.channels.signatures import require_fresh, require_same, sha256_of
from messaging.channels.transport import post

STAMP = "X-Ringside-Timestamp"
SIGNATURE = "X-Ringside-Signature"
JSON = "application/json"


class GenericChannel:
    key = "generic"
    name: str | Promise = gettext_lazy("Webhook (Zapier, Make, your own)")
    asked: tuple[Asked, ...] = (
        Asked(
            "secret",
            gettext_lazy("Shared secret"),
            is_secret=True,
            help=gettext_lazy("32 characters or more."),
            at_least=32,
        ),
        Asked(
            "url", gettext_lazy("Where we post messages"), help=gettext_lazy("An https address; empty: inwards only.")
        ),
        Asked(
            "own_speakers",
            gettext_lazy("Speakers that are this site itself"),
            help=gettext_lazy("Ids, with commas: what they say is not heard, or we would answer ourselves."),
        ),
    )
    can_hear = True

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        stamp = call.headers.get(STAMP, "")
        require_fresh(stamp, now)
        require_same(
            call.headers.get(SIGNATURE, ""), signature_of(settings.secrets.get("secret", ""), stamp, call.body)
        )
        said = read_json(call.body)
        if said is None:
            return _refused("not_json")
        if not isinstance(said, dict):
            return _refused("not_an_object")
        event_id, speaker = digits_or_text(said.get("id")), digits_or_text(said.get("speaker"))
        if not event_id or not speaker:
            return _refused("no_id_or_speaker")
        if speaker in listed(settings.open.get("own_speakers", "")):
            return Hearing(content=b'{"accepted": false, "why": "own_speaker"}', content_type=JSON)
        heard = Heard(
            event_id=event_id,
            message_id=digits_or_text(said.get("message_id")),
            speaker=speaker,
            text=str(said.get("text") or ""),
            thread=digits_or_text(said.get("thread")),
            is_group=said.get("is_group") in (True, "true", "1", 1),
            reply_to=digits_or_text(said.get("reply_to")),
        )
        return Hearing([heard], content=b'{"accepted": true}', content_type=JSON)

    def send(self, parcel: Parcel, settings: Settings) -> str:
        url, secret = settings.open.get("url", ""), settings.secrets.get("secret", "")
        if not url or not secret:
            raise CannotDeliver(_("The webhook has no address or no secret: a consultant must enter them."))
        content = {
            "id": parcel.once,
            "to": parcel.address,
            "thread": parcel.thread,
            "subject": parcel.subject,
            "text": parcel.text,
        }
        body = json.dumps(content).encode()
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": JSON,
            "Idempotency-Key": parcel.once,
            STAMP: stamp,
            SIGNATURE: signature_of(secret, stamp, body),
        }
        reply = post(url, data=body, headers=headers)
        if not reply.is_ok:
            text = _("The webhook refused the message (%(status)s).")
            raise CannotDeliver(text % {"status": reply.status})
        return digits_or_text(reply.json.get("id"))

    def poll(self, settings: Settings, since: datetime) -> Sequence[Heard]:
        return ()


def signature_of(secret: str, stamp: str, body: bytes) -> str:
    """What the signature header must say; "" without a secret."""
    signed = sha256_of(secret, stamp.encode() + b"." + body)
    return f"sha256={signed}" if signed else ""


def _refused(code: str) -> Hearing:
    return Hearing(status=400, content=json.dumps({"accepted": False, "error": code}).encode(), content_type=JSON)
