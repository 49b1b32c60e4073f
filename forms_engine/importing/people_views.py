"""The pages of an import of people; for consultants alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from forms_engine.errors import NotVisible
from forms_engine.importing import showing
from forms_engine.importing.choosing import UploadForm
from forms_engine.importing.doors import find_job
from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.files import FileShape, open_table, shape_of
from forms_engine.importing.files.limits import MOST_BYTES
from forms_engine.importing.people_columns import PeopleMatchForm, guess_columns
from forms_engine.importing.performing import CHECK, WRITE
from forms_engine.importing.views import BUSY
from forms_engine.jobs import ask_for, end_job
from forms_engine.models import Job
from forms_engine.views.doors import answers_people, viewer_of
from people.models import Person
from people.roster import ROLES_OF_FILES, may_import_people


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def begin_people(request: HttpRequest) -> HttpResponse:
    viewer = _consultant(request)
    asked = UploadForm(request.POST or None, request.FILES or None)
    if asked.is_bound and asked.is_valid():
        try:
            return redirect("people_job", _take_in(viewer, asked.cleaned_data["file"]).pk)
        except UnreadableFile as error:
            asked.add_error("file", str(error))
    context = {"asked": asked, "roles": ", ".join(ROLES_OF_FILES)}
    return render(request, "forms_engine/importing/people_begin.html", context)


def _take_in(viewer: Person, file: Any) -> Job:
    content = file.read(MOST_BYTES + 1)
    shape = shape_of(content)
    plan = guess_columns(open_table(content, shape))
    return Job.objects.create(
        kind=Job.Kind.PEOPLE,
        asked_by=viewer,
        asked_at=timezone.now(),
        file_name="".join(one for one in str(file.name)[:200] if one.isprintable()),
        upload=content,
        options={"shape": shape.as_json(), "plan": plan},
    )


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def people_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Where the import stands. What is posted here says which column is what."""
    job = find_job(_consultant(request), job_id, Job.Kind.PEOPLE)
    about = {"job": job, "form": {"name": _("People")}, "again_url": reverse("begin_people")}
    if job.state in BUSY:
        return render(request, "forms_engine/importing/busy.html", about)
    if job.state != Job.State.PREPARED or job.upload is None:
        is_done = job.state == Job.State.DONE
        tiles = _tiles(job) if is_done else []
        context = {**about, "is_done": is_done, "tiles": tiles, "problems": job.problems if is_done else []}
        return render(request, "forms_engine/importing/ended.html", context)
    if job.options.get("checked") and request.method != "POST":
        return render(request, "forms_engine/importing/people_preview.html", {**about, **_preview(job)})
    try:
        table = open_table(bytes(job.upload), FileShape.from_json(job.options["shape"]))
    except UnreadableFile as error:
        end_job(job, timezone.now(), error=str(error))
        return redirect("people_job", job.pk)
    asked = PeopleMatchForm(request.POST or None, job.options["plan"], table)
    if asked.is_bound and asked.is_valid():
        _go_on(job, plan=asked.plan(), step=CHECK, checked=False)
        return redirect("people_job", job.pk)
    return render(request, "forms_engine/importing/people_match.html", {**about, "asked": asked})


@answers_people
@require_POST
def decide_people(request: HttpRequest, job_id: int) -> HttpResponse:
    """Write it, look at the columns again, or drop the file."""
    job = find_job(_consultant(request), job_id, Job.Kind.PEOPLE)
    if job.state != Job.State.PREPARED:
        raise NotVisible(_("This import has gone on already."))
    decision = request.POST.get("decision")
    if decision == "drop":
        job.delete()
        messages.success(request, _("The file was dropped. Nothing was written."))
        return redirect("files")
    if decision == "columns":
        job.options = {**job.options, "checked": False}
        job.save(update_fields=["options"])
    elif decision == WRITE and job.options.get("checked") and not job.tally.get("problems"):
        _go_on(job, step=WRITE)
    return redirect("people_job", job.pk)


def _consultant(request: HttpRequest) -> Person:
    viewer = viewer_of(request)
    if not may_import_people(viewer):
        raise NotVisible(_("There is no such page, or it is not yours to see."))
    return viewer


def _go_on(job: Job, **options: object) -> None:
    job.options = {**job.options, **options}
    job.save(update_fields=["options"])
    ask_for(job, timezone.now())


def _tiles(job: Job) -> list[tuple[str, int]]:
    names = {"created": _("new people"), "changed": _("changed"), "unchanged": _("the same as before")}
    tiles = [(label, job.tally.get(name, 0)) for name, label in names.items()]
    return tiles + ([(_("mails sent"), job.tally["mailed"])] if job.tally.get("mailed") else [])


def _preview(job: Job) -> dict[str, Any]:
    problems, more = showing.problems_of(job)
    writes = job.tally.get("created", 0) + job.tally.get("changed", 0)
    words = ngettext("Write %d person", "Write %d people", writes) % writes
    return {
        "tiles": [] if problems else _tiles(job),
        "problems": problems,
        "more": more,
        "wishes": job.options.get("wishes", []),
        "mails": job.options["plan"]["mails"] and job.tally.get("created", 0),
        "confirm_words": words if writes and not problems else "",
    }
