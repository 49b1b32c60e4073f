"""Makes anew what two writers projected at once, each without seeing the other (`turns`)."""

from django.db import connection, transaction

from dashboards.models import Unsettled
from dashboards.projection import make_people_anew
from dashboards.turns import take_people

# Of one form in one go; the next minute takes the rest.
MOST_PEOPLE = 200


def settle() -> None:
    """Whoever is still being written of waits for the next call."""
    waiting: dict[int, dict[int, list[int]]] = {}
    for pk, form_id, person_id in Unsettled.objects.order_by("pk").values_list("pk", "form_id", "person_id"):
        people = waiting.setdefault(form_id, {})
        if person_id in people or len(people) < MOST_PEOPLE:
            people.setdefault(person_id, []).append(pk)
    for form_id, people in waiting.items():
        with transaction.atomic(), connection.cursor() as cursor:
            free = people.keys() - take_people(cursor, form_id, sorted(people))
            if free:
                make_people_anew(cursor, form_id, sorted(free))
                Unsettled.objects.filter(pk__in=[pk for person_id in free for pk in people[person_id]]).delete()
