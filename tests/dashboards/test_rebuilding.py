"""A definition that gives other numbers makes the projection anew: a job in portions that goes on where it stopped."""

from datetime import timedelta

import pytest

from dashboards.models import DailyValue
from dashboards.projection import rebuild
from dashboards.rebuilding import perform_rebuild
from forms_engine import form_jobs
from forms_engine.builder.changing import changing, version_of
from forms_engine.definition_import import apply_document, plan_import
from forms_engine.definition_json import export_definition
from forms_engine.jobs import perform_job, tend_jobs
from forms_engine.models import Job
from people import roles
from tests.builders.forms import NOW, TODAY, make_field
from tests.builders.people import make_athlete, make_consultant, make_person
from tests.dashboards.test_projection import athlete, everything, form, projected, put

__all__ = ["athlete", "form"]
pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def consultant():
    return make_person(role=roles.CONSULTANT)


def redefine(form, by, document=None, /, **details) -> Job | None:
    """As the builder does it; the job it asks for."""
    with changing(form.pk, version_of(form), by=by, is_confirmed=True):
        for key, said in details.items():
            form.fields.filter(key=key).update(details=said)
        if document:
            plan_import(document, NOW)
            apply_document(document, NOW)
    return Job.objects.filter(kind=Job.Kind.PROJECTION, state=Job.State.QUEUED).first()


def test_a_changed_definition_makes_the_projection_anew(form, athlete, consultant):
    make_field(form, "body", "choice", choices=["fine", "sore"], details={"options": {"fine": {"score": 0}}})
    for number, (mood, body) in enumerate(((1, "sore"), (5, "fine"), (3, "sore"))):
        put(form, athlete, number=number, mood=mood, body=body)
        put(form, athlete, day=TODAY - timedelta(days=1), number=number, mood=mood)

    def change(document=None, **details) -> bool:
        job = redefine(form, consultant, document, **details)
        if job:
            perform_job(job.pk, NOW)
            job.refresh_from_db()
            assert (job.state, job.done, job.total) == (Job.State.DONE, 6, 6)
        kept = everything()
        rebuild(form.pk)
        assert everything() == kept
        return job is not None

    assert projected() == {-1: 3.0, 0: 3.0}
    assert change(mood={"daily": "sum"})
    assert projected() == {-1: 9.0, 0: 9.0}
    assert DailyValue.objects.get(field__key="mood", day=TODAY).mean == 9.0
    assert change(body={"options": {"fine": {"score": 0}, "sore": {"score": 2}}})
    assert projected("body") == {0: 2.0}
    assert not change(mood={"daily": "sum", "low": "calm"})
    document = export_definition(form)
    assert not change(document)
    next(one for one in document["fields"] if one["key"] == "mood")["details"]["daily"] = "highest"
    assert change(document)
    assert projected() == {-1: 5.0, 0: 5.0}


@pytest.fixture
def large(form, athlete, monkeypatch):
    """Three people with more records than one task does: two a person, five to a portion and a task."""
    for person in (athlete, make_athlete(first="Otto"), make_athlete(first="Olga")):
        for number in (1, 2):
            put(form, person, number=number, mood=number)
    monkeypatch.setattr(form_jobs, "CHUNK", 2)
    monkeypatch.setattr(form_jobs, "MOST_AT_ONCE", 2)
    return form


def sums() -> list[float]:
    return list(DailyValue.objects.filter(field__key="mood").order_by("person").values_list("value", flat=True))


def test_a_large_form_is_made_anew_in_portions_and_the_builder_shows_how_far(large, client):
    consultant = make_consultant()
    job = redefine(large, consultant, mood={"daily": "sum"})
    assert redefine(large, consultant, mood={"daily": "mean"}) == job, "what waits already will see the change too"
    redefine(large, consultant, mood={"daily": "sum"})
    perform_job(job.pk, NOW)
    assert sums() == [3.0, 2.0, 2.0]
    client.force_login(consultant)
    page = client.get(f"/admin/forms_engine/formdefinition/builder/form/{large.key}/").content.decode()
    assert "Boards are made anew: 2 of 6 records." in page
    for _task in range(2):
        perform_job(job.pk, NOW)
    job.refresh_from_db()
    assert (job.state, job.done, job.options) == (Job.State.DONE, 6, {})
    assert sums() == [3.0, 3.0, 3.0]


def test_a_rebuild_whose_worker_died_goes_on_where_it_was_and_a_portion_twice_does_no_harm(large, consultant):
    job = redefine(large, consultant, mood={"daily": "sum"})
    perform_job(job.pk, NOW)
    # Taken up again, and lost; what it did last is not noted.
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, claimed_at=NOW, options={}, done=0)
    assert tend_jobs(LATER) == 1
    for _task in range(3):
        perform_job(job.pk, LATER)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE, 6)
    kept = everything()
    rebuild(large.pk)
    assert everything() == kept


def test_the_builder_tells_that_a_rebuild_failed_and_does_it_again(large, client):
    consultant = make_consultant()
    client.force_login(consultant)
    address = f"/admin/forms_engine/formdefinition/builder/form/{large.key}/"
    job = redefine(large, consultant, mood={"daily": "sum"})
    perform_job(job.pk, NOW)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, claimed_at=NOW, options={"starts": 3})
    tend_jobs(LATER)
    page = client.get(address).content.decode()
    assert "The boards were not made anew: stopped at 2 of 6 records." in page
    assert "what was done stays done. Ask whoever runs this site." in page
    assert "nothing was written" not in page
    client.post(f"{address}again/")
    again = Job.objects.latest("pk")
    assert (again.kind, again.state, again.done, again.options["starts"]) == (job.kind, Job.State.QUEUED, 0, 0)
    assert "The boards were not made anew" not in client.get(address).content.decode()
    for _task in range(3):
        perform_job(again.pk, LATER)
    assert sums() == [3.0, 3.0, 3.0]
    page = client.post(f"{address}again/", follow=True).content.decode()
    assert "There is nothing to do again." in page
    assert Job.objects.count() == 2


def test_a_rebuild_taken_away_writes_no_more(large, consultant):
    job = redefine(large, consultant, mood={"daily": "sum"})
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, claimed_at=NOW)
    lost = Job.objects.get(pk=job.pk)
    Job.objects.filter(pk=job.pk).update(claimed_at=LATER)
    perform_rebuild(lost, NOW)
    assert sums() == [2.0, 2.0, 2.0]
