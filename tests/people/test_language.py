"""Whoever chooses a language has it from then on: a person with their account, a stranger with their browser."""

import pytest
from django.conf import settings

from tests.builders.people import make_athlete

pytestmark = pytest.mark.django_db
CHOOSE = "/accounts/language/"


def test_a_person_keeps_the_language_they_choose(client):
    ada = make_athlete()
    client.force_login(ada)

    answer = client.post(CHOOSE, {"language": "de", "next": "/me/"})

    assert answer.url == "/me/"
    ada.refresh_from_db()
    assert ada.language == "de"
    assert '<html lang="de">' in client.get("/me/").text


def test_a_stranger_reads_what_the_browser_asks_for_until_they_choose(client):
    login = "/accounts/login/"
    assert '<html lang="en-gb">' in client.get(login, headers={"accept-language": "fr, en;q=0.8"}).text
    assert '<html lang="de">' in client.get(login, headers={"accept-language": "de-AT, en;q=0.8"}).text

    client.post(CHOOSE, {"language": "de", "next": login})

    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"
    assert '<html lang="de">' in client.get(login, headers={"accept-language": "en"}).text


@pytest.mark.parametrize("language", ["tlh", ""])
def test_a_language_the_site_does_not_speak_changes_nothing(client, language):
    ada = make_athlete()
    client.force_login(ada)

    client.post(CHOOSE, {"language": language})

    ada.refresh_from_db()
    assert ada.language == "en-gb"


def test_nobody_is_led_to_another_site(client):
    assert client.post(CHOOSE, {"language": "de", "next": "https://elsewhere.example/"}).url == "/"
