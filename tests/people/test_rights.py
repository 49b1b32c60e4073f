"""Roles and what the consultant may do in admin."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from people import roles
from people.models import Person
from people.rights import CONSULTANT_RIGHTS, settle_rights
from tests.builders.people import make_athlete, make_consultant, make_person

pytestmark = pytest.mark.django_db


def consultant_rights() -> set[str]:
    held = Group.objects.get(name=roles.CONSULTANT).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in held}


def test_the_five_roles_exist_after_migrate():
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ALL_ROLES)


def test_the_consultant_has_exactly_the_rights_of_the_table():
    table = {
        f"{app}.{action}_{model}"
        for app, models in CONSULTANT_RIGHTS.items()
        for model, actions in models.items()
        for action in actions
    }
    assert consultant_rights() == table


def test_the_table_names_only_what_admin_shows_as_a_page_or_as_rows_of_one():
    admin.autodiscover()
    shown = set()
    for model, page in admin.site._registry.items():
        shown |= {model, *(inline.model for inline in getattr(page, "inlines", ()))}
    named = {apps.get_model(app, model) for app, models in CONSULTANT_RIGHTS.items() for model in models}
    assert named <= shown


def test_the_consultant_has_no_rights_on_permissions_groups_schedules_or_secrets():
    consultant = make_consultant()
    for model in ("auth.permission", "auth.group", "django_q.schedule", "forms_engine.sealedvalue"):
        app, name = model.split(".")
        for action in ("view", "add", "change", "delete"):
            assert not consultant.has_perm(f"{app}.{action}_{name}"), model
    assert not consultant.has_perm("people.delete_person")
    assert not consultant.is_superuser


def test_the_other_roles_have_no_rights_in_admin():
    assert not Permission.objects.filter(group__name__in=set(roles.ALL_ROLES) - {roles.CONSULTANT}).exists()


def test_a_right_given_by_hand_is_taken_back_at_the_next_migrate():
    group = Group.objects.get(name=roles.CONSULTANT)
    group.permissions.add(Permission.objects.get(codename="change_group"))
    settle_rights(apps.get_app_config("auth"))
    assert "auth.change_group" not in consultant_rights()


def test_roles_that_were_lost_are_made_again_with_their_rights():
    Group.objects.all().delete()
    for config in apps.get_app_configs():
        settle_rights(config)
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ALL_ROLES)
    assert "people.change_person" in consultant_rights()


def test_who_becomes_consultant_may_enter_admin_and_who_leaves_may_not():
    person = make_athlete()
    assert not person.is_staff
    person.groups.add(Group.objects.get(name=roles.CONSULTANT))
    assert person.is_staff
    assert Person.objects.get(pk=person.pk).is_staff
    person.groups.clear()
    assert not person.is_staff
    assert not Person.objects.get(pk=person.pk).is_staff


def test_the_flag_follows_a_change_made_from_the_group():
    person = make_athlete()
    group = Group.objects.get(name=roles.CONSULTANT)
    group.user_set.add(person)
    assert Person.objects.get(pk=person.pk).is_staff
    group.user_set.clear()
    assert not Person.objects.get(pk=person.pk).is_staff


def test_a_superuser_stays_staff_without_the_role():
    operator = make_person("Op", "Erator", is_superuser=True, is_staff=True)
    operator.groups.add(Group.objects.get(name=roles.CONSULTANT))
    operator.groups.clear()
    assert Person.objects.get(pk=operator.pk).is_staff
