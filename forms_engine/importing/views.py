"""The pages of an import, one after the other: file, columns, preview, progress, end. One address shows where it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_engine.errors import NotVisible
from forms_engine.importing import showing
from forms_engine.importing.choosing import MatchForm, ShapeForm, UploadForm, guess
from forms_engine.importing.doors import find_form_to_import, find_job, forms_of_files
from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.fields import closed_columns, importable_columns
from forms_engine.importing.files import FileShape, Table, open_table, shape_of, sheet_names
from forms_engine.importing.files.limits import MOST_BYTES
from forms_engine.importing.naming import LEFT_OUT, importable_people
from forms_engine.importing.performing import CHECK, WRITE
from forms_engine.importing.plan import Plan
from forms_engine.jobs import ask_for, end_job
from forms_engine.models import FormDefinition, Job
from forms_engine.views.doors import answers_people, viewer_of
from people.models import Person
from people.roster import may_import_people

RECENT = 10
BUSY = (Job.State.QUEUED, Job.State.RUNNING)


@answers_people
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    jobs = Job.objects.filter(asked_by=viewer, kind=Job.Kind.IMPORT).defer("upload").select_related("form")[:RECENT]
    context = {
        "forms": forms_of_files(viewer),
        "jobs": jobs,
        "people_url": reverse("begin_people") if may_import_people(viewer) else "",
    }
    return render(request, "forms_engine/importing/files.html", context)


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, form_key: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = find_form_to_import(viewer, form_key)
    asked = UploadForm(request.POST or None, request.FILES or None)
    if asked.is_bound and asked.is_valid():
        try:
            job = _take_in(viewer, form, asked.cleaned_data["file"])
            return redirect("import_job", job.pk)
        except UnreadableFile as error:
            asked.add_error("file", str(error))
    context = {"form": form, "asked": asked, "closed": closed_columns(viewer, form)}
    return render(request, "forms_engine/importing/begin.html", context)


def _take_in(viewer: Person, form: FormDefinition, file: Any) -> Job:
    # One byte more than allowed tells an oversize file without reading it all.
    content = file.read(MOST_BYTES + 1)
    shape = shape_of(content)
    table = open_table(content, shape)
    plan = guess(table, importable_columns(viewer, form))
    return Job.objects.create(
        kind=Job.Kind.IMPORT,
        form=form,
        asked_by=viewer,
        asked_at=timezone.now(),
        file_name="".join(one for one in str(file.name)[:200] if one.isprintable()),
        upload=content,
        total=content.count(b"\n") if shape.kind == "csv" else 0,
        options={"shape": shape.as_json(), "plan": plan.as_json()},
    )


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def import_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Where the import stands. What is posted here says which column is what."""
    viewer = viewer_of(request)
    job, form = _job_of(viewer, job_id)
    if job.state in BUSY:
        return render(request, "forms_engine/importing/busy.html", {"job": job, "form": form})
    if job.state != Job.State.PREPARED:
        return render(request, "forms_engine/importing/ended.html", _ended(job, form))
    try:
        table = _table(job)
        if job.options.get("checked") and request.method != "POST":
            return render(request, "forms_engine/importing/preview.html", _preview(job, form, table))
        return _match(request, viewer, job, form, table)
    except UnreadableFile as error:
        end_job(job, timezone.now(), error=str(error))
        return redirect("import_job", job.pk)


def _match(request: HttpRequest, viewer: Person, job: Job, form: FormDefinition, table: Table) -> HttpResponse:
    plan = Plan.from_json(job.options["plan"])
    asked = MatchForm(request.POST or None, plan, table, form, importable_columns(viewer, form))
    if asked.is_bound and asked.is_valid():
        _check(job, asked.plan)
        return redirect("import_job", job.pk)
    shape = FileShape.from_json(job.options["shape"])
    sheets = sheet_names(bytes(job.upload or b"")) if shape.kind == "xlsx" else []
    context = {
        "job": job,
        "form": form,
        "asked": asked,
        "shape": ShapeForm(None, shape, sheets),
        "is_sure": shape.is_sure,
        "closed": closed_columns(viewer, form),
        "readings": showing.readings_of(table, plan) if plan.order else [],
    }
    return render(request, "forms_engine/importing/match.html", context)


@answers_people
@require_POST
def read_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """The file read in another way: its columns are guessed anew."""
    viewer = viewer_of(request)
    job, form = _prepared(viewer, job_id)
    shape = FileShape.from_json(job.options["shape"])
    content = bytes(job.upload or b"")
    try:
        asked = ShapeForm(request.POST, shape, sheet_names(content) if shape.kind == "xlsx" else [])
        if asked.is_valid():
            table = open_table(content, asked.chosen())
            plan = guess(table, importable_columns(viewer, form))
            _keep(job, shape=asked.chosen().as_json(), plan=plan.as_json(), checked=False)
    except UnreadableFile as error:
        messages.error(request, str(error))
    return redirect("import_job", job.pk)


@answers_people
@require_POST
def name_people(request: HttpRequest, job_id: int) -> HttpResponse:
    """Who is meant by each of the doubtful names."""
    viewer = viewer_of(request)
    job, form = _prepared(viewer, job_id)
    people = importable_people(viewer, form)
    plan = Plan.from_json(job.options["plan"])
    for place, doubt in enumerate(job.options.get("doubts", [])):
        chosen = request.POST.get(f"doubt_{place}", "")
        if chosen.isdecimal() and len(chosen) < 16 and (int(chosen) == LEFT_OUT or int(chosen) in people):
            plan.people[doubt["text"]] = int(chosen)
    _check(job, plan)
    return redirect("import_job", job.pk)


@answers_people
@require_POST
def change_columns(request: HttpRequest, job_id: int) -> HttpResponse:
    job, _form = _prepared(viewer_of(request), job_id)
    _keep(job, checked=False)
    return redirect("import_job", job.pk)


@answers_people
@require_POST
def confirm(request: HttpRequest, job_id: int) -> HttpResponse:
    """Now it is written, if the file still says what the preview said."""
    job, _form = _prepared(viewer_of(request), job_id)
    if not job.options.get("checked") or job.tally.get("problems"):
        messages.error(request, _("Nothing was written: look at the preview and mend what is wrong first."))
        return redirect("import_job", job.pk)
    _keep(job, step=WRITE)
    ask_for(job, timezone.now())
    return redirect("import_job", job.pk)


@answers_people
@require_POST
def drop(request: HttpRequest, job_id: int) -> HttpResponse:
    job, _form = _prepared(viewer_of(request), job_id)
    job.delete()
    messages.success(request, _("The file was dropped. Nothing was written."))
    return redirect("files")


def _job_of(viewer: Person, job_id: int) -> tuple[Job, FormDefinition]:
    """A job of the viewer's, and its form while they may import it; an ended one is shown all the same."""
    job = find_job(viewer, job_id, Job.Kind.IMPORT)
    if job.form is None:
        raise NotVisible(_("There is no such form any more."))
    if job.state == Job.State.PREPARED:
        find_form_to_import(viewer, job.form.key)
    return job, job.form


def _prepared(viewer: Person, job_id: int) -> tuple[Job, FormDefinition]:
    job, form = _job_of(viewer, job_id)
    if job.state != Job.State.PREPARED:
        raise NotVisible(_("This import has gone on already."))
    return job, form


def _table(job: Job) -> Table:
    if job.upload is None:
        raise UnreadableFile(_("The file is no longer here. Begin again."))
    return open_table(bytes(job.upload), FileShape.from_json(job.options["shape"]))


def _check(job: Job, plan: Plan) -> None:
    _keep(job, plan=plan.as_json(), step=CHECK, checked=False)
    ask_for(job, timezone.now())


def _keep(job: Job, **options: object) -> None:
    job.options = {**job.options, **options}
    job.save(update_fields=["options"])


def _preview(job: Job, form: FormDefinition, table: Table) -> dict[str, Any]:
    plan = Plan.from_json(job.options["plan"])
    problems, more = showing.problems_of(job)
    writes = sum(job.tally.get(name, 0) for name in ("created", "changed", "restored"))
    words = ngettext("Write %d record", "Write %d records", writes) % writes
    return {
        "job": job,
        "form": form,
        "tiles": showing.tiles_of(job),
        "doubts": showing.doubts_of(job, form),
        "problems": problems,
        "more": more,
        "readings": showing.readings_of(table, plan),
        "rule": showing.rule_of(form, plan, table.headings),
        "confirm_words": words if writes and not job.tally.get("problems") else "",
    }


def _ended(job: Job, form: FormDefinition) -> dict[str, Any]:
    return {
        "job": job,
        "form": form,
        "again_url": reverse("begin_import", args=[form.key]),
        "is_done": job.state == Job.State.DONE,
        "tiles": showing.tiles_of(job) if job.state == Job.State.DONE else [],
    }
