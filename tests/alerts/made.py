"""Rules as a consultant makes them, and what they are about; nights and people come from the boards' builders."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group

from alerts.daily import evaluate_waiting
from alerts.models import Alert, Condition, Rule
from alerts.specs import ConditionSpec, FieldSpec
from alerts.versions import keep_version
from forms_engine.models import FieldDefinition
from people import roles
from people.models import Person
from tests.dashboards.made import NOW

STAFF = (roles.COACH, roles.STAFF, roles.MEDICAL)


def make_rule(
    *conditions: dict[str, Any], name: str = "Watch them", is_on: bool = True, told: Any = STAFF, **details: Any
) -> Rule:
    """`conditions`: what `condition(...)` answers. Told at once on this site, unless said otherwise."""
    rule = Rule.objects.create(name=name, is_on=is_on, **details)
    rule.roles.set(Group.objects.filter(name__in=told))
    for order, one in enumerate(conditions):
        Condition.objects.create(rule=rule, order=order, **one)
    keep_version(rule, None, NOW - timedelta(days=60))
    return rule


def condition(key: str, kind: str = "threshold", direction: str = "below", value: float | None = None, **more: Any):
    return {"field": FieldDefinition.objects.get(key=key), "kind": kind, "direction": direction, "value": value, **more}


def spec(kind: str, direction: str = "below", value: float = 0.0, *, days=1, window=28, least=14, lag=1, **field: Any):
    """A condition without a database, over a field of a form that dates the night."""
    facts = {
        "id": 1, "key": "f", "label": "Pulse", "type": "number", "unit": "", "decimals": None, "form_id": 1,
        "form_key": "form", "form_name": "Daily form", "lag_days": lag, "is_night": lag == 1, "is_managed": False,
    }  # fmt: skip
    return ConditionSpec(FieldSpec(**{**facts, **field}), kind, direction, value, days, window, least)


def look(now: datetime = NOW) -> None:
    """The worker takes its turn at what was written."""
    while evaluate_waiting(now):
        pass


def alerts_of(person: Person) -> list[Alert]:
    return list(Alert.objects.filter(person=person).order_by("pk"))
