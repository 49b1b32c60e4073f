"""Pages for when things go wrong: they render without anything behind them and say who must act."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from people.models import Person
from tests.templates.rendering import Page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("400.html", "Nothing has been saved or changed."),
        ("403_csrf.html", "What you sent was not saved."),
        ("500.html", "The people who run this site have the details."),
    ],
)
def test_it_needs_no_request_and_no_database(name: str, words: str) -> None:
    page = Page(render_to_string(name))
    assert words in page.words
    assert {"class": "button", "href": "/"} in page.all("a")


def test_the_fault_page_asks_for_unhashed_files_that_are_there() -> None:
    """Hashed names come from a manifest, and a broken manifest must not break this page too."""
    page = Page(render_to_string("500.html"))
    for link in page.all("link"):
        assert finders.find(link["href"].removeprefix("/static/")), link["href"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent", [{"name": "x" * 4_000_000}, {f"name-{number}": "x" for number in range(2_001)}], ids=["size", "number"]
)
def test_what_was_too_much_at_once_is_called_so(client: Client, sent: dict[str, str]) -> None:
    answer = client.post("/accounts/login/", urlencode(sent), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    words = Page(answer.content.decode()).words
    assert "It was too much at once" in words
    assert "Nothing has been saved or changed." in words


@pytest.mark.django_db
def test_a_request_that_is_wrong_otherwise_is_not_called_too_much(client: Client) -> None:
    client.force_login(Person.objects.create_user("op", is_staff=True, is_superuser=True))
    answer = client.get("/admin/people/person/", {"password__startswith": "a"})
    assert answer.status_code == 400
    words = Page(answer.content.decode()).words
    assert "too much" not in words
    assert "Something in the address" in words


@pytest.mark.django_db
def test_an_unknown_page_has_the_frame_and_no_trace_of_the_address(client: Client) -> None:
    answer = client.get("/no/such/page/ada-examplova/")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "There is nothing here for you" in Page(text).words
    assert "ada-examplova" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [True, False])
def test_a_closed_page_says_which_account_lacks_the_right(rf: RequestFactory, is_known: bool) -> None:
    request: HttpRequest = rf.get("/closed/")
    request.user = (
        Person.objects.create_user("bo", first_name="Bo", last_name="Testfield") if is_known else AnonymousUser()
    )
    answer: HttpResponse = defaults.permission_denied(request, PermissionError())
    words = Page(answer.content.decode()).words
    assert answer.status_code == 403
    assert ("You are logged in as Bo Testfield" in words) is is_known
    assert ("You are not logged in." in words) is not is_known


@pytest.mark.django_db
def test_an_exception_s_words_never_reach_the_page(rf: RequestFactory) -> None:
    request = rf.get("/x/")
    request.user = AnonymousUser()
    answer = defaults.page_not_found(request, Http404("readiness 41"))
    assert "readiness 41" not in answer.content.decode()
