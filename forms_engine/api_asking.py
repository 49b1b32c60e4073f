"""What a script asks for and sends, read and refused with a code and a sentence."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.request import Request

from forms_engine.errors import NotVisible
from forms_engine.models import FormDefinition, Record
from people.access import visible_people
from people.models import Person


class Refused(exceptions.APIException):
    """What was sent cannot be done; the sender mends it."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, code: str, words: str, fields: dict[str, Any] | None = None) -> None:
        self.body = {"code": code, "words": words, "fields": fields or {}}
        super().__init__(words, code)


def read_object(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise Refused("not_an_object", _("Send one JSON object."))
    return request.data


def asked_people(viewer: Person, request: Request) -> QuerySet[Person]:
    asked = request.query_params.get("person")
    return visible_people(viewer).filter(_person_filter(asked)) if asked else visible_people(viewer)


def _person_filter(asked: object) -> Q:
    """By id, UUID or username."""
    text = str(asked)
    if text.isdigit():
        return Q(pk=int(text)) if len(text) < 16 else Q(pk=None)
    try:
        return Q(uuid=UUID(text))
    except ValueError:
        return Q(username__iexact=text)


def asked_person(viewer: Person, asked: object) -> Person:
    if not isinstance(asked, str | int) or isinstance(asked, bool):
        raise Refused("no_person", _("Say whom the record is about: “person” is an id, a UUID or a username."))
    person = visible_people(viewer).filter(_person_filter(asked)).first()
    if person is None:
        raise NotVisible
    return person


def asked_records(form: FormDefinition, people: Sequence[Person], request: Request) -> QuerySet[Record]:
    records = Record.objects.filter(form=form, person__in=people, withdrawn_at=None)
    asked = request.query_params
    if "first" in asked:
        records = records.filter(occurred_on__gte=read_day(asked["first"]))
    if "last" in asked:
        records = records.filter(occurred_on__lte=read_day(asked["last"]))
    if "modified_since" in asked:
        records = records.filter(modified_at__gte=read_moment(asked["modified_since"]))
    return records


def read_source_id(asked: object) -> str:
    """The sender's own id of the record, so that sending twice is sending once; a new one when there is none."""
    if asked is None:
        return str(uuid4())
    if not isinstance(asked, str) or not 0 < len(asked.strip()) <= 100 or not asked.isprintable():
        raise Refused("bad_id", _("“id” is text of 1 to 100 characters that you choose, one for each record."))
    return asked.strip()


def read_day(text: object) -> date:
    try:
        day = parse_date(text) if isinstance(text, str) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2100:
        raise Refused("bad_day", _("A day is written like 2026-03-10."))
    return day


def read_moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refused("bad_moment", _("A moment is written with its offset, like 2026-03-10T07:30:00Z."))
    return moment
