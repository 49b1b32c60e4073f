"""A squad with its staff member, and a form they may import."""

import pytest

from forms_engine.definitions import ensure_section
from people import roles
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete, make_squad, make_staff
from tests.forms_engine.importing.walking import log_in


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def ada(squad):
    return make_athlete(squad, "Ada", "Examplova", username="ada")


@pytest.fixture
def bo(squad):
    return make_athlete(squad, "Bo", "Testfield", username="bo")


@pytest.fixture
def staff(squad):
    return make_staff(squad)


@pytest.fixture
def client(staff):
    return log_in(staff)


@pytest.fixture
def form(db):
    form = make_form(
        "Wellness", fields={"mood": "integer", "note": "text"}, rights={roles.STAFF: "rw", roles.ATHLETE: "rw"}
    )
    make_field(form, "weight_kg", "number", label="Weight", unit="kg", order=2)
    make_field(form, "ill", "yes_no", order=3)
    make_field(form, "parts", "choices", choices=["knee", "hip; left", "ankle"], order=4)
    make_field(form, "slept", "duration", order=5)
    make_field(form, "bed_at", "time", order=6)
    make_field(form, "tested_on", "date", order=7)
    make_field(form, "measured_at", "datetime", order=8)
    return form


@pytest.fixture
def training(db):
    """A form with a table of sets."""
    form = make_form("Training", fields={"coach_note": "text"}, rights={roles.STAFF: "rw"})
    sets = ensure_section(form, "Sets", 1)
    sets.key, sets.is_table = "sets", True
    sets.save()
    make_field(form, "exercise", "text", section=sets, order=1)
    make_field(form, "load", "number", section=sets, order=2, unit="kg")
    return form
