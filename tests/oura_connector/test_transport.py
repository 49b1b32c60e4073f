import gzip
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter

from oura_connector import transport
from oura_connector.client import OuraClient
from oura_connector.transport import BoundedAdapter, answering, checked_address, pooled_session
from sync.errors import ProviderMisconfigured
from sync.provider import MOST_CALLS_AT_ONCE
from tests.oura_connector.raw_server import PATIENCE_S, saying, talking

ADDRESS = "https://api.ouraring.com/v2/usercollection/sleep"


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.mount("http://", BoundedAdapter(HTTPAdapter()))
        yield session


class SteppingClock:
    """A second passes at each look; `looked` is released once a look."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.looked = threading.Semaphore(0)

    def __call__(self) -> float:
        self.seconds += 1
        self.looked.release()
        return self.seconds


def test_an_answer_that_trickles_ends_at_the_deadline(session: requests.Session):
    """One byte for each look at the clock: no single read ever waits long enough to time out."""
    clock = SteppingClock()
    sent: list[int] = []

    def trickle(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while len(sent) < 10_000 and clock.looked.acquire(timeout=PATIENCE_S):
            connection.sendall(b" ")
            sent.append(1)

    session.mount("http://", BoundedAdapter(HTTPAdapter(), clock=clock, deadline_s=20))
    with talking(trickle) as url:
        with pytest.raises(requests.Timeout):
            session.get(url)
        sent_in_time = len(sent)
        clock.looked.release(10_000)  # let the server find out that nobody listens
    assert sent_in_time <= 25


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b'{"data": [',
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b'a\r\n{"data": [',
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b'a\r\n{"data": [\r\n',
        b"",
        b"not HTTP at all",
    ],
)
def test_an_answer_that_breaks_off_is_an_error(session: requests.Session, answer: bytes):
    with talking(saying(answer)) as url, pytest.raises(requests.RequestException):
        session.get(url)


def test_a_whole_answer_arrives_in_chunks_or_by_length(session: requests.Session):
    for head, body in (
        (b"Content-Length: 11", b'{"data":[]}'),
        (b"Transfer-Encoding: chunked", b'6\r\n{"data\r\n5\r\n":[]}\r\n0\r\n\r\n'),
    ):
        with talking(saying(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n", body)) as url:
            assert session.get(url).json() == {"data": []}


def test_one_connection_serves_many_calls(session: requests.Session):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    calls = []

    def talk(connection: socket.socket) -> None:
        calls.append(1)
        connection.sendall(answer)
        connection.recv(65_536)
        connection.sendall(answer)

    with talking(talk) as url:
        assert session.get(url).json() == session.get(url).json() == {}
    assert len(calls) == 1


def test_an_answer_that_is_too_long_is_cut_off(session: requests.Session):
    session.mount("http://", BoundedAdapter(HTTPAdapter(), most_bytes=1000))
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b" " * 5000
    with talking(saying(answer)) as url, pytest.raises(requests.ConnectionError, match="too long"):
        session.get(url)


@responses.activate
def test_a_packed_answer_is_unpacked_within_the_same_size():
    responses.get(ADDRESS, body=gzip.compress(b'{"data":[]}', mtime=0), headers={"Content-Encoding": "gzip"})
    assert pooled_session().get(ADDRESS).json() == {"data": []}
    bomb = gzip.compress(b" " * (transport.MOST_BYTES + 1), mtime=0)
    responses.replace(responses.GET, ADDRESS, body=bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(requests.ConnectionError, match="too long"):
        pooled_session().get(ADDRESS)


@responses.activate
@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", b"no gzip"), ("gzip", gzip.compress(b"{}" * 99, mtime=0)[:-9]), ("br", b"{}")]
)
def test_an_answer_packed_wrongly_is_an_error(encoding: str, body: bytes):
    responses.get(ADDRESS, body=body, headers={"Content-Encoding": encoding})
    with pytest.raises(requests.ConnectionError):
        pooled_session().get(ADDRESS)


@responses.activate
def test_a_redirect_is_never_followed():
    responses.get(ADDRESS, status=302, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(requests.TooManyRedirects):
        pooled_session().get(ADDRESS)
    assert len(responses.calls) == 1


def test_no_cookie_is_kept(session: requests.Session):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: who=somebody\r\n\r\n{}"
    with talking(saying(answer)) as url:
        session.get(url)
    assert not session.cookies


def test_every_call_has_timeouts_even_when_nobody_asks_for_them():
    seen: list[Any] = []

    class Listening(HTTPAdapter):
        def send(self, request: Any, stream: bool = False, timeout: Any = None, *others: Any, **more: Any) -> Any:
            seen.append(timeout)
            raise requests.ConnectionError

    with answering("https://timeouts.example", Listening()), pytest.raises(requests.ConnectionError):
        pooled_session().get("https://timeouts.example/")
    assert seen == [(transport.CONNECT_TIMEOUT_S, transport.READ_TIMEOUT_S)]


def test_as_many_lines_are_kept_open_as_call_at_once(caplog: pytest.LogCaptureFixture):
    everybody = threading.Barrier(MOST_CALLS_AT_ONCE, timeout=PATIENCE_S)
    lines = set()

    class Waiting(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            lines.add(self.client_address)
            everybody.wait()
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Waiting) as server:
        url = f"http://127.0.0.1:{server.server_port}/"
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        with ThreadPoolExecutor(MOST_CALLS_AT_ONCE) as pool:
            for _round in range(3):
                answers = list(pool.map(lambda _call: pooled_session().get(url), range(MOST_CALLS_AT_ONCE)))
                assert {answer.status_code for answer in answers} == {204}
        pooled_session().get_adapter(url).close()
        server.shutdown()
        serving.join()
    assert len(lines) == MOST_CALLS_AT_ONCE
    assert "pool is full" not in caplog.text


def test_a_process_has_one_session():
    assert pooled_session() is pooled_session()


@pytest.mark.parametrize(
    "url",
    ["http://api.ouraring.com", "ftp://api.ouraring.com", "//api.ouraring.com", "api.ouraring.com", "https://", ""],
)
def test_only_https_addresses_are_talked_to(settings: Any, url: str):
    settings.OAUTH_INSECURE_TRANSPORT = False
    with pytest.raises(ProviderMisconfigured):
        checked_address(url)
    assert checked_address("https://api.ouraring.com/x") == "https://api.ouraring.com/x"


def test_plain_http_needs_the_setting_and_the_demo(settings: Any):
    assert checked_address("http://127.0.0.1:8001") == "http://127.0.0.1:8001"
    settings.IS_DEMO = False
    with pytest.raises(ProviderMisconfigured):
        checked_address("http://127.0.0.1:8001")


def test_a_netrc_of_the_machine_does_not_replace_a_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.ouraring.com login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with responses.RequestsMock() as mocked:
        mocked.get("https://api.ouraring.com/v2/usercollection/personal_info", json={"id": "1"})
        OuraClient("https://api.ouraring.com", "access-1", pooled_session()).read_person()
        assert mocked.calls[0].request.headers["Authorization"] == "Bearer access-1"


def test_loggers_that_would_write_tokens_stay_quiet_at_debug(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    for name in transport.TALKATIVE_LOGGERS:
        logging.getLogger(f"{name}.deeper").debug("canary-token")
        logging.getLogger(name).debug("canary-token")
    assert "canary-token" not in caplog.text
