"""How far the first fill of a connection is, and what a run brought, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sync import windows
from sync.models import Connection, FeedState, Run


def fill_words(connection: Connection, states: Sequence[FeedState]) -> str:
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
    if run.state == Run.State.QUEUED:
        return _("Waiting for a free worker.")
    if run.state == Run.State.RUNNING:
        return _("Reading now.")
    if run.state == Run.State.FAILED:
        return _("That did not work this time. It is tried again by itself.")
    created = sum(counts.get("created", 0) for counts in run.tally.values())
    changed = sum(counts.get("changed", 0) + counts.get("withdrawn", 0) for counts in run.tally.values())
    if not created and not changed:
        return _("Nothing new: what is here is what the provider has.")
    new = ngettext("%(count)d new record", "%(count)d new records", created) % {"count": created}
    revised = ngettext("%(count)d changed", "%(count)d changed", changed) % {"count": changed}
    return ", ".join(part for part, count in ((new, created), (revised, changed)) if count) + "."
