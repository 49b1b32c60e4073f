"""A token stands in no table and in no line of the log, whatever is done with its link."""

import logging
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test import Client

from config.logs import JsonLine, PlainLine
from config.redaction import GONE
from invites import linking, sending, tasks
from invites.models import Invite
from invites.tokens import token_of
from messaging.sending import send_due
from sync import engine
from sync.models import Run
from tests.invites.test_commands_in_chat import say
from tests.invites.walking import CALLBACK, PULSAR, connect_through, phone, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]
MINUTE = timedelta(minutes=1)


def everything_stored() -> str:
    """Every row of every table, as text."""
    with database.cursor() as cursor:
        names = database.introspection.table_names(cursor)
        rows = []
        for name in names:
            cursor.execute(f"SELECT t::text FROM {database.ops.quote_name(name)} t")  # noqa: S608 names of our tables
            rows += [row[0] for row in cursor.fetchall()]
    assert len(rows) > 50
    return "\n".join(rows)


class Lines(logging.Handler):
    """What the log would hold, as each of its two forms writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written += [JsonLine().format(record), PlainLine().format(record)]


@pytest.fixture
def lines():
    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.written
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def used_tokens(athlete, coach, provider, now, clock, lines) -> list[str]:
    """The tokens of links that went every way a link can go."""
    tokens = []

    def take() -> tuple[str, str]:
        newest = Invite.objects.first()
        tokens.append(token_of(newest))
        return newest, f"/i/{tokens[-1]}/"

    sending.send_invite(PULSAR, athlete, coach, "site", now)
    send_due(None, now)
    _invite, path = take()
    client = phone()
    client.get(path)
    client.get(CALLBACK, {"state": press(client, path), "error": "access_denied"})
    Client(enforce_csrf_checks=True).post(f"{path}go")
    Client().get(f"/i/{tokens[0][:-2]}aa/")
    clock.shift(6 * MINUTE)
    client.get(path)
    client.post(f"{path}again")
    tasks.follow()
    send_due(None, now + 6 * MINUTE)
    healed, path = take()
    linking.build(str(healed.pk), athlete, now + 6 * MINUTE)
    _healed, path = take()
    say(athlete, "/pulsar", now + 6 * MINUTE)
    _asked, path = take()
    assert connect_through(client, path).status_code == 302
    client.get(path)
    engine.perform_run(Run.objects.get().pk, now + 7 * MINUTE)
    return tokens


def test_no_token_is_stored_anywhere(used_tokens):
    stored = everything_stored()

    assert len(set(used_tokens)) == 4
    for token in used_tokens:
        assert token not in stored
        assert token.partition("-")[2] not in stored


def test_no_token_is_logged_anywhere(used_tokens, lines):
    written = "\n".join(lines)

    assert f"/i/{GONE}/go" in written
    for token in used_tokens:
        assert token not in written
        assert token.partition("-")[2] not in written


def test_neither_name_nor_address_of_an_athlete_is_logged(used_tokens, athlete, lines):
    written = "\n".join(lines)

    for word in ("Examplova", athlete.email):
        assert word not in written


def test_a_token_is_redacted_wherever_a_line_may_hold_it(athlete, now, lines):
    invite = Invite.objects.create(provider=PULSAR, person=athlete, channel="site", nonce="n", created_at=now)
    for number in range(200):
        invite.nonce = str(number)
        logging.getLogger("anything").warning(
            "Not Found: /i/%s/go and https://here.example/i/%s/", token_of(invite), token_of(invite)
        )
        assert token_of(invite).partition("-")[2] not in lines[-1] + lines[-2]
