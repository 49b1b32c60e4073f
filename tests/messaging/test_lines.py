"""The lines of a conversation as they grow: read marks, polling, older pages."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging.conversations import Saying, conversation_of, count_unread, say
from messaging.forms import new_once

pytestmark = pytest.mark.django_db
LIST = "/messages/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def url_of(athlete, name="conversation") -> str:
    return reverse(f"messaging:{name}", args=[athlete.pk])


def page_of(client, viewer, athlete) -> str:
    client.force_login(viewer)
    answer = client.get(url_of(athlete))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, viewer, athlete, text, once=None, **extra):
    client.force_login(viewer)
    return client.post(url_of(athlete), {"text": text, "once": once or new_once()}, **extra)


def test_opening_marks_as_read_and_looking_by_head_does_not(client, ada, coach):
    send(client, ada, ada, "Hello")
    client.force_login(coach)
    client.head(url_of(ada))
    assert count_unread(coach) == 1

    page_of(client, coach, ada)

    assert count_unread(coach) == 0


def test_who_wrote_last_sees_who_has_read_it(client, ada, coach):
    send(client, ada, ada, "Hello")
    assert "Sent, not read yet" in page_of(client, ada, ada)

    page_of(client, coach, ada)

    assert "Read by Bo" in page_of(client, ada, ada)


def test_polling_brings_what_is_new_and_nothing_else(client, ada, coach):
    send(client, ada, ada, "Hello")
    page_of(client, coach, ada)
    polled = re.search(r'hx-get="([^"]+)"', page_of(client, ada, ada))[1]
    assert client.get(polled, **HTMX).status_code == 204

    send(client, coach, ada, "Good morning")
    client.force_login(ada)
    fresh = client.get(polled, **HTMX)

    assert "Good morning" in fresh.content.decode()
    again = re.search(r'hx-get="([^"]+)"', fresh.content.decode())[1]
    assert client.get(again, **HTMX).status_code == 204
    assert "data-poll" in fresh.content.decode()


def test_polling_after_the_log_in_ended_loads_the_page_again(client, ada):
    answer = client.get(url_of(ada, "lines"), **HTMX)

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_older_messages_are_a_page_away_and_rest_there(client, ada):
    for number in range(65):
        say(conversation_of(ada), Saying(ada, "Ada", f"Number {number}.", f"n{number}"), timezone.now())
    newest = page_of(client, ada, ada)
    assert "Number 64." in newest
    assert "Number 4." not in newest

    older = client.get(re.search(r'href="([^"]+\?before=\d+)"', newest)[1]).content.decode()

    assert "Number 4." in older
    assert "Number 64." not in older
    assert "data-poll" not in older
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert client.get(url_of(ada), {"before": nonsense}).status_code == 200


def test_a_poll_that_finds_nothing_new_is_cheap(client, ada, coach, django_assert_num_queries):
    send(client, coach, ada, "Hello")
    page_of(client, ada, ada)
    polled = re.search(r'hx-get="([^"]+)"', page_of(client, ada, ada))[1]

    # Session, person, roles, zone; who is seen; the conversation, its lines, the mark, the sender; who has read it.
    with django_assert_num_queries(10):
        assert client.get(polled, **HTMX).status_code == 204
