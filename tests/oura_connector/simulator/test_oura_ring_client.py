"""The client `oura-ring` 0.3.0 from the package index, unmodified, lives with the simulator over HTTP."""

from datetime import UTC, datetime

import oura_ring  # type: ignore[import-untyped]  # it brings no types
import pytest
import requests

from oura_connector.simulator.server import serve
from tests.oura_connector.simulator import schemas

READERS = {
    "daily_activity": "get_daily_activity",
    "daily_readiness": "get_daily_readiness",
    "daily_sleep": "get_daily_sleep",
    "sleep": "get_sleep_periods",
    "sleep_time": "get_sleep_time",
    "daily_spo2": "get_daily_spo2",
    "daily_stress": "get_daily_stress",
    "workout": "get_workouts",
    "session": "get_sessions",
    "tag": "get_tags",
    "enhanced_tag": "get_enhanced_tag",
}
LISTS_ONLY = ("enhanced_tag",)  # its call for a single one is broken
AUTUMN = ("2026-10-01", "2026-11-15")


@pytest.fixture
def server(simulator, monkeypatch):
    with serve(simulator) as server:
        monkeypatch.setattr(oura_ring, "API_URL", server.url)
        yield server


@pytest.fixture
def client(server, ada_token):
    with oura_ring.OuraClient(ada_token) as client:
        yield client


def read_list(client, collection, *span):
    return getattr(client, READERS[collection])(*span)


def test_it_reads_the_person(client, ada):
    info = client.get_personal_info()
    assert info["email"] == ada.email
    assert schemas.complain(info, "personal_info") == []


@pytest.mark.parametrize("collection", READERS)
def test_it_follows_pages_to_the_end(client, simulator, collection):
    whole = read_list(client, collection, *AUTUMN)
    simulator.requests_seen.clear()
    simulator.choices.change({"page_size": max(1, len(whole) // 6)})
    assert read_list(client, collection, *AUTUMN) == whole
    asked = [request["query"] for request in simulator.requests_seen.latest]
    assert len(asked) > 5
    assert all("next_token" in query and query["start_date"] == AUTUMN[0] for query in asked[1:])
    for document in whole[:3]:
        assert schemas.complain(document, collection) == []


@pytest.mark.parametrize("collection", [name for name in READERS if name not in LISTS_ONLY])
def test_it_reads_one_document(client, collection):
    listed = read_list(client, collection, *AUTUMN)[0]
    assert getattr(client, READERS[collection])(document_id=listed["id"]) == listed


def test_the_uneven_end_date_is_what_it_meets(client):
    """It sends bare dates: its users get the end day of scores and lose that of activity and sleep."""
    daily = [name for name in READERS if name.startswith(("daily_", "sleep"))]
    ends = {name: max(d["day"] for d in read_list(client, name, "2026-11-14", "2026-11-18")) for name in daily}
    assert ends == dict.fromkeys(daily, "2026-11-18") | {"daily_activity": "2026-11-17", "sleep": "2026-11-17"}


def test_the_heart_rate_of_a_week_is_put_together_from_its_pages(client, simulator):
    simulator.requests_seen.clear()
    rows = client.get_heart_rate("2026-11-10", "2026-11-17")
    assert simulator.requests_seen.counts["GET /v2/usercollection/heartrate"] == len(rows) // 1000 + 1 > 1
    moments = [row["timestamp"] for row in rows]
    assert moments == sorted(set(moments))
    assert moments[0][:10] == "2026-11-10"
    assert moments[-1] <= "2026-11-17T00:00:00.000Z"
    for row in rows[:3]:
        assert schemas.complain(row, "heartrate") == []


def test_moments_it_sends_without_an_offset_are_understood(client, simulator):
    """It writes `2026-11-18 06:30:00.250000`; that is taken for UTC."""
    rows = client.get_heart_rate("2026-11-18T06:30:00.250000", "2026-11-18T12:00:00")
    asked = simulator.requests_seen.latest[-1]["query"]
    assert asked == {"start_datetime": "2026-11-18 06:30:00.250000", "end_datetime": "2026-11-18 12:00:00"}
    assert all("2026-11-18T06:30:00.250Z" <= row["timestamp"] <= "2026-11-18T12:00:00.000Z" for row in rows)
    assert len(rows) > 20


def test_more_than_thirty_days_of_heart_rate_are_refused(client):
    with pytest.raises(requests.HTTPError, match="400"):
        client.get_heart_rate("2026-09-01", "2026-11-01")


def test_a_series_whose_last_page_does_not_say_so_breaks_it(client, simulator):
    simulator.choices.change({"series_null_token": False})
    with pytest.raises(KeyError, match="next_token"):
        client.get_heart_rate("2026-11-17", "2026-11-18")


def test_it_sends_dates_to_rings_which_are_ignored(client, simulator):
    rings = client.get_ring_configuration("2026-11-01", "2026-11-02")
    assert simulator.requests_seen.latest[-1]["query"] == {"start_date": "2026-11-01", "end_date": "2026-11-02"}
    assert [schemas.complain(ring, "ring_configuration") for ring in rings] == [[]]
    assert client.get_ring_configuration(document_id=rings[0]["id"]) == rings[0]


def test_it_expects_a_list_where_a_single_tag_comes(client):
    tag = client.get_enhanced_tag(*AUTUMN)[0]
    with pytest.raises(KeyError, match="data"):
        client.get_enhanced_tag(document_id=tag["id"])


def test_a_rest_in_progress_has_no_end(client, simulator, ada):
    simulator.clock.set(datetime(2026, 3, 24, 18, tzinfo=UTC), frozen=True)
    (rest,) = client.get_rest_mode_period("2026-03-01", "2026-03-25")
    assert (rest["start_day"], rest["end_day"]) == ("2026-03-22", None)
    simulator.clock.set(datetime(2026, 4, 24, 18, tzinfo=UTC), frozen=True)
    (rest,) = client.get_rest_mode_period("2026-03-01", "2026-03-25")
    assert rest["end_day"] == "2026-03-28"
    assert client.get_rest_mode_period(document_id=rest["id"]) == rest


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_it_hears_of_trouble(client, order, status):
    order("answer", remaining=1, status=status)
    with pytest.raises(requests.HTTPError, match=str(status)):
        client.get_daily_sleep(*AUTUMN)
    assert client.get_daily_sleep(*AUTUMN)


def test_an_expired_token_ends_it_for_it_cannot_refresh(client, order, ada):
    order("expire", athlete=ada.email)
    with pytest.raises(requests.HTTPError, match="401"):
        client.get_personal_info()
