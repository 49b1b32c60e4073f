"""A provider's forms are made once; what a consultant changed stays."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group

from forms_engine.errors import DefinitionConflict
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission
from people import roles
from sync import registry
from sync.installing import install, is_installed
from sync.models import Binding, BoundValue
from sync.provider import Value
from tests.builders.forms import make_form
from tests.fakes.provider import ALL_FEEDS, ALL_FORMS, CALM, NIGHT, STEPS, FakeProvider

pytestmark = pytest.mark.django_db


def everything() -> list[list[dict]]:
    tables: tuple[Any, ...] = (FormDefinition, FieldDefinition, FormPermission, Binding, BoundValue)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_it_makes_forms_fields_rights_and_bindings(provider):
    report = install(provider)

    assert report.forms == [
        "Pulsar Nights",
        "Pulsar Days",
        "Authorise Pulsar Data",
        "Pulsar Refresh Token",
        "Current Pulsar Token",
    ]
    assert (report.fields, report.bindings) == (5 + 6 + 3 + 4, 3)
    nights = FormDefinition.objects.get(key="pulsar_nights")
    assert (nights.kind, nights.dates_the_night, nights.managed_by) == ("event", True, "pulsar")
    assert is_installed(provider)


def test_fields_and_sections_stand_in_the_providers_order_across_its_feeds(provider):
    night = replace(NIGHT, values=tuple(replace(one, section="Sleep") for one in NIGHT.values))
    calm = replace(
        CALM, values=(replace(CALM.values[0], section="Calm"), Value("naps", "Naps", "integer", section="Sleep"))
    )
    provider.feeds = (night, calm, STEPS)

    install(provider)

    form = FormDefinition.objects.get(key="pulsar_nights")
    assert list(form.fields.order_by("order").values_list("key", "order")) == [
        ("night_score", 10),
        ("total_sleep_s", 20),
        ("pulse", 30),
        ("calm_score", 40),
        ("naps", 50),
    ]
    assert list(form.sections.order_by("order").values_list("title", "order")) == [("Sleep", 10), ("Calm", 20)]
    for other in FormDefinition.objects.all():
        orders = list(other.fields.order_by("pk").values_list("order", flat=True))
        assert orders == sorted(set(orders))


def test_a_later_value_stands_behind_what_is_there_and_moves_nothing(provider):
    install(provider)
    form = FormDefinition.objects.get(key="pulsar_nights")
    form.fields.filter(key="calm_score").update(order=73)
    before = dict(form.fields.values_list("key", "order"))
    provider.feeds = (replace(NIGHT, values=(*NIGHT.values, Value("snores", "Snores", "integer"))), CALM, STEPS)

    install(provider)

    assert dict(form.fields.values_list("key", "order")) == before | {"snores": 80}


def test_the_fields_belong_to_the_connector(provider):
    install(provider)

    assert set(FieldDefinition.objects.values_list("written_by", flat=True)) == {"pulsar"}


def test_tokens_are_secret_fields_that_only_a_consultant_may_know_of(provider):
    install(provider)

    secrets = FieldDefinition.objects.filter(type="secret")
    assert set(secrets.values_list("form__key", "key")) == {
        ("pulsar_issued_token", "refresh_token"),
        ("pulsar_current_token", "refresh_token"),
        ("pulsar_current_token", "access_token"),
    }
    readers = FormPermission.objects.filter(form__key__in=["pulsar_issued_token", "pulsar_current_token"])
    assert set(readers.values_list("role__name", flat=True)) == {roles.CONSULTANT}
    assert not readers.filter(can_write=True).exists()


def test_athletes_may_open_the_form_with_the_link_and_not_write_it(provider):
    install(provider)

    line = FormPermission.objects.get(form__key="pulsar_authorise", role__name=roles.ATHLETE)
    assert (line.can_read, line.can_write, line.can_delete) == (True, False, False)


def test_installing_again_changes_nothing(provider):
    install(provider)
    before = everything()

    report = install(provider)

    assert everything() == before
    assert report.lines == ["Everything is installed already; nothing was changed."]


def test_what_a_consultant_changed_stays(provider):
    install(provider)
    FormDefinition.objects.filter(key="pulsar_nights").update(name="Our nights", description="Ours")
    FieldDefinition.objects.filter(key="night_score").update(label="How it was", unit="points", order=9, help="Ours")
    FormPermission.objects.filter(form__key="pulsar_nights", role__name=roles.COACH).delete()
    FormPermission.objects.filter(form__key="pulsar_days", role__name=roles.COACH).update(can_read=False)
    Binding.objects.filter(feed="night").update(date_shift_days=0, is_active=False)
    FieldDefinition.objects.get(key="steps").visible_to.add(Group.objects.get(name=roles.MEDICAL))
    before = everything()

    install(provider)

    assert everything() == before
    assert FieldDefinition.objects.get(key="steps").visible_to.count() == 1


def test_a_retired_field_stays_retired(provider, now):
    install(provider)
    FieldDefinition.objects.filter(key="night_score").update(retired_at=now)

    install(provider)

    assert FieldDefinition.objects.get(key="night_score").retired_at == now


def test_a_new_value_of_the_provider_adds_one_field_and_binds_it(provider):
    install(provider)
    grown = replace(NIGHT, values=(*NIGHT.values, Value("snores", "Snores", "integer", visible_to=(roles.MEDICAL,))))
    provider.feeds = (grown, *provider.feeds[1:])
    before = BoundValue.objects.count()

    report = install(provider)

    assert (report.forms, report.fields, report.bindings) == ([], 1, 0)
    bound = BoundValue.objects.get(value="snores")
    assert (bound.field.key, bound.field.form.key, bound.binding.feed) == ("snores", "pulsar_nights", "night")
    assert [role.name for role in bound.field.visible_to.all()] == [roles.MEDICAL]
    assert BoundValue.objects.count() == before + 1


def test_a_value_the_provider_gave_up_leaves_its_field_and_records(provider):
    install(provider)
    provider.feeds = (replace(NIGHT, values=NIGHT.values[:1]), *provider.feeds[1:])

    install(provider)

    assert FieldDefinition.objects.filter(key="total_sleep_s").exists()


def test_a_form_of_the_clubs_own_with_the_same_name_is_not_taken_over(provider):
    make_form("Pulsar Days", key="our_days")
    before = everything()

    with pytest.raises(DefinitionConflict, match="Pulsar Days"):
        install(provider)

    assert everything() == before


def test_a_field_of_the_clubs_own_with_the_same_key_is_not_taken_over(provider):
    form = make_form("Pulsar Days", key="pulsar_days", managed_by="pulsar", fields={"steps": "text"})

    with pytest.raises(DefinitionConflict):
        install(provider)

    assert not FieldDefinition.objects.filter(form=form, written_by="pulsar").exists()


def test_two_providers_stand_side_by_side(provider):
    install(provider)
    forms = tuple(
        replace(plan, key=plan.key.replace("pulsar", "quasar"), name=plan.name.replace("Pulsar", "Quasar"))
        for plan in provider.forms
    )
    feeds = tuple(replace(feed, form=feed.form.replace("pulsar", "quasar")) for feed in provider.feeds)
    titles = replace(
        provider.grant_forms, authorise="Authorise Quasar", issued_token="Quasar Token", current_token="Quasar Now"
    )
    quasar = FakeProvider(key="quasar", name="Quasar", forms=forms, feeds=feeds, grant_forms=titles)
    registry.register(quasar)
    try:
        install(quasar)
    finally:
        registry.unregister("quasar")

    assert is_installed(provider)
    assert is_installed(quasar)
    assert Binding.objects.count() == 6


def test_installed_means_every_form_and_every_feed(provider):
    assert not is_installed(provider)
    install(provider)

    Binding.objects.filter(feed="steps").delete()

    assert not is_installed(provider)


# Feeds of every shape


@pytest.fixture
def whole(provider):
    provider.feeds, provider.forms = ALL_FEEDS, ALL_FORMS
    return provider


def test_a_new_site_uses_what_the_provider_proposes_and_has_the_rest_ready(whole):
    install(whole)

    assert set(Binding.objects.filter(is_active=True).values_list("feed", flat=True)) == {"night", "calm", "steps"}
    assert set(Binding.objects.filter(is_active=False).values_list("feed", flat=True)) == {"runs", "devices", "wearer"}
    assert BoundValue.objects.filter(binding__feed="runs").count() == 2
    assert is_installed(whole)


def test_a_feed_that_comes_later_waits_for_a_consultant_even_when_proposed(provider):
    provider.feeds = (NIGHT, CALM)
    provider.forms = tuple(plan for plan in provider.forms if plan.key == "pulsar_nights")
    install(provider)
    provider.feeds, provider.forms = (NIGHT, CALM, STEPS), FakeProvider().forms

    install(provider)

    assert dict(Binding.objects.values_list("feed", "is_active")) == {"night": True, "calm": True, "steps": False}


def test_a_feed_somebody_switched_on_stays_on(whole):
    install(whole)
    Binding.objects.filter(feed="runs").update(is_active=True)

    install(whole)

    assert Binding.objects.get(feed="runs").is_active


def test_a_profile_plan_becomes_a_profile_form(whole):
    install(whole)

    kinds = dict(FormDefinition.objects.filter(key__startswith="pulsar_").values_list("key", "kind"))
    assert kinds["pulsar_wearer"] == FormDefinition.Kind.PROFILE
    assert {kinds["pulsar_runs"], kinds["pulsar_nights"]} == {FormDefinition.Kind.EVENT}
