"""How each trouble looks on a real line, and that the in-process transport breaks in the same way."""

import http.client
from datetime import UTC, datetime, timedelta

import pytest
import requests

from oura_connector.simulator.adapter import SimulatorAdapter
from oura_connector.simulator.server import serve

WEEK = {"start_date": "2026-11-13", "end_date": "2026-11-20"}
SLEEP = "/v2/usercollection/sleep"


@pytest.fixture
def server(simulator):
    with serve(simulator) as server:
        yield server


@pytest.fixture
def get(ada_token):
    """`get(base)` asks for a week of nights over a line, and gives the raw answer unread."""

    def get(base, timeout=5.0, **query):
        headers = {"Authorization": f"Bearer {ada_token}"}
        return requests.get(base + SLEEP, params=WEEK | query, headers=headers, timeout=timeout, stream=True)

    return get


def test_half_a_body_under_its_whole_length_breaks(server, order, get):
    order("answer", remaining=1, kind="truncated")
    with get(server.url) as answer:
        assert int(answer.headers["Content-Length"]) > 10_000
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            _ = answer.content
    assert get(server.url).json()["data"]


def test_half_a_body_without_length_looks_whole_and_is_no_json(server, order, get):
    order("answer", remaining=1, kind="half_unsized")
    with get(server.url) as answer:
        assert not {"Content-Length", "Transfer-Encoding"} & answer.headers.keys()
        assert answer.headers["Connection"] == "close"
        with pytest.raises(requests.exceptions.JSONDecodeError):
            answer.json()


def test_half_a_body_in_chunks_breaks(server, order, get):
    order("answer", remaining=1, kind="half_chunked")
    with get(server.url) as answer:
        assert answer.headers["Transfer-Encoding"] == "chunked"
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            _ = answer.content


@pytest.mark.parametrize("kind", ["truncated", "half_unsized", "half_chunked", "cut", "drip", "garbage"])
def test_the_in_process_transport_breaks_where_the_line_does(simulator, server, order, ada_token, get, kind):
    def outcome(fetch):
        order("answer", remaining=1, kind=kind, drip_bytes=5_000, every_seconds=0.01, seconds=0.02)
        try:
            with fetch() as answer:
                return answer.status_code, answer.content
        except requests.RequestException as error:
            return type(error)

    with requests.Session() as session:
        session.mount("http://oura.test", SimulatorAdapter(simulator, sleep=lambda seconds: None))
        headers = {"Authorization": f"Bearer {ada_token}"}
        inside = outcome(lambda: session.get("http://oura.test" + SLEEP, params=WEEK, headers=headers, stream=True))
    assert inside == outcome(lambda: get(server.url))
    assert inside != (200, get(server.url).content)


def test_a_drip_sends_little_at_a_time_and_is_whole_in_the_end(order, session, simulator, ada_token):
    slept: list[float] = []
    session.mount("http://oura.test", SimulatorAdapter(simulator, sleep=slept.append))
    headers = {"Authorization": f"Bearer {ada_token}"}
    whole = session.get("http://oura.test" + SLEEP, params=WEEK, headers=headers).content
    order("answer", remaining=1, kind="drip", drip_bytes=1000, every_seconds=0.05, seconds=100)
    assert session.get("http://oura.test" + SLEEP, params=WEEK, headers=headers).content == whole
    assert slept == [0.05] * -(-len(whole) // 1000)


def test_a_drip_is_cut_at_its_bound(server, order, get):
    order("answer", remaining=1, kind="drip", drip_bytes=10, every_seconds=0.01, seconds=0.05)
    received: list[bytes] = []
    with get(server.url) as answer, pytest.raises(requests.exceptions.ChunkedEncodingError):
        received.extend(answer.iter_content(10))
    assert 0 < len(b"".join(received)) <= 60


def test_a_client_with_less_patience_leaves_a_hanging_answer(server, order, get):
    order("answer", remaining=1, kind="hang", seconds=60)
    with pytest.raises(requests.ReadTimeout):
        get(server.url, timeout=0.2)
    assert get(server.url).status_code == 200


def test_closing_the_server_ends_what_hangs(simulator, order, ada_token):
    """Well before the minute is over, or else the client's own patience of 30 s would be spent: a TimeoutError."""
    order("answer", remaining=1, kind="hang", seconds=60)
    with serve(simulator) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)
        connection.request("GET", SLEEP, headers={"Authorization": f"Bearer {ada_token}"})
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        connection.getresponse()
    connection.close()


@pytest.mark.parametrize("hours", [7, -7])
def test_a_jump_of_the_clock_shows_in_the_date_of_answers_and_in_the_life_of_tokens(server, order, get, hours):
    order("clock", set="2026-11-20T15:00:00+00:00", frozen=True)
    order("clock", advance_seconds=hours * 3600)
    moment = datetime(2026, 11, 20, 15, tzinfo=UTC) + timedelta(hours=hours)
    with get(server.url) as answer:
        assert answer.headers["Date"] == moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert answer.status_code == 200
    order("clock", advance_seconds=30 * 86400)
    with get(server.url) as answer:
        assert answer.status_code == (401 if hours > 0 else 200)
