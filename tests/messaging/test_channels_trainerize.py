"""Trainerize keeps to the contract, and to what its API and webhook are known to do."""

from datetime import timedelta

import pytest

from messaging.channels.base import CannotDeliver, Settings, TryLater
from messaging.channels.trainerize_api import TrainerizeApi, ids_in, read_moment
from tests.messaging.channel_contract import NOW, ChannelContract, parcel_for
from tests.messaging.servers.listening import Response, as_json
from tests.messaging.servers.trainerize import CLIENTS, SENDER, PretendTrainerize, pretend_trainerize

ADA = CLIENTS["ada"]
NONSENSE: list[object] = ["", None, 5, "soon", {}]
NOT_PEOPLE: list[object] = [None, "1", [None], [{}], [[1]]]


@pytest.fixture
def vendor():
    with pretend_trainerize() as trainerize:
        yield trainerize


class TestTrainerize(ChannelContract):
    pass


def hear(vendor, call):
    (heard,) = vendor.kind.hear(call, vendor.settings, NOW).heard
    return heard


def test_it_answers_in_the_same_thread_while_nobody_else_is_in_it(vendor: PretendTrainerize):
    heard = hear(vendor, vendor.say("ada", "/ping", NOW))

    assert vendor.kind.send(parcel_for(heard.reply_to, heard.thread), vendor.settings) == "89"
    assert vendor.ours[0].thread_id == 9000 + ADA
    assert [request.path for request in vendor.listener.requests] == ["/v03/message/getThreads", "/v03/message/reply"]


def test_a_group_gets_nothing_and_the_one_who_asked_gets_it_in_private(vendor: PretendTrainerize):
    heard = hear(vendor, vendor.say("ada", "/ping", NOW, is_group=True))

    vendor.kind.send(parcel_for(heard.reply_to, heard.thread), vendor.settings)

    (arrived,) = vendor.arrived()
    assert (arrived.to, arrived.is_public) == (str(ADA), False)


@pytest.mark.parametrize("cc_users", [None, [], "everybody", [{"name": "Ada"}], [{"userID": ADA}, {"userID": 3}]])
def test_a_thread_not_known_to_be_private_is_not_answered_in(vendor: PretendTrainerize, cc_users):
    heard = hear(vendor, vendor.say("ada", "/ping", NOW))
    vendor.listener.troubles = [as_json({"threads": [{"threadID": 9000 + ADA, "ccUsers": cc_users}]})]

    vendor.kind.send(parcel_for(heard.reply_to, heard.thread), vendor.settings)

    assert vendor.listener.requests[-1].path == "/v03/message/send"


def test_a_command_to_another_trainer_is_answered_by_our_own_sender_in_private(vendor: PretendTrainerize):
    heard = hear(vendor, vendor.tell(ADA, "/ping", NOW, 3, receiver=1234, thread=5555))

    vendor.kind.send(parcel_for(heard.reply_to, heard.thread), vendor.settings)

    assert (heard.thread, vendor.ours[0].sender, vendor.ours[0].thread_id) == ("", SENDER, 9000 + ADA)


def test_excerpts_arrive_with_entities_and_are_read_without(vendor: PretendTrainerize):
    assert hear(vendor, vendor.say("ada", "/ping it's <me> & you", NOW)).text == "/ping it's <me> & you"


def test_a_group_message_told_to_each_receiver_is_one_message(vendor: PretendTrainerize):
    first = hear(vendor, vendor.tell(ADA, "/ping", NOW, 3, event_id="evt_a", receiver=SENDER))
    second = hear(vendor, vendor.tell(ADA, "/ping", NOW, 3, event_id="evt_b", receiver=CLIENTS["bo"]))

    assert first.event_id != second.event_id
    assert first.message_id == second.message_id == "3"


def test_its_403_may_mean_too_fast_and_is_tried_later(vendor: PretendTrainerize):
    vendor.listener.troubles = [as_json({"code": 403}, 403)]

    with pytest.raises(TryLater):
        vendor.kind.send(parcel_for(str(ADA)), vendor.settings)


def test_its_code_999_says_that_a_body_was_lost(vendor: PretendTrainerize):
    vendor.listener.troubles = [as_json({"code": 999})]

    with pytest.raises(TryLater):
        vendor.kind.send(parcel_for(str(ADA)), vendor.settings)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"threads": "?"}', b'{"threads": [null]}', b"{}", b"<html>"])
def test_an_unknown_answer_to_a_message_taken_is_no_error(vendor: PretendTrainerize, body):
    vendor.listener.troubles = [Response(200, body)]

    assert vendor.kind.send(parcel_for(str(ADA)), vendor.settings) == ""


def test_a_refusal_in_the_answers_code_is_one(vendor: PretendTrainerize):
    vendor.listener.troubles = [as_json({"code": 406, "message": "not in group"})]

    with pytest.raises(CannotDeliver):
        vendor.kind.send(parcel_for(str(ADA)), vendor.settings)


def test_a_cut_excerpt_is_noticed_and_the_whole_can_be_read(vendor: PretendTrainerize):
    text = "/ping " + "and another thing " * 12
    heard = hear(vendor, vendor.say("ada", text, NOW, 6))

    assert vendor.kind.is_cut(heard.text)
    assert not vendor.kind.is_cut("/ping")
    assert vendor.kind.read_whole("6", vendor.settings) == text


def test_polling_reads_what_came_since_and_from_private_threads_only(vendor: PretendTrainerize):
    vendor.say("ada", "/ping", NOW, 1)
    vendor.say("bo", "/ping", NOW - timedelta(hours=3), 2)
    vendor.say("bo", "/ping", NOW, 3, is_group=True)

    heard = vendor.kind.poll(vendor.settings, NOW - timedelta(minutes=10))

    assert [(one.speaker, one.text, one.said_at) for one in heard] == [(str(ADA), "/ping", NOW)]
    assert heard == vendor.kind.poll(vendor.settings, NOW - timedelta(minutes=10))


def test_polling_while_it_is_down_is_tried_later(vendor: PretendTrainerize):
    vendor.listener.troubles = [Response(503)]

    with pytest.raises(TryLater):
        vendor.kind.poll(vendor.settings, NOW)


def test_clients_come_page_by_page(vendor: PretendTrainerize):
    vendor.clients = [
        {"id": number, "firstName": "Ada", "lastName": f"O&#39;Examplova {number}", "email": " ADA@Example.test "}
        for number in range(250)
    ]

    clients = TrainerizeApi(vendor.settings).clients(str(SENDER))

    assert len(clients) == 250
    assert (clients[7].user_id, clients[7].last_name, clients[7].email) == ("7", "O'Examplova 7", "ada@example.test")
    assert [request.json["start"] for request in vendor.listener.requests] == [0, 100, 200]


def test_without_a_sender_nothing_is_sent(vendor: PretendTrainerize):
    nobody = Settings({**vendor.settings.open, "sender_ids": " , "}, vendor.settings.secrets)

    with pytest.raises(CannotDeliver, match="consultant"):
        vendor.kind.send(parcel_for(str(ADA)), nobody)


def test_its_moments_are_gmt_and_nonsense_is_none():
    assert read_moment("2026-11-03 12:00:00") == NOW
    assert read_moment("2026-11-03T13:00:00+01:00") == NOW
    assert read_moment("2026-11-03T12:00:00Z") == NOW
    assert all(read_moment(told) is None for told in NONSENSE)


def test_people_of_a_thread_are_ids_or_unknown():
    assert ids_in([1, {"userID": 2}, {"id": "3"}]) == {"1", "2", "3"}
    assert all(ids_in(told) is None for told in NOT_PEOPLE)
