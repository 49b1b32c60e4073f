from datetime import UTC, datetime, timedelta

import pytest

from people.looks import note_looks
from people.models import Person
from tests.builders.people import make_athlete, make_coach

pytestmark = pytest.mark.django_db
OWN = {"first_name": "Ada", "last_name": "Examplova", "known_as": "Addie", "language": "en-gb", "zone": "Europe/Oslo"}


@pytest.mark.parametrize("page", ["/me/", "/me/looks/"])
def test_a_stranger_is_asked_to_log_in(client, page):
    assert client.get(page).headers["Location"] == f"/accounts/login/?next={page}"


def test_a_person_changes_their_own_details(client):
    athlete = make_athlete()
    client.force_login(athlete)
    assert client.post("/me/", OWN).headers["Location"] == "/me/"
    athlete.refresh_from_db()
    assert (athlete.known_as, athlete.zone) == ("Addie", "Europe/Oslo")


def test_nothing_else_of_oneself_can_be_posted(client):
    athlete = make_athlete()
    client.force_login(athlete)
    client.post("/me/", OWN | {"email": "new@example.test", "is_staff": "on", "is_superuser": "on", "username": "x"})
    after = Person.objects.get(pk=athlete.pk)
    assert (after.email, after.username, after.is_staff, after.is_superuser) == (
        athlete.email,
        athlete.username,
        False,
        False,
    )


@pytest.mark.parametrize("wrong", [{"zone": "Atlantis/Centre"}, {"language": "xx"}, {"known_as": "x" * 61}])
def test_a_wrong_entry_is_complained_about_and_loses_nothing(client, wrong):
    athlete = make_athlete()
    client.force_login(athlete)
    page = client.post("/me/", OWN | {"first_name": "Changed"} | wrong)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == set(wrong)
    assert 'value="Changed"' in page.content.decode()
    assert page.context["user"].first_name == "Ada"
    assert Person.objects.get(pk=athlete.pk).first_name == "Ada"


def test_the_account_page_says_who_changes_the_address(client):
    athlete = make_athlete()
    client.force_login(athlete)
    page = client.get("/me/").content.decode()
    assert athlete.email in page
    assert "A consultant of your club changes your e-mail address" in page


def test_an_athlete_reads_who_looked_at_their_data_and_not_at_others(client):
    athlete, other = make_athlete(), make_athlete()
    coach = make_coach(first="Bo", last="Testfield")
    note_looks(coach, [athlete], "morning board", datetime(2026, 3, 3, 12, tzinfo=UTC))
    note_looks(coach, [other], "secret page", datetime(2026, 3, 3, 12, tzinfo=UTC))
    client.force_login(athlete)
    page = client.get("/me/looks/").content.decode()
    assert "Bo Testfield" in page
    assert "morning board" in page
    assert "secret page" not in page


def test_who_was_never_looked_at_reads_so(client):
    client.force_login(make_athlete())
    assert "Nobody else has looked" in client.get("/me/looks/").content.decode()


def test_a_long_list_of_looks_is_turned_in_pages_and_reads_as_cards_on_a_phone(client):
    athlete, coach = make_athlete(), make_coach()
    for day in range(1, 61):
        note_looks(coach, [athlete], f"page {day}", datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day))
    client.force_login(athlete)
    page = client.get("/me/looks/").content.decode()
    assert 'class="table-scroll cards"' in page
    assert '<td data-label="Page">page 60</td>' in page
    assert 'class="pager"' in page
