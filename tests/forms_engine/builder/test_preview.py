"""The preview: what one role sees and may fill, with what is typed in the panel, and nothing saved."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from forms_engine.builder.changing import version_of
from forms_engine.field_types import all_types
from forms_engine.models import FieldDefinition, FormDefinition
from people import roles
from tests.builders.forms import make_field, make_form
from tests.forms_engine.builder.conftest import Desk


def look(desk: Desk, form: FormDefinition, role: str = roles.ATHLETE, **typed) -> str:
    at = reverse("admin:forms_builder_preview", args=[form.key])
    if not typed:
        return desk.client.get(at, {"_role": role}).content.decode()
    return desk.client.post(at, {"_role": role, "_version": version_of(form)} | typed).content.decode()


def test_an_athlete_sees_the_form_as_filling_shows_it(desk, wellness):
    page = look(desk, wellness)

    assert 'name="sleep_quality"' in page
    assert "hardly slept" in page
    assert "Send" in page
    assert "filled in by Ringside" in page


def test_a_field_a_role_may_not_see_disappears(desk, wellness):
    wellness.fields.get(key="note").visible_to.set([Group.objects.get(name=roles.MEDICAL)])

    assert 'name="note"' in look(desk, wellness, roles.MEDICAL)
    assert "Note" not in look(desk, wellness, roles.COACH)
    # The person it is about always sees it.
    assert 'name="note"' in look(desk, wellness, roles.ATHLETE)


def test_a_field_a_role_may_not_fill_is_only_read(desk, wellness):
    wellness.fields.get(key="note").editable_by.set([Group.objects.get(name=roles.MEDICAL)])

    page = look(desk, wellness, roles.COACH)

    assert 'name="note"' not in page
    assert "filled in by Medical" in page
    assert 'name="note"' in look(desk, wellness, roles.MEDICAL)


def test_who_only_reads_is_asked_nothing_and_who_does_not_see_the_form_is_told_so(desk, wellness):
    wellness.permissions.filter(role__name=roles.COACH).update(can_write=False)
    wellness.permissions.filter(role__name=roles.MEDICAL).delete()

    reader = look(desk, wellness, roles.COACH)
    assert "Coach reads this form and does not fill it." in reader
    assert 'name="mood"' not in reader
    assert "Mood" in reader
    nobody = look(desk, wellness, roles.MEDICAL)
    assert "Medical does not see this form." in nobody
    assert "Mood" not in nobody


def test_what_is_typed_shows_before_it_is_saved_and_is_not_saved(desk, wellness):
    before = version_of(wellness)

    page = look(desk, wellness, _step="save_field", _new="yes_no", label="Ill today")

    assert "Ill today" in page
    assert version_of(wellness) == before
    assert FieldDefinition.objects.filter(label="Ill today").count() == 0


def test_while_what_is_typed_is_not_right_the_preview_shows_the_form_as_it_stands(desk, wellness):
    page = look(desk, wellness, _step="save_field", _new="choice", label="Without options")

    assert "Without options" not in page
    assert "Sleep quality" in page


def test_a_preview_that_is_older_than_the_form_tries_nothing(desk, wellness):
    page = look(desk, wellness, _step="save_field", _new="yes_no", label="Ill today", _version="old")

    assert "Ill today" not in page


@pytest.mark.parametrize("step", ["retire_form", "remove_field", "no_step", ""])
def test_a_preview_only_tries_what_a_panel_saves(desk, wellness, step):
    before = version_of(wellness)
    look(desk, wellness, _step=step, _field=wellness.fields.first().pk)
    assert version_of(wellness) == before


@pytest.mark.parametrize("kind", ["event", "profile"])
def test_every_type_can_be_previewed_to_be_filled_and_to_be_read(desk, kind):
    rights = {roles.ATHLETE: "rw", roles.COACH: "r"}
    form = make_form("Everything", key="everything", kind=kind, rights=rights)
    for name, type_ in all_types().items():
        make_field(form, f"the_{name}", name, choices=["a", "b"], written_by=type_.writer)
    form.fields.filter(type="matrix").update(
        details={"rows": [{"key": "a"}], "columns": [{"key": "b"}], "cell": {"type": "integer"}}
    )

    assert "the_matrix" in look(desk, form)
    assert "reads this form" in look(desk, form, roles.COACH)


def test_the_preview_keeps_the_content_policy(desk, wellness):
    answer = desk.client.get(reverse("admin:forms_builder_preview", args=["daily_wellness"]))

    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert " style=" not in answer.content.decode()
    assert "<script>" not in answer.content.decode()
