"""The account package's own views with our words: every page renders, and a way out is always there."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from people.models import Person
from tests.templates.rendering import Page

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return Person.objects.create_user("ada", "ada@example.org", PASSWORD, first_name="Ada", last_name="Examplova")


@pytest.fixture
def stranger() -> Client:
    return Client()


@pytest.fixture
def logged_in(ada: Person) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    return client


def opened(client: Client, name: str, *args: Any) -> Page:
    return read(client.get(reverse(name, args=args)))


def read(response: Any, status: int = 200) -> Page:
    assert response.status_code == status
    return Page(response.content.decode())


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Log in"),
        ("account_request_login_code", "Log in with a code"),
        ("account_reset_password", "Forgotten your password?"),
        ("account_reset_password_done", "Look into your mail"),
        ("account_reset_password_from_key_done", "Password saved"),
        ("account_signup", "Accounts are made for you"),
        ("account_inactive", "This account is switched off"),
        ("account_email_verification_sent", "Confirm your address"),
    ],
)
def test_a_stranger_reads_our_words_in_our_frame(stranger: Client, name: str, heading: str) -> None:
    response = stranger.get(reverse(name))
    page = read(response)
    assert f"<h1>{heading}</h1>" in response.content.decode()
    assert page.all("main")[0]["id"] == "main"
    assert page.all("html")[0]["lang"] == "en-gb"
    assert page.all("script") == []


def test_the_frame_names_the_site_and_not_its_host(stranger: Client) -> None:
    page = opened(stranger, "account_login")
    assert "Log in · Ringside" in page.words
    assert "testserver" not in page.words


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_logout", "Log out?"),
        ("account_change_password", "Change password"),
        ("account_reauthenticate", "Is it still you?"),
    ],
)
def test_who_is_logged_in_reads_our_words_too(logged_in: Client, name: str, heading: str) -> None:
    page = opened(logged_in, name)
    assert heading in page.words
    assert "Logged in as Ada Examplova" in page.words


def test_a_wrong_password_is_said_once_and_keeps_the_name(ada: Person, stranger: Client) -> None:
    page = read(stranger.post(reverse("account_login"), {"login": "ada", "password": "wrong"}))
    (problem,) = [one for one in page.all("ul") if "errorlist" in one.get("class", "")]
    assert "nonfield" in problem["class"]
    assert next(one for one in page.all("input") if one["name"] == "login")["value"] == "ada"


def test_a_mailed_code_logs_in(ada: Person, stranger: Client) -> None:
    asked = stranger.post(reverse("account_request_login_code"), {"email": "ada@example.org"}, follow=True)
    page = read(asked)
    assert "If ada@example.org belongs to an account here, a code is on its way." in page.words
    (letter,) = mail.outbox
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", str(letter.body), re.MULTILINE)
    assert found
    stranger.post(reverse("account_confirm_login_code"), {"code": found[1]})
    assert opened(stranger, "account_logout").all("h1")


def test_a_wrong_code_is_refused_with_the_error_beside_it(ada: Person, stranger: Client) -> None:
    stranger.post(reverse("account_request_login_code"), {"email": "ada@example.org"})
    page = read(stranger.post(reverse("account_confirm_login_code"), {"code": "WRONG1"}))
    code = next(one for one in page.all("input") if one["name"] == "code")
    assert code["aria-invalid"] == "true"
    assert code["aria-describedby"] in page.ids()


def test_a_forgotten_password_is_replaced_by_the_mailed_link(ada: Person, stranger: Client) -> None:
    stranger.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[0].body))
    assert found
    form = stranger.get(found[1], follow=True)
    assert "Choose a password" in read(form).words
    address = form.request["PATH_INFO"]
    done = stranger.post(address, {"password1": "another long one", "password2": "another long one"}, follow=True)
    assert "Your new password is saved." in read(done).words
    ada.refresh_from_db()
    assert ada.check_password("another long one")


def test_two_different_passwords_are_refused_beside_the_second(ada: Person, logged_in: Client) -> None:
    answer = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "yet another one"}
    page = read(logged_in.post(reverse("account_change_password"), answer))
    assert [one["name"] for one in page.all("input") if one.get("aria-invalid")] == ["password2"]


def test_a_spent_link_says_what_to_do(stranger: Client) -> None:
    page = read(stranger.get("/accounts/password/reset/key/1-spent/"))
    assert "This link no longer works" in page.words
    assert reverse("account_reset_password") in [link.get("href") for link in page.all("a")]


def test_who_has_no_password_is_offered_one(ada: Person, stranger: Client) -> None:
    ada.set_unusable_password()
    ada.save()
    stranger.force_login(ada)
    assert "Choose a password" in opened(stranger, "account_set_password").words


def test_logging_out_is_a_form_and_says_that_it_worked(logged_in: Client) -> None:
    answer = logged_in.post(reverse("account_logout"))
    assert answer.status_code == 302
    assert "You are logged out." in opened(logged_in, "account_login").words


def test_an_unknown_address_reads_the_same_words_and_gets_no_letter(ada: Person, stranger: Client) -> None:
    address = reverse("account_reset_password")
    known = read(stranger.post(address, {"email": "ada@example.org"}, follow=True))
    unknown = read(stranger.post(address, {"email": "nobody@example.org"}, follow=True))
    assert known.words == unknown.words
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]


def test_every_letter_says_which_site_wrote_it(ada: Person, stranger: Client) -> None:
    stranger.post(reverse("account_request_login_code"), {"email": "ada@example.org"})
    assert str(mail.outbox[0].body).endswith("-- \nRingside · http://127.0.0.1:8000\n")
