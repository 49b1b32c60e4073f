"""The guard of pages without a referrer: as strict as Django's, but for an origin that browsers then hide."""

import pytest
from django.test import Client

from sync.models import AuthorisationState
from tests.invites.walking import PHONE, invite_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def path(application, athlete, now) -> str:
    return invite_link(athlete, now)[1]


@pytest.fixture
def careful() -> Client:
    return Client(enforce_csrf_checks=True, headers={"user-agent": PHONE})


def press(careful: Client, path: str, *, token: str | None = None, secure: bool = False, **headers: str):
    """Opens the page, then presses with the token that stands on it or another."""
    page = careful.get(path, secure=secure)
    given = page.context["csrf_token"] if token is None else token
    return careful.post(f"{path}go", {"csrfmiddlewaretoken": str(given)}, headers=headers, secure=secure)


@pytest.mark.parametrize("secure", [False, True])
def test_a_browser_that_hides_its_origin_may_press(careful, path, secure):
    """Every browser does so on a page with `no-referrer`, which this one is."""
    said = {"origin": "null", "sec-fetch-site": "same-origin"}

    assert press(careful, path, secure=secure, **said).status_code == 302


def test_an_older_browser_that_says_less_may_press(careful, path):
    assert press(careful, path, origin="null").status_code == 302


def test_a_browser_that_says_our_origin_may_press(careful, path):
    assert press(careful, path, origin="http://testserver").status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "same-site"},
        {"origin": "http://testserver.evil.example"},
        {"origin": ""},
    ],
)
def test_another_page_may_not_even_with_the_token(careful, path, said):
    assert press(careful, path, **said).status_code == 403
    assert not AuthorisationState.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "a" * 64, "a" * 32])
def test_without_the_right_token_nobody_may(careful, path, token):
    assert press(careful, path, token=token, origin="null").status_code == 403
    assert not AuthorisationState.objects.exists()


def test_without_the_cookie_nobody_may(careful, path):
    token = str(careful.get(path).context["csrf_token"])
    stranger = Client(enforce_csrf_checks=True, headers={"user-agent": PHONE, "origin": "null"})

    assert stranger.post(f"{path}go", {"csrfmiddlewaretoken": token}).status_code == 403


def test_on_https_a_browser_must_say_something_of_where_it_comes_from(careful, path):
    assert press(careful, path, secure=True).status_code == 403


def test_the_other_pages_of_the_site_keep_the_usual_guard(careful, coach):
    careful.force_login(coach)

    assert careful.post("/clients/invite", headers={"origin": "null"}).status_code == 403
