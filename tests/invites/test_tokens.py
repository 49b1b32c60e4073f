"""The token: made from the row and a key, never stored, and nothing else opens."""

import pytest

from invites.models import Invite
from invites.tokens import invite_of, token_of
from tests.invites.walking import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def invite(athlete, now):
    return issue(athlete, now)


def test_a_token_leads_to_its_invite(invite):
    assert invite_of(token_of(invite)) == invite


def test_a_token_holds_neither_nonce_nor_name(invite, athlete):
    token = token_of(invite)

    assert invite.nonce not in token
    assert athlete.first_name not in token


def test_a_changed_nonce_is_another_token(invite):
    before = token_of(invite)
    invite.nonce = "n" * 43
    invite.save()

    assert token_of(invite) != before
    assert invite_of(before) is None


def test_a_token_of_one_invite_does_not_open_another(invite, athlete, now):
    other = issue(athlete, now)
    digest = token_of(invite).partition("-")[2]

    assert invite_of(f"{other.pk}-{digest}") is None


def test_another_key_makes_other_tokens(invite, settings):
    before = token_of(invite)
    settings.SECRET_KEY = "another-key-of-the-tests-0123456789-abcdefghijklm"

    assert token_of(invite) != before
    assert invite_of(before) is None


@pytest.mark.parametrize(
    "made_up",
    [
        "",
        "-",
        "1",
        "1-",
        "0-" + "a" * 43,
        "-1-" + "a" * 43,
        "1-" + "a" * 42,
        "1-" + "a" * 44,
        "1-" + "ä" * 43,
        "9" * 19 + "-" + "a" * 43,
        "1-" + "a" * 43 + "\n",
        "1-" + "a" * 42 + "=",
        "١-" + "a" * 43,
        "1-\x00" + "a" * 42,
    ],
)
def test_what_is_no_token_is_nobodys(db, made_up):
    assert invite_of(made_up) is None


def test_every_single_changed_letter_closes_the_door(invite):
    token = token_of(invite)
    start = token.index("-") + 1
    for at in range(start, len(token) - 1):  # the last letter has two bits that say nothing
        changed = token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :]
        assert invite_of(changed) is None


def test_a_token_of_an_invite_that_is_gone_is_nobodys(invite):
    token = token_of(invite)
    Invite.objects.all().delete()

    assert invite_of(token) is None
