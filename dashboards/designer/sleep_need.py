"""How much sleep each athlete needs by their own profile, for the sleep debt."""

from collections.abc import Sequence

from dashboards.loads import HOUR_S
from forms_engine.models import FormDefinition, Record
from forms_engine.permissions import rights_over, visible_fields
from people.models import Person

# The profile that ships, and its field: a duration, in seconds.
PROFILE, SLEEP_NEED = "athlete_profile", "sleep_need"
# What a need can be, as in the settings of a tile; anything else is a slip.
LEAST_H, MOST_H = 4, 12


def sleep_needs(viewer: Person, people: Sequence[Person]) -> dict[int, float]:
    """Person id → hours, for those whose profile says it and lets `viewer` read it. A fixed number of statements."""
    form = FormDefinition.objects.filter(key=PROFILE, kind=FormDefinition.Kind.PROFILE).first() if people else None
    if form is None or not any(field.key == SLEEP_NEED for field in visible_fields(viewer, None, form)):
        return {}
    rights = rights_over(viewer, people, form)
    readable = [person.pk for person in people if rights[person.pk].read]
    records = Record.objects.filter(form=form, person__in=readable, withdrawn_at=None)
    found = dict(records.values_list("person_id", f"values__{SLEEP_NEED}"))
    hours = {pk: said / HOUR_S for pk, said in found.items() if isinstance(said, int | float)}
    return {pk: need for pk, need in hours.items() if LEAST_H <= need <= MOST_H}
