"""Who may come in: forms somebody may import or export, and jobs of their own. What is not theirs is not there."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from forms_engine.errors import NotVisible
from forms_engine.models import FormDefinition, Job
from forms_engine.permissions import rights_somewhere
from people.models import Person


@dataclass(frozen=True)
class FormOfFiles:
    """A form, and whether a file of it may come in or go out."""

    form: FormDefinition
    may_import: bool
    may_export: bool
    closed: str = ""


def forms_of_files(viewer: Person) -> list[FormOfFiles]:
    """The forms `viewer` may import or export, by name. Two queries."""
    rights = rights_somewhere(viewer)
    found = []
    for form in FormDefinition.objects.filter(pk__in=rights):
        held = rights[form.pk]
        wants_import = held.imports and held.write and form.retired_at is None
        may_export = held.exports and held.read
        if wants_import or may_export:
            closed = _("A connector brings its records; no file does.") if form.managed_by and wants_import else ""
            found.append(FormOfFiles(form, wants_import and not form.managed_by, may_export, closed))
    return found


def find_form_to_import(viewer: Person, form_key: str) -> FormDefinition:
    """Raises NotVisible."""
    for one in forms_of_files(viewer):
        if one.form.key == form_key and one.may_import:
            return one.form
    raise NotVisible(_("There is no such form, or it is not yours to import."))


def find_job(viewer: Person, job_id: int, kind: str) -> Job:
    """A job `viewer` asked for, without its upload. Raises NotVisible."""
    job = Job.objects.filter(pk=job_id, asked_by=viewer, kind=kind).defer("upload").select_related("form").first()
    if job is None:
        raise NotVisible(_("There is no such import, or it is somebody else's."))
    return job
