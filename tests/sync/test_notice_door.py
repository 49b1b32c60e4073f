"""The door for notices: the vendor's alone, quick, and without a statement for what is forged."""

import pytest
from django.test import Client

from sync.models import ProviderApplication, Run, SeenNotice
from sync.models.run import Priority
from sync.notice_keys import keys_of
from tests.fakes.notices import let_notify, notice_body, sign
from tests.sync.notifying import DOOR, fresh_keys, send, tell

__all__ = ["fresh_keys"]


@pytest.fixture
def provider(provider, now):
    let_notify(provider, now)
    return provider


# The vendor's alone


def test_a_signed_notice_asks_for_that_person_and_the_feeds_of_that_type(connection):
    assert tell(connection).status_code == 200

    run = Run.objects.get()
    assert (run.connection, run.trigger, run.priority) == (connection, Run.Trigger.NOTICE, Priority.NOTICE)
    assert run.feeds == ["calm", "night"]
    assert (run.first_day, run.last_day) == (None, None)


@pytest.mark.parametrize("signature", ["", "0" * 64, sign(b"another body"), "ü"])
def test_a_wrong_signature_is_turned_away_and_leaves_nothing(connection, signature):
    response = send(notice_body(connection.account_id), signature)

    assert response.status_code == 401
    assert not Run.objects.exists()
    assert not SeenNotice.objects.exists()


def test_a_flood_of_forged_notices_costs_no_statement(connection, django_assert_num_queries):
    tell(connection)
    with django_assert_num_queries(0):
        for number in range(50):
            assert send(notice_body(connection.account_id, number=number), "0" * 64).status_code == 401


def test_a_flood_against_a_provider_that_is_not_set_up_costs_one(db, provider, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _time in range(10):
            assert send(b"{}").status_code == 404


def test_a_changed_secret_is_believed_within_seconds(connection, application):
    before = keys_of("pulsar", 5.0, lambda: 100.0)
    ProviderApplication.objects.update(verification_token="changed")

    assert keys_of("pulsar", 5.0, lambda: 105.0) is before
    assert keys_of("pulsar", 5.0, lambda: 105.1).verification_token == "changed"


@pytest.mark.parametrize("path", ["/notices/nobody/", "/notices/pulsar/"])
def test_there_is_no_door_for_a_provider_that_does_not_notify(application, provider, path):
    provider.notices = None
    assert Client().post(path, b"{}", content_type="application/json").status_code == 404
    assert Client().get(path).status_code == 404


def test_too_long_a_body_is_not_read(connection, django_assert_num_queries):
    tell(connection)
    body = b" " * 16_385
    with django_assert_num_queries(0):
        assert send(body).status_code == 413
        assert send(b"{}", CONTENT_LENGTH="9" * 40).status_code == 413
        assert send(b"{}", CONTENT_LENGTH="-1").status_code == 413


@pytest.mark.parametrize("method", ["put", "delete", "head", "options", "patch"])
def test_other_methods_are_refused(application, method):
    assert getattr(Client(), method)(DOOR).status_code == 405


def test_the_door_knows_no_session_and_sets_no_cookie(connection, django_assert_num_queries):
    response = tell(connection)
    assert not response.cookies
    assert response.headers["Cache-Control"].startswith("max-age=0")
    assert Client(enforce_csrf_checks=True).post(DOOR, b"{}", content_type="application/json").status_code == 401


def test_the_handshake_is_answered_to_whoever_knows_the_token(application):
    ProviderApplication.objects.update(verification_token="t-1")

    answer = Client().get(DOOR, {"token": "t-1", "challenge": "c-1"})
    assert (answer.status_code, answer.json()) == (200, {"echo": "c-1"})
    assert Client().get(DOOR, {"token": "t-2", "challenge": "c-1"}).status_code == 401
    assert Client().get(DOOR).status_code == 401


def test_no_handshake_is_answered_while_there_is_no_token(application):
    assert Client().get(DOOR, {"token": "", "challenge": "c-1"}).status_code == 401


def test_nothing_that_is_logged_names_the_account_or_the_document(connection, caplog):
    caplog.set_level("DEBUG")
    tell(connection)
    send(notice_body(connection.account_id, number=4), "0" * 64)
    assert connection.account_id not in caplog.text
    assert "doc-" not in caplog.text
