"""The in-process transport behaves as the wire does."""

import pytest
import requests

from oura_connector.simulator.adapter import SimulatorAdapter
from oura_connector.simulator.server import serve

URL = "http://oura.test/v2/usercollection"
WEEK = {"start_date": "2026-11-13", "end_date": "2026-11-20"}


@pytest.fixture
def headers(ada_token):
    return {"Authorization": f"Bearer {ada_token}"}


@pytest.mark.parametrize("path", ["sleep", "daily_activity", "personal_info", "nonsense", "sleep?start_date=x"])
def test_it_gives_what_http_gives(simulator, session, headers, path):
    inside = session.get(f"{URL}/{path}", headers=headers)
    with serve(simulator) as server:
        outside = requests.get(f"{server.url}/v2/usercollection/{path}", headers=headers, timeout=5)
    assert (inside.status_code, inside.content, inside.reason) == (outside.status_code, outside.content, outside.reason)
    ours = set(inside.headers)
    assert ours == set(outside.headers) - {"Server", "Date"}
    assert inside.encoding == outside.encoding


def test_a_streamed_answer_is_read_piece_by_piece(session, headers):
    with session.get(f"{URL}/sleep", params=WEEK, headers=headers, stream=True) as answer:
        pieces = list(answer.iter_content(1000))
    assert len(pieces) > 20
    assert all(len(piece) == 1000 for piece in pieces[:-1])
    with session.get(f"{URL}/sleep", params=WEEK, headers=headers, stream=True) as answer:
        assert answer.raw.read(9) == b'{"data":['


@pytest.mark.parametrize("stream", [True, False])
def test_a_truncated_answer_breaks_while_reading(session, headers, order, stream):
    order("answer", remaining=1, kind="truncated", path="/sleep")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        _ = session.get(f"{URL}/sleep", params=WEEK, headers=headers, stream=stream).content


def test_a_cut_line_is_a_connection_error(session, headers, order):
    order("answer", remaining=1, kind="cut")
    with pytest.raises(requests.ConnectionError):
        session.get(f"{URL}/sleep", headers=headers)


def test_latency_is_slept_through(simulator, headers, order):
    slept: list[float] = []
    order("latency", seconds=0.25)
    with requests.Session() as session:
        session.mount("http://oura.test", SimulatorAdapter(simulator, sleep=slept.append))
        session.get(f"{URL}/sleep", headers=headers)
    assert slept == [0.25]
