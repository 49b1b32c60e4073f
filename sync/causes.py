"""Why a value that is due is not there: one enum of causes, and the rule that picks one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import TextChoices
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forms_engine.extension import Cause
from sync.models import Connection
from sync.positions import Read

SILENCE = timedelta(hours=2)


class Missing(TextChoices):
    """Every cause there is."""

    NOT_CONNECTED = "not_connected", gettext_lazy("not connected")
    NOT_GRANTED = "not_granted", gettext_lazy("type not granted")
    LAPSED = "membership_lapsed", gettext_lazy("membership lapsed")
    WAITING = "waiting", gettext_lazy("waiting")
    NOT_WORN = "not_worn", gettext_lazy("ring not worn")
    NO_DOCUMENT = "no_document", gettext_lazy("no document at the provider")
    RATE_LIMITED = "rate_limited", gettext_lazy("rate-limited")
    OUR_FAILURE = "our_failure", gettext_lazy("our failure")
    NOT_DUE = "not_due", gettext_lazy("not due yet")


# The states that explain every hole since they began.
STANDING = {
    Connection.State.RECONNECT_NEEDED: (Missing.NOT_CONNECTED, gettext_lazy("Reconnect needed since %(day)s")),
    Connection.State.PAUSED: (Missing.NOT_CONNECTED, gettext_lazy("Paused since %(day)s")),
    Connection.State.MEMBERSHIP_LAPSED: (Missing.LAPSED, gettext_lazy("Membership lapsed, seen %(day)s")),
}


@dataclass(frozen=True)
class Gap:
    """What is asked: the provider's day whose value a form lacks, and what day it is for the site."""

    provider_day: date
    today: date


def cause_of(
    connection: Connection | None, states: Sequence[Read], gap: Gap, now: datetime, *, is_shared: bool = True
) -> Cause:
    """The cause for one person and one form; `states` are the positions of the feeds that fill the form.

    `is_shared`: the athlete agreed to at least one of these feeds.
    """
    if gap.provider_day > gap.today:
        return _cause(Missing.NOT_DUE, _("Not due yet"))
    if connection is None or connection.state == Connection.State.DISCONNECTED:
        return _cause(Missing.NOT_CONNECTED, _("Not connected"))
    if not is_shared:
        return _cause(Missing.NOT_GRANTED, _("Not shared by the athlete"))
    return standing_cause(connection, states) or _data_cause(connection, states, gap, now)


def standing_cause(connection: Connection, states: Sequence[Read]) -> Cause | None:
    """What stands against reading now: the connection's state, or what stopped these feeds; None when nothing."""
    return _state_cause(connection) or _feed_cause(states)


def _state_cause(connection: Connection) -> Cause | None:
    state = Connection.State(connection.state)
    if state not in STANDING:
        return None
    missing, words = STANDING[state]
    return _cause(missing, str(words) % {"day": formats.date_format(localtime(connection.state_since), "j M")})


def _feed_cause(states: Sequence[Read]) -> Cause | None:
    """A form is explained by its feeds only when something stands against one of them."""
    codes = {state.error_code for state in states if state.error_code}
    if "scope_missing" in codes:
        return _cause(Missing.NOT_GRANTED, _("Not shared by the athlete"))
    if "rate_limited" in codes:
        return _cause(Missing.RATE_LIMITED, _("The provider asked us to wait"))
    if "provider_unavailable" in codes:
        return _cause(Missing.OUR_FAILURE, _("The provider did not answer"))
    if codes:
        return _cause(Missing.OUR_FAILURE, _("Could not be read: tell the operator"))
    return None


def _data_cause(connection: Connection, states: Sequence[Read], gap: Gap, now: datetime) -> Cause:
    if connection.last_synced_at is None:
        return _cause(Missing.WAITING, _("Waiting for the first sync"))
    # Where notices tell of everything nothing is asked for hours; overdue is what was planned and not done.
    if now - (connection.asks_next_at or connection.last_synced_at) > SILENCE:
        when = formats.date_format(localtime(connection.last_synced_at), "j M H:i")
        return _cause(Missing.OUR_FAILURE, _("Not synced since %(when)s: tell the operator") % {"when": when})
    newest = max((state.last_data_on for state in states if state.last_data_on), default=None)
    if newest is None:
        return _cause(Missing.WAITING, _("Waiting: no data has come yet"))
    if newest < gap.provider_day:
        return _waiting(connection, newest, gap)
    return _cause(Missing.NO_DOCUMENT, _("No document for this day: the ring was perhaps not worn"))


def _waiting(connection: Connection, newest: date, gap: Gap) -> Cause:
    """Other data of the ring is newer: then the app was not opened. Nothing is newer: the ring itself is silent."""
    day = _day_words(newest, get_language())
    if connection.last_data_on and connection.last_data_on > newest:
        return _cause(Missing.WAITING, _("Waiting: app not opened since %(day)s") % {"day": day})
    if (gap.provider_day - newest).days <= 1:
        return _cause(Missing.WAITING, _("Waiting: nothing newer than %(day)s") % {"day": day})
    return _cause(Missing.NOT_WORN, _("No data from the ring since %(day)s: not worn, or not synced") % {"day": day})


def _cause(code: Missing, words: str) -> Cause:
    return Cause(code.value, words)


# The last days of a squad's rings are few.
@lru_cache(maxsize=256)
def _day_words(day: date, _language: str | None) -> str:
    return formats.date_format(day, "D j M")
