"""How far the first fill of a connection is, and what a run brought, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sync import windows
from sync.errors import NotAskable
from sync.models import Connection, Run
from sync.positions import Read
from sync.states import who_must_act

State = Connection.State


def fill_words(connection: Connection, states: Sequence[Read]) -> str:
    """“Reading the past: 28 of 90 days”, "" when the first fill is complete or has not begun."""
    filling = [state for state in states if windows.fill_window(state, connection) is not None]
    if not filling:
        return ""
    first = windows.fill_target(connection)
    whole = (connection.authorised_at.date() - first).days
    read = min(
        (connection.authorised_at.date() - state.filled_back_to).days for state in filling if state.filled_back_to
    )
    return _("Reading the past: %(read)d of %(whole)d days") % {"read": max(0, read), "whole": whole}


def run_words(run: Run) -> str:
    """What came of a run, or how it stands, as one sentence."""
    if run.state == Run.State.QUEUED and run.waits_until is not None:
        return _("Waiting: the provider takes no more requests just now. It goes on by itself.")
    if run.state == Run.State.QUEUED:
        return _("Waiting for a free worker.")
    if run.state == Run.State.RUNNING:
        return _("Reading now.")
    if run.state == Run.State.FAILED:
        return _("That did not work this time. %(what_next)s") % {"what_next": _what_next(run)}
    created = sum(counts.get("created", 0) for counts in run.tally.values())
    changed = sum(counts.get("changed", 0) + counts.get("withdrawn", 0) for counts in run.tally.values())
    if any("error" in counts for counts in run.tally.values()):
        return " ".join([_what_came(created, changed), _("Not every type of data could be read.")]).strip()
    return _what_came(created, changed) or _("Nothing new: what is here is what the provider has.")


def _what_came(created: int, changed: int) -> str:
    if not created and not changed:
        return ""
    new = ngettext("%(count)d new record", "%(count)d new records", created) % {"count": created}
    revised = ngettext("%(count)d changed", "%(count)d changed", changed) % {"count": changed}
    return ", ".join(part for part, count in ((new, created), (revised, changed)) if count) + "."


def _what_next(run: Run) -> str:
    """What the athlete who asked must do before the next try can work, if anything."""
    if run.error_code == NotAskable.code:
        return _("Reading is switched off, or the connection has ended: see your form.")
    if run.connection.state in (State.WAITING, State.CONNECTED, State.TYPE_MISSING):
        return _("It is tried again by itself.")
    return who_must_act(run.connection, to_self=True)


def error_words(code: str) -> str:
    """What an error code of a run or a reading position means, in words; the code itself when it is unknown."""
    words = {
        "": "",
        "crashed": _("An error in this site: tell the operator."),
        "provider_unavailable": _("The provider did not answer. It is asked again."),
        "rate_limited": _("The provider asked us to wait."),
        "access_token_refused": _("The provider refused the access token. It is renewed."),
        "grant_revoked": _("The athlete's permission has ended: they authorise again."),
        "scope_missing": _("The athlete does not share this type of data."),
        "membership_lapsed": _("The athlete's membership at the provider has lapsed."),
        "provider_misconfigured": _("Client id, secret or addresses are wrong: a consultant looks at the set-up."),
        "not_askable": _("The connector is off, or the connection is not one that is read."),
        "notice_refused": _("A request to the door of notices was not the provider's. Nobody has to do anything."),
        "subscription_refused": _("The provider cannot reach this site: the operator looks at its public address."),
        "unexpected_document": _("The provider sent something unknown: tell the operator."),
    }
    return words.get(code, code)
