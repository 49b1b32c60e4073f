import json
import logging
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.logs import JsonLine, person_in_hand, request_in_hand
from config.request_log import HEADER, log_request
from people.models import Person

CANARY = "Kq3vT9xLw0Zb7Rn2Yd8Hs5Pm"


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLine().format(record)) for record in caplog.records if record.name == "ringside.request"]


@pytest.fixture(autouse=True)
def listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


@pytest.fixture
def ask(rf: RequestFactory) -> Callable[..., HttpResponse]:
    return lambda path, view=fine, **headers: log_request(view)(rf.get(path, headers=headers))


def test_a_sane_number_of_the_proxy_is_kept_and_returned(ask: Callable[..., HttpResponse]) -> None:
    assert ask("/", **{HEADER: "proxy.number-1"}).headers[HEADER] == "proxy.number-1"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"b"c"d"e"f', "line\u2028break12", "a b c d e f"])
def test_any_other_number_is_replaced(ask: Callable[..., HttpResponse], given: str) -> None:
    first, second = ask("/", **{HEADER: given}).headers[HEADER], ask("/", **{HEADER: given}).headers[HEADER]
    assert first != second
    assert given not in (first, second)
    assert len(first) == 16


def test_the_number_is_in_hand_while_the_request_is_answered_and_not_after(ask: Callable[..., HttpResponse]) -> None:
    seen: list[str | None] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request_in_hand.get())
        return HttpResponse()

    response = ask("/", view)
    assert seen == [response.headers[HEADER]]
    assert request_in_hand.get() is None


def test_one_line_says_method_path_status_and_time(
    ask: Callable[..., HttpResponse], caplog: pytest.LogCaptureFixture
) -> None:
    ask("/me/")
    (line,) = lines(caplog)
    assert (line["method"], line["path"], line["status"], line["message"]) == ("GET", "/me/", 200, "GET /me/ 200")
    assert isinstance(line["took_ms"], int)


@pytest.mark.parametrize(
    "path",
    [
        f"/connect/oura/callback?code={CANARY}&state={CANARY}",
        "/connect/oura/callback?code=short-canary&state=short-canary",
        f"/i/12-{CANARY}/go",
        f"/accounts/password/reset/key/1-{CANARY}/",
    ],
)
def test_neither_a_query_nor_a_link_that_opens_doors_is_written(
    ask: Callable[..., HttpResponse], caplog: pytest.LogCaptureFixture, path: str
) -> None:
    ask(path, Referer=f"https://elsewhere.example/?{CANARY}", Cookie=f"sessionid={CANARY}", Authorization=CANARY)
    (line,) = lines(caplog)
    for canary in (CANARY, "short-canary"):
        assert canary not in json.dumps(line)


def test_a_path_cannot_forge_a_line(ask: Callable[..., HttpResponse], caplog: pytest.LogCaptureFixture) -> None:
    ask("/x%0A2026 INFO all is well")
    assert "\n" not in str(lines(caplog)[0]["message"])


def test_a_probe_that_finds_all_well_leaves_no_line_and_one_that_does_not_does(
    ask: Callable[..., HttpResponse], caplog: pytest.LogCaptureFixture
) -> None:
    ask("/health/ready")
    assert lines(caplog) == []
    ask("/health/ready", lambda request: HttpResponse(status=503))
    assert lines(caplog)[0]["status"] == 503


@pytest.mark.django_db
def test_whoever_is_logged_in_is_a_number_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    person = Person.objects.create(username="ada", first_name="Ada", last_name="Examplova")
    client.force_login(person)
    numbers: list[object] = []

    class Witness(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name == "ringside.request":
                numbers.append(person_in_hand.get())
                assert "Examplova" not in JsonLine().format(record)

    witness = Witness()
    logging.getLogger().addHandler(witness)
    try:
        client.get("/me/")
    finally:
        logging.getLogger().removeHandler(witness)
    assert numbers == [person.pk]
    assert person_in_hand.get() is None
