import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import timezone, translation

from people.application import application_details
from people.middleware import person_locale
from tests.builders.people import make_athlete

pytestmark = pytest.mark.django_db


def zone_and_language_of(user, rf) -> str:
    request = rf.get("/")
    request.user = user
    with translation.override("en-gb"):
        page = person_locale(
            lambda _request: HttpResponse(f"{timezone.get_current_timezone_name()} {translation.get_language()}")
        )
        return page(request).content.decode()


def test_a_page_uses_the_persons_own_zone(rf):
    assert zone_and_language_of(make_athlete(zone="Pacific/Auckland"), rf).startswith("Pacific/Auckland")


def test_without_an_own_zone_it_uses_the_sites(rf):
    details = application_details()
    details.zone = "Europe/Oslo"
    details.save()
    assert zone_and_language_of(make_athlete(), rf).startswith("Europe/Oslo")


def test_a_page_speaks_the_persons_language_if_the_site_does(rf, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]
    assert zone_and_language_of(make_athlete(language="de"), rf).endswith(" de")
    assert zone_and_language_of(make_athlete(language="fr"), rf).endswith(" en-gb")


def test_a_strangers_page_is_in_the_sites_own_time_and_the_next_one_starts_afresh(rf):
    zone_and_language_of(make_athlete(zone="Pacific/Auckland"), rf)
    assert zone_and_language_of(AnonymousUser(), rf) == "UTC en-gb"
