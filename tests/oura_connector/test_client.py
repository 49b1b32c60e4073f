import itertools
import json
import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from oura_connector import client
from oura_connector.client import OuraClient
from oura_connector.transport import pooled_session
from sync.errors import (
    AccessTokenRefused,
    MembershipLapsed,
    ProviderUnavailable,
    RateLimited,
    ScopeMissing,
    SyncError,
    UnexpectedDocument,
)
from sync.provider import Window

API = "https://api.ouraring.com"
SLEEP = f"{API}/v2/usercollection/sleep"
WINDOW = Window(date(2026, 3, 3), date(2026, 3, 5))
BAD_TOKEN = "The access token provided is expired, revoked, malformed, or invalid for other reasons."


@pytest.fixture
def oura() -> OuraClient:
    return OuraClient(API, "canary-access-token", pooled_session())


def refused_with(oura: OuraClient, status: int, body: object, headers: dict[str, str] | None = None) -> SyncError:
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    with responses.RequestsMock() as mocked:
        mocked.get(SLEEP, status=status, body=sent, headers=headers or {})
        with pytest.raises(SyncError) as caught:
            oura.list_documents("sleep", WINDOW)
        assert len(mocked.calls) == 1
    assert "canary" not in f"{caught.value} {caught.value!r}"
    return caught.value


def asked_of(call: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(str(call.request.url)).query)


# Asking


@responses.activate
def test_it_asks_two_days_wider_at_both_ends_with_the_token_in_a_header(oura: OuraClient):
    responses.get(SLEEP, json={"data": [{"id": "1"}], "next_token": None})
    assert oura.list_documents("sleep", WINDOW) == [{"id": "1"}]
    request = responses.calls[0].request
    assert asked_of(responses.calls[0]) == {"start_date": ["2026-03-01"], "end_date": ["2026-03-07"]}
    assert request.headers["Authorization"] == "Bearer canary-access-token"


@responses.activate
def test_it_reads_every_page_in_order(oura: OuraClient):
    for number, cursor in ((1, "a+/="), (2, "b"), (3, None)):
        responses.get(SLEEP, json={"data": [{"id": number}], "next_token": cursor})
    assert oura.list_documents("sleep", WINDOW) == [{"id": 1}, {"id": 2}, {"id": 3}]
    second = asked_of(responses.calls[1])
    assert second == {"start_date": ["2026-03-01"], "end_date": ["2026-03-07"], "next_token": ["a+/="]}


@responses.activate
def test_a_list_without_a_cursor_is_its_last_page(oura: OuraClient):
    responses.get(SLEEP, json={"data": []})
    assert oura.list_documents("sleep", WINDOW) == []


@responses.activate
def test_a_failing_second_page_gives_nothing_at_all(oura: OuraClient):
    responses.get(SLEEP, json={"data": [{"id": 1}], "next_token": "a"})
    responses.get(SLEEP, status=502, body="<html>")
    with pytest.raises(ProviderUnavailable):
        oura.list_documents("sleep", WINDOW)


@responses.activate
def test_a_page_that_repeats_for_ever_is_left(oura: OuraClient):
    responses.get(SLEEP, json={"data": [{"id": 1}], "next_token": "again"})
    with pytest.raises(ProviderUnavailable, match="repeats"):
        oura.list_documents("sleep", WINDOW)
    assert len(responses.calls) == 2


@responses.activate
def test_pages_without_end_are_left(oura: OuraClient):
    numbers = itertools.count()

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        return 200, {}, json.dumps({"data": [], "next_token": f"cursor-{next(numbers)}"})

    responses.add_callback(responses.GET, SLEEP, answer)
    with pytest.raises(ProviderUnavailable, match="more pages"):
        oura.list_documents("sleep", WINDOW)
    assert len(responses.calls) == client.MOST_PAGES


@responses.activate
def test_pages_end_by_the_deadline_of_the_whole_call():
    times = itertools.count(step=20)
    numbers = itertools.count()
    slow = OuraClient(API, "access-1", pooled_session(), clock=lambda: float(next(times)))

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        return 200, {}, json.dumps({"data": [], "next_token": f"cursor-{next(numbers)}"})

    responses.add_callback(responses.GET, SLEEP, answer)
    with pytest.raises(ProviderUnavailable):
        slow.list_documents("sleep", WINDOW)
    assert len(responses.calls) == 3


# Rows of a time series, and lists that know no days

HEART_RATE = f"{API}/v2/usercollection/heartrate"
RINGS = f"{API}/v2/usercollection/ring_configuration"


def stretches_asked() -> list[tuple[str, str]]:
    asked = [asked_of(call) for call in responses.calls]
    return [(one["start_datetime"][0], one["end_datetime"][0]) for one in asked]


@responses.activate
def test_rows_are_asked_for_from_midnight_to_midnight_in_utc_with_the_offset_said(oura: OuraClient):
    responses.get(HEART_RATE, json={"data": [{"bpm": 50}], "next_token": None})
    assert oura.list_rows("heartrate", WINDOW) == [{"bpm": 50}]
    assert stretches_asked() == [("2026-03-03T00:00:00+00:00", "2026-03-06T00:00:00+00:00")]
    assert "%2B00%3A00" in str(responses.calls[0].request.url)


@responses.activate
def test_more_than_thirty_days_of_rows_are_asked_for_thirty_at_a_time(oura: OuraClient):
    responses.get(HEART_RATE, json={"data": [1]})
    assert oura.list_rows("heartrate", Window(date(2026, 1, 1), date(2026, 3, 5))) == [1, 1, 1]
    assert stretches_asked() == [
        ("2026-01-01T00:00:00+00:00", "2026-01-31T00:00:00+00:00"),
        ("2026-01-31T00:00:00+00:00", "2026-03-02T00:00:00+00:00"),
        ("2026-03-02T00:00:00+00:00", "2026-03-06T00:00:00+00:00"),
    ]


@responses.activate
def test_rows_are_read_to_the_last_page(oura: OuraClient):
    for number, cursor in ((1, "a"), (2, "b"), (3, None)):
        responses.get(HEART_RATE, json={"data": [number], "next_token": cursor})
    assert oura.list_rows("heartrate", WINDOW) == [1, 2, 3]
    assert [asked_of(call).get("next_token") for call in responses.calls] == [None, ["a"], ["b"]]


@responses.activate
def test_a_failing_later_stretch_gives_no_rows_at_all(oura: OuraClient):
    responses.get(HEART_RATE, json={"data": [1]})
    responses.get(HEART_RATE, status=502, body="<html>")
    with pytest.raises(ProviderUnavailable):
        oura.list_rows("heartrate", Window(date(2026, 1, 1), date(2026, 3, 5)))


@responses.activate
def test_all_stretches_together_end_by_the_deadline_of_the_whole_call():
    times, numbers = itertools.count(step=20), itertools.count()
    slow = OuraClient(API, "access-1", pooled_session(), clock=lambda: float(next(times)))

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        number = next(numbers)
        return 200, {}, json.dumps({"data": [], "next_token": f"cursor-{number}" if number % 2 == 0 else None})

    responses.add_callback(responses.GET, HEART_RATE, answer)
    with pytest.raises(ProviderUnavailable, match="more pages"):
        slow.list_rows("heartrate", Window(date(2025, 1, 1), date(2026, 3, 5)))
    assert len(responses.calls) == 5


@responses.activate
def test_a_collection_that_knows_no_days_is_asked_for_without_any(oura: OuraClient):
    responses.get(RINGS, json={"data": [{"id": "ring"}], "next_token": None})
    assert oura.list_all("ring_configuration") == [{"id": "ring"}]
    assert asked_of(responses.calls[0]) == {}


# Answers that are no answers


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>Welcome</body></html>",
        '{"data": [{"id": "1"}',
        "",
        "null",
        "[]",
        '{"next_token": null}',
        '{"data": null, "next_token": null}',
        '{"data": {}, "next_token": null}',
        '{"data": [], "next_token": 7}',
        '{"data": [], "next_token": "' + "x" * 9000 + '"}',
        b"\xff\xfe\xfa",
        "[" * 200_000,
        '{"data": [' + "9" * 5000 + "]}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_200_that_is_no_page_is_time_to_wait(oura: OuraClient, body: str | bytes):
    assert type(refused_with(oura, 200, body)) is ProviderUnavailable


def test_an_unreachable_oura_is_told_without_the_address(oura: OuraClient):
    with responses.RequestsMock() as mocked:
        mocked.get(SLEEP, body=requests.ConnectionError("HTTPSConnectionPool url: /canary"))
        with pytest.raises(ProviderUnavailable) as caught:
            oura.list_documents("sleep", WINDOW)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


# Refusals, by who must act


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_missing_scope_is_told_by_its_text_whatever_the_status(oura: OuraClient, status: int):
    error = refused_with(oura, status, {"detail": "Token is not authorized access daily scope."})
    assert isinstance(error, ScopeMissing)
    assert error.scope == "daily"


def test_a_scope_is_named_as_we_name_it(oura: OuraClient):
    error = refused_with(oura, 401, {"status": 401, "detail": "Token is not authorized access extapi:spo2Daily scope."})
    assert isinstance(error, ScopeMissing)
    assert error.scope == "spo2"


@pytest.mark.parametrize("body", [{"detail": BAD_TOKEN}, {}, "", "<html>", {"detail": [1]}])
def test_any_other_401_asks_for_a_refresh(oura: OuraClient, body: object):
    assert isinstance(refused_with(oura, 401, body), AccessTokenRefused)


def test_a_403_of_oura_is_a_lapsed_membership(oura: OuraClient):
    assert isinstance(refused_with(oura, 403, {"detail": "Whatever it says"}), MembershipLapsed)


def test_a_403_of_something_in_between_is_no_word_about_membership(oura: OuraClient):
    assert type(refused_with(oura, 403, "<html>Blocked</html>")) is ProviderUnavailable


def test_an_app_too_old_is_the_athletes_to_cure(oura: OuraClient):
    error = refused_with(oura, 426, {"detail": "Update"})
    assert isinstance(error, MembershipLapsed)
    assert "update" in str(error)


@pytest.mark.parametrize("status", [400, 404, 405, 409, 422])
def test_what_only_we_can_have_done_wrong_is_the_developers(oura: OuraClient, status: int):
    error = refused_with(oura, status, {"detail": [{"loc": ["query", "start_date"], "msg": "canary"}]})
    assert isinstance(error, UnexpectedDocument)
    assert "sleep" in str(error)
    assert str(status) in str(error)


@pytest.mark.parametrize(("status", "body"), [(500, "oops"), (502, {"detail": "x"}), (503, ""), (504, "<html>")])
def test_an_outage_is_time_to_wait(oura: OuraClient, status: int, body: object):
    error = refused_with(oura, status, body, {"Retry-After": "17"})
    assert type(error) is ProviderUnavailable
    assert error.retry_after == 17


def test_a_redirect_is_time_to_wait(oura: OuraClient):
    assert type(refused_with(oura, 302, "", {"Location": "https://elsewhere.example"})) is ProviderUnavailable


@pytest.mark.parametrize(
    ("tier", "is_for_all"),
    [("application", True), ("app", True), ("", True), ("something", True), ("access_token", False), ("User", False)],
)
def test_the_tier_says_who_waits_and_an_unknown_one_means_all(oura: OuraClient, tier: str, is_for_all: bool):
    error = refused_with(oura, 429, {"detail": "x"}, {"X-RateLimit-Tier": tier, "Retry-After": "30"})
    assert isinstance(error, RateLimited)
    assert (error.is_for_all, error.retry_after) == (is_for_all, 30)


@pytest.mark.parametrize("said", ["", "soon", "-3", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 40])
def test_an_unreadable_wait_counts_as_not_said(oura: OuraClient, said: str):
    error = refused_with(oura, 429, "<html>", {"Retry-After": said})
    assert isinstance(error, RateLimited)
    assert error.retry_after is None


# Single documents


@responses.activate
@pytest.mark.parametrize("document_id", ["night-1", "../personal_info", "a/b?c#d", "2-5daccc"])
def test_a_document_id_stays_inside_its_place(oura: OuraClient, document_id: str):
    responses.get(re.compile(".*"), json={"id": document_id})
    assert oura.find_document("sleep", document_id) == {"id": document_id}
    path = urlsplit(str(responses.calls[0].request.url)).path
    assert path.startswith("/v2/usercollection/sleep/")
    assert path.count("/") == 4


@responses.activate
@pytest.mark.parametrize("status", [404, 410])
def test_a_document_oura_does_not_know_is_none(oura: OuraClient, status: int):
    responses.get(f"{SLEEP}/gone", status=status, json={"detail": "Not Found"})
    assert oura.find_document("sleep", "gone") is None


@responses.activate
def test_a_404_page_of_something_in_between_does_not_say_a_document_is_gone(oura: OuraClient):
    responses.get(f"{SLEEP}/there", status=404, body="<html>Not found</html>")
    with pytest.raises(ProviderUnavailable):
        oura.find_document("sleep", "there")


@responses.activate
def test_a_document_that_may_not_be_read_is_not_gone(oura: OuraClient):
    responses.get(f"{SLEEP}/there", status=401, json={"detail": BAD_TOKEN})
    with pytest.raises(AccessTokenRefused):
        oura.find_document("sleep", "there")


@responses.activate
def test_a_person_is_an_object(oura: OuraClient):
    responses.get(f"{API}/v2/usercollection/personal_info", json=["id"])
    with pytest.raises(ProviderUnavailable):
        oura.read_person()
