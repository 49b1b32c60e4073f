"""A connector brings its forms once; from then on they are the consultant's."""

import pytest

from forms_engine.definitions import ensure_field, ensure_form, ensure_permission, ensure_section
from forms_engine.errors import DefinitionConflict, UnknownType
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Section
from people import roles
from tests.builders.forms import NOW, make_form

pytestmark = pytest.mark.django_db


def install(label: str = "Sleep score") -> FieldDefinition:
    form = ensure_form("ring_night", "Ring Night", "event", "Nights.", True, "ring")
    section = ensure_section(form, "Sleep", 1)
    ensure_permission(form, roles.COACH, "lcr")
    return ensure_field(
        form, "sleep_score", label, "score", "", section=section, visible_to=[roles.MEDICAL], written_by="ring"
    )


def test_installing_twice_changes_nothing():
    field = install()
    assert install("Another label") == field
    assert FormDefinition.objects.count() == Section.objects.count() == FieldDefinition.objects.count() == 1
    line = FormPermission.objects.get()
    assert (line.can_link, line.can_calendar, line.can_read, line.can_write) == (True, True, True, False)
    assert field.api_name == "sleep_score"


def test_what_a_consultant_changed_stays():
    field = install()
    field.label, field.retired_at = "Night score", NOW
    field.save()
    field.visible_to.clear()
    FormDefinition.objects.update(name="Nights of ours")
    FormPermission.objects.update(can_read=False)
    install()
    field.refresh_from_db()
    assert (field.label, field.retired_at, field.visible_to.count()) == ("Night score", NOW, 0)
    assert FormDefinition.objects.get().name == "Nights of ours"
    assert not FormPermission.objects.get().can_read


def test_a_form_of_somebody_else_in_the_way_is_named():
    make_form("Ring Night", key="my_nights")
    with pytest.raises(DefinitionConflict, match="Another form is called"):
        install()
    FormDefinition.objects.update(key="ring_night")
    with pytest.raises(DefinitionConflict, match="something else"):
        install()


def test_a_field_of_another_kind_in_the_way_is_named():
    form = ensure_form("ring_night", "Ring Night", "event", managed_by="ring")
    ensure_field(form, "sleep_score", "My own", "text")
    with pytest.raises(DefinitionConflict, match="sleep_score"):
        install()


def test_an_unknown_type_is_refused():
    with pytest.raises(UnknownType):
        ensure_field(make_form(), "answer", "Answer", "hologram")
