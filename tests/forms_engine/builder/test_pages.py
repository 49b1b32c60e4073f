"""The builder's pages: who may enter, what each step does, and how each refusal explains itself."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from forms_engine.builder.changing import version_of
from forms_engine.models import FieldDefinition, FormDefinition, Section
from people import roles
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_medical, make_person, make_squad, make_staff
from tests.forms_engine.builder.conftest import complaints_of, page_of, refusal_of

DOORS = [
    ("forms_builder", [], "get"),
    ("forms_builder", [], "post"),
    ("forms_builder_import", [], "get"),
    ("forms_builder_import", [], "post"),
    ("forms_builder_start", ["daily_wellness"], "post"),
    ("forms_builder_form", ["daily_wellness"], "get"),
    ("forms_builder_form", ["daily_wellness"], "post"),
    ("forms_builder_duplicate", ["daily_wellness"], "post"),
    ("forms_builder_again", ["daily_wellness"], "post"),
    ("forms_builder_delete", ["daily_wellness"], "post"),
    ("forms_builder_export", ["daily_wellness"], "get"),
    ("forms_builder_preview", ["daily_wellness"], "get"),
    ("forms_builder_preview", ["daily_wellness"], "post"),
    ("forms_builder_formula", ["daily_wellness"], "post"),
]


def field_of(form: FormDefinition, key: str) -> FieldDefinition:
    return form.fields.get(key=key)


def titles(form: FormDefinition) -> list[str]:
    return list(form.sections.order_by("order", "id").values_list("title", flat=True))


def keys(form: FormDefinition) -> list[str]:
    return list(form.fields.order_by("order").values_list("key", flat=True))


@pytest.mark.parametrize(("name", "at", "method"), DOORS)
def test_a_stranger_is_asked_to_log_in_at_every_door(client, wellness, name, at, method):
    answer = getattr(client, method)(reverse(f"admin:{name}", args=at))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url


@pytest.mark.parametrize("make", [make_athlete, make_coach, make_medical, make_staff])
@pytest.mark.parametrize(("name", "at", "method"), DOORS)
def test_only_consultants_pass_a_door(client, wellness, name, at, method, make):
    client.force_login(make(make_squad()))
    before = version_of(wellness)

    assert getattr(client, method)(reverse(f"admin:{name}", args=at)).status_code == 403
    assert version_of(wellness) == before
    assert FormDefinition.objects.count() == 1


def test_somebody_who_may_see_the_admin_but_shape_nothing_is_refused(client, wellness):
    client.force_login(make_person("Sid", "Mockman", is_staff=True))

    assert client.get(page_of(wellness)).status_code == 403


def test_a_consultant_opens_every_page_and_a_form_that_is_not_there_is_not(desk, wellness):
    for name, at, method in DOORS:
        if method == "get":
            assert desk.client.get(reverse(f"admin:{name}", args=at)).status_code == 200
    assert desk.client.get(reverse("admin:forms_builder_form", args=["nothing"])).status_code == 404
    assert desk.client.post(reverse("admin:forms_builder_start", args=["nothing"])).status_code == 404


def test_the_admin_leads_to_the_builder(desk, wellness):
    listed = desk.client.get(reverse("admin:forms_engine_formdefinition_changelist")).content.decode()
    opened = desk.client.get(reverse("admin:forms_engine_formdefinition_change", args=[wellness.pk])).content.decode()

    assert reverse("admin:forms_builder") in listed
    assert page_of(wellness) in opened


def test_a_blank_form_is_made_with_the_usual_rights(desk):
    answer = desk.client.post(reverse("admin:forms_builder"), {"name": "Größe & Gewicht", "kind": "profile"})

    form = FormDefinition.objects.get()
    assert (form.key, form.kind) == ("grosse_gewicht", "profile")
    assert answer.url == page_of(form)
    assert form.permissions.get(role__name=roles.ATHLETE).can_write
    assert LogEntry.objects.get().get_change_message() == "Made in the builder"


def test_two_forms_do_not_have_one_name(desk, wellness):
    answer = desk.client.post(reverse("admin:forms_builder"), {"name": wellness.name, "kind": "event"})

    assert "Another form is called" in answer.content.decode()
    assert FormDefinition.objects.count() == 1


def test_starting_from_a_form_that_is_there_makes_another_under_a_free_name(desk, wellness):
    desk.client.post(reverse("admin:forms_builder_start", args=["daily_wellness"]))

    other = FormDefinition.objects.exclude(pk=wellness.pk).get()
    assert (other.key, other.name) == ("daily_wellness_2", "Copy of Daily Wellness")
    assert other.fields.get(key="wellness_total").formula == wellness.fields.get(key="wellness_total").formula


def test_a_section_is_added_with_a_key_of_its_title(desk, wellness):
    answer = desk.step(
        wellness,
        "save_section",
        _section="new",
        title="Übungen",
        rule="always",
        is_table="on",
        least_rows=2,
        most_rows=8,
    )

    section = wellness.sections.get(title="Übungen")
    assert (section.key, section.is_table, section.least_rows, section.most_rows) == ("ubungen", True, 2, 8)
    assert "Section “Übungen” saved." in answer.content.decode()


def test_a_section_is_shown_by_answers_of_others(desk, wellness):
    section = wellness.sections.get(key="anything_else")
    said = {"rule": "all", "condition_field": ["mood", ""], "condition_test": ["at_most", "is"]}
    said["condition_value"] = ["2", ""]

    answer = desk.step(wellness, "save_section", _section=section.pk, title=section.title, **said)

    section.refresh_from_db()
    condition = {"field": "mood", "test": "at_most", "value": 2}
    assert section.visibility == {"rule": "all", "conditions": [condition]}
    assert "Shown when “Mood” is at most 2" in answer.content.decode()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("mood", "is", "blue")], "bad_condition"),
        ([("mood", "is", "")], "bad_condition"),
        ([("mood", "equals", "1")], "bad_condition"),
        ([("note", "answered", "")], "bad_condition"),
        ([], "no_conditions"),
        ([("mood", "is", "1")] * 21, "too_many_conditions"),
    ],
)
def test_a_wrong_condition_is_refused_beside_its_box(desk, wellness, rows, code):
    section = wellness.sections.get(key="anything_else")
    names = ("condition_field", "condition_test", "condition_value")
    said = {name: [row[place] for row in rows] for place, name in enumerate(names)}

    answer = desk.step(wellness, "save_section", _section=section.pk, title=section.title, rule="any", **said)

    assert (refusal_of(answer), complaints_of(answer)) == ("not_right", {"rule": [code]})
    section.refresh_from_db()
    assert section.visibility == {}


def test_only_an_empty_section_is_removed(desk, wellness):
    full = wellness.sections.get(key="anything_else")
    spare = Section.objects.create(form=wellness, title="Spare", order=5)

    refused = desk.step(wellness, "remove_section", _section=full.pk)
    desk.step(wellness, "remove_section", _section=spare.pk)

    assert refusal_of(refused) == "section_has_fields"
    assert "still has fields" in refused.content.decode()
    assert titles(wellness) == ["This morning", "Anything else"]


def test_a_table_with_answers_stays_a_table_or_not(desk, wellness):
    make_record(wellness, make_person(), {"note": "Well."})
    section = wellness.sections.get(key="anything_else")

    answer = desk.step(wellness, "save_section", _section=section.pk, title=section.title, rule="always", is_table="on")

    assert refusal_of(answer) == "table_is_final"


def test_sections_move_by_a_place_and_to_a_place(desk, wellness):
    first, second = wellness.sections.order_by("order")
    answer = desk.step(wellness, "move_section", _section=first.pk, _direction="down")
    assert titles(wellness) == ["Anything else", "This morning"]
    assert "Section “This morning” is now 2 of 2." in answer.content.decode()
    desk.step(wellness, "move_section", _section=first.pk, _before=second.pk)
    assert titles(wellness) == ["This morning", "Anything else"]
    answer = desk.step(wellness, "move_section", _section=first.pk, _direction="up")
    assert "at the end already" in answer.content.decode()


def test_fields_move_within_a_section_and_over_its_end(desk, wellness):
    fatigue = field_of(wellness, "fatigue")
    answer = desk.step(wellness, "move_field", _field=fatigue.pk, _direction="up")
    assert keys(wellness)[:3] == ["fatigue", "sleep_quality", "soreness"]
    assert "“Fatigue” is now 1 of 5 in This morning." in answer.content.decode()
    desk.step(wellness, "move_field", _field=fatigue.pk, _direction="up")
    fatigue.refresh_from_db()
    assert fatigue.section is None
    answer = desk.step(wellness, "move_field", _field=fatigue.pk, _direction="up")
    assert "at the end already" in answer.content.decode()
    desk.step(wellness, "move_field", _field=fatigue.pk, _direction="down")
    assert keys(wellness)[:3] == ["fatigue", "sleep_quality", "soreness"]


def test_a_field_is_dropped_before_another_in_another_section(desk, wellness):
    mood, note = field_of(wellness, "mood"), field_of(wellness, "note")

    desk.step(wellness, "move_field", _field=mood.pk, _in=note.section_id, _before=note.pk)

    assert keys(wellness)[-3:] == ["mood", "note", "wellness_total"]
    assert field_of(wellness, "mood").section == note.section


def test_an_answered_field_is_not_dropped_into_a_table(desk, wellness):
    make_record(wellness, make_person(), {"note": "Well."})
    table = Section.objects.create(form=wellness, key="sets", title="Sets", is_table=True, order=5)

    answer = desk.step(wellness, "move_field", _field=field_of(wellness, "note").pk, _in=table.pk)

    assert refusal_of(answer) == "moves_between_tables"
    assert field_of(wellness, "note").section != table


def test_what_a_formula_leans_on_neither_retires_nor_goes_nor_moves_into_a_table(desk, wellness):
    mood = field_of(wellness, "mood")
    table = Section.objects.create(form=wellness, key="sets", title="Sets", is_table=True, order=5)
    steps = [("retire_field", {}), ("remove_field", {}), ("move_field", {"_in": table.pk})]

    answers = [desk.step(wellness, step, _field=mood.pk, **said) for step, said in steps]

    assert [refusal_of(answer) for answer in answers] == ["formula_leans_on_it"] * 3
    assert "Daily Wellness / Wellness" in answers[0].content.decode()
    assert field_of(wellness, "mood").retired_at is None


def test_what_a_condition_or_a_link_leans_on_stays(desk, wellness):
    other = make_form("Load", key="load")
    make_field(other, "remark", "linked_text", written_by="calculation")
    details = {"form": "daily_wellness", "field": "note", "when": "same_day"}
    FieldDefinition.objects.filter(key="remark").update(details=details)
    assert refusal_of(desk.step(wellness, "retire_field", _field=field_of(wellness, "note").pk)) == "link_leans_on_it"
    other.fields.all().delete()
    condition = {"field": "note", "test": "answered", "value": None}
    wellness.sections.filter(key="this_morning").update(visibility={"rule": "all", "conditions": [condition]})
    answer = desk.step(wellness, "retire_field", _field=field_of(wellness, "note").pk)
    assert refusal_of(answer) == "condition_leans_on_it"


def test_a_retired_field_stays_readable_and_comes_back(desk, wellness):
    ada = make_person()
    record = make_record(wellness, ada, {"note": "Well."})
    note = field_of(wellness, "note")

    answer = desk.step(wellness, "retire_field", _field=note.pk)
    note.refresh_from_db()
    assert note.retired_at is not None
    assert "1 retired field" in answer.content.decode()
    record.refresh_from_db()
    assert record.values["note"] == "Well."
    desk.step(wellness, "restore_field", _field=note.pk)
    note.refresh_from_db()
    assert note.retired_at is None


def test_a_field_with_values_is_not_deleted_and_one_without_is(desk, wellness):
    make_record(wellness, make_person(), {"note": "Well."})
    extra = make_field(wellness, "extra", "text")

    refused = desk.step(wellness, "remove_field", _field=field_of(wellness, "note").pk)
    desk.step(wellness, "remove_field", _field=extra.pk)

    assert refusal_of(refused) == "has_values"
    assert "Retire it instead" in refused.content.decode()
    assert not wellness.fields.filter(key="extra").exists()


def test_a_form_with_records_is_retired_and_not_deleted(desk, wellness):
    make_record(wellness, make_person(), {"note": "Well."})
    delete = reverse("admin:forms_builder_delete", args=[wellness.key])

    refused = desk.client.post(delete, {"_version": version_of(wellness)})
    assert refusal_of(refused) == "has_records"
    desk.step(wellness, "retire_form")
    wellness.refresh_from_db()
    assert wellness.retired_at is not None
    desk.step(wellness, "restore_form")
    wellness.refresh_from_db()
    assert wellness.retired_at is None


def test_a_form_without_records_is_deleted(desk, wellness, consultant):
    delete = reverse("admin:forms_builder_delete", args=[wellness.key])

    assert refusal_of(desk.client.post(delete, {"_version": "old"})) == "changed_meanwhile"
    desk.client.post(delete, {"_version": version_of(wellness)})

    assert not FormDefinition.objects.exists()
    assert LogEntry.objects.filter(user=consultant, object_repr="Daily Wellness").exists()


def test_settings_change_names_and_rights(desk, wellness):
    said = {"name": "Morning", "description": "Short.", "dates_the_night": "on", "is_daily": ""}
    said |= {"right_r": [roles.COACH], "right_w": [roles.ATHLETE], "right_l": [roles.COACH]}

    desk.step(wellness, "save_settings", _settings=1, **said)

    wellness.refresh_from_db()
    assert (wellness.name, wellness.description, wellness.dates_the_night) == ("Morning", "Short.", True)
    assert not wellness.is_daily
    rights = {line.role.name: (line.can_read, line.can_write, line.can_link) for line in wellness.permissions.all()}
    assert rights == {roles.COACH: (True, False, True), roles.ATHLETE: (False, True, False)}


@pytest.mark.parametrize(
    ("said", "code"),
    [({"kind": "profile"}, "kind_is_final"), ({"key": "other"}, "key_is_final"), ({"name": "Load"}, "unique")],
)
def test_kind_key_and_taken_names_are_refused_in_settings(desk, wellness, said, code):
    make_form("Load", key="load")
    said = {"name": wellness.name, "description": ""} | said

    answer = desk.step(wellness, "save_settings", _settings=1, **said)

    assert code in (refusal_of(answer), *sum(complaints_of(answer).values(), []))
    wellness.refresh_from_db()
    assert (wellness.name, wellness.kind, wellness.key) == ("Daily Wellness", "event", "daily_wellness")


def test_secrets_keep_every_role_but_the_consultants_out(desk):
    form = make_form("Keys", key="keys", fields={"token": "secret"}, managed_by="ring", written_by="ring")
    said = {"name": form.name, "description": "", "right_r": [roles.COACH], "confirm_consequences": "on"}

    assert refusal_of(desk.step(form, "save_settings", _settings=1, **said)) == "holds_secrets"


def test_a_copy_has_the_questions_and_none_of_the_records(desk, wellness):
    make_record(wellness, make_person(), {"note": "Well."})
    total = field_of(wellness, "wellness_total")
    FieldDefinition.objects.filter(pk=total.pk).update(formula="[daily_wellness / mood | latest before]")

    desk.client.post(reverse("admin:forms_builder_duplicate", args=[wellness.key]))

    copy = FormDefinition.objects.exclude(pk=wellness.pk).get()
    assert keys(copy) == keys(wellness)
    assert copy.fields.get(key="wellness_total").formula == "[copy_of_daily_wellness / mood | latest before]"
    assert not copy.records.exists()
    assert copy.permissions.count() == wellness.permissions.count()


def test_a_copy_of_a_connectors_form_is_the_consultants_own(desk):
    form = make_form("Night", key="night", fields={"score": "score", "token": "secret"}, managed_by="ring")
    form.fields.update(written_by="ring")

    desk.client.post(reverse("admin:forms_builder_duplicate", args=["night"]))

    copy = FormDefinition.objects.exclude(pk=form.pk).get()
    assert (copy.managed_by, [one.written_by for one in copy.fields.all()]) == ("", [""])


def test_of_two_consultants_the_second_is_told_and_nothing_typed_is_lost(desk, wellness, client):
    note = field_of(wellness, "note")
    seen = version_of(wellness)
    desk.save(note, label="Remarks")

    answer = desk.save(note, label="Anything", help="Mine.", _version=seen)

    words = answer.content.decode()
    assert refusal_of(answer) == "changed_meanwhile"
    assert re.search(r"Cora Samplewell changed this form at \d\d:\d\d", words)
    assert 'value="Mine."' in words
    note.refresh_from_db()
    assert (note.label, note.help) == ("Remarks", "What staff should know today.")
    desk.save(note, label="Anything", help="Mine.")
    note.refresh_from_db()
    assert note.label == "Anything"


def test_a_change_through_the_ordinary_admin_counts_too(desk, wellness):
    seen = version_of(wellness)
    wellness.fields.filter(key="note").update(help="Changed elsewhere.")

    assert refusal_of(desk.step(wellness, "retire_form", _version=seen)) == "changed_meanwhile"


def test_every_change_stands_in_the_history_with_before_and_after(desk, wellness, consultant):
    desk.save(field_of(wellness, "note"), label="Remarks")

    entry = LogEntry.objects.get(object_id=str(wellness.pk))
    assert entry.user == consultant
    assert entry.get_change_message() == "Field “Note” (note) (label: Note → Remarks)"


def test_saving_what_stands_already_writes_no_history(desk, wellness):
    desk.save(field_of(wellness, "note"))

    assert not LogEntry.objects.exists()


def test_a_step_nobody_knows_is_refused(desk, wellness):
    assert refusal_of(desk.step(wellness, "drop_everything")) == "unknown_step"


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "-1"])
def test_what_is_gone_is_said_to_be_gone(desk, wellness, pk):
    assert refusal_of(desk.step(wellness, "retire_field", _field=pk)) == "gone"
    assert refusal_of(desk.step(wellness, "remove_section", _section=pk)) == "gone"
    assert "no longer there" in desk.open(wellness, field=pk)


def test_a_field_of_another_form_is_not_reached_through_this_one(desk, wellness):
    other = make_form("Load", key="load", fields={"minutes": "integer"})

    assert refusal_of(desk.step(wellness, "retire_field", _field=other.fields.get().pk)) == "gone"


class TestAConnectorsForm:
    @pytest.fixture
    def night(self) -> FormDefinition:
        form = make_form("Night", key="night", fields={"score": "score"}, managed_by="ring", written_by="ring")
        make_field(form, "remark", "text")
        return form

    def test_nothing_changes_before_the_consultants_word(self, desk, night):
        answer = desk.save(night.fields.get(key="score"), label="Sleep")

        words = answer.content.decode()
        assert refusal_of(answer) == "not_confirmed"
        assert "consequences you did not intend" in words
        assert '<input type="hidden" name="label" value="Sleep">' in words
        assert night.fields.get(key="score").label == "Score"

    def test_labels_help_roles_and_lists_change_with_it(self, desk, night):
        answer = desk.save(night.fields.get(key="score"), label="Sleep", confirm_consequences="on", is_list_column="on")

        assert refusal_of(answer) == ""
        field = night.fields.get(key="score")
        assert (field.label, field.is_list_column, field.written_by, field.type) == ("Sleep", True, "ring", "score")

    def test_limits_and_units_are_not_even_asked(self, desk, night):
        panel = desk.client.get(page_of(night), {"field": night.fields.get(key="score").pk}).context["chosen"].panel
        assert set(panel.fields) == {"label", "help", "visible_to", "is_list_column"}
        desk.save(night.fields.get(key="score"), minimum="5", unit="points", confirm_consequences="on")
        assert night.fields.get(key="score").minimum is None

    def test_a_field_of_the_connector_is_not_deleted(self, desk, night):
        answer = desk.step(night, "remove_field", _field=night.fields.get(key="score").pk, confirm_consequences="on")
        assert refusal_of(answer) == "has_values"

    def test_the_form_is_not_deleted(self, desk, night):
        answer = desk.client.post(
            reverse("admin:forms_builder_delete", args=["night"]), {"_version": version_of(night)}
        )
        assert refusal_of(answer) == "has_records"

    def test_a_field_of_ones_own_is_all_ones_own(self, desk, night):
        desk.save(night.fields.get(key="remark"), is_required="on", confirm_consequences="on")
        assert night.fields.get(key="remark").is_required


def test_moments_of_retiring_are_those_of_the_clock(desk, wellness):
    desk.step(wellness, "retire_form")
    wellness.refresh_from_db()
    assert datetime(2020, 1, 1, tzinfo=UTC) < wellness.retired_at <= timezone.now()
