"""The token of an invite: its id and HMAC(key, id, nonce). Built when a channel sends, never stored."""

import base64
import hashlib
import hmac
import re
import secrets

from invites import conf
from invites.models import Invite

SHAPE = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{43})")
SALT = b"ringside.invites.1"


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


def token_of(invite: Invite) -> str:
    return f"{invite.pk}-{_digest(invite)}"


def is_whole(token: str) -> bool:
    """Whether it has the shape of a token; says nothing of whether there is such an invite."""
    return SHAPE.fullmatch(token) is not None


def invite_of(token: str) -> Invite | None:
    """The invite a token belongs to, None for anything else."""
    shape = SHAPE.fullmatch(token)
    if shape is None:
        return None
    invite = Invite.objects.select_related("person", "sender").filter(pk=int(shape[1])).first()
    if invite is None or not hmac.compare_digest(_digest(invite), shape[2]):
        return None
    return invite


def _digest(invite: Invite) -> str:
    key = hashlib.sha256(SALT + conf.signing_key()).digest()
    mac = hmac.new(key, f"{invite.pk}.{invite.nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
