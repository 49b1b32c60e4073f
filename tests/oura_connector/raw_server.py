"""A server that sends exactly the bytes a test wants, to see what a broken line does to the client."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Talk = Callable[[socket.socket], None]
PATIENCE_S = 10.0


@contextmanager
def talking(talk: Talk) -> Iterator[str]:
    """The address of a server that reads one request a connection and lets `talk` answer. Ends with the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE_S)
    thread = threading.Thread(target=_serve, args=(listener, talk), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(PATIENCE_S)


def saying(*parts: bytes) -> Talk:
    """Send these bytes and hang up."""

    def talk(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return talk


def _serve(listener: socket.socket, talk: Talk) -> None:
    while True:
        try:
            connection, _address = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            connection.settimeout(PATIENCE_S)
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65_536)
            talk(connection)
