"""An import walked through its pages, with the worker's part done in this process."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from forms_engine.importing.plan import Plan
from forms_engine.jobs import perform_job
from forms_engine.models import FormDefinition, Job
from people.models import Person
from tests.builders.forms import NOW


def as_csv(*rows: Any, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(*rows: Any) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def log_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, form: FormDefinition, content: bytes, name: str = "march.csv") -> Any:
    return client.post(reverse("begin_import", args=[form.key]), {"file": SimpleUploadedFile(name, content)})


def uploaded(client: Client, form: FormDefinition, content: bytes, name: str = "march.csv") -> Job:
    answer = send(client, form, content, name)
    assert answer.status_code == 302, answer.context["asked"].errors
    return Job.objects.order_by("pk").last()


def answers(job: Job, **changes: Any) -> dict[str, Any]:
    """The page of columns as it opens, sent back, with changes."""
    plan = Plan.from_json(job.options["plan"])
    told = {
        name: value for name, value in plan.as_json().items() if value is not None and name not in ("fields", "people")
    }
    told |= {f"column_{place}": name for place, name in plan.fields.items()}
    return told | changes


def matched(client: Client, job: Job, **changes: Any) -> Job:
    """The columns said, and the file checked."""
    answer = client.post(reverse("import_job", args=[job.pk]), answers(job, **changes))
    assert answer.status_code == 302, answer.context["asked"].errors
    return work(job)


def work(job: Job) -> Job:
    perform_job(job.pk, NOW)
    job.refresh_from_db()
    return job


def checked(client: Client, form: FormDefinition, content: bytes, name: str = "march.csv", **changes: Any) -> Job:
    return matched(client, uploaded(client, form, content, name), **changes)


def confirmed(client: Client, job: Job) -> Job:
    assert not job.problems, job.problems
    answer = client.post(reverse("confirm_import", args=[job.pk]))
    assert answer.status_code == 302
    return work(job)


def imported(client: Client, form: FormDefinition, content: bytes, name: str = "march.csv", **changes: Any) -> Job:
    """The whole way; the job as it ended."""
    job = confirmed(client, checked(client, form, content, name, **changes))
    assert job.state == Job.State.DONE, job.error_text
    return job


def words_of(job: Job) -> list[tuple[int | None, str, str]]:
    return [(one["row"], one["column"], one["words"]) for one in job.problems]
