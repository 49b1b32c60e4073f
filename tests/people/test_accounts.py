"""Logging in: by password or mailed code, with username or address; sign-up is closed; guesses are slowed down."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from people.accounts import forget_old_addresses
from people.models import Person
from tests.builders.people import PASSWORD, make_athlete, make_consultant

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()
    yield
    cache.clear()


def log_in(client, login: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def is_logged_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("by", ["username", "email"])
def test_an_athlete_logs_in_with_username_or_address_and_comes_home(client, by):
    athlete = make_athlete()
    answer = log_in(client, getattr(athlete, by).upper())
    assert is_logged_in(client)
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(client):
    athlete = make_athlete()
    known = log_in(client, athlete.username, "wrong").context["form"].errors
    unknown = log_in(client, "nobody", "wrong").context["form"].errors
    assert known == unknown
    assert not is_logged_in(client)


def test_who_is_deactivated_does_not_get_in(client):
    log_in(client, make_athlete(is_active=False).username)
    assert not is_logged_in(client)


def test_a_session_ends_when_its_person_is_deactivated(client):
    athlete = make_athlete()
    client.force_login(athlete)
    assert client.get("/me/").status_code == 200
    Person.objects.filter(pk=athlete.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client):
    athlete = make_athlete()
    for _attempt in range(5):
        log_in(client, athlete.username, "wrong")
    answer = log_in(client, athlete.username)
    assert not is_logged_in(client)
    assert "Too many" in str(answer.context["form"].errors)


def test_a_club_behind_one_address_gets_in_though_many_mistype(client):
    squad = [make_athlete(last=f"Examplova {number}") for number in range(40)]
    for athlete in squad:
        log_in(client, athlete.username, "wrong")
    for athlete in squad:
        log_in(client, athlete.username)
        assert is_logged_in(client)
        client.logout()


def test_whoever_guesses_from_account_to_account_has_to_wait(client):
    athlete = make_athlete()
    for number in range(60):
        log_in(client, f"nobody-{number}", "wrong")
    answer = log_in(client, athlete.username)
    assert not is_logged_in(client)
    assert "Too many" in str(answer.context["form"].errors)


def test_a_mailed_code_logs_in(client):
    athlete = make_athlete(password="")
    client.post("/accounts/login/code/", {"email": athlete.email})
    (letter,) = mail.outbox
    assert letter.to == [athlete.email]
    assert letter.subject == "Your code for Ringside"
    code = re.search(r"^[A-Z0-9]{3,}(-[A-Z0-9]+)*$", letter.body, re.MULTILINE).group()
    assert code not in letter.subject
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert is_logged_in(client)


def test_a_wrong_code_does_not_log_in(client):
    client.post("/accounts/login/code/", {"email": make_athlete().email})
    client.post("/accounts/login/code/confirm/", {"code": "000000"})
    assert not is_logged_in(client)


@pytest.mark.parametrize("page", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_a_stranger_cannot_learn_who_has_an_account_nor_make_us_mail_them(client, page):
    known = client.post(page, {"email": make_athlete().email})
    unknown = client.post(page, {"email": "nobody@example.test"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [letter.to for letter in mail.outbox if "nobody" in letter.to[0]] == []


def test_the_reset_mail_leads_to_this_site_whatever_host_was_asked(client, settings):
    athlete = make_athlete()
    client.post("/accounts/password/reset/", {"email": athlete.email}, headers={"host": "evil.example.test"})
    (letter,) = mail.outbox
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in letter.body
    assert "evil.example.test" not in letter.body + letter.subject
    assert athlete.username in letter.body


def test_a_new_password_is_told_by_mail(client):
    athlete = make_athlete()
    client.force_login(athlete)
    new = "fresh-words-4711"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    (letter,) = mail.outbox
    assert letter.to == [athlete.email]
    assert "password" in letter.subject
    assert new not in letter.body


def test_sign_up_is_closed(client):
    words = {"username": "eve", "email": "eve@example.test", "password1": "fresh-words-4711"}
    assert client.get("/accounts/signup/").status_code == 200
    client.post("/accounts/signup/", words)
    assert not Person.objects.filter(username="eve").exists()


def test_nobody_changes_their_e_mail_address_by_themselves(client):
    athlete = make_athlete()
    client.force_login(athlete)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "new@example.test"})
    assert answer.headers["Location"] == "/me/"
    assert not EmailAddress.objects.filter(email="new@example.test").exists()


def test_a_former_address_no_longer_logs_in(client):
    athlete = make_athlete()
    old = athlete.email
    EmailAddress.objects.create(user=athlete, email=old, verified=True, primary=True)
    athlete.email = "new@example.test"
    athlete.save()
    forget_old_addresses(athlete)
    log_in(client, old)
    assert not is_logged_in(client)
    log_in(client, "new@example.test")
    assert is_logged_in(client)


def test_admin_is_entered_through_the_sites_own_login(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    consultant = make_consultant()
    answer = client.post(answer.redirect_chain[-1][0], {"login": consultant.username, "password": PASSWORD})
    assert answer.headers["Location"] == "/admin/"


def test_admins_own_login_form_cannot_be_posted_to_around_the_limits(client):
    consultant = make_consultant()
    client.post("/admin/login/", {"username": consultant.username, "password": PASSWORD})
    assert not is_logged_in(client)


def test_an_athlete_is_refused_in_admin(client):
    client.force_login(make_athlete())
    assert client.get("/admin/", follow=True).status_code == 403
