"""Where staff write a note about somebody, with its day filled in."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse

from forms_engine.models import FormDefinition
from forms_engine.permissions import Rights

NOTE = "note"


def note_form(forms: Mapping[str, tuple[FormDefinition, Rights]]) -> FormDefinition | None:
    """The form of notes, when it is there and the viewer may write it."""
    found = forms.get(NOTE)
    return found[0] if found and found[1].write and not found[0].managed_by else None


def note_address(person_id: int, form: FormDefinition | None, day: date) -> str:
    """ "" for who writes none."""
    return "" if form is None else new_record_address(person_id, form, day)


def new_record_address(person_id: int, form: FormDefinition, day: date) -> str:
    """Where a form is filled in about somebody, with `day` as its date."""
    return reverse("new_record", args=[person_id, form.key]) + f"?day={day.isoformat()}"
