"""The checklist: each line, what blocks, what only warns, and who must act."""

from datetime import timedelta

import pytest
from django_q.models import Schedule

from forms_engine.models import FormDefinition, FormPermission
from people import roles
from people.models import SiteApplication
from sync import conf
from sync.models import Binding, ProviderApplication, Pulse
from sync.schedules import apply_schedules
from sync.setup import blocking_line, checklist, redirect_uri

ORDER = ["uuids", "application", "forms", "rights", "address", "enabled", "worker", "schedule"]


@pytest.fixture
def ready(application, now):
    """Every line done."""
    Pulse.objects.create(name="tick", beaten_at=now)
    apply_schedules(now)
    return application


def lines(provider, now):
    return {line.key: line for line in checklist(provider, now)}


def key_that_blocks(provider) -> str:
    line = blocking_line(provider)
    return line.key if line else ""


def test_a_finished_set_up_is_green_and_blocks_nothing(ready, provider, now):
    assert [(key, line.is_done) for key, line in lines(provider, now).items()] == [(key, True) for key in ORDER]
    assert blocking_line(provider) is None


def test_at_the_very_beginning_everything_is_to_do_in_the_order_of_work(db, provider, now):
    found = checklist(provider, now)

    assert [line.key for line in found] == ORDER
    assert {line.key for line in found if line.is_done} == {"address"}
    assert all(line.words for line in found)


def uuids_off():
    SiteApplication.objects.update(uuid_state=SiteApplication.UuidState.OFF)


def no_client():
    ProviderApplication.objects.update(client_id="")


def a_problem():
    ProviderApplication.objects.update(problem="Pulsar refused the client: a consultant checks it.")


def no_form():
    Binding.objects.filter(feed="steps").delete()


def a_token_form_gone():
    FormPermission.objects.filter(form__key="pulsar_current_token").delete()
    FormDefinition.objects.get(key="pulsar_current_token").fields.all().delete()
    FormDefinition.objects.filter(key="pulsar_current_token").delete()


def athletes_may_not_open_it():
    FormPermission.objects.filter(form__key="pulsar_authorise", role__name=roles.ATHLETE).update(can_read=False)


def nobody_may_read():
    FormPermission.objects.filter(form__key__in=["pulsar_nights", "pulsar_days"]).update(can_read=False)


def switched_off():
    ProviderApplication.objects.update(is_enabled=False)


@pytest.mark.parametrize(
    ("spoil", "key", "who"),
    [
        (uuids_off, "uuids", "A consultant switches UUIDs on"),
        (no_client, "application", "A consultant enters the client id and secret"),
        (a_problem, "application", "Pulsar refused the client: a consultant checks it."),
        (no_form, "forms", "A consultant presses"),
        (a_token_form_gone, "forms", "A consultant presses"),
        (athletes_may_not_open_it, "rights", "A consultant lets athletes read Authorise Pulsar Data"),
        (nobody_may_read, "rights", "A consultant lets athletes read"),
        (switched_off, "enabled", "A consultant switches the connector on"),
    ],
)
def test_a_line_about_configuration_blocks_and_says_who_must_act(ready, provider, now, spoil, key, who):
    spoil()

    line = lines(provider, now)[key]
    assert (line.is_done, line.blocks) == (False, True)
    assert who in line.words
    assert key_that_blocks(provider) == key


def test_the_first_line_to_do_is_the_one_that_is_said(ready, provider):
    switched_off()
    athletes_may_not_open_it()
    uuids_off()

    assert key_that_blocks(provider) == "uuids"


def test_the_address_blocks_when_it_is_not_https_outside_the_demo(ready, provider, now, settings):
    settings.IS_DEMO = False
    settings.SITE_URL = "http://ringside.example"
    line = lines(provider, now)["address"]
    assert (line.is_done, line.blocks) == (False, True)
    assert "The operator sets SITE_URL" in line.words

    settings.SITE_URL = "https://ringside.example"
    line = lines(provider, now)["address"]
    assert line.is_done
    assert "https://ringside.example/connect/pulsar/callback" in line.words


def test_the_redirect_address_is_exactly_the_callback(settings, db):
    settings.SITE_URL = "https://ringside.example"

    assert redirect_uri("pulsar") == "https://ringside.example/connect/pulsar/callback"


def test_a_resting_worker_only_warns(ready, provider, now):
    tired = now + conf.PULSE_MOST_AGE

    line = lines(provider, tired)["worker"]

    assert (line.is_done, line.blocks) == (False, False)
    assert "The operator looks at the worker" in line.words
    assert blocking_line(provider) is None


def test_a_worker_that_never_began_only_warns(ready, provider, now):
    Pulse.objects.all().delete()

    assert not lines(provider, now)["worker"].is_done
    assert blocking_line(provider) is None


@pytest.mark.parametrize("name", ["tick", "round", "upkeep"])
def test_a_missing_schedule_only_warns(ready, provider, now, name):
    Schedule.objects.filter(name=name).delete()

    line = lines(provider, now)["schedule"]

    assert (line.is_done, line.blocks) == (False, False)
    assert "apply_schedules" in line.words
    assert blocking_line(provider) is None


def test_a_schedule_nobody_works_off_only_warns(ready, provider, now):
    assert not lines(provider, now + timedelta(days=2))["schedule"].is_done
    assert blocking_line(provider) is None


def test_no_line_shows_the_client_secret(ready, provider, now):
    assert all("client-secret-1" not in line.words for line in checklist(provider, now))
