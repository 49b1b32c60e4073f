"""Critical information: what of somebody's profile stands beside their name, for whoever may read it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from forms_engine.field_types import field_type
from forms_engine.judged import Entry, judge
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.permissions import Viewer, rights_over, visible_fields
from forms_engine.sections import is_column
from forms_engine.standards import Meaning
from people.models import Person
from people.prepared import prepared


class Critical(NamedTuple):
    """`meaning`: what a standard says of the value; without one it counts as calling for action."""

    label: str
    words: str
    meaning: Meaning | None = None


def critical_information(viewer: Viewer, people: Iterable[Person]) -> dict[int, list[Critical]]:
    """Person id → what `viewer` may read of the critical fields of their profiles; everybody asked for is a key.

    One query without critical fields, else a fixed number a profile form that has them.
    """
    people = list(people)
    found: dict[int, list[Critical]] = {person.pk: [] for person in people}
    for form in prepared("forms with critical fields", _forms_with_critical_fields) if people else ():
        rights = rights_over(viewer, people, form)
        for records_of, fields in _readers(viewer, people, form):
            readable = [pk for pk in records_of if rights[pk].read]
            by_id = {person.pk: person for person in people}
            profiles = _profiles(form, readable)
            today = timezone.localdate()
            judged = judge(fields, [Entry(form.pk, by_id[pk], today, values) for pk, values in profiles.items()])
            for (person_id, values), said in zip(profiles.items(), judged, strict=True):
                found[person_id] += [
                    Critical(
                        field.label,
                        field_type(field.type).show(field, values[field.key]),
                        said.fields.get(field.key),
                    )
                    for field in fields
                    if values.get(field.key) not in (None, "", [], False)
                ]
    return found


def _forms_with_critical_fields() -> QuerySet[FormDefinition]:
    forms = FormDefinition.objects.filter(
        kind=FormDefinition.Kind.PROFILE, retired_at=None, fields__is_critical=True, fields__retired_at=None
    )
    return forms.distinct()


def _readers(
    viewer: Viewer, people: list[Person], form: FormDefinition
) -> list[tuple[list[int], list[FieldDefinition]]]:
    """(person ids, the critical fields the viewer sees about them): oneself apart from the others."""
    own = [person for person in people if person.pk == viewer.pk]
    others = [person.pk for person in people if person.pk != viewer.pk]
    groups = [([person.pk], visible_fields(viewer, person, form)) for person in own]
    groups += [(others, visible_fields(viewer, None, form))] if others else []
    return [
        (ids, [field for field in fields if field.is_critical and not is_column(field) and field.type != "link"])
        for ids, fields in groups
    ]


def _profiles(form: FormDefinition, person_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Person id → values of their one record of the form."""
    records = Record.objects.filter(form=form, person__in=person_ids, withdrawn_at=None).order_by("-pk")
    return dict(records.values_list("person_id", "values"))
