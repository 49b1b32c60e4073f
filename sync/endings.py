"""How connecting can end other than well: what happened, and what the person can do.

Each has a `code` for scripts, a `status` for HTTP, a title and an advice for people. None reveals whose ring,
invite or state it was.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sync.models import AuthorisationState


class ConnectingError(Exception):
    """`return_to` is the form to go back to, "" when it is not known or not this browser's business."""

    code = "connecting_error"
    status = 400
    title: str | Promise = ""
    advice: str | Promise = ""

    def __init__(self, state: AuthorisationState | None = None) -> None:
        self.return_to = state.return_to if state else ""
        super().__init__(self.code)


class Denied(ConnectingError):
    code = "denied"
    status = 200
    title = _("You did not agree, so nothing was connected")
    advice = _("That is fine: no data will be read. If you change your mind, press the Authorisation Link again.")


class VendorSaidNo(ConnectingError):
    code = "vendor_said_no"
    status = 502
    title = _("The request was not accepted")
    advice = _("Nothing was connected. Tell your consultant that the connector's set-up must be checked.")


class StateUnknown(ConnectingError):
    code = "state_unknown"
    title = _("This link does not belong to anything begun here")
    advice = _("Nothing was changed. Begin again with the Authorisation Link on your profile page.")


class OtherBrowser(ConnectingError):
    code = "other_browser"
    title = _("This was begun in another browser")
    advice = _("Nothing was changed. Finish where you began, or press the Authorisation Link again here.")


class OtherPerson(ConnectingError):
    code = "other_person"
    title = _("Somebody else began this")
    advice = _("Nothing was changed. Log in as the person who pressed the Authorisation Link, or press your own.")


class StateUsed(ConnectingError):
    code = "state_used"
    title = _("This step was already done")
    advice = _("Nothing was changed by coming here again. Your form says whether you are connected.")


class StateExpired(ConnectingError):
    code = "state_expired"
    title = _("This took longer than 15 minutes")
    advice = _("Nothing was connected. Press the Authorisation Link again and finish within 15 minutes.")


class CodeRefused(ConnectingError):
    code = "code_refused"
    title = _("The agreement could not be completed")
    advice = _("Nothing was connected. Press the Authorisation Link again.")


class Misconfigured(ConnectingError):
    code = "misconfigured"
    status = 502
    title = _("The connector is not set up correctly")
    advice = _(
        "Nothing was connected. A consultant must check the client id and secret on the connector's set-up page."
    )


class NoMembership(ConnectingError):
    code = "no_membership"
    title = _("Your membership does not include sharing data")
    advice = _("Nothing was connected. Renew the membership in the app of your ring, then press the link again.")


class VendorDown(ConnectingError):
    code = "vendor_down"
    status = 503
    title = _("The other side did not answer")
    advice = _("Nothing was connected. Try again in a few minutes.")


class RingTaken(ConnectingError):
    code = "ring_taken"
    status = 409
    title = _("This ring is already connected to somebody else")
    advice = _("Nothing was changed. Log in with the account of your own ring, or ask your coach for help.")


class DifferentRing(ConnectingError):
    code = "different_ring"
    status = 409
    title = _("This is a different ring account than before")
    advice = _(
        "Nothing was changed. If you really changed accounts, ask your consultant to confirm it, then try again."
    )


class NotReady(ConnectingError):
    code = "not_ready"
    status = 409
    title = _("Connecting is not possible yet")
    advice = _("A consultant must finish the connector's set-up first.")
