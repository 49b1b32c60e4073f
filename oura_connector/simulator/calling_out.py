"""Requests the simulator makes itself, to callbacks: never redirected, never proxied, bounded in time and size.

Unless the simulator was started otherwise, only to addresses on this machine.
"""

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError, TimeoutError

LARGEST_ANSWER = 65_536
TIMEOUT, TLS, UNREACHABLE, NOT_HERE = "timeout", "tls", "unreachable", "not_here"


@dataclass(frozen=True)
class Reply:
    """`trouble` is "" when there was an answer, whatever it says; else `status` is 0."""

    status: int = 0
    body: bytes = b""
    trouble: str = ""


class Caller:
    """Thread-safe; keeps connections alive between requests."""

    def __init__(self, *, calls_anywhere: bool = False) -> None:
        self._calls_anywhere = calls_anywhere
        self._pool = urllib3.PoolManager(maxsize=16, retries=False)

    def call(
        self, method: str, url: str, seconds: float, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """At most so many real seconds until the answer begins, and as many until it is whole."""
        if not (self._calls_anywhere or is_on_this_machine(url)):
            return Reply(trouble=NOT_HERE)
        try:
            answer = self._pool.request(
                method,
                url,
                body=body or None,
                headers=dict(headers or {}),
                timeout=urllib3.Timeout(connect=seconds, read=seconds),
                redirect=False,
                preload_content=False,
            )
            return self._read(answer, time.monotonic() + seconds)
        except SSLError:
            return Reply(trouble=TLS)
        except NewConnectionError:  # to urllib3 a kind of timeout
            return Reply(trouble=UNREACHABLE)
        except TimeoutError:
            return Reply(trouble=TIMEOUT)
        except (HTTPError, OSError, ValueError):
            return Reply(trouble=UNREACHABLE)

    def _read(self, answer: urllib3.BaseHTTPResponse, until: float) -> Reply:
        """A body read to its end leaves the connection for the next request; any other ends it."""
        body = b""
        while piece := answer.read1(4096):
            body += piece
            if len(body) > LARGEST_ANSWER or time.monotonic() > until:
                answer.close()
                return Reply(trouble=TIMEOUT)
        return Reply(answer.status, body)

    def close(self) -> None:
        self._pool.clear()


def is_on_this_machine(url: str) -> bool:
    """Whether the address is http(s) to a loopback address or to localhost; names are not looked up."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
