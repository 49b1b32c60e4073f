"""What leans on a field is said before it retires, and before the scores of its options change."""

import json

import pytest
from django.utils import timezone

from forms_engine.models import FieldDefinition, FormDefinition
from tests.alerts.made import condition, make_rule
from tests.builders.forms import make_field
from tests.dashboards.designer.boards import make_dashboard
from tests.forms_engine.builder.test_transfers import confirm, export, send

pytestmark = pytest.mark.django_db
SCORES = {"options": {"fresh": {"score": 1}, "tired": {"score": 2}}}


@pytest.fixture
def legs(wellness: FormDefinition) -> FieldDefinition:
    """A choice with scores, on a dashboard, in a calculation, in a rule of its own and one of the calculation."""
    legs = make_field(wellness, "legs", "choice", choices=["fresh", "tired"], details=SCORES, label="Legs")
    make_field(wellness, "doubled", "calculation", formula="score([legs]) * 2", label="Doubled")
    make_dashboard([{"kind": "bar", "options": {"figures": [{"measure": "daily_wellness.legs"}]}}], name="Training day")
    make_rule(condition("legs", direction="above", value=2), name="Heavy legs")
    make_rule(condition("doubled", direction="above", value=4), name="Twice heavy")
    make_rule(condition("legs", kind="no_value"), name="No legs")
    legs.standards.create(tone="watch", words="tired", options=["tired"])
    return legs


def test_the_panel_says_what_uses_a_field_before_it_retires(desk, wellness, legs):
    page = desk.open(wellness, field=legs.pk).partition('id="panel"')[2]
    for words in (
        "calculation “Daily Wellness / Doubled”",
        "1 standard of “Legs”",
        "dashboard “Training day”",
        "alert rule “Heavy legs”",
        "alert rule “No legs”",
    ):
        assert page.index(words) < page.index('value="retire_field"')
    assert "Twice heavy" not in page.partition("Used by:")[2]
    assert "Used by:" not in desk.open(wellness, field=make_field(wellness, "unused", "text").pk)


def test_a_retired_field_or_form_says_what_still_uses_it(desk, wellness, legs):
    FieldDefinition.objects.filter(key="doubled").update(retired_at=timezone.now())
    told = desk.step(wellness, "retire_field", _field=legs.pk).content.decode()
    assert "Still used by: 1 standard of “Legs”, dashboard “Training day”, alert rule “Heavy legs”, alert rule" in told
    desk.step(wellness, "restore_field", _field=legs.pk)
    assert "dashboard “Training day”" in desk.open(wellness, settings=1)
    told = desk.step(wellness, "retire_form").content.decode()
    assert "the morning board" in told.partition("Still used by:")[2]


def test_other_scores_say_which_alert_rules_keep_their_limits(desk, wellness, legs):
    sentence = "Alert rule “Heavy legs” compares “Legs” with 2 and stays as it is. Look whether that is still meant."
    page = desk.open(wellness, field=legs.pk)
    assert sentence in page
    told = desk.save(legs, option_score=["1", "5"]).context["said"]
    assert sentence in told
    assert "Alert rule “Twice heavy” compares “Doubled” with 4" in told
    assert "No legs" not in told
    assert desk.save(legs, label="Your legs").context["said"] == "“Your legs” saved."


def test_an_import_says_it_before_anything_is_written(desk, wellness, legs):
    document = json.loads(export(desk, wellness))
    fields = [field for section in (document, *document["sections"]) for field in section["fields"]]
    next(one for one in fields if one["key"] == "legs")["details"]["options"]["tired"]["score"] = 5
    answer = send(desk, json.dumps(document).encode())
    assert "Alert rule “Heavy legs” compares “Legs” with 2" in answer.content.decode()
    assert "Alert rule “Twice heavy” compares “Doubled” with 4" in answer.content.decode()
    assert "imported." in confirm(desk, answer).content.decode()
    assert "Used elsewhere" not in send(desk, export(desk, wellness)).content.decode()
    document["form"]["retired"] = True
    page = send(desk, json.dumps(document).encode()).content.decode()
    assert "“Legs” would be retired and is used by: " in page
    assert "dashboard “Training day”" in page
