"""Jobs are done once, done again when a worker was lost, and forgotten in time."""

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from forms_engine.jobs import ask_for, end_job, note_progress, perform_job, put_back, register_performer, tend_jobs
from forms_engine.models import Job
from tests.builders.forms import NOW
from tests.builders.people import make_staff

KIND = "made up for tests"
done = []


@pytest.fixture(autouse=True)
def performer():
    done.clear()
    register_performer(KIND, lambda job, now: done.append(job.pk))


@pytest.fixture
def job(db):
    return Job.objects.create(kind=KIND, asked_by=make_staff(), asked_at=NOW, upload=b"rows")


def state(job):
    job.refresh_from_db()
    return job.state


def test_a_job_is_enqueued_after_the_commit_and_once(job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask_for(job, NOW)
        ask_for(job, NOW)
        assert OrmQ.objects.count() == 0
    assert (OrmQ.objects.count(), state(job)) == (1, Job.State.QUEUED)


def test_a_job_that_nobody_waits_for_is_not_done(job):
    perform_job(job.pk, NOW)
    perform_job(job.pk + 1, NOW)
    assert done == []


def test_a_job_is_done_by_one_worker(job):
    ask_for(job, NOW)
    perform_job(job.pk, NOW)
    perform_job(job.pk, NOW)
    assert (done, state(job)) == ([job.pk], Job.State.RUNNING)


def test_a_lost_worker_gives_the_job_back_until_it_is_given_up(job):
    ask_for(job, NOW)
    now = NOW
    for _start in range(3):
        perform_job(job.pk, now)
        assert tend_jobs(now + timedelta(minutes=4)) == 0
        now += timedelta(minutes=6)
        tend_jobs(now)
    assert (done, state(job)) == ([job.pk] * 3, Job.State.FAILED)
    assert "nothing was written" in job.error_text
    assert job.upload is None


def test_a_lost_task_is_enqueued_again(job):
    ask_for(job, NOW)
    assert tend_jobs(NOW + timedelta(seconds=30)) == 0
    assert tend_jobs(NOW + timedelta(minutes=2)) == 1
    assert OrmQ.objects.count() == 1


def test_an_upload_that_nobody_confirms_is_dropped_after_a_day(job):
    tend_jobs(NOW + timedelta(hours=23))
    assert state(job) == Job.State.PREPARED
    tend_jobs(NOW + timedelta(hours=25))
    assert (state(job), job.upload) == (Job.State.FAILED, None)


def test_an_ended_job_is_forgotten_after_a_month(job):
    end_job(job, NOW, tally={"created": 1})
    assert (state(job), job.upload, job.error_text) == (Job.State.DONE, None, "")
    tend_jobs(NOW + timedelta(days=29))
    assert Job.objects.exists()
    tend_jobs(NOW + timedelta(days=31))
    assert not Job.objects.exists()


def test_progress_and_a_step_back_are_kept(job):
    ask_for(job, NOW)
    note_progress(job, 40)
    put_back(job, tally={"rows": 80})
    assert (state(job), job.done, job.tally) == (Job.State.PREPARED, 40, {"rows": 80})
