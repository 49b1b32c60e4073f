from datetime import UTC, datetime

import pytest

from people.looks import note_looks
from people.models import Look
from tests.builders.people import make_athlete, make_coach, make_consultant, make_person

pytestmark = pytest.mark.django_db
LIST = "/admin/people/look/"


@pytest.fixture
def look() -> Look:
    note_looks(make_coach(), [make_athlete()], "morning board", datetime(2026, 3, 3, 12, tzinfo=UTC))
    return Look.objects.get()


def test_a_consultant_reads_looks_and_changes_none(client, look):
    client.force_login(make_consultant())
    assert "morning board" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{look.pk}/change/", {"page": "other"}).status_code == 403
    assert client.post(f"{LIST}{look.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Look.objects.get().page == "morning board"


def test_even_a_superuser_changes_none_and_sees_only_their_own(client, look):
    client.force_login(make_person("Op", "Erator", is_superuser=True, is_staff=True))
    assert "morning board" not in client.get(LIST).content.decode()
    client.post(f"{LIST}{look.pk}/delete/", {"post": "yes"})
    assert Look.objects.filter(pk=look.pk).exists()
