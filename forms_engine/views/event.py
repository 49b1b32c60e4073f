"""Event forms: the records of one person, one record with its history, withdrawing and restoring."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms_engine.calculating.explaining import reasons_missing
from forms_engine.critical import critical_of
from forms_engine.errors import NotVisible
from forms_engine.judged import ShownEntry, entry_of, judge
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.permissions import Rights, is_writable, require, rights_on, visible_fields
from forms_engine.records import PEOPLE, Stamp, restore_record, withdraw_record
from forms_engine.sections import is_column
from forms_engine.together import BY_BEGIN_LAST_FIRST
from forms_engine.views.doors import answers_people, find_form, find_person, find_record, note_look, viewer_of
from forms_engine.views.showing import show_about, show_changes, show_day, show_sections, show_values
from people.models import Person

RECORDS_A_PAGE = 50
COLUMNS_IN_LIST = 5


@dataclass(frozen=True)
class ShownRecord:
    """A line of the list. `url` is "" for who may only see that the record exists."""

    day: str
    url: str
    values: list[ShownEntry]
    is_withdrawn: bool


@answers_people
@require_safe
def person_events(request: HttpRequest, person_id: int, form_key: str) -> HttpResponse:
    viewer = viewer_of(request)
    person, form, rights = find_event(viewer, person_id, form_key)
    if not (rights.calendar or rights.write):
        raise NotVisible(_("There is no such form, or it is not yours to see."))
    columns = list_columns(viewer, person, form) if rights.read else []
    records = Record.objects.filter(form=form, person=person).order_by("-occurred_on", *BY_BEGIN_LAST_FIRST)
    if not rights.delete:
        records = records.filter(withdrawn_at=None)
    page = Paginator(records if rights.calendar else records.none(), RECORDS_A_PAGE).get_page(request.GET.get("page"))
    is_self = person.pk == viewer.pk
    critical = critical_of(viewer, person)
    if rights.calendar or critical:
        note_look(viewer, person, form, timezone.now())
    context = {
        "critical": critical,
        "form": form,
        "person": person,
        "is_self": is_self,
        "page": page,
        "columns": columns,
        "lines": _lines(page, person, form, columns, rights),
        "new_url": reverse("new_record", args=[person.pk, form.key]) if can_fill(viewer, person, form) else "",
        "may_read": rights.calendar,
    }
    return render(request, "forms_engine/events.html", context)


@answers_people
@require_safe
def person_record(request: HttpRequest, person_id: int, form_key: str, record_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    person, form, rights = find_event(viewer, person_id, form_key)
    record = find_record(form, person, record_id)
    if not rights.read or (record.withdrawn_at is not None and not rights.delete):
        raise NotVisible(_("There is no such record, or it is not yours to see."))
    fields = visible_fields(viewer, person, form, with_retired=True)
    note_look(viewer, person, form, timezone.now())
    at = [person.pk, form.key, record.pk]
    [judged] = judge(fields, [entry_of(record, person)])
    may_edit = rights.write and record.withdrawn_at is None and any(is_writable(field, viewer) for field in fields)
    context = {
        "form": form,
        "person": person,
        "is_self": person.pk == viewer.pk,
        "record": record,
        "day": show_day(record.occurred_on) if record.occurred_on else "",
        "about": show_about(record),
        "sections": show_sections(
            fields, record.values, judged, reasons_missing(person.pk, record, fields, timezone.now())
        ),
        "changes": show_changes(record, fields, person),
        "edit_url": reverse("edit_record", args=at) if may_edit else "",
        "withdraw_url": reverse("withdraw_record", args=at) if rights.delete and not record.withdrawn_at else "",
        "restore_url": reverse("restore_record", args=at) if rights.delete and record.withdrawn_at else "",
    }
    return render(request, "forms_engine/record.html", context)


@answers_people
@require_POST
def withdraw(request: HttpRequest, person_id: int, form_key: str, record_id: int) -> HttpResponse:
    record = _record_to_delete(request, person_id, form_key, record_id)
    withdraw_record(record, Stamp(now=timezone.now(), by=viewer_of(request), owner=PEOPLE))
    messages.success(request, _("Withdrawn. Nothing is lost: it can be restored."))
    return redirect("person_record", person_id, form_key, record_id)


@answers_people
@require_POST
def restore(request: HttpRequest, person_id: int, form_key: str, record_id: int) -> HttpResponse:
    record = _record_to_delete(request, person_id, form_key, record_id)
    restore_record(record, Stamp(now=timezone.now(), by=viewer_of(request), owner=PEOPLE))
    messages.success(request, _("Restored."))
    return redirect("person_record", person_id, form_key, record_id)


def find_event(viewer: Person, person_id: int, form_key: str) -> tuple[Person, FormDefinition, Rights]:
    """Whom and what the address names, and what the viewer may do there. Raises NotVisible."""
    person = find_person(viewer, person_id)
    form = find_form(form_key, FormDefinition.Kind.EVENT)
    return person, form, rights_on(viewer, person, form)


def can_fill(viewer: Person, person: Person, form: FormDefinition) -> bool:
    """Whether the viewer may write the form and finds something in it to fill. A connector's records come from it."""
    if form.managed_by or not rights_on(viewer, person, form).write:
        return False
    return any(is_writable(field, viewer) for field in visible_fields(viewer, person, form))


def _record_to_delete(request: HttpRequest, person_id: int, form_key: str, record_id: int) -> Record:
    viewer = viewer_of(request)
    person = find_person(viewer, person_id)
    form = find_form(form_key, FormDefinition.Kind.EVENT)
    require(viewer, person, form, read=True, delete=True)
    return find_record(form, person, record_id)


def list_columns(viewer: Person, person: Person, form: FormDefinition) -> list[FieldDefinition]:
    """The fields a list of records shows: those marked as its columns, else the first few."""
    fields = [
        field
        for field in visible_fields(viewer, person, form)
        if field.type not in ("link", "secret") and not is_column(field)
    ]
    return [field for field in fields if field.is_list_column] or fields[:COLUMNS_IN_LIST]


def _lines(
    page: "Page[Record]", person: Person, form: FormDefinition, columns: list[FieldDefinition], rights: Rights
) -> list[ShownRecord]:
    records = list(page)
    judged = judge(columns, [entry_of(record, person) for record in records])
    return [
        ShownRecord(
            day=_day(record.occurred_on),
            url=reverse("person_record", args=[person.pk, form.key, record.pk]) if rights.read else "",
            values=show_values(columns, record.values, said),
            is_withdrawn=record.withdrawn_at is not None,
        )
        for record, said in zip(records, judged, strict=True)
    ]


def _day(day: date | None) -> str:
    return show_day(day) if day else _("no date")
