"""How bytes travel to a chat system: https only, no redirects, no cookies, bounded in time and size.

The timeout of requests is per read, so the whole answer has a deadline of its own: one that trickles would hold the
worker that everybody's answers wait for.
"""

import json
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import HTTPError

from messaging.channels import conf
from messaging.channels.base import CannotDeliver, TryLater
from messaging.channels.reading import json_object

READ_AT_ONCE = 65_536
ASKS_TO_WAIT = (408, 425, 429)


@dataclass(frozen=True)
class Reply:
    """What a chat system answered; `json` is {} for anything but a JSON object."""

    status: int
    body: bytes

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def json(self) -> dict[str, Any]:
        return json_object(self.body)


def checked_address(url: str) -> str:
    """`url`, if it is one we talk to. Raises CannotDeliver for anything but https (http in demo and tests)."""
    parts = urlsplit(url)
    schemes = ("https", "http") if conf.is_insecure_transport_allowed() else ("https",)
    if parts.scheme not in schemes or not parts.hostname:
        raise CannotDeliver(_("The channel's address is not an https address: a consultant must correct it."))
    return url


def post(
    url: str,
    *,
    data: bytes | Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    waits_at: tuple[int, ...] = (),
) -> Reply:
    """POST `data`: bytes as they are, a mapping as a form. A redirect is an answer like any other.

    Raises TryLater when nothing came back, for 408, 425, 429, 5xx, and for the statuses of `waits_at`.
    """
    ends_at = time.monotonic() + conf.CALL_DEADLINE_S
    try:
        with _session(os.getpid()).post(
            checked_address(url),
            data=data,
            headers=headers,
            auth=auth,
            timeout=(conf.CONNECT_TIMEOUT_S, conf.READ_TIMEOUT_S),
            allow_redirects=False,
            stream=True,
        ) as response:
            reply = Reply(response.status_code, _body_of(response, ends_at))
    except (requests.RequestException, HTTPError, OSError) as error:
        raise TryLater(_("The chat system could not be reached.")) from error
    if reply.status in ASKS_TO_WAIT or reply.status >= 500 or reply.status in waits_at:
        text = _("The chat system asked to wait (%(status)s).") % {"status": reply.status}
        raise TryLater(text, _seconds_of(response.headers.get("Retry-After", "")))
    return reply


def post_json(url: str, content: object, **options: Any) -> Reply:
    """As `post`, with a JSON body."""
    headers = {"Content-Type": "application/json", **options.pop("headers", {})}
    return post(url, data=json.dumps(content).encode(), headers=headers, **options)


def _body_of(response: requests.Response, ends_at: float) -> bytes:
    chunks, size = [], 0
    for chunk in response.iter_content(READ_AT_ONCE):
        chunks.append(chunk)
        size += len(chunk)
        if size > conf.MOST_ANSWER_BYTES or time.monotonic() > ends_at:
            raise requests.ConnectionError("The answer is too long.")
    return b"".join(chunks)


def _seconds_of(retry_after: str) -> float | None:
    """The header in its usual form; a date there is rare enough that our own waiting does."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None


class _NoCookies(RequestsCookieJar):
    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        """One athlete's message must not carry what another's left behind."""


@lru_cache(maxsize=1)
def _session(process_id: int) -> requests.Session:
    """The one session of this process: a forked worker gets its own, sockets must not be shared."""
    # It writes addresses at DEBUG, and some of them are secrets.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    session = requests.Session()
    session.headers.update({"Accept": "application/json", "User-Agent": "Ringside"})
    session.cookies = _NoCookies()
    return session
