"""The same answers over HTTP: keep-alive, exact lengths, troubles on the line, a clean end."""

import http.client
import json
import socket
import threading

import pytest
import requests

from oura_connector.simulator.server import SimulatorServer, serve

WEEK = {"start_date": "2026-11-13", "end_date": "2026-11-20"}


@pytest.fixture
def server(simulator):
    with serve(simulator) as server:
        yield server


def test_it_gives_what_the_simulator_gives(simulator, server, ada_token, read):
    headers = {"Authorization": f"Bearer {ada_token}"}
    answer = requests.get(f"{server.url}/v2/usercollection/sleep", params=WEEK, headers=headers, timeout=5)
    assert answer.content == read("sleep", ada_token, **WEEK).body
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert answer.headers["x-trace-id"]


def test_it_listens_on_the_loopback_address_only(server):
    assert server.server_address[0] == "127.0.0.1"


def test_one_connection_carries_many_requests(server, ada_token):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
    connection.connect()
    own_port = connection.sock.getsockname()[1]
    for path in ("/control/athletes", "/v2/usercollection/sleep", "/nonsense", "/oauth/token"):
        connection.request("POST" if "token" in path else "GET", path, headers={"Authorization": f"Bearer {ada_token}"})
        connection.getresponse().read()
        assert connection.sock.getsockname()[1] == own_port
    connection.close()


def test_many_threads_are_answered_at_once(server, simulator, ada_token):
    headers, statuses = {"Authorization": f"Bearer {ada_token}"}, []

    def ask():
        with requests.Session() as session:
            for _ in range(5):
                url = f"{server.url}/v2/usercollection/daily_sleep"
                statuses.append(session.get(url, params=WEEK, headers=headers, timeout=10).status_code)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 40
    assert simulator.requests_seen.counts["GET /v2/usercollection/daily_sleep"] == 40


@pytest.mark.parametrize("kind", ["cut", "truncated"])
def test_troubles_on_the_line_reach_the_client(server, order, ada_token, kind):
    order("answer", remaining=1, kind=kind, path="/daily_sleep")
    headers = {"Authorization": f"Bearer {ada_token}"}
    url = f"{server.url}/v2/usercollection/daily_sleep"
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(url, params=WEEK, headers=headers, timeout=5)
    assert requests.get(url, params=WEEK, headers=headers, timeout=5).status_code == 200


def test_an_oversize_or_chunked_body_is_refused(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
    connection.request("POST", "/control/reset", headers={"Content-Length": "5000000"})
    assert connection.getresponse().status == 413
    connection.close()
    chunked = requests.post(f"{server.url}/control/reset", data=iter([b"{}"]), timeout=5)
    assert chunked.status_code == 411


def test_orders_are_taken_over_http(server, simulator):
    moment = {"set": "2026-11-18T06:00:00+00:00", "frozen": True}
    done = requests.post(f"{server.url}/control/clock", json=moment, timeout=5)
    assert done.json() == {"done": {"now": "2026-11-18T06:00:00+00:00", "frozen": True}}
    assert simulator.clock.is_frozen


def test_a_taken_port_is_an_error_at_once(server, simulator):
    with pytest.raises(OSError, match="in use"):
        SimulatorServer(simulator, server.server_address[1])


def test_leaving_frees_the_port_and_drops_idle_connections(simulator):
    with serve(simulator) as server:
        port = server.server_address[1]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/control/state")
        assert json.loads(connection.getresponse().read())["seed"] == "ringside"
    assert connection.sock.recv(1) == b""
    connection.close()
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.1", port))
