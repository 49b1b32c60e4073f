"""After two accounts became one: whoever keeps in step with records is told of all that moved."""

from collections import defaultdict
from datetime import date, datetime

from forms_engine.extension import Written, tell_written
from forms_engine.models import Record
from people.models import Person


def tell_moved(stays: Person, goes: Person, now: datetime) -> None:
    """Every day of the account that stays may hold something new now, and the same day of the other less."""
    days: dict[int, set[date | None]] = defaultdict(set)
    of_both = Record.objects.filter(person__in=[stays, goes]).order_by()
    for form_id, day in of_both.values_list("form_id", "occurred_on").distinct():
        days[form_id].add(day)
    told = [
        Written(form_id, person.pk, frozenset(found)) for form_id, found in days.items() for person in (stays, goes)
    ]
    if told:
        tell_written(told, now)
