"""The client `oura-ring` 0.3.0 from the package index, unmodified, lives with the simulator over HTTP."""

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
}
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
    simulator.choices.change({"page_size": 7})
    assert read_list(client, collection, *AUTUMN) == whole
    asked = [request["query"] for request in simulator.requests_seen.latest]
    assert len(asked) > 5
    assert all("next_token" in query and query["start_date"] == AUTUMN[0] for query in asked[1:])
    for document in whole[:3]:
        assert schemas.complain(document, collection) == []


@pytest.mark.parametrize("collection", READERS)
def test_it_reads_one_document(client, collection):
    listed = read_list(client, collection, *AUTUMN)[0]
    assert getattr(client, READERS[collection])(document_id=listed["id"]) == listed


def test_the_uneven_end_date_is_what_it_meets(client):
    """It sends bare dates: its users get the end day of scores and lose that of activity and sleep."""
    ends = {name: max(d["day"] for d in read_list(client, name, "2026-11-14", "2026-11-18")) for name in READERS}
    assert ends == {
        "daily_activity": "2026-11-17",
        "daily_readiness": "2026-11-18",
        "daily_sleep": "2026-11-18",
        "sleep": "2026-11-17",
    }


@pytest.mark.parametrize(
    ("collection", "ask"),
    [
        ("heartrate", "get_heart_rate"),
        ("workout", "get_workouts"),
        ("session", "get_sessions"),
        ("ring_configuration", "get_ring_configuration"),
    ],
)
def test_collections_the_simulator_has_not_yet_are_not_found(client, collection, ask):
    with pytest.raises(requests.HTTPError, match=f"404.*{collection}"):
        getattr(client, ask)()


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
