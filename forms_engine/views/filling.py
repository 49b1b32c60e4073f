"""Filling an event form: a new record, and one that is edited."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forms_engine.critical import critical_of
from forms_engine.drafts import drop_draft, find_draft, save_draft, typed_answers
from forms_engine.due import day_of_entry
from forms_engine.errors import ClosedField, NotVisible
from forms_engine.form_builder import DatedForm, OnceForm, build_form, first_answers
from forms_engine.judged import entry_of, judge
from forms_engine.ledger import IMPORT
from forms_engine.models import Draft, FieldDefinition, FormDefinition, Record
from forms_engine.permissions import is_writable, require, rights_on, visible_fields
from forms_engine.queries import latest_values
from forms_engine.records import PEOPLE, Stamp, edit_record, put_record
from forms_engine.sections import is_column
from forms_engine.views.attaching import take_uploads
from forms_engine.views.doors import (
    answers_people,
    find_form,
    find_person,
    find_record,
    go_to,
    note_look,
    sent_how,
    viewer_of,
)
from forms_engine.views.event import can_fill
from people.models import Person

# How static/js/filling sends what waited on the phone for the network.
KEPT = "kept"


@dataclass(frozen=True)
class NewEntry:
    """Somebody about to fill an event form about somebody."""

    viewer: Person
    person: Person
    form: FormDefinition
    fields: list[FieldDefinition]
    now: datetime

    @property
    def is_self(self) -> bool:
        return self.person.pk == self.viewer.pk

    @property
    def keys(self) -> set[str]:
        """Of what the viewer may fill: fields and tables."""
        asked = [field for field in self.fields if is_writable(field, self.viewer)]
        return {field.section.key if field.section and is_column(field) else field.key for field in asked}

    def draft(self) -> Draft | None:
        return find_draft(self.viewer, self.person, self.form, self.now)

    def address(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.person.pk, self.form.key, *more])


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: HttpRequest, person_id: int, form_key: str) -> HttpResponse:
    """The id of the record is made when the page opens, so that sending twice is sending once."""
    entry = _find_entry(request, person_id, form_key)
    if request.method != "POST":
        return _open(request, entry)
    if sent_how(request) == KEPT and (there := _already_there(entry, request.POST.get("_id", ""))):
        # What waited on a phone may have arrived at the first try; it must not undo what was changed since.
        return _sent(request, entry, there)
    sent = take_uploads(request, entry.fields, entry.person, entry.viewer)
    asked = sent.complain_in(build_form(entry.fields, DatedForm, OnceForm, viewer=entry.viewer)(sent.data))
    if asked.is_valid() and not _was_withdrawn(entry, asked) and (record := _put(entry, asked)):
        drop_draft(entry.viewer, entry.person, entry.form)
        return _sent(request, entry, record)
    if sent_how(request) == KEPT:
        return _hand_back(entry, asked)
    if "_id" in asked.errors:
        asked.add_error(None, _("This page was out of date. Look at your answers and save again."))
        asked.data["_id"] = str(uuid4())
    return _ask_anew(request, entry, asked)


@answers_people
@require_POST
def keep_draft(request: HttpRequest, person_id: int, form_key: str) -> HttpResponse:
    """What was typed so far. 204 when it is kept, 200 when not; "_drop" throws it away and opens the form afresh."""
    entry = _find_entry(request, person_id, form_key)
    if "_drop" in request.POST:
        drop_draft(entry.viewer, entry.person, entry.form)
        return redirect(entry.address("new_record"))
    source_id = _read_id(request.POST.get("_id", ""))
    is_kept = source_id is not None and save_draft(
        entry.viewer, entry.person, entry.form, source_id, request.POST, entry.keys, entry.now
    )
    return HttpResponse(status=204 if is_kept else 200)


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, person_id: int, form_key: str, record_id: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    person = find_person(viewer, person_id)
    form = find_form(form_key, FormDefinition.Kind.EVENT)
    require(viewer, person, form, read=True, write=True)
    record = find_record(form, person, record_id)
    fields = visible_fields(viewer, person, form)
    if record.withdrawn_at is not None or not any(is_writable(field, viewer) for field in fields):
        raise NotVisible(_("This record cannot be edited."))
    # A connector's record keeps the date the source gave it.
    parts = [DatedForm] if record.source in (PEOPLE, IMPORT) else []
    initial = first_answers(fields, record.values) | {"_occurred_on": record.occurred_on}
    sent = take_uploads(request, fields, person, viewer) if request.method == "POST" else None
    build = build_form(fields, *parts, viewer=viewer)
    [judged] = judge(fields, [entry_of(record, person)])
    asked = build(sent.data if sent else None, initial=initial, standing=record.values, judged=judged)
    asked = sent.complain_in(asked) if sent else asked
    if asked.is_bound and asked.is_valid() and _change(record, asked, Stamp(now=now, by=viewer, owner=PEOPLE)):
        messages.success(request, _("Saved."))
        return go_to(request, reverse("person_record", args=[person.pk, form.key, record.pk]))
    entry = NewEntry(viewer, person, form, fields, now)
    about = {"heading": _("Edit entry"), "back_url": entry.address("person_record", record.pk), "is_edit": True}
    return _render(request, entry, asked, about, has_values=True)


def _find_entry(request: HttpRequest, person_id: int, form_key: str) -> NewEntry:
    viewer = viewer_of(request)
    person = find_person(viewer, person_id)
    form = find_form(form_key, FormDefinition.Kind.EVENT)
    if not can_fill(viewer, person, form):
        raise NotVisible(_("There is no such form, or it is not yours to fill."))
    return NewEntry(viewer, person, form, visible_fields(viewer, person, form), timezone.now())


def _open(request: HttpRequest, entry: NewEntry) -> HttpResponse:
    """A draft of today is gone on with; an older one is offered first, so that no answer lands on a wrong day."""
    draft = entry.draft()
    is_older = draft is not None and timezone.localdate(draft.saved_at) != timezone.localdate(entry.now)
    resumed = draft if draft is not None and (not is_older or "draft" in request.GET) else None
    last = _last_answers(entry)
    initial = first_answers(entry.fields, None, last) | {
        "_id": resumed.source_id if resumed else uuid4(),
        "_occurred_on": _asked_day(request, entry) or day_of_entry(entry.form, timezone.localdate(entry.now)),
    }
    typed = typed_answers(resumed) if resumed else None
    asked = build_form(entry.fields, DatedForm, OnceForm, viewer=entry.viewer)(initial=initial, draft=typed)
    waiting = draft if draft is not resumed else None
    return _ask_anew(request, entry, asked, resumed=resumed, waiting=waiting, has_values=bool(last))


def _asked_day(request: HttpRequest, entry: NewEntry) -> date | None:
    """The day a link names (`?day=2026-03-10`), where it has come already."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day <= timezone.localdate(entry.now) else None


def _last_answers(entry: NewEntry) -> dict[str, Any]:
    """What the person answered last in the fields that begin with it; nothing for who may not read it."""
    begins = [field for field in entry.fields if field.defaults_to_last and not is_column(field)]
    keys = [field.key for field in begins if is_writable(field, entry.viewer) and field.type != "attachment"]
    if not keys or not rights_on(entry.viewer, entry.person, entry.form).read:
        return {}
    today = timezone.localdate(entry.now)
    return {one.key: one.value for one in latest_values(entry.form.key, [entry.person.pk], keys, today)}


def _put(entry: NewEntry, asked: Any) -> Record | None:
    try:
        return put_record(
            entry.form,
            entry.person,
            source=PEOPLE,
            source_id=asked.source_id,
            values=asked.values,
            stamp=Stamp(now=entry.now, by=entry.viewer, owner=PEOPLE),
            occurred_on=asked.occurred_on,
        )
    except ClosedField as error:
        asked.add_error(None, str(error))
        return None


def _change(record: Record, asked: Any, stamp: Stamp) -> bool:
    on: date | None = asked.occurred_on if record.source in (PEOPLE, IMPORT) else None
    try:
        edit_record(record, asked.changed_values, stamp, occurred_on=on)
    except ClosedField as error:
        asked.add_error(None, str(error))
        return False
    return True


def _was_withdrawn(entry: NewEntry, asked: Any) -> bool:
    """Whether this very entry was sent before and withdrawn since: sending it again must not bring it back."""
    there = _already_there(entry, asked.source_id)
    if there is None or there.withdrawn_at is None:
        return False
    asked.add_error(None, _("This entry was sent before and withdrawn since. Open the form anew to add another."))
    return True


def _already_there(entry: NewEntry, source_id: str) -> Record | None:
    known = _read_id(source_id)
    same = Record.objects.filter(form=entry.form, person=entry.person, source=PEOPLE, source_id=str(known))
    return same.first() if known else None


def _read_id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _sent(request: HttpRequest, entry: NewEntry, record: Record) -> HttpResponse:
    """Where to go now: an athlete reads that it arrived and what comes next; staff see the record."""
    if record.withdrawn_at is not None:
        return go_to(request, reverse("fill_in") if entry.is_self else entry.address("person_events"))
    if entry.is_self:
        return go_to(request, entry.address("record_sent", record.pk))
    messages.success(request, _("Saved."))
    may_read = rights_on(entry.viewer, entry.person, entry.form).read
    return go_to(request, entry.address("person_record", record.pk) if may_read else entry.address("person_events"))


def _hand_back(entry: NewEntry, asked: Any) -> HttpResponse:
    """What waited on a phone and cannot be taken as it is becomes a draft, to be looked at."""
    source_id = _read_id(asked.data.get("_id", "")) or uuid4()
    save_draft(entry.viewer, entry.person, entry.form, source_id, asked.data, entry.keys, entry.now)
    return JsonResponse({"look_at": entry.address("new_record") + "?draft=1"})


def _ask_anew(
    request: HttpRequest,
    entry: NewEntry,
    asked: Any,
    *,
    resumed: Draft | None = None,
    waiting: Draft | None = None,
    has_values: bool = False,
) -> HttpResponse:
    """`resumed`: the draft that stands in the form; `waiting`: an older one that does not."""
    about = {
        "heading": _("New entry"),
        "back_url": reverse("fill_in") if entry.is_self else entry.address("person_events"),
        "draft_url": entry.address("keep_draft"),
        "resumed": resumed,
        "waiting": waiting,
    }
    return _render(request, entry, asked, about, has_values=has_values)


def _render(
    request: HttpRequest, entry: NewEntry, asked: Any, about: dict[str, Any], *, has_values: bool
) -> HttpResponse:
    """`has_values`: the page begins with what stands about the person, so that opening it is a look."""
    critical = critical_of(entry.viewer, entry.person)
    if has_values or critical:
        note_look(entry.viewer, entry.person, entry.form, entry.now)
    context = {"form": entry.form, "person": entry.person, "is_self": entry.is_self, "asked": asked}
    return render(request, "forms_engine/record_form.html", {**context, "critical": critical, **about})
