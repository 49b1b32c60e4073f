import pytest

from people import application
from people.application import application_details, register_uuid_need, set_uuid_state
from people.models import Person, SiteApplication
from tests.builders.people import make_athlete, make_consultant, make_person

pytestmark = pytest.mark.django_db
LIST = "/admin/people/siteapplication/"
PAGE = f"{LIST}1/change/"
State = SiteApplication.UuidState


def entries(**changes) -> dict:
    return {"name": "Testfield Rowing", "zone": "Europe/Oslo", "uuid_state": "off"} | changes


@pytest.fixture
def consultant(client):
    person = make_consultant()
    client.force_login(person)
    return person


@pytest.fixture
def _needed():
    def need() -> str:
        return "The test connector is on; switch it off first."

    register_uuid_need(need)
    yield
    application._needs.remove(need)


def test_the_one_row_opens_directly(client, consultant):
    assert client.get(LIST).headers["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{PAGE.replace('change', 'delete')}", {"post": "yes"}).status_code == 403


def test_a_consultant_names_the_site_and_its_zone(client, consultant):
    client.post(PAGE, entries())
    details = application_details()
    assert (details.name, details.zone) == ("Testfield Rowing", "Europe/Oslo")


def test_a_superuser_who_is_no_consultant_changes_nothing(client):
    application_details()
    client.force_login(make_person("Op", "Erator", is_superuser=True, is_staff=True))
    assert client.post(PAGE, entries()).status_code == 403
    assert application_details().name == "Ringside"


def test_a_zone_that_does_not_exist_is_refused(client, consultant):
    page = client.post(PAGE, entries(zone="Atlantis/Centre"))
    assert "zone" in page.context["adminform"].form.errors


def test_generated_gives_everybody_a_uuid_at_once(client, consultant):
    make_athlete()
    client.post(PAGE, entries(uuid_state=State.GENERATED))
    assert not Person.objects.filter(uuid=None).exists()


def test_own_lists_who_lacks_one_with_a_link_to_each(client, consultant):
    athlete = make_athlete(first="Ada", last="<b>Examplova</b>")
    client.post(PAGE, entries(uuid_state=State.OWN))
    page = client.get(PAGE).content.decode()
    assert f'<a href="/admin/people/person/{athlete.pk}/change/">' in page
    assert "<b>Examplova" not in page


@pytest.mark.usefixtures("_needed")
def test_switching_off_is_refused_with_the_reason(client, consultant):
    set_uuid_state(State.GENERATED)
    page = client.post(PAGE, entries())
    assert "The test connector is on" in str(page.context["adminform"].form.errors["uuid_state"])
    details = application_details()
    assert (details.uuid_state, details.name) == (State.GENERATED, "Ringside")


@pytest.mark.usefixtures("_needed")
def test_other_details_can_be_changed_while_uuids_were_never_on(client, consultant):
    client.post(PAGE, entries())
    assert application_details().name == "Testfield Rowing"
