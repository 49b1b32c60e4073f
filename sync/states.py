"""A connection's state: the one place that moves it, and who must act in each."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sync import conf
from sync.models import Connection, StateChange
from sync.positions import Read
from sync.signals import state_changed

State = Connection.State


def move(connection: Connection, state: Connection.State, now: datetime, reason: str) -> None:
    """Move `connection` to `state` and note it; nothing when it is there already. The caller saves the connection.

    Told by `signals.state_changed` after the commit.
    """
    if connection.state == state and connection.pk is not None:
        return
    was = "" if connection.pk is None else str(connection.state)
    connection.state, connection.state_since = state, now
    if connection.pk is None:
        connection.save()
    StateChange.objects.create(connection=connection, state=state, at=now, reason=reason[:60])
    tell = partial(
        state_changed.send_robust, Connection, connection_id=connection.pk, state=state, was=was, reason=reason, now=now
    )
    transaction.on_commit(tell)


def note_failure(connection: Connection, code: str, now: datetime) -> None:
    """The provider could not be read for a reason that may pass: count it and wait longer each time.

    Never a revocation, however long it lasts. The caller saves the connection.
    """
    connection.failures += 1
    connection.failing_since = connection.failing_since or now
    rounds = min(2 ** max(0, connection.failures - 2), conf.MOST_ROUNDS_BETWEEN)
    # A minute short of the round that asks again, which may come a little early.
    connection.backs_off_until = now + timedelta(minutes=conf.ROUND_MINUTES * rounds - 1)


def note_success(connection: Connection, now: datetime) -> None:
    """The provider answered; a recovery from failures is noted. The caller saves the connection."""
    if connection.failing_since is not None:
        StateChange.objects.create(connection=connection, state=connection.state, at=now, reason="recovered")
    connection.failures, connection.failing_since, connection.backs_off_until = 0, None, None
    connection.last_error, connection.asks_again_at = "", None


def shown_state(connection: Connection, feeds: Iterable[Read]) -> Connection.State:
    """The state as people see it: somebody whose first data are there is not waiting, though the run goes on."""
    state = State(connection.state)
    if state == State.WAITING and any(feed.last_data_on for feed in feeds):
        return State.CONNECTED
    return state


def who_must_act(connection: Connection, *, to_self: bool = False) -> str:
    """One sentence: who must do what, "" when all is well. `to_self`: said to the athlete."""
    state = State(connection.state)
    if state in Connection.SYNCED_STATES and connection.failing_since is not None:
        return _while_failing(connection, connection.failing_since)
    if state == State.PAUSED and not connection.person.is_active:
        return _("Nobody: the account is not active. The grant ends by itself when it stays so.")
    return _to_the_athlete(state) if to_self else _to_staff(state)


def _to_staff(state: Connection.State) -> str:
    sentences = {
        State.WAITING: _("Nobody has to do anything: the first data comes within minutes."),
        State.CONNECTED: "",
        State.TYPE_MISSING: _("The athlete may share what is missing by pressing the Authorisation Link again."),
        State.RECONNECT_NEEDED: _("The athlete presses the Authorisation Link again."),
        State.MEMBERSHIP_LAPSED: _("The athlete renews the membership in the app of the ring."),
        State.PAUSED: _("A consultant looks at the connector's set-up."),
        State.DISCONNECTED: _("The athlete may connect again at any time."),
    }
    return sentences[state]


def _to_the_athlete(state: Connection.State) -> str:
    sentences = {
        State.WAITING: _("You need do nothing: your first data come within minutes."),
        State.CONNECTED: "",
        State.TYPE_MISSING: _(
            "You did not share every type of data. To share more, press the Authorisation Link again."
        ),
        State.RECONNECT_NEEDED: _("Press the Authorisation Link once more: the permission you gave has ended."),
        State.MEMBERSHIP_LAPSED: _("Renew the membership in the app of your ring; reading then goes on by itself."),
        State.PAUSED: _("You need do nothing: a consultant of your club looks at the connector's set-up."),
        State.DISCONNECTED: _("You may connect again at any time."),
    }
    return sentences[state]


def _while_failing(connection: Connection, failing_since: datetime) -> str:
    since = formats.date_format(timezone.localtime(failing_since), "j M H:i")
    if connection.last_error.startswith("provider_misconfigured"):
        return _("A consultant checks the client id and secret: refused since %(since)s.") % {"since": since}
    return _("Nobody: the provider has not answered since %(since)s, and is asked again.") % {"since": since}
