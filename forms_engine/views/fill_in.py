"""What somebody fills about themselves: the forms that wait for today, and what comes after sending one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms_engine.due import FormOfToday, forms_of_today
from forms_engine.errors import NotVisible
from forms_engine.views.doors import answers_people, find_record, viewer_of
from forms_engine.views.event import find_event
from forms_engine.views.showing import show_day
from people.models import Person


@answers_people
@require_safe
def fill_in(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    forms = _forms_of(viewer)
    context = {
        "today": show_day(timezone.localdate()),
        "due": [_button(viewer, one) for one in forms if one.is_due],
        "whenever": [_button(viewer, one) for one in forms if not one.is_due and not one.is_filled],
        "filled": [_button(viewer, one) for one in forms if one.is_filled],
    }
    return render(request, "forms_engine/fill_in.html", context)


@answers_people
@require_safe
def record_sent(request: HttpRequest, person_id: int, form_key: str, record_id: int) -> HttpResponse:
    """Shown to whoever filled a form about themselves."""
    viewer = viewer_of(request)
    person, form, rights = find_event(viewer, person_id, form_key)
    record = find_record(form, person, record_id)
    if person.pk != viewer.pk or not rights.write or record.withdrawn_at is not None:
        raise NotVisible(_("There is no such page, or it is not yours to see."))
    context = {
        "form": form,
        "day": show_day(record.occurred_on) if record.occurred_on else "",
        "record_url": reverse("person_record", args=[person.pk, form.key, record.pk]) if rights.read else "",
        "next": buttons_of_today(viewer),
    }
    return render(request, "forms_engine/record_sent.html", context)


def buttons_of_today(viewer: Person) -> list[dict[str, object]]:
    """The forms `viewer` fills every day and has not yet filled today, for `big_buttons.html`."""
    return [_button(viewer, one) for one in _forms_of(viewer) if one.is_due]


def _forms_of(viewer: Person) -> list[FormOfToday]:
    now = timezone.now()
    return forms_of_today(viewer, timezone.localdate(now), now)


def _button(viewer: Person, one: FormOfToday) -> dict[str, object]:
    """What a big button needs: where it leads, what it says, and how far one is."""
    at = [viewer.pk, one.form.key]
    return {
        "form": one.form,
        "url": reverse("new_record", args=at) + ("?draft=1" if one.begun_at else ""),
        "begun_at": one.begun_at,
        "day": show_day(one.day),
        "records_url": reverse("person_events", args=at),
    }
