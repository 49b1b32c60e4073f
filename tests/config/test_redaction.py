import pytest
from django.conf import settings

from config.redaction import GONE, redacted, redacted_path

CANARY = "Kq3vT9xLw0Zb7Rn2Yd8Hs5Pm"
HEX_CANARY = "9f86d081884c7d659a2feaa0c55ad015"
SEALED_CANARY = "gAAAAABl2x1c-ab_cd"
PROCESS = "1c9d5e0fa3b24c7e8d6f0a1b2c3d4e5f"


@pytest.mark.parametrize(
    "line",
    [
        f"refused {CANARY}",
        f"refused {HEX_CANARY}",
        f"refused x-{HEX_CANARY}",
        f"refused {SEALED_CANARY}",
        "refused eyJhbGciOi.eyJzdWIiOi.s1gnature",
        f"GET https://api.example/v2/daily?next_token={CANARY}&start_date=2026-03-02",
        "GET /connect/oura/callback?code=short&state=short",
        "Authorization: Bearer short",
        "{'Authorization': 'Bearer short'}",
        "Authorization: Basic c2hvcnQ=",
        "headers={'Cookie': 'sessionid=short; csrftoken=short'}",
        '{"access_token": "short", "expires_in": 86400}',
        "refresh_token=short&grant_type=refresh_token",
        "client_secret='short'",
        "password: short",
        "connecting to postgres://ringside:short@127.0.0.1:5432/ringside",
        "duplicate key value\nDETAIL:  Failing row contains (7, short, 61.5).",
        "invalid input\nCONTEXT:  JSON data, line 1: short",
    ],
)
def test_a_canary_does_not_come_through(line: str) -> None:
    shown = redacted(line)
    for canary in (CANARY, HEX_CANARY, SEALED_CANARY, "short", "c2hvcnQ", "s1gnature", "61.5"):
        assert canary not in shown
    assert GONE in shown


@pytest.mark.parametrize(
    "line",
    [
        "run 4711 lost its worker after start 2",
        "Applying sync.0003_endings_of_connections",
        'File "/opt/ringside/.venv/lib/python3.11/site-packages/django/db/models/query.py", line 1203, in _fetch_all',
        "2026-03-02T07:00:00.123456+00:00",
        "IntegrityConstraintViolationOfSomeVeryLongName",
        "What is this? Nothing.",
        "POST /connect/oura/disconnect 302",
        "Q Cluster bravo-kilo-eighteen-orange [ringside] running.",
    ],
)
def test_ordinary_words_stay(line: str) -> None:
    assert redacted(line) == line


def test_a_process_of_the_queue_keeps_a_short_name() -> None:
    line = redacted(f"Process-{PROCESS} processing north-two-hot-nine 'sync.tasks.perform'")
    assert line == "Process-1c9d5e0f processing north-two-hot-nine 'sync.tasks.perform'"


@pytest.mark.parametrize("secret", [HEX_CANARY, HEX_CANARY * 2, CANARY, SEALED_CANARY, PROCESS + CANARY])
def test_no_token_passes_as_the_name_of_a_process(secret: str) -> None:
    shown = redacted(f"Process-{secret} processing")
    assert GONE in shown
    assert secret[:8] not in shown


@pytest.mark.parametrize("line", ["token=Process-{}", "Bearer Process-{}", "GET /callback?code=Process-{}"])
def test_a_secret_that_looks_like_the_name_of_a_process_is_still_a_secret(line: str) -> None:
    shown = redacted(line.format(PROCESS))
    assert PROCESS[:8] not in shown
    assert GONE in shown


def test_our_own_keys_never_come_through_however_they_are_written() -> None:
    shown = redacted(f"odd:{settings.SECRET_KEY}:odd/{settings.TOKEN_KEYS[0]}/odd")
    assert settings.SECRET_KEY not in shown
    assert settings.TOKEN_KEYS[0] not in shown


def test_a_long_line_is_read_in_no_time() -> None:
    assert len(redacted("token_" * 20_000 + "a" * 20_000)) > 20_000


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/connect/oura/callback", "/connect/oura/callback"),
        ("/forms/readiness-and-sleep/", "/forms/readiness-and-sleep/"),
        ("/athletes/12/", "/athletes/12/"),
        (f"/i/12-{CANARY}/go", f"/i/{GONE}/go"),
        (f"/accounts/password/reset/key/1-{HEX_CANARY}/", f"/accounts/password/reset/key/{GONE}/"),
        ("/static/vendor/echarts-6.1.0.1a2b3c4d5e6f.js", "/static/vendor/echarts-6.1.0.1a2b3c4d5e6f.js"),
    ],
)
def test_a_path_keeps_its_words_and_loses_what_opens_doors(path: str, shown: str) -> None:
    assert redacted_path(path) == shown
