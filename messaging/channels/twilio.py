"""SMS and WhatsApp by Twilio: its signed webhook in, Messages.json out."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels.base import Asked, Call, CannotDeliver, Heard, Hearing, Parcel, Settings
from messaging.channels.reading import digits_or_text, json_object
from messaging.channels.signatures import require_same, sha1_of
from messaging.channels.transport import post

SIGNATURE = "X-Twilio-Signature"
API_URL = "https://api.twilio.com"
SAYS_NOTHING = Hearing(content=b"<?xml version='1.0' encoding='UTF-8'?><Response/>", content_type="text/xml")
LOST_RIGHTS = (401, 403)


class TwilioChannel:
    """One of Twilio's two ways; `prefix` stands before every number of it."""

    can_hear = True
    asked: tuple[Asked, ...] = (
        Asked("account_sid", gettext_lazy("Account SID"), help=gettext_lazy("Begins with AC.")),
        Asked("auth_token", gettext_lazy("Auth token"), is_secret=True),
        Asked("number", gettext_lazy("Our number"), help=gettext_lazy("As +441632960000, or a messaging service: MG…")),
        Asked("base_url", gettext_lazy("API address"), help=gettext_lazy("Empty for Twilio's own.")),
    )

    def __init__(self, key: str, name: str | Promise, prefix: str) -> None:
        self.key = key
        self.name = name
        self._prefix = prefix

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        params = _genuine_params(call, settings.secrets.get("auth_token", ""))
        require_same(params.get("AccountSid", ""), settings.open.get("account_sid", ""))
        message_id, from_number = digits_or_text(params.get("MessageSid", "")), params.get("From", "")
        if "Body" not in params or not message_id or not from_number.startswith(self._prefix):
            return SAYS_NOTHING
        speaker = from_number.removeprefix(self._prefix).strip()
        # Numbers of the other way carry a prefix of their own; what we sent ourselves is not heard.
        if ":" in speaker or speaker in ("", settings.open.get("number", "")):
            return SAYS_NOTHING
        heard = Heard(message_id, message_id, speaker, params["Body"], reply_to=speaker)
        return Hearing([heard], content=SAYS_NOTHING.content, content_type=SAYS_NOTHING.content_type)

    def send(self, parcel: Parcel, settings: Settings) -> str:
        sid, token = settings.open.get("account_sid", ""), settings.secrets.get("auth_token", "")
        number = settings.open.get("number", "")
        if not (sid and token and number):
            raise CannotDeliver(_("Twilio has no account SID, auth token or number: a consultant must enter them."))
        base = (settings.open.get("base_url") or API_URL).rstrip("/")
        sender = {"MessagingServiceSid": number} if number.startswith("MG") else {"From": f"{self._prefix}{number}"}
        reply = post(
            f"{base}/2010-04-01/Accounts/{sid}/Messages.json",
            data={**sender, "To": f"{self._prefix}{parcel.address}", "Body": parcel.text},
            auth=(sid, token),
        )
        if reply.status in LOST_RIGHTS:
            raise CannotDeliver(_("Twilio refused account SID or auth token: a consultant must correct them."))
        if not reply.is_ok:
            code = digits_or_text(reply.json.get("code"))
            told = code if code.isdigit() else reply.status
            raise CannotDeliver(_("Twilio refused the message (code %(code)s).") % {"code": told})
        return digits_or_text(reply.json.get("sid"))

    def poll(self, settings: Settings, since: datetime) -> Sequence[Heard]:
        return ()


SMS = TwilioChannel("sms", gettext_lazy("SMS (Twilio)"), "")
WHATSAPP = TwilioChannel("whatsapp", gettext_lazy("WhatsApp (Twilio)"), "whatsapp:")


def signature_of(token: str, url: str, params: Sequence[tuple[str, str]]) -> str:
    """Over the exact address and every parameter, by name, name and value run together; "" without a token."""
    signed = url + "".join(name + value for name, value in sorted(set(params)))
    return sha1_of(token, signed.encode())


def _genuine_params(call: Call, token: str) -> dict[str, str]:
    """The parameters, once the signature fits. JSON is signed by its SHA-256, which stands in the address."""
    given = call.headers.get(SIGNATURE, "")
    told = call.query.get("bodySHA256", "")
    if told:
        require_same(given, signature_of(token, call.url, []))
        require_same(told.lower(), hashlib.sha256(call.body).hexdigest())
        return {name: str(value) for name, value in json_object(call.body).items()}
    form = parse_qs(call.body.decode("utf-8", "replace"), keep_blank_values=True)
    require_same(given, signature_of(token, call.url, [(name, one) for name, values in form.items() for one in values]))
    return {name: values[0] for name, values in form.items()}
