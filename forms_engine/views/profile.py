"""Profile forms: the list of one's own, and one form about one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forms_engine.calculating.explaining import reasons_missing
from forms_engine.errors import NotVisible
from forms_engine.extension import LinkAction, LinkTarget, link_targets
from forms_engine.form_builder import build_form, first_answers
from forms_engine.judged import Entry, judge
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.permissions import Rights, forms_for, is_writable, rights_on, visible_fields
from forms_engine.records import PEOPLE, PROFILE, Stamp, edit_record, put_record
from forms_engine.views.attaching import take_uploads
from forms_engine.views.doors import answers_people, find_form, find_person, go_to, note_look, viewer_of
from forms_engine.views.showing import ShownSection, show_sections
from people.models import Person


@dataclass(frozen=True)
class ShownLink:
    """A link field as a button. `blocked`: the sentence why it cannot be pressed, "" when it can.

    `note`: how it stands, "" when there is nothing to say; `actions`: what else may be done.
    """

    label: str
    words: str
    help: str
    url: str
    blocked: str
    note: str = ""
    actions: tuple[LinkAction, ...] = ()


@dataclass(frozen=True)
class ProfilePage:
    """One profile form about one person, as its template wants it."""

    form: FormDefinition
    person: Person
    is_self: bool
    links: list[ShownLink]
    sections: list[ShownSection]
    # The Django form, or None when there is nothing to fill.
    asked: Any


@answers_people
@require_safe
def own_profiles(request: HttpRequest) -> HttpResponse:
    """Every form one may open about oneself, profiles first."""
    viewer = viewer_of(request)
    forms = [form for form in forms_for(viewer, viewer) if form.retired_at is None]
    context = {
        "profiles": [
            (form, reverse("profile", args=[form.key])) for form in forms if form.kind == FormDefinition.Kind.PROFILE
        ],
        "events": [
            (form, reverse("person_events", args=[viewer.pk, form.key]))
            for form in forms
            if form.kind == FormDefinition.Kind.EVENT
        ],
    }
    return render(request, "forms_engine/profiles.html", context)


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest, form_key: str) -> HttpResponse:
    viewer = viewer_of(request)
    return answer_profile(request, find_person(viewer, viewer.pk), form_key)


@answers_people
@require_http_methods(["GET", "HEAD", "POST"])
def person_profile(request: HttpRequest, person_id: int, form_key: str) -> HttpResponse:
    return answer_profile(request, find_person(viewer_of(request), person_id), form_key)


def answer_profile(request: HttpRequest, person: Person, form_key: str) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = find_form(form_key, FormDefinition.Kind.PROFILE)
    rights = rights_on(viewer, person, form)
    # To fill a form of one record means to see what it says now.
    if not rights.read or (request.method == "POST" and not rights.write):
        raise NotVisible(_("There is no such form, or it is not yours to see."))
    fields = visible_fields(viewer, person, form, with_retired=True)
    record = profile_record(form, person)
    asked = _asked_form(request, viewer, person, fields, record, rights)
    if asked is not None and asked.is_bound and asked.is_valid():
        _save(form, person, record, asked, Stamp(now=now, by=viewer, owner=PEOPLE))
        messages.success(request, _("Saved."))
        return go_to(request, request.path)
    note_look(viewer, person, form, now)
    page = build_page(viewer, person, form, fields, record, asked, now)
    return render(request, "forms_engine/profile.html", {"page": page})


def profile_record(form: FormDefinition, person: Person) -> Record | None:
    """The one record of a profile form; a connector's own if it keeps one there."""
    return Record.objects.filter(form=form, person=person, withdrawn_at=None).order_by("pk").first()


def build_page(
    viewer: Person,
    person: Person,
    form: FormDefinition,
    fields: Sequence[FieldDefinition],
    record: Record | None,
    asked: Any,
    now: datetime,
) -> ProfilePage:
    target = link_targets(form, [person], viewer, now).get(person.pk)
    values = {**(record.values if record else {}), **(target.facts if target else {})}
    return ProfilePage(
        form=form,
        person=person,
        is_self=person.pk == viewer.pk,
        links=[_show_link(field, target) for field in fields if field.type == "link" and field.retired_at is None],
        sections=_sections(
            person, record, [one for one in fields if asked is None or not is_writable(one, viewer)], values, now
        ),
        asked=asked,
    )


def _sections(
    person: Person, record: Record | None, fields: list[FieldDefinition], values: dict[str, Any], now: datetime
) -> list[ShownSection]:
    [judged] = judge(fields, [Entry(fields[0].form_id if fields else 0, person, timezone.localdate(now), values)])
    return show_sections(fields, values, judged, reasons_missing(person.pk, record, fields, now))


def _show_link(field: FieldDefinition, target: LinkTarget | None) -> ShownLink:
    if target is None:
        blocked = _("Nothing answers this link yet. A consultant of your club finishes the connector's set-up first.")
        return ShownLink(field.shown_label, field.shown_label, field.shown_help, "", blocked)
    blocked = "" if target.url else target.reason
    return ShownLink(
        field.shown_label, target.label, field.shown_help, target.url, blocked, target.note, target.actions
    )


def _asked_form(
    request: HttpRequest,
    viewer: Person,
    person: Person,
    fields: Sequence[FieldDefinition],
    record: Record | None,
    rights: Rights,
) -> Any:
    if not rights.write or not any(is_writable(field, viewer) for field in fields):
        return None
    standing = record.values if record else {}
    initial = first_answers(fields, record.values if record else None)
    sent = take_uploads(request, fields, person, viewer) if request.method == "POST" else None
    build = build_form(fields, viewer=viewer, shows_rest=False)
    asked = build(sent.data if sent else None, initial=initial, standing=standing)
    return sent.complain_in(asked) if sent else asked


def _save(form: FormDefinition, person: Person, record: Record | None, asked: Any, stamp: Stamp) -> Record:
    if record is not None:
        return edit_record(record, asked.changed_values, stamp)
    source = form.managed_by or PEOPLE
    return put_record(form, person, source=source, source_id=PROFILE, values=asked.values, stamp=stamp)
