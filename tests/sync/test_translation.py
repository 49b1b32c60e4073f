"""Observations become wanted records through the bindings in use."""

from datetime import UTC, date, datetime

import pytest

from forms_engine.errors import InvalidValues
from forms_engine.models import FieldDefinition
from sync import queue, registry
from sync.engine import perform_run
from sync.models import Binding, BoundValue, Run
from sync.provider import Observation, Series
from sync.translation import plans_for, wanted_records
from tests.fakes.provider import FakeProvider

TUESDAY, MONDAY = date(2026, 3, 10), date(2026, 3, 9)
TEN_PM = datetime(2026, 3, 9, 22, 0, tzinfo=UTC)


def observe(**values) -> Observation:
    return Observation(
        TUESDAY.isoformat(),
        TUESDAY,
        values,
        starts_at=TEN_PM,
        finishes_at=TEN_PM.replace(hour=23),
        zone="+02:00",
        document_id="document-7",
    )


@pytest.fixture
def plans(application):
    return plans_for("pulsar")


def test_there_is_a_plan_for_every_feed_bound(plans):
    assert {(key, plan.form.key, plan.owner, plan.date_shift_days) for key, plan in plans.items()} == {
        ("night", "pulsar_nights", "pulsar:night", -1),
        ("calm", "pulsar_nights", "pulsar:calm", -1),
        ("steps", "pulsar_days", "pulsar:steps", 0),
    }
    assert plans["night"].owned_keys == {"night_score", "total_sleep_s", "pulse"}


def test_a_binding_out_of_use_has_no_plan(application):
    Binding.objects.filter(feed="night").update(is_active=False)

    assert set(plans_for("pulsar")) == {"calm", "steps"}


def test_a_record_is_dated_by_the_shift_and_keeps_the_vendors_own_day(plans):
    (wanted,) = wanted_records(plans["night"], [observe(night_score=81)])

    assert (wanted.occurred_on, wanted.source_on, wanted.source_id) == (MONDAY, TUESDAY, "2026-03-10")
    assert (wanted.starts_at, wanted.finishes_at, wanted.zone) == (TEN_PM, TEN_PM.replace(hour=23), "+02:00")
    assert wanted.document_id == "document-7"


def test_the_shift_is_what_the_binding_says_not_what_the_feed_proposed(application):
    Binding.objects.filter(feed="night").update(date_shift_days=0)

    (wanted,) = wanted_records(plans_for("pulsar")["night"], [observe(night_score=81)])

    assert wanted.occurred_on == TUESDAY


def test_a_value_goes_to_the_field_it_is_bound_to_whatever_its_label(application):
    FieldDefinition.objects.filter(key="night_score").update(label="How the night was", unit="points")

    (wanted,) = wanted_records(plans_for("pulsar")["night"], [observe(night_score=81)])

    assert wanted.values == {"night_score": 81}


def test_values_that_no_field_is_bound_to_are_left_out(plans):
    (wanted,) = wanted_records(plans["night"], [observe(night_score=81, brand_new_value=1)])

    assert wanted.values == {"night_score": 81}


def test_an_unbound_value_is_no_longer_written(application):
    BoundValue.objects.filter(value="night_score").delete()

    (wanted,) = wanted_records(plans_for("pulsar")["night"], [observe(night_score=81, total_sleep_s=100)])

    assert wanted.values == {"total_sleep_s": 100}


def test_a_value_that_was_not_measured_is_absent(plans):
    (wanted,) = wanted_records(plans["night"], [observe(night_score=None, total_sleep_s=100)])

    assert wanted.values == {"total_sleep_s": 100}


@pytest.mark.parametrize("value", ["eighty", [81], {"score": 81}, 81.5, True])
def test_a_value_of_the_wrong_type_is_refused_by_its_key(plans, value):
    with pytest.raises(InvalidValues) as refused:
        wanted_records(plans["night"], [observe(night_score=value)])

    assert set(refused.value.complaints) == {"night_score"}


def test_a_series_stands_in_the_record_as_its_description(plans):
    observation = Observation("x", TUESDAY, {}, series={"pulse": Series(TEN_PM, 300.0, (50.0, None))})

    (wanted,) = wanted_records(plans["night"], [observation])

    assert set(wanted.values["pulse"]) == {"starts_at", "interval_s", "samples", "checksum"}
    assert wanted.values["pulse"]["samples"] == 2


def test_a_retired_field_keeps_what_it_said(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81, total_sleep_s=100)
    perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    FieldDefinition.objects.filter(key="total_sleep_s").update(retired_at=now)
    provider.put("night", TUESDAY, night_score=70, total_sleep_s=200)

    perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)

    record = connection.person.records.get(form__key="pulsar_nights")
    assert record.values == {"night_score": 70, "total_sleep_s": 100}


def test_cleaning_many_days_costs_no_query_a_day(plans, django_assert_num_queries):
    observations = [observe(night_score=80) for _day in range(90)]

    with django_assert_num_queries(0):
        wanted_records(plans["night"], observations)


def test_values_of_wrong_type_stop_their_feed_and_lose_nothing(connection, provider, now):
    provider.put("night", MONDAY, night_score=81)
    provider.put("steps", TUESDAY, steps=10)
    perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    provider.put("night", TUESDAY, night_score="eighty-one and some words of health")

    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    perform_run(run.pk, now)

    run.refresh_from_db()
    assert run.tally["night"] == {"error": "unexpected_document"}
    assert "eighty" not in run.error_text
    assert connection.person.records.get(form__key="pulsar_nights").values == {"night_score": 81}


@pytest.mark.parametrize("sample", [float("nan"), 9_999.0])
def test_a_sample_that_cannot_be_kept_stops_its_feed_and_no_other(connection, provider, now, sample):
    class Odd(FakeProvider):
        def observations(self, credentials, *, access_token, feed, window):
            found = super().observations(credentials, access_token=access_token, feed=feed, window=window)
            if feed.key == "night":
                return [Observation("x", TUESDAY, {}, series={"pulse": Series(TEN_PM, 300.0, (50.0, sample))})]
            return found

    odd = Odd(good_access=provider.good_access)
    odd.put("steps", TUESDAY, steps=10)
    registry.register(odd)

    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    perform_run(run.pk, now)

    run.refresh_from_db()
    assert (run.state, run.tally["night"]) == (Run.State.DONE, {"error": "unexpected_document"})
    assert connection.person.records.filter(form__key="pulsar_days").count() == 1
