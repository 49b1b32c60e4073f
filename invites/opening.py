"""What a link is worth when it is opened or pressed, in words; nothing is revealed to whoever it is not for."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from invites import issuing
from invites.models import Invite
from invites.tokens import invite_of, is_whole
from people.models import Person
from sync import registry

# Programs that fetch links of chats to show a preview, and mail scanners, as far as they say what they are.
PROGRAMS = ("bot", "crawler", "spider", "preview", "facebookexternalhit", "whatsapp", "slurp", "scanner")
BROWSER = "mozilla/"


@dataclass(frozen=True)
class Closed:
    """Why a link does nothing. `heals`: the page offers to send a new one."""

    code: str
    status: int
    title: str | Promise
    advice: str | Promise
    heals: bool = False


WRONG = Closed(
    "wrong",
    404,
    _("This link is not one of ours"),
    _("Copy the whole link from the message, or ask your coach for a new one."),
)
# Told by its shape alone, whatever invites there are.
MALFORMED = Closed(
    "malformed",
    404,
    _("This link is not whole"),
    _("A part of it is missing. Open it from the message itself, or ask your coach for a new one."),
)
OTHER = Closed(
    "for_someone_else",
    403,
    _("This link is for somebody else"),
    _("Log out first if it is yours; otherwise leave it alone."),
)
USED = Closed("used", 410, _("This link has been used"), _("There is nothing more to do here."))
REVOKED = Closed("revoked", 410, _("There is a newer link"), _("Use the newest link you were sent."))
NOT_NEEDED = Closed(
    "not_needed",
    410,
    _("This link is no longer needed"),
    _("There is nothing to do here. If you are not connected, ask your coach for a new link."),
)
EXPIRED = Closed(
    "expired",
    410,
    _("This link has expired"),
    _("A link works for a few minutes only. We can send you a new one, the same way as this one."),
    heals=True,
)
UNDELIVERED = Closed(
    "failed",
    410,
    _("This link does not work"),
    _("Its message could not be delivered. Ask your coach for a new link."),
)


def look_up(token: str, viewer: Person | None, now: datetime) -> tuple[Invite | None, Closed | None]:
    """The invite of a token and why it is closed; (invite, None) for one that may be used by this viewer."""
    if not is_whole(token):
        return None, MALFORMED
    invite = invite_of(token)
    if invite is None or not registry.is_registered(invite.provider):
        return None, WRONG
    if viewer is not None and viewer.pk != invite.person_id:
        return None, OTHER
    if invite.outcome == Invite.Outcome.USED:
        return invite, USED
    if invite.reason == issuing.CONNECTED or not invite.person.is_active:
        return invite, NOT_NEEDED
    if invite.outcome == Invite.Outcome.FAILED:
        return invite, UNDELIVERED
    if invite.outcome == Invite.Outcome.REVOKED:
        return invite, REVOKED
    if issuing.is_expired(invite, now):
        return invite, EXPIRED
    return invite, None


def looks_like_a_person(request: HttpRequest) -> bool:
    """A browser navigating, not a preview, a prefetch or a scanner. Decides only whether *opened* is noted."""
    agent = request.headers.get("User-Agent", "").lower()
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    is_program = not agent.startswith(BROWSER) or any(word in agent for word in PROGRAMS)
    is_navigation = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "GET" and not is_program and not purpose and is_navigation
