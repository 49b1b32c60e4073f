"""Files: sent with a form or ahead of it, and fetched again through the one door that asks for rights."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms_engine.attachments import take_in
from forms_engine.errors import NotVisible
from forms_engine.models import Attachment, FieldDefinition, FormDefinition
from forms_engine.permissions import is_writable, rights_on, visible_fields
from forms_engine.views.doors import answers_people, find_person, note_look, viewer_of
from people.models import Person

# Nothing in the file may act, should a browser open it all the same.
HARMLESS = "default-src 'none'; sandbox"


@dataclass(frozen=True)
class Sent:
    """What a page sent, its files taken in and named by their keys; `complaints` by field key about those refused."""

    data: QueryDict
    complaints: dict[str, ValidationError] = field(default_factory=dict)

    def complain_in(self, asked: Any) -> Any:
        for key, complaint in self.complaints.items():
            asked.add_error(key, complaint)
        return asked


def take_uploads(request: HttpRequest, fields: Sequence[FieldDefinition], person: Person, viewer: Person) -> Sent:
    """The POST of a form. A browser without scripts sends files with it; they are kept even if it is refused."""
    complaints: dict[str, ValidationError] = {}
    data = request.POST.copy()
    for one in fields:
        upload = request.FILES.get(f"{one.key}-file")
        if one.type != "attachment" or upload is None or not is_writable(one, viewer):
            continue
        try:
            taken = take_in(upload, one, person, viewer, timezone.now())
        except ValidationError as error:
            complaints[one.key] = error
            continue
        data[one.key], data[f"{one.key}-name"] = str(taken.key), taken.name
        data.pop(f"{one.key}-gone", None)
    return Sent(data, complaints)


@answers_people
@require_POST
def upload(request: HttpRequest, person_id: int, form_key: str, field_key: str) -> HttpResponse:
    """One file ahead of its form. 200: {"key", "name"} of what was taken in, or {"complaint"} why it was not."""
    viewer = viewer_of(request)
    person = find_person(viewer, person_id)
    form = FormDefinition.objects.filter(key=form_key).first()
    if form is None or not rights_on(viewer, person, form).write:
        raise NotVisible(_("There is no such form, or it is not yours to fill."))
    fields = {one.key: one for one in visible_fields(viewer, person, form) if is_writable(one, viewer)}
    one, sent = fields.get(field_key), request.FILES.get("file")
    if one is None or one.type != "attachment" or sent is None:
        raise NotVisible(_("There is no such field, or it is not yours to fill."))
    try:
        taken = take_in(sent, one, person, viewer, timezone.now())
    except ValidationError as error:
        return JsonResponse({"complaint": " ".join(error.messages)})
    return JsonResponse({"key": str(taken.key), "name": taken.name})


@answers_people
@require_safe
def attachment(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file, to be saved and never shown in the page: whoever may read its field of its record, nobody else."""
    viewer = viewer_of(request)
    found = Attachment.objects.select_related("field__form", "person", "record").filter(key=key).first()
    if found is None or not _may_fetch(viewer, found):
        raise NotVisible(_("There is no such file, or it is not yours to see."))
    if found.record is not None:
        note_look(viewer, found.person, found.field.form, timezone.now())
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = HARMLESS
    answer["Cache-Control"] = "private, no-store"
    return answer


def _may_fetch(viewer: Person, found: Attachment) -> bool:
    """Before it goes with a record it is its sender's alone."""
    if found.record is None:
        return found.uploaded_by_id == viewer.pk
    rights = rights_on(viewer, found.person, found.field.form)
    if not rights.read or (found.record.withdrawn_at is not None and not rights.delete):
        return False
    fields = visible_fields(viewer, found.person, found.field.form, with_retired=True)
    return found.field_id in {one.pk for one in fields}
