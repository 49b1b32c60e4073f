"""What is kept of the definitions, and when it is read again."""

from forms_engine.calculating.site import known_site, one_look
from forms_engine.formulas import FieldRef
from forms_engine.models import FieldDefinition, FormDefinition, Section
from tests.builders.forms import NOW, make_field, make_form
from tests.forms_engine.calculating.club import READINESS, Statements


def test_it_is_read_once_until_a_definition_changes(club):
    first = known_site()
    with Statements() as statements:
        assert known_site() is first
    assert len(statements) == 1


def test_any_change_through_any_door_is_seen(club):
    field = club.calculate("total", "[sleep]")
    changes = [
        lambda: FieldDefinition.objects.filter(pk=field.pk).update(formula="[energy]"),
        lambda: FieldDefinition.objects.filter(pk=field.pk).update(label="Sum"),
        lambda: FormDefinition.objects.filter(pk=club.wellness.pk).update(name="Well-being"),
        lambda: Section.objects.create(form=club.wellness, title="Late"),
        lambda: FieldDefinition.objects.filter(pk=field.pk).delete(),
    ]
    seen = {known_site().version}
    for place, change in enumerate(changes, 2):
        change()
        seen.add(known_site().version)
        assert len(seen) == place


def test_inside_one_look_the_database_is_asked_once(club):
    known_site()
    with Statements() as statements, one_look():
        known_site()
        with one_look():
            known_site()
        known_site()
    assert len(statements) == 1


def test_fields_in_a_circle_are_not_reckoned(club):
    club.calculate("one", "[sleep]")
    club.calculate("two", "[one]")
    club.calculate("three", "[sleep] * 3")
    FieldDefinition.objects.filter(key="one").update(formula="[two]")

    site = known_site()

    assert [node.ref.field_key for node in site.reckoned["wellness"]] == ["three"]
    assert "Wellness / One" in site.broken[FieldRef("wellness", "one")]


def test_a_retired_calculation_is_no_longer_reckoned_and_still_known(club):
    club.calculate("total", "[sleep]", retired_at=NOW)
    site = known_site()
    assert "wellness" not in site.reckoned
    assert site.made_of(FieldRef("wellness", "total")) == {FieldRef("wellness", "sleep")}


def test_what_a_value_is_made_of_goes_all_the_way_down(club):
    club.calculate("ready", READINESS)
    report = make_form("Report", key="report")
    details = {"form": "wellness", "field": "ready", "when": "same_day"}
    make_field(report, "told", "linked_number", details=details)

    made_of = known_site().made_of(FieldRef("report", "told"))

    assert made_of == {FieldRef("wellness", "ready"), FieldRef("ring", "readiness")}
