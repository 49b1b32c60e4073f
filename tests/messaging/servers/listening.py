"""A small server of ours on a port of this machine, that remembers what it was asked and answers as told."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATIENCE_S = 5.0


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def basic_auth(self) -> tuple[str, str]:
        scheme, _, packed = self.headers.get("authorization", "").partition(" ")
        if scheme != "Basic":
            return "", ""
        user, _, password = base64.b64decode(packed).decode().partition(":")
        return user, password


@dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def as_json(content: object, status: int = 200) -> Response:
    return Response(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


class Listener:
    """`answer` says what a request gets; what is put into `troubles` is answered first, one each."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.troubles: list[Response] = []
        self.url = ""

    def respond(self, request: Request) -> Response:
        self.requests.append(request)
        return self.troubles.pop(0) if self.troubles else self.answer(request)


@contextmanager
def listening(answer: Callable[[Request], Response]) -> Iterator[Listener]:
    """A Listener at `url`, until the block ends."""
    listener = Listener(answer)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or the body waits 40 ms behind its headers
        timeout = PATIENCE_S

        def do_POST(self) -> None:
            self._respond()

        def do_GET(self) -> None:
            self._respond()

        def _respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            response = listener.respond(Request(self.command, urlsplit(self.path).path, headers, body))
            self.send_response(response.status)
            for name, value in {
                **response.headers,
                "Content-Length": str(len(response.body)),
                "Connection": "close",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.close_connection = True
            try:
                self.wfile.write(response.body)
            except OSError:
                return  # the caller had enough

        def log_message(self, *args: Any) -> None:
            """The tests read `requests`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    listener.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_S)
