"""What must be so once a fault has passed: records say what Oura says, value by value and day by day."""

from datetime import timedelta
from typing import Any

from forms_engine.models import Record, RecordChange
from oura_connector.feeds import FEEDS, FORMS
from oura_connector.mapping import to_observations
from oura_connector.routes import route_of
from sync import tokens
from sync.models import BoundValue, Connection, FeedState, Run, SeriesDay, StateChange
from sync.provider import Feed, Observation, Window
from sync.series import unpack
from sync.windows import latest_day
from tests.faults.site import PROVIDER, Site, fresh

ONE_DECIMAL = 1
# What a new site reads.
USED = tuple(feed for feed in FEEDS if feed.is_default)
Key = tuple[str, str]


def assert_equals_simulator(site: Site, *connections: Connection) -> None:
    """Connected, records and series equal, history consistent, positions right, tokens sound."""
    for connection in fresh(connections):
        assert connection.state == Connection.State.CONNECTED, connection.last_error
        _assert_nothing_lingers(connection)
        said = {feed.key: _observations(site, connection, feed) for feed in USED}
        assert _stored_records(connection) == _expected_records(said)
        assert _stored_series(connection) == _expected_series(said)
        _assert_history(connection)
        _assert_positions(site, connection)
    assert_tokens_are_sound(site, *connections)


def assert_tokens_are_sound(site: Site, *connections: Connection) -> None:
    """No refresh token was offered twice, and the pair in force is the one Oura gave last."""
    assert [status for status in site.oura.refreshes() if status == 400] == []
    for connection in fresh(connections):
        held = tokens.held_tokens(connection)
        assert held is not None
        assert site.oura.ledger.refreshes[held.refresh_token].used_at is None
        assert held.access_token in site.oura.ledger.accesses


def _assert_nothing_lingers(connection: Connection) -> None:
    assert (connection.failures, connection.failing_since, connection.last_error) == (0, None, "")
    open_runs = Run.objects.filter(connection=connection, state__in=[Run.State.QUEUED, Run.State.RUNNING])
    assert list(open_runs) == []


def _observations(site: Site, connection: Connection, feed: Feed) -> list[Observation]:
    """What Oura says of the whole span that was to be read, through the mapping alone."""
    span = Window(site.filled_from[connection.person_id], latest_day(site.now))
    documents = site.oura.documents_of(site.ring_of(connection), route_of(feed.key).collection, span.first, span.last)
    return to_observations(feed, documents, span)


def _expected_records(said: dict[str, list[Observation]]) -> dict[Key, dict[str, Any]]:
    records: dict[Key, dict[str, Any]] = {}
    for feed in USED:
        field_of = fields_of(feed)
        for one in said[feed.key]:
            record = records.setdefault(
                (feed.form, one.source_id),
                {"on": one.day + timedelta(days=feed.date_shift_days), "source_on": one.day}
                | {"starts_at": None, "finishes_at": None, "zone": "", "values": {}},
            )
            record["values"] |= {field_of[key]: value for key, value in one.values.items()}
            if one.starts_at or one.finishes_at or one.zone:
                record |= {"starts_at": one.starts_at, "finishes_at": one.finishes_at, "zone": one.zone}
    return {key: record for key, record in records.items() if record["values"]}


def _stored_records(connection: Connection) -> dict[Key, dict[str, Any]]:
    """Values of series are compared as series; here a record says only that there is one."""
    stored = Record.objects.filter(
        person=connection.person, source=PROVIDER, form__key__in=[form.key for form in FORMS], withdrawn_at=None
    )
    curves = {key for feed in USED for key in fields_of(feed, only_series=True).values()}
    found = {
        (record.form.key, record.source_id): {
            "on": record.occurred_on,
            "source_on": record.source_on,
            "starts_at": record.starts_at,
            "finishes_at": record.finishes_at,
            "zone": record.zone,
            "values": {key: value for key, value in record.values.items() if key not in curves},
        }
        for record in stored.select_related("form")
    }
    assert len(found) == stored.count(), "a record is there twice"
    return found


def fields_of(feed: Feed, *, only_series: bool = False) -> dict[str, str]:
    """Value key → field key, as the bindings of this site say."""
    bound = BoundValue.objects.filter(binding__provider=PROVIDER, binding__feed=feed.key)
    series = {value.key for value in feed.values if value.type == "series"}
    pairs = bound.values_list("value", "field__key")
    return {value: key for value, key in pairs if not only_series or value in series}


def _expected_series(said: dict[str, list[Observation]]) -> dict[tuple[str, str, str], Any]:
    return {
        (f"{PROVIDER}:{feed.key}", name, one.source_id): (
            series.starts_at,
            series.interval_s,
            [None if item is None else round(item, ONE_DECIMAL) for item in series.items],
        )
        for feed in USED
        for one in said[feed.key]
        for name, series in one.series.items()
    }


def _stored_series(connection: Connection) -> dict[tuple[str, str, str], Any]:
    rows = SeriesDay.objects.filter(person=connection.person)
    found = {
        (row.owner, row.name, row.source_id): (row.starts_at, row.interval_s, unpack(bytes(row.packed))) for row in rows
    }
    assert len(found) == rows.count(), "a series is there twice"
    return found


def changes_of(connection: Connection) -> list[RecordChange]:
    """The history of everything Oura said about this athlete, in the order it was written."""
    changes = RecordChange.objects.filter(record__person=connection.person, record__source=PROVIDER)
    return list(changes.filter(record__form__kind="event").select_related("record").order_by("pk"))


def _assert_history(connection: Connection) -> None:
    """Every change changes something, begins where the one before ended, and the last leads to what stands there."""
    reached: dict[int, dict[str, Any]] = {}
    for change in changes_of(connection):
        assert change.before != change.after
        so_far = reached.setdefault(change.record_id, {})
        assert all(so_far[key] == value for key, value in change.before.items() if key in so_far)
        so_far |= change.after
    for record in Record.objects.filter(pk__in=reached):
        values = {key: value for key, value in reached[record.pk].items() if not key.startswith("_")}
        assert {key: record.values.get(key) for key in values} == values


def _assert_positions(site: Site, connection: Connection) -> None:
    """Read through the day of the last sync that came through, filled back to the very beginning, nothing in error."""
    assert connection.last_synced_at is not None
    through = connection.last_synced_at.date()
    states = {state.feed: state for state in FeedState.objects.filter(connection=connection)}
    assert states.keys() == {feed.key for feed in USED}
    for state in states.values():
        assert state.error_code == ""
        assert state.synced_through == through, state.feed
        assert state.filled_back_to is not None
        assert state.filled_back_to <= site.filled_from[connection.person_id], state.feed


def assert_reconnect_needed_once(*connections: Connection) -> None:
    """The athletes were asked to connect again, once each, and nothing more is tried for them."""
    for connection in fresh(connections):
        assert connection.state == Connection.State.RECONNECT_NEEDED
        needed = StateChange.objects.filter(connection=connection, state=Connection.State.RECONNECT_NEEDED)
        assert needed.count() == 1
        open_runs = Run.objects.filter(connection=connection, state__in=[Run.State.QUEUED, Run.State.RUNNING])
        assert not open_runs.exists()
