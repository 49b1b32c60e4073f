"""REST: forms, their schema, people and records, with the rights of whoever holds the token and nothing more.

    GET    /api/people                        whom I may see
    GET    /api/forms                         forms I may read or fill about somebody
    GET    /api/forms/<key>/schema            JSON Schema of the values
    GET    /api/forms/<key>/records           cursor pages; person, first, last, modified_since
    POST   /api/forms/<key>/records           {"person", "occurred_on", "values", "id"}; the same id again is one record
    GET    /api/records/<id>
    PATCH  /api/records/<id>                  {"values", "occurred_on"}
    DELETE /api/records/<id>                  withdraws: nothing is lost

Errors are {"code", "words", "fields"}: the code for scripts, the words for people.
"""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from forms_engine.api_asking import (
    Refused,
    asked_people,
    asked_person,
    asked_records,
    read_day,
    read_object,
    read_source_id,
)
from forms_engine.api_pages import next_link, page_of
from forms_engine.api_shapes import json_schema, keys_of_values, names_of_complaints, shape_person, shape_record
from forms_engine.errors import ClosedField, FormsError, InvalidValues, NotVisible
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.permissions import NOTHING, Rights, is_writable, require, rights_over, visible_fields
from forms_engine.records import PEOPLE, PROFILE, Stamp, edit_record, put_record, withdraw_record
from forms_engine.validation import clean_values
from people.access import visible_people
from people.looks import note_looks
from people.models import Person

PAGE_NAME = "REST"


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as {"code", "words", "fields"}; what may not be seen is not there."""
    if isinstance(error, Refused):
        return Response(error.body, status=error.status_code)
    if isinstance(error, NotVisible | Http404):
        return Response({"code": "not_found", "words": _("There is no such thing, or it is not yours to see.")}, 404)
    if isinstance(error, FormsError):
        return Response({"code": error.code, "words": str(error), "fields": {}}, 400)
    answer = exception_handler(error, context)
    if answer is not None and isinstance(error, exceptions.APIException):
        answer.data = {"code": str(error.default_code), "words": str(error.detail), "fields": {}}
    return answer


class FormsView(APIView):
    """The base of them all: whoever holds the token."""

    @property
    def viewer(self) -> Person:
        user = self.request.user
        if not isinstance(user, Person):
            raise exceptions.NotAuthenticated
        return user

    def get_exception_handler(self) -> Any:
        return answer_error

    def _note_look(self, record: Record) -> None:
        """What is answered holds values of the record."""
        note_looks(self.viewer, [record.person], f"{PAGE_NAME}: {record.form.name}"[:80], timezone.now())

    def _values(
        self,
        form: FormDefinition,
        fields: Sequence[FieldDefinition],
        sent: object,
        standing: Record | None,
        *,
        is_whole: bool,
    ) -> dict[str, Any]:
        """Canonical values. Raises Refused with a sentence for each field that does not fit."""
        if not isinstance(sent, dict):
            raise Refused("no_values", _("“values” is an object: API name → value."))
        try:
            return clean_values(
                form,
                keys_of_values(sent, fields),
                by_connector=False,
                standing=standing.values if standing else {},
                writable={field.key for field in fields if is_writable(field, self.viewer)},
                is_whole=is_whole and standing is None,
            )
        except InvalidValues as error:
            words = _("Some values do not fit; “fields” says which and why.")
            raise Refused(error.code, words, names_of_complaints(error.complaints, fields)) from error


class People(FormsView):
    def get(self, request: Request) -> Response:
        people = visible_people(self.viewer).filter(is_active=True)
        found, after = page_of(people, request)
        return Response({"results": [shape_person(one) for one in found], "next": next_link(request, after)})


class Forms(FormsView):
    def get(self, request: Request) -> Response:
        seen = []
        for form in FormDefinition.objects.order_by("name"):
            about_self, about_others = _rights(self.viewer, form)
            rights = about_self | about_others
            if rights.read or rights.write:
                seen.append(
                    {
                        "key": form.key,
                        "name": form.name,
                        "kind": form.kind,
                        "dates_the_night": form.dates_the_night,
                        "is_retired": form.retired_at is not None,
                        "may_read": rights.read,
                        "may_write": rights.write and not form.managed_by,
                    }
                )
        return Response({"results": seen, "next": None})


class Schema(FormsView):
    def get(self, request: Request, form_key: str) -> Response:
        form = _form(form_key)
        about_self, about_others = _rights(self.viewer, form)
        rights = about_self | about_others
        if not (rights.read or rights.write):
            raise NotVisible
        # Whoever reaches nobody else with the form sees every field of their own records.
        whom = None if about_others.read or about_others.write else self.viewer
        fields = visible_fields(self.viewer, whom, form)
        writable = [field.key for field in fields if rights.write and is_writable(field, self.viewer)]
        return Response(json_schema(form, fields, writable))


class Records(FormsView):
    def get(self, request: Request, form_key: str) -> Response:
        form, viewer = _form(form_key), self.viewer
        people = list(asked_people(viewer, request))
        rights = rights_over(viewer, people, form)
        readable = [person for person in people if rights[person.pk].read]
        if not readable:
            if not any(one.calendar or one.write for one in rights.values()):
                raise NotVisible
            return Response({"results": [], "next": None})
        records = asked_records(form, readable, request)
        found, after = page_of(records.select_related("person", "form"), request)
        own, others = visible_fields(viewer, viewer, form), visible_fields(viewer, None, form)
        note_looks(viewer, {one.person for one in found}, f"{PAGE_NAME}: {form.name}"[:80], timezone.now())
        shapes = [shape_record(one, own if one.person_id == viewer.pk else others) for one in found]
        return Response({"results": shapes, "next": next_link(request, after)})

    def post(self, request: Request, form_key: str) -> Response:
        form, viewer, sent = _form(form_key), self.viewer, read_object(request)
        person = asked_person(viewer, sent.get("person"))
        is_event = form.kind == FormDefinition.Kind.EVENT
        # To fill a form of one record means to change what stands there already.
        rights = require(viewer, person, form, write=True, read=not is_event)
        if form.managed_by:
            raise ClosedField(_("A connector writes this form, nobody else."))
        source_id = read_source_id(sent.get("id")) if is_event else PROFILE
        fields = visible_fields(viewer, person, form)
        standing = Record.objects.filter(form=form, person=person, source=PEOPLE, source_id=source_id).first()
        if standing is not None and standing.withdrawn_at is not None:
            raise Refused("withdrawn", _("A record with this id was withdrawn; send another id."))
        record = put_record(
            form,
            person,
            source=PEOPLE,
            source_id=source_id,
            values=self._values(form, fields, sent.get("values"), standing, is_whole=True),
            stamp=Stamp(now=timezone.now(), by=viewer, owner=PEOPLE),
            occurred_on=read_day(sent.get("occurred_on")) if is_event else None,
        )
        if rights.read:
            self._note_look(record)
        return Response(shape_record(record, fields if rights.read else ()), status=200 if standing else 201)


class OneRecord(FormsView):
    def get(self, request: Request, record_id: int) -> Response:
        record = self._record(record_id, read=True)
        self._note_look(record)
        return Response(shape_record(record, visible_fields(self.viewer, record.person, record.form)))

    def patch(self, request: Request, record_id: int) -> Response:
        record, sent = self._record(record_id, read=True, write=True), read_object(request)
        if record.withdrawn_at is not None:
            raise Refused("withdrawn", _("A withdrawn record cannot be changed; restore it first."))
        fields = visible_fields(self.viewer, record.person, record.form)
        day = None
        if "occurred_on" in sent:
            if record.source != PEOPLE:
                raise ClosedField(_("A connector's record keeps the date its source gave it."))
            day = read_day(sent["occurred_on"])
        values = self._values(record.form, fields, sent.get("values", {}), record, is_whole=False)
        stamp = Stamp(now=timezone.now(), by=self.viewer, owner=PEOPLE)
        self._note_look(record)
        return Response(shape_record(edit_record(record, values, stamp, occurred_on=day), fields))

    def delete(self, request: Request, record_id: int) -> Response:
        record = self._record(record_id, read=True, delete=True)
        withdraw_record(record, Stamp(now=timezone.now(), by=self.viewer, owner=PEOPLE))
        return Response(status=204)

    def _record(self, record_id: int, **asked: bool) -> Record:
        record = Record.objects.select_related("form", "person").filter(pk=record_id).first()
        if record is None:
            raise NotVisible
        rights = require(self.viewer, record.person, record.form, **asked)
        if record.withdrawn_at is not None and not rights.delete:
            raise NotVisible
        return record


def _form(key: str) -> FormDefinition:
    form = FormDefinition.objects.filter(key=key).first()
    if form is None:
        raise NotVisible
    return form


def _rights(viewer: Person, form: FormDefinition) -> tuple[Rights, Rights]:
    """What the viewer may do with the form about themself, and about anybody else whom they see."""
    other = visible_people(viewer).exclude(pk=viewer.pk).first()
    rights = rights_over(viewer, [viewer, *([other] if other else [])], form)
    return rights[viewer.pk], rights[other.pk] if other else NOTHING
