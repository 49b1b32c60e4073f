"""A tiny server that receives what the simulator sends: handshakes and notices."""

import contextlib
import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-for-tests"  # noqa: S105
SECRET = "ringside-demo-secret"  # noqa: S105  of the simulator's own application


@dataclass(frozen=True)
class Received:
    """One notice as it came in."""

    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.raw)
        return body

    @property
    def stamp(self) -> str:
        return self.headers["x-oura-timestamp"]

    @property
    def is_genuine(self) -> bool:
        """By the recipe of Oura's documentation, computed here anew."""
        message = self.stamp.encode("ascii") + self.raw
        return (
            hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest().upper() == self.headers["x-oura-signature"]
        )


def echo_challenge(query: dict[str, str]) -> tuple[int, bytes]:
    if query.get("verification_token") != TOKEN:
        return 401, b"Invalid verification token"
    return 200, json.dumps({"challenge": query["challenge"]}).encode()


@dataclass
class Receiver:
    """`statuses` are given to the notices in turn, then 200; `greet` answers handshakes."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    greet: Callable[[dict[str, str]], tuple[int, bytes]] = echo_challenge
    handshakes: list[dict[str, str]] = field(default_factory=list)
    notices: list[Received] = field(default_factory=list)
    arrivals: "queue.Queue[Received]" = field(default_factory=queue.Queue)
    holding: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.holding.set()

    def hold(self) -> None:
        """Keep every caller waiting from now on, until the test is over or `holding` is set."""
        self.holding.clear()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [notice.body for notice in self.notices]


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    receiver: Receiver

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.receiver.handshakes.append(query)
        self.receiver.holding.wait(30)
        self._answer(*self.receiver.greet(query))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        received = Received({name.lower(): value for name, value in self.headers.items()}, raw)
        self.receiver.notices.append(received)
        self.receiver.arrivals.put(received)
        self.receiver.holding.wait(30)
        self._answer(self.receiver.statuses.pop(0) if self.receiver.statuses else 200, b"")

    def _answer(self, status: int, body: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    server = _Server(("127.0.0.1", 0), type("Requests", (_Requests,), {"receiver": receiver}))
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/notices"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.holding.set()
        server.shutdown()
        thread.join()
        server.server_close()
