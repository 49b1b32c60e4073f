"""What the club's standards say of the numbers an alert was made of, as they were when it was raised."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from alerts.models import Alert
from alerts.specs import from_json
from dashboards.meanings import Meanings
from dashboards.measures import Daily, Measure, with_rules
from dashboards.models import DailyValue
from forms_engine.models import FieldDefinition
from forms_engine.standards import Meaning

# (place of the condition, due day) → what is said of the value of that day.
Said = Mapping[tuple[int, str], Meaning]
NOTHING: Said = {}


def read_meanings(alerts: Sequence[Alert]) -> dict[int, Said]:
    """Alert id → what is said; alerts with their versions and people. One statement, two more where a field has
    standards. That the viewer sees these alerts, and so their fields, is settled before."""
    specs = {one.pk: from_json(one.version.definition) for one in alerts}
    asked = {condition.field.id for spec in specs.values() for condition in spec.conditions}
    fields = FieldDefinition.objects.filter(pk__in=asked, standards__isnull=False).select_related("form").distinct()
    measures = {one.field.pk: one for one in with_rules(_by_key(fields)).values()} if asked else {}
    if not measures:
        return {}
    told: dict[int, dict[tuple[int, str], Meaning]] = {one.pk: {} for one in alerts}
    numbers = [
        (alert, place, measures[condition.field.id], date.fromisoformat(night["on"]), night["value"])
        for alert in alerts
        for place, (condition, found) in enumerate(zip(specs[alert.pk].conditions, alert.facts, strict=True))
        if condition.field.id in measures
        for night in found["nights"]
        if night.get("value") is not None
    ]
    known = _read_days(numbers)
    meanings = {pk: Meanings(measure) for pk, measure in measures.items()}
    for alert, place, measure, day, value in numbers:
        days = known.get((alert.person_id, measure.field.pk), {})
        normal = days.get(day, Daily(value, None, None, 0))
        days = {**days, day: normal._replace(value=value)}
        if meaning := meanings[measure.field.pk].of_day(alert.person, day, days):
            told[alert.pk][place, day.isoformat()] = meaning
    return dict(told)


def _by_key(fields: Iterable[FieldDefinition]) -> dict[str, Measure]:
    return {one.key: one for one in (Measure(field.form, field) for field in fields)}


def _read_days(numbers: Sequence[tuple[Alert, int, Measure, date, float]]) -> dict[tuple[int, int], dict[date, Daily]]:
    """(person id, field id) → the stored days rules look back on, with the own normal of each."""
    if not numbers:
        return {}
    widest = max(measure.widest_window for _alert, _place, measure, _day, _value in numbers)
    days = [day for _alert, _place, _measure, day, _value in numbers]
    rows = DailyValue.objects.filter(
        person__in={alert.person_id for alert, *_rest in numbers},
        field__in={measure.field.pk for _alert, _place, measure, _day, _value in numbers},
        day__range=(min(days) - timedelta(days=widest), max(days)),
    )
    known: dict[tuple[int, int], dict[date, Daily]] = {}
    for one in rows:
        daily = Daily(one.value, one.mean, one.spread, one.count)
        known.setdefault((one.person_id, one.field_id), {})[one.day] = daily
    return known
