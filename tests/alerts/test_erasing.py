"""Who has a source erased has the alerts erased that were made of it; what people wrote stays."""

import pytest

from alerts.models import Alert, Happening
from forms_engine.erasing import erase_source
from forms_engine.models import FieldDefinition
from tests.alerts.made import alerts_of, condition, look, make_rule
from tests.builders.forms import make_form, make_record
from tests.builders.people import make_athlete
from tests.dashboards.made import NOW, TUESDAY, put_night

pytestmark = pytest.mark.django_db


def test_alerts_made_of_an_erased_source_are_gone_with_their_history(ada, squad):
    bo = make_athlete(squad, "Bo", "Testfield")
    make_form("Mood", key="mood_form", fields={"mood": "integer"})
    make_rule(condition("readiness_score", value=60))
    make_rule(condition("mood", value=3), name="Mood")
    for person in (ada, bo):
        put_night(person, TUESDAY, readiness_score=40)
    make_record(FieldDefinition.objects.get(key="mood").form, ada, {"mood": 1}, occurred_on=TUESDAY)
    look()
    FieldDefinition.objects.filter(form__key__startswith="oura").update(written_by="oura")
    erase_source(ada, "oura", NOW)
    assert [one.rule.name for one in alerts_of(ada)] == ["Mood"]
    assert len(alerts_of(bo)) == 1
    assert Happening.objects.count() == Alert.objects.count() == 2
