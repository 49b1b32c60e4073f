"""Why a value that is due is not there: each cause and its words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from sync import engine, queue
from sync.badges import badges
from sync.causes import Gap, Missing, cause_of
from sync.errors import RateLimited
from sync.models import Connection, FeedState, Run

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TUESDAY = date(2026, 3, 10)
MONDAY, SUNDAY, FRIDAY = date(2026, 3, 9), date(2026, 3, 8), date(2026, 3, 6)


def make_connection(state=Connection.State.CONNECTED, **details) -> Connection:
    details.setdefault("last_synced_at", NOW - timedelta(minutes=10))
    return Connection(state=state, state_since=datetime(2026, 3, 7, 8, 0, tzinfo=UTC), **details)


def feed(newest=None, error="") -> FeedState:
    return FeedState(feed="night", last_data_on=newest, error_code=error)


def cause(connection, states=(), day=TUESDAY, now=NOW):
    found = cause_of(connection, states, Gap(day, TUESDAY), now)
    return found.code, found.words


CASES = [
    (None, [], ("not_connected", "Not connected")),
    (make_connection(Connection.State.DISCONNECTED), [feed(TUESDAY)], ("not_connected", "Not connected")),
    (
        make_connection(Connection.State.RECONNECT_NEEDED),
        [feed(TUESDAY)],
        ("not_connected", "Reconnect needed since 7 Mar"),
    ),
    (make_connection(Connection.State.PAUSED), [feed(TUESDAY)], ("not_connected", "Paused since 7 Mar")),
    (
        make_connection(Connection.State.MEMBERSHIP_LAPSED),
        [feed(TUESDAY)],
        ("membership_lapsed", "Membership lapsed, seen 7 Mar"),
    ),
    (make_connection(), [feed(error="scope_missing")], ("not_granted", "Not shared by the athlete")),
    (make_connection(), [feed(error="rate_limited")], ("rate_limited", "The provider asked us to wait")),
    (make_connection(), [feed(error="provider_unavailable")], ("our_failure", "The provider did not answer")),
    (make_connection(), [feed(error="unexpected_document")], ("our_failure", "Could not be read: tell the operator")),
    (
        make_connection(),
        [feed(error="provider_unavailable"), feed(error="scope_missing")],
        ("not_granted", "Not shared by the athlete"),
    ),
    (
        make_connection(Connection.State.WAITING, last_synced_at=None),
        [],
        ("waiting", "Waiting for the first sync"),
    ),
    (
        make_connection(last_synced_at=NOW - timedelta(hours=2, seconds=1)),
        [feed(TUESDAY)],
        ("our_failure", "Not synced since 10 Mar 09:59: tell the operator"),
    ),
    (make_connection(), [feed()], ("waiting", "Waiting: no data has come yet")),
    (make_connection(), [], ("waiting", "Waiting: no data has come yet")),
    (
        make_connection(last_data_on=TUESDAY),
        [feed(MONDAY)],
        ("waiting", "Waiting: app not opened since Mon 9 Mar"),
    ),
    (make_connection(last_data_on=MONDAY), [feed(MONDAY)], ("waiting", "Waiting: nothing newer than Mon 9 Mar")),
    (
        make_connection(last_data_on=FRIDAY),
        [feed(FRIDAY)],
        ("not_worn", "No data from the ring since Fri 6 Mar: not worn, or not synced"),
    ),
    (
        make_connection(last_data_on=TUESDAY),
        [feed(TUESDAY)],
        ("no_document", "No document for this day: the ring was perhaps not worn"),
    ),
    (
        make_connection(last_data_on=TUESDAY),
        [feed(SUNDAY), feed(TUESDAY)],
        ("no_document", "No document for this day: the ring was perhaps not worn"),
    ),
]


@pytest.mark.parametrize(("connection", "states", "said"), CASES)
def test_each_cause_has_its_words(connection, states, said):
    assert cause(connection, states) == said


@pytest.mark.parametrize("connection", [None, make_connection(), make_connection(Connection.State.PAUSED)])
def test_a_day_that_has_not_come_is_not_due_whatever_else(connection):
    assert cause(connection, [], day=TUESDAY + timedelta(days=1)) == ("not_due", "Not due yet")


def test_every_cause_there_is_can_be_said():
    said = {code for _connection, _states, (code, _words) in CASES} | {"not_due"}

    assert said == set(Missing.values)


@pytest.mark.parametrize("state", Connection.State.values)
def test_no_state_of_a_connection_is_without_a_cause(state):
    assert cause(make_connection(state, last_data_on=MONDAY), [feed(MONDAY)])[1]


def test_times_are_said_in_the_readers_zone():
    connection = make_connection(last_synced_at=NOW - timedelta(hours=3))
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        assert cause(connection)[1] == "Not synced since 10 Mar 22:00: tell the operator"

    late = make_connection(Connection.State.PAUSED)
    late.state_since = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Helsinki")):
        assert cause(late)[1] == "Paused since 8 Mar"


def codes_of_board(person, now) -> set[str]:
    (badge,) = (one for one in badges([person], TUESDAY, now)[person.pk] if one.provider == "Pulsar")
    return {one.code for one in badge.causes.values()}


def test_a_rate_limit_is_what_the_board_says_until_data_come_again(connection, provider, athlete, now):
    provider.put("night", MONDAY, night_score=80)
    provider.fail["night"] = RateLimited("Too many.", 60)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    assert "rate_limited" in codes_of_board(athlete, now)

    provider.fail.clear()
    later = now + timedelta(minutes=15)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=later).pk, later)

    assert "rate_limited" not in codes_of_board(athlete, later)
