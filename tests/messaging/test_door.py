"""The door: signed calls are stored once and acknowledged; nothing else comes in, and nothing else is kept."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from messaging.channels import conf
from messaging.models import Channel, InboundEvent
from tests.builders.people import make_athlete
from tests.journeys.draining import drain
from tests.messaging.chatting import (
    PRIVATE_LINK,
    SPOKEN,
    knock,
    make_known,
    now,
    ping_command,
    set_up,
    stored,
    vendor_of,
    work_all,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=SPOKEN)
def vendor(request):
    with vendor_of(request.param) as vendor:
        set_up(vendor)
        yield vendor


@pytest.fixture
def generic():
    with vendor_of("generic") as vendor:
        set_up(vendor)
        yield vendor


@pytest.fixture(autouse=True)
def asked():
    with ping_command() as asked:
        yield asked


def test_a_command_is_answered_in_private_with_a_link(client, vendor, asked):
    person = make_athlete()
    make_known(vendor, "ada", person)

    response = knock(client, vendor.say("ada", "/PING  Help", now()))

    assert response.status_code == 200
    assert work_all() == ["answered"]
    (arrived,) = vendor.arrived()
    assert (arrived.to, arrived.is_public) == (vendor.speaker_id("ada"), False)
    assert "Pong help" in arrived.text
    assert f"{PRIVATE_LINK}{person.pk}" in arrived.text
    assert [(one.person, one.spoken.words) for one in asked] == [(person, "help")]


def test_a_command_in_a_group_is_answered_in_private(client, vendor):
    make_known(vendor, "ada", make_athlete())

    knock(client, vendor.say("ada", "/ping", now(), is_group=True))
    work_all()

    (arrived,) = vendor.arrived()
    assert (arrived.to, arrived.is_public) == (vendor.speaker_id("ada"), False)


def test_retries_doubles_and_replays_are_answered_once(client, vendor):
    make_known(vendor, "ada", make_athlete())
    call = vendor.say("ada", "/ping", now())

    assert [knock(client, call).status_code for _time in range(3)] == [200, 200, 200]
    work_all()
    knock(client, call)
    work_all()

    assert len(vendor.arrived()) == InboundEvent.objects.count() == 1


def test_a_forged_call_leaves_nothing_behind(client, vendor):
    call = vendor.say("ada", "/ping", now())
    forged = {name: "v0=00" if name != "Content-Type" else value for name, value in call.headers.items()}

    response = client.post(call.path, data=call.body, content_type=call.headers["Content-Type"], headers=forged)

    assert (response.status_code, response.json()) == (401, {"error": "not_genuine"})
    assert not InboundEvent.objects.exists()
    assert not OrmQ.objects.exists()


def test_a_call_kept_for_six_minutes_is_refused_where_the_system_tells_the_time(client, vendor):
    late = vendor.say("ada", "/ping", now() - timedelta(minutes=6))

    assert knock(client, late).status_code == (401 if vendor.traits.has_window else 200)
    assert InboundEvent.objects.exists() != vendor.traits.has_window


def test_an_odd_call_does_no_harm(client, vendor):
    for call in vendor.say_oddly(now()):
        assert knock(client, call).status_code < 500
    assert not InboundEvent.objects.exists()


def test_what_the_site_said_itself_is_not_answered(client, vendor):
    call = vendor.own_voice(now())
    if call is not None:
        assert knock(client, call).status_code == 200
    assert not InboundEvent.objects.exists()


def test_a_stranger_gets_no_link_but_a_way_to_identify_once_a_day(client, vendor):
    for number in range(3):
        knock(client, vendor.say("ada", "/ping", now(), number))

    assert work_all() == ["told", "stranger", "stranger"]
    (arrived,) = vendor.arrived()
    assert "http" not in arrived.text
    assert "/ping code 12345678" in arrived.text
    assert "I do not know this chat." in arrived.text


def test_talk_that_is_no_command_is_not_kept(client, vendor):
    for number, text in enumerate(["hello coach", "my knee hurts", "/unheard of", "ping", ""]):
        assert knock(client, vendor.say("ada", text, now(), number)).status_code == 200

    assert not InboundEvent.objects.exists()
    assert Channel.objects.get(key=vendor.kind.key).last_inbound_at is not None


def test_what_was_said_is_forgotten_once_it_is_answered(client, vendor):
    make_known(vendor, "ada", make_athlete())
    knock(client, vendor.say("ada", "/ping my knee hurts", now()))

    work_all()

    assert "knee" not in stored()
    assert "http" not in stored()


def test_a_flood_of_one_speaker_ends(client, vendor):
    make_known(vendor, "ada", make_athlete())
    for number in range(9):
        knock(client, vendor.say("ada", "/ping", now(), number))

    assert work_all() == ["answered"] * 5 + ["enough"] + ["too_many"] * 3
    assert [PRIVATE_LINK in one.text for one in vendor.arrived()] == [True] * 5 + [False]


def test_a_switched_off_channel_has_no_door(client, vendor):
    Channel.objects.update(is_on=False)

    assert knock(client, vendor.say("ada", "/ping", now())).status_code == 404
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("key", ["email", "site", "nothing"])
def test_a_channel_that_cannot_hear_has_no_door(client, key):
    Channel.objects.update_or_create(key=key, defaults={"is_on": True})

    assert client.post(f"/hooks/{key}/", data=b"x", content_type="text/plain").status_code == 404


def test_only_posts_come_in(client, generic):
    assert client.get("/hooks/generic/").status_code == 405


def test_no_token_of_a_browser_is_needed(generic):
    assert knock(Client(enforce_csrf_checks=True), generic.say("ada", "/ping", now())).status_code == 200


def test_a_long_body_is_refused_before_it_is_read(client, generic):
    response = client.post("/hooks/generic/", data=b"x" * (conf.MOST_CALL_BYTES + 1), content_type="application/json")

    assert response.status_code == 413


def test_the_caller_waits_for_few_statements(client, vendor):
    knock(client, vendor.say("ada", "/ping", now(), 1))

    with CaptureQueriesContext(connection) as caught:
        knock(client, vendor.say("ada", "/ping", now(), 2))

    # The channel, the insert, a look whether somebody is on the way to work on it.
    assert [query["sql"].split()[0] for query in caught] == ["SELECT", "INSERT", "SELECT"]


def test_a_burst_calls_for_work_once_and_carries_no_words(client, generic):
    for number in range(5):
        knock(client, generic.say("ada", "/ping my knee hurts", now(), number))

    (row,) = OrmQ.objects.all()
    assert row.key == "messages"
    assert (row.task["func"], row.task["args"]) == ("messaging.inbound_tasks.work", ())


def test_one_call_answers_all_that_wait(client, generic):
    make_known(generic, "ada", make_athlete())
    make_known(generic, "bo", make_athlete(first="Bo", last="Testfield"))
    for speaker in ("ada", "bo"):
        knock(client, generic.say(speaker, "/ping", now()))
    assert drain() == 1

    knock(client, generic.say("ada", "/ping", now(), 2))
    assert drain() == 1

    assert [one.to for one in generic.arrived()] == ["ada", "bo", "ada"]


@pytest.mark.parametrize(("name", "length"), [("speaker", 121), ("id", 201)])
def test_an_id_too_long_to_keep_whole_is_not_shortened_into_somebody_elses(client, generic, name, length):
    said = {"id": "1", "speaker": "ada", "text": "/ping"} | {name: "x" * length}
    knock(client, generic.sign(json.dumps(said).encode(), now()))
    assert not InboundEvent.objects.exists()

    said[name] = said[name][1:]
    knock(client, generic.sign(json.dumps(said).encode(), now()))
    assert InboundEvent.objects.count() == 1
