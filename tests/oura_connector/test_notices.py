"""Oura's notices: what is Oura's and what is not, and what its subscription routes mean."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import requests
import responses

from oura_connector.notices import OuraNotices
from oura_connector.presets import OURA_DEVELOPER
from sync.errors import (
    NoticeRefused,
    ProviderMisconfigured,
    ProviderUnavailable,
    RateLimited,
    SubscriptionRefused,
    SyncError,
)
from sync.provider import Credentials, Subscription

NOW = datetime(2026, 9, 24, 6, 30, tzinfo=UTC)
SECRET = "canary-secret"  # noqa: S105
CREDENTIALS = Credentials("client-1", SECRET, OURA_DEVELOPER)
ROUTE = "https://api.ouraring.com/v2/webhook/subscription"
DOOR = "https://ringside.example/notices/oura/"
ROW = {
    "id": "5d2c",
    "callback_url": DOOR,
    "event_type": "create",
    "data_type": "sleep",
    "expiration_time": "2026-12-22T04:26:00+00:00",
}
HELD = Subscription("5d2c", "sleep", "create", DOOR, datetime(2026, 12, 22, 4, 26, tzinfo=UTC))
SAID = {
    "event_type": "update",
    "data_type": "sleep",
    "object_id": "2-5daccc",
    "event_time": "2026-09-24T08:29:30+02:00",
    "user_id": "user-1",
}
oura = OuraNotices()


def milliseconds(moment: datetime = NOW) -> str:
    return str(int(moment.timestamp() * 1000))


def sign(body: bytes, stamp: str, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), stamp.encode() + body, sha256).hexdigest().upper()


def read(body: bytes | dict = SAID, stamp: str | None = None, **headers: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = milliseconds() if stamp is None else stamp
    said = {"X-Oura-Signature": sign(raw, stamp), "X-Oura-Timestamp": stamp, **headers}
    return oura.read(CREDENTIALS, headers=said, body=raw, now=NOW)


# Reading


def test_a_signed_notice_is_read():
    notice = read()
    assert (notice.account_id, notice.notice_type, notice.event) == ("user-1", "sleep", "update")
    assert notice.document_id == "2-5daccc"
    assert notice.happened_at == datetime(2026, 9, 24, 6, 29, 30, tzinfo=UTC)
    assert len(notice.identity) == 64


def test_the_raw_bytes_are_what_is_signed():
    assert read(b'{ "user_id" : "\\u0075ser-1",' + json.dumps(SAID)[1:].encode()).account_id == "user-1"


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_the_signature_may_be_in_capitals_or_not(change):
    raw, stamp = json.dumps(SAID).encode(), milliseconds()
    assert read(raw, **{"X-Oura-Signature": change(sign(raw, stamp))})


@pytest.mark.parametrize("name", ["x-oura-signature", "X-OURA-SIGNATURE"])
def test_headers_are_found_however_they_are_written(name):
    raw, stamp = json.dumps(SAID).encode(), milliseconds()
    assert oura.read(CREDENTIALS, headers={name: sign(raw, stamp), "x-oura-timestamp": stamp}, body=raw, now=NOW)


@pytest.mark.parametrize(
    "stamp", [str(int(NOW.timestamp())), milliseconds(), milliseconds(NOW - timedelta(hours=1, minutes=59))]
)
def test_stamps_of_seconds_and_of_milliseconds_are_fresh_for_two_hours(stamp):
    assert read(stamp=stamp)


@pytest.mark.parametrize(
    "stamp",
    [
        milliseconds(NOW - timedelta(hours=2, seconds=1)),
        milliseconds(NOW + timedelta(hours=2, seconds=1)),
        str(int((NOW - timedelta(hours=3)).timestamp())),
        *("", "0", "12345678901", "-790138124521", "1.79013812e9", "17901381245x1", "１７９０１３８１２４５２１"),
        milliseconds() + "\n",
    ],
)
def test_an_old_or_odd_stamp_is_refused_however_well_it_is_signed(stamp):
    with pytest.raises(NoticeRefused):
        read(stamp=stamp)


@pytest.mark.parametrize(
    "signature",
    ["", "0" * 64, sign(b"{}", milliseconds()), sign(json.dumps(SAID).encode(), milliseconds(), "other"), "ü"],
)
def test_a_wrong_signature_is_refused(signature):
    with pytest.raises(NoticeRefused):
        read(**{"X-Oura-Signature": signature})


def test_the_stamp_is_signed_too():
    raw, stamp = json.dumps(SAID).encode(), milliseconds()
    with pytest.raises(NoticeRefused):
        read(raw, stamp=milliseconds(NOW + timedelta(seconds=1)), **{"X-Oura-Signature": sign(raw, stamp)})


def test_without_a_secret_nothing_is_believed():
    raw, stamp = json.dumps(SAID).encode(), milliseconds()
    nobody = Credentials("client-1", "", OURA_DEVELOPER)
    said = {"x-oura-signature": sign(raw, stamp, ""), "x-oura-timestamp": stamp}
    with pytest.raises(NoticeRefused):
        oura.read(nobody, headers=said, body=raw, now=NOW)


def test_a_body_over_sixteen_kilobytes_is_refused():
    with pytest.raises(NoticeRefused):
        read(json.dumps(SAID | {"more": "x" * 16_384}).encode())


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"7", b'"text"', b"\xff\xfe", b"[" * 16_000, b'{"a":' * 3_000, b"1" * 10_000),
        *({key: value for key, value in SAID.items() if key != gone} for gone in SAID),
        *(SAID | {name: odd} for name in SAID for odd in (None, 7, "", [], {"a": 1}, "x" * 500, "a\u0000b", "nächte")),
        SAID | {"event_time": "yesterday"},
        SAID | {"event_time": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_shapes_nobody_knows_are_refused_calmly(body):
    with pytest.raises(NoticeRefused) as caught:
        read(body)
    assert "user-1" not in str(caught.value)


def test_types_and_events_nobody_knows_yet_are_read():
    assert read(SAID | {"data_type": "daily_hydration", "event_type": "merge"}).notice_type == "daily_hydration"


def test_a_repeated_notice_has_the_same_identity_and_any_other_its_own():
    first = read().identity
    assert read(SAID | {"event_time": "2026-09-24T06:29:30Z"}, stamp=str(int(NOW.timestamp()))).identity == first
    others = [SAID | {name: "a1"} for name in ("event_type", "data_type", "object_id", "user_id")]
    others.append(SAID | {"event_time": "2026-09-24T08:29:31+02:00"})
    assert len({first, *(read(other).identity for other in others)}) == 6


# The handshake


def test_the_challenge_goes_back_to_whoever_knows_the_token():
    asked = {"verification_token": "t-1", "challenge": "c-1"}
    assert oura.answer_handshake(asked, "t-1") == {"challenge": "c-1"}


@pytest.mark.parametrize(
    "asked",
    [
        *({}, {"challenge": "c-1"}, {"verification_token": "t-1"}, {"verification_token": "ü", "challenge": "c-1"}),
        {"verification_token": "t-2", "challenge": "c-1"},
        {"verification_token": "t-1", "challenge": "c" * 501},
        {"verification_token": "t-1", "challenge": "<b>\n"},
    ],
)
def test_any_other_handshake_is_not_answered(asked):
    assert oura.answer_handshake(asked, "t-1") is None


def test_an_empty_token_opens_to_nobody():
    assert oura.answer_handshake({"verification_token": "", "challenge": "c-1"}, "") is None


# Subscriptions


@responses.activate
def test_the_client_speaks_for_itself_by_headers_alone():
    responses.get(ROUTE, json=[ROW, ROW | {"id": "6e3d", "expiration_time": "2026-12-22T04:26:00"}])

    assert list(oura.list(CREDENTIALS)) == [HELD, Subscription("6e3d", "sleep", "create", DOOR, HELD.expires_at)]

    asked = responses.calls[0].request
    assert (asked.headers["x-client-id"], asked.headers["x-client-secret"]) == ("client-1", SECRET)
    assert "Authorization" not in asked.headers
    assert SECRET not in asked.url


@responses.activate
def test_each_step_is_one_request():
    responses.post(ROUTE, json=ROW, status=201)
    responses.put(f"{ROUTE}/5d2c", json=ROW)
    responses.put(f"{ROUTE}/renew/5d2c", json=ROW)
    responses.delete(f"{ROUTE}/5d2c", status=204)

    words = {"callback_url": DOOR, "verification_token": "t-1"}
    assert oura.subscribe(CREDENTIALS, notice_type="sleep", event="create", **words) == HELD
    assert oura.repoint(CREDENTIALS, subscription=HELD, **words) == HELD
    assert oura.renew(CREDENTIALS, subscription_id="5d2c") == HELD
    oura.unsubscribe(CREDENTIALS, subscription_id="5d2c")

    whole = words | {"event_type": "create", "data_type": "sleep"}
    assert [json.loads(call.request.body or "null") for call in responses.calls] == [whole, whole, None, None]


def refused_with(status: int, body: object, **details) -> SyncError:
    sent = body if isinstance(body, str) else json.dumps(body)
    with responses.RequestsMock() as mocked:
        mocked.post(ROUTE, status=status, body=sent, **details)
        with pytest.raises(SyncError) as caught:
            oura.subscribe(
                CREDENTIALS, notice_type="sleep", event="create", callback_url=DOOR, verification_token="canary-token"
            )
    assert "canary" not in f"{caught.value} {caught.value!r}"
    assert len(str(caught.value)) <= 200
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"detail": "Invalid client id or client secret."}, ProviderMisconfigured),
        (403, {"detail": "Invalid client id or client secret."}, ProviderMisconfigured),
        (400, {"detail": "Callback verification failed."}, SubscriptionRefused),
        (409, {"detail": "Exists."}, SubscriptionRefused),
        (422, {"detail": []}, SubscriptionRefused),
        (500, {"detail": "SSLError: certificate verify failed"}, SubscriptionRefused),
        (500, "SSLError", SubscriptionRefused),
        (500, {"detail": "?"}, ProviderUnavailable),
        (504, "<html>Gateway Timeout</html>", ProviderUnavailable),
        (400, "<html>", ProviderUnavailable),
        (201, "<html>", ProviderUnavailable),
        (201, [], ProviderUnavailable),
        (201, ROW | {"id": None}, ProviderUnavailable),
        (201, ROW | {"expiration_time": "soon"}, ProviderUnavailable),
    ],
)
def test_a_refusal_says_who_must_act(status, body, kind):
    assert type(refused_with(status, body)) is kind


def test_a_limit_says_how_long_to_wait():
    error = refused_with(429, {}, headers={"Retry-After": "17"})
    assert isinstance(error, RateLimited)
    assert error.retry_after == 17


def test_a_line_that_breaks_is_no_news_of_the_subscription():
    with responses.RequestsMock() as mocked:
        mocked.get(ROUTE, body=requests.ConnectTimeout(SECRET))
        with pytest.raises(ProviderUnavailable) as caught:
            oura.list(CREDENTIALS)
    assert SECRET not in str(caught.value)


@responses.activate
@pytest.mark.parametrize("body", [{"data": []}, [7], [ROW, {}], "<html>"])
def test_a_list_is_read_whole_or_not_at_all(body):
    responses.get(ROUTE, body=body if isinstance(body, str) else json.dumps(body))
    with pytest.raises(ProviderUnavailable):
        oura.list(CREDENTIALS)


@responses.activate
@pytest.mark.parametrize(("status", "kind"), [(401, ProviderMisconfigured), (403, ProviderMisconfigured)])
def test_a_list_refused_is_a_wrong_client(status, kind):
    responses.get(ROUTE, status=status, json={"detail": "?"})
    with pytest.raises(kind):
        oura.list(CREDENTIALS)


@responses.activate
@pytest.mark.parametrize("status", [403, 404])
def test_one_that_is_gone_has_ended_already_and_cannot_be_renewed(status):
    gone = {"detail": "Webhook with specified id does not exist."}
    responses.delete(f"{ROUTE}/5d2c", status=status, json=gone)
    responses.put(f"{ROUTE}/renew/5d2c", status=status, json=gone)

    oura.unsubscribe(CREDENTIALS, subscription_id="5d2c")
    with pytest.raises(SubscriptionRefused):
        oura.renew(CREDENTIALS, subscription_id="5d2c")


@pytest.mark.parametrize("secret", ["", "two\nlines", "sécret"])
def test_a_secret_that_fits_in_no_header_is_the_consultants(secret):
    with pytest.raises(ProviderMisconfigured):
        oura.list(Credentials("client-1", secret, OURA_DEVELOPER))


@responses.activate
def test_an_id_is_never_a_path():
    responses.delete(f"{ROUTE}/..%2F..%2Fv2", status=204)
    oura.unsubscribe(CREDENTIALS, subscription_id="../../v2")
    assert responses.calls[0].request.url == f"{ROUTE}/..%2F..%2Fv2"
