import pytest
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from config.proxies import TOLD_BY_PROXIES, believe_known_proxies, is_known, networks


def told(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(name for name in TOLD_BY_PROXIES if name in request.META))


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("127.0.0.1", True),
        ("172.16.9.9", True),
        ("::ffff:172.16.9.9", True),
        ("", True),
        ("172.32.0.1", False),
        ("::1", False),
        ("203.0.113.9", False),
    ],
)
def test_a_proxy_is_known_by_its_address_or_its_network(address: str, known: bool) -> None:
    assert is_known(address, networks(["127.0.0.1", "172.16.0.0/12"])) is known


@pytest.mark.parametrize(("address", "believed"), [("127.0.0.1", True), ("203.0.113.9", False)])
def test_a_stranger_says_nothing_of_https_or_addresses(
    rf: RequestFactory, settings: Settings, address: str, believed: bool
) -> None:
    settings.TRUSTED_PROXIES = networks(["127.0.0.1"])
    request = rf.get("/", REMOTE_ADDR=address)
    request.META.update(dict.fromkeys(TOLD_BY_PROXIES, "https"))
    response = believe_known_proxies(told)(request)
    assert response.content.decode() == (" ".join(TOLD_BY_PROXIES) if believed else "")


def test_demo_and_tests_look_at_none_of_it(settings: Settings) -> None:
    assert settings.TRUSTED_PROXIES is None
    with pytest.raises(MiddlewareNotUsed):
        believe_known_proxies(told)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES holds something"):
        networks(["next door"])
