"""Telling a genuine call from a forged or an old one, in constant time."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from messaging.channels import conf
from messaging.channels.base import NotGenuine


def require_same(given: str, expected: str) -> None:
    """Raises NotGenuine when they differ, and always while nothing is expected: an empty secret opens no door."""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotGenuine(_("The signature or the secret of this call is wrong."))


def require_fresh(stamp: str, now: datetime) -> None:
    """`stamp` is in Unix seconds. Raises NotGenuine when it is more than the window away from `now`."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise NotGenuine(_("The call carries no time."))
    if abs(now.astimezone(UTC).timestamp() - int(stamp)) > conf.CALL_WINDOW.total_seconds():
        raise NotGenuine(_("The call is too old, or one of the two clocks is wrong."))


def sha256_of(secret: str, message: bytes) -> str:
    """HMAC-SHA256 in hex, "" without a secret."""
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest() if secret else ""


def sha1_of(secret: str, message: bytes) -> str:
    """HMAC-SHA1 in base64, "" without a secret: what Twilio signs with."""
    if not secret:
        return ""
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha1).digest()).decode()
