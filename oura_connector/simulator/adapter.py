"""A transport for `requests` that answers from a Simulator in this process, for fast tests.

session.mount("http://oura.test", SimulatorAdapter(simulator))
"""

import io
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from http.client import IncompleteRead
from http.client import responses as reasons
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.carrying import Carriage, carry


class SimulatorAdapter(BaseAdapter):
    """Same answers as over HTTP, streaming included. Latency is waited for with `sleep`."""

    def __init__(self, simulator: Simulator, sleep: Callable[[float], object] = time.sleep) -> None:
        super().__init__()
        self.simulator = simulator
        self._sleep = sleep

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        parts = urlsplit(request.url or "")
        body = request.body or b""
        answer = self.simulator.answer(
            request.method or "GET",
            parts.path,
            parts.query,
            dict(request.headers.items()),
            body.encode() if isinstance(body, str) else bytes(body),
        )
        if answer.wait_seconds:
            self._sleep(answer.wait_seconds)
        if answer.cut:
            raise requests.ConnectionError("The simulator closed the connection.", request=request)
        carriage = carry(answer)
        raw = HTTPResponse(
            body=_open(carriage, self._sleep),
            # Chunks are taken apart below already; what is left of them is that the end is known.
            headers=HTTPHeaderDict({k: v for k, v in carriage.headers.items() if k != "Transfer-Encoding"}),
            status=answer.status,
            reason=reasons.get(answer.status, ""),
            preload_content=False,
            enforce_content_length=True,
            request_method=request.method,
        )
        return self._wrap(request, raw, stream)

    def _wrap(self, request: requests.PreparedRequest, raw: HTTPResponse, stream: bool) -> requests.Response:
        response = requests.Response()
        response.status_code = raw.status
        response.reason = raw.reason or ""
        response.headers = CaseInsensitiveDict(raw.headers)
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        response.raw = raw
        response.url = request.url or ""
        response.request = request
        response.connection = self  # type: ignore[assignment]  # typed for the HTTP adapter only
        extract_cookies_to_jar(response.cookies, request, raw)
        if not stream:
            response.content  # noqa: B018  reads the body here, as the real adapter's session would
        return response

    def close(self) -> None:
        """Nothing is held open."""


def _open(carriage: Carriage, sleep: Callable[[float], object]) -> io.IOBase:
    if carriage.every_seconds or not carriage.is_whole:
        return _Line(carriage, sleep)
    return io.BytesIO(b"".join(carriage.pieces))


class _Line(io.RawIOBase):
    """The body as it comes over a line: piece by piece, and broken where it is not whole."""

    def __init__(self, carriage: Carriage, sleep: Callable[[float], object]) -> None:
        self._pieces = deque(carriage.pieces)
        self._carriage, self._sleep = carriage, sleep
        self._arrived = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        wanted = sys.maxsize if size is None or size < 0 else size
        while self._pieces and len(self._arrived) < wanted:
            self._wait_for_piece()
        return self._give(wanted)

    def read1(self, size: int = -1) -> bytes:
        """What is there already, or else the next piece."""
        if self._pieces and not self._arrived:
            self._wait_for_piece()
        return self._give(sys.maxsize if size < 0 else size)

    def _wait_for_piece(self) -> None:
        self._arrived += self._pieces.popleft()
        if self._carriage.every_seconds:
            self._sleep(self._carriage.every_seconds)

    def _give(self, most: int) -> bytes:
        # Without any length nobody can tell half a body from a whole one.
        if not self._pieces and not self._arrived and self._is_missed():
            raise IncompleteRead(b"")
        given, self._arrived = self._arrived[:most], self._arrived[most:]
        return given

    def _is_missed(self) -> bool:
        return not self._carriage.is_whole and "Transfer-Encoding" in self._carriage.headers
