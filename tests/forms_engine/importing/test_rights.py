"""Every door of imports and exports, as everybody: who may not come in finds nothing there."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from forms_engine.models import FormPermission, Job, Record
from forms_engine.permissions import rights_on
from people import roles
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad, make_staff
from tests.forms_engine.importing.walking import answers, as_csv, checked, confirmed, log_in, uploaded, words_of, work

ROW = as_csv(["Username", "Date", "Mood"], ["ada", "2026-03-01", 7])


@pytest.fixture
def people(squad, ada, bo, staff):
    return {
        "athlete": ada,
        "other athlete": bo,
        "coach of another squad": make_coach(make_squad("Sailing Testers"), username="far"),
        "coach": make_coach(squad, username="near"),
        "medical": make_medical(squad, username="med"),
        "staff": staff,
        "consultant": make_consultant(username="con"),
    }


EVERYBODY = ["athlete", "other athlete", "coach of another squad", "coach", "medical", "staff", "consultant"]
ROLE = {
    "athlete": roles.ATHLETE,
    "other athlete": roles.ATHLETE,
    "coach of another squad": roles.COACH,
    "coach": roles.COACH,
    "medical": roles.MEDICAL,
    "staff": roles.STAFF,
    "consultant": roles.CONSULTANT,
}


@pytest.fixture
def open_form(db):
    """A form that every role reads and writes, and nobody imports or exports yet."""
    form = make_form("Open", fields={"mood": "integer"}, rights=dict.fromkeys(roles.ALL_ROLES, "crwd"))
    FormPermission.objects.filter(form=form).update(can_import=False, can_export=False)
    return form


def give(form, role, **rights):
    FormPermission.objects.filter(form=form, role=Group.objects.get(name=role)).update(**rights)


def doors(form, job):
    at_job = [reverse(name, args=[job.pk]) for name in ("import_job", "read_import_again", "name_people")]
    at_job += [reverse(name, args=[job.pk]) for name in ("change_columns", "confirm_import", "drop_import")]
    return [reverse("begin_import", args=[form.key]), reverse("export_form", args=[form.key]), *at_job]


def test_a_stranger_is_led_to_the_log_in(form, client, ada):
    job = uploaded(client, form, ROW)
    for door in ["/files/", "/files/people/", *doors(form, job)]:
        assert Client().post(door).status_code in (302, 405)
        answer = Client().get(door)
        assert answer.status_code == 405 or "/accounts/login" in answer["Location"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_reading_and_writing_alone_open_no_door(people, open_form, form, client, who):
    job = uploaded(client, form, ROW)
    other = log_in(people[who])
    for door in doors(open_form, job)[:2]:
        assert other.get(door).status_code == 404
        assert other.post(door, {"kind": "csv"}).status_code == 404
    if who != "staff":
        for door in doors(open_form, job)[2:]:
            assert other.post(door).status_code == 404
    assert Job.objects.filter(pk=job.pk, state=Job.State.PREPARED).exists()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(("right", "lacks"), [("can_import", "can_write"), ("can_export", "can_read")])
def test_the_right_alone_does_not_do_without_reading_or_writing(people, open_form, who, right, lacks):
    give(open_form, ROLE[who], **{right: True, lacks: False})
    viewer = log_in(people[who])
    door = "begin_import" if right == "can_import" else "export_form"
    assert viewer.get(reverse(door, args=[open_form.key])).status_code == 404


@pytest.mark.parametrize(
    ("who", "reaches"),
    [
        ("athlete", {"ada"}),
        ("other athlete", set()),
        ("coach of another squad", set()),
        ("coach", {"ada"}),
        ("medical", {"ada"}),
        ("staff", {"ada"}),
        ("consultant", {"ada"}),
    ],
)
def test_with_the_right_one_imports_and_exports_whom_one_sees(people, open_form, who, reaches):
    give(open_form, ROLE[who], can_import=True, can_export=True)
    viewer = log_in(people[who])
    job = checked(viewer, open_form, ROW)
    assert (not job.problems) == bool(reaches)
    if reaches:
        viewer.post(reverse("confirm_import", args=[job.pk]))
        work(job)
    assert Record.objects.count() == len(reaches)
    answer = viewer.post(reverse("export_form", args=[open_form.key]), {"kind": "csv"})
    is_file = "attachment" in answer.get("Content-Disposition", "")
    assert is_file == bool(reaches)
    if is_file:
        assert b"ada" in b"".join(answer.streaming_content)


def test_what_one_may_not_fill_is_closed_and_says_so(form, ada, client):
    make_field(form, "cycle_day", "integer", label="Cycle day", visible_to=[roles.MEDICAL])
    make_field(form, "load", "calculation", label="Load", written_by="calculation")
    make_field(form, "pulse", "number", label="Pulse", written_by="ring")
    make_field(form, "token", "secret", label="Token")
    medical_only = make_field(form, "diagnosis", "text", label="Diagnosis")
    medical_only.editable_by.add(Group.objects.get(name=roles.MEDICAL))
    head = ["Username", "Date", "Mood", "Cycle day", "Load", "Pulse", "Token", "Diagnosis"]
    job = uploaded(client, form, as_csv(head, ["ada", "2026-03-01", 7, 3, 1, 50, "x", "y"]))
    page = client.get(reverse("import_job", args=[job.pk])).content.decode()
    for words in ("Load: is calculated", "Pulse: is written by ring", "Token: holds a secret", "Diagnosis: your roles"):
        assert words in page
    assert "Cycle day:" not in page
    assert set(job.options["plan"]["fields"].values()) == {"mood"}
    sent = client.post(
        reverse("import_job", args=[job.pk]),
        answers(job, column_3="cycle_day"),
    )
    assert "column_3" in sent.context["asked"].errors


def test_a_forged_plan_writes_no_closed_field(form, ada, client):
    make_field(form, "pulse", "number", label="Pulse", written_by="ring")
    job = checked(client, form, as_csv(["Username", "Date", "Mood", "Pulse"], ["ada", "2026-03-01", 7, 50]))
    job.options["plan"]["fields"]["3"] = "pulse"
    job.save()
    confirmed(client, job)
    assert Record.objects.get().values == {"mood": 7}


def test_a_connectors_form_is_closed_to_files(staff, client):
    form = make_form("Ring", managed_by="ring", fields={"mood": "integer"}, rights={roles.STAFF: "rw"})
    assert client.get(reverse("begin_import", args=[form.key])).status_code == 404
    assert "A connector brings its records" in client.get(reverse("files")).content.decode()
    assert client.get(reverse("export_form", args=[form.key])).status_code == 200


def test_a_job_is_its_owners_alone(squad, form, ada, client):
    job = uploaded(client, form, ROW)
    other = log_in(make_staff(squad, username="colleague"))
    assert other.get(reverse("import_job", args=[job.pk])).status_code == 404
    assert other.post(reverse("confirm_import", args=[job.pk])).status_code == 404
    assert other.post(reverse("drop_import", args=[job.pk])).status_code == 404


def test_only_somebody_seen_can_be_chosen_for_a_doubt(form, ada, client):
    far = make_athlete(first="Otto", username="otto")
    job = checked(client, form, as_csv(["Name", "Date", "Mood"], ["Nobody Known", "2026-03-01", 7]))
    client.post(reverse("name_people", args=[job.pk]), {"doubt_0": str(far.pk)})
    work(job)
    assert words_of(job)
    assert not Record.objects.exists()


def test_consultant_and_staff_begin_with_the_rights_of_files(staff, ada):
    form = make_form(rights={roles.STAFF: "rw", roles.CONSULTANT: "r", roles.COACH: "rw"})
    lines = {one.role.name: (one.can_import, one.can_export) for one in form.permissions.select_related("role")}
    assert lines == {roles.STAFF: (True, True), roles.CONSULTANT: (False, True), roles.COACH: (False, False)}
    assert rights_on(staff, ada, form).imports
