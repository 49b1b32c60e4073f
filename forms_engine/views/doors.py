"""How every page of the forms begins: who is asking, about whom, with which form. What is not theirs is not there."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms_engine.errors import NotVisible
from forms_engine.models import FormDefinition, Record
from people.access import visible_person
from people.looks import note_looks
from people.models import Person

View = Callable[..., HttpResponseBase]


def answers_people(view: View) -> View:
    """For somebody logged in; what they may not see answers as if it did not exist."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotVisible as error:
            raise Http404(str(error)) from error

    return login_required(answer)


def viewer_of(request: HttpRequest) -> Person:
    """Whoever is logged in, for views behind `answers_people`."""
    if isinstance(request.user, AnonymousUser):
        raise NotVisible(_("Log in first."))
    return request.user


def find_person(viewer: Person, person_id: int) -> Person:
    """Raises NotVisible, for nobody and for somebody out of sight alike."""
    person = visible_person(viewer, person_id)
    if person is None:
        raise NotVisible(_("There is no such person, or they are not yours to see."))
    return person


def find_form(key: str, kind: str) -> FormDefinition:
    form = FormDefinition.objects.filter(key=key, kind=kind).first()
    if form is None:
        raise NotVisible(_("There is no such form."))
    return form


def find_record(form: FormDefinition, person: Person, record_id: int) -> Record:
    found = Record.objects.filter(form=form, person=person).select_related("form", "entered_by")
    record = found.filter(pk=record_id).first()
    if record is None:
        raise NotVisible(_("There is no such record."))
    return record


def note_look(viewer: Person, person: Person, form: FormDefinition, now: datetime) -> None:
    """One row for the athlete to read, when somebody else sees what the form holds."""
    note_looks(viewer, [person], form.name[:80], now)


def sent_how(request: HttpRequest) -> str:
    """How static/js/filling sent a form: "now" or "kept"; "" when a browser did it by itself."""
    return request.headers.get("X-Filling", "")


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """A script of ours reads the address and goes there itself, so that a notice is not spent on it."""
    return JsonResponse({"url": url}) if sent_how(request) else redirect(url)
