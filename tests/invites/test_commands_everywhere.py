"""The command of a wearable through every chat system there is: the same words, a link for one person, no harm."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from invites import conf
from invites.models import Invite
from messaging import polling
from messaging.channels import conf as channels_conf
from messaging.models import InboundEvent, OutboundMessage
from people.models import Person
from sync import engine, queue
from sync.models import Connection, Run
from tests.builders.connections import connect
from tests.invites.walking import connect_through, phone
from tests.journeys.club import finish_set_up
from tests.messaging import chatting
from tests.messaging.servers.listening import Response
from tests.messaging.servers.mail import PretendMail, pretend_mail
from tests.messaging.servers.vendor import Arrived

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]
MINUTE = timedelta(minutes=1)
LINK = re.compile(r"https?://\S+/i/\S+")
EVERYWHERE = (*chatting.SPOKEN, "email")
SPELLINGS = [
    "/{0}",
    "/{0_upper}",
    "  /{0_title}  ",
    "/{0}\u00a0",
    "&#47;{0}",
    "@Ringside /{0}",
    "@Ringside:  /{0_upper} ",
]


class Chat:
    """One chat system with Ada in it, as she knows it."""

    def __init__(self, key: str, system) -> None:
        self.key, self.system, self.told = key, system, 0

    def make_known(self, person: Person) -> None:
        if isinstance(self.system, PretendMail):
            Person.objects.filter(pk=person.pk).update(email="ada@example.test")
        else:
            chatting.make_known(self.system, "ada", person)

    def say(self, text: str, *, number: int | None = None, is_group: bool = False) -> list[str]:
        """Ada says it; what came of each event."""
        self.told += 1
        number = self.told if number is None else number
        if isinstance(self.system, PretendMail):
            self.system.write("ada@example.test", text, chatting.now(), number)
            polling.poll(self.key, chatting.now())
        else:
            call = self.system.say("ada", text, chatting.now(), number, is_group=is_group)
            assert chatting.knock(Client(), call).status_code == 200
        return chatting.work_all()

    @property
    def heard(self) -> list[str]:
        """What Ada got; it fails if anybody else got anything, or could read it."""
        arrived: list[Arrived] = self.system.arrived()
        hers = "ada@example.test" if isinstance(self.system, PretendMail) else self.system.speaker_id("ada")
        assert {(one.to, one.is_public) for one in arrived} <= {(hers, False)}
        return [one.text for one in arrived]


@pytest.fixture
def now() -> datetime:
    """The door reads the clock itself."""
    return chatting.now()


@pytest.fixture(params=EVERYWHERE)
def chat(request, mailoutbox):
    opened = pretend_mail() if request.param == "email" else chatting.vendor_of(request.param)
    with opened as system:
        chatting.set_up(system)
        yield Chat(request.param, system)


@pytest.fixture
def known(chat, athlete):
    chat.make_known(athlete)
    return chat


def link_in(text: str) -> str:
    (link,) = LINK.findall(text)
    return urlsplit(link).path


def spelled(spelling: str, name: str) -> str:
    return spelling.replace("{0}", name).replace("{0_upper}", name.upper()).replace("{0_title}", name.title())


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_it_is_written_instructions_and_a_link_come_back(known, athlete, spelling):
    finish_set_up()

    assert known.say(spelled(spelling, "oura")) == ["answered"]

    (text,) = known.heard
    assert "your Oura is not connected" in text
    assert "Log in at Oura" in text
    assert "works for 5 minutes" in text
    assert "do not pass it on" in text
    assert phone().get(link_in(text)).status_code == 200
    invite = Invite.objects.get()
    assert (invite.provider, invite.person, invite.sender, invite.channel) == ("oura", athlete, None, known.key)


def test_the_link_connects_and_then_the_answer_says_how_fresh_it_is(known, provider, athlete):
    known.say("/pulsar")
    connect_through(phone(), link_in(known.heard[-1]))
    connection = Connection.objects.get()
    assert connection.person == athlete

    moment = chatting.now()
    provider.put("night", moment.date(), night_score=83)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=moment).pk, moment)
    known.say("/Pulsar")

    text = known.heard[-1]
    assert "your Pulsar is connected" in text
    assert "Last synced just now." in text
    assert "Last night is in." in text
    assert "83" not in text
    assert not LINK.search(text)
    assert Invite.objects.count() == 1


def test_who_must_connect_again_gets_a_link_for_it(known, provider, athlete, now):
    connect(provider, athlete, now)
    Connection.objects.update(state="reconnect_needed")

    known.say("/pulsar")

    text = known.heard[-1]
    assert "connect once more" in text
    assert phone().get(link_in(text)).status_code == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("help", "/pulsar status"),
        ("STATUS", "Pulsar is not connected. Write /pulsar for a link."),
        (" Disconnect ", "press Disconnect"),
        ("what is this?", "/pulsar help"),
    ],
)
def test_the_words_behind_it_are_answered_without_an_invite(known, words, said):
    known.say(f"/pulsar {words}")

    assert said in known.heard[-1]
    assert not LINK.search(known.heard[-1])
    assert not Invite.objects.exists()


@pytest.mark.parametrize("words", ["", "status", "help", "disconnect"])
def test_a_speaker_nobody_knows_gets_no_link_but_a_way_to_become_known(chat, words):
    assert chat.say(f"/pulsar {words}") == ["told"]

    (text,) = chat.heard
    assert "is not linked to anybody" in text
    assert "log in" in text
    assert not LINK.search(text)
    assert not Invite.objects.exists()


def test_told_twice_it_is_one_invite(known):
    known.say("/pulsar", number=1)
    known.say("/pulsar", number=1)

    assert len(known.heard) == Invite.objects.count() == 1


def test_a_flood_leaves_one_link_that_works(known):
    for _time in range(channels_conf.ANSWERS_AN_HOUR_PER_SPEAKER + 4):
        known.say("/pulsar")

    links = [link_in(text) for text in known.heard if LINK.search(text)]
    assert len(links) == channels_conf.ANSWERS_AN_HOUR_PER_SPEAKER < conf.MOST_A_CLIENT_AN_HOUR
    assert [phone().get(link).status_code for link in links] == [410] * (len(links) - 1) + [200]
    assert len(known.heard) == len(links) + 1


def test_asked_in_a_group_the_link_goes_to_who_asked_alone(known):
    if known.key in ("sms", "whatsapp", "email"):
        pytest.skip("there are no groups")
    known.say("/pulsar", is_group=True)

    (text,) = known.heard
    assert LINK.search(text)


def test_a_system_that_was_down_brings_a_link_that_is_fresh_when_it_comes(known, clock):
    if isinstance(known.system, PretendMail):
        pytest.skip("mail servers do not speak HTTP: test_channels_email.py")
    known.system.listener.troubles = [Response(503)]
    known.say("/pulsar")
    assert known.heard == []
    clock.shift(10 * MINUTE)

    chatting.work_all()

    (text,) = known.heard
    assert phone().get(link_in(text)).status_code == 200
    invite = Invite.objects.get()
    assert invite.expires_at == chatting.now() + conf.life()


def test_what_is_said_stays_with_who_answers_it(known):
    known.say("/pulsar is my knee allowed to hurt")

    assert not InboundEvent.objects.filter(text__contains="knee").exists()
    assert not OutboundMessage.objects.filter(text__contains="knee").exists()


def test_several_wearables_are_told_apart(known):
    finish_set_up()
    known.say("/pulsar")
    known.say("/oura")

    assert [one.provider for one in Invite.objects.order_by("pk")] == ["pulsar", "oura"]
    assert [phone().get(link_in(text)).status_code for text in known.heard] == [200, 200]
