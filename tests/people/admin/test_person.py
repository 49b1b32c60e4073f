"""Admin of people, as a consultant meets it."""

import re
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from people import roles
from people.application import set_uuid_state
from people.models import Person, SiteApplication
from tests.builders.people import make_athlete, make_coach, make_consultant, make_person, make_squad

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/people/person/", "/admin/people/person/add/"


def page_of(person: Person) -> str:
    return f"{LIST}{person.pk}/change/"


def role(name: str) -> int:
    return Group.objects.get(name=name).pk


def entries(person: Person | None = None, **changes) -> dict:
    """What the form of `person`, or of a new one, is posted with."""
    values = {
        "username": person.username if person else "new",
        "email": person.email if person else "new@example.test",
        "first_name": person.first_name if person else "Neo",
        "last_name": person.last_name if person else "Newcomer",
        "language": "en-gb",
        "is_active": "on",
        "groups": list(person.groups.values_list("pk", flat=True)) if person else [role(roles.ATHLETE)],
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    return values | changes


@pytest.fixture
def consultant(client):
    person = make_consultant()
    client.force_login(person)
    return person


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_new_person_has_roles_and_squads_and_no_password_and_is_told_by_mail(
    client, consultant, after_commit, mailoutbox
):
    squad = make_squad()
    member = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-squad": squad.pk,
        "memberships-0-role": "athlete",
    }
    with after_commit():
        assert client.post(ADD, entries(**member)).status_code == 302
    person = Person.objects.get(username="new")
    assert person.groups.get().name == roles.ATHLETE
    assert person.memberships.get().squad == squad
    assert not person.has_usable_password()
    (mail,) = mailoutbox
    assert mail.to == ["new@example.test"]
    assert "/accounts/password/reset/key/" in mail.body


def test_a_new_person_needs_an_address(client, consultant, mailoutbox):
    page = client.post(ADD, entries(email=""))
    assert "email" in page.context["adminform"].form.errors
    assert not Person.objects.filter(username="new").exists()


@pytest.mark.django_db(transaction=True)
def test_when_the_mail_cannot_be_sent_the_person_is_there_and_the_consultant_is_told(client, consultant, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = client.post(ADD, entries(), follow=True)
    assert Person.objects.filter(username="new").exists()
    assert "could not be sent" in page.content.decode()


def test_the_mail_can_be_sent_again_to_those_who_can_use_it(client, consultant, mailoutbox):
    able, gone, silent = make_athlete(), make_athlete(is_active=False), make_athlete(email="")
    chosen = [able.pk, gone.pk, silent.pk]
    page = client.post(LIST, {"action": "send_welcome_again", "_selected_action": chosen}, follow=True)
    assert [mail.to for mail in mailoutbox] == [[able.email]]
    assert "2 people were left out" in page.content.decode()


def test_a_person_becomes_consultant_by_the_role_and_the_change_is_logged(client, consultant):
    coach = make_coach()
    client.post(page_of(coach), entries(coach, groups=[role(roles.COACH), role(roles.CONSULTANT)]))
    assert Person.objects.get(pk=coach.pk).is_staff
    assert "oles" in LogEntry.objects.get(object_id=str(coach.pk)).get_change_message()


def test_no_flag_right_or_password_can_be_posted(client, consultant):
    athlete = make_athlete()
    before = Person.objects.get(pk=athlete.pk)
    forged = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2"], "password": "x", "password1": "x"}
    assert client.post(page_of(athlete), entries(athlete, **forged)).status_code == 302
    client.post(ADD, entries(**forged))
    for person in (Person.objects.get(pk=athlete.pk), Person.objects.get(username="new")):
        assert (person.is_superuser, person.is_staff, person.user_permissions.count()) == (False, False, 0)
    assert Person.objects.get(pk=athlete.pk).password == before.password


def test_there_is_no_page_to_change_somebody_elses_password(client, consultant):
    athlete = make_athlete()
    answer = client.post(f"{LIST}{athlete.pk}/password/", {"password1": "x-4711-y-z", "password2": "x-4711-y-z"})
    assert answer.status_code in {302, 404}
    assert Person.objects.get(pk=athlete.pk).password == athlete.password


def test_a_consultant_cannot_change_their_own_roles_or_lock_themselves_out(client, consultant):
    client.post(page_of(consultant), entries(consultant, groups=[role(roles.MEDICAL)], is_active=""))
    client.post(LIST, {"action": "deactivate", "_selected_action": [consultant.pk]})
    after = Person.objects.get(pk=consultant.pk)
    assert [group.name for group in after.groups.all()] == [roles.CONSULTANT]
    assert after.is_active


def test_a_superusers_account_is_out_of_a_consultants_reach(client, consultant, mailoutbox):
    operator = make_person("Op", "Erator", is_superuser=True, is_staff=True)
    assert client.get(page_of(operator)).status_code == 200
    assert client.post(page_of(operator), entries(operator, email=consultant.email + "x")).status_code == 403
    for action in ("deactivate", "send_welcome_again"):
        client.post(LIST, {"action": action, "_selected_action": [operator.pk]})
    after = Person.objects.get(pk=operator.pk)
    assert (after.email, after.is_active) == (operator.email, True)
    assert mailoutbox == []


def test_a_change_of_address_is_told_to_the_old_one_which_stops_working(client, consultant, after_commit, mailoutbox):
    athlete = make_athlete()
    old = athlete.email
    EmailAddress.objects.create(user=athlete, email=old, verified=True, primary=True)
    with after_commit():
        client.post(page_of(athlete), entries(athlete, email="New@example.test"))
    assert Person.objects.get(pk=athlete.pk).email == "new@example.test"
    assert not EmailAddress.objects.filter(email=old).exists()
    (mail,) = mailoutbox
    assert mail.to == [old]
    assert consultant.full_name in mail.body
    assert "new@example.test" not in mail.body


def test_any_other_change_is_told_to_nobody(client, consultant, after_commit, mailoutbox):
    athlete = make_athlete()
    with after_commit():
        client.post(page_of(athlete), entries(athlete, known_as="Addie", email=athlete.email.upper()))
    assert Person.objects.get(pk=athlete.pk).known_as == "Addie"
    assert mailoutbox == []


def test_deactivating_keeps_the_person_and_says_so_in_the_log(client, consultant):
    athlete = make_athlete()
    client.post(LIST, {"action": "deactivate", "_selected_action": [athlete.pk]})
    assert not Person.objects.get(pk=athlete.pk).is_active
    assert LogEntry.objects.get(object_id=str(athlete.pk)).get_change_message() == "Deactivated."
    client.post(LIST, {"action": "activate", "_selected_action": [athlete.pk]})
    assert Person.objects.get(pk=athlete.pk).is_active


def test_a_person_cannot_be_deleted(client, consultant):
    athlete = make_athlete()
    assert client.post(f"{LIST}{athlete.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [athlete.pk], "post": "yes"})
    assert Person.objects.filter(pk=athlete.pk).exists()


@pytest.mark.parametrize("by", ["first_name", "last_name", "username", "email", "uuid"])
def test_people_are_found_by(client, consultant, by):
    wanted = make_athlete(first="Zelda", last="Zebrova", uuid=uuid4())
    other = make_athlete(first="Ada", last="Examplova", uuid=uuid4())
    page = client.get(LIST, {"q": str(getattr(wanted, by))})
    found = [person.pk for person in page.context["cl"].queryset]
    assert wanted.pk in found
    assert other.pk not in found


def test_people_are_filtered_by_role_squad_and_active(client, consultant):
    squad = make_squad()
    athlete, coach, gone = make_athlete(squad), make_coach(), make_athlete(is_active=False)
    for query, wanted in (
        ({"groups__id__exact": role(roles.COACH)}, {coach}),
        ({"squads__id__exact": squad.pk}, {athlete}),
        ({"is_active__exact": "0"}, {gone}),
    ):
        assert set(client.get(LIST, query).context["cl"].queryset) == wanted


def test_the_list_costs_as_many_queries_for_many_as_for_few(client, consultant, django_assert_max_num_queries):
    squad = make_squad()
    make_athlete(squad)
    client.get(LIST)
    with django_assert_max_num_queries(20) as few:
        client.get(LIST)
    for _number in range(8):
        make_athlete(squad)
    with django_assert_max_num_queries(20) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_a_superuser_who_is_no_consultant_sees_only_themselves(client):
    athlete = make_athlete()
    operator = make_person("Op", "Erator", is_superuser=True, is_staff=True)
    client.force_login(operator)
    assert list(client.get(LIST).context["cl"].queryset) == [operator]
    assert client.get(page_of(athlete)).status_code == 302


@pytest.mark.parametrize(("state", "may"), [("off", False), ("generated", False), ("own", True)])
def test_a_uuid_is_entered_by_hand_only_where_the_club_brings_its_own(client, consultant, state, may):
    athlete = make_athlete()
    set_uuid_state(SiteApplication.UuidState(state))
    before = Person.objects.get(pk=athlete.pk).uuid
    entered = uuid4()
    client.post(page_of(athlete), entries(athlete, uuid=str(entered)))
    assert Person.objects.get(pk=athlete.pk).uuid == (entered if may else before)


@pytest.mark.parametrize("wrong", ["taken", "no-uuid-at-all"])
def test_a_wrong_uuid_is_complained_about_in_words(client, consultant, wrong):
    taken = make_athlete(uuid=uuid4()).uuid
    athlete = make_athlete()
    set_uuid_state(SiteApplication.UuidState.OWN)
    page = client.post(page_of(athlete), entries(athlete, uuid=str(taken) if wrong == "taken" else wrong))
    complaint = str(page.context["adminform"].form.errors["uuid"])
    assert re.search("Somebody else already has this UUID" if wrong == "taken" else "valid UUID", complaint)


@pytest.mark.parametrize("make", [make_athlete, make_coach])
def test_nobody_but_a_consultant_gets_in(client, make):
    client.force_login(make())
    assert client.get(LIST, follow=True).status_code == 403
