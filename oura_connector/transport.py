"""How bytes travel to and from Oura: one pooled session a process, and bounds that hold for every call.

https only, no redirects, no cookies, a timeout on each step, a deadline and a size for the whole answer. The timeout
of the usual adapter is per read: an answer that trickles would hold a worker for ever.
"""

import io
import logging
import os
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import certifi
import requests
from django.utils.translation import gettext as _
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_ import create_urllib3_context

from oura_connector import conf
from sync.errors import ProviderMisconfigured
from sync.provider import MOST_CALLS_AT_ONCE

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 10.0
REQUEST_DEADLINE_S = 20.0
MOST_BYTES = 16_000_000
READ_AT_ONCE = 65_536

# They write bodies, headers or addresses at DEBUG, and those hold tokens.
TALKATIVE_LOGGERS = ("requests_oauthlib", "oauthlib", "urllib3.connectionpool")


class BoundedAdapter(BaseAdapter):
    """Sends by `inner` and reads the whole body itself, within bounds, whatever the caller asked for.

    Raises requests' own errors: Timeout, TooManyRedirects, ConnectionError.
    """

    def __init__(
        self,
        inner: BaseAdapter,
        *,
        clock: Callable[[], float] = time.monotonic,
        deadline_s: float = REQUEST_DEADLINE_S,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        super().__init__()
        self._inner = inner
        self._clock = clock
        self._deadline_s = deadline_s
        self._most_bytes = most_bytes

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        ends_at = self._clock() + self._deadline_s
        timeouts = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
        response = self._inner.send(
            request, stream=True, timeout=timeouts, verify=verify, cert=cert, proxies=dict(proxies or {})
        )
        raw = response.raw
        try:
            if response.is_redirect:
                raise requests.TooManyRedirects("A redirect is never followed.")
            body = self._decoded(self._read(raw, ends_at), response.headers.get("Content-Encoding", ""))
        except (HTTPError, OSError) as error:
            raw.close()
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError("The answer broke off.") from error
        raw.release_conn()
        # The session sees the body alone from here on, so it takes no cookie either.
        response.raw = io.BytesIO(body)
        return response

    def close(self) -> None:
        self._inner.close()

    def _read(self, raw: Any, ends_at: float) -> bytes:
        """Read by read: `read1` returns after one look at the socket, so the clock is asked in between."""
        chunks, size = [], 0
        while chunk := raw.read1(READ_AT_ONCE, decode_content=False):
            chunks.append(chunk)
            size += len(chunk)
            if size > self._most_bytes:
                raise requests.ConnectionError("The answer is too long.")
            if self._clock() > ends_at:
                raise requests.Timeout("The answer did not end in time.")
        return b"".join(chunks)

    def _decoded(self, body: bytes, encoding: str) -> bytes:
        """Unpacked here, because a few packed bytes may hide any amount."""
        if encoding in ("", "identity"):
            return body
        if encoding not in ("gzip", "x-gzip"):
            raise requests.ConnectionError("The answer is packed in a way nobody asked for.")
        unpacking = zlib.decompressobj(wbits=31)
        try:
            unpacked = unpacking.decompress(body, self._most_bytes)
        except zlib.error as error:
            raise requests.ConnectionError("The answer cannot be unpacked.") from error
        if not unpacking.eof:
            raise requests.ConnectionError("The answer is too long or broke off.")
        return unpacked


class SharedTrustAdapter(HTTPAdapter):
    """Connections of one process share what they trust.

    The usual adapter reads every authority again for each connection: 30 ms and 0.7 MB, for 32 of them and each worker.
    """

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, self._sharing(dict(host), dict(pool))

    def _sharing(self, host: dict[str, Any], pool: dict[str, Any]) -> dict[str, Any]:
        if host["scheme"] == "https":
            bundle = pool.pop("ca_certs", None) or pool.pop("ca_cert_dir", None) or certifi.where()
            with _one_at_a_time:  # threads that begin together would each make their own
                pool["ssl_context"] = _trust_of_process(os.getpid(), bundle)
            pool["cert_reqs"] = "CERT_REQUIRED"  # it would be written into the context all share
        return pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing is left to do: the shared context verifies, whatever the caller asked for."""


_one_at_a_time = threading.Lock()


@lru_cache(maxsize=4)
def _trust_of_process(process_id: int, bundle: str) -> ssl.SSLContext:
    """Certificates are required and names compared; `bundle` is a file, or a folder, of authorities."""
    context = create_urllib3_context()
    place = {"capath": bundle} if os.path.isdir(bundle) else {"cafile": bundle}
    context.load_verify_locations(**place)
    return context


def pooled_session() -> requests.Session:
    """The one session of this process. A forked worker gets its own: sockets must not be shared."""
    return _session_of_process(os.getpid())


@contextmanager
def answering(prefix: str, adapter: BaseAdapter) -> Iterator[None]:
    """Let `adapter` answer for addresses that begin with `prefix`: a simulator in this process, for instance."""
    session = pooled_session()
    session.mount(prefix, BoundedAdapter(adapter))
    try:
        yield
    finally:
        session.adapters.pop(prefix)


def checked_address(url: str) -> str:
    """`url`, if it is one we talk to. Raises ProviderMisconfigured for anything but https (http in demo and tests)."""
    parts = urlsplit(url)
    schemes = ("https", "http") if conf.is_insecure_transport_allowed() else ("https",)
    if parts.scheme not in schemes or not parts.hostname:
        raise ProviderMisconfigured(
            _("An address of the Oura application is not an https address: a consultant must correct it.")
        )
    return url


def keep_tokens_out_of_logs() -> None:
    for name in TALKATIVE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)


@lru_cache(maxsize=1)
def _session_of_process(process_id: int) -> requests.Session:
    session = requests.Session()
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "Ringside"})
    for scheme in ("https://", "http://"):
        # Fewer than call at once, and some would connect anew each time.
        adapter = SharedTrustAdapter(pool_connections=8, pool_maxsize=MOST_CALLS_AT_ONCE)
        session.mount(scheme, BoundedAdapter(adapter))
    return session
