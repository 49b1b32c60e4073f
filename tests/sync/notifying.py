"""What the vendor sends to the door for notices, as tests send it."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from sync.models import Connection
from sync.notice_keys import forget_keys
from tests.fakes.notices import notice_body, sign

DOOR = "/notices/pulsar/"


@pytest.fixture(autouse=True)
def fresh_keys() -> Iterator[None]:
    """The door of each test reads the application anew."""
    forget_keys()
    yield
    forget_keys()


def send(body: bytes, signature: str | None = None, **headers: str) -> HttpResponse:
    said = {"HTTP_SIGNATURE": sign(body) if signature is None else signature, **headers}
    return Client().post(DOOR, body, content_type="application/json", **said)


def tell(connection: Connection, **details) -> HttpResponse:
    return send(notice_body(connection.account_id, **details))
