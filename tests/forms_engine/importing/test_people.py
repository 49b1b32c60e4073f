"""People from a file: shown first, all or nothing, and no way to more rights."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms_engine.models import Job
from people import roles
from people.application import application_details
from people.models import Membership, Person, SiteApplication
from tests.builders.people import make_coach, make_consultant, make_medical, make_person
from tests.forms_engine.importing.walking import as_csv, as_xlsx, log_in, words_of, work

HEAD = ["Username", "E-mail", "First name", "Surname", "Date of birth", "Sex", "Role", "Squad"]
CLEO = ["cleo", "Cleo@example.test", "Cleo", "Placeholder", "2001-02-28", "F", "Athlete", "Rowing Testers"]


@pytest.fixture
def consultant(db):
    return make_consultant(username="con")


@pytest.fixture
def desk(consultant):
    return log_in(consultant)


def check(desk, content, name="people.csv", **changes):
    sent = desk.post(reverse("begin_people"), {"file": SimpleUploadedFile(name, content)})
    assert sent.status_code == 302, sent.context["asked"].errors
    job = Job.objects.order_by("pk").last()
    plan = job.options["plan"]
    told = {**plan["columns"], "order": plan["order"], "mails": "on", **changes}
    sent = desk.post(reverse("people_job", args=[job.pk]), told)
    assert sent.status_code == 302, sent.context["asked"].errors
    return work(job)


def write(desk, job):
    assert not job.problems, job.problems
    desk.post(reverse("decide_people", args=[job.pk]), {"decision": "write"})
    job = work(job)
    assert job.state == Job.State.DONE
    return job


def page(desk, job):
    return desk.get(reverse("people_job", args=[job.pk])).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_somebody_new_is_added_and_invited(desk, squad, mailoutbox, kind):
    content = as_csv(HEAD, CLEO) if kind == "csv" else as_xlsx(HEAD, CLEO)
    job = check(desk, content, f"people.{kind}")
    assert not Person.objects.filter(username="cleo").exists()
    assert "Write 1 person" in page(desk, job)
    job = write(desk, job)
    cleo = Person.objects.get(username="cleo")
    assert (cleo.email, cleo.full_name, cleo.date_of_birth, cleo.sex) == (
        "cleo@example.test",
        "Cleo Placeholder",
        date(2001, 2, 28),
        "female",
    )
    assert set(cleo.groups.values_list("name", flat=True)) == {roles.ATHLETE}
    assert list(cleo.memberships.values_list("squad", "role")) == [(squad.pk, Membership.Role.ATHLETE)]
    assert not cleo.has_usable_password()
    assert [mail.to for mail in mailoutbox] == [["cleo@example.test"]]
    assert job.upload is None
    assert "mails sent" in page(desk, job)


def test_the_same_file_again_changes_nothing(desk, squad, mailoutbox):
    write(desk, check(desk, as_csv(HEAD, CLEO)))
    job = check(desk, as_csv(HEAD, CLEO))
    assert (job.tally["created"], job.tally["changed"], job.tally["unchanged"]) == (0, 0, 1)
    assert "There is nothing to write" in page(desk, job)
    assert len(mailoutbox) == 1


def test_somebody_here_is_changed_and_the_old_address_is_told(desk, ada, mailoutbox):
    old = ada.email
    row = ["ADA", "ada.new@example.test", "", "Newname", "", "", "", ""]
    job = check(desk, as_csv(HEAD, row))
    assert "Newname" in page(desk, job)
    write(desk, job)
    ada.refresh_from_db()
    assert (ada.email, ada.last_name, ada.first_name, ada.username) == (
        "ada.new@example.test",
        "Newname",
        "Ada",
        "ada",
    )
    assert [mail.to for mail in mailoutbox] == [[old]]


def test_every_problem_is_named_and_nothing_is_written(desk, squad, ada, bo):
    rows = [
        HEAD,
        ["dan", "", "Dan", "Placeholder", "2001-02-30", "?", "Consultant", "Nowhere"],
        ["ada", bo.email, "", "", "", "", "", ""],
        CLEO,
        CLEO,
        ["eve", "not an address", "Eve", "", "", "", "", ""],
    ]
    job = check(desk, as_csv(*rows), order="ymd")
    found = {(row, column) for row, column, _words in words_of(job)}
    assert {(2, "Date of birth"), (2, "sex"), (2, "role"), (2, "squad"), (2, "e-mail")} <= found
    assert {(3, ""), (5, "username"), (5, "e-mail"), (6, "e-mail")} <= found
    desk.post(reverse("decide_people", args=[job.pk]), {"decision": "write"})
    assert not Person.objects.filter(username__in=["dan", "cleo", "eve"]).exists()


def test_a_file_gives_no_way_to_more_rights(desk, consultant, squad):
    root = make_person("Root", "Placeholder", username="root", is_superuser=True)
    rows = [
        ["Username", "E-mail", "Role", "is_superuser", "is_staff"],
        ["con", "", "Medical", "1", "1"],
        ["root", "mine@example.test", "", "", ""],
        ["fay", "fay@example.test", "consultant", "1", "1"],
    ]
    job = check(desk, as_csv(*rows))
    assert sorted(row for row, *_rest in words_of(job)) == [2, 3, 4]
    write(desk, check(desk, as_csv(rows[0], ["fay", "fay@example.test", "Coach", "1", "1"])))
    fay = Person.objects.get(username="fay")
    assert (fay.is_superuser, fay.is_staff) == (False, False)
    root.refresh_from_db()
    assert root.email != "mine@example.test"


def test_a_coach_of_a_file_reaches_the_squads_athletes(desk, squad):
    row = ["gil", "gil@example.test", "Gil", "Placeholder", "", "", "Coach; Medical", "Rowing Testers"]
    write(desk, check(desk, as_csv(HEAD, row)))
    gil = Person.objects.get(username="gil")
    assert gil.memberships.get().role == Membership.Role.COACH
    assert set(gil.groups.values_list("name", flat=True)) == {roles.COACH, roles.MEDICAL}


@pytest.mark.parametrize(
    ("state", "says"),
    [(SiteApplication.UuidState.OFF, "UUIDs are off"), (SiteApplication.UuidState.GENERATED, "gives them itself")],
)
def test_a_uuid_of_a_file_counts_where_the_site_lets_people_enter_them(desk, ada, state, says):
    uuid = "7b5e9d0c-1f0e-4e2c-9d6f-2b8d1f3a4c5e"
    rows = as_csv(["Username", "UUID"], ["ada", uuid])
    details = application_details()
    details.uuid_state = state
    details.save()
    assert says in words_of(check(desk, rows))[0][2]
    details.uuid_state = SiteApplication.UuidState.OWN
    details.save()
    write(desk, check(desk, rows))
    ada.refresh_from_db()
    assert str(ada.uuid) == uuid
    write(desk, check(desk, as_csv(["UUID", "Known as"], [uuid, "Addy"])))
    ada.refresh_from_db()
    assert ada.known_as == "Addy"


def test_only_consultants_come_in(squad, ada, staff, consultant):
    for who in (ada, staff, make_coach(squad), make_medical(squad)):
        assert log_in(who).get(reverse("begin_people")).status_code == 404
    assert log_in(consultant).get(reverse("begin_people")).status_code == 200


def test_who_is_no_consultant_any_more_writes_nothing(desk, consultant, squad):
    job = check(desk, as_csv(HEAD, CLEO))
    desk.post(reverse("decide_people", args=[job.pk]), {"decision": "write"})
    consultant.groups.clear()
    work(job)
    assert (job.state, Person.objects.filter(username="cleo").exists()) == (Job.State.FAILED, False)


def test_a_squad_without_a_role_goes_by_the_roles_somebody_holds(desk, squad, ada):
    gil, mia = make_coach(username="gil"), make_medical(username="mia")
    ada.memberships.all().delete()
    rows = [["Username", "Squad"], *([name, "Rowing Testers"] for name in ("gil", "mia", "ada"))]
    write(desk, check(desk, as_csv(*rows)))
    assert [one.memberships.get().role for one in (gil, mia, ada)] == ["coach", "coach", "athlete"]


def test_whom_a_file_brings_into_a_squad_without_a_role_is_an_athlete_and_the_preview_says_so(desk, squad):
    rows = [["Username", "E-mail", "Squad", "Role"], ["dot", "dot@example.test", squad.name, ""]]
    rows += [["eve", "eve@example.test", "", ""], ["fay", "fay@example.test", squad.name, "Coach"]]
    make_person("Old", "Memberless", username="old").memberships.create(squad=squad, role=Membership.Role.ATHLETE)
    rows += [["old", "old@example.test", squad.name, ""]]
    job = check(desk, as_csv(*rows))
    assert page(desk, job).count("role: Athlete (a squad without a role)") == 2
    write(desk, job)
    names = {one.username: [group.name for group in one.groups.all()] for one in Person.objects.all()}
    assert [names[one] for one in ("dot", "eve", "fay", "old")] == [[roles.ATHLETE], [], [roles.COACH], [roles.ATHLETE]]
    assert Person.objects.get(username="dot").memberships.get().role == Membership.Role.ATHLETE
    desk.post(reverse("decide_people", args=[job.pk]), {"decision": "drop"})
    assert "everybody is here already" in page(desk, check(desk, as_csv(*rows)))
