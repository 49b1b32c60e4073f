"""Tokens for scripts: one's own, shown once, limited in time and number, ended by oneself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from tests.builders.people import make_athlete, make_coach

PAGE = "people:tokens"


@pytest.fixture
def person(db):
    return make_coach()


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def make(client, days=90):
    return client.post(reverse(PAGE), {"days": days})


def test_a_new_token_is_shown_once_and_works(client, person):
    answer = make(client, 30)
    token = answer.context["made"]
    assert token in answer.content.decode()
    assert token not in client.get(reverse(PAGE)).content.decode()
    row = AuthToken.objects.get()
    assert row.user == person
    assert abs(row.expiry - row.created - timedelta(days=30)) < timedelta(seconds=5)
    script = Client(headers={"Authorization": f"Token {token}"})
    assert script.get("/api/people").status_code == 200


def test_what_is_stored_is_no_token(client):
    token = make(client).context["made"]
    row = AuthToken.objects.get()
    assert token not in (row.digest, row.token_key)


def test_ten_tokens_are_enough(client):
    for _number in range(10):
        make(client)
    answer = make(client)
    assert answer.status_code == 400
    assert "end one first" in answer.content.decode()
    assert AuthToken.objects.count() == 10


def test_a_life_of_ones_own_choosing_is_refused(client):
    assert make(client, 99999).status_code == 400
    assert not AuthToken.objects.exists()


def test_an_ended_token_is_refused_from_then_on(client):
    token = make(client).context["made"]
    row = AuthToken.objects.get()
    client.post(reverse("people:end_token"), {"token": row.token_key, "digest": row.digest})
    assert Client(headers={"Authorization": f"Token {token}"}).get("/api/people").status_code == 401


def test_nobody_ends_or_sees_somebody_elses(client):
    theirs = AuthToken.objects.create(make_athlete())[0]
    assert theirs.token_key not in client.get(reverse(PAGE)).content.decode()
    client.post(reverse("people:end_token"), {"token": theirs.token_key, "digest": theirs.digest})
    assert AuthToken.objects.filter(pk=theirs.pk).exists()


def test_a_stranger_logs_in_first(db):
    assert Client().get(reverse(PAGE)).status_code == 302
    assert Client().post(reverse("people:end_token")).status_code == 302


def test_the_page_is_reached_from_ones_account_and_is_not_kept_by_browsers(client):
    assert f'href="{reverse(PAGE)}"' in client.get(reverse("people:me")).content.decode()
    assert "no-store" in make(client).headers["Cache-Control"]
