"""A transport for `requests` that answers from a Simulator in this process, for fast tests.

session.mount("http://oura.test", SimulatorAdapter(simulator))
"""

import io
import time
from collections.abc import Callable, Mapping
from http.client import responses as reasons
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse

from oura_connector.simulator.answers import Simulator


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
        headers = {**answer.headers, "Content-Length": str(len(answer.body))}
        raw = HTTPResponse(
            body=io.BytesIO(answer.body[: answer.truncate_to]),
            headers=HTTPHeaderDict(headers),
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
