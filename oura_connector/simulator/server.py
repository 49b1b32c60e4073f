"""The simulator over HTTP, on the loopback address only: HTTP/1.1, keep-alive, one thread per connection.

    with serve(Simulator(), port=0) as server:
        requests.get(server.url + "/control/athletes")

Routes: /oauth/… and /oauth/v2/ext/… (oauth.py), /v2/usercollection/… (usercollection.py), /v2/webhook/subscription…
(subscription_routes.py), /control/… (control.py). While it runs, notices go to whoever subscribed.
"""

import contextlib
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlsplit

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.carrying import carry, frame_chunks
from oura_connector.simulator.exchange import CHUNKED, Answer, answer_detail
from oura_connector.simulator.postman import Postman

HOST = "127.0.0.1"
LARGEST_BODY = 1_000_000


class SimulatorServer(ThreadingHTTPServer):
    """Raises OSError when the port is taken. Closing ends idle keep-alive connections too."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, simulator: Simulator, port: int) -> None:
        self.simulator = simulator
        self.stopping = threading.Event()
        self._postman: Postman | None = None
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__((HOST, port), SimulatorRequest)

    def server_activate(self) -> None:
        super().server_activate()
        self._postman = Postman(self.simulator.webhooks)
        self._postman.start()

    def server_bind(self) -> None:
        """Without the name look-up of the standard server, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._connections_lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        self.stopping.set()
        if self._postman:
            self._postman.end()
        super().server_close()
        with self._connections_lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are no news; anything else is shown as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class SimulatorRequest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SimulatedOura"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: SimulatorServer

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET

    def _answer(self) -> None:
        body = self._read_body()
        if body is None:
            return
        parts = urlsplit(self.path)
        answer = self.server.simulator.answer(self.command, parts.path, parts.query, dict(self.headers.items()), body)
        if answer.wait_seconds:
            self.server.stopping.wait(answer.wait_seconds)
        if answer.cut:
            self.close_connection = True
            return
        self._send(answer)

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._send(answer_detail(411, "Send the body with a Content-Length."))
            return None
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(answer_detail(413, "The request is too large."))
            return None
        return self.rfile.read(int(length))

    def _send(self, answer: Answer) -> None:
        carriage = carry(answer)
        self.close_connection = self.close_connection or carriage.closes
        self.send_response(answer.status)
        for name, value in carriage.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        for piece in frame_chunks(carriage) if answer.framing == CHUNKED else carriage.pieces:
            self.wfile.write(piece)
            if carriage.every_seconds:
                self.wfile.flush()
                self.server.stopping.wait(carriage.every_seconds)
        self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """By the simulator's clock, so that a client that looks sees how far the two clocks are apart."""
        return super().date_time_string(
            self.server.simulator.clock.now().timestamp() if timestamp is None else timestamp
        )

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: request lines carry codes and states."""


@contextlib.contextmanager
def serve(simulator: Simulator, port: int = 0) -> Iterator[SimulatorServer]:
    """A running server in a thread of its own; port 0 takes a free one. Closed on leaving."""
    server = SimulatorServer(simulator, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="oura-simulator")
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
