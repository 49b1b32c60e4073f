"""Every record of a form, as a job and by command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from forms_engine import form_jobs
from forms_engine.builder.changing import changing, version_of
from forms_engine.calculating import whole_forms
from forms_engine.calculating.site import known_site
from forms_engine.calculating.whole_forms import ask_for_recalculation, formula_changed, recalculate_changed
from forms_engine.jobs import perform_job, tend_jobs
from forms_engine.models import FieldDefinition, Job, Record, RecordChange
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_consultant
from tests.forms_engine.calculating.club import LATER, Statements, day, follow, history_of, values_of

MUCH_LATER = LATER + timedelta(minutes=10)


@pytest.fixture
def filled(club, athlete):
    """Three people with five days each, from before there was a formula."""
    for person in (athlete, make_athlete(first="Otto"), make_athlete(first="Olga")):
        for ago in range(5):
            club.answer(person, {"load": 100 * (ago + 1)}, ago)
    return club


def work(job: Job) -> Job:
    perform_job(job.pk, LATER)
    job.refresh_from_db()
    return job


def test_a_new_formula_fills_every_record_with_history(filled, athlete):
    field = filled.calculate("mean", "history_mean([load], 2 days)")

    job = work(formula_changed(field, athlete, LATER))

    assert (job.state, job.done, job.total, job.tally) == (Job.State.DONE, 15, 15, {"changed": 15})
    found = Record.objects.filter(person=athlete).order_by("-occurred_on")
    assert [one.values["mean"] for one in found] == [150, 250, 350, 450, 500]
    assert history_of(found[0]) == [("calculation", "recalculated", {"mean": None}, {"mean": 150})]


def test_a_form_without_records_needs_no_job(club, athlete):
    assert formula_changed(club.calculate("mean", "[load]"), athlete, LATER) is None
    assert not Job.objects.exists()


def test_changes_before_the_worker_came_are_one_job(filled, athlete):
    field = filled.calculate("mean", "[load]")
    assert formula_changed(field, athlete, LATER) == formula_changed(field, athlete, LATER)
    assert Job.objects.count() == 1


def test_the_same_again_changes_nothing(filled, athlete):
    filled.calculate("mean", "history_mean([load], 2 days)")
    work(ask_for_recalculation(filled.wellness, athlete, LATER))
    RecordChange.objects.all().delete()

    job = work(ask_for_recalculation(filled.wellness, athlete, LATER))

    assert job.tally == {"changed": 0}
    assert not RecordChange.objects.exists()


def test_what_leans_on_the_form_follows(filled, athlete):
    report = make_form("Report", key="report", fields={"note": "text"})
    filled.calculate("double", "[load] * 2")
    filled.calculate("told", "[wellness / double]", form=report)
    record = make_record(report, athlete, {"note": "x"}, occurred_on=day(0))

    work(ask_for_recalculation(filled.wellness, athlete, LATER))
    follow()

    assert values_of(record)["told"] == 200


def test_a_job_whose_worker_died_goes_on_where_it_was(filled, athlete, monkeypatch):
    monkeypatch.setattr(form_jobs, "CHUNK", 5)
    monkeypatch.setattr(form_jobs, "MOST_AT_ONCE", 5)
    filled.calculate("double", "[load] * 2")
    job = work(ask_for_recalculation(filled.wellness, athlete, LATER))
    assert (job.state, job.done) == (Job.State.QUEUED, 5)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, claimed_at=LATER)  # taken up, and lost

    assert tend_jobs(MUCH_LATER) == 1
    for _task in range(2):
        perform_job(job.pk, MUCH_LATER)

    job.refresh_from_db()
    assert (job.state, job.done, job.tally) == (Job.State.DONE, 15, {"changed": 15})
    assert RecordChange.objects.count() == 15


def test_a_job_taken_away_writes_no_more(filled, athlete):
    filled.calculate("double", "[load] * 2")
    job = ask_for_recalculation(filled.wellness, athlete, LATER)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, claimed_at=LATER)
    lost = Job.objects.get(pk=job.pk)
    Job.objects.filter(pk=job.pk).update(claimed_at=MUCH_LATER)  # another worker has it

    whole_forms.perform_recalculation(lost, LATER)

    assert not RecordChange.objects.exists()
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.RUNNING, 0)


def test_the_statements_do_not_grow_with_people_or_records(filled, athlete):
    filled.calculate("mean", "history_mean([load], 2 days)")
    with Statements() as few:
        list(whole_forms.recalculate_form(filled.wellness, LATER))
    for number in range(5):
        filled.answer(make_athlete(first=f"Ada{number}"), {"load": 1}, 9)
    FieldDefinition.objects.filter(key="mean").update(formula="history_mean([load], 3 days)")
    with Statements() as many:
        list(whole_forms.recalculate_form(filled.wellness, LATER))

    # The version of the definitions has changed in between in both.
    assert len(many) == len(few)


def test_the_command_reckons_the_forms_it_names(filled, athlete):
    filled.calculate("double", "[load] * 2")
    out = StringIO()

    call_command("recalculate", "wellness", stdout=out)

    assert out.getvalue() == "wellness: 15 of 15 records changed\n"
    with pytest.raises(CommandError, match="nonsense"):
        call_command("recalculate", "nonsense")


def test_a_linked_value_is_recalculated_too(filled, athlete):
    filled.sync(athlete, {0: 80})
    details = {"form": "ring", "field": "readiness", "when": "night_before"}
    field = make_field(filled.wellness, "last_night", "linked_number", details=details)

    work(formula_changed(field, athlete, LATER))

    assert Record.objects.get(form=filled.wellness, person=athlete, occurred_on=day(0)).values["last_night"] == 80


def test_a_consultants_change_in_the_builder_starts_the_job(filled, athlete):
    consultant = make_consultant()
    form = filled.wellness
    with changing(form.pk, version_of(form), by=consultant, is_confirmed=True):
        filled.calculate("double", "[load] * 2")
    job = Job.objects.get()
    assert (job.kind, job.form, job.asked_by, job.state) == ("recalculation", form, consultant, Job.State.QUEUED)
    assert work(job).tally == {"changed": 15}

    with changing(form.pk, version_of(form), by=consultant, is_confirmed=True):
        FieldDefinition.objects.filter(key="double").update(label="Twice", order=9)
    assert Job.objects.count() == 1


def test_a_consultant_asks_for_it_and_the_builder_shows_how_far_it_is(filled, athlete, client):
    client.force_login(make_consultant(is_staff=True))
    address = reverse("admin:forms_builder_recalculate", args=[filled.wellness.key])
    page = client.post(address, follow=True).content.decode()
    assert "Recalculating: 0 of 15 records." in page
    client.post(address)
    work(Job.objects.get())
    assert (
        "Recalculating"
        not in client.get(reverse("admin:forms_builder_form", args=[filled.wellness.key])).content.decode()
    )
    blank = make_form("Blank")
    answer = client.post(reverse("admin:forms_builder_recalculate", args=[blank.key]), follow=True)
    assert "There is no record to recalculate." in answer.content.decode()


def test_another_score_of_an_option_recalculates_the_forms_that_look_at_it(filled, athlete):
    mood = make_field(filled.wellness, "mood", "choice", choices=["good"], details={"options": {"good": {"score": 3}}})
    report = make_form("Report", key="report", fields={"note": "text"})
    filled.calculate("points", "score([wellness / mood])", form=report)
    filled.answer(athlete, {"mood": "good"})
    record = make_record(report, athlete, {"note": "x"}, occurred_on=day(0))
    assert values_of(record)["points"] == 3
    before = known_site()

    FieldDefinition.objects.filter(pk=mood.pk).update(details={"options": {"good": {"score": 4}}})
    (job,) = recalculate_changed(before, athlete, LATER)
    work(job)

    assert values_of(record)["points"] == 4
