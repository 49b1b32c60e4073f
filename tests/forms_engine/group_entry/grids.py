"""A squad with a form to enter, and what a browser sends of its grid."""

import json
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from forms_engine.models import FormDefinition, Record
from people import roles
from people.models import Person, Squad
from tests.builders.forms import TODAY, make_field, make_form
from tests.builders.people import make_athlete

RIGHTS = {roles.ATHLETE: "crw", roles.COACH: "crw", roles.MEDICAL: "crw", roles.STAFF: "c"}
DAY = TODAY.isoformat()


def make_wellness() -> FormDefinition:
    """Six cells of different kinds; one for medical staff alone; one that only they fill."""
    form = make_form("Daily Wellness", key="wellness", rights=RIGHTS)
    make_field(form, "mood", "rating", order=1)
    make_field(form, "weight_kg", "number", unit="kg", minimum=30, maximum=200, soft_maximum=120, decimals=1, order=2)
    make_field(form, "effort", "integer", minimum=0, maximum=10, order=3, defaults_to_last=True)
    make_field(form, "soreness", "choice", choices=["none", "some", "much"], order=4)
    make_field(form, "is_ill", "yes_no", order=5)
    make_field(form, "note", "paragraph", order=6)
    make_field(form, "cycle_day", "integer", visible_to=[roles.MEDICAL], order=7)
    cleared = make_field(form, "cleared", "yes_no", order=8)
    cleared.editable_by.set(Group.objects.filter(name=roles.MEDICAL))
    return form


def make_athletes(squad: Squad, count: int) -> list[Person]:
    return [make_athlete(squad, f"Nova{number:03d}", "Examplova") for number in range(count)]


def row(person: Person, record: Record | None = None, *, sure: tuple[str, ...] = (), **cells: str) -> dict[str, Any]:
    """What a page sends of one row; `record` is what stood there when it opened."""
    return {
        "person": person.pk,
        "id": str(uuid4()),
        "record": record.pk if record else None,
        "seen": record.modified_at.isoformat() if record else "",
        "cells": cells,
        "sure": list(sure),
    }


def grid_url(form: FormDefinition, squad: Squad, day: str = DAY) -> str:
    return f"{reverse('group_grid', args=[form.key, squad.pk])}?day={day}"


def send(
    client: Client, form: FormDefinition, squad: Squad, *rows: dict[str, Any], day: str = DAY, to: str = "save_grid"
) -> Any:
    url = reverse(to, args=[form.key, squad.pk, day])
    return client.post(url, json.dumps({"rows": rows}), content_type="application/json")


def sent(client: Client, form: FormDefinition, squad: Squad, *rows: dict[str, Any], **how: Any) -> list[dict[str, Any]]:
    """What the site says of each row."""
    answer = send(client, form, squad, *rows, **how)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def values_of(person: Person, form: FormDefinition) -> dict[str, Any]:
    return Record.objects.get(person=person, form=form, occurred_on=TODAY, withdrawn_at=None).values
