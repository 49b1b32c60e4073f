from datetime import timedelta

import pytest

from people.models import Person
from people.welcoming import password_link, send_welcome
from tests.builders.people import make_person

pytestmark = pytest.mark.django_db


def path_of(link: str, settings) -> str:
    assert link.startswith(settings.SITE_URL + "/")
    return link.removeprefix(settings.SITE_URL)


def set_password(client, path: str, password: str):
    page = client.get(path, follow=True)
    assert page.status_code == 200
    form_path = page.redirect_chain[-1][0] if page.redirect_chain else path
    return client.post(form_path, {"password1": password, "password2": password}, follow=True)


def test_the_mail_says_the_site_the_username_and_the_link(mailoutbox, settings):
    person = make_person("Ada", known_as="Addie", password="")
    send_welcome(person)
    (mail,) = mailoutbox
    assert mail.to == [person.email]
    assert "Ringside" in mail.subject
    assert "Hello Addie" in mail.body
    assert person.username in mail.body
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in mail.body
    assert "for 3 days" in mail.body


def test_a_name_with_an_ampersand_stands_in_the_mail_as_it_is(mailoutbox):
    send_welcome(make_person("A&B"))
    assert "Hello A&B" in mailoutbox[0].body


def test_the_link_sets_a_password_once(client, settings):
    person = make_person(password="")
    link = path_of(password_link(person), settings)
    set_password(client, link, "fresh-words-4711")
    assert Person.objects.get(pk=person.pk).check_password("fresh-words-4711")
    client.logout()
    set_password(client, link, "other-words-4711")
    assert Person.objects.get(pk=person.pk).check_password("fresh-words-4711")


def test_the_link_dies_when_the_address_it_was_mailed_to_is_taken_away(client, settings):
    person = make_person(password="")
    link = path_of(password_link(person), settings)
    Person.objects.filter(pk=person.pk).update(email="new@example.test")
    set_password(client, link, "fresh-words-4711")
    assert not Person.objects.get(pk=person.pk).has_usable_password()


def test_an_old_link_is_refused(client, settings):
    person = make_person(password="")
    link = path_of(password_link(person), settings)
    settings.PASSWORD_RESET_TIMEOUT = -timedelta(days=1).total_seconds()
    set_password(client, link, "fresh-words-4711")
    assert not Person.objects.get(pk=person.pk).has_usable_password()


def test_a_link_of_one_person_does_not_open_anothers_account(client, settings):
    first, second = make_person(password=""), make_person(password="")
    own, other = (path_of(password_link(one), settings) for one in (first, second))
    uid = other.split("/key/")[1].split("-")[0]
    own_uid, token = own.split("/key/")[1].split("-", 1)
    set_password(client, own.replace(f"{own_uid}-{token}", f"{uid}-{token}"), "fresh-words-4711")
    assert not Person.objects.get(pk=second.pk).has_usable_password()
