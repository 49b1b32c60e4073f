"""One question to an OpenAI-compatible endpoint, over in a stated time whatever the other side does.

A timeout of the usual libraries is per read, and looking up a name has none: a thread does the asking and is left
behind when it is late; its socket is shut, so that it ends too. No redirect, no proxy, no cookie.
"""

import http.client
import json
import socket
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from messaging.models import AiExchange

MOST_BYTES = 32_768
Outcome = AiExchange.Outcome


@dataclass(frozen=True)
class Endpoint:
    """`url` is the address of chat completions itself. `key` may be ""."""

    url: str
    model: str
    key: str = field(repr=False, default="")


class CannotAsk(Exception):
    """There is no answer; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(str(outcome.value))


def ask(endpoint: Endpoint, facts: str, words: str, deadline_s: float) -> str:
    """The endpoint's words on `words`. Raises CannotAsk, at the latest after `deadline_s`."""
    call = _Call(endpoint, _body(endpoint, facts, words), deadline_s)
    call.start()
    call.join(deadline_s)
    if call.is_alive():
        call.give_up()
        raise CannotAsk(Outcome.SLOW)
    if call.ended is not None:
        raise CannotAsk(call.ended)
    return _said(call.content)


class _Call(threading.Thread):
    """The call itself. It ends with `content`, or with the outcome `ended`."""

    def __init__(self, endpoint: Endpoint, body: bytes, timeout_s: float) -> None:
        super().__init__(daemon=True)
        self.content = b""
        self.ended: Outcome | None = None
        self._endpoint = endpoint
        self._body = body
        self._timeout_s = timeout_s
        self._line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            self.content = self._exchange()
        except TimeoutError:
            self.ended = Outcome.SLOW
        except (OSError, http.client.HTTPException):
            self.ended = Outcome.DOWN
        except CannotAsk as error:
            self.ended = error.outcome
        except ValueError:  # a key or path that cannot stand in a request; the error's words would show it
            self.ended = Outcome.REFUSED

    def give_up(self) -> None:
        sock = self._line.sock if self._line else None
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself in this very moment

    def _exchange(self) -> bytes:
        parts = urlsplit(self._endpoint.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        line = self._line = kind(parts.hostname or "", parts.port, timeout=self._timeout_s)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Ringside"}
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        try:
            line.request("POST", parts.path or "/", self._body, headers)
            response = line.getresponse()
            if response.status != http.HTTPStatus.OK:
                raise CannotAsk(Outcome.REFUSED)
            content = response.read(MOST_BYTES + 1)
        finally:
            line.close()
        if len(content) > MOST_BYTES:
            raise CannotAsk(Outcome.TOO_LONG)
        return content


def _body(endpoint: Endpoint, facts: str, words: str) -> bytes:
    asked = [{"role": "system", "content": facts}, {"role": "user", "content": words}]
    return json.dumps({"model": endpoint.model, "messages": asked, "max_tokens": 200, "temperature": 0.2}).encode()


def _said(content: bytes) -> str:
    try:
        read: Any = json.loads(content)
        said = read["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise CannotAsk(Outcome.UNREADABLE) from error
    if not isinstance(said, str):
        raise CannotAsk(Outcome.UNREADABLE)
    return said
