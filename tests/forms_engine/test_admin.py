"""Shaping forms and looking at records in admin."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from forms_engine.definitions import ensure_permission
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.records import edit_record
from forms_engine.sealed_values import put_secrets
from people import roles
from people.models import Look
from tests.builders.forms import make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_person

WARNING = "can have consequences you did not intend"


@pytest.fixture
def consultant(db):
    return make_person("Cora", "Samplewell", role=roles.CONSULTANT)


@pytest.fixture
def desk(client, consultant):
    """A browser in which a consultant is logged in."""
    client.force_login(consultant)
    return client


def inputs(page) -> dict[str, str]:
    """What a browser would send back if nothing were touched."""
    sent: dict[str, str] = {}
    context = page.context
    forms = [context["adminform"].form]
    for formset in context.get("inline_admin_formsets", []):
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if bound.field.disabled or value is None or value is False or value == "":
                continue
            sent[bound.html_name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return sent


def form_page(form: FormDefinition) -> str:
    return reverse("admin:forms_engine_formdefinition_change", args=[form.pk])


def field_page(field: FieldDefinition) -> str:
    return reverse("admin:forms_engine_fielddefinition_change", args=[field.pk])


def test_a_consultant_makes_a_form_with_sections_and_then_fields(desk):
    add = reverse("admin:forms_engine_formdefinition_add")
    sent = inputs(desk.get(add)) | {"key": "load", "name": "Training Load", "kind": "event"}
    sent |= {"sections-TOTAL_FORMS": "1", "sections-0-title": "Session", "sections-0-order": "1"}
    assert desk.post(add, sent).status_code == 302
    form = FormDefinition.objects.get(key="load")
    section = form.sections.get()
    sent = inputs(desk.get(form_page(form))) | {"fields-TOTAL_FORMS": "1"}
    sent |= {
        "fields-0-order": "1",
        "fields-0-section": str(section.pk),
        "fields-0-key": "effort",
        "fields-0-label": "Effort",
        "fields-0-type": "integer",
        "fields-0-is_required": "on",
    }
    assert desk.post(form_page(form), sent).status_code == 302
    field = form.fields.get()
    assert (field.key, field.api_name, field.type, field.section, field.is_required) == (
        "effort",
        "effort",
        "integer",
        section,
        True,
    )


def test_key_kind_and_type_are_fixed_after_birth(desk):
    form = make_form(fields={"mood": "integer"})
    sent = inputs(desk.get(form_page(form))) | {"key": "other", "kind": "profile"}
    sent |= {"fields-0-key": "temper", "fields-0-type": "text", "fields-0-label": "Temper"}
    assert desk.post(form_page(form), sent).status_code == 302
    old_key = form.key
    form.refresh_from_db()
    assert (form.key, form.kind) == (old_key, "event")
    assert (form.fields.get().key, form.fields.get().type, form.fields.get().label) == ("mood", "integer", "Temper")


def test_a_connectors_form_changes_only_after_the_consultants_word(desk):
    form = make_form("Night", fields={"sleep_score": "score"}, managed_by="ring", written_by="ring")
    page = desk.get(form_page(form))
    assert WARNING in page.content.decode()
    changed = inputs(page) | {"fields-0-label": "Sleep"}
    refused = desk.post(form_page(form), changed)
    assert refused.status_code == 200
    assert "Nothing was saved" in refused.content.decode()
    assert form.fields.get().label == "Sleep score"
    assert desk.post(form_page(form), changed | {"confirm_consequences": "on"}).status_code == 302
    assert form.fields.get().label == "Sleep"


@pytest.mark.parametrize(
    "change",
    [
        {"fields-0-is_retired": "on"},
        {
            "fields-TOTAL_FORMS": "2",
            "fields-1-key": "extra",
            "fields-1-label": "Extra",
            "fields-1-type": "text",
            "fields-1-order": "2",
        },
        {"description": "Other words"},
    ],
)
def test_adding_and_retiring_in_a_connectors_form_need_the_word_as_well(desk, change):
    form = make_form("Night", fields={"sleep_score": "score"}, managed_by="ring", written_by="ring")
    sent = inputs(desk.get(form_page(form))) | change
    assert "Nothing was saved" in desk.post(form_page(form), sent).content.decode()
    assert form.fields.filter(retired_at=None).count() == 1
    assert desk.post(form_page(form), sent | {"confirm_consequences": "on"}).status_code == 302


def test_a_connectors_form_keeps_the_rule_its_records_were_dated_by(desk):
    form = make_form("Night", managed_by="ring", dates_the_night=True)
    sent = inputs(desk.get(form_page(form))) | {"name": "Nights", "confirm_consequences": "on"}
    sent.pop("dates_the_night", None)
    assert desk.post(form_page(form), sent).status_code == 302
    form.refresh_from_db()
    assert (form.name, form.dates_the_night) == ("Nights", True)
    ours = make_form("Diary")
    assert desk.post(form_page(ours), inputs(desk.get(form_page(ours))) | {"dates_the_night": "on"}).status_code == 302
    ours.refresh_from_db()
    assert ours.dates_the_night


@pytest.mark.parametrize("type", ["secret", "link", "series"])
def test_a_field_made_by_hand_is_of_a_type_somebody_can_fill(desk, type):
    form = make_form(fields={"token": "secret"})
    page = desk.get(form_page(form))
    rows = page.context["inline_admin_formsets"][1].formset
    assert type not in dict(rows.empty_form.fields["type"].choices)
    assert "integer" in dict(rows.empty_form.fields["type"].choices)
    assert rows.forms[0]["type"].value() == "secret"
    added = {"fields-TOTAL_FORMS": "2", "fields-1-key": "more", "fields-1-label": "More", "fields-1-order": "2"}
    assert desk.post(form_page(form), inputs(page) | added | {"fields-1-type": type}).status_code == 200
    assert form.fields.get().key == "token"


def test_a_field_a_connector_writes_offers_no_box_to_delete_it(desk):
    form = make_form(fields={"mood": "integer"}, managed_by="ring")
    make_field(form, "sleep_score", "score", order=2, written_by="ring")
    page = desk.get(form_page(form)).content.decode()
    assert 'type="checkbox" name="fields-0-DELETE"' in page
    assert 'type="checkbox" name="fields-1-DELETE"' not in page


def test_the_tick_stands_next_to_save_behind_all_it_speaks_of(desk):
    form = make_form("Night", fields={"sleep_score": "score"}, managed_by="ring", written_by="ring")
    for url in (form_page(form), field_page(form.fields.get())):
        page = desk.get(url).content.decode()
        assert page.count('name="confirm_consequences"') == 1
        before, after = page.split('name="confirm_consequences"')
        assert 'name="permissions-TOTAL_FORMS"' in before or "visible_to" in before
        assert 'name="_save"' in after
        assert "is_retired" not in after


def test_admin_writes_times_as_the_site_does(desk):
    form = make_form(fields={"mood": "integer"}, rights={roles.CONSULTANT: "r"})
    make_record(form, make_athlete(), {"mood": 7}, stamp=make_stamp(now=datetime(2026, 3, 9, 21, 5, tzinfo=UTC)))
    page = desk.get(reverse("admin:forms_engine_record_changelist")).content.decode()
    assert re.search(r"9 Mar 2026, 2[12]:05", page)


def test_who_may_see_a_connectors_form_changes_only_after_the_word(desk):
    form = make_form("Night", fields={"sleep_score": "score"}, managed_by="ring", rights={roles.COACH: "r"})
    page = desk.get(form_page(form))
    assert "who may see athletes' data" in page.content.decode()
    athlete = str(Group.objects.get(name=roles.ATHLETE).pk)
    changes: tuple[dict[str, str], ...] = (
        {"permissions-0-can_link": "on"},
        {"permissions-0-DELETE": "on"},
        {"permissions-TOTAL_FORMS": "2", "permissions-1-role": athlete, "permissions-1-can_read": "on"},
    )
    before = list(form.permissions.values())
    for change in changes:
        assert "Nothing was saved" in desk.post(form_page(form), inputs(page) | change).content.decode()
        assert list(form.permissions.values()) == before
    assert desk.post(form_page(form), inputs(page) | changes[0] | {"confirm_consequences": "on"}).status_code == 302
    assert form.permissions.get().can_link


def test_sections_of_a_connectors_form_change_only_after_the_word(desk):
    form = make_form("Night", managed_by="ring")
    section = form.sections.create(title="Sleep")
    page = desk.get(form_page(form))
    for change in ({"sections-0-title": "Rest"}, {"sections-0-DELETE": "on"}):
        assert "Nothing was saved" in desk.post(form_page(form), inputs(page) | change).content.decode()
        assert [one.title for one in form.sections.all()] == ["Sleep"]
    renamed = inputs(page) | {"sections-0-title": "Rest", "confirm_consequences": "on"}
    assert desk.post(form_page(form), renamed).status_code == 302
    section.refresh_from_db()
    assert section.title == "Rest"


def test_a_form_with_secrets_has_no_line_but_the_consultants(desk):
    form = make_form(kind="profile", managed_by="ring", fields={"token": "secret"}, rights={roles.CONSULTANT: "r"})
    coach = str(Group.objects.get(name=roles.COACH).pk)
    sent = inputs(desk.get(form_page(form))) | {"confirm_consequences": "on"}
    added = {"permissions-TOTAL_FORMS": "2", "permissions-1-role": coach, "permissions-1-can_read": "on"}
    for change in (added, {"permissions-0-role": coach}):
        page = desk.post(form_page(form), sent | change).content.decode()
        assert "only the role Consultant may have a line here" in page
        assert [line.role.name for line in form.permissions.all()] == [roles.CONSULTANT]
    assert desk.post(form_page(form), sent | {"permissions-0-can_link": "on"}).status_code == 302
    assert form.permissions.get().can_link


def test_a_line_that_should_not_stand_on_a_form_with_secrets_can_be_taken_away(desk):
    form = make_form(kind="profile", fields={"token": "secret"}, rights={roles.COACH: "r"})
    sent = inputs(desk.get(form_page(form))) | {"permissions-0-DELETE": "on"}
    assert desk.post(form_page(form), sent).status_code == 302
    assert not form.permissions.exists()


def test_one_of_your_own_forms_asks_for_no_word(desk):
    form = make_form(fields={"mood": "integer"})
    page = desk.get(form_page(form))
    assert WARNING not in page.content.decode()
    assert desk.post(form_page(form), inputs(page) | {"fields-0-label": "Temper"}).status_code == 302


def test_a_field_with_values_or_a_writer_cannot_be_deleted(desk):
    form = make_form(fields={"mood": "integer", "spare": "text"})
    make_record(form, make_athlete(), {"mood": 7})
    sent = inputs(desk.get(form_page(form)))
    refused = desk.post(form_page(form), sent | {"fields-0-DELETE": "on"})
    assert "has values in records" in refused.content.decode()
    assert form.fields.count() == 2
    assert desk.post(form_page(form), sent | {"fields-1-DELETE": "on"}).status_code == 302
    assert form.fields.get().key == "mood"
    written = make_field(make_form(), "sleep_score", "score", written_by="ring")
    sent = inputs(desk.get(form_page(written.form))) | {"fields-0-DELETE": "on"}
    assert "written by a connector" in desk.post(form_page(written.form), sent).content.decode()
    delete = reverse("admin:forms_engine_fielddefinition_delete", args=[written.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403


def test_a_value_only_history_knows_keeps_the_field_as_well(desk):
    form = make_form(fields={"mood": "integer", "note": "text"})
    record = make_record(form, make_athlete(), {"mood": 7, "note": "Quiet."})
    edit_record(record, {"note": None}, make_stamp())
    sent = inputs(desk.get(form_page(form))) | {"fields-1-DELETE": "on"}
    assert "has values in records" in desk.post(form_page(form), sent).content.decode()


def test_a_form_with_records_is_retired_and_not_deleted(desk):
    form = make_form(fields={"mood": "integer"})
    make_record(form, make_athlete(), {"mood": 7})
    delete = reverse("admin:forms_engine_formdefinition_delete", args=[form.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403
    assert desk.post(form_page(form), inputs(desk.get(form_page(form))) | {"is_retired": "on"}).status_code == 302
    form.refresh_from_db()
    assert form.retired_at is not None


@pytest.mark.parametrize(
    ("type", "typed", "stored"),
    [
        ("integer", "7", 7),
        ("duration", "7:30", 27_000),
        ("yes_no", "no", False),
        ("choices", "calm\r\ntired", ["calm", "tired"]),
        ("date", "2026-03-09", "2026-03-09"),
    ],
)
def test_a_default_is_typed_as_a_person_would(desk, type, typed, stored):
    field = make_field(make_form(), "answer", type, choices=["tired", "calm"] if type == "choices" else [])
    sent = inputs(desk.get(field_page(field))) | {"default": typed}
    assert desk.post(field_page(field), sent).status_code == 302
    field.refresh_from_db()
    assert field.default == (sorted(stored, key=field.choices.index) if type == "choices" else stored)
    again = desk.get(field_page(field))
    assert desk.post(field_page(field), inputs(again)).status_code == 302
    assert FieldDefinition.objects.get(pk=field.pk).default == field.default


@pytest.mark.parametrize(
    ("type", "sent", "complaint"),
    [
        ("integer", {"default": "seven"}, "Write a number."),
        ("integer", {"default": "9", "maximum": "5"}, "At most 5"),
        ("choice", {"choices": "calm", "default": "angry"}, "none of the choices"),
        ("secret", {"default": "hush"}, "it has no default"),
        ("integer", {"minimum": "5", "maximum": "1"}, "below the lowest"),
    ],
)
def test_a_default_of_the_wrong_type_is_explained(desk, type, sent, complaint):
    field = make_field(make_form(), "answer", type)
    answer = desk.post(field_page(field), inputs(desk.get(field_page(field))) | sent)
    assert complaint in answer.content.decode()
    assert FieldDefinition.objects.get(pk=field.pk).default is None


def test_choices_stand_one_per_line(desk):
    field = make_field(make_form(), "mood", "choice", choices=["calm", "tired"])
    page = desk.get(field_page(field))
    sent = inputs(page) | {"choices": " calm \r\nangry\r\n\r\nangry"}
    assert desk.post(field_page(field), sent).status_code == 302
    assert FieldDefinition.objects.get(pk=field.pk).choices == ["calm", "angry"]


def test_a_fields_own_page_asks_for_the_word_in_a_connectors_form(desk):
    field = make_field(make_form(managed_by="ring"), "sleep_score", "score", written_by="ring")
    page = desk.get(field_page(field))
    assert WARNING in page.content.decode()
    untouched = desk.post(field_page(field), inputs(page))
    assert untouched.status_code == 302
    changed = inputs(page) | {"is_retired": "on"}
    assert "Nothing was saved" in desk.post(field_page(field), changed).content.decode()
    assert desk.post(field_page(field), changed | {"confirm_consequences": "on"}).status_code == 302
    assert FieldDefinition.objects.get(pk=field.pk).retired_at is not None


def test_a_form_of_a_hundred_fields_can_still_be_saved(desk, django_assert_max_num_queries):
    form = make_form(fields={f"value_{number}": "number" for number in range(100)})
    with django_assert_max_num_queries(30):
        page = desk.get(form_page(form))
    assert desk.post(form_page(form), inputs(page) | {"fields-99-label": "Last"}).status_code == 302
    assert form.fields.get(key="value_99").label == "Last"


def test_admin_shows_a_record_only_as_far_as_the_forms_lines_allow(desk, consultant):
    form = make_form(fields={"mood": "integer"}, rights={roles.COACH: "cr"})
    make_field(form, "cycle_day", "integer", visible_to=[roles.MEDICAL])
    record = make_record(form, make_athlete(), {"mood": 73, "cycle_day": 12})
    url = reverse("admin:forms_engine_record_change", args=[record.pk])
    listed = reverse("admin:forms_engine_record_changelist")
    assert desk.get(url).status_code == 302, "no line, no record"
    line = ensure_permission(form, roles.CONSULTANT, "c")
    assert "may not read this form" in desk.get(url).content.decode()
    assert form.name in desk.get(listed).content.decode()
    assert not Look.objects.exists()
    line.can_read = True
    line.save()
    edit_record(record, {"mood": 74}, make_stamp())
    page = desk.get(url).content.decode()
    assert "Mood: 74" in page
    assert "Mood: 73 → 74" in page
    assert "Cycle day" not in page
    assert list(Look.objects.values_list("viewer", "person")) == [(consultant.pk, record.person_id)]


def test_admin_never_shows_a_secret_and_never_edits_a_record(desk):
    form = make_form(kind="profile", fields={"refresh_token": "secret"}, rights={roles.CONSULTANT: "crwd"})
    record = put_secrets(
        form,
        make_athlete(),
        source="ring",
        source_id="profile",
        secrets={"refresh_token": "hush-hush"},
        values={},
        stamp=make_stamp(owner="ring:grant"),
    )
    url = reverse("admin:forms_engine_record_change", args=[record.pk])
    page = desk.get(url).content.decode()
    assert "Refresh token: set" in page
    assert "hush-hush" not in page
    assert desk.post(url, {"source": "people"}).status_code == 403
    assert desk.post(reverse("admin:forms_engine_record_delete", args=[record.pk]), {"post": "yes"}).status_code == 403
    assert Record.objects.get().source == "ring"


def test_an_athlete_has_no_admin(client, db):
    client.force_login(make_athlete())
    assert client.get(reverse("admin:forms_engine_record_changelist")).status_code in (302, 403)
