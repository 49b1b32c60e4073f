"""One athlete with records, a file, a dashboard and an alert, and everybody who may come to the doors to them.

The records hold a word nobody else's do, and a number that Medical alone may see, with a calculation of it.
"""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from alerts.daily import daily_row
from dashboards.models import Dashboard
from forms_engine.models import Attachment, FieldDefinition, FormDefinition, Record
from people import roles
from people.models import Person, Squad
from tests.alerts.made import condition, look, make_rule
from tests.builders.forms import NOW, make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad
from tests.dashboards.board.boards import WELLNESS
from tests.dashboards.designer.boards import make_dashboard

WORD = "quokka-seven"
# As staff read it and as scripts do, whatever stands between the thousands.
NUMBER = "73125731"


@dataclass
class World:
    form: FormDefinition
    profile: FormDefinition
    squad: Squad
    athlete: Person
    record: Record
    file: Attachment
    dashboard: Dashboard
    actors: dict[str, tuple[Person | None, str]]  # who → (person, role that gets the level)


@pytest.fixture
def world() -> World:
    squad, others = make_squad(), make_squad("Others")
    athlete = make_athlete(squad)
    form = make_form("Daily Wellness", key=WELLNESS, fields={"note": "text", "mood": "integer"})
    upload = make_field(form, "scan", "attachment")
    make_field(form, "pain", "integer", visible_to=[roles.MEDICAL])
    make_field(form, "wellness_total", "calculation", formula="[pain]")
    form.fields.filter(key__in=("note", "wellness_total")).update(is_list_column=True)
    profile = make_form("About", key="about", kind=FormDefinition.Kind.PROFILE, fields={"note": "text"})
    daily_row()
    make_rule(condition("wellness_total", direction="above", value=5))
    table = {"kind": "table", "title": "Total", "options": {"figures": [{"measure": f"{WELLNESS}.wellness_total"}]}}
    return World(
        form=form,
        profile=profile,
        squad=squad,
        athlete=athlete,
        record=make_records(form, profile, athlete),
        file=keep_file(upload, athlete),
        dashboard=make_dashboard([table]),
        actors={
            "stranger": (None, ""),
            "athlete": (athlete, roles.ATHLETE),
            "other athlete": (make_athlete(squad, "Bea", "Sampleton"), roles.ATHLETE),
            "coach of another squad": (make_coach(others, "Olga"), roles.COACH),
            "coach": (make_coach(squad), roles.COACH),
            "medical": (make_medical(squad), roles.MEDICAL),
            "consultant": (make_consultant(), roles.CONSULTANT),
        },
    )


def make_records(form: FormDefinition, profile: FormDefinition, athlete: Person) -> Record:
    """The profile with the word, and the record of today with word and number, over which an alert is raised."""
    make_record(profile, athlete, {"note": WORD})
    record = make_record(form, athlete, {"note": WORD, "mood": 4, "pain": int(NUMBER)})
    look()
    return record


def keep_file(field: FieldDefinition, athlete: Person) -> Attachment:
    record = Record.objects.get(form=field.form, person=athlete)
    return Attachment.objects.create(
        key=uuid4(),
        field=field,
        person=athlete,
        record=record,
        name="scan.txt",
        content_type="text/plain",
        size=len(WORD),
        content=WORD.encode(),
        uploaded_by=athlete,
        uploaded_at=NOW,
    )
