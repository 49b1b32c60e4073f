"""The content policy stands on every page of ours, whoever looks, and allows nothing unsafe."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.builders.people import make_athlete, make_coach, make_consultant

pytestmark = pytest.mark.django_db


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of the site that needs nothing but itself."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif not set(route) & set("<(^*"):
            yield route


@pytest.mark.parametrize("make", [None, make_athlete, make_coach, make_consultant])
def test_every_page_carries_the_policy_and_nothing_in_it_is_unsafe(make):
    client = Client(raise_request_exception=False)
    if make is not None:
        client.force_login(make())
    seen = 0
    for address in addresses(get_resolver().url_patterns):
        answer = client.get(address)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        seen += answer.status_code == 200
        policy = answer.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert answer.status_code != 500, address
    assert seen > 4
