"""Critical information: what of somebody's profile stands beside their name, for whoever may read it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Record
from forms_engine.permissions import visible_fields_among
from forms_engine.sections import is_column
from forms_engine.standards import Meaning, Subject, age_on, meaning_of, rules_beside, rules_read_beside
from people import roles
from people.access import role_names_of
from people.looks import note_looks
from people.models import Person
from people.prepared import among, prepared

# What people write, or choose, to say that there is nothing to say.
NOTHING = frozenset(
    {
        *("", "-", "–", "—", "/", "0", "none", "no", "nil", "n/a", "na", "nothing", "none known", "nil known"),
        *("no allergies", "no known allergies", "nka", "nkda", "not applicable"),
        *("keine", "keiner", "keins", "nein", "nichts", "keine bekannt", "keine allergien", "keine bekannten"),
    }
)


class Critical(NamedTuple):
    """`meaning`: what a standard says of the value; without one it counts as calling for action."""

    label: str
    words: str
    meaning: Meaning | None = None


def critical_information(viewer: Person, people: Iterable[Person]) -> dict[int, list[Critical]]:
    """Person id → what `viewer` may read of the critical fields of their profiles; who has nothing to tell is no key.

    `people` are of those the viewer sees; oneself is left out. One query where there are such fields.
    """
    others = {person.pk: person for person in people if person.pk != viewer.pk}
    held = role_names_of(viewer)
    if not others or not held:
        return {}
    someone = next(iter(others.values()))
    by_form = visible_fields_among(viewer, someone, "critical", lambda: _critical_fields(held))
    fields = [field for of_form in by_form.values() for field in of_form if not is_column(field)]
    return _told(fields, list(others)) if fields else {}


def _told(fields: Sequence[FieldDefinition], person_ids: list[int]) -> dict[int, list[Critical]]:
    forms = tuple({field.form_id for field in fields})
    keys = tuple({field.key: f"values__{field.key}" for field in fields}.items())
    answers = prepared(
        ("critical answers", forms, keys),
        lambda ids: Record.objects.filter(
            among("forms_engine_record.person_id", ids), form__in=forms, withdrawn_at=None
        ).values_list("form_id", "person_id", "person__sex", "person__date_of_birth", *(path for _key, path in keys)),
        person_ids,
    )
    today, told = timezone.localdate(), dict[int, list[Critical]]()
    rules = {field.pk: rules_read_beside(field) for field in fields}
    for form_id, person_id, sex, born, *values in answers:
        said = dict(zip((key for key, _path in keys), values, strict=True))
        for field in fields:
            if field.form_id == form_id and _says_something(value := said[field.key]):
                words = field_type(field.type).show(field, value)
                # A profile has one value of a field and no days before it: rules about a baseline are silent.
                subject = Subject(sex, age_on(born, today))
                meaning = meaning_of(rules[field.pk], value, subject, lambda _days: ())
                told.setdefault(person_id, []).append(Critical(field.label, words, meaning))
    return told


def critical_of(viewer: Person, person: Person) -> list[Critical]:
    """The same of one person; nothing about oneself."""
    return critical_information(viewer, [person]).get(person.pk, [])


def critical_words(viewer: Person, people: Iterable[Person]) -> dict[int, str]:
    """Person id → "Allergies: nuts · Asthma: yes", for rows of many; who has nothing to tell is no key."""
    return {
        person_id: " · ".join(map(_in_words, told)) for person_id, told in critical_information(viewer, people).items()
    }


def show_critical(viewer: Person, people: Iterable[Person], page: str, now: datetime) -> dict[int, str]:
    """`critical_words` for a page that shows no other health data: seeing them is a look at whom they are about."""
    people = list(people)
    told = critical_words(viewer, people)
    note_looks(viewer, [person for person in people if person.pk in told], page, now)
    return told


def critical_mark(words: str) -> SafeString:
    """A small sign beside a name, which says `words`; nothing without any."""
    if not words:
        return SafeString("")
    told = escape(_("Critical information: %(what)s") % {"what": words})
    return SafeString(
        f'<span class="critical-mark" title="{told}"><span aria-hidden="true">✚</span>'
        f'<span class="visually-hidden">{told}</span></span>'
    )


def _in_words(one: Critical) -> str:
    return f"{one.label}: {one.words}, {one.meaning.words}" if one.meaning else f"{one.label}: {one.words}"


def _says_something(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().rstrip(".").casefold() not in NOTHING
    if isinstance(value, list):
        return any(map(_says_something, value))
    return value not in (None, {}, False)


def _critical_fields(held: frozenset[str]) -> QuerySet[FieldDefinition]:
    """Those of the profiles that one of the roles `held` may read about others, each with its rules."""
    readable = FormPermission.objects.filter(role__name__in=held - {roles.ATHLETE}, can_read=True)
    return (
        FieldDefinition.objects.filter(
            is_critical=True,
            form__kind=FormDefinition.Kind.PROFILE,
            form__retired_at=None,
            form_id__in=readable.values("form_id"),
        )
        .exclude(type="link")
        .annotate(rules=rules_beside())
    )
