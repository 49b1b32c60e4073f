"""AI wording: only the words leave, two seconds at most, nothing that looks like an address comes back."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from messaging import ai, commands, conf
from messaging.ai_endpoint import MOST_BYTES, CannotAsk, Endpoint, ask
from messaging.commands import Asking, Spoken
from messaging.models import AiExchange, MessageSender
from messaging.words import connecting_facts
from tests.messaging.servers import ai as servers
from tests.messaging.servers.listening import Listener, Response, as_json, listening

GOOD = "Open the link on your phone and log in. Ask your coach if it does not work."
QUESTION = "how do i put it on?"


@pytest.fixture
def endpoint() -> Iterator[Listener]:
    with listening(servers.obliging) as listener:
        yield listener


def switch_on(settings, url: str, **details) -> MessageSender:
    settings.AI_HOSTS = [url.split("/")[2]]
    made = {"ai_is_on": True, "ai_url": url, "ai_model": "small", "ai_key": "sk-test"}
    return MessageSender.objects.create(**(made | details))


@pytest.fixture
def sender(db, endpoint, settings) -> MessageSender:
    return switch_on(settings, f"{endpoint.url}/v1/chat/completions")


def asking(person, words: str, now) -> Asking:
    return Asking(person, "site", Spoken("ring", words), "", "", "once", now)


def outcomes() -> list[str]:
    return list(AiExchange.objects.order_by("pk").values_list("outcome", flat=True))


def test_a_question_is_answered_on_top_of_the_template(ada, ring, sender, now):
    answer = commands.answer(asking(ada, QUESTION, now))

    assert answer.text == f"{GOOD}\n\nThis is how it works."
    assert outcomes() == ["used"]


def test_only_the_words_and_a_fixed_text_leave_the_site(ada, ring, sender, endpoint, now):
    commands.answer(asking(ada, QUESTION, now))

    sent = endpoint.requests[0]
    assert sent.json["messages"] == [
        {"role": "system", "content": connecting_facts("en-gb")},
        {"role": "user", "content": QUESTION},
    ]
    assert set(sent.json) == {"model", "messages", "max_tokens", "temperature"}
    assert sent.headers["authorization"] == "Bearer sk-test"
    assert sent.headers["user-agent"] == "Ringside"
    for said in ("Ada", ada.username, ada.email, str(ada.uuid), "cookie"):
        assert said not in json.dumps([sent.headers, sent.body.decode()])


def test_the_fixed_text_is_in_the_readers_language(ada, ring, sender, endpoint, now):
    ada.language = "de"

    commands.answer(asking(ada, "wie geht das?", now))

    assert endpoint.requests[0].json["messages"][0]["content"] == connecting_facts("de")


@pytest.mark.parametrize("words", ["", "help", "status", "disconnect", "help me", "code 12345678", "trennen", "hilfe"])
def test_known_words_never_leave_the_site(ada, ring, sender, endpoint, now, words):
    commands.answer(asking(ada, words, now))

    assert endpoint.requests == []
    assert outcomes() == []


def test_nothing_is_asked_for_somebody_nobody_knows(db, sender, endpoint, ring, now):
    commands.answer(asking(None, QUESTION, now))

    assert endpoint.requests == []


@pytest.mark.parametrize("details", [{"ai_is_on": False}, {"ai_url": ""}, {"ai_model": ""}])
def test_it_is_off_until_it_is_switched_on_and_complete(ada, endpoint, settings, now, details):
    switch_on(settings, f"{endpoint.url}/v1/chat/completions", **details)

    assert ai.answer_question(QUESTION, ada, now) == ""
    assert (endpoint.requests, outcomes()) == ([], [])


def test_a_host_the_operator_took_away_is_not_asked_any_more(ada, sender, endpoint, settings, now):
    settings.AI_HOSTS = []

    assert ai.answer_question(QUESTION, ada, now) == ""
    assert (endpoint.requests, outcomes()) == ([], ["not_allowed"])


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("https://ai.example/v1", ""),
        ("https://AI.EXAMPLE/v1", ""),
        ("https://ai.example:443/v1", ""),
        ("https://ai.example:8443/v1", "host_not_allowed"),
        ("https://ported.example:8443/v1", ""),
        ("https://ported.example/v1", "host_not_allowed"),
        ("https://evil.ai.example/v1", "host_not_allowed"),
        ("https://ai.example.evil/v1", "host_not_allowed"),
        ("https://ai.example@evil.example/v1", "not_an_address"),
        ("https://ai.example\\@evil.example/v1", "not_an_address"),
        ("https://ai.example/v1?key=1", "not_an_address"),
        ("https://ai.example:port/v1", "not_an_address"),
        ("https:///v1", "not_an_address"),
        ("http://ai.example/v1", "not_https"),
        ("http://127.0.0.1:80/v1", ""),
        ("file:///etc/passwd", "not_an_address"),
        ("https://[::1/v1", "not_an_address"),
    ],
)
def test_only_addresses_the_operator_allowed_are_asked(settings, url, complaint):
    settings.AI_HOSTS = ["ai.example", "ported.example:8443", "127.0.0.1:80"]

    assert ai.complaint_about(url) == complaint


def test_a_clubs_own_site_asks_nobody_in_plain_http(settings):
    settings.AI_HOSTS, settings.IS_DEMO = ["127.0.0.1:80"], False

    assert ai.complaint_about("http://127.0.0.1:80/v1") == "not_https"


@pytest.mark.parametrize(
    "text",
    [
        "Go to https://evil.example now.",
        "Go to evil.example now.",
        "Go to www evil example",
        "Go to evil．example",
        "Go to evil。example",
        "Go to evil dot com",
        "//evil/x",
        "hxxp:/evil",
        "Write to ada@evil",
        "Write to ada＠evil",
        "Call +44 20 7946 0000",
        "Call 0171/234-56",
        "Call 12345",
        "Call ١٢٣٤٥",
        "[Click](here)",
        "<b>bold</b>",
        "`code`",
        "zero\u200bwidth",
        "turned \u202e round",
        "a\x00b",
        "tab\there",
    ],
)
def test_anything_like_an_address_or_a_number_is_not_plain(text):
    assert not ai.is_plain(text)


@pytest.mark.parametrize(
    "text",
    [GOOD, "Öffne den Link; er gilt 5 Minuten.\nFrag sonst deinen Coach!", "It takes 2 to 3 minutes (at most 10)."],
)
def test_plain_sentences_are(text):
    assert ai.is_plain(text)


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (servers.completion("Log in at https://evil.example"), "unsafe"),
        (servers.completion("x" * 501), "too_long"),
        (servers.completion("   "), "unreadable"),
        (servers.completion(None), "unreadable"),
        (servers.completion(["a"]), "unreadable"),
        (as_json({"choices": []}), "unreadable"),
        (as_json([1, 2]), "unreadable"),
        (as_json({"error": "no"}, 500), "refused"),
        (as_json({}, 401), "refused"),
        (Response(200, b"\xff\xfe not json"), "unreadable"),
        (Response(200, b"[" * 20_000), "unreadable"),
        (Response(200, b" " * (MOST_BYTES + 1)), "too_long"),
        (Response(200, b""), "unreadable"),
    ],
)
def test_a_wrong_or_hostile_answer_leaves_the_template_alone(ada, ring, sender, endpoint, now, response, outcome):
    endpoint.troubles = [response]

    assert commands.answer(asking(ada, QUESTION, now)).text == "This is how it works."
    assert outcomes() == [outcome]


def test_a_redirect_is_not_followed(ada, sender, endpoint, now):
    with listening(servers.obliging) as elsewhere:
        endpoint.troubles = [Response(307, b"", {"Location": f"{elsewhere.url}/v1/chat/completions"})]

        assert ai.answer_question(QUESTION, ada, now) == ""
        assert (elsewhere.requests, outcomes()) == ([], ["refused"])


def test_an_endpoint_that_is_down_leaves_the_template_alone(ada, settings, now):
    with listening(servers.obliging) as listener:
        url = f"{listener.url}/v1/chat/completions"
    switch_on(settings, url)

    assert ai.answer_question(QUESTION, ada, now) == ""
    assert outcomes() == ["down"]


def test_an_endpoint_that_never_answers_costs_two_seconds(ada, settings, now):
    with servers.misbehaving(servers.silent) as line:
        switch_on(settings, line.url)

        assert ai.answer_question(QUESTION, ada, now) == ""
        assert line.was_left.wait(servers.PATIENCE_S), "the call is given up, not only not waited for"
    assert outcomes() == ["slow"]


@pytest.mark.parametrize("speak", [servers.silent, servers.trickling, servers.trickling_body])
def test_whatever_the_other_side_does_it_is_over_in_time(speak):
    with servers.misbehaving(speak) as line:
        with pytest.raises(CannotAsk, match="slow"):
            ask(Endpoint(line.url, "small"), "facts", "words", deadline_s=0.3)
        assert line.was_left.wait(servers.PATIENCE_S)


@pytest.mark.parametrize(("speak", "outcome"), [(servers.babbling, "down"), (servers.breaking_off, "unreadable")])
def test_nonsense_on_the_line_is_no_answer(speak, outcome):
    with servers.misbehaving(speak) as line, pytest.raises(CannotAsk, match=outcome):
        ask(Endpoint(line.url, "small"), "facts", "words", deadline_s=5)


@pytest.mark.parametrize("key", ["sk\nX-More: 1", "schlüssel€"])
def test_a_key_that_cannot_stand_in_a_request_is_not_shown_by_an_error(endpoint, key, capfd):
    with pytest.raises(CannotAsk, match="refused"):
        ask(Endpoint(f"{endpoint.url}/v1", "small", key), "facts", "words", deadline_s=5)

    assert key not in repr(Endpoint("", "", key))
    assert "sk" not in capfd.readouterr().err


def test_so_many_an_hour_and_no_more(ada, sender, endpoint, now):
    AiExchange.objects.bulk_create(
        AiExchange(asked_at=now - timedelta(minutes=59), words="x", outcome="used")
        for _one in range(conf.AI_MOST_AN_HOUR)
    )

    assert ai.answer_question(QUESTION, ada, now) == ""
    assert endpoint.requests == []
    assert ai.answer_question(QUESTION, ada, now + timedelta(minutes=2)) == GOOD


def test_the_log_says_what_was_asked_for_thirty_days_and_by_nobody(ada, sender, now):
    ai.answer_question(QUESTION, ada, now)

    exchange = AiExchange.objects.get()
    assert (exchange.asked_at, exchange.words, exchange.outcome) == (now, QUESTION, "used")
    assert {one.name for one in AiExchange._meta.get_fields()} == {"id", "asked_at", "words", "outcome"}
    assert ai.forget_exchanges(now + timedelta(days=30)) == 0
    assert ai.forget_exchanges(now + timedelta(days=30, seconds=1)) == 1
