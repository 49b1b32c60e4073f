"""Critical information: what of somebody's profile stands beside their name, for whoever may read it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
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
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Record, Standard
from forms_engine.permissions import visible_fields_among
from forms_engine.sections import is_column
from forms_engine.standards import Meaning, Subject, age_on, meaning_of, rules_beside, rules_read_beside
from people import roles
from people.access import role_names_of
from people.looks import note_looks
from people.models import Person
from people.prepared import among

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
    today, told = timezone.localdate(), dict[int, list[Critical]]()
    for field in (one for fields in by_form.values() for one in fields if not is_column(one)):
        rules = rules_read_beside(field)
        for answer in field.answers:  # type: ignore[attr-defined]
            if _says_something(value := answer["value"]):
                words = field_type(field.type).show(field, value)
                meaning = _meaning(rules, answer, today) if rules else None
                told.setdefault(answer["person"], []).append(Critical(field.label, words, meaning))
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


def _meaning(rules: Sequence[Standard], answer: dict[str, Any], today: date) -> Meaning | None:
    """A profile has one value of a field and no days before it: rules about a baseline are silent."""
    born = date.fromisoformat(answer["born"]) if answer["born"] else None
    return meaning_of(rules, answer["value"], Subject(answer["sex"], age_on(born, today)), lambda _days: ())


def _critical_fields(held: frozenset[str], person_ids: list[int]) -> QuerySet[FieldDefinition]:
    """Those of the profiles that one of the roles `held` may read about others, each with its rules and these people's
    `answers`."""
    readable = FormPermission.objects.filter(role__name__in=held - {roles.ATHLETE}, can_read=True)
    # U0 is what Django calls the table of a query within another.
    profiles = Record.objects.filter(among("U0.person_id", person_ids), form_id=OuterRef("form_id"), withdrawn_at=None)
    value = CombinedExpression(F("values"), "->", OuterRef("key"), output_field=JSONField())
    answer = JSONObject(person="person_id", sex="person__sex", born="person__date_of_birth", value=value)
    return (
        FieldDefinition.objects.filter(
            is_critical=True,
            form__kind=FormDefinition.Kind.PROFILE,
            form__retired_at=None,
            form_id__in=readable.values("form_id"),
        )
        .exclude(type="link")
        .annotate(answers=ArraySubquery(profiles.values(json=answer)), rules=rules_beside())
    )
