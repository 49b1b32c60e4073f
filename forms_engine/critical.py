"""Critical information: what of somebody's profile stands beside their name, for whoever may read it."""

from collections.abc import Iterable
from html import escape
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, JSONField, OuterRef, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forms_engine.field_types import field_type
from forms_engine.judged import Entry, judge
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Record
from forms_engine.permissions import Viewer, rights_over, visible_fields, visible_fields_among
from forms_engine.sections import is_column
from forms_engine.standards import Meaning
from people import roles
from people.access import role_names_of
from people.models import Person
from people.prepared import among, prepared

WRITTEN = frozenset({"text", "paragraph"})
# What people write into a field of text to say that there is nothing to say.
NOTHING = frozenset({"", "none", "no", "nil", "n/a", "nothing", "keine", "keiner", "keins", "nein", "-", "–", "—", "/"})


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
                    if _says_something(field, values.get(field.key))
                ]
    return found


def critical_words(viewer: Person, people: Iterable[Person]) -> dict[int, str]:
    """Person id → "Allergies: nuts · Asthma: yes", for rows of many; who has nothing to tell is no key.

    `people` are of those the viewer sees; oneself is left out. One query; three more where a critical field is
    reckoned from others.
    """
    others = {person.pk: person for person in people if person.pk != viewer.pk}
    held = role_names_of(viewer)
    if not others or not held:
        return {}
    someone = next(iter(others.values()))
    by_form = visible_fields_among(
        viewer, someone, ("critical", held), lambda ids: _critical_fields(held, ids), list(others)
    )
    told: dict[int, list[str]] = {}
    for field in (one for fields in by_form.values() for one in fields if not is_column(one)):
        for answer in field.answers:  # type: ignore[attr-defined]
            if _says_something(field, answer["value"]):
                words = field_type(field.type).show(field, answer["value"])
                told.setdefault(answer["person"], []).append(f"{field.label}: {words}")
    return {person_id: " · ".join(parts) for person_id, parts in told.items()}


def critical_mark(words: str) -> SafeString:
    """A small sign beside a name, which says `words`; nothing without any."""
    if not words:
        return SafeString("")
    told = escape(_("Critical information: %(what)s") % {"what": words})
    return SafeString(
        f'<span class="critical-mark" title="{told}"><span aria-hidden="true">✚</span>'
        f'<span class="visually-hidden">{told}</span></span>'
    )


def _says_something(field: FieldDefinition, value: Any) -> bool:
    if field.type in WRITTEN and isinstance(value, str):
        return value.strip().rstrip(".").casefold() not in NOTHING
    return value not in (None, "", [], {}, False)


def _critical_fields(held: frozenset[str], person_ids: list[int]) -> QuerySet[FieldDefinition]:
    """Those of the profiles that one of the roles `held` may read about others, each with these people's `answers`."""
    readable = FormPermission.objects.filter(role__name__in=held - {roles.ATHLETE}, can_read=True)
    # U0 is what Django calls the table of a query within another.
    profiles = Record.objects.filter(among("U0.person_id", person_ids), form_id=OuterRef("form_id"), withdrawn_at=None)
    value = CombinedExpression(F("values"), "->", OuterRef("key"), output_field=JSONField())
    return (
        FieldDefinition.objects.filter(
            is_critical=True,
            form__kind=FormDefinition.Kind.PROFILE,
            form__retired_at=None,
            form_id__in=readable.values("form_id"),
        )
        .exclude(type="link")
        .annotate(answers=ArraySubquery(profiles.values(json=JSONObject(person="person_id", value=value))))
    )


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
