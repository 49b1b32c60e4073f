"""Requests and answers without sockets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

JSON_TYPE = "application/json"
HTML_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """`query` and `form` map names to all values given; header names are lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = b""

    @classmethod
    def read(cls, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> "Request":
        lowered = {name.lower(): value for name, value in headers.items()}
        return cls(method.upper(), path, parse_qs(query, keep_blank_values=True), lowered, body)

    @property
    def form(self) -> dict[str, list[str]]:
        if not self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return {}
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    def asked(self, name: str) -> str | None:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else None

    def last(self, name: str) -> str | None:
        """The last value of a query parameter, which is the one Oura's framework heeds."""
        values = self.query.get(name)
        return values[-1] if values else None

    def sent(self, name: str) -> str | None:
        """The first value of a form field."""
        values = self.form.get(name)
        return values[0] if values else None

    @property
    def bearer(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token.strip() else None


SIZED, UNSIZED, CHUNKED = "sized", "unsized", "chunked"


@dataclass(frozen=True)
class Drip:
    """A body sent `size` bytes at a time, `every_seconds` apart, and cut after `limit_seconds`."""

    size: int
    every_seconds: float
    limit_seconds: float

    def list_pieces(self, body: bytes) -> list[bytes]:
        """As many as fit into the limit."""
        pieces = [body[start : start + self.size] for start in range(0, len(body), self.size)]
        return pieces[: int(self.limit_seconds / self.every_seconds) + 1] if self.every_seconds else pieces


@dataclass
class Answer:
    """What goes back. Everything after `body` is trouble on the line, for whoever carries the answer to act out."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    wait_seconds: float = 0.0
    truncate_to: int | None = None
    framing: str = SIZED
    drip: Drip | None = None
    cut: bool = False

    def json(self) -> Any:
        return json.loads(self.body)


def answer_json(status: int, body: object, headers: Mapping[str, str] | None = None) -> Answer:
    encoded = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    return Answer(status, {"Content-Type": JSON_TYPE, **(headers or {})}, encoded)


def answer_detail(status: int, detail: object, headers: Mapping[str, str] | None = None) -> Answer:
    """Oura's live errors mostly carry `detail` alone."""
    return answer_json(status, {"detail": detail}, headers)


def answer_html(status: int, page: str) -> Answer:
    return Answer(status, {"Content-Type": HTML_TYPE, "Cache-Control": "no-store"}, page.encode())


def answer_redirect(location: str) -> Answer:
    return Answer(303, {"Location": location, "Cache-Control": "no-store"})
