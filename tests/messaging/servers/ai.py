"""A pretend OpenAI-compatible endpoint, and endpoints that behave badly on the line itself."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.messaging.servers.listening import Request, Response, as_json

PATIENCE_S = 5.0


def completion(text: object) -> Response:
    return as_json({"choices": [{"message": {"role": "assistant", "content": text}}]})


def obliging(request: Request) -> Response:
    """Answers as a good endpoint does, to a good question."""
    asked = request.json
    is_good = request.path == "/v1/chat/completions" and [one["role"] for one in asked["messages"]] == [
        "system",
        "user",
    ]
    return (
        completion("Open the link on your phone and log in. Ask your coach if it does not work.")
        if is_good
        else as_json({}, 400)
    )


@dataclass
class Line:
    """One connection at a time; `was_left` is set when the caller went away."""

    url: str = ""
    was_left: threading.Event = field(default_factory=threading.Event)


@contextmanager
def misbehaving(speak: Callable[[socket.socket, threading.Event], None]) -> Iterator[Line]:
    """`speak(socket, over)` does to the caller what it likes, until the caller goes or `over` is set."""
    over, line = threading.Event(), Line()
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            caller, _address = door.accept()
        except OSError:
            return  # the test ended before anybody called
        with caller:
            caller.settimeout(PATIENCE_S)
            try:
                caller.recv(65_536)
                speak(caller, over)
            except OSError:
                line.was_left.set()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    line.url = f"http://127.0.0.1:{door.getsockname()[1]}/v1"
    try:
        yield line
    finally:
        over.set()
        door.close()
        thread.join(PATIENCE_S)


def silent(caller: socket.socket, over: threading.Event) -> None:
    """Never says a word; hears the caller leave."""
    while caller.recv(4096):
        continue
    raise ConnectionResetError


def trickling(caller: socket.socket, over: threading.Event) -> None:
    """A header without an end, a byte at a time: no single read is ever late."""
    caller.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not over.wait(0.02):
        caller.sendall(b"a")


def trickling_body(caller: socket.socket, over: threading.Event) -> None:
    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 30000\r\n\r\n")
    while not over.wait(0.02):
        caller.sendall(b" ")


def babbling(caller: socket.socket, over: threading.Event) -> None:
    caller.sendall(b"\x00\xff nonsense \r\n\r\n")


def breaking_off(caller: socket.socket, over: threading.Event) -> None:
    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    caller.shutdown(socket.SHUT_WR)
    while caller.recv(4096):  # closed with some of the question unread, the line would be reset and the answer lost
        continue
