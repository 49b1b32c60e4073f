"""Codes: for one person, once, for ten minutes; a chat never changes hands by itself."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from messaging.identifying import CannotIdentify, Speaker, confirm, identify, new_code, person_of, read_code
from messaging.models import Channel, ChatIdentity
from tests.builders.people import make_athlete, make_coach

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
SPEAKER = Speaker("sms", "+441632960011")


@pytest.mark.parametrize("words", ["code 12345678", "code 1234 5678", "code: 1234-5678", "code 1 2 3 4 5 6 7 8"])
def test_a_code_is_read_as_people_type_it(words):
    assert read_code(words) == "12345678"


@pytest.mark.parametrize("words", ["", "code", "code 1234567", "code 123456789", "help", "code of conduct", "12345678"])
def test_other_words_are_no_code(words):
    assert read_code(words) == ""


def test_a_code_works_once():
    person = make_athlete()
    code = new_code(person)

    assert identify(SPEAKER, code, NOW) == person
    assert person_of("sms", SPEAKER.speaker) == person
    with pytest.raises(CannotIdentify):
        identify(Speaker("sms", "+441632960099"), code, NOW)


def test_a_new_code_voids_the_one_before():
    person = make_athlete()
    first, second = new_code(person), new_code(person)

    with pytest.raises(CannotIdentify):
        identify(SPEAKER, first, NOW)
    assert identify(SPEAKER, second, NOW) == person


def test_a_code_of_an_inactive_person_is_none():
    person = make_athlete()
    code = new_code(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    with pytest.raises(CannotIdentify):
        identify(SPEAKER, code, NOW)


def test_the_code_itself_is_not_stored():
    code = new_code(make_athlete())

    assert cache.get(code) is None
    assert cache.get(f"chat-code-{code}") is None


def test_a_chat_of_somebody_is_not_given_to_another():
    ada, bo = make_athlete(), make_athlete(first="Bo", last="Testfield")
    identify(SPEAKER, new_code(ada), NOW)

    with pytest.raises(CannotIdentify, match="another account"):
        identify(SPEAKER, new_code(bo), NOW)
    assert person_of("sms", SPEAKER.speaker) == ada


def test_a_new_number_takes_the_place_of_the_old_one():
    ada = make_athlete()
    confirm(SPEAKER, ada, NOW)

    confirm(Speaker("sms", "+441632960012"), ada, NOW)

    assert ChatIdentity.objects.get().speaker == "+441632960012"


def test_the_same_speaker_elsewhere_is_a_stranger():
    confirm(SPEAKER, make_athlete(), NOW)

    assert person_of("whatsapp", SPEAKER.speaker) is None


def test_one_takes_a_code_on_ones_own_page_and_no_address_shows_it(client):
    person = make_athlete()
    Channel.objects.update_or_create(key="sms", defaults={"is_on": True})
    client.force_login(person)

    assert client.get(reverse("own_chats")).context["code"] == ""
    page = client.post(reverse("chat_code"))
    code = page.context["code"].replace(" ", "")

    assert client.get(reverse("chat_code")).status_code == 405
    assert page.headers["Cache-Control"].count("no-store") == 1
    assert f"/oura code {code[:4]} {code[4:]}" in page.content.decode()
    assert identify(SPEAKER, code, NOW) == person


def test_a_chat_is_let_go_by_its_person_alone(client):
    ada, bo = make_athlete(), make_athlete(first="Bo", last="Testfield")
    identity = confirm(SPEAKER, ada, NOW)
    client.force_login(bo)
    assert client.post(reverse("release_chat", args=[identity.pk])).status_code == 404
    client.force_login(make_coach())
    assert client.post(reverse("release_chat", args=[identity.pk])).status_code == 404

    client.force_login(ada)
    assert client.get(reverse("own_chats")).context["chats"] != []
    assert client.post(reverse("release_chat", args=[identity.pk])).status_code == 302

    assert not ChatIdentity.objects.exists()


@pytest.mark.parametrize(("name", "method"), [("own_chats", "get"), ("chat_code", "post"), ("match_trainerize", "get")])
def test_strangers_log_in_first(client, name, method):
    response = getattr(client, method)(reverse(name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
