"""Filling an event form: a new record, and one that is edited."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms_engine.errors import NotVisible
from forms_engine.form_builder import DatedForm, OnceForm, build_form, first_answers
from forms_engine.models import FormDefinition, Record
from forms_engine.permissions import Rights, is_writable, require, rights_on, visible_fields
from forms_engine.records import PEOPLE, Stamp, edit_record, put_record
from forms_engine.views.doors import answers_people, find_form, find_person, find_record, note_look, viewer_of
from forms_engine.views.event import can_fill
from people.models import Person

ONE_NIGHT = timedelta(days=1)


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: HttpRequest, person_id: int, form_key: str) -> HttpResponse:
    """The id of the record is made when the page opens, so that sending twice is sending once."""
    viewer, now = viewer_of(request), timezone.now()
    person = find_person(viewer, person_id)
    form = find_form(form_key, FormDefinition.Kind.EVENT)
    if not can_fill(viewer, person, form):
        raise NotVisible(_("There is no such form, or it is not yours to fill."))
    fields = visible_fields(viewer, person, form)
    initial = first_answers(fields, None) | {"_id": uuid4(), "_occurred_on": _first_day(form)}
    asked = build_form(fields, DatedForm, OnceForm)(request.POST or None, initial=initial)
    if asked.is_bound and asked.is_valid() and not _was_withdrawn(form, person, asked):
        record = put_record(
            form,
            person,
            source=PEOPLE,
            source_id=asked.source_id,
            values=asked.values,
            stamp=Stamp(now=now, by=viewer, owner=PEOPLE),
            occurred_on=asked.occurred_on,
        )
        messages.success(request, _("Saved."))
        return redirect(_after(record, rights_on(viewer, person, form)))
    if "_id" in asked.errors:
        asked.add_error(None, _("This page was out of date. Look at your answers and save again."))
        asked.data = asked.data.copy()
        asked.data["_id"] = str(uuid4())
    return _ask(request, person, form, asked, heading=_("New entry"))


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, person_id: int, form_key: str, record_id: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    person = find_person(viewer, person_id)
    form = find_form(form_key, FormDefinition.Kind.EVENT)
    require(viewer, person, form, read=True, write=True)
    record = find_record(form, person, record_id)
    fields = visible_fields(viewer, person, form)
    if record.withdrawn_at is not None or not any(map(is_writable, fields)):
        raise NotVisible(_("This record cannot be edited."))
    # A connector's record keeps the date the source gave it.
    parts = [DatedForm] if record.source == PEOPLE else []
    initial = first_answers(fields, record.values) | {"_occurred_on": record.occurred_on}
    asked = build_form(fields, *parts)(request.POST or None, initial=initial)
    if asked.is_bound and asked.is_valid():
        stamp = Stamp(now=now, by=viewer, owner=PEOPLE)
        edit_record(record, asked.changed_values, stamp, occurred_on=asked.occurred_on if parts else None)
        messages.success(request, _("Saved."))
        return redirect("person_record", person.pk, form.key, record.pk)
    note_look(viewer, person, form, now)
    return _ask(request, person, form, asked, heading=_("Edit entry"), record=record)


def _first_day(form: FormDefinition) -> date:
    """Today where the person at the form is; a form that dates the night begins with last night."""
    today = timezone.localdate()
    return today - ONE_NIGHT if form.dates_the_night else today


def _was_withdrawn(form: FormDefinition, person: Person, asked: Any) -> bool:
    """Whether this very entry was sent before and withdrawn since: sending it again must not bring it back."""
    same = Record.objects.filter(form=form, person=person, source=PEOPLE, source_id=asked.source_id)
    if not same.exclude(withdrawn_at=None).exists():
        return False
    asked.add_error(None, _("This entry was sent before and withdrawn since. Open the form anew to add another."))
    return True


def _after(record: Record, rights: Rights) -> str:
    if rights.read:
        return reverse("person_record", args=[record.person_id, record.form.key, record.pk])
    return reverse("person_events", args=[record.person_id, record.form.key])


def _ask(
    request: HttpRequest,
    person: Person,
    form: FormDefinition,
    asked: Any,
    *,
    heading: str,
    record: Record | None = None,
) -> HttpResponse:
    at = [person.pk, form.key]
    context = {
        "form": form,
        "person": person,
        "is_self": person.pk == viewer_of(request).pk,
        "asked": asked,
        "heading": heading,
        "back_url": reverse("person_record", args=[*at, record.pk]) if record else reverse("person_events", args=at),
    }
    return render(request, "forms_engine/record_form.html", context)
