"""A consultant at the builder."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forms_engine.builder.changing import version_of
from forms_engine.definition_import import apply_document
from forms_engine.models import FieldDefinition, FormDefinition
from forms_engine.starters import read_starter
from people import roles
from people.models import Person
from tests.builders.forms import make_form
from tests.builders.people import make_person


@pytest.fixture
def consultant(db) -> Person:
    return make_person("Cora", "Samplewell", role=roles.CONSULTANT, is_staff=True)


@pytest.fixture
def desk(client: Client, consultant: Person) -> "Desk":
    client.force_login(consultant)
    return Desk(client)


@pytest.fixture
def wellness(db) -> FormDefinition:
    return apply_document(read_starter("daily_wellness"), timezone.now())


class Desk:
    """What the page's forms send, without a browser."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, form: FormDefinition, **query: Any) -> str:
        return self.client.get(page_of(form), query).content.decode()

    def step(self, form: FormDefinition, step: str, /, **said: Any) -> Any:
        """Posts as the page would; the answer after redirects. `_version` is today's unless said."""
        said = {"_version": version_of(form), "_step": step} | said
        return self.client.post(page_of(form), said, follow=True)

    def save(self, field: FieldDefinition, **said: Any) -> Any:
        """The panel of a saved field, sent as it stands but for what is said."""
        opened = self.client.get(page_of(field.form), {"field": field.pk})
        sent = boxes(opened.context["chosen"].panel) | {"_field": field.pk} | said
        return self.step(field.form, "save_field", **sent)

    def add(self, form: FormDefinition, type_name: str, label: str, /, **said: Any) -> Any:
        return self.step(form, "save_field", **({"_new": type_name, "label": label} | said))


def boxes(panel: Any) -> dict[str, Any]:
    """What the boxes of a panel hold when nobody has touched them."""
    held: dict[str, Any] = {}
    for box in panel:
        value = box.value()
        if value not in (None, "", False, []):
            held[box.html_name] = value
    own = panel.panel_shown if hasattr(panel, "panel_shown") else {}
    if "rows" in own and "colours" in own:
        rows = [row for row in own["rows"] if row["word"]]
        held |= {f"option_{name}": [row[name] or "" for row in rows] for name in ("word", "score", "colour")}
    if "formula" in own:
        held["formula"] = own["formula"]
    if "points" in own:
        held |= {"end_low": own["low"], "end_high": own["high"]}
    return held


def page_of(form: FormDefinition) -> str:
    return reverse("admin:forms_builder_form", args=[form.key])


def refusal_of(answer: Any) -> str:
    """The code of what the page refuses, "" when it refuses nothing."""
    found = re.search(r'data-refused="(\w+)"', answer.content.decode())
    return found.group(1) if found else ""


def complaints_of(answer: Any) -> dict[str, list[str]]:
    """Box → codes of its complaints."""
    panel = answer.context["chosen"].panel
    return {name: [one.code for one in errors.as_data()] for name, errors in panel.errors.items()}


@pytest.fixture
def form(db) -> FormDefinition:
    return make_form("Load", key="load", fields={"minutes": "integer", "rpe": "integer", "remark": "text"})


def only(form: FormDefinition, label: str) -> FieldDefinition:
    return form.fields.get(label=label)


def complaint(answer: Any, box: str) -> list[str]:
    return complaints_of(answer).get(box, [])
